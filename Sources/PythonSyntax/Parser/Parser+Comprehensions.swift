/// Parentheses, list, set and dict displays, and the comprehensions in them.
extension Parser {

  var startsComprehension: Bool {
    kinds[index] == .keywordFor
      || (kinds[index] == .keywordAsync && nextKind == .keywordFor)
  }

  /// `(…)`: a group, a tuple or a generator expression.
  mutating func parseParenthesized() -> NodeRef {
    let start = position
    let opener = index
    advance()
    if accept(.rightParenthesis) { return arena.node(.tuple, start, previousEnd, 0) }
    guard enter() else { return errorNode() }
    defer { leave() }
    bracketDepth += 1
    if kinds[index] == .keywordYield {
      let value = parseYield()
      closeBracket(.rightParenthesis, opener)
      return grouped(value, start)
    }
    let first = parseStarNamedExpression()
    switch kinds[index] {
    case .rightParenthesis:
      refuseGroupedStar(first, opener)
      bracketDepth -= 1
      advance()
      return grouped(first, start)
    case .comma:
      let elements = parseElements(first)
      closeBracket(.rightParenthesis, opener)
      return arena.node(.tuple, start, previousEnd, elements)
    case .keywordFor, .keywordAsync:
      requireUnpacking(first, opener)
      let generators = parseComprehensionClauses()
      closeBracket(.rightParenthesis, opener)
      return arena.node(.generatorExp, start, previousEnd, first, generators)
    default:
      failInDisplay(first, opener)
      closeBracket(.rightParenthesis, opener)
      return grouped(first, start)
    }
  }

  /// `(*x)`: the parenthesis `opener` holds nothing else.
  mutating func refuseGroupedStar(_ value: NodeRef, _ opener: Int) {
    // 3.8 leaves it to the compiler, which takes `(*a), b = c`. A star further in has been refused.
    guard arena.kind(of: value) == .starred, 9 <= version.minor,
      arena.start(of: value) == starts[opener + 1]
    else { return }
    report("cannot use starred expression here", arena.start(of: value), arena.end(of: value))
  }

  /// Notes the parentheses around `node`, which do not belong to its range.
  @inline(__always)
  mutating func grouped(_ node: NodeRef, _ start: UInt32) -> NodeRef {
    let place = parentheses.claim(3)
    parentheses.base[place] = node
    parentheses.base[place + 1] = start
    parentheses.base[place + 2] = previousEnd
    return node
  }

  /// The elements after `first`, up to the closing bracket; the current token is a comma.
  private mutating func parseElements(_ first: NodeRef) -> UInt32 {
    let mark = items.count
    items.push(first)
    while accept(.comma), kinds[index].startsStarExpression {
      items.push(parseStarNamedExpression())
    }
    if !isClosing(kinds[index]) { failInElements(mark) }
    return arena.list(&items, from: mark)
  }

  private mutating func parseSetElements(_ first: NodeRef) -> UInt32 {
    let mark = items.count
    items.push(first)
    while accept(.comma), kinds[index].startsStarExpression {
      let token = index
      let element = parseStarNamedExpression()
      requireWalrusInSet(element, token)
      items.push(element)
    }
    if !isClosing(kinds[index]) { failInElements(mark) }
    return arena.list(&items, from: mark)
  }

  /// Before 3.9 `{x := 1}` needs parentheses in the braces.
  private mutating func requireWalrusInSet(_ element: NodeRef, _ token: Int) {
    if arena.kind(of: element) == .namedExpr && arena.start(of: element) == starts[token] {
      require(.unparenthesizedWalrusInSet, arena.start(of: element), arena.end(of: element))
    }
  }

  func isClosing(_ kind: TokenKind) -> Bool {
    kind == .rightParenthesis || kind == .rightBracket || kind == .rightBrace
  }

  mutating func parseListDisplay() -> NodeRef {
    let start = position
    let opener = index
    advance()
    if accept(.rightBracket) { return arena.node(.list, start, previousEnd, 0) }
    guard enter() else { return errorNode() }
    defer { leave() }
    bracketDepth += 1
    let first = parseStarNamedExpression()
    if startsComprehension {
      requireUnpacking(first, opener)
      let generators = parseComprehensionClauses()
      closeBracket(.rightBracket, opener)
      return arena.node(.listComp, start, previousEnd, first, generators)
    }
    if kinds[index] != .comma && kinds[index] != .rightBracket { failInDisplay(first, opener) }
    let elements = parseElements(first)
    closeBracket(.rightBracket, opener)
    return arena.node(.list, start, previousEnd, elements)
  }

