/// The messages for what was found instead of the grammar's next token: CPython 3.13's words.
/// Nothing here runs on valid input.
extension Parser {

  /// "invalid syntax" at the current token.
  @inline(never)
  mutating func failUnexpected() {
    if frozenKind != nil { return }
    switch kinds[index] {
    case .indent: fail("unexpected indent", position, ends[index], .indentation)
    default: fail("invalid syntax")
    }
  }

  mutating func failExpected(_ what: String) { fail("expected \(what)") }

  mutating func failExpectedExpression() { failUnexpected() }

  // MARK: statements

  /// Something follows a complete simple statement.
  @inline(never)
  mutating func failStatementEnd() {
    if frozenKind != nil { return }
    guard let last = lastItem else { return failUnexpected() }
    let view = arena.view(last)
    if let statement = view.as(ExprStmtNode.self) {
      let value = statement.value
      if value.kind == .name, kinds[index].startsExpression, kinds[index] != .leftParenthesis {
        let name = textOf(value.start, value.end)
        if name == "print" || name == "exec" {
          let end = skippedExpressionEnd()
          fail(
            "Missing parentheses in call to '\(name)'. Did you mean \(name)(...)?", value.start, end
          )
          return
        }
      }
    }
    failUnexpected()
  }

  private var lastItem: NodeRef? {
    if items.count == 0 { return nil }
    let last = items.base[items.count - 1]
    return last == 0 ? nil : last
  }

  /// The end of the line's tokens, for the range of a message.
  private func skippedExpressionEnd() -> UInt32 {
    var place = index
    while true {
      switch kinds[place] {
      case .newline, .semicolon, .endOfFile, .indent, .dedent: return ends[max(place - 1, 0)]
      default: place += 1
      }
    }
  }

  /// A header is complete but no colon follows.
  mutating func failMissingColon(colonIsRequired: Bool) {
    if colonIsRequired || kinds[index] == .newline {
      fail("expected ':'")
    } else {
      failUnexpected()
    }
  }

  mutating func reportMissingBlock(_ owner: BlockOwner) {
    let line = lineNumber(of: starts[owner.token])
    reportHere("expected an indented block after \(owner.name) on line \(line)", .indentation)
    recovering = true
  }

  /// The 1-based line of an offset: only for messages. Counts on, or back, from the last offset
  /// asked for, so that a file of errors is not read once for each of them.
  mutating func lineNumber(of offset: UInt32) -> Int {
    let last = countedLine.offset
    let ends = lineEnds(in: min(offset, last)..<max(offset, last))
    countedLine = (offset, countedLine.line + (last <= offset ? ends : -ends))
    return countedLine.line
  }

  private func lineEnds(in range: Range<UInt32>) -> Int {
    var count = 0
    for place in range {
      let byte = text[Int(place)]
      if byte == 0x0a || (byte == 0x0d && text[Int(place) + 1] != 0x0a) { count += 1 }
    }
    return count
  }

  /// `if x = 3:`.
  mutating func failHeaderAssignment(_ test: NodeRef) {
    if kinds[index] == .equal { failEqual(after: test) }
  }

  /// `name = value` or `f() = value` where only an expression may stand.
  @inline(never)
  mutating func failEqual(after value: NodeRef) {
    if frozenKind != nil { return }
    if nextKind == .newline || nextKind == .endOfFile { return failUnexpected() }
    switch arena.kind(of: value) {
    case .name:
      fail(
        "invalid syntax. Maybe you meant '==' or ':=' instead of '='?", arena.start(of: value),
        ends[index + 1])
    case .list, .tuple, .generatorExp, .errorNode, .boolOp, .ifExp, .lambda, .namedExpr,
      .starred, .compare:
      failUnexpected()
    case .unaryOp where arena.flags(of: value) == UnaryOperator.not.rawValue:
      failUnexpected()
    case .constant where ["True", "False", "None"].contains(describe(value)):
      failUnexpected()
    default:
      fail(
        "cannot assign to \(describe(value)) here. Maybe you meant '==' instead of '='?",
        arena.start(of: value), arena.end(of: value))
    }
  }

  mutating func failAssertAssignment(_ value: NodeRef) {
    if kinds[index] == .equal {
      fail(
        "cannot assign to \(describe(value)) here. Maybe you meant '==' instead of '='?",
        arena.start(of: value), ends[index + 1])
    } else if kinds[index] == .colonEqual {
      fail(
        "cannot use named expression without parentheses here", arena.start(of: value),
        ends[index + 1])
    }
  }

  mutating func failImportTarget() {
    if frozenKind != nil { return }
    guard kinds[index].startsExpression else { return failUnexpected() }
    let value = parseExpression()
    if frozenKind != nil { return }
    report(
      "cannot use \(describe(value)) as import target", arena.start(of: value),
      arena.end(of: value))
    freeze()
  }

