import PythonSyntax
import SourceText

extension Lowerer {
  /// Lowers an expression in evaluation order and answers its node.
  mutating func lowerExpression(_ node: Node) -> UInt32 {
    switch node.kind {
    case .name: return emit(.name, at: node, a: intern(node.range), b: scope)
    case .constant: return lowerConstant(ConstantNode(unchecked: node))
    default: break
    }
    guard depth < Lowerer.maximumDepth else { return emit(.broken, at: node) }
    depth += 1
    defer { depth -= 1 }
    switch node.kind {
    case .attribute, .call, .subscript, .binOp: return lowerChain(node)
    case .await:
      function.flags.insert(.hasAwait)
      return emit(.await, at: node, a: lowerExpression(AwaitNode(unchecked: node).value))
    case .keyword:
      let view = KeywordNode(unchecked: node)
      let name = view.name.map { intern($0) } ?? 0
      return emit(.keyword, at: node, a: lowerArgument(view.value), b: name)
    case .tuple: return lowerSequence(.tuple, node, TupleNode(unchecked: node).elements)
    case .list: return lowerSequence(.list, node, ListNode(unchecked: node).elements)
    case .setExpr: return lowerSequence(.set, node, SetExprNode(unchecked: node).elements)
    case .dict: return lowerDict(DictNode(unchecked: node))
    case .compare: return lowerCompare(CompareNode(unchecked: node))
    case .boolOp:
      let view = BoolOpNode(unchecked: node)
      let mark = scratch.count
      for value in view.values { push(value) }
      return emit(.boolean, flags: view.isOr ? 1 : 0, at: node, a: list(from: mark))
    case .unaryOp:
      let view = UnaryOpNode(unchecked: node)
      return emit(.unary, flags: view.op.rawValue, at: node, a: lowerExpression(view.operand))
    case .ifExp: return lowerConditional(IfExpNode(unchecked: node))
    case .starred:
      return emit(.starred, at: node, a: lowerExpression(StarredNode(unchecked: node).value))
    default: return lowerRareExpression(node)
    }
  }

  private mutating func lowerRareExpression(_ node: Node) -> UInt32 {
    switch node.kind {
    case .joinedStr, .templateStr: return lowerFormatted(node)
    case .listComp:
      let view = ListCompNode(unchecked: node)
      return lowerComprehension(
        node, .list, element: view.element, value: nil, generators: view.generators)
    case .setComp:
      let view = SetCompNode(unchecked: node)
      return lowerComprehension(
        node, .set, element: view.element, value: nil, generators: view.generators)
    case .dictComp:
      let view = DictCompNode(unchecked: node)
      return lowerComprehension(
        node, .dict, element: view.key, value: view.value, generators: view.generators)
    case .generatorExp:
      let view = GeneratorExpNode(unchecked: node)
      return lowerComprehension(
        node, .generator, element: view.element, value: nil, generators: view.generators)
    case .lambda: return lowerLambda(node)
    case .namedExpr: return lowerNamedExpression(node)
    case .yield:
      function.flags.insert(.isGenerator)
      let value = YieldNode(unchecked: node).value
      return emit(.yield, at: node, a: value.map { lowerExpression($0) } ?? 0)
    case .yieldFrom:
      function.flags.insert(.isGenerator)
      return emit(.yieldFrom, at: node, a: lowerExpression(YieldFromNode(unchecked: node).value))
    case .slice:
      let view = SliceNode(unchecked: node)
      let lower = view.lower.map { lowerExpression($0) } ?? 0
      let upper = view.upper.map { lowerExpression($0) } ?? 0
      let step = view.step.map { lowerExpression($0) } ?? 0
      return emit(.slice, at: node, a: record(lower, upper, step))
    case .errorNode: return lowerBroken(ErrorNode(unchecked: node))
    default: return emit(.broken, at: node)
    }
  }

  @inline(__always)
  mutating func push(_ node: Node) {
    let id = lowerExpression(node)
    scratch.append(id)
  }

  // MARK: chains

  /// Attributes, calls, subscripts and binary operators lean to the left, as deep as there are many:
  /// walk down to the first operand, then build upwards.
  private mutating func lowerChain(_ top: Node) -> UInt32 {
    let mark = spine.count
    var node = top
    descent: while true {
      switch node.kind {
      case .attribute:
        spine.append(node)
        node = AttributeNode(unchecked: node).value
      case .call:
        spine.append(node)
        node = CallNode(unchecked: node).function
      case .subscript:
        spine.append(node)
        node = SubscriptNode(unchecked: node).value
      case .binOp:
        spine.append(node)
        node = BinOpNode(unchecked: node).left
      default: break descent
      }
    }
    if Lowerer.maximumChain < spine.count - mark { return flattenChain(top, node, from: mark) }
    var result = lowerExpression(node)
    while mark < spine.count {
      let link = spine.removeLast()
      result = lowerLink(link, result)
    }
    return result
  }

  /// Keeps of a very long chain what is evaluated in it, in order, but not how it hangs together.
  private mutating func flattenChain(_ top: Node, _ first: Node, from mark: Int) -> UInt32 {
    let base = scratch.count
    push(first)
    while mark < spine.count {
      let link = spine.removeLast()
      switch link.kind {
      case .call:
        let view = CallNode(unchecked: link)
        for argument in view.arguments { push(argument) }
        for keyword in view.keywords { push(keyword) }
      case .subscript: push(SubscriptNode(unchecked: link).slice)
      case .binOp: push(BinOpNode(unchecked: link).right)
      default: break
      }
    }
    return emit(.broken, at: top, a: list(from: base))
  }

