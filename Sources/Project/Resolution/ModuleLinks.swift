import PythonSemantics

/// Where an import row of a linked program leads.
struct ImportLink {
  var module: ModuleID?
  /// `from package import name`: the submodule of that name, if the package has no such attribute.
  var submodule: ModuleID?
  /// `import a.b.c`: `a`.
  var top: ModuleID?
  /// The dotted name of what was not found.
  var external = GlobalName.empty
}

/// What linking adds to one module.
struct ModuleLinks {
  let exports: ModuleExports
  /// `__all__`, if it could be read.
  private(set) var published: Set<GlobalName>?
  private(set) var alternatives: [UInt32: [Alternative]]
  private(set) var stars: [StarRow]
  /// One for each import row.
  var imports: [ImportLink] = []
  var submodules: [GlobalName: ModuleID] = [:]
  var lazy: [GlobalName: [(module: ModuleID, attribute: GlobalName)]] = [:]

  init(_ module: Module) {
    let facts = module.facts
    exports = ModuleExports(module)
    published = facts.exports.map { Set($0.map { module.name($0) }) }
    let reaching = ReachingDefinitions(facts)
    alternatives = reaching.alternatives
    stars = reaching.stars
  }

}

/// Names of a module's own scope, sorted, each with its symbol.
struct ModuleExports {
  private var rows: [(name: GlobalName, symbol: UInt32)]

  init(_ module: Module) {
    let facts = module.facts
    rows = facts.moduleSymbols.map { (module.name(facts.symbols[$0].name), UInt32($0)) }
    rows.sort { ($0.name, $0.symbol) < ($1.name, $1.symbol) }
  }

  func symbol(_ name: GlobalName) -> UInt32? {
    var low = 0
    var high = rows.count
    while low < high {
      let middle = (low + high) / 2
      if rows[middle].name < name { low = middle + 1 } else { high = middle }
    }
    guard low < rows.count, rows[low].name == name else { return nil }
    return rows[low].symbol
  }
}
