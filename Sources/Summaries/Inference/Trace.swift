package import Project
package import PythonSemantics

/// What one replay of a function saw: the type of each expression where it stands, and the places
/// where the function hands over control.
///
/// Made when everything is known of the callees, and dropped with the function: keeping the types of
/// all expressions would cost more than the program itself.
package final class Trace {
  /// The type of each expression that was evaluated; in loops, that of the last round.
  package internal(set) var types = NumberMap<TypeID>()
  package internal(set) var sites: [CallSite] = []

  init() {}
}

extension Engine {
  /// Interprets the unit once more, and notes what it sees.
  package func replay(_ unit: Unit) -> Trace {
    let trace = Trace()
    if unit.fact?.cutReason != nil || isModelled(unit) { return trace }
    let scratch = Unit(id: unit.id, function: unit.function, receiver: unit.receiver)
    scratch.state = .running
    var interpreter = Interpreter(engine: self, unit: scratch, trace: trace)
    interpreter.run()
    trace.sites = scratch.sites
    drain()
    return trace
  }
}

extension Engine {
  /// What is known of a formal without its callers; the formal itself when that is nothing.
  package func declared(_ parameter: TypeID) -> TypeID {
    let declared = declaredType(parameter)
    return isInformative(declared) ? declared : parameter
  }

  /// Whether a class or one of its ancestors binds the name.
  package func hasMember(_ name: String, of id: ClassID) -> Bool {
    guard let global = program.globalNames.find(name) else { return false }
    return member(global, of: id) != nil
  }

  /// The method that a call of `name` on an instance of the class runs, where it is a plain `def`.
  package func method(_ name: String, of id: ClassID) -> FunctionID? {
    guard let global = program.globalNames.find(name), let found = member(global, of: id) else {
      return nil
    }
    return definedFunction(found)
  }
}
