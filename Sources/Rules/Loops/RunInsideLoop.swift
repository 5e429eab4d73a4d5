package import Diagnostics
import LibraryModels
package import RuleKit
import Summaries

/// LW651: code on a running loop starts a loop and waits for it.
package struct RunInsideLoop: BlockingRule {
  package static let metadata = RuleMetadata(
    code: "LW651",
    name: "run-inside-loop",
    summary: "A running loop is asked to run another one",
    group: .loops,
    severity: .error, confidence: .medium,
    since: "0.1",
    fix: .sometimes(.changesBehavior),
    why: """
      A thread can run one event loop at a time: `asyncio.run` and `run_until_complete` raise \
      `RuntimeError` where one runs already. In a notebook, a web handler or an asynchronous test \
      one always does.
      """,
    ignoreWhen: """
      The line is reached only where no loop runs, after a test that the analysis cannot see.
      """,
    equivalents: [],
    examples: [
      .bad(
        "`RuntimeError: asyncio.run() cannot be called from a running event loop`",
        """
        import asyncio


        async def work():
            return 1


        async def main():
            asyncio.run(work())  # expect: LW651


        asyncio.run(main())
        """),
      .good(
        "Awaiting instead",
        """
        import asyncio


        async def work():
            return 1


        async def main():
            return await work()


        asyncio.run(main())
        """),
    ])

  package init() {}

  package func check(_ site: BlockingSite) -> Finding? {
    guard site.family == .loop else { return nil }
    return finding(
      at: site.place, "`\(site.functionName)` runs an event loop inside a running one",
      function: site.function, confidence: site.confidence,
      label: "raises RuntimeError while a loop runs", help: "await the coroutine instead",
      chain: site.chain, fix: site.repair)
  }
}
