import LibraryModels
import Project
import PythonSemantics

/// Coroutine functions that a server is told to call while it starts or ends:
///
///     app.add_event_handler("startup", warm)
///     app = Litestar(on_startup=[store.create_all])
///     app.on_startup.append(connect)
///     builder.post_init(connect)
///
///     @app.on_event("startup")
///     async def load(): ...
struct StartRegistrations {
  private(set) var functions: Set<FunctionID> = []
  private let engine: Engine

  /// Rows of frameworks that name such a call or decorator.
  private static let models = EntryPointModel.all.map { model in
    (
      packages: model.packages, decorators: model.decorators.filter { $1.kind == .startup },
      registrars: model.registrars.filter { $1.kind == .startup }
    )
  }.filter { !$0.decorators.isEmpty || !$0.registrars.isEmpty }

  private static let words = Surface.startLists.union(models.flatMap { $0.decorators.keys })
    .union(models.flatMap { $0.registrars.keys })

  init(_ engine: Engine, _ imports: PackageImports) {
    self.engine = engine
    for module in imports.files(.servers, of: engine.program.modules) {
      guard Self.words.contains(where: { module.facts.names.find($0) != nil }) else { continue }
      let models = Self.models.filter { module.facts.imports(anyOf: $0.packages) }
      for (index, row) in module.facts.functions.enumerated() where row.decorators != 0 {
        let isHook = module.facts.list(row.decorators).contains { node in
          let callee =
            module.facts[node].kind == .call ? module.facts.operand(node) : node
          let name = module.facts.spelling(callee)
          return Surface.startLists.contains(name)
            || models.contains { $0.decorators[name] != nil }
        }
        if isHook { functions.insert(module.function(UInt32(index))) }
      }
      for node in module.facts.nodes where node.kind == .call {
        read(call: node, models.map(\.registrars), in: module)
      }
    }
  }

  private mutating func read(
    call: IRNode, _ registrars: [[String: EntryPointModel.Registrar]], in module: Module
  ) {
    let facts = module.facts
    let arguments = facts.list(call.b)
    for argument in arguments {
      let row = facts[argument]
      if row.kind == .keyword, Surface.startLists.contains(facts.names[row.b]) {
        add(row.operand, in: module)
      }
    }
    let callee = facts[call.operand]
    let name = facts.spelling(call.operand)
    let list = ["append", "register"].contains(name) ? facts.spelling(callee.operand) : name
    if callee.kind == .attribute, Surface.startLists.contains(list) {
      for argument in arguments { add(argument, in: module) }
    }
    for row in registrars {
      guard let position = row[name]?.handler?.position, position < arguments.count
      else { continue }
      add(arguments[position], in: module)
    }
  }

  /// A function, or a list of some.
  private mutating func add(_ node: IRNodeID, in module: Module) {
    let items = module.facts.items(node)
    for node in items.isEmpty ? [node] : items {
      for type in engine.types.alternatives(engine.evaluate(node, in: module)) {
        guard let function = engine.function(ofCallee: type) else { continue }
        let (home, row) = engine.locate(function)
        if row.flags.contains(.isAsync), home.isChecked { functions.insert(function) }
      }
    }
  }
}
