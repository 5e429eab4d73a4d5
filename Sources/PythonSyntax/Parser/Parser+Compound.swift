/// Compound statements other than definitions and `match`. Each pushes its node to `items`.
extension Parser {

  // MARK: blocks

  /// What a block belongs to, for the message when it is missing.
  struct BlockOwner {
    let name: StaticString
    /// The token that the message's line is that of.
    let token: Int
  }

  /// `':'` and a block; answers the list of its statements. Recovers from whatever went wrong in
  /// the header, so that the block's statements are always parsed as such.
  mutating func parseBlock(_ name: StaticString, _ token: Int) -> UInt32 {
    parseBlock(BlockOwner(name: name, token: token), colonIsRequired: false)
  }

  /// The same for `try`, `else`, `finally` and `def`, where CPython reports a missing colon at once.
  mutating func parseBlock(after name: StaticString, _ token: Int) -> UInt32 {
    parseBlock(BlockOwner(name: name, token: token), colonIsRequired: true)
  }

  private mutating func parseBlock(_ owner: BlockOwner, colonIsRequired: Bool) -> UInt32 {
    if !accept(.colon) { failMissingColon(colonIsRequired: colonIsRequired) }
    let mark = items.count
    let wasRecovered = frozenKind != nil
    if wasRecovered {
      skipToLineEnd()
      if kinds[index] != .newline { return 0 }
    }
    if !accept(.newline) {
      parseSimpleLine()
      return arena.list(&items, from: mark)
    }
    if kinds[index] != .indent {
      if !wasRecovered { reportMissingBlock(owner) }
      return 0
    }
    advance()
    blockDepth += 1
    if blockDepth <= Parser.maximumBlockDepth {
      parseStatements()
    } else {
      skipDeepBlock()
    }
    blockDepth -= 1
    _ = accept(.dedent)
    return arena.list(&items, from: mark)
  }

  mutating func skipDeepBlock() {
    report("too many levels of indentation", position, ends[index], .indentation)
    var nesting = 0
    while kinds[index] != .endOfFile {
      if kinds[index] == .indent { nesting += 1 }
      if kinds[index] == .dedent {
        if nesting == 0 { return }
        nesting -= 1
      }
      advance()
    }
  }

  /// `else:` of a loop or `try`, if there.
  private mutating func parseElse() -> UInt32 {
    guard kinds[index] == .keywordElse else { return 0 }
    let token = index
    advance()
    return parseBlock(after: "'else' statement", token)
  }

  // MARK: if, while, for

  /// The `elif`s are collected in a loop and nested from the last to the first, so that a hundred
  /// thousand of them need no stack.
  mutating func parseIf() {
    let mark = others.count
    var clauses = 0
    repeat {
      let token = index
      advance()
      let test = parseNamedExpression()
      failHeaderAssignment(test)
      let body = parseBlock(clauses == 0 ? "'if' statement" : "'elif' statement", token)
      let place = others.claim(3)
      others.base[place] = starts[token]
      others.base[place + 1] = test
      others.base[place + 2] = body
      clauses += 1
    } while kinds[index] == .keywordElif
    var orElse = parseElse()
    if kinds[index] == .keywordElif && orElse != 0 {
      report("'elif' block follows an 'else' block", position, ends[index])
    }
    let end = compoundEnd()
    while true {
      clauses -= 1
      let place = mark + 3 * clauses
      let node = arena.node(
        .if, others.base[place], end, others.base[place + 1], others.base[place + 2], orElse)
      if clauses == 0 {
        others.cut(to: mark)
        items.push(node)
        return
      }
      items.push(node)
      orElse = arena.list(&items, from: items.count - 1)
    }
  }

  mutating func parseWhile() {
    let token = index
    let start = position
    advance()
    let test = parseNamedExpression()
    failHeaderAssignment(test)
    let body = parseBlock("'while' statement", token)
    let orElse = parseElse()
    items.push(arena.node(.while, start, compoundEnd(), test, body, orElse))
  }

  mutating func parseFor(start: UInt32, isAsync: Bool) {
    let token = index
    advance()
    let target = parseForTargets()
    var iterable: NodeRef = 0
    if accept(.keywordIn) {
      let first = index
      iterable = parseStarExpressions()
      requireForStar(.starredForIterable, from: first)
    } else {
      failMissingIn(target, isComprehension: false)
      iterable = errorNode()
    }
    let body = parseBlock("'for' statement", token)
    let orElse = parseElse()
    items.push(
      arena.node(
        .for, flags: isAsync ? 1 : 0, start, compoundEnd(), target, iterable, body, orElse))
  }

