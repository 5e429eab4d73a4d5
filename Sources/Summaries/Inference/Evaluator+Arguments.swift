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
    var used: [GlobalName] = []
    let hasUnknownRest =
      arguments.positional.contains { isSpread($0) }
      || arguments.keywords.contains { $0.name == .empty }
    for index in row.parameters {
      let parameter = module.facts.parameters[Int(index)]
      let name = module.name(parameter.name)
      switch parameter.kind {
      case .variadic:
        let rest = (receiver.map { [$0] } ?? []) + positional
        receiver = nil
        positional = []
        bindings.append(rest.count <= 16 ? variadic(rest) : .unknown)
      case .keywordVariadic:
        let rest = arguments.keywords.filter { !used.contains($0.name) && $0.name != .empty }
        bindings.append(keywordVariadic(rest, isWhole: !hasUnknownRest))
      case .positionalOnly, .positional, .keywordOnly:
        var value: TypeID?
        if parameter.kind != .keywordOnly, let object = receiver {
          value = object
          receiver = nil
        } else if parameter.kind != .keywordOnly, let first = positional.first {
          if isSpread(first) { value = .unknown } else { value = positional.removeFirst() }
        } else if let keyword = arguments.keywords.first(where: { $0.name == name }) {
          value = keyword.type
          used.append(name)
        } else if hasUnknownRest {
          value = .unknown
        } else if parameter.defaultValue.exists {
          value = engine.evaluate(parameter.defaultValue, in: module)
        }
        bindings.append(value ?? .unknown)
      }
    }
    return bindings
  }

  func isSpread(_ type: TypeID) -> Bool {
    let row = engine.types[type]
    return row.kind == .projection && row.b >> 24 == UInt32(Projection.spread.rawValue)
  }

  private func variadic(_ rest: [TypeID]) -> TypeID {
    if rest.count == 1, let only = rest.first, isSpread(only) {
      return TypeID(rawValue: engine.types[only].a)
    }
    return rest.contains { isSpread($0) } ? .unknown : engine.types.sequence(.tuple, rest)
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
