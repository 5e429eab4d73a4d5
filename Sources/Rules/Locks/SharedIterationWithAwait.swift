package import Diagnostics
import PythonFlow
import PythonSemantics
package import RuleKit
import SourceText
import Summaries

/// LW610: a shared collection is iterated with an await in the loop while other code changes it.
package struct SharedIterationWithAwait: ModuleRule {
  package static let metadata = RuleMetadata(
    code: "LW610",
    name: "shared-iteration-with-await",
    summary: "Shared collection may change while a loop over it awaits",
    group: .locks,
    severity: .warning, confidence: .medium,
    since: "0.1",
    fix: .sometimes(.safe),
    why: """
      At each `await` in the loop other tasks run. If one of them adds or removes an item, a \
      `dict` or `set` raises `RuntimeError` at the next step, and a `list` skips items or visits \
      them twice, without a word. A copy made before the loop does not change.
      """,
    ignoreWhen: "Whoever changes the collection waits until no loop over it runs.",
    examples: [
      .bad(
        "The first listener leaves, and the second is never told",
        """
        import asyncio


        class Bus:
            def __init__(self):
                self.listeners = []

            def add(self, listener):
                self.listeners.append(listener)

            def remove(self, listener):
                self.listeners.remove(listener)

            async def emit(self, event):
                for listener in self.listeners:  # expect: LW610
                    await listener(event)
        """),
      .good(
        "A copy",
        """
        class Bus:
            def __init__(self):
                self.listeners = []

            def add(self, listener):
                self.listeners.append(listener)

            def remove(self, listener):
                self.listeners.remove(listener)

            async def emit(self, event):
                for listener in list(self.listeners):
                    await listener(event)
        """),
    ])

  package init() {}

  private static let removers: Set<String> = [
    "remove", "pop", "popitem", "discard", "clear", "popleft", "difference_update",
  ]
  private static let adders: Set<String> = ["add", "setdefault", "update", "insert", "append"]
  private static let views: Set<String> = ["values", "items", "keys"]

  package func check(_ module: ModuleSubject) -> [Finding] {
    let loops = module.functions.filter { $0.isAsync && !$0.isTest }
      .flatMap { function in candidates(function) }
    guard !loops.isEmpty else { return [] }
    return loops.compactMap { loop in
      guard let mutator = mutator(of: loop, in: module) else { return nil }
      let function = loop.function
      let isOwnRun = mutator.index == function.index
      return finding(
        at: function.place(loop.iterable),
        "`\(loop.path)` may change while `\(function.name)` awaits in its loop",
        function: function.qualifiedName,
        severity: isEnding(loop) || mutator.isTeardown ? .info : nil,
        label: isOwnRun
          ? "another run of it changes it" : "`\(mutator.name)` changes it meanwhile",
        help: "iterate over a copy: `list(\(loop.text))`",
        chain: isOwnRun ? [] : [mutator.definitionStep],
        fix: fix(loop))
    }
  }

  private struct Loop {
    var function: FunctionSubject
    var iterable: IRNodeID
    var path: String
    var text: String
    /// Of a dict or set an added item matters as much as a removed one.
    var isView: Bool
    /// What the function does itself, another run of it does meanwhile.
    var isShared: Bool
    /// Of the application, which many functions lead to.
    var isState: Bool
  }

  private func candidates(_ function: FunctionSubject) -> [Loop] {
    guard function.row.flags.contains(.hasLoop) else { return [] }
    return function.nodes.compactMap { node in
      let row = function.facts[node]
      guard row.kind == .for, !row.isAsync else { return nil }
      let iterable = row.operand
      var object = iterable
      var isView = false
      if let call = function.call(iterable) {
        guard Self.views.contains(call.spelled), let receiver = call.receiver else { return nil }
        object = receiver
        isView = true
      }
      let state = function.applicationState(object)
      guard let path = state?.path ?? function.sharedPath(object),
        goesOnAfterAwait(node, function)
      else { return nil }
      let isSet = function.isInstance(object, of: ["set", "dict"])
      let end = isView ? "." + function.spelling(function.operand(iterable)) + "()" : ""
      let isShared =
        state?.isOfRequest == true
        || !isOwn(path, function)
          && function.context.concurrency.evidence(function.unit.function) != nil
      return Loop(
        function: function, iterable: iterable, path: path, text: (state?.text ?? path) + end,
        isView: isView || isSet, isShared: isShared, isState: state != nil)
    }
  }

  /// Of one object, rather than of the module or the application.
  private func isOwn(_ path: String, _ function: FunctionSubject) -> Bool {
    function.receiverName.map { path.hasPrefix($0 + ".") } ?? false
  }

  /// Whether the loop asks for a next item after an await in its body.
  private func goesOnAfterAwait(_ loop: IRNodeID, _ function: FunctionSubject) -> Bool {
    let awaits = function.nodes.filter {
      function.kind($0) == .await && function.isInside($0, .body, of: loop)
    }
    guard !awaits.isEmpty else { return false }
    let flow = function.flow
    let steps = Set(flow.points(of: loop, .iterate))
    return awaits.contains { node in
      flow.points(of: node, .await).contains { start in
        flow.firstReached(from: start) { steps.contains($0) } != nil
      }
    }
  }

  /// A function of the class (or, for what all share, of the file) that changes the collection: one that
  /// can run meanwhile, if there is any; another one, if it can.
  private func mutator(of loop: Loop, in module: ModuleSubject) -> FunctionSubject? {
    let isOwn = isOwn(loop.path, loop.function)
    let mutators = module.functions.filter { other in
      guard !other.isModule, other.name != "__init__", other.index != loop.function.index,
        !isOwn || other.row.owner == loop.function.row.owner
      else { return false }
      return changes(loop, other)
    }
    if let other = mutators.first(where: { !$0.isTeardown && mayMeet(loop.function, $0) }) {
      return other
    }
    return loop.isShared && changes(loop, loop.function) ? loop.function : mutators.first
  }

  /// Whether one of the two is known to run in a task of its own, or several times at once: what one
  /// caller does after the other never meets.
  private func mayMeet(_ function: FunctionSubject, _ mutator: FunctionSubject) -> Bool {
    [function, mutator].contains {
      $0.isSpawned || $0.context.concurrency.evidence($0.unit.function) != nil
    }
  }

  /// A loop over what is closed: nobody adds to it any more.
  private func isEnding(_ loop: Loop) -> Bool {
    loop.function.isTeardown || loop.function.isInCleanup(loop.iterable)
  }

  private func changes(_ loop: Loop, _ other: FunctionSubject) -> Bool {
    guard loop.isState || other.mentions([String(loop.path.split(separator: ".").last ?? "")])
    else { return false }
    return other.nodes.contains { node in
      let path = loop.isState ? other.applicationState(node)?.path : other.sharedPath(node)
      guard path == loop.path else { return false }
      switch other.use(of: node) {
      case .receiver(let around):
        if other.kind(around) == .subscript {
          // `del d[k]` removes, `d[k] = v` adds to a dict.
          let outer = other.kind(other.parent(around))
          return (outer == .delete || loop.isView && outer == .assign && other.isBinding(around))
            && !holdsLock(of: loop, at: node, in: other)
        }
        let name = other.spelling(around)
        guard case .called = other.use(of: around) else { return false }
        return (Self.removers.contains(name) || loop.isView && Self.adders.contains(name))
          && !holdsLock(of: loop, at: node, in: other)
      default: return false
      }
    }
  }

  /// `async with self.lock:` around the loop and around what changes its collection.
  private func holdsLock(
    of loop: Loop, at node: IRNodeID, in other: FunctionSubject
  ) -> Bool {
    func locks(_ node: IRNodeID, _ function: FunctionSubject) -> Set<String> {
      Set(function.managers(around: node).compactMap { function.sharedPath($0.context) })
    }
    return !locks(loop.iterable, loop.function).isDisjoint(with: locks(node, other))
  }

  private func fix(_ loop: Loop) -> Fix {
    var fix = Fix("Iterate over a copy", safety: .safe)
    let place = loop.function.place(loop.iterable)
    var start = place
    start.range = .init(start: place.range.start, end: place.range.start)
    var end = place
    end.range = .init(start: place.range.end, end: place.range.end)
    fix.replace(start, with: "list(")
    fix.replace(end, with: ")")
    return fix
  }
}
