import Project
import PythonSemantics

/// Builtins that go through what they are given.
extension Evaluator {
  /// Builtins and `itertools` run the generators that they are given.
  mutating func consume(_ arguments: Arguments, by callee: TypeID, at node: IRNodeID) {
    guard let frame else { return }
    let owner: Module
    var local: LocalName = 0
    switch engine.types.kind(callee) {
    case .function:
      let (module, row) = engine.locate(FunctionID(rawValue: engine.types[callee].a))
      owner = module
      local = row.name
    case .classObject:
      let (module, row) = engine.locate(ClassID(rawValue: engine.types[callee].a))
      owner = module
      local = row.name
    case .bound where engine.types.kind(TypeID(rawValue: engine.types[callee].a)) == .function:
      owner =
        engine.locate(
          FunctionID(rawValue: engine.types[TypeID(rawValue: engine.types[callee].a)].a)
        ).module
    default: return
    }
    guard engine.known.consumers.contains(owner.globalName) else { return }
    let name = owner.facts.names[local]
    if isLongRange(in: node), Self.iterating.contains(name) { recordCost(node, frame.conditions) }
    for argument in arguments.positional
    where isGenerator(argument)
      || (Self.iterating.contains(name) && (isConsumable(argument) || isSymbol(argument)))
    {
      iterate(argument, at: node, isAsync: false)
    }
  }

  /// Builtins that go through what they are given before they return.
  private static let iterating: Set<String> = [
    "list", "tuple", "set", "frozenset", "dict", "sorted", "sum", "min", "max", "any", "all",
    "deque", "Counter", "next",
  ]

  /// What only the caller knows: an iterator that was handed in, or that an object keeps.
  private func isSymbol(_ type: TypeID) -> Bool {
    switch engine.types.kind(type) {
    case .projection: true
    case .parameter: !engine.tellsIteration(engine.declaredType(type))
    default: false
    }
  }

  /// A generator, or an object with an iterator of its own: a cursor, a file.
  private func isConsumable(_ type: TypeID) -> Bool {
    if isGenerator(type) { return true }
    let value = engine.types.kind(type) == .parameter ? engine.declaredType(type) : type
    guard engine.types.kind(value) == .instance else { return false }
    let (module, _) = engine.locate(ClassID(rawValue: engine.types[value].a))
    return module.name != "builtins" && module.name != "collections"
  }

  private func isGenerator(_ type: TypeID) -> Bool {
    engine.types.kind(type) == .generator && engine.types[type].b != 0
  }
}
