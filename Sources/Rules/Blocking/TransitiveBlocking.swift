package import Diagnostics
import LibraryModels
package import RuleKit
import Summaries

/// LW110: a coroutine calls a plain function, which blocks further down.
package struct TransitiveBlocking: BlockingRule {
  package static let metadata = RuleMetadata(
    code: "LW110",
    name: "transitive-blocking",
    summary: "Coroutine blocks the loop through plain functions",
    group: .blocking,
    severity: .error,
    otherSeverities: """
      warning where it waits for a file, a lock or a computation, or only once; information where \
      that is soon over, and while a service starts or ends
      """,
    since: "0.1",
    fix: .sometimes(.changesBehavior),
    why: """
      The call looks harmless where it stands, but a function below it waits: for a socket, a \
      file, a process, another thread. The whole loop waits with it. The path that is printed \
      leads down to the call that waits. Run the first plain function of that path on a thread.
      """,
    equivalents: [
      "ASYNC210", "ASYNC212", "ASYNC220", "ASYNC221", "ASYNC222", "ASYNC230", "ASYNC240",
      "ASYNC251",
    ],
    examples: [
      .bad(
        "The wait is one call further down; this prints `2 s`",
        """
        import asyncio
        import time


        def throttle():
            time.sleep(1)


        async def handle():
            throttle()  # expect: LW110


        async def main():
            start = time.monotonic()
            await asyncio.gather(handle(), handle())
            print(round(time.monotonic() - start), "s")


        asyncio.run(main())
        """),
      .good(
        "Each throttle has a thread of its own",
        """
        import asyncio
        import time


        def throttle():
            time.sleep(1)


        async def handle():
            await asyncio.to_thread(throttle)
        """),
    ])

  package init() {}

  package func check(_ site: BlockingSite) -> Finding? {
    guard !site.isDirect, !site.isCallback, site.family != .loop else { return nil }
    return site.finding(by: self, severity: site.leafSeverity, help: site.offload)
  }
}