  mutating func parseAsync(decorators: UInt32) {
    let start = position
    switch nextKind {
    case .keywordDef:
      advance()
      parseFunction(start: start, isAsync: true, decorators: decorators)
    case .keywordFor:
      advance()
      parseFor(start: start, isAsync: true)
    case .keywordWith:
      advance()
      parseWith(start: start, isAsync: true)
    default:
      advance()
      failUnexpected()
      recoverStatement()
    }
  }

  // MARK: with

  mutating func parseWith(start: UInt32, isAsync: Bool) {
    let token = index
    advance()
    let mark = items.count
    if kinds[index] == .leftParenthesis && withItemsAreParenthesized() {
      parseParenthesizedWithItems()
    } else {
      repeat {
        if kinds[index] == .colon && items.count != mark {
          fail("the last 'with' item has a trailing comma", starts[index - 1], previousEnd)
        }
        items.push(parseWithItem())
      } while accept(.comma)
    }
    let withItems = arena.list(&items, from: mark)
    let body = parseBlock("'with' statement", token)
    items.push(
      arena.node(.with, flags: isAsync ? 1 : 0, start, compoundEnd(), withItems, body))
  }

  /// Looks for what follows the matching parenthesis: a colon, or the end of the line where `as`
  /// was seen, means that the parentheses hold the items.
  private func withItemsAreParenthesized() -> Bool {
    var place = index + 1
    var nesting = 0
    var sawAs = false
    while true {
      switch kinds[place] {
      case .leftParenthesis, .leftBracket, .leftBrace: nesting += 1
      case .rightParenthesis, .rightBracket, .rightBrace:
        if nesting == 0 {
          let next = kinds[place + 1]
          return next == .colon || (sawAs && next == .newline)
        }
        nesting -= 1
      case .keywordAs: if nesting == 0 { sawAs = true }
      case .newline, .endOfFile: return false
      default: break
      }
      place += 1
    }
  }

  private mutating func parseWithItem() -> NodeRef {
    let start = position
    let context = parseExpression()
    return parseWithTarget(context, start)
  }

  private mutating func parseWithTarget(_ context: NodeRef, _ start: UInt32) -> NodeRef {
    var target: NodeRef = 0
    if accept(.keywordAs) {
      if kinds[index] == .star {
        require(.starredWithTarget, position, ends[index])
        target = parseStarred()
      } else {
        target = parseExpression()
      }
      bind(target, isOnlyTarget: false)
    }
    let first = min(start, arena.start(of: context))
    return arena.node(.withItem, first, previousEnd, context, target)
  }

  /// `with (a as b, c):`, but also `with (a, b):`, `with (yield x):` and `with (a for a in b):`,
  /// which look the same up to the place where they differ.
  private mutating func parseParenthesizedWithItems() {
    let opener = index
    let start = position
    advance()
    let mark = items.count
    var sawAs = false
    var isPlainExpression = false
    bracketDepth += 1
    while kinds[index] != .rightParenthesis {
      let first = position
      let isStarred = kinds[index] == .star
      let isYield = kinds[index] == .keywordYield && items.count == mark
      let context = isYield ? parseYield() : parseStarNamedExpression()
      let isWalrus = arena.kind(of: context) == .namedExpr && arena.start(of: context) == first
      if isStarred || isYield || isWalrus {
        if sawAs { report("invalid syntax", first, previousEnd) }
        isPlainExpression = true
      }
      if startsComprehension && items.count == mark {
        requireUnpacking(context, opener)
        let generators = parseComprehensionClauses()
        closeBracket(.rightParenthesis, opener)
        pushWithItem(
          arena.node(.generatorExp, start, previousEnd, context, generators), start)
        return
      }
      if kinds[index] == .keywordAs {
        if isPlainExpression { failUnexpected() }
        sawAs = true
      }
      items.push(parseWithTarget(context, first))
      if isYield && kinds[index] == .comma { failUnexpected() }
      if !accept(.comma) { break }
    }
    if kinds[index] != .rightParenthesis { failInElements(mark) }
    let sawComma = kinds[index - 1] == .comma
    closeBracket(.rightParenthesis, opener)
    if sawAs {
      require(.parenthesizedWithItems, start, previousEnd)
    } else if isPlainExpression || items.count == mark {
      regroupWithItems(mark, opener, isTuple: sawComma || items.count != mark + 1)
    } else if items.count == mark + 1 && !sawComma {
      _ = grouped(arena.field(0, of: items.base[mark]), start)
      arena.setRange(start, previousEnd, of: items.base[mark])
    }
  }

