import Project
import PythonSemantics
import PythonSyntax

/// Evaluates expressions to types. With a frame it follows the flow of one body and records the
/// calls; without one it only answers.
struct Evaluator {
  let engine: Engine
  let module: Module
  let frame: Frame?
  /// In a model's decorator, the function's formals by name: decorators stand outside its scope.
  var formals: [LocalName: TypeID] = [:]
  /// Native recursion over nested expressions.
  var depth = 0

  static let depthLimit = 200

  init(engine: Engine, module: Module, frame: Frame?) {
    self.engine = engine
    self.module = module
    self.frame = frame
  }

  var facts: FileFacts { module.facts }

  mutating func type(of node: IRNodeID) -> TypeID {
    guard node.exists, depth < Self.depthLimit else { return .unknown }
    depth += 1
    defer { depth -= 1 }
    guard let trace = frame?.trace else { return evaluate(node) }
    let type = evaluate(node)
    trace[node] = type
    return type
  }

  private mutating func evaluate(_ node: IRNodeID) -> TypeID {
    let row = module.facts[node]
    switch row.kind {
    case .constant: return constant(row)
    case .name: return name(row)
    case .attribute:
      let base = type(of: row.operand)
      if let frame, !frame.narrowed.isEmpty, let path = path(of: node),
        let known = frame.narrowed[path]
      {
        return known
      }
      return attribute(module.name(row.b), of: base, at: node)
    case .call: return call(node, row)
    case .await: return awaitExpression(node, row)
    case .yield:
      let value = row.a == 0 ? TypeID.none : type(of: row.operand)
      if let frame { frame.unit.yields = engine.types.join(frame.unit.yields, value) }
      return .unknown
    case .yieldFrom:
      let value = type(of: row.operand)
      if let frame {
        iterate(value, at: node, isAsync: false)
        frame.unit.yields = engine.types.join(frame.unit.yields, engine.elementType(value))
      }
      return .unknown
    case .lambda: return engine.types.make(.function, module.function(row.a).rawValue)
    case .conditional: return conditional(row)
    case .boolean: return boolean(row)
    case .namedExpression:
      let value = type(of: row.second)
      bind(row.operand, to: value)
      return value
    case .starred: return engine.elementType(type(of: row.operand))
    case .keyword: return type(of: row.operand)
    default: return compound(node, row)
    }
  }

  private mutating func compound(_ node: IRNodeID, _ row: IRNode) -> TypeID {
    switch row.kind {
    case .comprehension: return comprehension(node, row)
    case .binary: return binary(row)
    case .unary:
      let operand = type(of: row.operand)
      return unary(row, operand)
    case .compare:
      _ = type(of: row.operand)
      for pair in module.facts.pairs(row.b) {
        let other = type(of: IRNodeID(rawValue: pair.second))
        if pair.first == UInt32(ComparisonOperator.in.rawValue) {
          _ = callMethod(engine.known.containsName, of: other, at: node, kind: .item)
        }
      }
      return engine.instance(of: engine.known.bool)
    case .subscript:
      let value = type(of: row.operand)
      let part = module.facts[row.second]
      if part.kind == .slice { return slice(of: value, part, at: node) }
      if let alias = alias(node, row.operand) { return alias }
      let index = type(of: row.second)
      return item(of: value, index, at: node)
    case .slice:
      for position in 0..<3 { _ = type(of: module.facts.field(row.a, position)) }
      return .unknown
    case .tuple:
      let items = module.facts.list(row.a)
      let types = items.map { type(of: $0) }
      if 16 < types.count || items.contains(where: { module.facts[$0].kind == .starred }) {
        return engine.instance(of: engine.known.tuple, [joinAll(types)])
      }
      return engine.types.sequence(.tuple, types)
    case .list:
      return engine.instance(of: engine.known.list, [joinItems(row.a)])
    case .set:
      return engine.instance(of: engine.known.set, [joinItems(row.a)])
    case .dict: return dictionary(row)
    case .formatted:
      for item in module.facts.list(row.a) { _ = type(of: item) }
      return engine.instance(of: engine.known.str)
    case .broken:
      for item in module.facts.list(row.a) { _ = type(of: item) }
      return .unknown
    default: return .unknown
    }
  }

