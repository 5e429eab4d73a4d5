package import Project
import PythonSemantics
import SourceText
import Summaries

extension RuleContext {
  /// Whether code of the project mentions the name without calling it: a callback, an export, a
  /// registry. By name alone, so that the answer errs on the side of yes.
  package func isUsedAsValue(_ name: String) -> Bool {
    mentions.isValue(name)
  }

  /// Whether a protocol or abstract class of the program has a method of the name.
  package func isProtocolMember(_ name: String) -> Bool {
    mentions.isProtocolMember(name)
  }

  /// How many places of the project call something by that name.
  package func callCount(of name: String) -> Int {
    mentions.callCount(of: name)
  }

  /// Whether nothing in the project leads to a function although other files import its own, or its
  /// neighbours: no call but by other loose ends, no mention or import of its name, no decorator, nothing of
  /// that name above or below its class, and no class of a library, which may call methods by their names.
  /// A file that nobody imports may have been checked alone. Nothing leads into a file that cannot be
  /// imported either.
  package func isLooseEnd(_ function: FunctionID) -> Bool {
    var met: Set<FunctionID> = []
    if failingModules.contains(engine.program.location(of: function).module) { return true }
    return row(of: function).flags.contains(.isAsync) && isLooseEnd(function, &met)
  }

  /// Made in `if __name__ == "__main__":`, for whoever runs the file by itself.
  package func isOfScript(_ function: FunctionID) -> Bool {
    let (module, index) = engine.program.location(of: function)
    guard module.facts.names.find("__main__") != nil else { return false }
    var outermost = index
    while module.facts.functions[Int(outermost)].parent != 0 {
      outermost = module.facts.functions[Int(outermost)].parent
    }
    if outermost == 0 { return false }
    let body = subject(of: module.function(0))
    return body.nodes(.if).contains { guarded in
      body.nodes(in: body.operand(guarded)).contains { body.spelling($0) == "__name__" }
        && body.nodes(in: guarded).contains {
          body.kind($0) == .functionDefinition && body[$0].a == outermost
        }
    }
  }

  private func isLooseEnd(_ function: FunctionID, _ met: inout Set<FunctionID>) -> Bool {
    guard met.insert(function).inserted else { return true }
    let row = row(of: function)
    let name = spelling(of: function)
    guard !row.flags.contains(.isModule), row.decorators == 0, !name.isEmpty else { return false }
    let module = engine.program.location(of: function).module
    if isOfUnusedClass(function, module) { return true }
    // What a function defines is there once that has run.
    if row.parent != 0, isLooseEnd(module.function(row.parent), &met) { return true }
    if isUsedAsValue(name) || name.hasPrefix("__") && name.hasSuffix("__") { return false }
    // Of a program its own code calls what is private, wherever that stands.
    let isPrivate = name.hasPrefix("_") && row.owner == 0 && mentions.hasProgram
    guard mentions.importedModules.contains(module.id) || isLeftOut(module) || isPrivate,
      !mentions.isImported(name), !exports(name, module.facts), !overrides(function),
      !isOverridden(function), !isOfLibrary(function)
    else { return false }
    let calls = callCount(of: name)
    let callers = calls == 0 ? [] : callers(spelling: name, in: module)
    return callers.count == calls && Set(callers).allSatisfy { isLooseEnd($0, &met) }
  }

  /// For each call of something by that name in a file, the function that it stands in.
  private func callers(spelling name: String, in module: Module) -> [FunctionID] {
    let facts = module.facts
    guard let name = facts.names.find(name) else { return [] }
    return facts.nodes.compactMap { node in
      guard node.kind == .call, FileFacts.spelledName(facts[node.operand]) == name else {
        return nil
      }
      let around = facts.functions.lastIndex { row in
        row.range.start <= node.start && node.start < row.range.end
      }
      return around.map { module.function(UInt32($0)) }
    }
  }

