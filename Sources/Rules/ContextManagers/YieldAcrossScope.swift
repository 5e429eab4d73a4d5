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
      A timeout or a task group belongs to the task that entered it. A generator that yields inside \
      leaves it open while other code runs: the timeout cancels the wrong code, and when the \
      generator is finished by another task, or not at all, the scope is left in the wrong order.
      """,
    equivalents: ["ASYNC101"],
    examples: [
      .bad(
        "A timeout around a yield",
        """
        import asyncio


        async def lines(reader):
            async with asyncio.timeout(5):
                while line := await reader.readline():
                    yield line  # expect: LW257
        """),
      .good(
        "The timeout ends before the yield",
        """
        import asyncio


        async def lines(reader):
            while True:
                async with asyncio.timeout(5):
                    line = await reader.readline()
                yield line
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
    guard function.isAsync, function.isGenerator, function.row.decorators == 0 else { return [] }
    return function.nodes.compactMap { node in
      guard function.kind(node) == .yield else { return nil }
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
