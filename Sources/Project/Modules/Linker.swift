import PythonSemantics
import System

/// Numbers modules, functions, classes and names of a finished closure, and connects import rows
/// with modules.
struct Linker {
  private let closure: ImportClosure
  private let loader: ProgramLoader
  private let files: [FirstPartyFile]
  private var names = GlobalNames()
  /// Locations in the order of modules.
  private let order: [LocationID]
  /// By location; nil for those that no module came of.
  private let ids: [ModuleID?]
  private var modules: [Module] = []
  private var distributions: Distributions

  init(_ closure: ImportClosure, _ loader: ProgramLoader) {
    self.closure = closure
    self.loader = loader
    files = closure.files
    let finder = closure.finder
    order = closure.needed.filter { closure.facts[$0] != nil || finder[$0].kind == .namespace }
      .sorted { Linker.precedes(finder[$0], finder[$1]) }
    var ids = [ModuleID?](repeating: nil, count: finder.locations.count)
    for (index, location) in order.enumerated() { ids[Int(location)] = ModuleID(index) }
    self.ids = ids
    distributions = Distributions(loader.environment, loader.system)
  }

  private static func precedes(_ a: Location, _ b: Location) -> Bool {
    (a.owner.rawValue, a.name, a.path) < (b.owner.rawValue, b.name, b.path)
  }

  mutating func link() -> Program {
    makeModules()
    var links = modules.map { ModuleLinks($0) }
    for (index, location) in order.enumerated() { connect(&links[index], location, modules[index]) }
    addSubmodules(&links)
    var graph = ModuleGraph(
      modules: modules, names: names, links: links, platform: loader.options.platform)
    links = []
    let unresolved = nameExternals(&graph)

    var byName: [GlobalName: [ModuleID]] = [:]
    let nameless = Set(closure.typeStubs.values).union(closure.overlays.values)
      .union(closure.reviews.values)
    for (index, location) in order.enumerated() where !nameless.contains(location) {
      byName[modules[index].globalName, default: []].append(ModuleID(index))
    }
    return Program(
      graph: graph, overlays: modules(closure.overlays), reviews: modules(closure.reviews),
      byName: byName, unresolved: unresolved,
      coverage: coverage())
  }

  /// Nil for `ModuleFinder.none` too.
  private func moduleID(at location: LocationID) -> ModuleID? {
    location < 0 ? nil : ids[Int(location)]
  }

  private func modules(_ locations: [LocationID: LocationID]) -> [ModuleID: ModuleID] {
    var result: [ModuleID: ModuleID] = [:]
    for (location, model) in locations {
      if let module = moduleID(at: location), let other = moduleID(at: model) {
        result[module] = other
      }
    }
    return result
  }

  // MARK: Modules

  private mutating func makeModules() {
    var functions: UInt32 = 0
    var classes: UInt32 = 0
    for (index, location) in order.enumerated() {
      let found = closure.finder[location]
      let facts = closure.facts[location] ?? FileFacts()
      let module = Module(
        id: ModuleID(index), name: found.name, globalName: names.intern(found.name.utf8),
        path: path(of: found), origin: origin(of: found), isChecked: found.given != nil,
        isPackage: found.isPackage, isStub: facts.isStub || found.kind == .model,
        inside: found.owner == .firstParty ? found.path.relative(to: loader.root) : nil,
        facts: facts,
        names: names.intern(facts.names), functionBase: functions, classBase: classes,
        typeStub: closure.typeStubs[location].flatMap { moduleID(at: $0) })
      functions += UInt32(facts.functions.count)
      classes += UInt32(facts.classes.count)
      modules.append(module)
    }
  }

  private func path(of location: Location) -> String {
    if let given = location.given { return files[given].displayPath }
    if location.path.isEmpty { return "" }
    let inside = location.path.relative(to: loader.root)
    return (inside ?? location.path).description
  }

  private mutating func origin(of location: Location) -> ModuleOrigin {
    switch location.owner {
    case .firstParty: .firstParty
    case .thirdParty: .thirdParty(distribution: distributions.name(of: location))
    case .standardLibrary: .standardLibrary
    case .model: .model
    case .shippedFacts: .shippedFacts
    }
  }

  private func coverage() -> LoadCoverage {
    var coverage = LoadCoverage()
    coverage.dependencyBytes = closure.dependencyBytes
    coverage.beyondLimit = closure.beyondLimit
    coverage.hasPackages = !closure.finder.environment.packages.isEmpty
    coverage.unread = closure.unread
      .map { (path: closure.finder[$0.location].path.description, reason: $0.failure) }
      .sorted { ($0.path, $0.reason) < ($1.path, $1.reason) }
    return coverage
  }

  // MARK: Imports