  /// Whether nobody imports a file of a package although others of that package are imported, in a project
  /// that is a program itself. Of a library its users import such files, but for examples.
  private func isLeftOut(_ module: Module) -> Bool {
    guard let dot = module.name.lastIndex(of: "."), !Mentions.isProgram(module),
      mentions.importedPackages.contains(module.name[..<dot])
    else { return false }
    let words = module.name[dot...].dropFirst().lowercased().split(separator: "_")
    return mentions.hasProgram
      || words.contains { ["demo", "example", "examples", "sample", "samples"].contains($0) }
  }

  /// Whether nothing makes an object of the method's class, nor mentions it, in such a file.
  private func isOfUnusedClass(_ function: FunctionID, _ module: Module) -> Bool {
    guard let owner = engine.owner(of: function),
      mentions.importedModules.contains(module.id) || isLeftOut(module)
    else { return false }
    let (_, index) = engine.program.location(of: owner)
    let row = module.facts.classes[Int(index)]
    let name = module.facts.names[row.name]
    return row.decorators == 0 && callCount(of: name) == 0 && !isUsedAsValue(name)
      && !mentions.isImported(name) && !exports(name, module.facts) && !isOfLibrary(function)
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
  /// Modules that other files of the project import.
  private(set) var importedModules: Set<ModuleID> = []
  /// Packages of which other files of the project import modules.
  private(set) var importedPackages: Set<Substring> = []
  /// Whether some file is run: `if __name__ == "__main__": …`, `python -m app`.
  private(set) var hasProgram = false
  private let names: GlobalNames
  /// All by the number of the name: how often it is called, how often it stands anywhere, whether some file
  /// imports it, and whether a protocol or abstract class has a method of that name.
  private var calls: [Int]
  private var places: [Int]
  private var imports: [Bool]
  private var protocolMembers: [Bool]

  init(_ program: Program) {
    names = program.globalNames
    calls = [Int](repeating: 0, count: names.count)
    places = calls
    imports = [Bool](repeating: false, count: names.count)
    protocolMembers = imports
    for module in program.modules where module.origin == .firstParty { read(module, program) }
  }

  static func isProgram(_ module: Module) -> Bool {
    module.facts.names.find("__main__") != nil || module.name.hasSuffix(".__main__")
  }

  /// Whether it stands somewhere without being called.
  func isValue(_ name: String) -> Bool {
    names.find(name).map { calls[$0.index] < places[$0.index] } ?? false
  }

  func isImported(_ name: String) -> Bool {
    names.find(name).map { imports[$0.index] } ?? false
  }

  func isProtocolMember(_ name: String) -> Bool {
    names.find(name).map { protocolMembers[$0.index] } ?? false
  }

  func callCount(of name: String) -> Int {
    names.find(name).map { calls[$0.index] } ?? 0
  }

  private mutating func read(_ module: Module, _ program: Program) {
    let facts = module.facts
    if !module.servesTests, Self.isProgram(module) { hasProgram = true }
    for node in facts.nodes {
      if let name = number(spelledBy: node, module) { places[name] += 1 }
      if node.kind == .call, let name = number(spelledBy: facts[node.operand], module) {
        calls[name] += 1
      }
    }
    for (index, row) in facts.imports.enumerated() {
      imports[number(of: row.name, module)] = true
      guard let imported = program.module(ofImport: index, in: module.id), imported != module.id
      else { continue }
      guard importedModules.insert(imported).inserted else { continue }
      let name = program[imported].name
      if let dot = name.lastIndex(of: ".") { importedPackages.insert(name[..<dot]) }
    }
    for function in facts.functions
    where function.owner != 0 && (function.flags.contains(.isTrivial) || module.isStub) {
      protocolMembers[number(of: function.name, module)] = true
    }
  }

  /// The name that a name or an attribute spells.
  private func number(spelledBy node: IRNode, _ module: Module) -> Int? {
    let name = FileFacts.spelledName(node)
    return name == 0 ? nil : number(of: name, module)
  }

  private func number(of name: LocalName, _ module: Module) -> Int {
    Int(module.name(name).rawValue)
  }
}
