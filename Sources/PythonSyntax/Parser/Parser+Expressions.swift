/// Expressions down to unary operators and powers.
///
/// Each `parse…` takes the position of its first token, since a node starts at its first token even
/// where its first child is parenthesized: in `(a) + b` the sum starts at the parenthesis.
extension Parser {

  /// `expression`: a conditional, a lambda or what binds tighter.
  mutating func parseExpression() -> NodeRef {
    let start = position
    if kinds[index] == .keywordLambda { return parseLambda() }
    if kinds[index] != .keywordNot {
      let left = parseFactor()
      // Most expressions end here; one table look-up skips seven levels of grammar.
      if kinds[index].operatorClass == 0 { return left }
      return continueConditional(continueDisjunction(left, start), start)
    }
    return continueConditional(parseDisjunction(), start)
  }

  /// `disjunction`: what stands in a comprehension's `in` and `if` parts.
  mutating func parseDisjunction() -> NodeRef {
    let start = position
    return continueDisjunction(parseInversion(), start)
  }

  /// `star_expressions`: a tuple without parentheses, or one expression. `*x` may stand alone.
  mutating func parseStarExpressions() -> NodeRef {
    let start = position
    let first = parseStarExpression()
    if kinds[index] != .comma { return first }
    let mark = items.count
    items.push(first)
    while accept(.comma), kinds[index].startsStarExpression {
      items.push(parseStarExpression())
    }
    let elements = arena.list(&items, from: mark)
    return arena.node(.tuple, start, previousEnd, elements)
  }

  mutating func parseStarExpression() -> NodeRef {
    kinds[index] == .star ? parseStarred() : parseExpression()
  }

  /// `star_named_expression`: an element of a display.
  mutating func parseStarNamedExpression() -> NodeRef {
    kinds[index] == .star ? parseStarred() : parseNamedExpression()
  }

  /// `'*' bitwise_or`.
  mutating func parseStarred() -> NodeRef {
    let start = position
    advance()
    let value = parseBitwiseOr()
    return arena.node(.starred, start, previousEnd, value)
  }

  /// `named_expression`: `name := value` or an expression.
  mutating func parseNamedExpression() -> NodeRef {
    if kinds[index] == .name && nextKind == .colonEqual {
      let start = position
      let target = arena.node(
        .name, flags: ExpressionContext.store.rawValue, start, ends[index])
      index += 2
      guard enter() else { return target }
      let value = parseExpression()
      leave()
      return arena.node(.namedExpr, start, previousEnd, target, value)
    }
    let value = parseExpression()
    if kinds[index] == .colonEqual { failWalrus(after: value) }
    return value
  }

  // MARK: lambda and conditional

  private mutating func parseLambda() -> NodeRef {
    let start = position
    advance()
    guard enter() else { return errorNode() }
    defer { leave() }
    let parameters = parseLambdaParameters()
    if !accept(.colon) { failLambda(startingAt: start) }
    if kinds[index] == .fstringMiddle || kinds[index] == .tstringMiddle
      || kinds[index] == .rightBrace
    {
      failLambdaInFormat(start)
    }
    let body = parseExpression()
    return arena.node(.lambda, start, previousEnd, parameters, body)
  }

  private mutating func continueConditional(_ body: NodeRef, _ start: UInt32) -> NodeRef {
    if kinds[index] != .keywordIf { return body }
    advance()
    let test = parseDisjunction()
    if !accept(.keywordElse) {
      failMissingElse(body: start)
      return arena.node(.ifExp, start, previousEnd, test, body, errorNode())
    }
    guard enter() else { return body }
    if !kinds[index].startsExpression { failAfterElse() }
    let otherwise = parseExpression()
    leave()
    return arena.node(.ifExp, start, previousEnd, test, body, otherwise)
  }

  // MARK: Boolean operators and comparisons

  private mutating func continueDisjunction(_ first: NodeRef, _ start: UInt32) -> NodeRef {
    let left = continueConjunction(
      continueComparison(continueBinary(first, start, 1), start), start)
    if kinds[index] != .keywordOr { return left }
    let mark = items.count
    items.push(left)
    while accept(.keywordOr) {
      let start = position
      items.push(continueConjunction(parseInversion(), start))
    }
    let values = arena.list(&items, from: mark)
    return arena.node(.boolOp, flags: 1, start, previousEnd, values)
  }

  private mutating func continueConjunction(_ left: NodeRef, _ start: UInt32) -> NodeRef {
    if kinds[index] != .keywordAnd { return left }
    let mark = items.count
    items.push(left)
    while accept(.keywordAnd) { items.push(parseInversion()) }
    let values = arena.list(&items, from: mark)
    return arena.node(.boolOp, start, previousEnd, values)
  }

  /// `inversion`: `not` any number of times, then a comparison.
  private mutating func parseInversion() -> NodeRef {
    let start = position
    if kinds[index] != .keywordNot {
      let left = continueBinary(parseFactor(), start, 1)
      return continueComparison(left, start)
    }
    advance()
    guard enter() else { return errorNode() }
    let operand = parseInversion()
    leave()
    return arena.node(
      .unaryOp, flags: UnaryOperator.not.rawValue, start, previousEnd, operand)
  }

  private mutating func continueComparison(_ left: NodeRef, _ start: UInt32) -> NodeRef {
    if kinds[index].operatorClass != 7 { return left }
    let mark = items.count
    let operators = others.count
    while let comparison = acceptComparison() {
      others.push(UInt32(comparison.rawValue))
      items.push(parseBitwiseOr())
    }
    if items.count == mark { return left }
    let comparators = arena.list(&items, from: mark)
    let words = arena.list(&others, from: operators)
    return arena.node(.compare, start, previousEnd, left, comparators, words)
  }