  mutating func failHandlerName(isStar: Bool) {
    if frozenKind != nil { return }
    guard kinds[index].startsExpression else { return failUnexpected() }
    let value = parseExpression()
    if frozenKind != nil { return }
    if kinds[index] == .colon {
      report(
        "cannot use except\(isStar ? "*" : "") statement with \(describe(value))",
        arena.start(of: value), arena.end(of: value))
    } else {
      failUnexpected()
    }
  }

  /// No `in` after the targets of `for`.
  mutating func failMissingIn(_ target: NodeRef, isComprehension: Bool) {
    if frozenKind != nil { return }
    if isComprehension {
      fail("'in' expected after for-loop variables")
    } else if let wrong = firstWrongTarget(target, deletes: false) {
      fail("cannot assign to \(describe(wrong))", arena.start(of: wrong), arena.end(of: wrong))
    } else {
      failUnexpected()
    }
  }

  // MARK: expressions

  /// `:=` after something that is no plain name.
  @inline(never)
  mutating func failWalrus(after value: NodeRef) {
    if frozenKind != nil { return }
    if arena.kind(of: value) == .name { return failUnexpected() }
    fail(
      "cannot use assignment expressions with \(describe(value))", arena.start(of: value),
      arena.end(of: value))
  }

  mutating func failLambda(startingAt start: UInt32) {
    failUnexpected()
  }

  mutating func failLambdaInFormat(_ start: UInt32) {
    if frozenKind != nil || (kinds[index] == .rightBrace && fieldDepth != bracketDepth) { return }
    let prefix = kinds[index] == .tstringMiddle ? "t" : "f"
    fail(
      "\(prefix)-string: lambda expressions are not allowed without parentheses", start,
      previousEnd)
  }

  mutating func failMissingElse(body start: UInt32) {
    if kinds[index] == .colon {
      failUnexpected()
    } else {
      fail("expected 'else' after 'if' expression", start, previousEnd)
    }
  }

  mutating func failAfterElse() {
    if frozenKind != nil { return }
    switch kinds[index] {
    case .keywordPass, .keywordBreak, .keywordContinue, .keywordReturn, .keywordRaise,
      .keywordImport, .keywordDel, .keywordAssert:
      fail("expected expression after 'else', but statement is given")
    default: failUnexpected()
    }
  }

  mutating func failNotAfterOperator() {
    if nextKind.startsExpression {
      fail("'not' after an operator must be parenthesized")
    }
  }

  // MARK: brackets and displays

  /// Neither a separator nor the closing bracket follows in the bracket opened at `opener`.
  @inline(never)
  mutating func failInBracket(_ opener: Int) {
    if frozenKind != nil { return }
    switch kinds[index] {
    case .newline, .endOfFile, .indent, .dedent:
      // Within brackets there are none of these, so the lexer has ended the bracket and said so.
      freeze()
    default:
      if kinds[index].startsExpression { return failMissingComma() }
      failUnexpected()
    }
  }

  /// Two expressions follow each other in brackets.
  private mutating func failMissingComma() {
    var first = index - 1
    // The message starts at the expression in front, which the last item holds if there is one.
    if var last = lastItem, arena.kind(of: last) != .errorNode, arena.end(of: last) == previousEnd {
      if let target = arena.view(last).as(WithItemNode.self)?.target { last = target.id.rawValue }
      while 0 < first && arena.start(of: last) < starts[first] { first -= 1 }
    }
    if isLegacyCall(first) || (kinds[first] == .name && kinds[index].isString) {
      return failUnexpected()
    }
    if kinds[first] == .name && isSoftKeyword(first) { return failUnexpected() }
    let previous = kinds[index - 1]
    let endsExpression =
      previous == .name || previous == .integer || previous == .float || previous == .imaginary
      || previous == .string || previous == .bytes || previous == .fstringEnd
      || previous == .tstringEnd || isClosing(previous) || previous == .keywordNone
      || previous == .keywordTrue || previous == .keywordFalse || previous == .ellipsis
    if !endsExpression { return failUnexpected() }
    fail("invalid syntax. Perhaps you forgot a comma?", starts[first], ends[index])
  }

  private func isLegacyCall(_ token: Int) -> Bool {
    isName(token, "print") || isName(token, "exec")
  }

  private func isSoftKeyword(_ token: Int) -> Bool {
    isName(token, "match") || isName(token, "case") || isName(token, "type") || isName(token, "_")
  }

  /// After the first element of a display or group.
  @inline(never)
  mutating func failInDisplay(_ first: NodeRef, _ opener: Int) {
    if frozenKind != nil { return }
    if kinds[index] == .equal { return failEqual(after: first) }
    items.push(first)
    failInBracket(opener)
    items.cut(to: items.count - 1)
  }

