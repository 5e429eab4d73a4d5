package import Diagnostics
package import Project
package import PythonSemantics
import SourceText
package import Summaries

/// Spells places and callees from the lowered form, without the source text.
package struct SourcePrinter {
  let engine: Engine
  package let names: PublicNames

  package init(engine: Engine) {
    self.engine = engine
    names = PublicNames(engine)
  }

  package func module(of unit: Unit) -> Module { engine.program.location(of: unit.function).module }

  package func shortName(_ unit: Unit) -> String {
    let (module, index) = engine.program.location(of: unit.function)
    return module.facts.names[module.facts.functions[Int(index)].name]
  }

  /// The part of a site that a finding underlines: the callee, not its arguments.
  package func calleeNode(_ site: CallSite, in module: Module) -> IRNodeID {
    var node = site.node
    // `await f()` points at `f`; so does `async with f() as x`, `for x in f()`.
    for _ in 0..<4 {
      let row = module.facts[node]
      switch row.kind {
      case .await: node = row.operand
      case .call: node = row.operand
      case .for: node = row.operand
      default: return node
      }
    }
    return node
  }

  package func calleePlace(_ site: CallSite, in module: Module) -> Place {
    place(calleeNode(site, in: module), in: module)
  }

  package func place(_ node: IRNodeID, in module: Module) -> Place {
    let row = module.facts[node]
    return Place(
      path: module.path,
      range: TextRange(start: row.start, end: row.start &+ UInt32(row.length)))
  }

  /// Where the name of a unit's function stands in its definition.
  package func definitionPlace(_ unit: Unit) -> Place {
    let (module, index) = engine.program.location(of: unit.function)
    return Place(
      path: module.path, range: module.facts.functions[Int(index)].nameRange)
  }

  package func callee(_ site: CallSite, in module: Module) -> String {
    text(calleeNode(site, in: module), in: module, depth: 0)
  }

  /// The expression as written, with arguments left out.
  package func text(_ node: IRNodeID, in module: Module, depth: Int) -> String {
    let row = module.facts[node]
    guard depth < 12 else { return "…" }
    func operand(_ id: UInt32) -> String {
      text(IRNodeID(rawValue: id), in: module, depth: depth + 1)
    }
    switch row.kind {
    case .name: return module.facts.names[row.a]
    case .attribute: return "\(operand(row.a)).\(module.facts.names[row.b])"
    case .call: return operand(row.a) + "(…)"
    case .await: return "await " + operand(row.a)
    case .subscript: return operand(row.a) + "[…]"
    case .constant: return "…"
    case .lambda: return "lambda"
    default: return "(…)"
    }
  }

  /// A library function as its users know it: `socket.create_connection`, `requests.get`.
  package func publicName(_ unit: Unit) -> String {
    let name = names.name(of: unit.function)
    if name.hasSuffix(".__init__") { return String(name.dropLast(".__init__".count)) }
    // C modules carry a leading underscore that users never write. `threading` has the locks of `_thread`.
    for lock in ["lock", "RLock"] where name.hasPrefix("_thread.\(lock).") {
      return "threading." + lock.prefix(1).uppercased() + name.dropFirst("_thread.".count + 1)
    }
    return name.hasPrefix("_") ? String(name.drop { $0 == "_" }) : name
  }
}
