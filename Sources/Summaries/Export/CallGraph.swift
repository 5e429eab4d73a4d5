import Project
import PythonSemantics

/// The call graph of the project's own functions, in the naming of the PyCG benchmark: dotted names,
/// a module's body under the module's name, builtins as `<builtin>.print`.
package struct CallGraph {
  package private(set) var edges: [String: Set<String>] = [:]

  package init(_ engine: Engine) {
    for module in engine.program.modules where module.origin == .firstParty {
      for index in module.facts.functions.indices {
        let name = Self.name(of: module.function(UInt32(index)), engine)
        if let name { edges[name] = edges[name] ?? [] }
      }
    }
    for unit in engine.units {
      let module = engine.program.location(of: unit.function).module
      guard module.origin == .firstParty, let caller = Self.name(of: unit.function, engine) else {
        continue
      }
      for site in unit.sites {
        for target in site.targets where !target.isIndirect {
          let callee = engine.units[Int(target.unit.rawValue)]
          if let name = Self.builtinName(callee, target, engine) {
            if !name.isEmpty { edges[caller, default: []].insert(name) }
          } else {
            add(callee.function, from: caller, engine)
          }
        }
        if let external = site.external {
          let via = site.externalVia.flatMap { Self.name(of: $0, engine) } ?? caller
          edges[via, default: []].insert(engine.spelling(external.rawValue))
        }
      }
      for target in engine.indirectEdges[unit.function] ?? [] { add(target, from: caller, engine) }
    }
  }

  private mutating func add(_ target: FunctionID, from caller: String, _ engine: Engine) {
    guard let name = Self.name(of: target, engine) else { return }
    edges[caller, default: []].insert(name)
  }

  /// Builtins are named after what the program wrote: the class for a construction, the literal's type
  /// for a method. Empty for the special methods that syntax calls.
  private static func builtinName(
    _ callee: Unit, _ target: CallTarget, _ engine: Engine
  ) -> String? {
    let (module, row) = engine.locate(callee.function)
    guard module.name == "builtins", row.owner != 0 else { return nil }
    let method = module.facts.names[row.name]
    let receiver = engine.types.items(target.bindings).first
    var owner = module.facts.names[module.facts.classes[Int(row.owner - 1)].name]
    if let receiver, let id = engine.receiverClass(receiver) {
      let (place, own) = engine.locate(id)
      owner = place.facts.names[own.name]
      if place.name != "builtins" { return "" }
    }
    if method == "__init__" || method == "__new__" {
      return owner == "staticmethod" || owner == "classmethod" || owner == "property"
        ? "" : "<builtin>.\(owner)"
    }
    if method.hasPrefix("__") { return "" }
    guard let first = owner.first else { return nil }
    return "<**Py\(first.uppercased())\(owner.dropFirst())**>.\(method)"
  }

  private static func name(of function: FunctionID, _ engine: Engine) -> String? {
    let (module, row) = engine.locate(function)
    let name = engine.program.qualifiedName(of: function)
    if module.name == "builtins" { return "<builtin>" + name.dropFirst("builtins".count) }
    if row.flags.contains(.isModule) { return module.name }
    guard row.flags.contains(.isLambda) else { return name }
    // Lambdas are numbered within the function that makes them.
    var number = 0
    for (index, other) in module.facts.functions.enumerated()
    where other.flags.contains(.isLambda) && other.parent == row.parent {
      number += 1
      if module.function(UInt32(index)) == function { break }
    }
    let parent = Self.name(of: module.function(row.parent), engine) ?? module.name
    return "\(parent).<lambda\(number)>"
  }
}
