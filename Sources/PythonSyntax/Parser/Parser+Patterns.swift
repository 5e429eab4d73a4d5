/// The `match` statement and its patterns.
extension Parser {

  /// Whether a line that begins with the name `match` is a match statement. After `match`, most
  /// tokens decide; what can be both (`match (x)`, `match [x]`, `match -x`, `match *x`, …) is a
  /// statement only if the line ends in a colon, which no expression statement does.
  func startsMatch() -> Bool {
    switch nextKind {
    case .name, .integer, .float, .imaginary, .string, .bytes, .fstringStart, .tstringStart,
      .leftBrace, .tilde, .ellipsis, .keywordFalse, .keywordNone, .keywordTrue, .keywordAwait,
      .keywordLambda:
      return true
    case .leftParenthesis, .leftBracket, .plus, .minus, .star, .keywordNot:
      var place = index + 2
      while kinds[place] != .newline && kinds[place] != .endOfFile { place += 1 }
      return kinds[place - 1] == .colon && place - 1 != index + 1
    default:
      return false
    }
  }

  mutating func parseMatch() {
    let token = index
    let start = position
    require(.matchStatement, start, ends[index])
    advance()
    let subject = parseSubject()
    if !accept(.colon) { failMissingColon(colonIsRequired: false) }
    let wasRecovered = frozenKind != nil
    if wasRecovered { skipToLineEnd() }
    let mark = items.count
    var hasBlock = false
    if accept(.newline) {
      hasBlock = accept(.indent)
      if hasBlock {
        parseCases()
      } else if !wasRecovered {
        reportMissingBlock(BlockOwner(name: "'match' statement", token: token))
      }
    } else if !wasRecovered {
      failUnexpected()
      recoverStatement()
    }
    let cases = arena.list(&items, from: mark)
    items.push(arena.node(.match, start, compoundEnd(), subject, cases))
    if hasBlock { finishCases() }
  }

  private mutating func parseSubject() -> NodeRef {
    let start = position
    let first = parseStarNamedExpression()
    if kinds[index] != .comma {
      if arena.kind(of: first) == .starred && arena.start(of: first) == start { failUnexpected() }
      return first
    }
    let mark = items.count
    items.push(first)
    while accept(.comma), kinds[index].startsStarExpression {
      items.push(parseStarNamedExpression())
    }
    let elements = arena.list(&items, from: mark)
    return arena.node(.tuple, start, previousEnd, elements)
  }

  private mutating func parseCases() {
    blockDepth += 1
    if Parser.maximumBlockDepth < blockDepth {
      report("too many levels of indentation", position, ends[index], .indentation)
    }
    while blockDepth <= Parser.maximumBlockDepth, kinds[index] == .name, isName(index, "case") {
      items.push(parseCase())
    }
  }

  /// The block's end. Other statements before it are an error, but stay, as if behind the match.
  private mutating func finishCases() {
    if kinds[index] != .dedent && kinds[index] != .endOfFile {
      if !recovering {
        failUnexpected()
        thaw()
        recovering = true
      }
      if blockDepth <= Parser.maximumBlockDepth { parseStatements() } else { skipDeepBlock() }
    }
    blockDepth -= 1
    _ = accept(.dedent)
  }

  private mutating func parseCase() -> NodeRef {
    let token = index
    let start = position
    advance()
    let pattern = parseOpenPattern()
    var condition: NodeRef = 0
    if accept(.keywordIf) { condition = parseNamedExpression() }
    let body = parseBlock("'case' statement", token)
    return arena.node(.matchCase, start, compoundEnd(), pattern, condition, body)
  }

  // MARK: patterns

  /// `patterns`: a sequence without brackets, or one pattern.
  private mutating func parseOpenPattern() -> NodeRef {
    let start = position
    let first = parseStarOrPattern()
    if kinds[index] != .comma {
      if arena.kind(of: first) == .matchStar { failUnexpected() }
      return first
    }
    let mark = items.count
    items.push(first)
    parseMorePatterns(.colon)
    let patterns = arena.list(&items, from: mark)
    return arena.node(.matchSequence, start, previousEnd, patterns)
  }

  /// `, pattern` any number of times, with a comma at the end allowed.
  private mutating func parseMorePatterns(_ closer: TokenKind) {
    while accept(.comma), kinds[index] != closer, kinds[index] != .keywordIf {
      items.push(parseStarOrPattern())
      if frozenKind != nil { return }
    }
  }

  private mutating func parseStarOrPattern() -> NodeRef {
    guard kinds[index] == .star else { return parsePattern() }
    let start = position
    advance()
    guard kinds[index] == .name else {
      failUnexpected()
      return arena.node(.matchStar, start, previousEnd, 0, 0)
    }
    if isName(index, "_") {
      advance()
      return arena.node(.matchStar, start, previousEnd, 0, 0)
    }
    let nameStart = position
    advance()
    return arena.node(.matchStar, start, previousEnd, nameStart, previousEnd)
  }

