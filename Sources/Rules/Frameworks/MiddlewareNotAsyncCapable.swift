package import Diagnostics
import PythonSemantics
package import RuleKit
import SourceText

/// LW854: a Django middleware is a coroutine function that Django does not know to be one.
package struct MiddlewareNotAsyncCapable: ModuleRule {
  package static let metadata = RuleMetadata(
    code: "LW854",
    name: "middleware-not-async-capable",
    summary: "Django middleware is asynchronous without saying so",
    group: .frameworks,
    severity: .warning,
    since: "0.1",
    why: """
      Django asks a middleware class for `async_capable` and `sync_capable`. Without them it takes \
      the class for a synchronous one and treats the coroutine that `__call__` makes as the \
      response: each request ends with status 500.
      """,
    ignoreWhen: "The class is never in `MIDDLEWARE`; other code of yours calls it, and awaits it.",
    examples: [
      .bad(
        "An asynchronous `__call__` alone",
        """
        from django.http import HttpRequest


        class Timing:
            def __init__(self, get_response):
                self.get_response = get_response

            async def __call__(self, request: HttpRequest):  # expect: LW854
                return await self.get_response(request)
        """),
      .good(
        "Marked as asynchronous",
        """
        from django.http import HttpRequest


        class Timing:
            async_capable = True
            sync_capable = False

            def __init__(self, get_response):
                self.get_response = get_response

            async def __call__(self, request: HttpRequest):
                return await self.get_response(request)
        """),
    ])

  package init() {}

  package func check(_ module: ModuleSubject) -> [Finding] {
    let facts = module.facts
    guard facts.names.find("get_response") != nil, facts.names.find("async_capable") == nil,
      facts.names.find("markcoroutinefunction") == nil,
      facts.imports(anyOf: ["django"])
    else { return [] }
    return facts.classes.indices.compactMap { index in
      // A base may carry the marks.
      guard facts.list(facts.classes[index].bases).isEmpty else { return nil }
      let methods = module.methods(of: index)
      guard let call = methods.first(where: { $0.name == "__call__" && $0.isAsync }),
        call.nodes.contains(where: { call.spelling($0) == "get_response" })
      else { return nil }
      return finding(
        at: call.namePlace, "Django takes this middleware for a synchronous one",
        function: call.qualifiedName, label: "its coroutine is passed on as the response",
        help: "set `async_capable = True` and `sync_capable = False` in the class")
    }
  }
}
