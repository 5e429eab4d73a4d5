package import Diagnostics
import LibraryModels
package import RuleKit
import Summaries

/// LW804: a handler opens a database connection or a pool for each request.
package struct ResourcePerRequest: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW804",
    name: "resource-per-request",
    summary: "Handler opens a connection or a pool for each request",
    group: .frameworks,
    severity: .error,
    since: "0.1",
    why: """
      Opening a database connection costs several round trips and a process on the server; a pool \
      opens many. Each request is slower by that, and under load the server refuses (`sorry, too \
      many clients already`), also to other programs. A pool that is made when the application \
      starts is shared by all requests.
      """,
    ignoreWhen: "Requests are rare, and few at a time: an admin page, a nightly job.",
    examples: [
      .bad(
        "A connection for each request",
        """
        import asyncpg
        from fastapi import FastAPI

        app = FastAPI()


        @app.get("/users/{uid}")
        async def user(uid: int):
            connection = await asyncpg.connect("postgresql://localhost/db")  # expect: LW804
            try:
                return await connection.fetchrow("select id from users where id = $1", uid)
            finally:
                await connection.close()
        """),
      .good(
        "A pool of the application",
        """
        from contextlib import asynccontextmanager

        import asyncpg
        from fastapi import FastAPI, Request


        @asynccontextmanager
        async def lifespan(app):
            async with asyncpg.create_pool("postgresql://localhost/db") as app.state.pool:
                yield


        app = FastAPI(lifespan=lifespan)


        @app.get("/users/{uid}")
        async def user(uid: int, request: Request):
            async with request.app.state.pool.acquire() as connection:
                return await connection.fetchrow("select id from users where id = $1", uid)
        """),
    ])

  package static var needs: FunctionNeeds { FunctionNeeds(in: .exceptTests) }

  package init() {}

  package func check(_ function: FunctionSubject) -> [Finding] {
    guard !function.isModule, !function.acquisitions.isEmpty,
      function.context.concurrency.isHandler(function)
    else { return [] }
    return function.acquisitions.compactMap { acquisition in
      let traits = acquisition.kind.traits
      // A session that is handed out new each time is closed by nobody.
      let isLent = acquisition.use == .returned || function.isGenerator && function.isStrict
      let isDatabase = !traits.isDisjoint(with: [.pool, .connection])
      guard isDatabase || traits.contains(.client) && isLent else { return nil }
      // A dependency that lends and closes is a choice.
      if function.isGenerator, !function.isStrict { return nil }
      // What is kept is made once.
      if case .assigned = acquisition.use, acquisition.holder == nil { return nil }
      return finding(
        at: function.place(acquisition.call.callee),
        "`\(function.name)` opens a \(acquisition.kind.noun) for each request",
        function: function.qualifiedName,
        label: isDatabase
          ? "the database gets one more each time" : "its connections are not used again",
        help: isDatabase
          ? "open a pool when the application starts, and borrow from it"
          : "make it once, when the application starts")
    }
  }
}
