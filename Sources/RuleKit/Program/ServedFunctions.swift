import LibraryModels
package import Project
import PythonSemantics
package import Summaries

/// Functions that run on a loop which others use at the same time, as far as the code says so: handlers
/// of requests and messages, tasks, and what these call:
///
///     @app.get("/items")
///     async def items():
///         return await store.load()  # `load` is served
///
/// Of any other coroutine nobody knows: a script may await it alone. Callers are followed upwards from the
/// functions that are asked for, which are few.
package final class ServedFunctions {
  private let context: RuleContext
  private let calls: CommandFunctions
  private var entries: [FunctionID: Bool] = [:]
  private var known: [FunctionID: Bool] = [:]

  package init(_ context: RuleContext, _ calls: CommandFunctions) {
    self.context = context
    self.calls = calls
  }

  package func contains(_ function: FunctionID) -> Bool {
    if let known = known[function] { return known }
    var met: Set<FunctionID> = [function]
    var open = [function]
    while let next = open.popLast() {
      if known[next] == true || isEntry(next) {
        known[function] = true
        return true
      }
      for caller in calls.callers(of: next) where known[caller] != false {
        if met.insert(caller).inserted { open.append(caller) }
      }
    }
    for function in met { known[function] = false }
    return false
  }

  private func isEntry(_ function: FunctionID) -> Bool {
    if let known = entries[function] { return known }
    let answer =
      calls.isTask(function) || isDecorated(function) || takesRequest(function)
      || overridesLibrary(function) || isHandedOver(function)
    entries[function] = answer
    return answer
  }

  /// `@app.get("/")`, `@client.event`, `@mcp.tool()`: an object of a library is told of the function.
  private func isDecorated(_ function: FunctionID) -> Bool {
    let row = context.row(of: function)
    guard row.decorators != 0, !CommandFunctions.isCommand(function, context.engine) else {
      return false
    }
    let module = context.engine.program.location(of: function).module
    for node in module.facts.list(row.decorators) {
      let callee = module.facts[node].kind == .call ? module.facts.operand(node) : node
      let names = context.names(ofCallee: context.engine.evaluate(callee, in: module))
      if let (_, registrar) = EntryPoints.decorator(named: names) {
        return registrar.kind != .startup
      }
      guard module.facts[callee].kind == .attribute,
        !Self.accessors.contains(module.facts.spelling(callee))
      else { continue }
      let owner = context.engine.evaluate(module.facts.operand(callee), in: module)
      if context.types.alternatives(owner).contains(where: isObject) { return true }
    }
    return false
  }

  private static let accessors: Set<String> = ["setter", "getter", "deleter", "register", "cache"]

  /// A name in a package that was not found is a class if it is spelled like one: `mcp = FastMCP("rates")`.
  private func isObject(_ type: TypeID) -> Bool {
    switch context.types.kind(type) {
    case .instance, .unknown: true
    case .external:
      context.engine.spelling(context.types[type].a).split(separator: ".").last?.first?.isUppercase
        == true
    default: false
    }
  }

  private static let requests: Set<String> = ["Request", "WebSocket", "HTTPConnection"]

  private func takesRequest(_ function: FunctionID) -> Bool {
    let row = context.row(of: function)
    guard row.flags.contains(.isAsync) else { return false }
    let facts = context.engine.program.location(of: function).module.facts
    return row.parameters.prefix(3).contains { index in
      let annotation = facts.parameters[Int(index)].annotation
      return annotation.exists && Self.requests.contains(facts.spelling(annotation))
    }
  }

  /// `async def on_message` of a subclass of `discord.Client`: the library calls it.
  private func overridesLibrary(_ function: FunctionID) -> Bool {
    let row = context.row(of: function)
    guard row.owner != 0, row.flags.contains(.isAsync),
      let owner = context.engine.owner(of: function)
    else { return false }
    let name = context.spelling(of: function)
    if name.hasPrefix("__") { return false }
    let names = context.ancestry(owner)
    let isView = EntryPointModel.all.contains { model in
      model.views.contains { $0.methods[name] != nil && !$0.bases.isDisjoint(with: names) }
    }
    if isView { return true }
    return context.engine.classModel(owner).linearization.contains { base in
      let module = context.engine.program.location(of: base).module
      guard case .thirdParty = module.origin, !Self.takesTurns(module.name) else { return false }
      return context.engine.method(name, of: base) != nil
    }
  }

  /// A kernel of Jupyter runs one cell after another, and nothing beside them
  /// (ipykernel 7.1.0 ipykernel/kernelbase.py, `_main_asyncio_lock`).
  private static func takesTurns(_ module: String) -> Bool {
    module == "ipykernel" || module.hasPrefix("ipykernel.")
  }

  /// `asyncio.start_server(handle)`, `app.router.add_get("/", self.show)`: code that is not the project's
  /// will call it.
  private func isHandedOver(_ function: FunctionID) -> Bool {
    let name = context.spelling(of: function)
    guard context.row(of: function).flags.contains(.isAsync), context.isUsedAsValue(name) else {
      return false
    }
    return context.engine.program.modules.contains { module in
      guard module.origin == .firstParty, !module.servesTests,
        let local = module.facts.names.find(name)
      else { return false }
      return module.facts.nodes.contains { call in
        call.kind == .call
          && module.facts.list(call.b).contains { hands(function, local, $0, in: module) }
          && isForeign(call.operand, in: module)
      }
    }
  }

  private func hands(
    _ function: FunctionID, _ name: LocalName, _ argument: IRNodeID, in module: Module
  ) -> Bool {
    let row = module.facts[argument]
    if row.kind == .keyword { return hands(function, name, row.operand, in: module) }
    guard FileFacts.spelledName(row) == name else { return false }
    return context.function(ofCallee: context.engine.evaluate(argument, in: module)) == function
  }

  /// Not the project's own, not a container's, and not what runs its argument alone: `anyio.run(main)`.
  private func isForeign(_ callee: IRNodeID, in module: Module) -> Bool {
    let name = module.facts.spelling(callee)
    guard !name.hasPrefix("run") else { return false }
    let names = context.names(ofCallee: context.engine.evaluate(callee, in: module))
    if names.isEmpty { return isRegistrar(name, in: module) }
    return names.contains { !$0.hasPrefix("builtins.") } && !isFirstParty(callee, in: module)
  }

  /// `app.router.add_get` where aiohttp was not found.
  private func isRegistrar(_ name: String, in module: Module) -> Bool {
    EntryPointModel.all.contains {
      $0.registrars[name]?.handler != nil && module.facts.imports(anyOf: $0.packages)
    }
  }

  private func isFirstParty(_ callee: IRNodeID, in module: Module) -> Bool {
    let type = context.engine.evaluate(callee, in: module)
    let program = context.engine.program
    return context.types.alternatives(type).contains { type in
      if let function = context.function(ofCallee: type) {
        return program.location(of: function).module.origin == .firstParty
      }
      return context.types.kind(type) == .classObject
        && program.location(of: ClassID(rawValue: context.types[type].a)).module.origin
          == .firstParty
    }
  }
}
