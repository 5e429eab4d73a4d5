/// All modules of one run, linked and frozen: what the analyses across files read.
///
/// Numbers are given in an order that depends on the modules alone, so they are the same for any
/// number of threads. Every query may be asked from any thread.
package final class Program: Sendable {
  /// First-party modules first, then by origin, name and path.
  package let modules: [Module]
  package let globalNames: GlobalNames

  init(modules: [Module], globalNames: GlobalNames) {
    self.modules = modules
    self.globalNames = globalNames
  }

  package subscript(id: ModuleID) -> Module { modules[id.index] }

  package var functionCount: Int { 0 }
  package var classCount: Int { 0 }

  /// The module of that name; where several files claim it, the first first-party one.
  package func module(named name: String) -> ModuleID? { nil }

  /// The model that adds effects to a module whose code is read too.
  package func overlay(for module: ModuleID) -> ModuleID? { nil }

  package func location(of function: FunctionID) -> (module: Module, index: UInt32) {
    (modules[0], 0)
  }
  package func location(of class: ClassID) -> (module: Module, index: UInt32) { (modules[0], 0) }

  /// What `name` stands for as an attribute of the module: own definitions, star imports, lazy
  /// exports, submodules. Empty if the module has no such name.
  package func lookup(_ name: GlobalName, in module: ModuleID) -> [Binding] { [] }

  /// What a symbol of any scope stands for.
  package func bindings(ofSymbol symbol: UInt32, in module: ModuleID) -> [Binding] { [] }

  /// What one definition row binds.
  package func bindings(ofDefinition definition: Int, in module: ModuleID) -> [Binding] { [] }

  /// What an import row binds; of a star import, the module.
  package func bindings(ofImport row: Int, in module: ModuleID) -> [Binding] { [] }

  /// `app.cache.Store.refresh`; nested functions as `outer.inner`.
  package func qualifiedName(of function: FunctionID) -> String { "" }
  package func qualifiedName(of class: ClassID) -> String { "" }
}
