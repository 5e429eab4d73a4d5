import Project
import PythonSemantics

/// Replaces the formals of called functions by the values of one call.
struct Substitution {
  let engine: Engine
  /// What formals stand for; later ones win.
  private var bound: [Bound] = []
  /// Functions whose formals are replaced: closures defined in them capture the values.
  var functions: [FunctionID] = []
  var variables: [GlobalName: TypeID] = [:]
  /// Variables of which nothing was found are unknown, not variables of the caller.
  var erasesVariables = false
  private var depth = 0

  init(engine: Engine) { self.engine = engine }

  private enum Bound {
    /// The values of a function's formals, in their order.
    case formals(FunctionID, [TypeID])
    /// Formals and their values in turn.
    case pairs([TypeID])
  }

  var isEmpty: Bool { bound.isEmpty && variables.isEmpty }

  mutating func bind(_ function: FunctionID, _ bindings: [TypeID]) {
    functions.append(function)
    if !bindings.isEmpty { bound.append(.formals(function, bindings)) }
  }

  mutating func bind(formal: TypeID, to value: TypeID) { bound.append(.pairs([formal, value])) }

  private func value(of formal: TypeID, _ row: TypeRow) -> TypeID? {
    for bound in bound.reversed() {
      switch bound {
      case .formals(let function, let values):
        if function.rawValue == row.a, Int(row.b) < values.count { return values[Int(row.b)] }
      case .pairs(let pairs):
        var index = pairs.count & ~1
        while 0 < index {
          index -= 2
          if pairs[index] == formal { return pairs[index + 1] }
        }
      }
    }
    return nil
  }

  /// Adds the values that a closure captured, or a construction kept.
  mutating func bind(environment: TypeID) {
    let pairs = engine.types.items(environment)
    var index = 0
    if 1 < pairs.count { bound.append(.pairs(pairs)) }
    while index + 1 < pairs.count {
      let owner = FunctionID(rawValue: engine.types[pairs[index]].a)
      if !functions.contains(owner) { functions.append(owner) }
      index += 2
    }
  }

  mutating func callAsFunction(_ type: TypeID) -> TypeID {
    let row = engine.types[type]
    guard row.isSymbolic || row.holdsFunction && closes(type), depth < 8 else { return type }
    depth += 1
    defer { depth -= 1 }
    switch row.kind {
    case .parameter: return value(of: type, row) ?? type
    case .typeVariable:
      return variables[GlobalName(rawValue: row.a)] ?? (erasesVariables ? .unknown : type)
    case .projection: return projection(row)
    case .union:
      var result = TypeID.never
      for member in engine.types.members(type) { result = engine.types.join(result, self(member)) }
      return result
    case .list: return list(type)
    case .function: return closure(type, row)
    default:
      let a = TypeTable.aIsType(row.kind) ? self(TypeID(rawValue: row.a)).rawValue : row.a
      let b = TypeTable.bIsType(row.kind) ? self(TypeID(rawValue: row.b)).rawValue : row.b
      return engine.types.make(row.kind, a, b)
    }
  }

  private mutating func list(_ type: TypeID) -> TypeID {
    var items: [TypeID] = []
    for item in engine.types.items(type) { items.append(self(item)) }
    return engine.types.list(items)
  }

  private mutating func projection(_ row: TypeRow) -> TypeID {
    let base = self(TypeID(rawValue: row.a))
    if base == TypeID(rawValue: row.a) {
      return engine.types.make(.projection, row.a, row.b)
    }
    let name = GlobalName(rawValue: row.b & 0xFF_FFFF)
    guard let projection = Projection(rawValue: UInt8(truncatingIfNeeded: row.b >> 24)) else {
      return .unknown
    }
    if base == .unknown || base == .dynamic { return .unknown }
    // `self._make = make` with a `make` that makes another of the same kind never ends by itself.
    guard engine.projectionDepth < 12 else { return .unknown }
    engine.projectionDepth += 1
    defer { engine.projectionDepth -= 1 }
    var evaluator = Evaluator(engine: engine, module: engine.program.modules[0], frame: nil)
    switch projection {
    case .attribute: return evaluator.attribute(name, of: base, at: .none)
    case .call: return evaluator.apply(base, Arguments(), at: .none, mode: .creates).result
    case .await: return engine.awaitType(base)
    case .element: return engine.elementType(base)
    case .item:
      let index = name == .empty ? TypeID.unknown : engine.literal(Double(name.rawValue - 1))
      return evaluator.item(of: base, index, at: .none)
    case .enter: return engine.enterType(base, isAsync: false)
    case .spread: return engine.project(base, .spread)
    case .given: return engine.given(base, name)
    }
  }

  // MARK: Closures

  /// Whether the type is, or holds, a function defined inside one of the replaced functions.
  private func closes(_ type: TypeID) -> Bool {
    let row = engine.types[type]
    switch row.kind {
    case .function: return isNested(FunctionID(rawValue: row.a))
    case .union: return engine.types.members(type).contains { closes($0) }
    case .bound, .memoized, .contextFactory, .asyncContextFactory, .partial:
      return closes(TypeID(rawValue: row.a))
    case .tuple, .record: return engine.types.members(type).contains { closes($0) }
    case .coroutine, .generator, .contextManager, .asyncContextManager, .asyncGenerator:
      return closes(TypeID(rawValue: row.a))
    case .instance:
      return engine.types.items(TypeID(rawValue: row.b)).contains { closes($0) }
    default: return false
    }
  }

  private func isNested(_ function: FunctionID) -> Bool {
    let (module, row) = engine.locate(function)
    var parent = row.parent
    while parent != 0 {
      if functions.contains(module.function(parent)) { return true }
      let next = module.facts.functions[Int(parent)].parent
      if next == parent { return false }
      parent = next
    }
    return false
  }

  private mutating func closure(_ type: TypeID, _ row: TypeRow) -> TypeID {
    let function = FunctionID(rawValue: row.a)
    var pairs: [TypeID] = []
    if row.b != 0, engine.types.isSymbolic(TypeID(rawValue: row.b)) {
      let environment = engine.types.items(TypeID(rawValue: row.b))
      // A formal that is captured keeps its own number as the key.
      for (index, item) in environment.enumerated() {
        pairs.append(index % 2 == 0 ? item : self(item))
      }
    } else {
      pairs = engine.types.items(TypeID(rawValue: row.b))
    }
    guard isNested(function) else {
      return pairs.isEmpty
        ? type : engine.types.make(.function, row.a, engine.types.list(pairs).rawValue)
    }
    let (module, facts) = engine.locate(function)
    var parent = facts.parent
    while parent != 0 {
      let outer = module.function(parent)
      if functions.contains(outer) {
        let count = module.facts.functions[Int(parent)].parameters.count
        for index in 0..<count {
          let formal = engine.types.make(.parameter, outer.rawValue, UInt32(index))
          guard let value = value(of: formal, engine.types[formal]), value != .unknown,
            value != formal,
            !stride(from: 0, to: pairs.count, by: 2).contains(where: { pairs[$0] == formal })
          else { continue }
          pairs += [formal, value]
        }
      }
      let next = module.facts.functions[Int(parent)].parent
      if next == parent { break }
      parent = next
    }
    if pairs.isEmpty { return type }
    return engine.types.make(.function, row.a, engine.types.list(pairs).rawValue)
  }
}
