import Diagnostics
import Project
import PythonSemantics
import SourceText
import Summaries

// Requests by the asynchronous client that the project works with anyway.

extension RuleContext {
  func findAsynchronousClient() -> String? {
    if uses("httpx", "AsyncClient") { return "httpx.AsyncClient" }
    return uses("aiohttp", "ClientSession") ? "aiohttp.ClientSession" : nil
  }

  private func uses(_ package: String, _ client: String) -> Bool {
    engine.program.modules.contains { module in
      let facts = module.facts
      return module.origin == .firstParty && facts.names.find(client) != nil
        && facts.imports.contains { facts.names[$0.module] == package }
    }
  }
}

extension BlockingRepairs {
  private static let verbs: Set<String> = [
    "get", "post", "put", "patch", "delete", "head", "options",
  ]
  /// Arguments that mean the same to both: httpx 0.28 _client.py, requests 2.32 api.py.
  private static let keywords: Set<String> = ["params", "headers", "json", "timeout", "cookies"]
  /// The same of responses; `ok` and `reason` have other names.
  private static let members: Set<String> = [
    "status_code", "text", "content", "json", "headers", "raise_for_status",
  ]

  /// `requests.get(url)` → `await client.get(url)`, where the function sees a client. One made for the
  /// call would read certificates on the loop.
  func request(_ call: Call, _ site: BlockingSite, _ function: FunctionSubject) -> Fix? {
    guard site.isDirect, Self.verbs.contains(call.spelled), let receiver = call.receiver,
      let library = function.path(receiver), library == "requests" || library == "httpx",
      function.importsModule(library), isPortable(call),
      library == "httpx" || readsCommonMembers(call, function),
      let client = function.visibleName(of: ["httpx.AsyncClient"])
    else { return nil }
    return function.fix("Use `\(client)`", .changesBehavior) { draft in
      guard let range = draft.range(call.node) else { return draft.spoil() }
      draft.await(call.node)
      draft.replace(call.callee, with: "\(client).\(call.spelled)")
      // requests follows redirects by itself.
      if library == "requests", call.spelled != "head" {
        draft.insert(", follow_redirects=True", at: range.end - 1)
      }
    }
  }

  private func isPortable(_ call: Call) -> Bool {
    !call.hasStars && call.argument(0, "url") != nil
      && call.arguments.allSatisfy { argument in
        guard let keyword = argument.keyword else { return argument.node == call.argument(0) }
        return keyword == "url" || Self.keywords.contains(keyword)
      }
  }

  /// The response is asked for nothing but what both have, and no handler names another class.
  private func readsCommonMembers(_ call: Call, _ function: FunctionSubject) -> Bool {
    let handlers = function.tries(around: call.node).flatMap { function.handlers(of: $0) }
    guard handlers.allSatisfy({ $0.isCatchAll || $0.types == ["Exception"] }) else { return false }
    func isCommon(_ use: Use) -> Bool {
      guard case .receiver(let member) = use else { return false }
      return function.kind(member) == .attribute
        && Self.members.contains(function.spelling(member))
    }
    switch function.use(of: call.node) {
    case .discarded: return true
    case .assigned(let statement):
      guard function.kind(statement) == .assign, function.facts.targets(statement).count == 1,
        let symbol = function.facts.targets(statement).first.flatMap({ function.symbol($0) }),
        function.isLocal(symbol), !function.isCaptured(symbol)
      else { return false }
      return function.reads(of: symbol).allSatisfy { isCommon(function.use(of: $0)) }
    case let use: return isCommon(use)
    }
  }
}
