import PythonSyntax
import SourceText

extension Lowerer {
  // MARK: branches

  /// One `if` with its `elif`s, which the tree nests one in the other as deep as there are many.
  ///
  /// Each level of `elif` is an `if` alone in the else block of the one before. Tests that the
  /// options decide leave no node: the taken branch takes the place of the statement.
  mutating func lowerIf(_ node: Node) {
    var view = IfNode(unchecked: node)
    var levels: [BranchLevel] = []
    var overflow: BranchLevel?
    while true {
      let verdict = judge(view.test)
      switch verdict {
      case .taken:
        lowerStatements(view.body)
      case .takenExceptByCheckers:
        lowerStatements(view.body)
        lowerTypeOnly(view.orElse)
      case .dead: noteYields(view.body)
      case .typeOnly:
        noteYields(view.body)
        lowerTypeOnly(view.body)
      case .open:
        if overflow == nil, levels.count == Lowerer.maximumChain {
          let id = emit(.broken, at: view.node)
          scratch.append(id)
          overflow = BranchLevel(id: id, body: 0, mark: scratch.count)
        }
        let id = emit(.if, at: view.node)
        let test = lowerExpression(view.test)
        let body = lowerBlock(view.body)
        fill(id, a: test)
        scratch.append(id)
        if overflow == nil {
          levels.append(BranchLevel(id: id, body: body, mark: scratch.count))
        } else {
          nodes[Int(id)].b = record(body, 0)
        }
      }
      if verdict == .taken || verdict == .takenExceptByCheckers { break }
      guard view.orElse.count == 1, view.orElse[0].kind == .if else {
        lowerStatements(view.orElse)
        break
      }
      view = IfNode(unchecked: view.orElse[0])
    }
    if let overflow { nodes[Int(overflow.id)].a = list(from: overflow.mark) }
    while let level = levels.popLast() {
      let orElse = list(from: level.mark)
      nodes[Int(level.id)].b = record(level.body, orElse)
    }
  }

  /// `if False: yield` makes a generator of a function that never yields.
  private mutating func noteYields(_ body: NodeList) {
    for statement in body where statement.kind == .exprStmt {
      let kind = ExprStmtNode(unchecked: statement).value.kind
      if kind == .yield || kind == .yieldFrom { function.flags.insert(.isGenerator) }
    }
  }

  private struct BranchLevel {
    var id: UInt32
    var body: UInt32
    /// Where the else block begins on `scratch`.
    var mark: Int
  }

  mutating func lowerWhile(_ view: WhileNode) {
    let verdict = judge(view.test)
    if verdict == .dead || verdict == .typeOnly {
      noteYields(view.body)
      if verdict == .typeOnly { lowerTypeOnly(view.body) }
      lowerStatements(view.orElse)
      return
    }
    let id = emit(.while, at: view.node)
    scratch.append(id)
    function.flags.insert(.hasLoop)
    let test = lowerExpression(view.test)
    let body = lowerBlock(view.body)
    fill(id, a: test, b: record(body, lowerBlock(view.orElse)))
  }

  mutating func lowerFor(_ view: ForNode) {
    let id = emit(.for, flags: view.isAsync ? 1 : 0, at: view.node)
    scratch.append(id)
    function.flags.insert(.hasLoop)
    if view.isAsync { function.flags.insert(.hasAsyncFor) }
    let iterable = lowerExpression(view.iterable)
    let binding = Binding(kind: .iteration, value: iterable, statement: id)
    let target = lowerTarget(view.target, binding)
    let body = lowerBlock(view.body)
    fill(id, a: iterable, b: record(target, body, lowerBlock(view.orElse)))
  }

  mutating func lowerWith(_ view: WithNode) {
    let id = emit(.with, flags: view.isAsync ? 1 : 0, at: view.node)
    scratch.append(id)
    function.flags.insert(view.isAsync ? .hasAsyncWith : .hasWith)
    let mark = scratch.count
    for node in view.items {
      let item = WithItemNode(unchecked: node)
      let context = lowerExpression(item.context)
      let binding = Binding(kind: .context, value: context, statement: id)
      let target = item.target.map { lowerTarget($0, binding) } ?? 0
      scratch.append(context)
      scratch.append(target)
    }
    let items = list(from: mark, width: 2)
    fill(id, a: items, b: lowerBlock(view.body))
  }

  mutating func lowerTry(_ view: TryNode) {
    let id = emit(.try, flags: view.isStar ? 1 : 0, at: view.node)
    scratch.append(id)
    function.flags.insert(.hasTry)
    let body = lowerBlock(view.body)
    let mark = scratch.count
    for handler in view.handlers where handler.kind == .exceptHandler {
      scratch.append(lowerHandler(ExceptHandlerNode(unchecked: handler)))
    }
    let handlers = list(from: mark)
    let orElse = lowerBlock(view.orElse)
    let final = lowerBlock(view.finalBody)
    let parts = record(body, handlers, orElse)
    extra.append(final)
    fill(id, a: parts)
  }

