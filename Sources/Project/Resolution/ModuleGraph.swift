import PythonSemantics

/// Modules with their links: follows names through imports.
///
/// A query walks the definitions and import rows that it meets, each (module, name) once, and
/// collects what they end in. So a cycle of imports ends, and an answer depends on the modules alone.
struct ModuleGraph: Sendable {
  let modules: [Module]
  var names: GlobalNames
  var links: [ModuleLinks]
  /// Of each function and class, by global number.
  let functionOwners: [ModuleID]
  let classOwners: [ModuleID]
  /// What `os.path` is elsewhere: no answer here.
  private let foreign: ModuleID?

  init(modules: [Module], names: GlobalNames, links: [ModuleLinks], platform: Platform) {
    self.modules = modules
    self.names = names
    self.links = links
    functionOwners = modules.flatMap { Array(repeating: $0.id, count: $0.facts.functions.count) }
    classOwners = modules.flatMap { Array(repeating: $0.id, count: $0.facts.classes.count) }
    foreign =
      modules.first { module in
        module.origin == .standardLibrary && module.name == platform.foreignPathModule
      }?.id
  }

  func lookup(_ name: GlobalName, in module: ModuleID) -> [Binding] {
    guard module.index < modules.count else { return [] }
    if let own = ownBinding(name, in: module) { return [own] }
    var walk = Walk()
    find(name, in: module, &walk)
    return walk.found
  }

  /// What a module binds a name to, where it does so once and by no import: most names are found so, and no
  /// walk has to be begun.
  private func ownBinding(_ name: GlobalName, in module: ModuleID) -> Binding? {
    let place = module.index
    guard links[place].stars.isEmpty, let symbol = links[place].exports.symbol(name),
      links[place].alternatives[symbol] == nil
    else { return nil }
    let definitions = modules[place].facts.symbols[Int(symbol)].definitions
    guard definitions.count == 1 else { return nil }
    return binding(of: modules[place].facts.definitions[Int(definitions.lowerBound)], in: module)
  }

  func bindings(ofSymbol symbol: UInt32, in module: ModuleID) -> [Binding] {
    guard module.index < modules.count else { return [] }
    let facts = modules[module.index].facts
    guard Int(symbol) < facts.symbols.count else { return [] }
    var walk = Walk()
    if facts.symbols[Int(symbol)].scope == 0 {
      let name = modules[module.index].name(facts.symbols[Int(symbol)].name)
      _ = walk.enter(module, name)
      addModuleSymbol(symbol, name, in: module, &walk)
    } else {
      let definitions = facts.symbols[Int(symbol)].definitions
      let real = definitions.filter { !isTypeOnly($0, facts) }
      for definition in real.isEmpty ? Array(definitions) : real {
        add(definition: definition, in: module, &walk)
      }
    }
    return walk.found
  }

  func bindings(ofDefinition definition: Int, in module: ModuleID) -> [Binding] {
    guard module.index < modules.count else { return [] }
    let definitions = modules[module.index].facts.definitions
    if definition < definitions.count, definitions[definition].kind == .import {
      return bindings(ofImport: Int(definitions[definition].value), in: module)
    }
    var walk = Walk()
    add(definition: UInt32(truncatingIfNeeded: definition), in: module, &walk)
    return walk.found
  }

  func bindings(ofImport row: Int, in module: ModuleID) -> [Binding] {
    guard module.index < modules.count else { return [] }
    let imports = modules[module.index].facts.imports
    if row < imports.count, row < links[module.index].imports.count, imports[row].name != 0,
      imports[row].symbol != UInt32.max, let target = links[module.index].imports[row].module,
      let own = ownBinding(modules[module.index].name(imports[row].name), in: target)
    {
      return [own]
    }
    var walk = Walk()
    add(row: row, in: module, &walk)
    return walk.found
  }

  /// What has been met and found in one query.
  struct Walk {
    enum Step {
      case first
      /// The walk was here, and is through with it.
      case repeated
      /// The walk is still busy here: the way leads in a circle.
      case circular
    }

