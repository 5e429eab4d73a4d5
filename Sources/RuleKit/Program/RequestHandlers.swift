import Project
import PythonSemantics
import SourceText
import Summaries

/// The functions that a framework calls once for each request, message or connection.
struct RequestHandlers {
  private(set) var found: Set<FunctionID> = []

  init(_ context: RuleContext) {
    // The same few decorators stand everywhere.
    var routes: [String: Bool] = [:]
    func isRoute(_ name: String) -> Bool {
      if let known = routes[name] { return known }
      let answer = Self.isRoute(name)
      routes[name] = answer
      return answer
    }
    for module in context.engine.program.modules
    where module.origin == .firstParty && module.isChecked && !module.isStub {
      guard Self.isWeb(module.facts) else { continue }
      let registrations = Self.registrations(module.facts)
      for index in module.facts.functions.indices {
        let row = module.facts.functions[index]
        if context.decoratorNames(row, in: module).contains(where: isRoute) {
          found.insert(module.function(UInt32(index)))
        } else if Self.takesRequest(row, module, context) {
          found.insert(module.function(UInt32(index)))
        }
        guard row.flags.contains(.hasCall),
          registrations.contains(where: { row.range.start <= $0 && $0 < row.range.end })
        else { continue }
        read(context.subject(of: module.function(UInt32(index))), context)
      }
    }
  }

  private static let frameworks: Set<String> = [
    "fastapi", "starlette", "aiohttp", "sanic", "quart", "litestar", "aiogram", "websockets",
    "asyncio", "falcon",
  ]

  /// Start a task for each event and each command.
  private static let bots: Set<String> = ["discord", "disnake", "nextcord"]

  private static let events: Set<String> = [
    "event", "listen", "listener", "command", "hybrid_command", "slash_command", "user_command",
    "message_command",
  ]

  static func isWeb(_ facts: FileFacts) -> Bool {
    facts.imports(anyOf: frameworks) || facts.imports(anyOf: bots)
  }

  private static let methods: Set<String> = [
    "get", "post", "put", "patch", "delete", "options", "head", "websocket", "route", "api_route",
    "websocket_route", "view", "add_route", "message", "callback_query", "middleware",
    "exception_handler",
  ]

  /// `fastapi.FastAPI.get`, `aiohttp.web.RouteTableDef.post`.
  private static func isRoute(_ name: String) -> Bool {
    let parts = name.split(separator: ".")
    guard let first = parts.first, let last = parts.last, 2 < parts.count else { return false }
    if bots.contains(String(first)) { return events.contains(String(last)) }
    return frameworks.contains(String(first)) && methods.contains(String(last))
  }

  private static let requests: Set<String> = [
    "aiohttp.web.Request", "aiohttp.web_request.Request", "starlette.requests.Request",
    "fastapi.Request", "fastapi.requests.Request", "starlette.websockets.WebSocket",
    "fastapi.WebSocket", "sanic.request.Request", "sanic.Request",
  ]

  /// A coroutine function whose first parameter is declared to be the request.
  private static func takesRequest(
    _ row: FunctionRow, _ module: Module, _ context: RuleContext
  ) -> Bool {
    guard row.flags.contains(.isAsync) else { return false }
    let skipped = row.owner != 0 ? 1 : 0
    guard let first = row.parameters.dropFirst(skipped).first else { return false }
    let annotation = module.facts.parameters[Int(first)].annotation
    guard annotation.exists else { return false }
    let type = context.engine.annotation(annotation, in: module)
    return context.isInstance(type, of: requests)
  }

  /// `Depends(f)`, `asyncio.start_server(f)`, `app.router.add_get("/", f)`.
  private mutating func read(_ subject: FunctionSubject, _ context: RuleContext) {
    for call in subject.calls where Self.registrars.contains(call.spelled) {
      guard call.names.contains(where: Self.isRegistrar) else { continue }
      for argument in call.arguments {
        if let function = context.function(ofCallee: subject.type(argument.node)) {
          found.insert(function)
        }
      }
    }
  }

  /// Where the file calls something that is spelled like a registrar.
  private static func registrations(_ facts: FileFacts) -> [UInt32] {
    let names = Set(registrars.compactMap { facts.names.find($0) })
    if names.isEmpty { return [] }
    return facts.nodes.compactMap { node in
      guard node.kind == .call else { return nil }
      let callee = facts[node.operand]
      switch callee.kind {
      case .name: return names.contains(callee.a) ? node.start : nil
      case .attribute: return names.contains(callee.b) ? node.start : nil
      default: return nil
      }
    }
  }

  private static let registrars: Set<String> = [
    "Depends", "Security", "start_server", "start_unix_server", "serve", "add_get", "add_post",
    "add_put", "add_patch", "add_delete", "add_route", "add_api_route", "Route", "WebSocketRoute",
    "get", "post",
  ]

  private static func isRegistrar(_ name: String) -> Bool {
    let parts = name.split(separator: ".")
    guard let first = parts.first else { return false }
    if name.hasPrefix("aiohttp.ClientSession") { return false }
    return frameworks.contains(String(first))
  }
}
