package import Project
package import PythonSemantics

/// The type of each expression of a module where it stands, as interpreting its functions saw it: of a
/// method, for the class that defines it. In loops, that of the last round.
///
/// Noted the first time a function is interpreted. One that met something which was still being found
/// out then is interpreted once more when a rule looks at it, and everything is known.
package final class Trace {
  private var types: [TypeID]

  init(_ facts: FileFacts) { types = [TypeID](repeating: .unknown, count: facts.nodes.count) }

  package internal(set) subscript(node: IRNodeID) -> TypeID {
    get { types[Int(node.rawValue)] }
    set { types[Int(node.rawValue)] = newValue }
  }
}

extension Engine {
  /// What interpreting the unit sees.
  package func trace(of unit: Unit) -> Trace {
    let module = program.location(of: unit.function).module
    guard unit.receiver == owner(of: unit.function) else {
      return replay(unit, Trace(module.facts))
    }
    let trace = makeTrace(of: module)
    if unit.isTraced { return trace }
    unit.isTraced = true
    return replay(unit, trace)
  }

  /// Where to note what the unit sees; nil where nobody is going to ask.
  func keptTrace(of unit: Unit) -> Trace? {
    if traces.isEmpty { return nil }
    let module = program.location(of: unit.function).module
    guard let trace = traces[module.id.index], unit.receiver == owner(of: unit.function) else {
      return nil
    }
    return trace
  }

  @discardableResult
  func makeTrace(of module: Module) -> Trace {
    if traces.isEmpty { traces = [Trace?](repeating: nil, count: program.modules.count) }
    if let trace = traces[module.id.index] { return trace }
    let trace = Trace(module.facts)
    traces[module.id.index] = trace
    return trace
  }

  /// Interprets the unit once more.
  private func replay(_ unit: Unit, _ trace: Trace) -> Trace {
    if unit.fact?.cutReason != nil || isModelled(unit) { return trace }
    let scratch = Unit(id: unit.id, function: unit.function, receiver: unit.receiver)
    scratch.state = .running
    var interpreter = Interpreter(engine: self, unit: scratch, trace: trace)
    interpreter.run()
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

  /// What the annotation of a callable says that a call gives, `None` left out; unknown where there is none:
  /// `on_message: Callable[[str], Awaitable[None]] | None`.
  package func declaredResult(ofCallable type: TypeID) -> TypeID {
    var result = TypeID.never
    for member in types.alternatives(type) where member != .none {
      let declared = types.kind(member) == .parameter ? declaredType(member) : member
      for one in types.alternatives(declared) where one != .none {
        guard types.kind(one) == .callable else { return .unknown }
        result = types.join(result, TypeID(rawValue: types[one].a))
      }
    }
    return result == .never ? .unknown : result
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
    return found.function
  }
}
