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
    since: "0.1",
    fix: .sometimes(.changesBehavior),
    why: """
      Waiting for a child process holds the thread until the child ends. \
      `asyncio.create_subprocess_exec` starts it and lets the loop go on while it runs.
      """,
    equivalents: ["ASYNC220", "ASYNC221", "ASYNC222", "S7487", "S7489"],
    examples: [
      .bad(
        "Running a program from a coroutine",
        """
        import subprocess


        async def version():
            return subprocess.run(["git", "--version"], capture_output=True)  # expect: LW103
        """),
      .good(
        "The loop goes on while the program runs",
        """
        import asyncio


        async def version():
            process = await asyncio.create_subprocess_exec("git", "--version")
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
