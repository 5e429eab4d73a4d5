import LibraryModels
import Project
import PythonSemantics

extension Engine {
  /// Whether a plain function runs as a callback of the loop: it was handed over, its decorator says
  /// so, or it is a method of a protocol.
  package func isLoopCallback(_ unit: Unit) -> Bool {
    loopCallbacks.contains(unit.id) || isLoopCallback(unit.function)
  }

  private func isLoopCallback(_ function: FunctionID) -> Bool {
    if let known = declaredCallbacks[function] { return known }
    let answer = isDeclaredCallback(function)
    declaredCallbacks[function] = answer
    return answer
  }

  private func isDeclaredCallback(_ function: FunctionID) -> Bool {
    let (module, row) = locate(function)
    if row.decorators != 0 {
      for node in module.facts.list(row.decorators)
      where Surface.loopDecorators.contains(qualifiedName(evaluate(node, in: module))) {
        return true
      }
    }
    guard row.owner != 0, known.protocolMethods[module.name(row.name)] == true else { return false }
    let model = classModel(module.class(row.owner - 1))
    return model.linearization.contains {
      Surface.protocolBases.contains(program.qualifiedName(of: $0))
    } || model.externalBases.contains { Surface.protocolBases.contains(spelling($0.rawValue)) }
  }

  /// The dotted name of a function, class or external value; empty for others.
  func qualifiedName(_ type: TypeID) -> String {
    switch types.kind(type) {
    case .function: program.qualifiedName(of: FunctionID(rawValue: types[type].a))
    case .classObject: program.qualifiedName(of: ClassID(rawValue: types[type].a))
    case .external: spelling(types[type].a)
    default: ""
    }
  }

  /// The dotted names of what a callee may be, a method's with its class.
  package func dottedNames(ofCallee type: TypeID) -> [String] {
    types.alternatives(type).compactMap { member in
      let row = types[member]
      let name = row.kind == .bound ? qualifiedName(TypeID(rawValue: row.a)) : qualifiedName(member)
      return name.isEmpty ? nil : name
    }
  }
}
