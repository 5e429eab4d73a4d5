package import Diagnostics
import LibraryModels
package import RuleKit
import Summaries

/// LW108: a coroutine waits for something that another thread or peer has to do.
package struct BlockingWait: BlockingRule {
  package static let metadata = RuleMetadata(
    code: "LW108",
    name: "blocking-wait",
    summary: "Coroutine waits for a thread, a queue, a lock or a socket",
    group: .blocking,
    severity: .error,
    since: "0.1",
    fix: .sometimes(.changesBehavior),
    why: """
      Joining a thread, taking from a thread queue, waiting for an event or reading a blocking \
      socket parks the loop until somebody else acts. If that somebody needs the loop, the \
      process never goes on.
      """,
    equivalents: ["ASYNC222", "ASYNC250", "S7489", "S7501"],
    examples: [
      .bad(
        "Waiting for a thread in a coroutine",
        """
        import threading


        async def stop(worker: threading.Thread):
            worker.join()  # expect: LW108
        """),
      .good(
        "The wait happens on another thread",
        """
        import asyncio
        import threading


        async def stop(worker: threading.Thread):
            await asyncio.to_thread(worker.join)
        """),
    ])

  package init() {}

  package func check(_ site: BlockingSite) -> Finding? {
    guard site.isDirect, !site.isCallback, site.isWait else { return nil }
    return site.finding(by: self, help: site.offload)
  }
}
