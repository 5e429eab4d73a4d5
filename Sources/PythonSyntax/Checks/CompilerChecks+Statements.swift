import SourceText

/// Statements and expressions that are refused where they stand.
extension CompilerChecks {

  mutating func visitStatement(_ node: Node, _ place: Place) {
    switch node.kind {
    case .for, .while: visitLoop(node, place)
    case .with: visitWith(node, place)
    case .try: visitTry(node, place)
    case .break, .continue: checkJump(node, place)
    case .return: visitReturn(node, place)
    case .importFrom:
      checkStarImport(node, place)
      checkFuturePlace(node)
    case .global, .nonlocal: noteDeclaration(node, place)
    case .delete: push(node.list(0), place)
    case .assign: visitAssign(node, place)
    case .annAssign: visitAnnotated(node, place)
    case .exprStmt: push(node.child(0), place)
    case .match: visitMatch(node, place)
    default: break
    }
  }

  /// CPython's compiler has room for so many blocks in one function.
  private static let maximumBlocks: UInt8 = 21

  /// The place in a block of a loop, `with` item or `try` part.
  private mutating func nested(_ place: Place, _ node: Node) -> Place {
    var inner = place
    if inner.blocks == Self.maximumBlocks {
      report("too many statically nested blocks", node.range)
    }
    if inner.blocks < .max { inner.blocks += 1 }
    return inner
  }

  private mutating func visitLoop(_ node: Node, _ place: Place) {
    var body = nested(place, node)
    body.inLoop = true
    body.inExceptStar = false
    if let loop = node.as(ForNode.self) {
      if loop.isAsync, !isInCoroutine(place) {
        report("'async for' outside async function", node.range, .awaitOutsideCoroutine)
      }
      checkIsNotStarred(loop.target)
      push(loop.target, place)
      push(loop.iterable, place)
      push(loop.body, body)
      push(loop.orElse, place)
    } else if let loop = node.as(WhileNode.self) {
      push(loop.test, place)
      push(loop.body, body)
      push(loop.orElse, place)
    }
  }

  private mutating func visitWith(_ node: Node, _ place: Place) {
    guard let with = node.as(WithNode.self) else { return }
    if with.isAsync, !isInCoroutine(place) {
      report("'async with' outside async function", node.range, .awaitOutsideCoroutine)
    }
    var body = place
    for item in with.items {
      guard let item = item.as(WithItemNode.self) else { continue }
      push(item.context, place)
      if let target = item.target {
        checkIsNotStarred(target)
        push(target, place)
      }
      body = nested(body, item.node)
    }
    push(with.body, body)
  }

  private mutating func visitTry(_ node: Node, _ place: Place) {
    guard let statement = node.as(TryNode.self) else { return }
    let around = statement.finalBody.isEmpty ? place : nested(place, node)
    let tried = statement.handlers.isEmpty ? around : nested(around, node)
    push(statement.body, tried)
    push(statement.orElse, around)
    push(statement.finalBody, place)
    var inside = statement.handlers.isEmpty ? around : nested(around, node)
    if statement.isStar {
      inside.inExceptStar = true
      inside.returnsFromExceptStar = true
      inside.inLoop = false
    }
    for (position, handler) in statement.handlers.enumerated() {
      guard let handler = handler.as(ExceptHandlerNode.self) else { continue }
      if handler.type == nil && position != statement.handlers.count - 1 {
        report("default 'except:' must be last", handler.node.range)
      }
      push(handler.type, place)
      if let name = handler.name { checkDebug(name, ExpressionContext.store.rawValue) }
      push(handler.body, inside)
    }
  }

  private mutating func checkJump(_ node: Node, _ place: Place) {
    if place.inExceptStar {
      report(
        "'break', 'continue' and 'return' cannot appear in an except* block", node.range)
    } else if !place.inLoop {
      report(
        node.kind == .break ? "'break' outside loop" : "'continue' not properly in loop", node.range
      )
    }
  }

  private mutating func visitReturn(_ node: Node, _ place: Place) {
    let value = node.as(ReturnNode.self)?.value
    if scopes[place.scope].kind != .function {
      report("'return' outside function", node.range)
    } else if place.returnsFromExceptStar {
      report(
        "'break', 'continue' and 'return' cannot appear in an except* block", node.range)
    } else if value != nil {
      scopes[place.scope].returnsOfValue.append(node.range)
    }
    push(value, place)
  }

  private mutating func visitAssign(_ node: Node, _ place: Place) {
    guard let assign = node.as(AssignNode.self) else { return }
    for target in assign.targets { checkIsNotStarred(target) }
    push(assign.targets, place)
    push(assign.value, place)
  }

  private mutating func visitAnnotated(_ node: Node, _ place: Place) {
    guard let assign = node.as(AnnAssignNode.self) else { return }
    push(assign.target, place)
    push(assign.value, place)
    var around = place
    if defersAnnotations {
      var scope = Scope(kind: .annotation, node: assign.annotation, parent: place.scope)
      scope.description = "an annotation"
      around = enter(scope)
    }
    push(assign.annotation, around)
  }

