import Project
import PythonSemantics

/// Arguments of a call and the formals that they go to.
extension Evaluator {
  /// `*args` that turned out to be a known tuple.
  func expandSpreads(_ arguments: inout Arguments) {
    var positional: [TypeID] = []
    for argument in arguments.positional {
      let row = engine.types[argument]
      if row.kind == .projection, row.b >> 24 == UInt32(Projection.spread.rawValue),
        engine.types.kind(TypeID(rawValue: row.a)) == .tuple
      {
        positional += engine.types.members(TypeID(rawValue: row.a))
      } else {
        positional.append(argument)
      }
    }
    arguments.positional = positional
    arguments.keywords = arguments.keywords.flatMap {
      keyword -> [(name: GlobalName, type: TypeID)] in
      guard keyword.name == .empty, engine.types.kind(keyword.type) == .record else {
        return [keyword]
      }
      let pairs = engine.types.members(keyword.type)
      return stride(from: 0, to: pairs.count, by: 2).compactMap { index in
        engine.text(pairs[index]).flatMap { engine.program.globalNames.find($0) }
          .map { ($0, pairs[index + 1]) }
      }
    }
  }

  /// The values of a function's formals for one call; a receiver stands before the arguments.
  func bind(
    _ row: FunctionRow, _ function: FunctionID, _ arguments: Arguments, receiver: TypeID? = nil
  ) -> [TypeID] {
    let (module, _) = engine.locate(function)
    var bindings: [TypeID] = []
    bindings.reserveCapacity(row.parameters.count)
    var receiver = receiver
    var positional = arguments.positional[...]
    /// Keywords that formals take, asked for only where another takes the rest.
    var used: [GlobalName] = []
    let last = row.parameters.last.map { module.facts.parameters[Int($0)].kind }
    let keepsRest = last == .keywordVariadic
    let hasUnknownRest =
      arguments.positional.contains { engine.isSpread($0) }
      || arguments.keywords.contains { $0.name == .empty }
    var passedOn = hasUnknownRest ? PassedOn(arguments, engine) : nil
    for index in row.parameters {
      let parameter = module.facts.parameters[Int(index)]
      let name = module.name(parameter.name)
      switch parameter.kind {
      case .variadic:
        let rest = (receiver.map { [$0] } ?? []) + positional
        receiver = nil
        positional = []
        bindings.append(rest.count <= 16 ? variadic(rest, passedOn) : .unknown)
      case .keywordVariadic:
        let rest = arguments.keywords.filter { !used.contains($0.name) && $0.name != .empty }
        if rest.isEmpty, !hasUnknownRest, engine.isOnlyRead(parameter.symbol, of: function) {
          bindings.append(engine.types.sequence(.record, []))
        } else if rest.isEmpty, let passedOn, takesAny(row, module) {
          bindings.append(passedOn.keywords)
        } else {
          bindings.append(keywordVariadic(rest, isWhole: !hasUnknownRest))
        }
      case .positionalOnly, .positional, .keywordOnly:
        var value: TypeID?
        if parameter.kind != .keywordOnly, let object = receiver {
          value = object
          receiver = nil
        } else if parameter.kind != .keywordOnly, let first = positional.first,
          !engine.isSpread(first)
        {
          value = positional.removeFirst()
        } else if let keyword = arguments.keywords.first(where: { $0.name == name }) {
          value = keyword.type
          if keepsRest { used.append(name) }
        } else {
          let missing =
            parameter.defaultValue.exists
            ? engine.evaluate(parameter.defaultValue, in: module) : nil
          value =
            hasUnknownRest ? passedOn?.take(name, parameter.kind, default: missing) : missing
        }
        bindings.append(value ?? .unknown)
      }
    }
    return bindings
  }

  private func variadic(_ rest: [TypeID], _ passedOn: PassedOn?) -> TypeID {
    if rest.count == 1, let only = rest.first, engine.isSpread(only) {
      return passedOn?.rest ?? TypeID(rawValue: engine.types[only].a)
    }
    return rest.contains { engine.isSpread($0) } ? .unknown : engine.types.sequence(.tuple, rest)
  }

  /// Whether no formal but a method's own takes a keyword for itself.
  private func takesAny(_ row: FunctionRow, _ module: Module) -> Bool {
    let formals = row.parameters.dropFirst(row.owner == 0 ? 0 : 1)
    return formals.allSatisfy {
      [.variadic, .keywordVariadic].contains(module.facts.parameters[Int($0)].kind)
    }
  }

  func keywordVariadic(
    _ rest: [(name: GlobalName, type: TypeID)], isWhole: Bool
  ) -> TypeID {
    guard isWhole, !rest.isEmpty, rest.count <= 16 else { return .unknown }
    var pairs: [TypeID] = []
    for (name, type) in rest {
      pairs.append(
        engine.types.make(.literal, UInt32(IRConstant.string.rawValue), name.rawValue))
      pairs.append(type)
    }
    return engine.types.sequence(.record, pairs)
  }
}