  private mutating func connect(
    _ links: inout ModuleLinks, _ location: LocationID, _ module: Module
  ) {
    links.imports = (closure.targets[location] ?? []).map { target in
      ImportLink(
        module: moduleID(at: target.module), submodule: moduleID(at: target.submodule),
        top: moduleID(at: target.top))
    }
    for lazy in closure.lazyExports[location] ?? [] {
      guard let target = moduleID(at: lazy.module) else { continue }
      let attribute = names.intern(lazy.export.attribute.utf8)
      links.lazy[names.intern(lazy.export.name.utf8), default: []].append((target, attribute))
    }
  }

  /// A submodule is an attribute of its package once anyone has imported it.
  private mutating func addSubmodules(_ links: inout [ModuleLinks]) {
    for (child, location) in closure.finder.children {
      guard let package = moduleID(at: child.parent), let module = moduleID(at: location) else {
        continue
      }
      links[package.index].submodules[names.intern(child.name.utf8)] = module
    }
    // The project's own files are all there, whoever imports them.
    var packages: [FilePath: ModuleID] = [:]
    for (index, location) in order.enumerated() where modules[index].origin == .firstParty {
      for folder in closure.finder[location].folders { packages[folder] = ModuleID(index) }
    }
    for (index, location) in order.enumerated() where modules[index].origin == .firstParty {
      let found = closure.finder[location]
      let isFolder = found.isPackage && found.kind != .namespace
      let folder = isFolder ? found.path.parent.parent : found.path.parent
      let leaf = found.name.utf8.split(separator: UInt8(ascii: ".")).last ?? found.name.utf8[...]
      let name = names.intern(leaf)
      guard let parent = packages[folder], links[parent.index].submodules[name] == nil else {
        continue
      }
      links[parent.index].submodules[name] = ModuleID(index)
    }
  }

  /// Gives a name to each import that leads to no module, or to a module without the name.
  private mutating func nameExternals(_ graph: inout ModuleGraph) -> [UnresolvedImport] {
    var unresolved: [UnresolvedImport] = []
    for (index, location) in order.enumerated() {
      let module = graph.modules[index]
      var targets: [ImportClosure.Target] = []
      for row in module.facts.imports.indices where Self.leadsNowhere(row, of: module, graph) {
        if targets.isEmpty { targets = closure.targets[location] ?? [] }
        let target = targets[row]
        let imported = module.facts.imports[row]
        let link = graph.links[index].imports[row]
        let isPlain = imported.name == 0
        let spelling = externalName(imported, target, location, module)
        let name = names.intern(spelling.utf8)
        // `import a.b` binds `a`, which may well be there.
        let bindsTop = isPlain && !imported.bindsSubmodule
        let bound = bindsTop ? Self.root(of: spelling) : spelling
        graph.links[index].imports[row].external = names.intern(bound.utf8)
        unresolved.append(
          UnresolvedImport(
            module: ModuleID(index), row: UInt32(row), name: name,
            reason: reason(target, isFound: link.module != nil),
            distribution: distribution(spelling, target)))
      }
    }
    graph.names = names
    return unresolved
  }

  /// Whether an import has no module, or one without the name.
  private static func leadsNowhere(_ row: Int, of module: Module, _ graph: ModuleGraph) -> Bool {
    let imported = module.facts.imports[row]
    let links = graph.links[module.id.index].imports
    guard row < links.count else { return false }
    guard let target = links[row].module else { return true }
    let isStar = imported.symbol == UInt32.max
    if imported.name == 0 || isStar || links[row].submodule != nil { return false }
    // In a circle of imports, the rows that were met first have no name yet.
    let found = graph.lookup(module.name(imported.name), in: target)
    return !found.contains { $0 != .external(.empty) }
  }

  private func reason(
    _ target: ImportClosure.Target, isFound: Bool
  ) -> UnresolvedImport.Reason {
    if isFound { return .noSuchName }
    if target.module < 0 { return .absent }
    return closure.finder[target.module].kind == .compiled ? .compiled : .unread
  }

  private mutating func distribution(
    _ spelling: String, _ target: ImportClosure.Target
  ) -> String {
    let place = 0 <= target.module ? target.module : target.top
    if 0 <= place, closure.finder[place].owner == .thirdParty {
      return distributions.name(of: closure.finder[place])
    }
    return Self.root(of: spelling)
  }

  /// `a` of `a.b.c`.
  private static func root(of dotted: String) -> String {
    String(Substring(dotted.utf8.prefix { $0 != UInt8(ascii: ".") }))
  }

  /// The absolute dotted name that a row seeks.
  private func externalName(
    _ row: ImportRow, _ target: ImportClosure.Target, _ location: LocationID, _ module: Module
  ) -> String {
    var name = module.facts.names[row.module]
    if 0 <= target.module {
      name = closure.finder[target.module].name
    } else if row.level != 0 {
      var package = module.name.split(separator: ".").map(String.init)
      package.removeLast(min(package.count, Int(row.level) - (module.isPackage ? 1 : 0)))
      name = (package + (name.isEmpty ? [] : [name])).joined(separator: ".")
    }
    let isStar = row.symbol == UInt32.max
    if row.name == 0 || isStar { return name }
    return name.isEmpty ? module.facts.names[row.name] : name + "." + module.facts.names[row.name]
  }
}
