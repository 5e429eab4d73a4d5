package import Project
import PythonSemantics

extension Engine {
  /// Inherited methods of a class that have a unit of their own for it, by name: those which ask of
  /// `self` something that the class, or a class between, overrides.
  package func lateBoundMethods(of id: ClassID) -> [(name: String, function: FunctionID)] {
    var result: [(name: String, function: FunctionID)] = []
    for ancestor in classModel(id).linearization.dropFirst() {
      let (module, row) = locate(ancestor)
      guard module.origin == .standardLibrary else { continue }
      for symbol in module.facts.scopes[Int(row.scope)].symbols {
        let name = module.name(module.facts.symbols[Int(symbol)].name)
        guard let member = member(name, of: id), member.owner == ancestor,
          let function = member.function, methodKind(function) == .instanceMethod,
          unit(for: function, receiver: id).receiver == id
        else { continue }
        result.append((program.globalNames[name], function))
      }
    }
    return result
  }

  /// Analyses the inherited methods of all classes of some modules for these classes.
  package func analyzeLateBound(in modules: [ModuleID]) {
    for id in modules {
      let module = program[id]
      for index in module.facts.classes.indices {
        let owner = module.class(UInt32(index))
        for (_, function) in lateBoundMethods(of: owner) {
          analyze(unit(for: function, receiver: owner))
        }
      }
    }
    drain()
  }
}
