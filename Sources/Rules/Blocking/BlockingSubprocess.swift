package import Diagnostics
import LibraryModels
package import RuleKit
import Summaries

/// LW103: a coroutine waits for a child process with the loop standing still.
package struct BlockingSubprocess: BlockingRule {
  package static let metadata = RuleMetadata(
    code: "LW103",
    name: "blocking-subprocess",
    summary: "Coroutine waits for a child process",
    group: .blocking,
    severity: .error,
    otherSeverities: """
      information where the process is only started, and while a service starts or ends
      """,
    since: "0.1",
    fix: .sometimes(.changesBehavior),
    why: """
      The call returns when the child process has ended. For as long as `git`, a compiler or a \
      backup runs, no request is answered. `asyncio.create_subprocess_exec` starts the child, and \
      the loop goes on while it runs.
      """,
    equivalents: ["ASYNC220", "ASYNC221", "ASYNC222", "S7487", "S7489"],
    examples: [
      .bad(
        "Two children of one second each; this prints `2 s`",
        """
        import asyncio
        import subprocess
        import time


        async def nap():
            subprocess.run(["sleep", "1"])  # expect: LW103


        async def main():
            start = time.monotonic()
            await asyncio.gather(nap(), nap())
            print(round(time.monotonic() - start), "s")


        asyncio.run(main())
        """),
      .good(
        "Both children run at once",
        """
        import asyncio


        async def nap():
            process = await asyncio.create_subprocess_exec("sleep", "1")
            async with asyncio.timeout(10):
                await process.wait()
        """),
    ])

  package init() {}

  package func check(_ site: BlockingSite) -> Finding? {
    guard site.isDirect, !site.isCallback,
      site.family == .processWait || site.family == .processStart
    else { return nil }
    return site.finding(by: self, severity: site.effect == .io ? .info : nil, help: site.offload)
  }
}
