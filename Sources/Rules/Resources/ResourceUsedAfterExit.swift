package import Diagnostics
import PythonFlow
import PythonSemantics
package import RuleKit
import Summaries

/// LW504: a response, connection or file is used when its `async with` has closed it.
package struct ResourceUsedAfterExit: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW504",
    name: "resource-used-after-exit",
    summary: "Response or connection is used after its context ended",
    group: .resources,
    severity: .error,
    since: "0.1",
    why: """
      At the end of `async with` the response is released, the connection goes back to its pool, \
      the file is closed. What is asked of it afterwards raises (here `ClientConnectionError: \
      Connection closed`), or reads somebody else's data.
      """,
    ignoreWhen: "What is asked for was kept in memory, such as status and headers.",
    examples: [
      .bad(
        "The body is read too late",
        """
        import aiohttp


        async def load(session: aiohttp.ClientSession, url):
            async with session.get(url) as response:
                response.raise_for_status()
            return await response.json()  # expect: LW504
        """),
      .good(
        "Read inside",
        """
        import aiohttp


        async def load(session: aiohttp.ClientSession, url):
            async with session.get(url) as response:
                response.raise_for_status()
                return await response.json()
        """),
    ])

  package static var needs: FunctionNeeds { FunctionNeeds([.isAsync, .hasAsyncWith]) }

  package init() {}

  /// What each class cannot do once its context ended, and what makes that possible after all.
  private struct Scoped {
    var classes: Set<String>
    var methods: Set<String>
    /// Reading all of it inside keeps the data.
    var readers: Set<String> = []
  }

  private static let table: [Scoped] = [
    // aiohttp 3.14.5 client_reqrep.py: `release` in `__aexit__`; `read` keeps `_body`.
    Scoped(
      classes: ["aiohttp.ClientResponse", "aiohttp.client_reqrep.ClientResponse"],
      methods: ["read", "text", "json"], readers: ["read", "text", "json"]),
    // aiohttp 3.14.5 client.py: `_request` raises RuntimeError("Session is closed").
    Scoped(
      classes: ["aiohttp.ClientSession"],
      methods: [
        "get", "post", "put", "patch", "delete", "head", "options", "request", "ws_connect",
      ]),
    // httpx 0.28.1 _client.py: RuntimeError when the client has been closed.
    Scoped(
      classes: ["httpx.AsyncClient"],
      methods: [
        "get", "post", "put", "patch", "delete", "head", "options", "request", "send", "stream",
      ]),
    // httpx 0.28.1 _models.py: StreamClosed; `aread` keeps the content.
    Scoped(
      classes: ["httpx.Response"],
      methods: ["aread", "aiter_bytes", "aiter_lines", "aiter_text", "aiter_raw"],
      readers: ["aread"]),
    // asyncpg 0.32.0 pool.py: InterfaceError "connection has been released back to the pool".
    Scoped(
      classes: ["asyncpg.Connection", "asyncpg.pool.PoolConnectionProxy"],
      methods: ["fetch", "fetchrow", "fetchval", "execute", "executemany", "prepare", "cursor"]),
    // aiofiles 25.1.0: ValueError, I/O operation on closed file.
    Scoped(
      classes: ["aiofiles._AsyncFile", "aiofiles.threadpool.text.AsyncTextIOWrapper"],
      methods: ["read", "readline", "readlines", "write", "seek"]),
  ]

  package func check(_ function: FunctionSubject) -> [Finding] {
    var findings: [Finding] = []
    for node in function.nodes(.with) {
      guard function[node].isAsync else { continue }
      for manager in function.facts.managers(node) {
        guard let symbol = function.symbol(manager.target), function.isLocal(symbol) else {
          continue
        }
        let type = function.context.engine.enterType(
          function.type(manager.context), isAsync: true)
        findings += uses(of: symbol, type, manager.context, node, function)
        findings += responses(of: symbol, manager.context, node, function)
      }
    }
    return findings
  }

  private func uses(
    of symbol: UInt32, _ type: TypeID, _ context: IRNodeID, _ with: IRNodeID,
    _ function: FunctionSubject
  ) -> [Finding] {
    let reads = function.reads(of: symbol)
    let outside = reads.filter { !function.isInside($0, with) }
    guard !outside.isEmpty else { return [] }
    guard
      let scoped = Self.table.first(where: { function.context.isInstance(type, of: $0.classes) })
    else { return [] }
    // Who is handed a response may read it.
    let isRead = reads.contains { read in
      guard !scoped.readers.isEmpty, function.isInside(read, with) else { return false }
      if case .argument = function.use(of: read) { return true }
      return scoped.readers.contains(method(read, function) ?? "")
    }
    if isRead { return [] }
    let flow = function.flow
    let writes = Set(
      function.nodes.filter { function.symbol($0) == symbol && function.isBinding($0) }
        .flatMap { flow.points(of: $0, .write) })
    return outside.compactMap { read in
      guard let name = method(read, function), scoped.methods.contains(name) else { return nil }
      let places = Set(flow.points(of: read, .read))
      let isReached = flow.points(of: context, .asyncLeave).contains { leave in
        flow.firstReached(from: leave, avoiding: { writes.contains($0) }) { places.contains($0) }
          != nil
      }
      guard isReached else { return nil }
      let variable = function.spelling(read)
      return finding(
        at: function.place(read), "`\(variable)` is used after its `async with` has closed it",
        function: function.qualifiedName, label: "`\(name)` fails here",
        help: "move it into the `async with` block")
    }
  }

  // MARK: Responses that leave their session

  /// `return responses` in `async with ClientSession() as session`, where `session.get` made them and
  /// nobody has read them.
  private func responses(
    of symbol: UInt32, _ context: IRNodeID, _ with: IRNodeID, _ function: FunctionSubject
  ) -> [Finding] {
    guard let opener = function.call(context), opener.isNamed("aiohttp.ClientSession") else {
      return []
    }
    let inside = function.nodes(in: with)
    let requests = inside.filter { node in
      guard let call = function.call(node), let receiver = call.receiver else { return false }
      return function.symbol(receiver) == symbol && Self.requests.contains(call.spelled)
    }
    guard !requests.isEmpty else { return [] }
    let isRead = inside.contains {
      ["read", "text", "json", "content"].contains(function.spelling($0))
    }
    if isRead { return [] }
    let late = requests.flatMap { readLate($0, context, with, function) }
    return late
      + function.nodes(.return).compactMap { node in
        let value = function.operand(node)
        let parts = function.kind(value) == .tuple ? function.facts.items(value) : [value]
        guard let left = parts.first(where: { holdsResponses($0, requests, function, 0) }) else {
          return nil
        }
        return finding(
          at: function.place(left), "a response leaves its session unread",
          function: function.qualifiedName,
          label: function.isInside(node, with)
            ? "the session closes here, and its connections" : "its session is closed by now",
          help: "read the body inside: `await response.read()`")
      }
  }

  /// `response = await session.get(…)`, and `response.text()` when the session is closed.
  private func readLate(
    _ request: IRNodeID, _ context: IRNodeID, _ with: IRNodeID, _ function: FunctionSubject
  ) -> [Finding] {
    let wait = function.parent(request)
    guard case .assigned(let statement) = function.use(of: wait),
      let target = function.facts.targets(statement).first, let symbol = function.symbol(target),
      function.isLocal(symbol),
      function.definitions(of: symbol).allSatisfy({
        $0.statement == statement || function.isNone(function.assignedValue($0.statement))
      })
    else { return [] }
    return uses(of: symbol, function.type(wait), context, with, function)
  }

  private static let requests: Set<String> = [
    "get", "post", "put", "patch", "delete", "head", "options", "request",
  ]

  /// `await session.get(…)`, `await gather(…)` of such calls, or a local name for either.
  private func holdsResponses(
    _ node: IRNodeID, _ requests: [IRNodeID], _ function: FunctionSubject, _ depth: Int
  ) -> Bool {
    guard depth < 6, node.exists else { return false }
    switch function.kind(node) {
    case .await: return holdsResponses(function.operand(node), requests, function, depth + 1)
    case .comprehension:
      return holdsResponses(function.facts.element(node), requests, function, depth + 1)
    case .call:
      if requests.contains(node) { return true }
      guard let call = function.call(node), call.isNamed("asyncio.gather") else { return false }
      return call.arguments.contains { holdsResponses($0.node, requests, function, depth + 1) }
    case .name:
      guard let symbol = function.symbol(node), function.isLocal(symbol) else { return false }
      let values = function.nodes.filter { statement in
        function.facts.targets(statement).contains { function.symbol($0) == symbol }
      }.map { function.assignedValue($0) }
      return values.count == 1 && holdsResponses(values[0], requests, function, depth + 1)
    default: return false
    }
  }

  /// The method of the variable that is called.
  private func method(_ read: IRNodeID, _ function: FunctionSubject) -> String? {
    guard case .receiver(let attribute) = function.use(of: read),
      function.kind(attribute) == .attribute, case .called = function.use(of: attribute)
    else { return nil }
    return function.spelling(attribute)
  }
}
