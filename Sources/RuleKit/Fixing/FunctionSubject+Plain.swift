package import Diagnostics
import Project
import PythonSemantics
import SourceText
import Summaries

extension FunctionSubject {
  /// `async def f` → `def f`, and its callers no longer await it. Offered where each call of the name in
  /// the project is one of this function, and there is one: nobody else is known to call it. What holds the
  /// loop would hold it in each caller then, and what returns an awaitable would no longer be awaited twice.
  package func plainFix() -> Fix? {
    guard BlockingSites(context).holders(in: unit).isEmpty, !returnsAwaitable else { return nil }
    let calls = context.callers(of: unit.function).map {
      (subject: context.subject(of: $0.unit), node: $0.node)
    }.filter { $0.subject.kind($0.node) == .call }
    var seen: Set<String> = []
    let places = calls.filter {
      seen.insert("\($0.subject.module.path):\($0.node.rawValue)").inserted
    }
    guard !places.isEmpty, places.count == context.callCount(of: name) else { return nil }
    return fix("Make it a plain function", .changesBehavior) { draft in
      draft.dropAsync()
      for (subject, node) in places {
        draft.add(
          subject.fix("", .changesBehavior) {
            subject.use(of: node) == .awaited
              ? $0.removeAwait(subject.parent(node)) : $0.spoil()
          })
      }
    }
  }
}

extension FunctionSubject {
  private var returnsAwaitable: Bool {
    nodes.contains { node in
      kind(node) == .return && operand(node).exists
        && ![.plain, .unknown].contains(awaitability(operand(node)))
    }
  }
}

extension FixDraft {
  /// `async def` → `def`.
  mutating func dropAsync() {
    let start = function.row.range.start
    guard text.text(start, start + 5) == "async" else { return spoil() }
    delete(start, text.skipSpace(start + 5))
  }
}
