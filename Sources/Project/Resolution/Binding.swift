/// What a module-level name, or an import, can stand for once imports are followed.
package enum Binding: Hashable, Sendable {
  case module(ModuleID)
  case function(FunctionID)
  case `class`(ClassID)
  /// A symbol that is bound to a value: an assignment, a loop, a `with`. The index is local to that
  /// module.
  case value(ModuleID, symbol: UInt32)
  /// Known by its dotted name only: the module was not found or cannot be read, or does not say.
  case external(GlobalName)
}
