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
    otherSeverities: """
      warning where it waits for a lock, or only once; information while a service \
      starts or ends
      """,
    since: "0.1",
    fix: .sometimes(.changesBehavior),
    why: """
      Joining a thread, taking from a thread's queue, waiting for its event or reading a blocking \
      socket stops the loop until somebody else acts. If that somebody needs the loop, as here, \
      the process stands still for ever and prints nothing.
      """,
    equivalents: ["ASYNC222", "ASYNC250", "S7489", "S7501"],
    examples: [
      .bad(
        "The loop would set the event, but the wait has stopped the loop",
        """
        import asyncio
        import threading


        async def main():
            done = threading.Event()
            asyncio.get_running_loop().call_later(1, done.set)
            done.wait()  # expect: LW108
            print("done")


        asyncio.run(main())
        """),
      .good(
        "The wait happens on another thread",
        """
        import asyncio
        import threading


        async def main():
            done = threading.Event()
            asyncio.get_running_loop().call_later(1, done.set)
            await asyncio.to_thread(done.wait)
            print("done")


        asyncio.run(main())
        """),
    ])

  package init() {}

  package func check(_ site: BlockingSite) -> Finding? {
    guard site.isDirect, !site.isCallback, site.isWait else { return nil }
    // A lock that nobody holds for long is told where all is: strictly.
    let severity = site.family == .lock ? site.leafSeverity : nil
    return site.finding(by: self, severity: severity, help: site.offload)
  }
}
