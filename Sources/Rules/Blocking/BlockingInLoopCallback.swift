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
    severity: .error, confidence: .medium,
    since: "0.1",
    why: """
      The loop calls its callbacks one after another on its own thread. One that waits delays \
      all others, and every task.
      """,
    equivalents: [],
    examples: [
      .bad(
        "A timer callback that sleeps",
        """
        import asyncio
        import time


        def tick():
            time.sleep(1)  # expect: LW111


        async def main():
            asyncio.get_running_loop().call_later(1, tick)
        """),
      .good(
        "A callback that only starts work",
        """
        import asyncio

        running = set()


        async def work():
            await asyncio.sleep(1)


        def begin():
            task = asyncio.create_task(work())
            running.add(task)
            task.add_done_callback(running.discard)


        async def main():
            asyncio.get_running_loop().call_later(1, begin)
        """),
    ])

  package init() {}

  package func check(_ site: BlockingSite) -> Finding? {
    guard site.isCallback, site.family != .loop else { return nil }
    return site.finding(by: self, severity: site.leafSeverity, help: site.offload)
  }
}
