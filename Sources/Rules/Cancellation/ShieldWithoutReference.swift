package import Diagnostics
import PythonSemantics
package import RuleKit

/// LW408: a shielded coroutine goes on after its waiter is cancelled, and nobody has its task.
package struct ShieldWithoutReference: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW408",
    name: "shield-without-reference",
    summary: "Shielded coroutine runs on, and nobody has its task",
    group: .cancellation,
    severity: .warning, confidence: .medium,
    since: "0.1",
    fix: .sometimes(.changesBehavior),
    why: """
      `shield` protects what it wraps, not its caller: at the timeout the caller goes on, and so \
      does the inner task. Made from a bare coroutine, nobody has that task: it can be neither \
      awaited nor cancelled, may be garbage-collected, and dies half-way when the program ends. In \
      the strict profile also where no timeout stands around it.
      """,
    ignoreWhen: "The work may be lost at any time, or does not run longer than the limit.",
    examples: [
      .bad(
        "`TimeoutError`, and never prints `saved`",
        """
        import asyncio


        async def save():
            await asyncio.sleep(2)
            print("saved")


        async def main():
            await asyncio.wait_for(asyncio.shield(save()), 1)  # expect: LW408


        asyncio.run(main())
        """),
      .good(
        "The task has a name, and somebody waits for it",
        """
        import asyncio


        async def save():
            await asyncio.sleep(2)
            print("saved")


        async def main():
            task = asyncio.ensure_future(save())
            try:
                await asyncio.wait_for(asyncio.shield(task), 1)
            except TimeoutError:
                print("slow")
                await task


        asyncio.run(main())
        """),
    ])

  package static var needs: FunctionNeeds { FunctionNeeds(.isAsync, in: .exceptTests) }

  package init() {}

  private static let shield: CalleeNames = ["asyncio.shield"]

  package func check(_ function: FunctionSubject) -> [Finding] {
    function.calls(of: Self.shield).compactMap { call in
      guard let inner = call.argument(0, "arg"),
        function.awaitability(inner) == .coroutine, function.kind(inner) == .call,
        !function.isInCleanup(call.node), function.isStrict || isInterrupted(call, function)
      else { return nil }
      return finding(
        at: function.place(call.callee),
        "`\(function.name)` shields a task that it cannot reach again",
        function: function.qualifiedName, label: "its task has no other reference",
        help: "bind it first: `task = asyncio.create_task(…)`", fix: function.bindTaskFix(inner))
    }
  }

  /// Under a timeout, or where the function goes on after a cancellation.
  private func isInterrupted(_ call: Call, _ function: FunctionSubject) -> Bool {
    if case .argument(let outer) = function.use(of: call.node),
      function.call(outer)?.isNamed("asyncio.wait_for") ?? false
    {
      return true
    }
    let isTimed = function.managers(around: call.node).contains { manager in
      function.call(manager.context)?.isOne(of: [
        "asyncio.timeout", "asyncio.timeout_at", "async_timeout.timeout",
      ]) ?? false
    }
    return isTimed
      || function.tries(around: call.node).contains { statement in
        function.handlers(of: statement).contains { handler in
          handler.namesCancellation
            && !function.nodes.contains {
              function.kind($0) == .raise && function.isInside($0, handler.node)
            }
        }
      }
  }
}