    var found: [Binding] = []
    private var met: [UInt64] = []
    private var metMany: Set<UInt64> = []
    private var busy: [UInt64] = []

    /// Re-exports that are followed from one to the next. Programs have a handful; a made-up chain
    /// of thousands would cost stack.
    private static let longest = 128

    mutating func enter(_ module: ModuleID, _ name: GlobalName) -> Step {
      if Walk.longest <= busy.count { return .circular }
      let key = UInt64(module.rawValue) << 32 | UInt64(name.rawValue)
      if meet(key) {
        busy.append(key)
        return .first
      }
      return busy.contains(key) ? .circular : .repeated
    }

    mutating func leave() { busy.removeLast() }

    private mutating func meet(_ key: UInt64) -> Bool {
      // Ways are short, so a list is faster than a set, up to a point.
      if 16 < met.count {
        if metMany.isEmpty { metMany = Set(met) }
        return metMany.insert(key).inserted
      }
      if met.contains(key) { return false }
      met.append(key)
      return true
    }

    mutating func add(_ binding: Binding) {
      if !found.contains(binding) { found.append(binding) }
    }

    /// What `body` finds, kept apart.
    mutating func apart(_ body: (inout Walk) -> Void) -> [Binding] {
      let before = found
      found = []
      body(&self)
      defer { found = before }
      return found
    }
  }
}

// MARK: Names of a module

extension ModuleGraph {
  private enum Outcome {
    case found, nothing, repeated, circular
  }

  @discardableResult
  private func find(_ name: GlobalName, in module: ModuleID, _ walk: inout Walk) -> Outcome {
    switch walk.enter(module, name) {
    case .first: break
    case .repeated: return .repeated
    case .circular: return .circular
    }
    defer { walk.leave() }
    let before = walk.found.count
    let place = module.index
    if let symbol = links[place].exports.symbol(name) {
      addModuleSymbol(symbol, name, in: module, &walk)
    } else if !links[place].stars.isEmpty {
      addStars(links[place].stars[...], name, in: module, &walk)
    }
    if before < walk.found.count { return .found }

    for lazy in links[place].lazy[name] ?? [] {
      if lazy.attribute == .empty {
        walk.add(.module(lazy.module))
      } else {
        find(lazy.attribute, in: lazy.module, &walk)
      }
    }
    if before == walk.found.count, let submodule = links[place].submodules[name] {
      walk.add(.module(submodule))
    }
    return before < walk.found.count ? .found : .nothing
  }

  private func addModuleSymbol(
    _ symbol: UInt32, _ name: GlobalName, in module: ModuleID, _ walk: inout Walk
  ) {
    let stars = links[module.index].stars
    let alternatives = alternatives(of: symbol, in: module)
    guard !stars.isEmpty else {
      add(alternatives, in: module, &walk)
      return
    }
    // Star imports before the last definition are shadowed by it, unless it may not run. Those
    // behind it win where they give the name.
    let facts = modules[module.index].facts
    let last = alternatives.map { facts.definitions[Int($0.definition)].start }.max() ?? 0
    let before = walk.found.count
    addStars(stars.filter { last < $0.start }[...], name, in: module, &walk)
    let isSure = stars.contains { last < $0.start && $0.position != .branch }
    if before < walk.found.count, isSure { return }
    add(alternatives, in: module, &walk)
  }

  func alternatives(of symbol: UInt32, in module: ModuleID) -> [Alternative] {
    if let several = links[module.index].alternatives[symbol] { return several }
    let facts = modules[module.index].facts
    return facts.symbols[Int(symbol)].definitions.compactMap { definition in
      guard Int(definition) < facts.definitions.count else { return nil }
      return Alternative(definition: definition, isFallback: false)
    }
  }

