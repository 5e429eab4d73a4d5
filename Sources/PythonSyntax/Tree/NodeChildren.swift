// Reaching all nodes without knowing their kinds.

extension Node {
  /// Calls `body` for each child, in the order of the source. Does not recurse.
  package func forEachChild(_ body: (Node) -> Void) {
    switch kind {
    case .module: list(0).forEach(body)
    case .functionDef:
      list(6).forEach(body)
      list(2).forEach(body)
      body(child(3))
      visit(4, body)
      list(5).forEach(body)
    case .classDef:
      list(6).forEach(body)
      list(2).forEach(body)
      merge(list(3), list(4), body)
      list(5).forEach(body)
    case .return, .yield: visit(0, body)
    case .delete, .global, .nonlocal, .import, .boolOp, .setExpr, .list, .tuple, .joinedStr,
      .templateStr, .matchSequence, .matchOr, .errorNode:
      list(0).forEach(body)
    case .assign:
      list(0).forEach(body)
      body(child(1))
    case .typeAlias:
      body(child(0))
      list(1).forEach(body)
      body(child(2))
    case .augAssign, .namedExpr, .binOp, .lambda, .subscript:
      body(child(0))
      body(child(1))
    case .annAssign:
      body(child(0))
      body(child(1))
      visit(2, body)
    case .for:
      body(child(0))
      body(child(1))
      list(2).forEach(body)
      list(3).forEach(body)
    case .while, .if:
      body(child(0))
      list(1).forEach(body)
      list(2).forEach(body)
    case .with:
      list(0).forEach(body)
      list(1).forEach(body)
    case .match, .listComp, .setComp, .generatorExp, .compare:
      body(child(0))
      list(1).forEach(body)
    case .raise, .withItem, .assert:
      visit(0, body)
      visit(1, body)
    case .try:
      for field in 0..<4 { list(field).forEach(body) }
    case .importFrom: list(2).forEach(body)
    case .exprStmt, .unaryOp, .await, .yieldFrom, .attribute, .starred, .matchValue: body(child(0))
    case .ifExp:
      body(child(1))
      body(child(0))
      body(child(2))
    case .dict, .matchMapping: interleave(list(0), list(1), body)
    case .dictComp:
      body(child(0))
      visit(1, body)
      list(2).forEach(body)
    case .call:
      body(child(0))
      merge(list(1), list(2), body)
    case .formattedValue, .interpolation:
      body(child(0))
      visit(2, body)
    case .slice:
      for field in 0..<3 { visit(field, body) }
    case .comprehension:
      body(child(0))
      body(child(1))
      list(2).forEach(body)
    case .exceptHandler:
      visit(0, body)
      list(3).forEach(body)
    case .parameters:
      list(0).forEach(body)
      list(1).forEach(body)
      visit(2, body)
      list(3).forEach(body)
      visit(4, body)
    case .parameter, .typeVar:
      visit(2, body)
      visit(3, body)
    case .paramSpec, .typeVarTuple, .keyword: visit(2, body)
    case .matchCase:
      body(child(0))
      visit(1, body)
      list(2).forEach(body)
    case .matchClass:
      body(child(0))
      list(1).forEach(body)
      interleave(list(2), list(3), body)
    case .matchAs: visit(0, body)
    case .pass, .break, .continue, .constant, .name, .alias, .identifier, .matchSingleton,
      .matchStar:
      break
    }
  }

  private func visit(_ field: Int, _ body: (Node) -> Void) {
    if let child = optionalChild(field) { body(child) }
  }

  /// Two lists whose items alternate in the source.
  private func interleave(_ first: NodeList, _ second: NodeList, _ body: (Node) -> Void) {
    for position in 0..<max(first.count, second.count) {
      if position < first.count, let node = first.optional(at: position) { body(node) }
      if position < second.count, let node = second.optional(at: position) { body(node) }
    }
  }

  /// Two lists whose items stand in any order in the source.
  private func merge(_ first: NodeList, _ second: NodeList, _ body: (Node) -> Void) {
    var (left, right) = (0, 0)
    while left < first.count || right < second.count {
      let takesLeft =
        second.count <= right
        || (left < first.count && first[left].start <= second[right].start)
      if takesLeft {
        body(first[left])
        left += 1
      } else {
        body(second[right])
        right += 1
      }
    }
  }

  /// Visits this node and all below it, parents first, in the order of the source. `enter` answers
  /// whether to go below the node; `leave` is called after all that is below.
  ///
  /// The stack is on the heap: chains like `a + b + …` and `elif` are as deep as the file is long.
  package func walk(enter: (Node) -> Bool, leave: (Node) -> Void = { _ in }) {
    // A step is a node to enter, or (`leaves`) one to leave.
    var steps: [(node: Node, leaves: Bool)] = [(self, false)]
    while let step = steps.popLast() {
      if step.leaves {
        leave(step.node)
        continue
      }
      guard enter(step.node) else { continue }
      steps.append((step.node, true))
      let mark = steps.count
      step.node.forEachChild { steps.append(($0, false)) }
      steps[mark...].reverse()
    }
  }
}
