package import Diagnostics
import PythonSemantics
package import RuleKit

/// LW457: `wait_for` is used against what it does.
package struct WaitForPitfall: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW457",
    name: "wait-for-pitfall",
    summary: "`wait_for` already cancels, or was given no time at all",
    group: .timeouts,
    severity: .info,
    isDefault: .strict,
    since: "0.1",
    fix: .sometimes(.changesBehavior),
    why: """
      When its time is over, `asyncio.wait_for` cancels what it waits for and waits until that has \
      ended, before it raises. So the second `cancel()` finds a finished task and does nothing. \
      With `timeout=None` there is no limit at all, and a plain `await` says so.
      """,
    ignoreWhen: "The same handler also serves a wait that does not cancel, such as `asyncio.wait`.",
    examples: [
      .bad(
        "Prints `True False`: it was cancelled, and `cancel` did nothing",
        """
        import asyncio


        async def work():
            await asyncio.sleep(10)


        async def main():
            task = asyncio.create_task(work())
            try:
                await asyncio.wait_for(task, 1)
            except asyncio.TimeoutError:
                print(task.cancelled(), task.cancel())  # expect: LW457


        asyncio.run(main())
        """),
      .good(
        "`wait_for` has cancelled it",
        """
        import asyncio


        async def work():
            await asyncio.sleep(10)


        async def main():
            task = asyncio.create_task(work())
            try:
                await asyncio.wait_for(task, 1)
            except asyncio.TimeoutError:
                print("too slow")
        """),
    ])

  package static var needs: FunctionNeeds { FunctionNeeds(.isAsync) }

  package init() {}

  private static let waitFor: CalleeNames = ["asyncio.wait_for"]

  package func check(_ function: FunctionSubject) -> [Finding] {
    function.calls(of: Self.waitFor).flatMap { call -> [Finding] in
      if let time = call.argument(1, "timeout"), function.isNone(time) {
        return [
          finding(
            at: function.place(call.callee), "`wait_for` without a time is a plain await",
            function: function.qualifiedName, label: "no limit is set",
            help: "await the coroutine itself, or give a time",
            fix: function.unwrapFix(call, "Await it directly"))
        ]
      }
      guard let task = call.argument(0, "fut"), let symbol = function.symbol(task) else {
        return []
      }
      return cancels(of: symbol, after: call, function)
    }
  }

  private func cancels(
    of symbol: UInt32, after call: Call, _ function: FunctionSubject
  ) -> [Finding] {
    function.ancestors(call.node).filter { function.kind($0) == .try }.flatMap { attempt in
      guard function.isInside(call.node, .body, of: attempt) else { return [Finding]() }
      let handlers = function.facts.handlers(attempt).filter {
        function.spelling(function.operand($0)) == "TimeoutError"
      }
      return function.calls.filter { other in
        other.spelled == "cancel" && other.receiver.flatMap { function.symbol($0) } == symbol
          && handlers.contains { function.isInside(other.node, $0) }
      }.map { other in
        finding(
          at: function.place(other.callee), "`wait_for` has cancelled this task already",
          function: function.qualifiedName, label: "does nothing", help: "remove the call",
          fix: function.passFix(other.node, "Remove the call"))
      }
    }
  }
}
