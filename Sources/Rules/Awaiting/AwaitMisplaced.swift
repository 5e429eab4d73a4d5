package import Diagnostics
import PythonSemantics
package import RuleKit
import Summaries

/// LW205: `await` of something that is certainly no awaitable.
package struct AwaitMisplaced: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW205",
    name: "await-misplaced",
    summary: "`await` of a plain value, or where Python does not allow it",
    group: .awaiting,
    severity: .error,
    since: "0.1",
    fix: .sometimes(.safe),
    why: """
      `await` outside an `async def` is a `SyntaxError`: the file is not even loaded. `await` of \
      something that cannot be awaited, such as what a plain function returns, raises `TypeError` \
      when the line is reached, after the function has done its work.
      """,
    ignoreWhen: "The value is awaitable in a way that the analysis cannot see.",
    equivalents: ["E1142", "PLE1142", "PLE1700"],
    examples: [
      .bad(
        "`TypeError`: a list cannot be awaited",
        """
        import asyncio


        def process(data) -> list:
            return list(data)


        async def main():
            return await process({})  # expect: LW205


        asyncio.run(main())
        """),
      .good(
        "Called without `await`",
        """
        import asyncio


        def process(data) -> list:
            return list(data)


        async def main():
            return process({})


        asyncio.run(main())
        """),
      .good(
        "A value that may be either is asked first",
        """
        import inspect


        def call(hook):
            return hook()


        async def main(hook):
            result = call(hook)
            if inspect.isawaitable(result):
                result = await result
            return result
        """),
    ])

  package static var needs: FunctionNeeds { FunctionNeeds(.hasAwait) }

  package init() {}

  package func check(_ function: FunctionSubject) -> [Finding] {
    function.nodes(.await).compactMap { node in
      let value = function.operand(node)
      guard let what = plain(value, function), !function.isExpectedToFail(node) else { return nil }
      return finding(
        at: function.place(function.kind(value) == .constant ? node : value), "`await` of \(what)",
        function: function.qualifiedName,
        label: "this has no `__await__`", help: "remove the `await`, or call what is asynchronous",
        fix: function.removeAwaitFix(node))
    }
  }

  /// What is awaited, when that is a plain value for certain.
  private func plain(_ node: IRNodeID, _ function: FunctionSubject) -> String? {
    switch function.kind(node) {
    case .call:
      guard function.awaitability(node) == .plain, let call = function.call(node),
        function.isCertainCall(node), isFixed(call, function)
      else { return nil }
      return "`\(function.text(call.callee))()`, which is not asynchronous"
    case .constant, .tuple, .list, .dict, .set, .formatted: return "a literal"
    default: return nil
    }
  }

  /// `return work if loop.is_running() else loop.run_until_complete(work)`, whatever was declared, and
  /// what a function inside a decorator gives for another.
  private func mayReturnCoroutine(_ callee: FunctionSubject) -> Bool {
    callee.returnedValues.contains { value in
      let values = callee.facts.branches(callee[value]).map { [$0.body, $0.orElse] } ?? [value]
      return values.contains {
        [.coroutine, .awaitable, .future].contains(callee.awaitability($0))
          || callee.kind($0) == .call
            && callee.context.isNested(callee: callee.type(callee.operand($0)))
      }
    }
  }

  /// The callee is a plain function that nothing replaces, and what it returns has no subclass that
  /// could be awaited. The class of a receiver other than `self` is not certain enough.
  private func isFixed(_ call: Call, _ function: FunctionSubject) -> Bool {
    let context = function.context
    let type = function.type(call.callee)
    guard let id = context.function(ofCallee: type) else { return false }
    let row = context.row(of: id)
    guard row.decorators == 0, !row.flags.contains(.isTrivial),
      !context.mayBeAwaitable(call.result),
      !mayReturnCoroutine(context.subject(of: id))
    else {
      return false
    }
    guard row.flags.contains(.isMethod) else { return true }
    guard let receiver = call.receiver, function.spelling(receiver) == "self",
      function.kind(receiver) == .name
    else { return false }
    return !context.isOverridden(id)
  }
}
