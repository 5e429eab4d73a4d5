package import Diagnostics
import LibraryModels
package import RuleKit
import Summaries

/// LW118: a coroutine runs a plain function of its user on the loop.
package struct UserCallbackOnLoop: BlockingRule {
  package static let metadata = RuleMetadata(
    code: "LW118",
    name: "user-callback-on-loop",
    summary: "Coroutine runs a plain function that it was handed on the loop",
    group: .blocking,
    severity: .info,
    since: "0.1",
    why: """
      The code awaits handlers that are coroutine functions, and calls plain ones where it stands. \
      People hand in plain functions because theirs block: they read files, query databases, wait \
      for servers. Meanwhile nothing else is served. A thread takes quick and slow ones alike.
      """,
    ignoreWhen: """
      The functions are documented to be quick and to run on the loop, as callbacks of a user \
      interface are; or they may only be called on the loop's thread.
      """,
    equivalents: [],
    examples: [
      .bad(
        "Plain handlers run on the loop",
        """
        import inspect


        class Tool:
            def __init__(self, fn):
                self.fn = fn

            async def run(self, arguments):
                if inspect.iscoroutinefunction(self.fn):
                    return await self.fn(**arguments)
                return self.fn(**arguments)  # expect: LW118
        """),
      .good(
        "Plain handlers get a thread",
        """
        import asyncio
        import inspect


        class Tool:
            def __init__(self, fn):
                self.fn = fn

            async def run(self, arguments):
                if inspect.iscoroutinefunction(self.fn):
                    return await self.fn(**arguments)
                return await asyncio.to_thread(self.fn, **arguments)
        """),
    ])

  package init() {}

  package func check(_ site: BlockingSite) -> Finding? {
    guard site.family == .callback else { return nil }
    return finding(
      at: site.place, "`\(site.functionName)` runs `\(site.callee)` on the event loop",
      function: site.function, confidence: site.confidence,
      label: "a plain function that blocks stops every task",
      help: "run plain functions in a thread: `\(site.threaded)`")
  }
}
