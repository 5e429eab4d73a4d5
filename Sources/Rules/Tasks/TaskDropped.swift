package import Diagnostics
package import RuleKit

/// LW301: nobody keeps a task that was started, so it may be collected before it is done.
package struct TaskDropped: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW301",
    name: "task-dropped",
    summary: "Task is started and no reference to it is kept",
    group: .tasks,
    severity: .error,
    since: "0.1",
    why: """
      The event loop holds tasks by weak references only. A task that nobody else refers to can be \
      garbage-collected in the middle of its work, and its exception is never seen.
      """,
    equivalents: ["RUF006", "ASYNC300", "S7502"],
    examples: [
      .bad(
        "Fire and forget",
        """
        import asyncio


        async def audit(): ...


        async def handle():
            asyncio.create_task(audit())  # expect: LW301
        """),
      .good(
        "A set keeps the task until it is done",
        """
        import asyncio

        running = set()


        async def audit(): ...


        async def handle():
            task = asyncio.create_task(audit())
            running.add(task)
            task.add_done_callback(running.discard)
        """),
    ])

  package init() {}

  /// What starts a task that only its result refers to.
  static let starters: Set<String> = [
    "asyncio.create_task", "asyncio.ensure_future", "asyncio.AbstractEventLoop.create_task",
    "asyncio.BaseEventLoop.create_task", "asyncio.base_events.BaseEventLoop.create_task",
  ]

  package func check(_ function: FunctionSubject) -> [Finding] {
    function.calls.compactMap { call in
      guard call.isOne(of: Self.starters), function.isDropped(call.node) else { return nil }
      return finding(
        at: function.place(call.callee), "task of `\(function.text(call.callee))` is not kept",
        function: function.qualifiedName, label: "may be collected before it is done",
        help: "keep the task and await it, or use `asyncio.TaskGroup`")
    }
  }
}
