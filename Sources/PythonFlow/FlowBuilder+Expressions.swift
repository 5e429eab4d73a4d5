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
    switch row.kind {
    case .name: emit(.read, node)
    case .attribute:
      expression(row.operand)
      emit(.read, node)
    case .call:
      expression(row.operand)
      for argument in facts.list(row.b) { expression(argument) }
      emit(.call, node)
    case .keyword, .starred: expression(row.operand)
    case .await:
      expression(row.operand)
      emit(.await, node)
    case .yield:
      expression(row.operand)
      emit(.yield, node)
    case .yieldFrom:
      expression(row.operand)
      emit(.yield, node)
    case .comprehension: comprehension(node)
    case .binary, .subscript:
      expression(row.operand)
      expression(row.second)
    case .unary: expression(row.operand)
    case .boolean: boolean(facts.list(row.a), isOr: row.flags & 1 != 0)
    case .compare:
      expression(row.operand)
      for operand in facts.items(node).dropFirst() { expression(operand) }
    case .conditional: ternary(row, node)
    case .slice: for position in 0..<3 { expression(facts.field(row.a, position)) }
    case .tuple, .list, .set, .formatted, .broken:
      for item in facts.list(row.a) { expression(item) }
    case .dict:
      for entry in facts.entries(node) {
        expression(entry.key)
        expression(entry.value)
      }
    case .namedExpression:
      expression(row.second)
      bind(row.operand)
    default: break
    }
  }

  /// `a and b`: the rest is evaluated on one outcome alone.
  private mutating func boolean(_ operands: IRNodeList, isOr: Bool) {
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
    guard let branches = facts.branches(row) else { return }
    let condition = row.operand
    expression(condition)
    let tested = emit(.test, condition)
    open(.whenTrue, from: tested, statementNode)
    expression(branches.body)
    let end = current
    open(.whenFalse, from: tested, statementNode)
    expression(branches.orElse)
    meet([end, current], statementNode)
  }

  /// The body of a generator expression runs later: only its first iterable is evaluated here.
  private mutating func comprehension(_ node: IRNodeID) {
    let generators = facts.generators(node)
    if facts[node].comprehension == .generator {
      if let first = generators.first { expression(first.iterable) }
      return
    }
    var steps: [PointID?] = []
    for generator in generators {
      expression(generator.iterable)
      let step = emit(generator.isAsync ? .asyncIterate : .iterate, generator.iterable)
      steps.append(step)
      open(.whenTrue, from: step, statementNode)
      bind(generator.target)
      for condition in generator.conditions {
        expression(condition)
        let tested = emit(.test, condition)
        if let tested, let step { flow.connect(tested, .whenFalse, step) }
        open(.whenTrue, from: tested, statementNode)
      }
    }
    expression(facts.element(node))
    expression(facts.value(ofComprehension: node))
    for step in steps.reversed() {
      if let current, let step { flow.connect(current, .next, step) }
      open(.whenFalse, from: step, statementNode)
    }
  }

  // MARK: Targets

  mutating func bind(_ target: IRNodeID) {
    guard target.exists, current != nil else { return }
    let row = facts[target]
    switch row.kind {
    case .tuple, .list: for item in facts.list(row.a) { bind(item) }
    case .starred: bind(row.operand)
    case .attribute:
      expression(row.operand)
      emit(.write, target)
    case .subscript:
      expression(row.operand)
      expression(row.second)
      emit(.write, target)
    default: emit(.write, target)
    }
  }

  mutating func delete(_ target: IRNodeID) {
    let row = facts[target]
    switch row.kind {
    case .tuple, .list: for item in facts.list(row.a) { delete(item) }
    case .attribute: expression(row.operand)
    case .subscript:
      expression(row.operand)
      expression(row.second)
    default: break
    }
    emit(.delete, target)
  }
}