  /// The last star import that gives the name decides; one in a handler only where the `try` gave
  /// nothing.
  private func addStars(
    _ stars: ArraySlice<StarRow>, _ name: GlobalName, in module: ModuleID, _ walk: inout Walk
  ) {
    var latest: [Binding] = []
    for star in stars {
      guard let target = links[module.index].imports[Int(star.row)].module,
        isPublic(name, in: target)
      else { continue }
      if star.position == .fallback, !latest.isEmpty { continue }
      let found = walk.apart { find(name, in: target, &$0) }
      if found.isEmpty { continue }
      latest = star.position == .branch ? latest + found : found
    }
    for binding in latest { walk.add(binding) }
  }

  private func isPublic(_ name: GlobalName, in module: ModuleID) -> Bool {
    if let published = links[module.index].published { return published.contains(name) }
    return names.spelling(name).first != UInt8(ascii: "_")
  }
}

// MARK: Definitions and import rows

extension ModuleGraph {
  private func isTypeOnly(_ definition: UInt32, _ facts: FileFacts) -> Bool {
    Int(definition) < facts.definitions.count && facts.definitions[Int(definition)].isTypeOnly
  }

  /// An import that leads nowhere yields to its fallback.
  private func add(_ alternatives: [Alternative], in module: ModuleID, _ walk: inout Walk) {
    if alternatives.count == 1 {
      add(definition: alternatives[0].definition, in: module, &walk)
      return
    }
    var found: [Binding] = []
    var attempt: [Binding] = []
    var isImport = false
    for alternative in alternatives {
      let isFallback = alternative.isFallback
      if isFallback, isImport, attempt.contains(where: { canRun($0) }) { continue }
      let result = walk.apart { add(definition: alternative.definition, in: module, &$0) }
      if isFallback, isImport {
        if !result.isEmpty { attempt = result }
      } else {
        found += attempt
        attempt = result
        let definitions = modules[module.index].facts.definitions
        isImport = definitions[Int(alternative.definition)].kind == .import
      }
    }
    for binding in found + attempt { walk.add(binding) }
  }

  /// Whether there is code, or a model, behind a binding; not only a name or types.
  private func canRun(_ binding: Binding) -> Bool {
    switch binding {
    case .external: return false
    case .module(let module): return canRun(modules[module.index])
    case .value(let module, _): return canRun(modules[module.index])
    case .function(let function): return canRun(modules[functionOwners[function.index].index])
    case .class(let identity): return canRun(modules[classOwners[identity.index].index])
    }
  }

  private func canRun(_ module: Module) -> Bool {
    !module.isStub || module.origin == .model || module.origin == .shippedFacts
  }

  private func add(definition index: UInt32, in module: ModuleID, _ walk: inout Walk) {
    let facts = modules[module.index].facts
    guard Int(index) < facts.definitions.count else { return }
    let definition = facts.definitions[Int(index)]
    if let binding = binding(of: definition, in: module) {
      walk.add(binding)
    } else {
      add(row: Int(definition.value), in: module, &walk)
    }
  }

  /// Nil for an import, which has to be followed.
  private func binding(of definition: DefinitionRow, in module: ModuleID) -> Binding? {
    switch definition.kind {
    case .import: nil
    case .function: .function(modules[module.index].function(definition.value))
    case .class: .class(modules[module.index].class(definition.value))
    default: .value(module, symbol: definition.symbol)
    }
  }

  private func add(row index: Int, in module: ModuleID, _ walk: inout Walk) {
    let facts = modules[module.index].facts
    guard index < facts.imports.count, index < links[module.index].imports.count else { return }
    let row = facts.imports[index]
    let link = links[module.index].imports[index]
    let isPlain = row.name == 0
    let isStar = row.symbol == UInt32.max
    if isPlain || isStar {
      let bound = isPlain && !row.bindsSubmodule ? link.top : link.module
      if let bound {
        if bound != foreign { walk.add(.module(bound)) }
      } else {
        walk.add(.external(link.external))
      }
      return
    }
    if let target = link.module {
      let outcome = find(modules[module.index].name(row.name), in: target, &walk)
      if outcome == .found || outcome == .repeated { return }
      if let submodule = link.submodule {
        walk.add(.module(submodule))
        return
      }
      if outcome == .circular { return }
    }
    walk.add(.external(link.external))
  }
}