  // MARK: Leaves

  private mutating func constant(_ row: IRNode) -> TypeID {
    switch IRConstant(rawValue: row.flags) ?? .ellipsis {
    case .none: return .none
    case .true, .false: return engine.types.make(.literal, UInt32(row.flags), 0)
    case .integer:
      return row.b == 1
        ? engine.types.make(.literal, UInt32(row.flags), row.a)
        : engine.instance(of: engine.known.int)
    case .float: return engine.types.make(.literal, UInt32(row.flags), row.a)
    case .string:
      return row.a != 0 || row.b == 0
        ? engine.types.make(.literal, UInt32(row.flags), module.name(row.a).rawValue)
        : engine.instance(of: engine.known.str)
    case .bytes: return engine.instance(of: engine.known.bytes)
    default: return .unknown
    }
  }

  private mutating func name(_ row: IRNode) -> TypeID {
    if !formals.isEmpty, let formal = formals[row.a] { return formal }
    guard row.b != 0 else {
      if module.origin == .model, module.facts.names[row.a] == "BUDGET" {
        return engine.literal(engine.options.budgetMilliseconds / 1000)
      }
      return engine.unbound(module.name(row.a), in: module)
    }
    let symbol = row.b - 1
    if let frame {
      if let index = frame.local(symbol) { return frame.locals[index] }
      if let value = frame.inner[symbol] { return value }
    }
    return engine.symbolType(symbol, in: module)
  }

  private mutating func binary(_ row: IRNode) -> TypeID {
    let left = type(of: row.operand)
    let right = type(of: row.second)
    let leftKind = engine.types.kind(left)
    if leftKind == .classObject || leftKind == .none,
      row.flags == BinaryOperator.bitOr.rawValue
    {
      return engine.types.join(engine.instanceOf(left), engine.instanceOf(right))
    }
    // Containers and numbers keep their class; `Path / str` is a Path.
    let known = engine.widened(left)
    let other = engine.widened(right)
    if row.flags == BinaryOperator.div.rawValue, engine.types.kind(left) == .instance {
      return left
    }
    if engine.types.kind(left) == .literal, engine.types.kind(right) == .literal,
      let folded = fold(row.flags, left, right)
    {
      return folded
    }
    if known == other { return known }
    if engine.types.kind(known) == .instance, engine.types.kind(other) == .instance {
      return engine.types[known].a == engine.types[other].a
        ? engine.types.join(known, other) : .unknown
    }
    return .unknown
  }

  /// Arithmetic on literal numbers: timeouts are written as `2 * 60`.
  private mutating func fold(_ flags: UInt8, _ left: TypeID, _ right: TypeID) -> TypeID? {
    guard let x = engine.number(left), let y = engine.number(right),
      let operation = BinaryOperator(rawValue: flags)
    else { return nil }
    let value: Double
    switch operation {
    case .add: value = x + y
    case .sub: value = x - y
    case .mult: value = x * y
    case .div where y != 0: value = x / y
    case .bitOr:
      guard let flags = Int(exactly: x), let more = Int(exactly: y) else { return nil }
      value = Double(flags | more)
    default: return nil
    }
    return engine.literal(value)
  }

  private mutating func unary(_ row: IRNode, _ operand: TypeID) -> TypeID {
    switch UnaryOperator(rawValue: row.flags) {
    case .uSub:
      if let value = engine.number(operand) { return engine.literal(-value) }
      return engine.widened(operand)
    case .not: return engine.instance(of: engine.known.bool)
    default: return engine.widened(operand)
    }
  }

