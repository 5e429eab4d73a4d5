/// All modules of one run, linked and frozen: what the analyses across files read.
///
/// Numbers are given in an order that depends on the modules alone, so they are the same for any
/// number of threads. Every query may be asked from any thread; none allocates names.
package final class Program: Sendable {
  /// First-party modules first, then by origin, name and path.
  package let modules: [Module]
  /// Imports that lead to no module that can be read, in the order of modules and rows.
  package let unresolved: [UnresolvedImport]
  package let coverage: LoadCoverage

  private let graph: ModuleGraph
  /// Of each function and class, by global number.
  package let functionOwners: [ModuleID]
  package let classOwners: [ModuleID]
  private let overlays: [ModuleID: ModuleID]
  private let reviews: [ModuleID: ModuleID]
  private let byName: [GlobalName: [ModuleID]]

  init(
    graph: ModuleGraph, overlays: [ModuleID: ModuleID], reviews: [ModuleID: ModuleID],
    byName: [GlobalName: [ModuleID]],
    unresolved: [UnresolvedImport], coverage: LoadCoverage
  ) {
    self.graph = graph
    self.overlays = overlays
    self.reviews = reviews
    self.byName = byName
    self.unresolved = unresolved
    self.coverage = coverage
    modules = graph.modules
    functionOwners = graph.functionOwners
    classOwners = graph.classOwners
  }

  package subscript(id: ModuleID) -> Module { modules[id.index] }

  package var globalNames: GlobalNames { graph.names }
  package var functionCount: Int { functionOwners.count }
  package var classCount: Int { classOwners.count }

  // MARK: Modules

  /// The module of that name; where several files claim it, the first first-party one.
  package func module(named name: String) -> ModuleID? {
    globalNames.find(name).flatMap { byName[$0]?.first }
  }

  /// The model that adds effects to a module whose code is read too.
  package func overlay(for module: ModuleID) -> ModuleID? { overlays[module] }

  /// The model that ships for a module of an installed package, beside its code.
  package func review(of module: ModuleID) -> ModuleID? { reviews[module] }

  package func location(of function: FunctionID) -> (module: Module, index: UInt32) {
    let module = modules[functionOwners[function.index].index]
    return (module, function.rawValue &- module.functionBase)
  }

  package func location(of class: ClassID) -> (module: Module, index: UInt32) {
    let module = modules[classOwners[`class`.index].index]
    return (module, `class`.rawValue &- module.classBase)
  }

  /// The module that an import row names, whatever it binds: `a.b` of `import a.b` and of
  /// `from a.b import c`.
  package func module(ofImport row: Int, in module: ModuleID) -> ModuleID? {
    graph.links[module.index].imports[row].module
  }

  // MARK: Names

  /// What `name` stands for as an attribute of the module: own definitions, star imports, lazy
  /// exports, submodules. Empty if the module has no such name.
  package func lookup(_ name: GlobalName, in module: ModuleID) -> [Binding] {
    graph.lookup(name, in: module)
  }

  /// What a symbol of any scope stands for. Of a module's symbol, what it is when the body has run;
  /// of others, what any of their definitions binds.
  package func bindings(ofSymbol symbol: UInt32, in module: ModuleID) -> [Binding] {
    graph.bindings(ofSymbol: symbol, in: module)
  }

  /// What one definition row binds.
  package func bindings(ofDefinition definition: Int, in module: ModuleID) -> [Binding] {
    graph.bindings(ofDefinition: definition, in: module)
  }

  /// What an import row binds; of a star import, the module.
  package func bindings(ofImport row: Int, in module: ModuleID) -> [Binding] {
    graph.bindings(ofImport: row, in: module)
  }

  /// For people and tests: `function app.core.run`.
  package func describe(_ binding: Binding) -> String {
    switch binding {
    case .module(let module): "module \(self[module].name)"
    case .function(let function): "function \(qualifiedName(of: function))"
    case .class(let identity): "class \(qualifiedName(of: identity))"
    case .external(let name): "external \(globalNames[name])"
    case .value(let module, let symbol):
      "value \(self[module].name).\(self[module].facts.symbolName(symbol))"
    }
  }

  // MARK: Qualified names

  /// `app.cache.Store.refresh`; nested functions as `outer.inner`; a module's body as the module.
  package func qualifiedName(of function: FunctionID) -> String {
    let (module, index) = location(of: function)
    return QualifiedName(module).function(index)
  }

  package func qualifiedName(of class: ClassID) -> String {
    let (module, index) = location(of: `class`)
    return QualifiedName(module).class(index)
  }
}

/// An import that ends outside what can be read.
package struct UnresolvedImport: Hashable, Sendable {
  package enum Reason: Sendable {
    /// No module of that name is installed.
    case absent
    /// An extension module without a stub or model.
    case compiled
    /// The module was found, but could not be read, or was left out by the limit.
    case unread
    /// The module does not say that it has such a name.
    case noSuchName
  }

  package var module: ModuleID
  /// Index into the module's import rows.
  package var row: UInt32
  /// The absolute dotted name that was sought.
  package var name: GlobalName
  package var reason: Reason
  /// Whose code is missing: a distribution, or the top-level module.
  package var distribution: String
}

/// What a load read and what it left out.
package struct LoadCoverage: Sendable {
  package var dependencyBytes = 0
  /// Modules that were found but not read because the limit was reached.
  package var beyondLimit = 0
  /// Files that could not be read, with the reason.
  package var unread: [(path: String, reason: String)] = []
  /// Whether there is an environment with packages to look for.
  package var hasPackages = false

  package init() {}
}
