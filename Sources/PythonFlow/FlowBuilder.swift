package import PythonSemantics

extension ControlFlow {
  /// The graph of one function of a file; function 0 is the module's body.
  package init(_ facts: FileFacts, function: Int) {
    var builder = FlowBuilder(facts: facts)
    builder.build(facts.functions[function])
    self = builder.flow
  }
}

/// Builds a graph statement by statement. `current` is the open end, nil where no path leads.
struct FlowBuilder {
  let facts: FileFacts
  var flow = ControlFlow()
  var current: PointID?
  var statementNode = IRNodeID.none
  /// What an exit has to pass on its way out, innermost last.
  var frames: [FlowFrame] = []
  var depth = 0

  init(facts: FileFacts) { self.facts = facts }

  mutating func build(_ function: FunctionRow) {
    current = flow.add(.entry, .none, .none)
    _ = flow.add(.exit, .none, .none)
    _ = flow.add(.raised, .none, .none)
    block(function.body)
    if let current { flow.connect(current, .next, flow.exit) }
  }

  // MARK: Points

  /// Appends a point to the open path.
  @discardableResult
  mutating func emit(_ kind: PointKind, _ node: IRNodeID) -> PointID? {
    guard let from = current else { return nil }
    guard flow.points.count < ControlFlow.pointLimit else {
      flow.giveUp()
      return nil
    }
    let point = flow.add(kind, node, statementNode)
    flow.connect(from, .next, point)
    current = point
    if Self.mayRaise(kind) { raise(from: point) }
    return point
  }

  static func mayRaise(_ kind: PointKind) -> Bool {
    switch kind {
    case .call, .await, .yield, .iterate, .asyncIterate, .enter, .leave, .asyncEnter, .asyncLeave:
      true
    default: false
    }
  }

  /// Starts a new path from a point, along an edge of the kind.
  mutating func open(_ kind: EdgeKind, from point: PointID?, _ node: IRNodeID) {
    guard let point else {
      current = nil
      return
    }
    let join = flow.add(.join, .none, node)
    flow.connect(point, kind, join)
    current = join
  }

  /// Lets several open paths meet.
  mutating func meet(_ ends: [PointID?], _ node: IRNodeID) {
    let open = ends.compactMap { $0 }
    guard !open.isEmpty else {
      current = nil
      return
    }
    let join = flow.add(.join, .none, node)
    for end in open { flow.connect(end, .next, join) }
    current = join
  }

  // MARK: Statements

  mutating func block(_ part: IRBlock, of node: IRNodeID) { block(facts.block(part, of: node)) }

  mutating func block(_ index: UInt32) {
    guard depth < 150 else {
      flow.giveUp()
      return
    }
    depth += 1
    for statement in facts.list(index) {
      guard current != nil else { break }
      let outer = statementNode
      statementNode = statement
      self.statement(statement)
      statementNode = outer
    }
    depth -= 1
  }

  private mutating func statement(_ node: IRNodeID) {
    let row = facts[node]
    switch row.kind {
    case .expression: expression(row.operand)
    case .assign:
      expression(row.operand)
      for target in facts.targets(node) { bind(target) }
    case .augAssign:
      expression(row.operand)
      expression(row.second)
      bind(row.operand)
    case .annAssign:
      let value = facts.field(row.b, 1)
      expression(value)
      if value.exists { bind(row.operand) }
    case .return:
      expression(row.operand)
      emit(.return, node)
      leave(.return)
    case .raise:
      expression(row.operand)
      expression(row.second)
      if let point = emit(.raise, node) { raise(from: point) }
      current = nil
    case .break:
      emit(.break, node)
      leave(.break)
    case .continue:
      emit(.continue, node)
      leave(.continue)
    case .assert: assertion(row)
    case .delete: for target in facts.list(row.a) { delete(target) }
    case .if: conditional(node)
    case .while: whileLoop(node)
    case .for: forLoop(node)
    case .with: with(facts.managers(node)[...], node)
    case .try: tryStatement(node)
    case .match: match(row, node)
    case .functionDefinition: define(function: row.a, node)
    case .classDefinition: define(class: row.a, node)
    case .broken: for part in facts.list(row.a) { expression(part) }
    default: break
    }
  }

  private mutating func assertion(_ row: IRNode) {
    test(row.operand)
    guard let tested = current else { return }
    open(.whenFalse, from: tested, statementNode)
    expression(row.second)
    if let failed = emit(.raise, statementNode) { raise(from: failed) }
    open(.whenTrue, from: tested, statementNode)
  }

