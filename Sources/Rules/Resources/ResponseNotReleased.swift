package import Diagnostics
import PythonSemantics
package import RuleKit

/// LW503: a response is taken by `await` and neither read nor released.
package struct ResponseNotReleased: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW503",
    name: "response-not-released",
    summary: "Response is neither read nor released, so its connection is lost to the pool",
    group: .resources,
    severity: .warning, confidence: .medium,
    since: "0.1",
    why: """
      A response of aiohttp holds its connection until the body is read to its end or the response \
      is released. The pool has a hundred connections: after a hundred such responses the next \
      request waits, for ever, with no error. The same goes for a streamed response of httpx.
      """,
    ignoreWhen: "Whoever gets the response reads or releases it, where the analysis cannot see.",
    examples: [
      .bad(
        "Only the status is looked at",
        """
        import aiohttp


        async def exists(session: aiohttp.ClientSession, url) -> bool:
            response = await session.get(url)  # expect: LW503
            return response.status == 200
        """),
      .good(
        "Released with the block",
        """
        import aiohttp


        async def exists(session: aiohttp.ClientSession, url) -> bool:
            async with session.get(url) as response:
                return response.status == 200
        """),
      .good(
        "A body that is read releases the connection",
        """
        import aiohttp


        async def load(session: aiohttp.ClientSession, url):
            response = await session.get(url)
            return await response.json()
        """),
    ])

  package static var needs: FunctionNeeds {
    FunctionNeeds(
      .isAsync, spelled: ["ClientSession", "AsyncClient"], in: .exceptTests)
  }

  package init() {}

  /// aiohttp 3.14.5 client.py `_request`: the caller owns the response.
  private static let requests: CalleeNames = [
    "aiohttp.ClientSession.get", "aiohttp.ClientSession.post", "aiohttp.ClientSession.put",
    "aiohttp.ClientSession.patch", "aiohttp.ClientSession.delete", "aiohttp.ClientSession.head",
    "aiohttp.ClientSession.options", "aiohttp.ClientSession.request",
  ]
  /// httpx 0.28.1 _client.py `send`: with `stream=True` the caller closes.
  private static let streams: CalleeNames = ["httpx.AsyncClient.send"]
  /// What reads the body, hands it on, or gives the connection back.
  private static let enders: Set<String> = [
    "read", "text", "json", "release", "close", "content", "aclose", "aread", "aiter_bytes",
    "aiter_text", "aiter_lines", "aiter_raw",
  ]
  private static let words: Set<String> = [
    "get", "post", "put", "patch", "delete", "head", "options", "request", "send",
  ]

  package func check(_ function: FunctionSubject) -> [Finding] {
    function.nodes(.call).compactMap { node in
      guard Self.words.contains(function.spelling(function.operand(node))),
        function.use(of: node) == .awaited, let call = function.call(node), isTaken(call, function),
        !endsWithSession(call, function)
      else { return nil }
      let value = function.parent(node)
      if function.use(of: value) == .discarded { return report(call, "the response", function) }
      guard let holder = function.holder(of: value),
        case .always = ResourceLeak.find(
          holder, closers: Self.enders, in: function, value: value)
      else { return nil }
      let name = function.facts.names[function.facts.symbols[Int(holder.symbol)].name]
      return report(call, "`\(name)`", function)
    }
  }

  private func isTaken(_ call: Call, _ function: FunctionSubject) -> Bool {
    if call.isOne(of: Self.requests) { return true }
    guard call.isOne(of: Self.streams), let stream = call.argument(nil, "stream") else {
      return false
    }
    return function.facts.truth(stream) == true
  }

  /// `async with ClientSession() as session:` around it closes the connection soon enough.
  private func endsWithSession(_ call: Call, _ function: FunctionSubject) -> Bool {
    guard let receiver = call.receiver, let symbol = function.symbol(receiver) else { return false }
    return function.managers(around: call.node).contains { function.symbol($0.target) == symbol }
  }

  private func report(_ call: Call, _ what: String, _ function: FunctionSubject) -> Finding {
    finding(
      at: function.place(call.callee), "\(what) is neither read nor released",
      function: function.qualifiedName, label: "its connection is lost to the pool",
      help: "write `async with \(function.text(call.callee))(…) as response:`")
  }
}