  private mutating func acceptComparison() -> ComparisonOperator? {
    let comparison: ComparisonOperator
    switch kinds[index] {
    case .less: comparison = .less
    case .greater: comparison = .greater
    case .equalEqual: comparison = .equal
    case .notEqual: comparison = .notEqual
    case .lessEqual: comparison = .lessOrEqual
    case .greaterEqual: comparison = .greaterOrEqual
    case .keywordIn: comparison = .in
    case .keywordNot:
      guard nextKind == .keywordIn else { return nil }
      advance()
      comparison = .notIn
    case .keywordIs:
      comparison = nextKind == .keywordNot ? .isNot : .is
      if comparison == .isNot { advance() }
    default: return nil
    }
    advance()
    return comparison
  }

  // MARK: arithmetic

  mutating func parseBitwiseOr() -> NodeRef { parseBinary(1) }

  /// A chain of operators that bind at least as tightly as `weakest`.
  private mutating func parseBinary(_ weakest: UInt8) -> NodeRef {
    let start = position
    let left = parseFactor()
    return continueBinary(left, start, weakest)
  }

  /// Chains of one strength are a loop, so a sum of a million terms needs no stack.
  @inline(__always)
  private mutating func continueBinary(
    _ first: NodeRef, _ start: UInt32, _ weakest: UInt8
  ) -> NodeRef {
    let strength = kinds[index].operatorClass
    // Unsigned: 0 (no operator) wraps and is large, as are the classes above 6.
    if 6 &- weakest < strength &- weakest { return first }
    return continueBinaryChain(first, start, weakest)
  }

  private mutating func continueBinaryChain(
    _ first: NodeRef, _ start: UInt32, _ weakest: UInt8
  ) -> NodeRef {
    var left = first
    while true {
      let strength = kinds[index].operatorClass
      if strength < weakest || 6 < strength || strength == 0 { return left }
      let operation = kinds[index].binaryOperator
      advance()
      if kinds[index] == .keywordNot { failNotAfterOperator() }
      let right = parseBinary(strength &+ 1)
      left = arena.node(
        .binOp, flags: operation.rawValue, start, previousEnd, left, right)
    }
  }

  /// `factor`: signs, then a power.
  private mutating func parseFactor() -> NodeRef {
    let operation: UnaryOperator
    switch kinds[index] {
    case .minus: operation = .uSub
    case .plus: operation = .uAdd
    case .tilde: operation = .invert
    default: return parsePower()
    }
    let start = position
    advance()
    if kinds[index] == .keywordNot { failNotAfterOperator() }
    guard enter() else { return errorNode() }
    let operand = parseFactor()
    leave()
    return arena.node(
      .unaryOp, flags: operation.rawValue, start, previousEnd, operand)
  }

  private mutating func parsePower() -> NodeRef {
    let start = position
    let base: NodeRef
    if kinds[index] == .keywordAwait {
      advance()
      let value = parsePrimary()
      base = arena.node(.await, start, previousEnd, value)
    } else {
      base = parsePrimary()
    }
    if kinds[index] != .doubleStar { return base }
    advance()
    guard enter() else { return base }
    let exponent = parseFactor()
    leave()
    return arena.node(
      .binOp, flags: BinaryOperator.pow.rawValue, start, previousEnd, base, exponent)
  }

  // MARK: primaries

  /// `primary`: an atom with any number of attributes, calls and subscripts, in a loop.
  mutating func parsePrimary() -> NodeRef {
    let start = position
    var value = parseAtom()
    while true {
      switch kinds[index] {
      case .dot:
        advance()
        let nameStart = position
        let nameEnd = ends[index]
        guard accept(.name) else {
          failUnexpected()
          return arena.node(.attribute, start, previousEnd, value, previousEnd, previousEnd)
        }
        value = arena.node(.attribute, start, nameEnd, value, nameStart, nameEnd)
      case .leftParenthesis:
        value = parseCall(value, start)
      case .leftBracket:
        value = parseSubscript(value, start)
      default:
        return value
      }
    }
  }

  @inline(__always)
  private mutating func constant(_ kind: ConstantKind) -> NodeRef {
    let node = arena.node(.constant, flags: kind.rawValue, position, ends[index], 0)
    advance()
    return node
  }

  private mutating func parseAtom() -> NodeRef {
    switch kinds[index] {
    case .name:
      let node = arena.node(.name, position, ends[index])
      advance()
      return node
    case .integer:
      checkInteger(index)
      return constant(.integer)
    case .float: return constant(.float)
    case .imaginary: return constant(.imaginary)
    case .keywordNone: return constant(.none)
    case .keywordTrue: return constant(.true)
    case .keywordFalse: return constant(.false)
    case .ellipsis: return constant(.ellipsis)
    case .string:
      if nextKind.isString { return parseStrings() }
      checkText(index, .literal)
      return constant(.string)
    case .bytes:
      if nextKind.isString { return parseStrings() }
      checkText(index, .literal)
      return constant(.bytes)
    case .fstringStart, .tstringStart:
      return parseStrings()
    case .leftParenthesis: return parseParenthesized()
    case .leftBracket: return parseListDisplay()
    case .leftBrace: return parseBraceDisplay()
    default:
      failExpectedExpression()
      return errorNode()
    }
  }

  /// A node for nothing, behind the last token of the text so far.
  @inline(never)
  mutating func errorNode() -> NodeRef {
    let place = compoundEnd()
    return arena.node(.errorNode, place, place, 0)
  }
}
