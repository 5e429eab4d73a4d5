import Project
import PythonSemantics

/// What local containers hold: statements and methods that put something in.
extension Evaluator {
  /// `d[k] = v` and `l[i] = v` on a local add to what it may hold; `d[j][k] = v` to what is in it.
  mutating func store(item: TypeID, key: TypeID, into node: IRNodeID, _ base: TypeID) {
    let row = module.facts[node]
    guard let frame, row.kind == .name || row.kind == .subscript,
      let changed = storing(item, key, in: base)
    else { return }
    if row.kind == .subscript {
      let outer = row.operand
      store(item: changed, key: quiet(row.second), into: outer, quiet(outer))
    } else if row.b != 0, let index = frame.local(row.b - 1) {
      frame.locals[index] = changed
    }
  }

  /// The container with the item in it.
  private func storing(_ item: TypeID, _ key: TypeID, in base: TypeID) -> TypeID? {
    switch engine.types.kind(base) {
    case .record:
      guard engine.types.kind(key) == .literal else {
        let values = engine.types.join(recordValues(base), item)
        return engine.instance(of: engine.known.dict, [key, values])
      }
      var pairs = engine.types.members(base)
      if let place = stride(from: 0, to: pairs.count, by: 2).first(where: { pairs[$0] == key }) {
        pairs[place + 1] = item
      } else {
        pairs += [key, item]
      }
      return engine.types.sequence(.record, pairs)
    case .instance:
      let arguments = engine.typeArguments(base)
      let id = ClassID(rawValue: engine.types[base].a)
      if id == engine.known.list {
        return engine.instance(of: id, [engine.types.join(arguments.first ?? .unknown, item)])
      }
      guard id == engine.known.dict else { return nil }
      if arguments.allSatisfy({ $0 == .unknown }), engine.types.kind(key) == .literal {
        return engine.types.sequence(.record, [key, item])
      }
      let values = engine.types.join(arguments.count == 2 ? arguments[1] : .unknown, item)
      return engine.instance(of: id, [arguments.first ?? key, values])
    default: return nil
    }
  }

  /// `items.append(f)` on a local adds to what its elements may be.
  mutating func noteMutation(of callee: IRNodeID, _ arguments: Arguments) {
    let row = module.facts[callee]
    guard let frame, row.kind == .attribute, let value = arguments.positional.first else { return }
    let base = module.facts[row.operand]
    guard base.kind == .name, base.b != 0, let index = frame.local(base.b - 1) else { return }
    let type = frame.locals[index]
    let isUpdate = module.facts.names.spells(row.b, "update")
    if isUpdate, let changed = updated(type, by: value) {
      frame.locals[index] = changed
      return
    }
    guard engine.types.kind(type) == .instance else { return }
    let id = ClassID(rawValue: engine.types[type].a)
    guard id == engine.known.list || id == engine.known.set else { return }
    let names = module.facts.names
    if names.spells(row.b, "append") || names.spells(row.b, "add") {
      let items = engine.types.join(engine.typeArguments(type).first ?? .unknown, value)
      frame.locals[index] = engine.instance(of: id, [items])
    } else if isUpdate || names.spells(row.b, "extend") {
      let items = engine.types.join(
        engine.typeArguments(type).first ?? .unknown, engine.elementType(value))
      frame.locals[index] = engine.instance(of: id, [items])
    }
  }

  /// The dictionary with the items of a display in it.
  private func updated(_ base: TypeID, by other: TypeID) -> TypeID? {
    guard engine.types.kind(other) == .record else { return nil }
    let pairs = engine.types.members(other)
    var result = base
    for index in stride(from: 0, to: pairs.count, by: 2) {
      guard let next = storing(pairs[index + 1], pairs[index], in: result) else { return nil }
      result = next
    }
    return result
  }

  /// `first, second = await asyncio.gather(a(), b())`: a future of what each of them gives.
  func gathered(
    _ callee: TypeID, _ arguments: Arguments, _ result: TypeID, _ row: IRNode
  ) -> TypeID? {
    guard engine.special(callee) == .gather, arguments.keywords.isEmpty,
      let future = engine.types.alternatives(result).first(where: {
        engine.types.kind($0) == .instance
      })
    else { return nil }
    let given = module.facts.list(row.b)
    var results: [TypeID] = []
    for node in given {
      guard module.facts[node].kind != .starred else { continue }
      results.append(engine.awaitType(quiet(node)))
    }
    if results.count < given.count {
      // `*[load(x) for x in all]`
      guard given.count == 1 else { return nil }
      let each = engine.awaitType(engine.elementType(quiet(module.facts[given[0]].operand)))
      guard each != .unknown else { return nil }
      return engine.instance(
        of: ClassID(rawValue: engine.types[future].a),
        [engine.instance(of: engine.known.list, [each])])
    }
    guard !results.isEmpty else { return nil }
    return engine.instance(
      of: ClassID(rawValue: engine.types[future].a),
      [engine.types.sequence(.tuple, results)])
  }
}
