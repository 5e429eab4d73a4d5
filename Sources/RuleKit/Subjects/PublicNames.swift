package import Project
import PythonSemantics
package import Summaries

/// Functions and classes by the names that their users write.
package final class PublicNames {
  private let engine: Engine
  private var functions = IDTable<String>()
  private var classes = IDTable<String>()

  package init(_ engine: Engine) { self.engine = engine }

  /// The shortest dotted name by which users import it: `asyncio.create_task`, not
  /// `asyncio.tasks.create_task`; builtins without their module.
  package func name(of function: FunctionID) -> String {
    if let known = functions[function] { return known }
    let (module, _) = engine.program.location(of: function)
    let full = engine.program.qualifiedName(of: function)
    let name = publicName(full, in: module) {
      if case .function(let id) = $0 { return id == function }
      return false
    }
    functions[function] = name
    return name
  }

  package func name(of class: ClassID) -> String {
    if let known = classes[`class`] { return known }
    let (module, _) = engine.program.location(of: `class`)
    let full = engine.program.qualifiedName(of: `class`)
    let name = publicName(full, in: module) {
      if case .class(let id) = $0 { return id == `class` }
      return false
    }
    classes[`class`] = name
    return name
  }

  /// Tries the packages around the module, outermost first, for one that exports the same thing.
  private func publicName(
    _ full: String, in module: Module, isSame: (Binding) -> Bool
  ) -> String {
    if module.name == "builtins" { return String(full.dropFirst("builtins.".count)) }
    if module.origin == .firstParty { return full }
    let local = full.dropFirst(module.name.count + 1)
    guard full.hasPrefix(module.name + "."), let first = local.split(separator: ".").first else {
      return full
    }
    if module.name == "posix" { return "os." + local }
    if module.name == "_io" { return "io." + local }
    guard let global = engine.program.globalNames.find(String(first)) else { return full }
    // A method is as public as its class.
    let isMember = local.contains(".")
    let owner = isMember ? outermost(String(first), in: module) : nil
    for prefix in packages(around: module.name) {
      guard let id = engine.program.module(named: prefix) else { continue }
      let found = engine.program.lookup(global, in: id)
      let matches =
        isMember
        ? owner.map { owner in
          found.contains {
            if case .class(let id) = $0 { return id == owner }
            return false
          }
        } ?? false
        : found.contains(where: isSame)
      if matches { return prefix + "." + local }
    }
    return full
  }

  /// `a`, `a.b` for `a.b.c`; the public module of an accelerator: `asyncio` for `_asyncio`.
  private func packages(around name: String) -> [String] {
    if name.hasPrefix("_"), !name.contains(".") { return [String(name.dropFirst())] }
    let parts = name.split(separator: ".")
    return (1..<max(parts.count, 1)).map { parts[..<$0].joined(separator: ".") }
  }

  private func outermost(_ name: String, in module: Module) -> ClassID? {
    guard let global = engine.program.globalNames.find(name) else { return nil }
    for case .class(let id) in engine.program.lookup(global, in: module.id) { return id }
    return nil
  }
}
