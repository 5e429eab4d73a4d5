package import Diagnostics
package import Project
package import PythonSemantics
import SourceText
package import Summaries

/// A function anywhere in the program, as rules speak of it: they do not see the program's modules.
package typealias FunctionReference = FunctionID

extension RuleContext {
  /// What the definition of a function says of it, and whether there is a body to read.
  package func definition(
    of function: FunctionReference
  ) -> (flags: FunctionFlags, hasBody: Bool) {
    let (module, index) = engine.program.location(of: function)
    return (module.facts.functions[Int(index)].flags, !module.isStub)
  }
}

extension FunctionSubject {
  /// The dotted name of the file's module.
  package var moduleName: String { module.name }
  package var isFirstParty: Bool { module.origin == .firstParty }
  package func isInFile(of other: FunctionSubject) -> Bool { module.id == other.module.id }
  /// The subject of the file's own body.
  package var moduleBody: FunctionSubject { context.subject(of: module.function(0)) }

  /// What a call hands to a function where this one was handed these values; nil where they rule the call
  /// out, none where they are not known.
  package func values(
    handedTo callee: FunctionReference, at call: IRNodeID, given values: [TypeID]
  ) -> [TypeID]? {
    for site in unit.sites where site.node == call {
      let target = site.targets.first {
        context.engine.units[Int($0.unit.rawValue)].function == callee
      }
      guard let target else { continue }
      return context.engine.values(of: target, at: site, of: unit, given: values)
    }
    return []
  }

  /// `import name` of the file, under that very name.
  package func importsModule(_ name: String) -> Bool {
    facts.imports.contains { row in
      row.function == 0 && row.name == 0 && facts.names[row.module] == name && row.symbol != .max
        && facts.names[facts.symbols[Int(row.symbol)].name] == name
    }
  }

  /// An empty place where the definition begins, after its decorators.
  package var startPlace: Place {
    var range = row.range
    range.end = range.start
    return Place(path: module.path, range: range)
  }

  /// An empty place at a byte of the file.
  package func place(offset: UInt32) -> Place {
    var range = row.range
    range.start = offset
    range.end = offset
    return Place(path: module.path, range: range)
  }

  /// Whether a byte of the file stands inside a `try` of this function.
  package func isInTry(offset: UInt32) -> Bool {
    nodes.contains { node in
      guard kind(node) == .try else { return false }
      let range = place(node).range
      return range.start <= offset && offset < range.end
    }
  }
}
