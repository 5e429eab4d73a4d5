package import Project
import PythonSemantics
package import Summaries

extension RuleContext {
  /// Whether a class of the program that inherits from the method's class binds its name again.
  package func isOverridden(_ function: FunctionID) -> Bool {
    guard let owner = engine.owner(of: function) else { return false }
    let name = spelling(of: function)
    return subclasses(of: owner).contains { binds(name, $0) }
  }

  /// What the classes below bind to the name of a method; nil stands for something that is no `def`.
  package func overrides(of function: FunctionID) -> [FunctionID?] {
    guard let owner = engine.owner(of: function) else { return [] }
    let name = spelling(of: function)
    return subclasses(of: owner).filter { binds(name, $0) }.map { engine.method(name, of: $0) }
  }

  /// Whether an ancestor binds the name of the method, or may because it is not known.
  package func overrides(_ function: FunctionID) -> Bool {
    guard let owner = engine.owner(of: function) else { return false }
    let model = engine.classModel(owner)
    if model.hasUnknownBase { return true }
    let name = spelling(of: function)
    return model.linearization.dropFirst().contains { binds(name, $0) }
  }

  /// Whether a subclass of what the type names has `__await__`.
  package func mayBeAwaitable(_ type: TypeID) -> Bool {
    types.alternatives(type).contains { member in
      types.kind(member) == .instance
        && subclasses(of: ClassID(rawValue: types[member].a)).contains {
          engine.hasMember("__await__", of: $0)
        }
    }
  }

  private func binds(_ name: String, _ id: ClassID) -> Bool {
    let (module, index) = engine.program.location(of: id)
    let row = module.facts.classes[Int(index)]
    guard let local = module.facts.names.find(name) else { return false }
    return module.facts.scopes[Int(row.scope)].symbols.contains {
      module.facts.symbols[Int($0)].name == local
    }
  }

  /// Every class of the program below another one, in order of number.
  package func subclasses(of id: ClassID) -> [ClassID] {
    if descendants == nil { descendants = readDescendants() }
    return descendants?[id] ?? []
  }

  private func readDescendants() -> [ClassID: [ClassID]] {
    var result: [ClassID: [ClassID]] = [:]
    for module in engine.program.modules where module.isChecked || module.origin == .firstParty {
      for index in module.facts.classes.indices {
        let id = module.class(UInt32(index))
        for ancestor in engine.classModel(id).linearization.dropFirst() {
          result[ancestor, default: []].append(id)
        }
      }
    }
    return result
  }
}
