/// Calls, the argument lists of classes, subscripts.
extension Parser {

  /// `function(…)`; the current token is the parenthesis.
  mutating func parseCall(_ function: NodeRef, _ start: UInt32) -> NodeRef {
    let opener = index
    advance()
    if accept(.rightParenthesis) {
      return arena.node(.call, start, previousEnd, function, 0, 0)
    }
    guard enter() else { return function }
    let mark = items.count
    let keywordMark = others.count
    bracketDepth += 1
    parseArguments(opener)
    closeBracket(.rightParenthesis, opener)
    leave()
    let arguments = arena.list(&items, from: mark)
    let keywords = arena.list(&others, from: keywordMark)
    return arena.node(.call, start, previousEnd, function, arguments, keywords)
  }

  /// Pushes positional arguments to `items` and keywords to `others`, up to the closing parenthesis.
  mutating func parseArguments(_ opener: Int) {
    var order = ArgumentOrder()
    while kinds[index] != .rightParenthesis {
      let first = index
      switch kinds[index] {
      case .star:
        let followsMapping = order.sawUnpackedMapping
        advance()
        if !kinds[index].startsExpression {
          fail("Invalid star expression")
        } else if followsMapping {
          report(
            "iterable argument unpacking follows keyword argument unpacking", starts[first],
            ends[first])
        }
        let value = parseExpression()
        items.push(arena.node(.starred, starts[first], previousEnd, value))
        if kinds[index] == .equal { failUnpackingAssignment(first, "iterable") }
        if kinds[index] == .keywordFor || kinds[index] == .keywordAsync {
          parseGeneratorArgument(opener, first)
        }
      case .doubleStar:
        order.sawUnpackedMapping = true
        advance()
        let value = parseExpression()
        others.push(arena.node(.keyword, starts[first], previousEnd, 0, 0, value))
        if kinds[index] == .equal { failUnpackingAssignment(first, "keyword") }
      case .name where nextKind == .equal:
        order.sawKeyword = true
        parseKeywordArgument(first)
      default:
        let value = parseNamedExpression()
        items.push(value)
        switch kinds[index] {
        case .comma, .rightParenthesis: break
        case .keywordFor, .keywordAsync: parseGeneratorArgument(opener, first)
        case .equal: failArgumentAssignment(value, first)
        default: break
        }
        if order.sawKeyword || order.sawUnpackedMapping { failPositional(order, first) }
      }
      if kinds[index] != .comma { return }
      advance()
    }
  }

  struct ArgumentOrder {
    var sawKeyword = false
    var sawUnpackedMapping = false
  }

  private mutating func parseKeywordArgument(_ first: Int) {
    index += 2
    if kinds[index] == .comma || kinds[index] == .rightParenthesis {
      fail("expected argument value expression", starts[first], ends[index - 1])
    }
    let value = parseExpression()
    others.push(
      arena.node(.keyword, starts[first], previousEnd, starts[first], ends[first], value))
    if kinds[index] == .keywordFor || kinds[index] == .keywordAsync {
      fail(
        "invalid syntax. Maybe you meant '==' or ':=' instead of '='?", starts[first],
        ends[first + 1])
    } else if kinds[index] == .colonEqual {
      failUnexpected()
    }
  }

  /// `f(x for x in y)`: the generator's range is that of the call's parentheses.
  private mutating func parseGeneratorArgument(_ opener: Int, _ first: Int) {
    guard let element = popItem() else { return }
    let elementIsStarred = kinds[first] == .star
    if elementIsStarred { require(.comprehensionUnpacking, starts[first], ends[first]) }
    if arena.kind(of: element) == .namedExpr && arena.start(of: element) == starts[first] {
      require(.unparenthesizedWalrusInGenerator, starts[first], previousEnd)
    }
    let isOnlyArgument = first == opener + 1
    let generators = parseComprehensionClauses()
    if isOnlyArgument && kinds[index] == .rightParenthesis {
      items.push(
        arena.node(.generatorExp, starts[opener], ends[index], element, generators))
      return
    }
    if kinds[index] == .comma || kinds[index] == .rightParenthesis {
      report("Generator expression must be parenthesized", starts[first], previousEnd)
    }
    items.push(
      arena.node(.generatorExp, starts[first], previousEnd, element, generators))
  }

  private mutating func popItem() -> NodeRef? {
    if items.count == 0 { return nil }
    let last = items.base[items.count - 1]
    items.cut(to: items.count - 1)
    return last
  }

  // MARK: subscripts

  /// `value[…]`; the current token is the bracket.
  mutating func parseSubscript(_ value: NodeRef, _ start: UInt32) -> NodeRef {
    let opener = index
    advance()
    guard enter() else { return value }
    bracketDepth += 1
    let slice = parseSlices()
    closeBracket(.rightBracket, opener)
    leave()
    return arena.node(.subscript, start, previousEnd, value, slice)
  }

  private mutating func parseSlices() -> NodeRef {
    let start = position
    let first = parseSlice()
    let isStarred = kinds[index] != .comma && arena.kind(of: first) == .starred
    if kinds[index] != .comma && !isStarred { return first }
    let mark = items.count
    items.push(first)
    while accept(.comma), kinds[index] != .rightBracket { items.push(parseSlice()) }
    let elements = arena.list(&items, from: mark)
    return arena.node(.tuple, start, previousEnd, elements)
  }

  private mutating func parseSlice() -> NodeRef {
    let start = position
    if kinds[index] == .star {
      require(.starredSubscript, start, ends[index])
      advance()
      if !kinds[index].startsExpression { fail("Invalid star expression") }
      let value = parseExpression()
      return arena.node(.starred, start, previousEnd, value)
    }
    var lower: NodeRef = 0
    if kinds[index] != .colon {
      lower = parseNamedExpression()
      if arena.kind(of: lower) == .namedExpr && arena.start(of: lower) == start {
        require(.unparenthesizedWalrusInSubscript, start, previousEnd)
        if kinds[index] == .colon { failUnexpected() }
      }
      if kinds[index] != .colon { return lower }
    }
    advance()
    var upper: NodeRef = 0
    if kinds[index].startsExpression { upper = parseExpression() }
    var step: NodeRef = 0
    if accept(.colon), kinds[index].startsExpression { step = parseExpression() }
    return arena.node(.slice, start, previousEnd, lower, upper, step)
  }
}
