import LibraryModels
import Project
import PythonSemantics

/// Coroutine functions that are handed to a command line, which runs one of them and ends:
///
///     app.command(name="show")(show)
///     parser.set_defaults(func=show)
///     commands = {"show": show}
///
/// Only in files that import such a library: elsewhere a table of functions may be anything.
struct CommandRegistrations {
  private(set) var functions: Set<FunctionID> = []
  private let engine: Engine

  init(_ engine: Engine, _ imports: PackageImports) {
    self.engine = engine
    for module in imports.files(.commands, of: engine.program.modules) {
      let hasParser = module.facts.imports(anyOf: ["argparse"])
      for node in module.facts.nodes {
        switch node.kind {
        case .call: read(call: node, in: module, hasParser: hasParser)
        case .dict where hasParser: read(table: node, in: module)
        default: break
        }
      }
    }
  }

  private mutating func read(call: IRNode, in module: Module, hasParser: Bool) {
    let facts = module.facts
    var callee = facts[call.operand]
    if callee.kind == .call { callee = facts[callee.operand] }
    guard callee.kind == .attribute else { return }
    let name = facts.names[callee.b]
    if name == "set_defaults" {
      guard hasParser else { return }
    } else {
      guard ["command", "default", "callback", "add_command"].contains(name) else { return }
      let owner = engine.evaluate(callee.operand, in: module)
      guard engine.types.alternatives(owner).contains(where: { engine.isCommandObject($0) })
      else { return }
    }
    for argument in facts.list(call.b) {
      let row = facts[argument]
      add(row.kind == .keyword ? row.operand : argument, in: module)
    }
  }

  /// A table of nothing but coroutine functions by their names.
  private mutating func read(table: IRNode, in module: Module) {
    let pairs = module.facts.pairs(table.a)
    let handlers = pairs.compactMap { pair -> FunctionID? in
      guard pair.first != 0, module.facts[IRNodeID(rawValue: pair.first)].kind == .constant else {
        return nil
      }
      return coroutine(IRNodeID(rawValue: pair.second), in: module)
    }
    if 1 < handlers.count, handlers.count == pairs.count { functions.formUnion(handlers) }
  }

  private mutating func add(_ node: IRNodeID, in module: Module) {
    if let function = coroutine(node, in: module) { functions.insert(function) }
    // `app.command("shop.orders:show")` imports the command when it is asked for.
    let row = module.facts[node]
    guard row.kind == .constant, let path = engine.text(engine.evaluate(node, in: module)),
      path.contains(":")
    else { return }
    functions.formUnion(
      engine.functions(named: path.split(separator: ":").joined(separator: ".")).filter {
        engine.locate($0).row.flags.contains(.isAsync)
      })
  }

  private func coroutine(_ node: IRNodeID, in module: Module) -> FunctionID? {
    guard [.name, .attribute].contains(module.facts[node].kind) else { return nil }
    let type = engine.evaluate(node, in: module)
    guard engine.types.kind(type) == .function else { return nil }
    let function = FunctionID(rawValue: engine.types[type].a)
    let (home, row) = engine.locate(function)
    return row.flags.contains(.isAsync) && home.isChecked ? function : nil
  }
}

extension Engine {
  /// An object, class or function of a command-line library.
  func isCommandObject(_ type: TypeID) -> Bool {
    switch types.kind(type) {
    case .classObject:
      return Self.isOfCommandPackage(locate(ClassID(rawValue: types[type].a)).module.name)
    case .instance:
      return isOf(Surface.commandPackages, classModel(ClassID(rawValue: types[type].a)))
    case .function:
      let function = FunctionID(rawValue: types[type].a)
      return Self.isOfCommandPackage(locate(function).module.name)
    case .external: return Self.isOfCommandPackage(spelling(types[type].a))
    // `@click.option("--name")`
    case .module:
      return Self.isOfCommandPackage(program[ModuleID(rawValue: types[type].a)].name)
    default: return false
    }
  }

  /// Whether a class or one that it inherits from is of one of the packages.
  func isOf(_ packages: Set<String>, _ model: ClassModel) -> Bool {
    model.linearization.contains { Self.isOf(packages, locate($0).module.name) }
      || model.externalBases.contains { Self.isOf(packages, spelling($0.rawValue)) }
  }

  private static func isOfCommandPackage(_ name: String) -> Bool {
    isOf(Surface.commandPackages, name)
  }

  private static func isOf(_ packages: Set<String>, _ name: String) -> Bool {
    packages.contains(String(name.prefix { $0 != "." }))
  }
}
