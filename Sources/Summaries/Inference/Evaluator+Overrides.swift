import Project
import PythonSemantics

extension Evaluator {
  /// A call of an abstract method runs the body of some implementation: each is a target.
  mutating func overrides(
    of function: FunctionID, _ id: ClassID, _ receiver: TypeID, _ arguments: Arguments,
    _ context: CallContext
  ) -> TypeID {
    var result = TypeID.never
    guard !context.isOverride, context.depth < 4 else { return result }
    for implementation in engine.implementations(of: function, for: id) {
      var inner = context
      inner.isOverride = true
      inner.depth += 1
      let own = engine.types.make(.instance, implementation.receiver.rawValue)
      let applied = invoke(
        implementation.function, environment: .unknown, receiver: own, arguments, inner)
      result = engine.types.join(result, applied.result)
    }
    return result
  }

  /// A method of a formal that is declared by a protocol: the classes that fit it have the bodies.
  /// Plain functions leave the choice to their callers.
  mutating func applyProtocol(
    _ callee: TypeID, _ arguments: Arguments, _ context: CallContext
  ) {
    let row = engine.types[callee]
    guard let frame, frame.row.flags.contains(.isAsync), row.kind == .projection,
      row.b >> 24 == UInt32(Projection.attribute.rawValue),
      engine.types.kind(TypeID(rawValue: row.a)) == .parameter
    else { return }
    let declared = engine.declaredType(TypeID(rawValue: row.a))
    for member in engine.types.alternatives(declared)
    where engine.types.kind(member) == .instance {
      let id = ClassID(rawValue: engine.types[member].a)
      let name = GlobalName(rawValue: row.b & 0xFF_FFFF)
      guard engine.isProtocol(id), let found = engine.member(name, of: id),
        let function = found.function
      else { continue }
      _ = overrides(of: function, id, member, arguments, context)
    }
  }
}
