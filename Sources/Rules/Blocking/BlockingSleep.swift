package import Diagnostics
import LibraryModels
package import RuleKit
import Summaries

/// LW101: a coroutine sleeps the thread, so every other task on its loop waits too.
package struct BlockingSleep: BlockingRule {
  package static let metadata = RuleMetadata(
    code: "LW101",
    name: "blocking-sleep",
    summary: "Coroutine sleeps the thread that runs the event loop",
    group: .blocking,
    severity: .error,
    since: "0.1",
    fix: .sometimes(.changesBehavior),
    why: """
      `time.sleep` parks the thread. While it is parked, no other task, timer or socket of the \
      same event loop makes progress. `await asyncio.sleep(…)` suspends only the current task.
      """,
    equivalents: ["ASYNC251", "S7488"],
    examples: [
      .bad(
        "Sleeping inside a coroutine",
        """
        import asyncio, time


        async def poll():
            time.sleep(1)  # expect: LW101
        """),
      .good(
        "The loop goes on while one task sleeps",
        """
        import asyncio


        async def poll():
            await asyncio.sleep(1)
        """),
      .good(
        "A plain function may sleep; LW110 follows its callers",
        """
        import time


        def wait():
            time.sleep(1)
        """),
    ])

  package init() {}

  package func check(_ site: BlockingSite) -> Finding? {
    guard site.isDirect, !site.isCallback, site.family == .sleep else { return nil }
    return site.finding(by: self, help: "await `asyncio.sleep`; it suspends only the current task")
  }
}
