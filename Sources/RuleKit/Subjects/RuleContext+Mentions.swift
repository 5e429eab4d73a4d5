package import Project
import PythonSemantics
import Summaries

extension RuleContext {
  /// Whether code of the project mentions the name without calling it: a callback, an export, a
  /// registry. By name alone, so that the answer errs on the side of yes.
  package func isUsedAsValue(_ name: String) -> Bool {
    mentions.has(name, .value)
  }

  /// Whether a protocol or abstract class of the program has a method of the name.
  package func isProtocolMember(_ name: String) -> Bool {
    mentions.has(name, .protocolMember)
  }

  /// How many places of the project call something by that name.
  package func callCount(of name: String) -> Int {
    mentions.callCount(of: name)
  }

  /// Whether nothing in the project leads to a coroutine function although other files import its own: no
  /// call, no mention or import of its name, no decorator, nothing of that name above or below its class,
  /// and no class of a library, which may call methods by their names. A file that nobody imports may
  /// have been checked alone.
  package func isLooseEnd(_ function: FunctionID) -> Bool {
    let row = row(of: function)
    let name = spelling(of: function)
    guard row.flags.contains(.isAsync), row.decorators == 0, callCount(of: name) == 0,
      !isUsedAsValue(name), !(name.hasPrefix("__") && name.hasSuffix("__"))
    else { return false }
    let module = engine.program.location(of: function).module
    return mentions.importedModules.contains(module.id) && !mentions.has(name, .imported)
      && !exports(name, module.facts)
      && callers(of: function).isEmpty && !overrides(function) && !isOverridden(function)
      && !isOfLibrary(function)
  }

  private func exports(_ name: String, _ facts: FileFacts) -> Bool {
    facts.exports?.contains { facts.names[$0] == name } ?? false
  }

  private func isOfLibrary(_ function: FunctionID) -> Bool {
    guard let owner = engine.owner(of: function) else { return false }
    return engine.classModel(owner).linearization.contains {
      if case .thirdParty = engine.program.location(of: $0).module.origin { true } else { false }
    }
  }
}

/// What the code of the project does with names, by name alone: of each name of the program how often it is
/// called, and whether it stands anywhere else.
struct Mentions {
  struct Kinds: OptionSet {
    let rawValue: UInt8
    /// Stands somewhere without being called.
    static let value = Kinds(rawValue: 1)
    /// Some file imports it, from wherever.
    static let imported = Kinds(rawValue: 2)
    /// A protocol or abstract class has a method of that name.
    static let protocolMember = Kinds(rawValue: 4)
  }

  /// Modules that other files of the project import.
  private(set) var importedModules: Set<ModuleID> = []
  private let names: GlobalNames
  /// Both by the number of the name.
  private var kinds: [Kinds]
  private var calls: [Int]

  init(_ program: Program) {
    names = program.globalNames
    kinds = [Kinds](repeating: [], count: names.count)
    calls = [Int](repeating: 0, count: names.count)
    for module in program.modules where module.origin == .firstParty { read(module, program) }
  }

  func has(_ name: String, _ kind: Kinds) -> Bool {
    names.find(name).map { kinds[Int($0.rawValue)].contains(kind) } ?? false
  }

  func callCount(of name: String) -> Int {
    names.find(name).map { calls[Int($0.rawValue)] } ?? 0
  }

  private mutating func read(_ module: Module, _ program: Program) {
    let facts = module.facts
    var isCallee = [Bool](repeating: false, count: facts.nodes.count)
    for node in facts.nodes where node.kind == .call {
      isCallee[Int(node.a)] = true
      if let name = number(spelledBy: facts[node.operand], module) { calls[name] += 1 }
    }
    for (index, node) in facts.nodes.enumerated() where !isCallee[index] {
      if let name = number(spelledBy: node, module) { kinds[name].insert(.value) }
    }
    for (index, row) in facts.imports.enumerated() {
      kinds[number(of: row.name, module)].insert(.imported)
      guard let imported = program.module(ofImport: index, in: module.id), imported != module.id
      else { continue }
      importedModules.insert(imported)
    }
    for function in facts.functions
    where function.owner != 0 && (function.flags.contains(.isTrivial) || module.isStub) {
      kinds[number(of: function.name, module)].insert(.protocolMember)
    }
  }

  /// The name that a name or an attribute spells.
  private func number(spelledBy node: IRNode, _ module: Module) -> Int? {
    switch node.kind {
    case .name: number(of: node.a, module)
    case .attribute: number(of: node.b, module)
    default: nil
    }
  }

  private func number(of name: LocalName, _ module: Module) -> Int {
    Int(module.name(name).rawValue)
  }
}
