package import Project
import PythonSemantics

/// What `functools.singledispatch` runs for the instances of a class; for the class `object` the function
/// itself.
struct DispatchedBody {
  /// Nil where the class is not known.
  var type: ClassID?
  var body: TypeID
}

/// Functions that run another body for each class of their first argument:
///
///     @singledispatch
///     def size(item): raise TypeError(item)
///
///     @size.register
///     def _(item: Path): return item.stat().st_size
///
///     size.register(Connection, size_of_connection)
///
/// A call may run any body that the file of the function registers; where the class of the argument is
/// known, it runs the one for its nearest ancestor.
extension Engine {
  /// The function that a callable is or wraps, where there is one: `partial(store.load, key)`.
  package func function(ofCallee type: TypeID) -> FunctionID? {
    let row = types[type]
    switch row.kind {
    case .function: return FunctionID(rawValue: row.a)
    case .bound, .memoized, .contextFactory, .asyncContextFactory, .partial:
      return function(ofCallee: TypeID(rawValue: row.a))
    default: return nil
    }
  }

  func dispatcher(of value: TypeID, in module: Module) -> TypeID {
    guard types.kind(value) == .function else { return value }
    let (_, function) = locate(FunctionID(rawValue: types[value].a))
    let bodies =
      registered(by: function.name, in: module) + [DispatchedBody(type: known.object, body: value)]
    let result = bodies.reduce(TypeID.never) { types.join($0, $1.body) }
    dispatchers[result] = bodies
    return result
  }

  /// The one body that a call runs; nil where that is not known, and for other callees.
  func dispatched(_ callee: TypeID, by argument: TypeID?) -> TypeID? {
    guard !dispatchers.isEmpty, let bodies = dispatchers[callee], var type = argument,
      bodies.allSatisfy({ $0.type != nil })
    else { return nil }
    if types.kind(type) == .literal { type = literalClass(type) }
    guard types.kind(type) == .instance else { return nil }
    let model = classModel(ClassID(rawValue: types[type].a))
    if model.hasUnknownBase { return nil }
    let nearest = model.linearization.lazy.compactMap { ancestor in
      bodies.first { $0.type == ancestor }
    }.first
    return (nearest ?? bodies.last)?.body
  }

  private func registered(by name: LocalName, in module: Module) -> [DispatchedBody] {
    let facts = module.facts
    func registers(_ callee: IRNodeID) -> Bool {
      let row = facts[callee]
      guard row.kind == .attribute, facts[row.operand].kind == .name else { return false }
      return facts.names[row.b] == "register" && facts[row.operand].a == name
    }
    var found: [DispatchedBody] = []
    for (index, row) in facts.functions.enumerated() where row.decorators != 0 {
      let id = module.function(UInt32(index))
      for node in facts.list(row.decorators) {
        let isCall = facts[node].kind == .call
        guard registers(isCall ? facts.operand(node) : node) else { continue }
        // `@size.register` goes by the annotation.
        let type =
          isCall
          ? facts.list(facts[node].b).first.map { instanceOf(evaluate($0, in: module)) }
          : declaredType(ofParameter: 0, of: id)
        found.append(body(types.make(.function, id.rawValue), for: type))
      }
    }
    for node in facts.nodes where node.kind == .call && registers(node.operand) {
      let arguments = facts.list(node.b)
      guard arguments.count == 2, let type = arguments.first, let last = arguments.last else {
        continue
      }
      found.append(
        body(evaluate(last, in: module), for: instanceOf(evaluate(type, in: module))))
    }
    return found
  }

  private func body(_ body: TypeID, for type: TypeID?) -> DispatchedBody {
    guard let type, types.kind(type) == .instance else {
      return DispatchedBody(type: nil, body: body)
    }
    return DispatchedBody(type: ClassID(rawValue: types[type].a), body: body)
  }
}