  private mutating func conditional(_ row: IRNode) -> TypeID {
    let test = row.operand
    _ = type(of: test)
    guard let (body, other) = module.facts.branches(row) else { return .unknown }
    guard let frame else {
      return engine.types.join(type(of: body), type(of: other))
    }
    let truth = truth(of: test)
    let state = frame.save()
    var result = TypeID.never
    if truth != .no {
      assume(test, true)
      result = type(of: body)
    }
    frame.restore(state)
    if truth != .yes {
      assume(test, false)
      result = engine.types.join(result, type(of: other))
    }
    frame.restore(state)
    return result
  }

  private mutating func boolean(_ row: IRNode) -> TypeID {
    let isOr = row.flags & 1 != 0
    let state = frame?.save()
    var result = TypeID.never
    let operands = module.facts.list(row.a)
    for (index, operand) in operands.enumerated() {
      var value = type(of: operand)
      let isLast = index == operands.count - 1
      if isOr, !isLast { value = engine.types.removing(.none, from: value) }
      if isOr || isLast { result = engine.types.join(result, value) }
      if !isLast { assume(operand, !isOr) }
    }
    if let state { frame?.restore(state) }
    return result == .never ? .unknown : result
  }

  // MARK: Displays

  private mutating func joinItems(_ list: UInt32) -> TypeID {
    var result = TypeID.never
    for item in module.facts.list(list) { result = engine.types.join(result, type(of: item)) }
    return result == .never ? .unknown : result
  }

  private mutating func joinAll(_ items: [TypeID]) -> TypeID {
    var result = TypeID.never
    for item in items { result = engine.types.join(result, item) }
    return result == .never ? .unknown : result
  }

  private mutating func dictionary(_ row: IRNode) -> TypeID {
    let rows = module.facts.pairs(row.a)
    /// Keys and values in turn; of `**other` its values, under no key.
    var pairs: [TypeID] = []
    pairs.reserveCapacity(rows.count * 2)
    var isRecord = true
    for pair in rows {
      let value = type(of: IRNodeID(rawValue: pair.second))
      guard pair.first != 0 else {
        isRecord = false
        if engine.types.kind(value) == .record {
          pairs.append(.never)
          pairs.append(recordValues(value))
        }
        continue
      }
      let key = type(of: IRNodeID(rawValue: pair.first))
      if engine.types.kind(key) != .literal { isRecord = false }
      pairs.append(key)
      pairs.append(value)
    }
    if isRecord, !pairs.isEmpty, pairs.count <= 64 { return engine.types.sequence(.record, pairs) }
    var (keys, values) = (TypeID.never, TypeID.never)
    for index in stride(from: 0, to: pairs.count, by: 2) {
      keys = engine.types.join(keys, pairs[index])
      values = engine.types.join(values, pairs[index + 1])
    }
    return engine.instance(
      of: engine.known.dict, [keys, values].map { $0 == .never ? .unknown : $0 })
  }

  func recordValues(_ record: TypeID) -> TypeID {
    let items = engine.types.members(record)
    var result = TypeID.never
    for index in stride(from: 1, to: items.count, by: 2) {
      result = engine.types.join(result, items[index])
    }
    return result == .never ? .unknown : result
  }

  private mutating func comprehension(_ node: IRNodeID, _ row: IRNode) -> TypeID {
    let facts = module.facts
    for (index, generator) in facts.generators(node).enumerated() {
      // What the first one goes through is asked for once.
      let iterable = type(of: generator.iterable)
      if index == 0 { frame?.loopDepth += 1 }
      if frame != nil { iterate(iterable, at: generator.iterable, isAsync: generator.isAsync) }
      noteLongRange(generator.iterable, at: node)
      bind(generator.target, to: engine.elementType(iterable))
      for condition in generator.conditions { _ = type(of: condition) }
    }
    let first = type(of: facts.element(node))
    let value = facts.value(ofComprehension: node)
    let second = value.exists ? type(of: value) : .unknown
    frame?.loopDepth -= 1
    switch row.comprehension {
    case .list: return engine.instance(of: engine.known.list, [first])
    case .set: return engine.instance(of: engine.known.set, [first])
    case .dict: return engine.instance(of: engine.known.dict, [first, second])
    default: return engine.types.make(.generator, first)
    }
  }

