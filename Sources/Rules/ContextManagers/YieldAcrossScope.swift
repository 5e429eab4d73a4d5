package import Diagnostics
import PythonSemantics
package import RuleKit

/// LW257: a generator yields while it is inside a task group or a cancel scope.
package struct YieldAcrossScope: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW257",
    name: "yield-across-scope",
    summary: "Generator yields inside a task group, timeout or cancel scope",
    group: .contextManagers,
    severity: .error, confidence: .medium,
    since: "0.1",
    why: """
      A timeout or a task group belongs to the task that entered it, and stays open while the \
      generator stands at its `yield`. So the clock runs on in the loop that uses the generator: \
      the timeout cancels that code, outside of the block that would make a `TimeoutError` of it. \
      Where another task finishes the generator, the scopes of trio and anyio raise \
      `RuntimeError`.
      """,
    ignoreWhen: """
      The generator is a fixture or a context manager under a decorator that the analysis does not \
      know: one task goes on with it, once.
      """,
    equivalents: ["ASYNC101"],
    examples: [
      .bad(
        "`main` is cancelled in its own wait, which has no timeout",
        """
        import asyncio


        async def lines():
            async with asyncio.timeout(1):
                for line in ["a", "b"]:
                    yield line  # expect: LW257


        async def main():
            async for line in lines():
                await asyncio.sleep(2)


        asyncio.run(main())
        """),
      .good(
        "The timeout ends before each `yield`",
        """
        import asyncio


        async def lines():
            for line in ["a", "b"]:
                async with asyncio.timeout(1):
                    await asyncio.sleep(0)
                yield line


        async def main():
            async for line in lines():
                await asyncio.sleep(2)


        asyncio.run(main())
        """),
      .good(
        "A context manager, which is entered and left by one task",
        """
        import asyncio
        from contextlib import asynccontextmanager


        @asynccontextmanager
        async def workers():
            async with asyncio.TaskGroup() as group:
                yield group
        """),
    ])

  package static var needs: FunctionNeeds { FunctionNeeds([.isAsync, .isGenerator]) }

  package init() {}

  private static let scopes: CalleeNames = [
    "asyncio.timeout", "asyncio.timeout_at", "asyncio.TaskGroup", "asyncio.timeouts.timeout",
    "asyncio.timeouts.timeout_at", "asyncio.taskgroups.TaskGroup", "anyio.create_task_group",
    "anyio.move_on_after", "anyio.fail_after", "anyio.CancelScope", "trio.open_nursery",
    "trio.move_on_after", "trio.move_on_at", "trio.fail_after", "trio.fail_at",
    "trio.CancelScope", "async_timeout.timeout",
  ]

  package func check(_ function: FunctionSubject) -> [Finding] {
    // A decorator may make a context manager or a fixture of it.
    guard function.row.decorators == 0 else { return [] }
    return function.nodes(.yield).compactMap { node in
      for manager in function.managers(around: node) {
        guard let call = function.call(manager.context), call.isOne(of: Self.scopes) else {
          continue
        }
        return finding(
          at: function.place(node), "`yield` inside `\(function.text(call.callee))`",
          function: function.qualifiedName, label: "the scope stays open while others run",
          help: "leave the scope before the `yield`, or use a queue")
      }
      return nil
    }
  }
}
