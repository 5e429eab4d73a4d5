package import Diagnostics
import LibraryModels
package import RuleKit
import Summaries

/// LW102: a coroutine waits for a server with a client that cannot give way.
package struct BlockingHTTP: BlockingRule {
  package static let metadata = RuleMetadata(
    code: "LW102",
    name: "blocking-http",
    summary: "Coroutine waits for a synchronous HTTP request",
    group: .blocking,
    severity: .error,
    since: "0.1",
    fix: .sometimes(.changesBehavior),
    why: """
      A synchronous client waits for the network inside the call. Until the server answers, here \
      for up to five seconds, no other request is served and no timer fires; even a timeout around \
      the call comes too late. An asynchronous client (httpx, aiohttp) waits at an `await`; a \
      thread lets the loop go on, too.
      """,
    equivalents: ["ASYNC210", "ASYNC211", "ASYNC212", "S7499"],
    examples: [
      .bad(
        "A synchronous request in a coroutine",
        """
        import requests


        async def load(url):
            return requests.get(url, timeout=5)  # expect: LW102
        """),
      .good(
        "The same request on a thread",
        """
        import asyncio

        import requests


        async def load(url):
            return await asyncio.to_thread(requests.get, url, timeout=5)
        """),
    ])

  package init() {}

  package func check(_ site: BlockingSite) -> Finding? {
    guard site.isDirect, !site.isCallback, site.family == .http else { return nil }
    return site.finding(by: self, help: site.offload)
  }
}
