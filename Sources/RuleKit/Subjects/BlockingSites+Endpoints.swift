import Project
import PythonSemantics
import Summaries

extension BlockingSites {
  /// Routes of FastAPI and Starlette which never suspend: both frameworks run plain functions in threads.
  func isThreadableEndpoint(_ unit: Unit) -> Bool {
    let (module, index) = engine.program.location(of: unit.function)
    let row = module.facts.functions[Int(index)]
    guard row.flags.contains(.isAsync),
      row.flags.isDisjoint(with: [.hasAwait, .hasAsyncFor, .hasAsyncWith, .hasAsyncComprehension])
    else { return false }
    if row.decorators != 0,
      module.facts.list(row.decorators).contains(where: { isRoute($0, in: module) })
    {
      return true
    }
    return isEndpointMethod(module, row)
  }

  private func isRoute(_ decorator: IRNodeID, in module: Module) -> Bool {
    let row = module.facts[decorator]
    guard row.kind == .call else { return false }
    let callee = row.operand
    guard module.facts[callee].kind == .attribute,
      Self.routeNames.contains(module.facts.names[module.facts[callee].b])
    else { return false }
    return engine.dottedNames(ofCallee: engine.evaluate(callee, in: module)).contains {
      $0.hasPrefix("fastapi.") || $0.hasPrefix("starlette.")
    }
  }

  private static let routeNames: Set<String> = [
    "get", "post", "put", "patch", "delete", "head", "options", "trace", "route", "api_route",
    "exception_handler",
  ]

  /// `async def get(self, request)` of an `HTTPEndpoint`.
  private func isEndpointMethod(_ module: Module, _ row: FunctionRow) -> Bool {
    guard row.owner != 0, Self.routeNames.contains(module.facts.names[row.name]) else {
      return false
    }
    let model = engine.classModel(module.class(row.owner - 1))
    return model.linearization.contains {
      engine.program.qualifiedName(of: $0) == "starlette.endpoints.HTTPEndpoint"
    }
      || model.externalBases.contains {
        engine.spelling($0.rawValue) == "starlette.endpoints.HTTPEndpoint"
      }
  }
}
