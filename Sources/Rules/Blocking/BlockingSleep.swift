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
      `time.sleep` stops the thread, not just the coroutine that calls it: for that second no \
      request is answered and no timer fires. Two tasks that each sleep one second take two. \
      `asyncio.sleep` stops only its own task; the two take one second together.
      """,
    equivalents: ["ASYNC251", "S7488"],
    examples: [
      .bad(
        "Prints `2 s`: the second task cannot begin before the first has slept",
        """
        import asyncio
        import time


        async def poll():
            time.sleep(1)  # expect: LW101


        async def main():
            start = time.monotonic()
            await asyncio.gather(poll(), poll())
            print(round(time.monotonic() - start), "s")


        asyncio.run(main())
        """),
      .good(
        "The same prints `1 s`",
        """
        import asyncio
        import time


        async def poll():
            await asyncio.sleep(1)


        async def main():
            start = time.monotonic()
            await asyncio.gather(poll(), poll())
            print(round(time.monotonic() - start), "s")


        asyncio.run(main())
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
    // A library that pauses inside cannot be made to await.
    let isPause = site.leaf == "time.sleep"
    return site.finding(
      by: self, help: isPause ? "await `asyncio.sleep`; it suspends only the current task" : "")
  }
}
