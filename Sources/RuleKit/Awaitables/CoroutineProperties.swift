import Project
package import PythonSemantics
import Summaries

/// Properties of the project that give a coroutine, which looks like the value at each place that reads it:
///
///     @property
///     def body(self):
///         return self.response.json()
///
/// Of most projects there are none.
extension RuleContext {
  func findCoroutineProperties() -> [String: Set<FunctionID>] {
    var found: [String: Set<FunctionID>] = [:]
    for unit in engine.units {
      let (module, index) = engine.program.location(of: unit.function)
      let row = module.facts.functions[Int(index)]
      guard module.origin == .firstParty, row.decorators != 0, row.flags.contains(.isMethod),
        row.flags.contains(.isAsync) && !row.flags.contains(.isGenerator)
          || awaitability(unit.returns) == .coroutine,
        decoratorNames(row, in: module).contains("property")
      else { continue }
      found[module.facts.names[row.name], default: []].insert(unit.function)
    }
    return found
  }
}

extension FunctionSubject {
  /// The reads of such properties, of objects whose class is known.
  package var coroutineReads: [IRNodeID] {
    let properties = context.coroutineProperties
    if properties.isEmpty { return [] }
    return nodes(.attribute).filter { node in
      guard let getters = properties[spelling(node)], !isBinding(node),
        awaitability(node) == .coroutine
      else { return false }
      // `self.body` of a class below may be something else.
      return !getters.contains { context.isReplaced($0) }
    }
  }
}
