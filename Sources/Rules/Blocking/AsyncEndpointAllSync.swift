package import Diagnostics
import LibraryModels
package import RuleKit
import Summaries

/// LW801: an endpoint is `async`, never awaits anything, and blocks further down.
package struct AsyncEndpointAllSync: BlockingRule {
  package static let metadata = RuleMetadata(
    code: "LW801",
    name: "async-endpoint-all-sync",
    summary: "Async endpoint awaits nothing and blocks the loop",
    group: .frameworks,
    severity: .error,
    since: "0.1",
    fix: .sometimes(.changesBehavior),
    why: """
      FastAPI and Starlette run plain functions in a pool of threads, and `async` ones on the \
      event loop. An `async` endpoint that only calls blocking code has the worst of both: for the \
      whole request of up to five seconds nobody else is served, not even the health check.
      """,
    ignoreWhen: """
      The service handles one request at a time anyway, behind a queue or with many processes.
      """,
    equivalents: [],
    examples: [
      .bad(
        "Nothing to await, and a request further down",
        """
        import requests
        from fastapi import FastAPI

        app = FastAPI()


        def rate():
            return requests.get("https://example.com/rate", timeout=5).json()


        @app.get("/price")
        async def price():
            return rate()  # expect: LW801
        """),
      .good(
        "A plain function runs in a thread",
        """
        import requests
        from fastapi import FastAPI

        app = FastAPI()


        def rate():
            return requests.get("https://example.com/rate", timeout=5).json()


        @app.get("/price")
        def price():
            return rate()
        """),
    ])

  package init() {}

  package func check(_ site: BlockingSite) -> Finding? {
    guard site.isThreadableEndpoint, !site.isDirect, site.family != .loop,
      site.family != .callback
    else { return nil }
    return site.finding(
      by: self, severity: site.effect == .brief ? .info : nil,
      help: "drop `async`: the framework runs plain endpoints in threads")
  }
}