  /// After a later element, the items from `mark` on.
  @inline(never)
  mutating func failInElements(_ mark: Int) {
    if frozenKind != nil { return }
    if startsComprehension, mark < items.count {
      fail(
        "did you forget parentheses around the comprehension target?",
        arena.start(of: items.base[mark]), previousEnd)
    } else if kinds[index] == .equal, let last = lastItem {
      failEqual(after: last)
    } else if kinds[index].startsExpression {
      failMissingComma()
    }
  }

  @inline(never)
  mutating func failInDict(_ mark: Int, _ valueMark: Int) {
    if frozenKind != nil { return }
    if kinds[index].startsExpression { failMissingComma() }
  }

  mutating func failMissingColonInDict(_ key: NodeRef) {
    if frozenKind != nil || kinds[index] == .newline { return }
    let start = arena.start(of: key)
    // CPython takes the line from the key's start and the column from its end.
    let isOneLine = lineNumber(of: start) == lineNumber(of: previousEnd)
    fail("':' expected after dictionary key", isOneLine ? previousEnd - 1 : start, previousEnd)
  }

  /// No expression after the colon.
  mutating func failDictValue() {
    switch kinds[index] {
    case .rightBrace, .comma:
      fail("expression expected after dictionary key and ':'", starts[index - 1], previousEnd)
    case .star: fail("cannot use a starred expression in a dictionary value")
    default: failUnexpected()
    }
  }

  mutating func failStarredKey() {
    failUnexpected()
  }

  mutating func failAfterUnpacking(_ token: Int) {
    if kinds[index] == .colon { failUnexpected() }
  }

  mutating func failUnpackingAssignment(_ token: Int, _ what: String) {
    fail("cannot assign to \(what) argument unpacking", starts[token], ends[index])
  }

  // MARK: calls

  /// `f(a.b=1)`, `f(True=1)`.
  @inline(never)
  mutating func failArgumentAssignment(_ value: NodeRef, _ first: Int) {
    if frozenKind != nil { return }
    let singleton = kinds[first]
    if index == first + 1
      && (singleton == .keywordTrue || singleton == .keywordFalse || singleton == .keywordNone)
    {
      fail("cannot assign to \(textOfToken(first))", starts[first], ends[index])
      return
    }
    fail(
      "expression cannot contain assignment, perhaps you meant \"==\"?", starts[first], ends[index])
  }

  mutating func failPositional(_ order: ArgumentOrder, _ first: Int) {
    report(
      order.sawUnpackedMapping
        ? "positional argument follows keyword argument unpacking"
        : "positional argument follows keyword argument", starts[first], previousEnd)
  }

  mutating func failInParameters(_ style: ParameterStyle) {
    if kinds[index] == .leftParenthesis && nextKind == .name {
      fail(
        style.isLambda
          ? "Lambda expression parameters cannot be parenthesized"
          : "Function parameters cannot be parenthesized")
    } else {
      failUnexpected()
    }
  }

  // MARK: patterns

  mutating func failPatternTarget() {
    if frozenKind != nil { return }
    if kinds[index] == .name, isName(index, "_"), nextKind != .dot {
      fail("cannot use '_' as a target")
      return
    }
    guard kinds[index].startsExpression else { return failUnexpected() }
    let value = parseExpression()
    if frozenKind != nil { return }
    report(
      "cannot use \(describe(value)) as pattern target", arena.start(of: value),
      arena.end(of: value))
  }

  // MARK: f-strings

  mutating func failEmptyField(_ field: Field) {
    if frozenKind != nil { return }
    let prefix = field.isTemplate ? "t" : "f"
    switch kinds[index] {
    case .equal, .exclamation, .colon, .rightBrace:
      fail("\(prefix)-string: valid expression required before '\(textOfToken(index))'")
    default:
      fail("\(prefix)-string: expecting a valid expression after '{'")
    }
  }

  /// After the parts of a replacement field something else than `}` follows.
  mutating func failInField(
    _ field: Field, _ isDebug: Bool, _ hasConversion: Bool, _ hasSpec: Bool, _ opener: Int
  ) {
    if frozenKind != nil { return }
    if !isDebug, !hasConversion, !hasSpec, kinds[index].startsExpression {
      return failMissingComma()
    }
    let prefix = field.isTemplate ? "t" : "f"
    let expected: String
    if hasSpec {
      expected = "'}', or format specs"
    } else if hasConversion {
      expected = "':' or '}'"
    } else if isDebug {
      expected = "'!', or ':', or '}'"
    } else {
      expected = "'=', or '!', or ':', or '}'"
    }
    fail("\(prefix)-string: expecting \(expected)")
  }

  mutating func failInFormatString() {
    if frozenKind != nil { return }
    fail("f-string: expecting '}'")
  }
}