  /// Evaluates a condition; the open end is its `test` point, whose edges the caller opens.
  private mutating func test(_ node: IRNodeID) {
    expression(node)
    emit(.test, node)
  }

  private mutating func conditional(_ node: IRNodeID) {
    let condition = facts.operand(node)
    test(condition)
    let tested = current
    let truth = facts.truth(condition)
    open(.whenTrue, from: truth == false ? nil : tested, node)
    block(.body, of: node)
    let end = current
    open(.whenFalse, from: truth == true ? nil : tested, node)
    block(.orElse, of: node)
    meet([end, current], node)
  }

  private mutating func whileLoop(_ node: IRNodeID) {
    let head = flow.add(.join, .none, node)
    if let current { flow.connect(current, .next, head) }
    current = head
    let condition = facts.operand(node)
    test(condition)
    let tested = current
    frames.append(FlowFrame(kind: .loop(head: head), node: node))
    open(.whenTrue, from: facts.truth(condition) == false ? nil : tested, node)
    block(.body, of: node)
    if let current { flow.connect(current, .next, head) }
    let breaks = frames.removeLast().breaks
    open(.whenFalse, from: facts.truth(condition) == true ? nil : tested, node)
    block(.orElse, of: node)
    meet(breaks + [current], node)
  }

  private mutating func forLoop(_ node: IRNodeID) {
    expression(facts.operand(node))
    let head = flow.add(.join, .none, node)
    if let current { flow.connect(current, .next, head) }
    current = head
    let step = emit(facts[node].isAsync ? .asyncIterate : .iterate, node)
    frames.append(FlowFrame(kind: .loop(head: head), node: node))
    open(.whenTrue, from: step, node)
    for target in facts.targets(node) { bind(target) }
    block(.body, of: node)
    if let current { flow.connect(current, .next, head) }
    let breaks = frames.removeLast().breaks
    open(.whenFalse, from: step, node)
    block(.orElse, of: node)
    meet(breaks + [current], node)
  }

  private mutating func match(_ row: IRNode, _ node: IRNodeID) {
    expression(row.operand)
    let subject = emit(.test, row.operand)
    var ends: [PointID?] = []
    var previous = subject
    var isTotal = false
    for item in facts.list(row.b) {
      let matchCase = facts[item]
      open(.whenTrue, from: previous, node)
      pattern(matchCase.operand, depth: 0)
      let condition = facts.field(matchCase.b, 0)
      if condition.exists {
        test(condition)
        let tested = current
        open(.whenTrue, from: tested, node)
        block(.body, of: item)
        ends.append(current)
        meet(
          [openEnd(.whenFalse, from: tested, node), openEnd(.whenFalse, from: previous, node)], node
        )
        previous = current
      } else {
        block(.body, of: item)
        ends.append(current)
        isTotal = isTotal || isIrrefutable(matchCase.operand)
      }
    }
    if !isTotal { ends.append(openEnd(.whenFalse, from: previous, node)) }
    meet(ends, node)
  }

  private mutating func openEnd(
    _ kind: EdgeKind, from point: PointID?, _ node: IRNodeID
  ) -> PointID? {
    open(kind, from: point, node)
    return current
  }

  private func isIrrefutable(_ node: IRNodeID) -> Bool {
    let row = facts[node]
    guard row.kind == .pattern else { return false }
    let kind = IRPattern(rawValue: row.flags)
    return kind == .wildcard || kind == .capture && facts.list(row.a).isEmpty
  }

  private mutating func pattern(_ node: IRNodeID, depth: Int) {
    let row = facts[node]
    guard row.kind == .pattern, depth < 50 else {
      expression(node)
      return
    }
    for part in facts.list(row.a) { pattern(part, depth: depth + 1) }
    if row.b != 0 { emit(.write, node) }
  }

  private mutating func define(function index: UInt32, _ node: IRNodeID) {
    let row = facts.functions[Int(index)]
    for decorator in facts.list(row.decorators) { expression(decorator) }
    for parameter in row.parameters {
      expression(facts.parameters[Int(parameter)].defaultValue)
    }
    emit(.definition, node)
  }

  private mutating func define(class index: UInt32, _ node: IRNodeID) {
    let row = facts.classes[Int(index)]
    for decorator in facts.list(row.decorators) { expression(decorator) }
    for base in facts.list(row.bases) { expression(base) }
    for keyword in facts.list(row.keywords) { expression(keyword) }
    emit(.definition, node)
    block(row.body)
  }
}