  private mutating func lowerLink(_ node: Node, _ operand: UInt32) -> UInt32 {
    switch node.kind {
    case .attribute:
      return emit(
        .attribute, at: node, a: operand, b: intern(AttributeNode(unchecked: node).name))
    case .call: return lowerCall(CallNode(unchecked: node), operand)
    case .subscript: return lowerSubscript(SubscriptNode(unchecked: node), operand)
    default:
      let view = BinOpNode(unchecked: node)
      let right = lowerExpression(view.right)
      return emit(.binary, flags: view.op.rawValue, at: node, a: operand, b: right)
    }
  }

  private mutating func lowerCall(_ view: CallNode, _ callee: UInt32) -> UInt32 {
    function.flags.insert(.hasCall)
    let readStrings = readsStrings
    readsStrings = false
    let mark = scratch.count
    let keywords = view.keywords
    var next = 0
    for argument in view.arguments {
      // `f(k=1, *rest)`: the keyword comes first.
      while next < keywords.count, keywords[next].start < argument.start {
        push(keywords[next])
        next += 1
      }
      let isType = scratch.count == mark && isCast(view)
      let id = isType ? lowerAnnotation(argument) : lowerArgument(argument)
      scratch.append(id)
    }
    while next < keywords.count {
      push(keywords[next])
      next += 1
    }
    readsStrings = readStrings
    return emit(.call, at: view.node, a: callee, b: list(from: mark))
  }

  @inline(__always)
  private mutating func lowerArgument(_ node: Node) -> UInt32 {
    node.kind == .constant
      ? lowerArgumentConstant(ConstantNode(unchecked: node)) : lowerExpression(node)
  }

  private mutating func lowerSubscript(_ view: SubscriptNode, _ value: UInt32) -> UInt32 {
    if !readsStrings {
      return emit(.subscript, at: view.node, a: value, b: lowerExpression(view.slice))
    }
    return emit(.subscript, at: view.node, a: value, b: lowerTypeArguments(view))
  }

  // MARK: containers

  private mutating func lowerSequence(
    _ kind: IRKind, _ node: Node, _ elements: NodeList
  ) -> UInt32 {
    let mark = scratch.count
    if isLongTable(elements) {
      for element in elements { scratch.append(lowerTableItem(element)) }
    } else {
      for element in elements { push(element) }
    }
    return emit(kind, at: node, a: list(from: mark))
  }

  private mutating func lowerDict(_ view: DictNode) -> UInt32 {
    let mark = scratch.count
    let keys = view.keys
    let values = view.values
    let isTable = isLongTable(values)
    for index in 0..<values.count {
      if let key = index < keys.count ? keys.optional(at: index) : nil {
        scratch.append(isTable ? lowerTableItem(key) : lowerExpression(key))
      } else {
        scratch.append(0)
      }
      scratch.append(isTable ? lowerTableItem(values[index]) : lowerExpression(values[index]))
    }
    return emit(.dict, at: view.node, a: list(from: mark, width: 2))
  }

  // MARK: operators

  private mutating func lowerCompare(_ view: CompareNode) -> UInt32 {
    let left = lowerExpression(view.left)
    let mark = scratch.count
    let comparators = view.comparators
    let operators = view.operators
    for index in 0..<min(comparators.count, operators.count) {
      scratch.append(operators[index])
      push(comparators[index])
    }
    return emit(.compare, at: view.node, a: left, b: list(from: mark, width: 2))
  }

  private mutating func lowerConditional(_ view: IfExpNode) -> UInt32 {
    switch judge(view.test) {
    case .taken, .takenExceptByCheckers: return lowerExpression(view.body)
    case .dead, .typeOnly: return lowerExpression(view.orElse)
    case .open: break
    }
    let test = lowerExpression(view.test)
    let body = lowerExpression(view.body)
    let orElse = lowerExpression(view.orElse)
    return emit(.conditional, at: view.node, a: test, b: record(body, orElse))
  }

  private mutating func lowerFormatted(_ node: Node) -> UInt32 {
    let mark = scratch.count
    pushFields(of: node)
    return emit(.formatted, at: node, a: list(from: mark), b: address(of: node))
  }

  /// What stands before the first field of `f"sqlite:///{path}"`.
  private mutating func address(of node: Node) -> LocalName {
    guard node.kind == .joinedStr, let first = JoinedStrNode(unchecked: node).values.first,
      first.kind == .constant
    else { return 0 }
    let view = ConstantNode(unchecked: first)
    let bytes = source.slice(view.range)
    guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")),
      bytes[colon...].starts(with: "://".utf8)
    else { return 0 }
    return text(of: view).name
  }

  /// The expressions of an f- or t-string and of the format specs in it; its text is dropped.
  private mutating func pushFields(of node: Node) {
    guard depth < Lowerer.maximumDepth else { return }
    depth += 1
    defer { depth -= 1 }
    let parts: NodeList
    switch node.kind {
    case .joinedStr: parts = JoinedStrNode(unchecked: node).values
    case .templateStr: parts = TemplateStrNode(unchecked: node).values
    default: return
    }
    for part in parts {
      switch part.kind {
      case .formattedValue:
        let view = FormattedValueNode(unchecked: part)
        push(view.value)
        if let spec = view.formatSpec { pushFields(of: spec) }
      case .interpolation:
        let view = InterpolationNode(unchecked: part)
        push(view.value)
        if let spec = view.formatSpec { pushFields(of: spec) }
      case .joinedStr: pushFields(of: part)
      case .constant: break
      default: push(part)
      }
    }
  }
}
