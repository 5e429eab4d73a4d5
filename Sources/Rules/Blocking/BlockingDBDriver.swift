package import Diagnostics
import LibraryModels
package import RuleKit
import Summaries

/// LW106: a coroutine waits for a database with a driver that cannot give way.
package struct BlockingDBDriver: BlockingRule {
  package static let metadata = RuleMetadata(
    code: "LW106",
    name: "blocking-db-driver",
    summary: "Coroutine waits for a synchronous database driver",
    group: .blocking,
    severity: .error,
    since: "0.1",
    fix: .sometimes(.changesBehavior),
    why: """
      A synchronous driver holds the thread for the whole round trip: connect, execute, fetch. One \
      slow query, or a lock in the database, stops every request, also those that need no \
      database. Use the asynchronous driver, or a thread.
      """,
    equivalents: [],
    examples: [
      .bad(
        "A query in a coroutine",
        """
        import sqlite3


        async def count(path):
            connection = sqlite3.connect(path)  # expect: LW106
            rows = connection.execute("select count(*) from t")  # expect: LW106
            return rows.fetchone()  # expect: LW106
        """),
      .good(
        "The same on a thread",
        """
        import asyncio
        import sqlite3


        def count(path):
            return sqlite3.connect(path).execute("select count(*) from t").fetchone()


        async def report(path):
            return await asyncio.to_thread(count, path)
        """),
    ])

  package init() {}

  package func check(_ site: BlockingSite) -> Finding? {
    guard site.isDirect, !site.isCallback, site.family == .database || site.family == .orm else {
      return nil
    }
    return site.finding(by: self, help: site.offload)
  }
}