  /// `{…}`: dict or set, displayed or comprehended.
  mutating func parseBraceDisplay() -> NodeRef {
    let start = position
    let opener = index
    advance()
    if accept(.rightBrace) { return arena.node(.dict, start, previousEnd, 0, 0) }
    guard enter() else { return errorNode() }
    defer { leave() }
    bracketDepth += 1
    if kinds[index] == .doubleStar { return parseDict(start, opener, firstKey: nil) }
    let first = parseStarNamedExpression()
    if kinds[index] == .colon {
      if kinds[opener + 1] == .star {
        fail(
          "cannot use a starred expression in a dictionary key", arena.start(of: first),
          previousEnd)
      }
      if arena.kind(of: first) == .namedExpr && arena.start(of: first) == starts[opener + 1] {
        failUnexpected()
      }
      return parseDict(start, opener, firstKey: first)
    }
    requireWalrusInSet(first, opener + 1)
    if startsComprehension {
      requireUnpacking(first, opener)
      let generators = parseComprehensionClauses()
      closeBracket(.rightBrace, opener)
      return arena.node(.setComp, start, previousEnd, first, generators)
    }
    if kinds[index] != .comma && kinds[index] != .rightBrace { failInDisplay(first, opener) }
    let elements = parseSetElements(first)
    closeBracket(.rightBrace, opener)
    return arena.node(.setExpr, start, previousEnd, elements)
  }

  /// A dict from its first key on (the current token is the colon), or from `**`.
  private mutating func parseDict(_ start: UInt32, _ opener: Int, firstKey: NodeRef?) -> NodeRef {
    let mark = items.count
    let valueMark = others.count
    var key = firstKey ?? 0
    while true {
      if key == 0 {
        let unpacking = index
        advance()
        let value = parseBitwiseOr()
        items.push(0)
        others.push(value)
        if startsComprehension && items.count == mark + 1 {
          return parseUnpackingDictComprehension(start, opener, mark, valueMark)
        }
        if kinds[index] != .comma && kinds[index] != .rightBrace { failAfterUnpacking(unpacking) }
      } else {
        parseDictValue(key)
        if startsComprehension && items.count == mark + 1 {
          return parseDictComprehension(start, opener, mark, valueMark)
        }
      }
      if !accept(.comma) || kinds[index] == .rightBrace { break }
      key = 0
      if kinds[index] != .doubleStar {
        key = parseDictKey()
      }
    }
    if kinds[index] != .rightBrace { failInDict(mark, valueMark) }
    closeBracket(.rightBrace, opener)
    let keys = arena.list(&items, from: mark)
    let values = arena.list(&others, from: valueMark)
    return arena.node(.dict, start, previousEnd, keys, values)
  }

  private mutating func parseDictKey() -> NodeRef {
    if kinds[index] == .star { failStarredKey() }
    let key = parseExpression()
    if kinds[index] != .colon { failMissingColonInDict(key) }
    return key
  }

  /// `: value` of the key; pushes both.
  private mutating func parseDictValue(_ key: NodeRef) {
    if kinds[index] == .colon {
      advance()
      if !kinds[index].startsExpression { failDictValue() }
    }
    let value = parseExpression()
    items.push(key)
    others.push(value)
  }

  private mutating func parseDictComprehension(
    _ start: UInt32, _ opener: Int, _ mark: Int, _ valueMark: Int
  ) -> NodeRef {
    let key = items.base[mark]
    let value = others.base[valueMark]
    items.cut(to: mark)
    others.cut(to: valueMark)
    let generators = parseComprehensionClauses()
    closeBracket(.rightBrace, opener)
    return arena.node(.dictComp, start, previousEnd, key, value, generators)
  }

  /// `{**d for d in ds}` (PEP 798): as in CPython's tree the mapping is the key, there is no value.
  private mutating func parseUnpackingDictComprehension(
    _ start: UInt32, _ opener: Int, _ mark: Int, _ valueMark: Int
  ) -> NodeRef {
    require(.comprehensionUnpacking, starts[opener + 1], ends[opener + 1])
    let mapping = others.base[valueMark]
    items.cut(to: mark)
    others.cut(to: valueMark)
    let generators = parseComprehensionClauses()
    closeBracket(.rightBrace, opener)
    return arena.node(.dictComp, start, previousEnd, mapping, 0, generators)
  }

  /// `[*x for x in y]` is new; the star belongs to the element, not to a parenthesized part of it.
  mutating func requireUnpacking(_ element: NodeRef, _ opener: Int) {
    if arena.kind(of: element) == .starred && kinds[opener + 1] == .star {
      require(.comprehensionUnpacking, arena.start(of: element), arena.end(of: element))
    }
  }

  // MARK: clauses

  /// `for … in … if …`, one or more; answers the list.
  mutating func parseComprehensionClauses() -> UInt32 {
    let mark = items.count
    while startsComprehension {
      let start = position
      let isAsync = accept(.keywordAsync)
      advance()
      let target = parseForTargets()
      var iterable: NodeRef = 0
      if accept(.keywordIn) {
        iterable = parseDisjunction()
      } else {
        failMissingIn(target, isComprehension: true)
        iterable = errorNode()
      }
      let conditionMark = items.count
      while accept(.keywordIf) {
        // The grammar of 3.8 has `lambda` here.
        let isLambda = kinds[index] == .keywordLambda && version.minor < 9
        items.push(isLambda ? parseExpression() : parseDisjunction())
      }
      let conditions = arena.list(&items, from: conditionMark)
      items.push(
        arena.node(
          .comprehension, flags: isAsync ? 1 : 0, start, previousEnd, target, iterable, conditions))
    }
    return arena.list(&items, from: mark)
  }
}