  private mutating func lowerHandler(_ view: ExceptHandlerNode) -> UInt32 {
    let id = emit(.handler, at: view.node)
    let type = view.type.map { lowerExpression($0) } ?? 0
    var name: LocalName = 0
    var symbol: UInt32 = 0
    if let range = view.name {
      name = intern(range)
      let binding = Binding(kind: .exception, value: type, statement: id)
      symbol = define(name, .assigned, binding, at: range.start) + 1
    }
    let body = lowerBlock(view.body)
    fill(id, a: type, b: record(name, symbol, body))
    return id
  }

  // MARK: match

  mutating func lowerMatch(_ view: MatchNode) {
    let id = emit(.match, at: view.node)
    scratch.append(id)
    let subject = lowerExpression(view.subject)
    let binding = Binding(kind: .pattern, value: subject, statement: id)
    let mark = scratch.count
    for node in view.cases where node.kind == .matchCase {
      let part = MatchCaseNode(unchecked: node)
      let caseID = emit(.matchCase, at: node)
      let pattern = lowerPattern(part.pattern, binding)
      let condition = part.guard.map { lowerExpression($0) } ?? 0
      let body = lowerBlock(part.body)
      fill(caseID, a: pattern, b: record(condition, body))
      scratch.append(caseID)
    }
    fill(id, a: subject, b: list(from: mark))
  }

  private mutating func lowerPattern(_ node: Node, _ binding: Binding) -> UInt32 {
    guard depth < Lowerer.maximumDepth else { return emit(.broken, at: node) }
    depth += 1
    defer { depth -= 1 }
    var inner = binding
    inner.position = -2
    switch node.kind {
    case .matchValue:
      return pattern(.value, node, [lowerExpression(MatchValueNode(unchecked: node).value)])
    case .matchSingleton:
      let kind = MatchSingletonNode(unchecked: node).constant
      return pattern(.singleton, node, [constants.shared(irConstant(kind), a: 0, b: 0, in: &nodes)])
    case .matchSequence:
      return lowerSequencePattern(MatchSequenceNode(unchecked: node), binding)
    case .matchMapping: return lowerMappingPattern(MatchMappingNode(unchecked: node), inner)
    case .matchClass: return lowerClassPattern(MatchClassNode(unchecked: node), inner)
    case .matchStar: return capture(.star, node, MatchStarNode(unchecked: node).name, inner)
    case .matchAs:
      let view = MatchAsNode(unchecked: node)
      if let part = view.pattern {
        let id = lowerPattern(part, binding)
        let whole = capture(.capture, node, view.name, binding)
        scratch.append(id)
        nodes[Int(whole)].a = list(from: scratch.count - 1)
        return whole
      }
      return capture(view.name == nil ? .wildcard : .capture, node, view.name, binding)
    case .matchOr:
      let mark = scratch.count
      for part in MatchOrNode(unchecked: node).patterns {
        scratch.append(lowerPattern(part, binding))
      }
      return emit(.pattern, flags: IRPattern.or.rawValue, at: node, a: list(from: mark))
    case .errorNode: return lowerBroken(ErrorNode(unchecked: node))
    default: return emit(.broken, at: node)
    }
  }

  private mutating func pattern(_ kind: IRPattern, _ node: Node, _ parts: [UInt32]) -> UInt32 {
    let mark = scratch.count
    scratch.append(contentsOf: parts)
    return emit(.pattern, flags: kind.rawValue, at: node, a: list(from: mark))
  }

  /// A pattern that binds `range`, or nothing if that is nil (`_`, `*_`).
  private mutating func capture(
    _ kind: IRPattern, _ node: Node, _ range: TextRange?, _ binding: Binding
  ) -> UInt32 {
    var symbol: UInt32 = 0
    if let range { symbol = define(intern(range), .assigned, binding, at: range.start) + 1 }
    return emit(.pattern, flags: kind.rawValue, at: node, b: symbol)
  }

  private mutating func lowerSequencePattern(_ view: MatchSequenceNode, _ binding: Binding)
    -> UInt32
  {
    let mark = scratch.count
    var position: Int16 = binding.position == -1 ? 0 : -2
    for part in view.patterns {
      var inner = binding
      inner.position = position
      if part.kind == .matchStar || position == Int16.max { position = -2 }
      if 0 <= position { position += 1 }
      scratch.append(lowerPattern(part, inner))
    }
    return emit(
      .pattern, flags: IRPattern.sequence.rawValue, at: view.node, a: list(from: mark))
  }

  private mutating func lowerMappingPattern(_ view: MatchMappingNode, _ inner: Binding) -> UInt32 {
    let mark = scratch.count
    let patterns = view.patterns
    for (index, key) in view.keys.enumerated() {
      scratch.append(lowerExpression(key))
      if index < patterns.count { scratch.append(lowerPattern(patterns[index], inner)) }
    }
    let parts = list(from: mark)
    let id = capture(.mapping, view.node, view.rest, inner)
    nodes[Int(id)].a = parts
    return id
  }

  private mutating func lowerClassPattern(_ view: MatchClassNode, _ inner: Binding) -> UInt32 {
    let mark = scratch.count
    scratch.append(lowerExpression(view.type))
    for part in view.patterns { scratch.append(lowerPattern(part, inner)) }
    for part in view.keywordPatterns { scratch.append(lowerPattern(part, inner)) }
    return emit(.pattern, flags: IRPattern.class.rawValue, at: view.node, a: list(from: mark))
  }
}