  private mutating func visitMatch(_ node: Node, _ place: Place) {
    guard let match = node.as(MatchNode.self) else { return }
    push(match.subject, place)
    for (position, clause) in match.cases.enumerated() {
      guard let clause = clause.as(MatchCaseNode.self) else { continue }
      checkPattern(clause, isLast: position == match.cases.count - 1)
      push(clause.guard, place)
      push(clause.body, place)
    }
  }

  // MARK: expressions

  mutating func visitExpression(_ node: Node, _ place: Place) {
    switch node.kind {
    case .await:
      checkAwait(node, place)
      push(node.child(0), place)
    case .yield:
      checkYield(node, place)
      push(node.as(YieldNode.self)?.value, place)
    case .yieldFrom:
      checkYield(node, place)
      push(node.child(0), place)
    case .namedExpr: visitNamed(node, place)
    case .starred:
      // Where a star may stand, its parent has pushed what is behind it.
      if node.flags == ExpressionContext.load.rawValue {
        report("can't use starred expression here", node.range)
      }
      push(node.child(0), place)
    case .call:
      guard let call = node.as(CallNode.self) else { return }
      push(call.function, place)
      pushArguments(call.arguments, call.keywords, place)
    case .attribute:
      guard let attribute = node.as(AttributeNode.self) else { return }
      if node.flags != 0 { checkDebug(attribute.name, node.flags) }
      push(attribute.value, place)
    default: break
    }
  }

  private func isInCoroutine(_ place: Place) -> Bool {
    scopes[place.scope].kind == .function && scopes[place.scope].isAsync
  }

  private mutating func checkAwait(_ node: Node, _ place: Place) {
    let scope = scopes[place.scope]
    switch scope.kind {
    case .function where scope.isAsync: break
    case .comprehension, .generator: scopes[place.scope].isAsync = true
    case .function, .lambda:
      report("'await' outside async function", node.range, .awaitOutsideCoroutine)
    case .module, .class:
      report("'await' outside function", node.range, .awaitOutsideCoroutine)
    case .annotation:
      report("await expression cannot be used within \(scope.description)", node.range)
    }
  }

  private mutating func checkYield(_ node: Node, _ place: Place) {
    let scope = scopes[place.scope]
    scopes[place.scope].hasYield = true
    switch scope.kind {
    case .function:
      if scope.isAsync && node.kind == .yieldFrom {
        report("'yield from' inside async function", node.range)
      }
    case .lambda: break
    case .module, .class:
      let word = node.kind == .yield ? "yield" : "yield from"
      report("'\(word)' outside function", node.range)
    case .comprehension, .generator:
      report("'yield' inside \(comprehensionName(scope.node))", node.range)
    case .annotation:
      report("yield expression cannot be used within \(scope.description)", node.range)
    }
  }

  private func comprehensionName(_ node: Node) -> String {
    switch node.kind {
    case .listComp: "list comprehension"
    case .setComp: "set comprehension"
    case .dictComp: "dict comprehension"
    default: "generator expression"
    }
  }

  private mutating func visitNamed(_ node: Node, _ place: Place) {
    let target = node.child(0)
    push(target, place)
    push(node.child(1), place)
    let scope = scopes[place.scope]
    if place.inIterable {
      report(
        "assignment expression cannot be used in a comprehension iterable expression", node.range)
    } else if scope.kind == .annotation {
      report("named expression cannot be used within \(scope.description)", node.range)
    } else if scope.kind == .comprehension || scope.kind == .generator {
      checkNamedInComprehension(node, target, place.scope)
    }
  }

  /// `[y := x for x in z]` binds `y` in the function around it.
  private mutating func checkNamedInComprehension(_ node: Node, _ target: Node, _ innermost: Int) {
    var index = innermost
    while scopes[index].kind == .comprehension || scopes[index].kind == .generator {
      if bindsInClauses(scopes[index].node, target.range) {
        report(
          "assignment expression cannot rebind comprehension iteration variable "
            + "'\(tree.text(of: target.range))'", target.range)
        return
      }
      index = scopes[index].parent
    }
    let around = scopes[index]
    if around.kind == .class || around.kind == .annotation {
      let placeName = around.kind == .class ? "in a class body" : "within \(around.description)"
      report(
        "assignment expression within a comprehension cannot be used \(placeName)", node.range)
    }
  }

  private func bindsInClauses(_ comprehension: Node, _ name: TextRange) -> Bool {
    var binds = false
    comprehension.forEachChild { child in
      guard let clause = child.as(ComprehensionNode.self) else { return }
      clause.target.walk(enter: { node in
        let isTarget = node.kind == .name && node.flags == ExpressionContext.store.rawValue
        if isTarget && isSameText(node.range, name) { binds = true }
        return true
      })
    }
    return binds
  }

  // MARK: stars

  /// `*a = b`: a star needs a list or tuple around it.
  mutating func checkIsNotStarred(_ target: Node) {
    if target.kind == .starred {
      report("starred assignment target must be in a list or tuple", target.range)
    }
  }

  /// `*a, *b = c`.
  mutating func checkStarredTargets(_ node: Node) {
    guard node.flags == ExpressionContext.store.rawValue else { return }
    var count = 0
    for element in node.list(0) where element.kind == .starred { count += 1 }
    if 1 < count { report("multiple starred expressions in assignment", node.range) }
  }
}
