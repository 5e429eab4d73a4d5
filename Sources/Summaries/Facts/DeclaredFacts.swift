import LibraryModels
package import Project
import PythonSemantics

/// What the project's settings say of functions, which wins over models and over what is read.
extension Engine {
  /// Before anything is inferred: the functions that the settings name get their facts.
  func installDeclarations() {
    for name in options.cuts { declare(Self.cut("cuts"), for: name) }
    for name in options.offloaders {
      for function in functions(named: name) {
        let fact = Self.cut("offloaders")
        fact.threads = Array(0..<locate(function).row.parameters.count)
        facts[function] = .some(fact)
      }
    }
    for entry in options.declared {
      guard let (effect, family) = Self.effect(entry.effect) else {
        declare(Self.cut("facts"), for: entry.function)
        continue
      }
      let fact = Fact()
      fact.effects = [
        FactEffect(effect: effect, family: family, condition: .none)
      ]
      declare(fact, for: entry.function)
    }
  }

  /// The effect of a name without code: as the settings state it, else as a model of its class does.
  func effect(ofExternal name: UInt32) -> (EffectClass, EffectFamily)? {
    declaredEffect(ofExternal: name) ?? dynamicOwners[name].flatMap { dynamicEffect($0) }
  }

  private func declaredEffect(ofExternal name: UInt32) -> (EffectClass, EffectFamily)? {
    if options.declared.isEmpty { return nil }
    let spelling = spelling(name)
    let entry = options.declared.first { entry in
      entry.function.hasSuffix(".*")
        ? spelling.hasPrefix(entry.function.dropLast()) : spelling == entry.function
    }
    return entry.flatMap { Self.effect($0.effect) }
  }

  private static func effect(_ effect: DeclaredEffect) -> (EffectClass, EffectFamily)? {
    switch effect {
    case .blocks: (.unbounded, .threadWait)
    case .io: (.io, .netIO)
    case .cpu: (.io, .cpu)
    case .nonblocking: nil
    }
  }

  private static func cut(_ key: String) -> Fact {
    let fact = Fact()
    fact.cutReason = "named in `\(key)`"
    return fact
  }

  private func declare(_ fact: Fact, for name: String) {
    for function in functions(named: name) { facts[function] = .some(fact) }
  }

  /// `pkg.mod.function`, `pkg.mod.Class.method`, `pkg.mod.*`, `pkg.mod.Class.*`; a class stands for its
  /// constructor. By the name of the definition or by one under which it is exported.
  package func functions(named name: String) -> [FunctionID] {
    var parts = name.split(separator: ".").map(String.init)
    var rest: [String] = []
    while !parts.isEmpty {
      if let module = program.module(named: parts.joined(separator: ".")) {
        let found = functions(rest, in: self.module(module))
        if !found.isEmpty { return found }
      }
      rest.insert(parts.removeLast(), at: 0)
    }
    return []
  }

  private func functions(_ path: [String], in module: Module) -> [FunctionID] {
    guard let first = path.first, path.count <= 2 else { return [] }
    if first == "*" {
      return module.facts.functions.indices.dropFirst().map { module.function(UInt32($0)) }
    }
    guard let name = program.globalNames.find(first) else { return [] }
    var found: [FunctionID] = []
    for binding in program.lookup(name, in: module.id) {
      switch binding {
      case .function(let id) where path.count == 1: found.append(id)
      case .class(let id): found += methods(path.count == 1 ? "__init__" : path[1], of: id)
      default: break
      }
    }
    return found
  }

  private func methods(_ name: String, of id: ClassID) -> [FunctionID] {
    let (module, index) = program.location(of: id)
    return module.facts.functions.indices.filter { row in
      let function = module.facts.functions[row]
      return function.owner == index + 1
        && (name == "*" || module.facts.names[function.name] == name)
    }.map { module.function(UInt32($0)) }
  }
}
