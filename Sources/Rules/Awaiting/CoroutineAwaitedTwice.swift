package import Diagnostics
import PythonSemantics
package import RuleKit

/// LW206: one coroutine object is awaited or scheduled a second time.
package struct CoroutineAwaitedTwice: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW206",
    name: "coroutine-awaited-twice",
    summary: "The same coroutine object is awaited or scheduled again",
    group: .awaiting,
    severity: .error,
    since: "0.1",
    why: """
      A coroutine runs once. The second `await` raises `RuntimeError: cannot reuse already awaited \
      coroutine`. So a retry has to call the function again each time, and a helper that retries \
      takes the function, not a coroutine.
      """,
    ignoreWhen: """
      Only one of the two places is ever reached in one run, by a condition that the analysis \
      cannot see.
      """,
    examples: [
      .bad(
        "The second line raises",
        """
        import asyncio


        async def load(): ...


        async def main():
            job = load()
            first = await job
            second = await job  # expect: LW206
            return first, second


        asyncio.run(main())
        """),
      .bad(
        "The first retry raises `RuntimeError` in place of the `OSError`",
        """
        import asyncio


        async def load():
            raise OSError("refused")


        async def main():
            job = load()
            for _ in range(3):
                try:
                    return await job  # expect: LW206
                except OSError:
                    continue


        asyncio.run(main())
        """),
      .good(
        "A new coroutine for each attempt",
        """
        import asyncio


        async def load():
            raise OSError("refused")


        async def main():
            for _ in range(3):
                try:
                    return await load()
                except OSError:
                    continue


        asyncio.run(main())
        """),
      .good(
        "A task may be awaited again: its result is kept",
        """
        import asyncio


        async def load(): ...


        async def main():
            job = asyncio.create_task(load())
            return await job, await job
        """),
    ])

  package static var needs: FunctionNeeds { FunctionNeeds(.hasCall) }

  package init() {}

  package func check(_ function: FunctionSubject) -> [Finding] {
    guard !function.isModule else { return [] }
    return function.unawaited.compactMap { call in
      if function.isExpectedToFail(call.node) { return nil }
      switch function.use(of: call.node) {
      case .assigned(let statement): return bound(statement, function)
      case .argument(let outer): return handed(call.node, outer, function)
      default: return nil
      }
    }
  }

  private func bound(_ statement: IRNodeID, _ function: FunctionSubject) -> Finding? {
    guard function.kind(statement) == .assign else { return nil }
    let targets = function.facts.targets(statement)
    guard targets.count == 1, let again = function.secondUse(ofBinding: targets[0]),
      !function.isExpectedToFail(again.second)
    else { return nil }
    let name = function.text(targets[0])
    return finding(
      at: function.place(again.second), "the coroutine `\(name)` is used a second time",
      function: function.qualifiedName,
      label: again.first == again.second ? "next time round it is used up" : "it is used up by now",
      why: "A coroutine object runs once: this raises `RuntimeError`.",
      help: "call the function again, or make a task of it")
  }

  private func handed(
    _ node: IRNodeID, _ outer: IRNodeID, _ function: FunctionSubject
  ) -> Finding? {
    guard let call = function.call(outer), !call.hasStars,
      let callee = function.context.function(ofCallee: call.calleeType(in: function)),
      let parameter = function.parameterRow(of: callee, for: node, in: call),
      function.context.parameterUse(callee, parameter).secondUse != nil
    else { return nil }
    return finding(
      at: function.place(node), "`\(function.text(call.callee))` awaits this coroutine again",
      function: function.qualifiedName, label: "one coroutine cannot run twice",
      help: "give it the function, and call that for each attempt")
  }
}
