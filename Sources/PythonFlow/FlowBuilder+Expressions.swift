import PythonSemantics

extension FlowBuilder {
  /// The points of an expression, in the order in which Python evaluates it.
  mutating func expression(_ node: IRNodeID) {
    guard node.exists, current != nil else { return }
    guard depth < 400 else {
      flow.giveUp()
      return
    }
    depth += 1
    defer { depth -= 1 }
    let row = facts[node]
    func part(_ id: UInt32) -> IRNodeID { IRNodeID(rawValue: id) }
    switch row.kind {
    case .name: emit(.read, node)
    case .attribute:
      expression(part(row.a))
      emit(.read, node)
    case .call:
      expression(part(row.a))
      for argument in facts.list(row.b) { expression(argument) }
      emit(.call, node)
    case .keyword, .starred: expression(part(row.a))
    case .await:
      expression(part(row.a))
      emit(.await, node)
    case .yield:
      expression(part(row.a))
      emit(.yield, node)
    case .yieldFrom:
      expression(part(row.a))
      emit(.yield, node)
    case .comprehension: comprehension(row, node)
    case .binary, .subscript:
      expression(part(row.a))
      expression(part(row.b))
    case .unary: expression(part(row.a))
    case .boolean: boolean(facts.list(row.a), isOr: row.flags & 1 != 0)
    case .compare:
      expression(part(row.a))
      for pair in facts.pairs(row.b) { expression(part(pair.second)) }
    case .conditional: ternary(row, node)
    case .slice: for position in 0..<3 { expression(facts.field(row.a, position)) }
    case .tuple, .list, .set, .formatted, .broken:
      for item in facts.list(row.a) { expression(item) }
    case .dict:
      for pair in facts.pairs(row.a) {
        expression(part(pair.first))
        expression(part(pair.second))
      }
    case .namedExpression:
      expression(part(row.b))
      bind(part(row.a))
    default: break
    }
  }

  /// `a and b`: the rest is evaluated on one outcome alone.
  private mutating func boolean(_ operands: [IRNodeID], isOr: Bool) {
    var ends: [PointID?] = []
    for (index, operand) in operands.enumerated() {
      expression(operand)
      guard index < operands.count - 1 else { break }
      let tested = emit(.test, operand)
      open(isOr ? .whenTrue : .whenFalse, from: tested, statementNode)
      ends.append(current)
      open(isOr ? .whenFalse : .whenTrue, from: tested, statementNode)
    }
    meet(ends + [current], statementNode)
  }

  private mutating func ternary(_ row: IRNode, _ node: IRNodeID) {
    let condition = IRNodeID(rawValue: row.a)
    expression(condition)
    let tested = emit(.test, condition)
    open(.whenTrue, from: tested, statementNode)
    expression(facts.field(row.b, 0))
    let end = current
    open(.whenFalse, from: tested, statementNode)
    expression(facts.field(row.b, 1))
    meet([end, current], statementNode)
  }

  /// The body of a generator expression runs later: only its first iterable is evaluated here.
  private mutating func comprehension(_ row: IRNode, _ node: IRNodeID) {
    let base = Int(row.a)
    let extra = facts.extra
    let count = Int(extra[base + 2])
    if IRComprehension(rawValue: row.flags & 3) == .generator {
      if 0 < count { expression(IRNodeID(rawValue: extra[base + 3 + 1])) }
      return
    }
    var place = base + 3
    var steps: [PointID?] = []
    for _ in 0..<count {
      let iterable = IRNodeID(rawValue: extra[place + 1])
      expression(iterable)
      let step = emit(extra[place + 2] != 0 ? .asyncIterate : .iterate, iterable)
      steps.append(step)
      open(.whenTrue, from: step, statementNode)
      bind(IRNodeID(rawValue: extra[place]))
      let conditions = Int(extra[place + 3])
      for index in 0..<conditions {
        let condition = IRNodeID(rawValue: extra[place + 4 + index])
        expression(condition)
        let tested = emit(.test, condition)
        if let tested, let step { flow.connect(tested, .whenFalse, step) }
        open(.whenTrue, from: tested, statementNode)
      }
      place += 4 + conditions
    }
    expression(IRNodeID(rawValue: extra[base]))
    expression(IRNodeID(rawValue: extra[base + 1]))
    for (index, step) in steps.enumerated().reversed() {
      if let current, let step { flow.connect(current, .next, step) }
      _ = index
      open(.whenFalse, from: step, statementNode)
    }
  }

  // MARK: Targets

  mutating func bind(_ target: IRNodeID) {
    guard target.exists, current != nil else { return }
    let row = facts[target]
    switch row.kind {
    case .tuple, .list: for item in facts.list(row.a) { bind(item) }
    case .starred: bind(IRNodeID(rawValue: row.a))
    case .attribute:
      expression(IRNodeID(rawValue: row.a))
      emit(.write, target)
    case .subscript:
      expression(IRNodeID(rawValue: row.a))
      expression(IRNodeID(rawValue: row.b))
      emit(.write, target)
    default: emit(.write, target)
    }
  }

  mutating func delete(_ target: IRNodeID) {
    let row = facts[target]
    switch row.kind {
    case .tuple, .list: for item in facts.list(row.a) { delete(item) }
    case .attribute: expression(IRNodeID(rawValue: row.a))
    case .subscript:
      expression(IRNodeID(rawValue: row.a))
      expression(IRNodeID(rawValue: row.b))
    default: break
    }
    emit(.delete, target)
  }
}
