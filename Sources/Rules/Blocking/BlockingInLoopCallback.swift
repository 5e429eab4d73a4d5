package import Diagnostics
import LibraryModels
package import RuleKit
import Summaries

/// LW111: a function that the loop calls back blocks the loop.
package struct BlockingInLoopCallback: BlockingRule {
  package static let metadata = RuleMetadata(
    code: "LW111",
    name: "blocking-in-loop-callback",
    summary: "Callback of the event loop blocks it",
    group: .blocking,
    severity: .error,
    otherSeverities: """
      warning where it waits for a file, a lock or a computation, or only once; information where \
      that is soon over, and while a service starts or ends
      """,
    confidence: .medium,
    since: "0.1",
    why: """
      The loop calls its callbacks (`call_soon`, `call_later`, `add_done_callback`) one after \
      another on its own thread. While one waits, all others and every task are late by as much.
      """,
    equivalents: [],
    examples: [
      .bad(
        "Asked to sleep 0.1 s, `main` sleeps 1 s",
        """
        import asyncio
        import time


        def tick():
            time.sleep(1)  # expect: LW111


        async def main():
            asyncio.get_running_loop().call_later(0, tick)
            start = time.monotonic()
            await asyncio.sleep(0.1)
            print(round(time.monotonic() - start, 1), "s")


        asyncio.run(main())
        """),
      .good(
        "A callback that only starts a task",
        """
        import asyncio

        running = set()


        async def work():
            await asyncio.sleep(1)


        def tick():
            task = asyncio.create_task(work())
            running.add(task)
            task.add_done_callback(running.discard)
        """),
    ])

  package init() {}

  package func check(_ site: BlockingSite) -> Finding? {
    guard site.isCallback, site.family != .loop else { return nil }
    return site.finding(by: self, severity: site.leafSeverity, help: site.offload)
  }
}