  /// `sum(i * i for i in range(50_000_000))`.
  private func noteLongRange(_ iterable: IRNodeID, at node: IRNodeID) {
    let row = module.facts[iterable]
    guard frame != nil, row.kind == .call, let last = module.facts.list(row.b).last else { return }
    let callee = module.facts[row.operand]
    guard callee.kind == .name, callee.b == 0, module.facts.names.spells(callee.a, "range"),
      let count = engine.number(quiet(last)), Interpreter.stepLimit <= count
    else { return }
    recordCost(node, [])
  }

  // MARK: Binding

  /// Binds a target; attribute and item targets call their setters.
  mutating func bind(_ target: IRNodeID, to value: TypeID) {
    guard target.exists else { return }
    let row = module.facts[target]
    switch row.kind {
    case .name:
      guard row.b != 0, let frame else { return }
      if let index = frame.local(row.b - 1) {
        frame.locals[index] = value
      } else {
        frame.inner[row.b - 1] = value
      }
      // `except RuntimeError: loop = None` keeps the meaning of the variable: where a loop runs it holds
      // that loop, whatever else it gets where none does.
      let holdsLoop =
        (value == .none || 0 < frame.offLoopDepth) && frame.loopVariables.contains(row.b - 1)
      frame.forget(row.b - 1)
      if holdsLoop { frame.loopVariables.insert(row.b - 1) }
    case .tuple, .list:
      for (index, item) in module.facts.list(row.a).enumerated() {
        let isStarred = module.facts[item].kind == .starred
        if isStarred {
          let rest = engine.instance(of: engine.known.list, [engine.elementType(value)])
          bind(module.facts[item].operand, to: rest)
        } else {
          bind(item, to: engine.element(of: value, at: Int16(truncatingIfNeeded: min(index, 999))))
        }
      }
    case .attribute:
      let base = type(of: row.operand)
      if let frame, frame.row.flags.contains(.isAsync) || !frame.narrowed.isEmpty,
        let path = path(of: target)
      {
        frame.narrowed[path] = frame.row.flags.contains(.isAsync) ? fresh(value) : nil
      }
      setAttribute(module.name(row.b), of: base, to: value, at: target)
    case .subscript:
      let base = type(of: row.operand)
      let index = type(of: row.second)
      _ = callMethod(engine.known.setItemName, of: base, [index, value], at: target, kind: .item)
      store(item: value, key: index, into: row.operand, base)
    case .starred: bind(row.operand, to: value)
    default: break
    }
  }

  /// What a coroutine may be sure of when it reads an attribute after it has put an object there, as type
  /// checkers are: `None`, with which the attribute began, is over.
  ///
  ///     self.document = await load()
  ///     self.client = Client(self.document)
  private func fresh(_ value: TypeID) -> TypeID? {
    let isObject = engine.types.alternatives(value).allSatisfy {
      engine.types.kind($0) == .instance
    }
    return isObject ? value : nil
  }

  /// `Response = Coroutine[Any, Any, T]`: what the alias stands for in annotations.
  private func alias(_ node: IRNodeID, _ base: IRNodeID) -> TypeID? {
    guard module.facts[base].kind == .name || module.facts[base].kind == .attribute,
      engine.typingName(base, in: module) != nil
    else { return nil }
    let type = engine.annotation(node, in: module)
    switch engine.types.kind(type) {
    case .coroutine, .generator, .asyncGenerator, .callable: return type
    default: return nil
    }
  }
}