  /// The parentheses were those of an expression: makes one item of what was parsed.
  private mutating func regroupWithItems(_ mark: Int, _ opener: Int, isTuple: Bool) {
    let start = starts[opener]
    for place in mark..<items.count { items.base[place] = arena.field(0, of: items.base[place]) }
    if isTuple {
      let elements = arena.list(&items, from: mark)
      pushWithItem(arena.node(.tuple, start, previousEnd, elements), start)
    } else {
      let value = items.base[mark]
      items.cut(to: mark)
      refuseGroupedStar(value, opener)
      pushWithItem(grouped(value, start), start)
    }
  }

  private mutating func pushWithItem(_ context: NodeRef, _ start: UInt32) {
    items.push(arena.node(.withItem, start, previousEnd, context, 0))
  }

  // MARK: try

  mutating func parseTry() {
    let token = index
    let start = position
    advance()
    let body = parseBlock(after: "'try' statement", token)
    let mark = items.count
    var isStar = false
    while kinds[index] == .keywordExcept {
      let handlerIsStar = nextKind == .star
      if items.count == mark {
        isStar = handlerIsStar
      } else if isStar != handlerIsStar {
        report(
          "cannot have both 'except' and 'except*' on the same 'try'", position,
          handlerIsStar ? ends[index + 1] : ends[index])
      }
      items.push(parseHandler(isStar: handlerIsStar))
    }
    let hasHandlers = items.count != mark
    let handlers = arena.list(&items, from: mark)
    let orElse = hasHandlers ? parseElse() : 0
    var finalBody: UInt32 = 0
    if kinds[index] == .keywordFinally {
      let token = index
      advance()
      finalBody = parseBlock(after: "'finally' statement", token)
    } else if !hasHandlers && !recovering {
      reportHere("expected 'except' or 'finally' block")
    }
    items.push(
      arena.node(
        .try, flags: isStar ? 1 : 0, start, compoundEnd(), body, handlers, orElse, finalBody))
  }

  private mutating func parseHandler(isStar: Bool) -> NodeRef {
    let token = index
    let start = position
    advance()
    if isStar {
      require(.exceptStar, start, ends[index])
      advance()
      if kinds[index] == .colon || kinds[index] == .newline {
        fail("expected one or more exception types", position, ends[index])
      }
    }
    var type: NodeRef = 0
    var nameStart: UInt32 = 0
    var nameEnd: UInt32 = 0
    if kinds[index].startsExpression {
      type = parseHandlerType()
      if accept(.keywordAs) {
        nameStart = position
        if kinds[index] == .name && (nextKind == .colon || nextKind == .newline) {
          nameEnd = ends[index]
          advance()
        } else {
          failHandlerName(isStar: isStar)
          nameStart = 0
        }
      }
    }
    let body = parseBlock(isStar ? "'except*' statement" : "'except' statement", token)
    return arena.node(.exceptHandler, start, compoundEnd(), type, nameStart, nameEnd, body)
  }

  /// One expression, or several without parentheses (PEP 758), which leave no room for `as`.
  private mutating func parseHandlerType() -> NodeRef {
    let start = position
    let first = parseExpression()
    if kinds[index] != .comma { return first }
    let mark = items.count
    items.push(first)
    while accept(.comma), kinds[index].startsExpression { items.push(parseExpression()) }
    let elements = arena.list(&items, from: mark)
    let tuple = arena.node(.tuple, start, previousEnd, elements)
    if kinds[index] == .keywordAs {
      let suffix = version.minor < 14 ? "" : " when using 'as'"
      report("multiple exception types must be parenthesized\(suffix)", start, previousEnd)
    } else if kinds[index] == .colon {
      requireUnparenthesizedExcept(start)
    }
    return tuple
  }

  private mutating func requireUnparenthesizedExcept(_ start: UInt32) {
    if version.minor < 14 {
      report(
        "multiple exception types must be parenthesized", start, previousEnd,
        .version)
    }
  }
}
