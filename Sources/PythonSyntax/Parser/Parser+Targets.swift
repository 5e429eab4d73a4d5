/// What may be assigned to or deleted, and the contexts of such expressions.
extension Parser {

  /// `star_targets` of `for` and comprehensions. They are parsed below the level of `in`.
  mutating func parseForTargets() -> NodeRef {
    let start = position
    let first = kinds[index] == .star ? parseStarred() : parseBitwiseOr()
    var target = first
    if kinds[index] == .comma {
      let mark = items.count
      items.push(first)
      while accept(.comma), kinds[index].startsStarExpression {
        items.push(kinds[index] == .star ? parseStarred() : parseBitwiseOr())
      }
      let elements = arena.list(&items, from: mark)
      target = arena.node(.tuple, start, previousEnd, elements)
    }
    if kinds[index] == .keywordIn { bind(target, isOnlyTarget: false) }
    return target
  }

  /// Makes `node` a target of an assignment, or reports why it is none.
  mutating func bind(_ node: NodeRef, isOnlyTarget: Bool) {
    guard let wrong = firstWrongTarget(node, deletes: false) else {
      setContext(.store, of: node)
      return
    }
    setContext(.store, of: node)
    let kind = arena.kind(of: wrong)
    if kind == .yield || kind == .yieldFrom {
      if wrong == node && text[Int(arena.start(of: wrong))] != 0x28 && !isGrouped(wrong) {
        report(
          "assignment to yield expression not possible", arena.start(of: wrong),
          arena.end(of: wrong))
        return
      }
    }
    let isPlain =
      arena.kind(of: node) == .tuple || arena.kind(of: node) == .list
      || isSingleton(wrong) || bindsLoosely(wrong)
    let hint =
      isOnlyTarget && !isPlain ? " here. Maybe you meant '==' instead of '='?" : ""
    report(
      "cannot assign to \(describe(wrong))\(hint)", arena.start(of: wrong), arena.end(of: wrong))
  }

  /// Makes `node` a target of `del`, or reports why it is none.
  mutating func unbind(_ node: NodeRef) {
    if let wrong = firstWrongTarget(node, deletes: true) {
      report("cannot delete \(describe(wrong))", arena.start(of: wrong), arena.end(of: wrong))
    }
    setContext(.delete, of: node)
  }

  mutating func checkAnnotationTarget(_ node: NodeRef) {
    switch arena.kind(of: node) {
    case .name, .attribute, .subscript, .errorNode: return
    case .list, .tuple:
      report(
        "only single target (not \(describe(node))) can be annotated", arena.start(of: node),
        arena.end(of: node))
    default:
      report("illegal target for annotation", arena.start(of: node), arena.end(of: node))
    }
  }

  mutating func checkAugmentedTarget(_ node: NodeRef) {
    switch arena.kind(of: node) {
    case .name, .attribute, .subscript, .errorNode: return
    default:
      report(
        "'\(describe(node))' is an illegal expression for augmented assignment",
        arena.start(of: node), arena.end(of: node))
    }
  }

  /// The first part, in source order, that cannot be bound. Nesting is that of brackets, so bounded.
  func firstWrongTarget(_ node: NodeRef, deletes: Bool) -> NodeRef? {
    switch arena.kind(of: node) {
    case .name, .attribute, .subscript, .errorNode: return nil
    case .starred:
      // 3.8 leaves `del *a` to the compiler.
      if deletes { return version.minor < 9 ? nil : node }
      let inner = arena.field(0, of: node)
      // `**` never gets here; `* *a` does.
      return arena.kind(of: inner) == .starred ? inner : firstWrongTarget(inner, deletes: false)
    case .tuple, .list:
      let list = Int(arena.field(0, of: node))
      if list == 0 { return nil }
      for place in 0..<Int(arena.base[list]) {
        if let wrong = firstWrongTarget(arena.base[list + 1 + place], deletes: deletes) {
          return wrong
        }
      }
      return nil
    default: return node
    }
  }

  mutating func setContext(_ context: ExpressionContext, of node: NodeRef) {
    switch arena.kind(of: node) {
    case .name, .attribute, .subscript: arena.setFlags(context.rawValue, of: node)
    case .starred:
      arena.setFlags(context.rawValue, of: node)
      setContext(context, of: arena.field(0, of: node))
    case .tuple, .list:
      arena.setFlags(context.rawValue, of: node)
      let list = Int(arena.field(0, of: node))
      if list == 0 { return }
      for place in 0..<Int(arena.base[list]) {
        setContext(context, of: arena.base[list + 1 + place])
      }
    default: break
    }
  }

  private func isGrouped(_ node: NodeRef) -> Bool {
    3 <= parentheses.count && parentheses.base[parentheses.count - 3] == node
  }

  /// What CPython's hint, which looks for a `bitwise_or`, does not see.
  private func bindsLoosely(_ node: NodeRef) -> Bool {
    switch arena.kind(of: node) {
    case .generatorExp, .ifExp, .lambda, .boolOp, .compare, .namedExpr: !isGrouped(node)
    case .unaryOp: arena.flags(of: node) == UnaryOperator.not.rawValue
    default: false
    }
  }

  private func isSingleton(_ node: NodeRef) -> Bool {
    guard let constant = arena.view(node).as(ConstantNode.self) else { return false }
    switch constant.constant {
    case .none, .true, .false: return true
    default: return false
    }
  }

  /// What CPython calls this kind of expression in a message.
  func describe(_ node: NodeRef) -> String {
    switch arena.kind(of: node) {
    case .attribute: "attribute"
    case .subscript: "subscript"
    case .starred: "starred"
    case .name: "name"
    case .list: "list"
    case .tuple: "tuple"
    case .lambda: "lambda"
    case .call: "function call"
    case .boolOp, .binOp, .unaryOp: "expression"
    case .generatorExp: "generator expression"
    case .yield, .yieldFrom: "yield expression"
    case .await: "await expression"
    case .listComp: "list comprehension"
    case .setComp: "set comprehension"
    case .dictComp: "dict comprehension"
    case .dict: "dict literal"
    case .setExpr: "set display"
    case .joinedStr, .formattedValue: "f-string expression"
    case .templateStr, .interpolation: "t-string expression"
    case .constant: describeConstant(node)
    case .compare: "comparison"
    case .ifExp: "conditional expression"
    case .namedExpr: "named expression"
    default: "expression"
    }
  }

  private func describeConstant(_ node: NodeRef) -> String {
    switch ConstantKind(rawValue: arena.flags(of: node)) {
    case .some(.none): "None"
    case .some(.true): "True"
    case .some(.false): "False"
    case .some(.ellipsis): "ellipsis"
    default: "literal"
    }
  }
}