  /// `pattern`: alternatives, perhaps with `as name`.
  private mutating func parsePattern() -> NodeRef {
    let start = position
    guard enter() else { return errorNode() }
    defer { leave() }
    let pattern = parseAlternatives(start)
    guard accept(.keywordAs) else { return pattern }
    let nameStart = position
    let isCapture =
      kinds[index] == .name && !isName(index, "_") && nextKind != .dot
      && nextKind != .leftParenthesis && nextKind != .equal
    if isCapture {
      advance()
      return arena.node(.matchAs, start, previousEnd, pattern, nameStart, previousEnd)
    }
    failPatternTarget()
    return arena.node(.matchAs, start, previousEnd, pattern, 0, 0)
  }

  private mutating func parseAlternatives(_ start: UInt32) -> NodeRef {
    let first = parseClosedPattern()
    if kinds[index] != .vertical { return first }
    let mark = items.count
    items.push(first)
    while accept(.vertical) { items.push(parseClosedPattern()) }
    let patterns = arena.list(&items, from: mark)
    return arena.node(.matchOr, start, previousEnd, patterns)
  }

  private mutating func parseClosedPattern() -> NodeRef {
    let start = position
    switch kinds[index] {
    case .integer, .float, .imaginary, .minus, .plus:
      let value = parseNumberPattern()
      return arena.node(.matchValue, start, previousEnd, value)
    case .string, .bytes, .fstringStart, .tstringStart:
      let value = parseStrings()
      rejectFormatInPattern(value)
      return arena.node(.matchValue, start, previousEnd, value)
    case .keywordNone: return singletonPattern(.none)
    case .keywordTrue: return singletonPattern(.true)
    case .keywordFalse: return singletonPattern(.false)
    case .name: return parseNamePattern()
    case .leftParenthesis: return parseGroupPattern()
    case .leftBracket: return parseListPattern()
    case .leftBrace: return parseMappingPattern()
    default:
      failUnexpected()
      return errorNode()
    }
  }

  private mutating func singletonPattern(_ constant: ConstantKind) -> NodeRef {
    let node = arena.node(.matchSingleton, flags: constant.rawValue, position, ends[index])
    advance()
    return node
  }

  /// CPython's parser accepts an f-string here; only its compiler refuses it.
  private mutating func rejectFormatInPattern(_ value: NodeRef) {
    _ = value
  }

  /// `1`, `-1`, `1 + 2j`.
  private mutating func parseNumberPattern() -> NodeRef {
    let start = position
    let real = parseSignedNumber()
    guard kinds[index] == .plus || kinds[index] == .minus else { return real }
    let operation: BinaryOperator = kinds[index] == .plus ? .add : .sub
    if kinds[index - 1] == .imaginary {
      report("real number required in complex literal", start, previousEnd)
    }
    advance()
    let isImaginary = kinds[index] == .imaginary
    if kinds[index] != .imaginary && (kinds[index] == .integer || kinds[index] == .float) {
      report("imaginary number required in complex literal", position, ends[index])
    } else if !isImaginary {
      failUnexpected()
      return real
    }
    let imaginary = parseSignedNumber()
    return arena.node(
      .binOp, flags: operation.rawValue, start, previousEnd, real, imaginary)
  }

  private mutating func parseSignedNumber() -> NodeRef {
    let start = position
    if kinds[index] == .plus { require(.unaryPlusPattern, start, ends[index]) }
    let isNegative = kinds[index] == .minus
    if isNegative || kinds[index] == .plus { advance() }
    let kind: ConstantKind
    switch kinds[index] {
    case .integer: kind = .integer
    case .float: kind = .float
    case .imaginary: kind = .imaginary
    default:
      failUnexpected()
      return errorNode()
    }
    let number = arena.node(.constant, flags: kind.rawValue, position, ends[index], 0)
    advance()
    if !isNegative { return number }
    return arena.node(
      .unaryOp, flags: UnaryOperator.uSub.rawValue, start, previousEnd, number)
  }

  /// A capture, `_`, a dotted name or a class pattern.
  private mutating func parseNamePattern() -> NodeRef {
    let start = position
    if nextKind != .dot && nextKind != .leftParenthesis {
      let isWildcard = isName(index, "_")
      advance()
      if kinds[index] == .equal { failUnexpected() }
      if isWildcard { return arena.node(.matchAs, start, previousEnd, 0, 0, 0) }
      return arena.node(.matchAs, start, previousEnd, 0, start, previousEnd)
    }
    let name = parseDottedValue()
    if kinds[index] == .leftParenthesis { return parseClassPattern(name, start) }
    return arena.node(.matchValue, start, previousEnd, name)
  }

  private mutating func parseDottedValue() -> NodeRef {
    let start = position
    var value = arena.node(.name, start, ends[index])
    advance()
    while accept(.dot) {
      let nameStart = position
      guard accept(.name) else {
        failUnexpected()
        return value
      }
      value = arena.node(.attribute, start, previousEnd, value, nameStart, previousEnd)
    }
    return value
  }

