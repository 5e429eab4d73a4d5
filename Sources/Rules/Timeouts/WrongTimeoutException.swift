package import Diagnostics
import PythonSemantics
package import RuleKit
import Summaries

/// LW455: a handler that waits for the timeout of another library.
package struct WrongTimeoutException: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW455",
    name: "wrong-timeout-exception",
    summary: "Handler names a timeout that the awaited call never raises",
    group: .timeouts,
    severity: .error,
    since: "0.1",
    why: """
      Each library has a timeout exception of its own. A handler for another library's class never \
      runs: when the server is slow, the exception goes on upwards, and the request ends with \
      status 500 where an empty text was meant. Before Python 3.11 `asyncio.TimeoutError` and the \
      built-in `TimeoutError` were different classes as well.
      """,
    ignoreWhen: """
      A call in the block raises that class where the analysis cannot look: a plug-in, a mock.
      """,
    equivalents: ["UP041"],
    examples: [
      .bad(
        "httpx raises its own class",
        """
        import asyncio

        import httpx


        async def load(client: httpx.AsyncClient) -> str:
            try:
                response = await client.get("https://example.com")
            except asyncio.TimeoutError:  # expect: LW455
                return ""
            return response.text
        """),
      .good(
        "The class of the library that is awaited",
        """
        import httpx


        async def load(client: httpx.AsyncClient) -> str:
            try:
                response = await client.get("https://example.com")
            except httpx.TimeoutException:
                return ""
            return response.text
        """),
    ])

  package static var needs: FunctionNeeds { FunctionNeeds([.isAsync, .hasTry]) }

  package init() {}

  /// The first part of a callee's name → the classes of its timeouts, and what they are not.
  private static let ownTimeouts = [
    "httpx": "httpx.TimeoutException", "requests": "requests.Timeout",
  ]
  private static let builtin: Set<String> = [
    "TimeoutError", "asyncio.TimeoutError", "asyncio.exceptions.TimeoutError",
    "concurrent.futures.TimeoutError", "socket.timeout",
  ]
  private static let waits: CalleeNames = ["asyncio.wait_for", "asyncio.timeout"]

  package func check(_ function: FunctionSubject) -> [Finding] {
    function.nodes(.try).flatMap { node -> [Finding] in
      let handlers = function.facts.handlers(node)
      let named = handlers.map { names(of: $0, function) }
      guard named.contains(where: { !$0.isDisjoint(with: Self.builtin) }) else { return [] }
      return zip(handlers, named).compactMap { handler, classes in
        foreign(handler, classes, named, node, function)
          ?? tooEarly(handler, classes, named, node, function)
      }
    }
  }

  /// The classes that a handler names, by public name; an unknown one as "?".
  private func names(of handler: IRNodeID, _ function: FunctionSubject) -> Set<String> {
    let type = function.operand(handler)
    guard type.exists else { return ["?"] }
    let parts = function.kind(type) == .tuple ? function.facts.items(type) : [type]
    return Set(
      parts.flatMap { part -> [String] in
        let names = function.context.names(
          ofCallee: function.context.engine.evaluate(part, in: function.module))
        return names.isEmpty ? ["?"] : names
      })
  }

  /// All that is awaited in the block belongs to one client, whose timeout nobody names.
  private func foreign(
    _ handler: IRNodeID, _ classes: Set<String>, _ all: [Set<String>], _ attempt: IRNodeID,
    _ function: FunctionSubject
  ) -> Finding? {
    guard classes.isSubset(of: Self.builtin) else { return nil }
    var roots: Set<String> = []
    for call in function.calls where function.isInside(call.node, .body, of: attempt) {
      guard function.use(of: call.node) == .awaited else { continue }
      guard let name = call.names.first, call.names.count == 1 else { return nil }
      roots.insert(String(name.prefix { $0 != "." }))
    }
    let managed = function.nodes.contains {
      function.kind($0) == .with && function.isInside($0, .body, of: attempt)
    }
    guard let root = roots.first, roots.count == 1, !managed, let own = Self.ownTimeouts[root],
      !all.contains(where: { $0.contains { $0.hasPrefix(root + ".") || $0 == "?" } })
    else { return nil }
    // A broad handler takes what comes.
    if all.contains(where: { !$0.isDisjoint(with: ["Exception", "BaseException"]) }) { return nil }
    return finding(
      at: function.place(function.operand(handler)),
      "`\(root)` never raises this timeout", function: function.qualifiedName,
      confidence: .medium, label: "this handler never runs", help: "catch `\(own)`")
  }

  /// `except TimeoutError` for `asyncio.wait_for` where the project still runs on 3.10 or older.
  private func tooEarly(
    _ handler: IRNodeID, _ classes: Set<String>, _ all: [Set<String>], _ attempt: IRNodeID,
    _ function: FunctionSubject
  ) -> Finding? {
    guard let target = function.context.target, target < 11, classes == ["TimeoutError"],
      !all.contains(where: { $0.contains { $0.hasPrefix("asyncio.") || $0 == "?" } })
    else { return nil }
    let awaited = function.calls.filter {
      function.isInside($0.node, .body, of: attempt) && function.use(of: $0.node) == .awaited
    }
    guard !awaited.isEmpty, awaited.allSatisfy({ $0.isOne(of: Self.waits) }) else { return nil }
    let type = function.operand(handler)
    // The name must be the built-in, not `from asyncio import TimeoutError`.
    guard function.symbol(type) == nil, function.kind(type) == .name else { return nil }
    var fix = Fix("catch `asyncio.TimeoutError`", safety: .safe)
    fix.replace(function.place(type), with: "asyncio.TimeoutError")
    return finding(
      at: function.place(type), "`asyncio.wait_for` raises another class before Python 3.11",
      function: function.qualifiedName, label: "this handler never runs on 3.\(target)",
      help: "catch `asyncio.TimeoutError`", fix: importsAsyncio(function) ? fix : nil)
  }

  private func importsAsyncio(_ function: FunctionSubject) -> Bool {
    function.facts.imports.contains {
      $0.name == 0 && function.facts.names[$0.module] == "asyncio" && $0.function == 0
    }
  }
}
