package import Diagnostics
import LibraryModels
import PythonSemantics
package import RuleKit

/// LW508: a connection on loan from a pool is not given back, or a second one is asked for while one is
/// held.
package struct PoolAcquireHazard: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW508",
    name: "pool-acquire-hazard",
    summary: "Pooled connection is kept, or a second one is asked for",
    group: .resources,
    severity: .warning,
    since: "0.1",
    fix: .sometimes(.changesBehavior),
    why: """
      A pool lends a fixed number of connections, ten by default with asyncpg. One that is not \
      given back is lost to all others, so the eleventh call waits for ever. When every task holds \
      one and waits for a second, none of them goes on: the service stands still under load, and \
      is fine in each test. One that is held during a request to somebody else keeps others \
      waiting for nothing.
      """,
    ignoreWhen: "The pool is larger than the number of tasks that can ask for it at once.",
    examples: [
      .bad(
        "Never given back",
        """
        import asyncpg


        async def name(pool: asyncpg.Pool, uid):
            connection = await pool.acquire()  # expect: LW508
            return await connection.fetchval("select name from users where id = $1", uid)
        """),
      .bad(
        "A second connection while one is held",
        """
        import asyncpg


        async def move(pool: asyncpg.Pool):
            async with pool.acquire() as first:
                async with pool.acquire() as second:  # expect: LW508
                    await second.execute("insert into b select * from a")
                await first.execute("delete from a")
        """),
      .good(
        "Given back on every path, and one for both statements",
        """
        import asyncpg


        async def name(pool: asyncpg.Pool, uid):
            async with pool.acquire() as connection:
                return await connection.fetchval("select name from users where id = $1", uid)


        async def move(pool: asyncpg.Pool):
            async with pool.acquire() as connection:
                await connection.execute("insert into b select * from a")
                await connection.execute("delete from a")
        """),
    ])

  package static var needs: FunctionNeeds { FunctionNeeds(in: .exceptTests) }

  package init() {}

  package func check(_ function: FunctionSubject) -> [Finding] {
    let loans = function.acquisitions.filter { $0.kind.traits.contains(.borrowed) }
    return loans.flatMap { loan in
      [kept(loan, function) ?? second(loan, loans, function)].compactMap { $0 }
        + whileHeld(loan, function)
    }
  }

  private func kept(_ loan: Acquisition, _ function: FunctionSubject) -> Finding? {
    guard let holder = loan.holder,
      let leak = ResourceLeak.find(
        holder, closers: loan.kind.closers, in: function, value: loan.value)
    else { return nil }
    let name = function.facts.names[function.facts.symbols[Int(holder.symbol)].name]
    switch leak {
    case .always(let isNever):
      return finding(
        at: function.place(loan.call.callee),
        isNever ? "`\(name)` is never given back" : "`\(name)` is not given back on every path",
        function: function.qualifiedName, severity: .error, label: "the pool is one short for good",
        help: "write `async with \(function.text(loan.call.callee))() as \(name)`",
        fix: function.enterFix(
          loan.call, holder: holder.symbol, closers: loan.kind.closers,
          "Borrow it with `async with`"))
    case .onException(let point):
      return finding(
        at: function.place(loan.call.callee),
        "`\(name)` is kept when \(ResourceLeak.cause(point, function))",
        function: function.qualifiedName, label: "the pool is one short from then on",
        help: "write `async with \(function.text(loan.call.callee))() as \(name)`",
        fix: function.enterFix(
          loan.call, holder: holder.symbol, closers: loan.kind.closers,
          "Borrow it with `async with`"))
    }
  }

  /// Nested acquisition from the same pool.
  private func second(
    _ loan: Acquisition, _ loans: [Acquisition], _ function: FunctionSubject
  ) -> Finding? {
    guard let pool = loan.call.receiver, isPath(pool, function) else { return nil }
    let text = function.text(pool)
    let held = function.managers(around: loan.call.node).contains { manager in
      loans.contains {
        $0.value == manager.context && $0.call.node != loan.call.node
          && $0.call.receiver.map { function.text($0) } == text
      }
    }
    guard held else { return nil }
    return finding(
      at: function.place(loan.call.callee),
      "`\(function.name)` asks `\(text)` for a second connection",
      function: function.qualifiedName, label: "waits for ever when all tasks hold one",
      help: "use the connection that is held")
  }

  private func isPath(_ node: IRNodeID, _ function: FunctionSubject) -> Bool {
    switch function.kind(node) {
    case .name: return true
    case .attribute: return isPath(function.operand(node), function)
    default: return false
    }
  }

  // MARK: What is awaited meanwhile

  private static let clients: Set<String> = [
    "aiohttp.ClientSession", "httpx.AsyncClient", "httpx2.AsyncClient",
  ]
  private static let verbs: Set<String> = [
    "get", "post", "put", "patch", "delete", "head", "options", "request", "send", "stream",
  ]

  /// In `async with pool.acquire()`: a request to another server, or a function that asks the same pool.
  private func whileHeld(_ loan: Acquisition, _ function: FunctionSubject) -> [Finding] {
    guard case .managed(let with) = loan.use, let pool = loan.call.receiver.flatMap(function.path)
    else { return [] }
    return function.calls.compactMap { call in
      guard function.isInside(call.node, .body, of: with) else { return nil }
      if Self.verbs.contains(call.spelled), let client = call.receiver,
        function.isInstance(client, of: Self.clients)
      {
        return finding(
          at: function.place(call.callee),
          "`\(function.name)` keeps a pooled connection during a request",
          function: function.qualifiedName, confidence: .medium,
          label: "the pool is one short until it ends",
          help: "make the request outside the `async with`")
      }
      guard function.use(of: call.node) == .awaited, let callee = asks(pool, call, function)
      else { return nil }
      return finding(
        at: function.place(call.callee),
        "`\(function.name)` asks `\(pool)` for a second connection",
        function: function.qualifiedName, label: "waits for ever when all tasks hold one",
        help: "pass the connection that is held",
        chain: [callee.definitionStep])
    }
  }

  /// The function that is called, when it borrows from the pool that stands under the path.
  private func asks(
    _ pool: String, _ call: Call, _ function: FunctionSubject
  ) -> FunctionSubject? {
    guard let callee = function.context.function(ofCallee: function.type(call.callee)),
      let body = function.context.readableSubject(of: callee), body.isAsync, !body.isGenerator
    else { return nil }
    let isOwn =
      pool.contains(".") && call.receiver.flatMap(function.path) == function.receiverName
      && function.receiverName.map { pool.hasPrefix($0 + ".") } ?? false
    let given = call.arguments.first { function.path($0.node) == pool }
      .flatMap { function.parameter(of: callee, for: $0.node, in: call) }
    let isAsked = body.acquisitions.contains { other in
      guard other.kind.traits.contains(.borrowed), let receiver = other.call.receiver else {
        return false
      }
      return isOwn && body.path(receiver) == pool || given != nil && body.symbol(receiver) == given
    }
    return isAsked ? body : nil
  }
}