  private mutating func parseGroupPattern() -> NodeRef {
    let start = position
    let opener = index
    advance()
    if accept(.rightParenthesis) { return arena.node(.matchSequence, start, previousEnd, 0) }
    bracketDepth += 1
    let first = parseStarOrPattern()
    let isGroup = kinds[index] != .comma
    if isGroup {
      if arena.kind(of: first) == .matchStar { failUnexpected() }
      closeBracket(.rightParenthesis, opener)
      return grouped(first, start)
    }
    let mark = items.count
    items.push(first)
    parseMorePatterns(.rightParenthesis)
    closeBracket(.rightParenthesis, opener)
    let patterns = arena.list(&items, from: mark)
    return arena.node(.matchSequence, start, previousEnd, patterns)
  }

  private mutating func parseListPattern() -> NodeRef {
    let start = position
    let opener = index
    advance()
    if accept(.rightBracket) { return arena.node(.matchSequence, start, previousEnd, 0) }
    bracketDepth += 1
    let mark = items.count
    items.push(parseStarOrPattern())
    parseMorePatterns(.rightBracket)
    closeBracket(.rightBracket, opener)
    let patterns = arena.list(&items, from: mark)
    return arena.node(.matchSequence, start, previousEnd, patterns)
  }

  private mutating func parseMappingPattern() -> NodeRef {
    let start = position
    let opener = index
    advance()
    bracketDepth += 1
    let mark = items.count
    let valueMark = others.count
    var restStart: UInt32 = 0
    var restEnd: UInt32 = 0
    while kinds[index] != .rightBrace && frozenKind == nil {
      if restEnd != 0 {
        fail(
          "double star pattern must be the last (right-most) subpattern in the mapping pattern",
          restStart, restEnd)
      }
      if accept(.doubleStar) {
        restStart = position
        if kinds[index] == .name && !isName(index, "_") {
          restEnd = ends[index]
          advance()
        } else {
          restStart = 0
          failUnexpected()
        }
      } else {
        let key = parseMappingKey()
        if !accept(.colon) { failUnexpected() }
        let pattern = parsePattern()
        items.push(key)
        others.push(pattern)
      }
      if !accept(.comma) { break }
    }
    closeBracket(.rightBrace, opener)
    let keys = arena.list(&items, from: mark)
    let patterns = arena.list(&others, from: valueMark)
    return arena.node(.matchMapping, start, previousEnd, keys, patterns, restStart, restEnd)
  }

  private mutating func parseMappingKey() -> NodeRef {
    switch kinds[index] {
    case .integer, .float, .imaginary, .minus, .plus: return parseNumberPattern()
    case .string, .bytes, .fstringStart, .tstringStart: return parseStrings()
    case .keywordNone: return singletonKey(.none)
    case .keywordTrue: return singletonKey(.true)
    case .keywordFalse: return singletonKey(.false)
    case .name where nextKind == .dot: return parseDottedValue()
    default:
      failUnexpected()
      return errorNode()
    }
  }

  private mutating func singletonKey(_ kind: ConstantKind) -> NodeRef {
    let node = arena.node(.constant, flags: kind.rawValue, position, ends[index], 0)
    advance()
    return node
  }

  /// `Point(0, y=1)`: patterns to `items`; names and patterns of keywords by turns to `others`.
  private mutating func parseClassPattern(_ type: NodeRef, _ start: UInt32) -> NodeRef {
    let opener = index
    advance()
    guard enter() else { return errorNode() }
    defer { leave() }
    bracketDepth += 1
    let mark = items.count
    let keywordMark = others.count
    while kinds[index] != .rightParenthesis && frozenKind == nil {
      if kinds[index] == .name && nextKind == .equal {
        let name = arena.node(.identifier, position, ends[index])
        index += 2
        others.push(name)
        others.push(parsePattern())
      } else {
        let first = position
        items.push(parsePattern())
        if others.count != keywordMark {
          report("positional patterns follow keyword patterns", first, previousEnd)
        }
      }
      if !accept(.comma) { break }
    }
    closeBracket(.rightParenthesis, opener)
    let patterns = arena.list(&items, from: mark)
    let (names, values) = splitPairs(keywordMark)
    return arena.node(.matchClass, start, previousEnd, type, patterns, names, values)
  }

  /// Two lists from the pairs on `others`.
  private mutating func splitPairs(_ mark: Int) -> (UInt32, UInt32) {
    let itemMark = items.count
    var place = mark
    while place < others.count {
      items.push(others.base[place])
      place += 2
    }
    let first = arena.list(&items, from: itemMark)
    place = mark + 1
    while place < others.count {
      items.push(others.base[place])
      place += 2
    }
    let second = arena.list(&items, from: itemMark)
    others.cut(to: mark)
    return (first, second)
  }
}
