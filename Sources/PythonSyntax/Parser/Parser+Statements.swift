/// Statement lists and simple statements.
extension Parser {

  /// Pushes statements to `items` until the block's dedent or the end of the file.
  mutating func parseStatements() {
    var strayIndents = 0
    while true {
      switch kinds[index] {
      case .endOfFile: return
      case .dedent:
        if strayIndents == 0 { return }
        strayIndents -= 1
        advance()
      case .indent:
        // After a statement that was not understood, an indented block is no second error.
        if !recovering { report("unexpected indent", position, ends[index], .indentation) }
        recovering = false
        strayIndents += 1
        advance()
      case .newline:
        advance()
      default:
        let before = index
        recovering = false
        parseStatement()
        if index == before { advance() }
      }
    }
  }

  private mutating func parseStatement() {
    switch kinds[index] {
    case .name:
      if isSoftStatement() { return }
      parseSimpleLine()
    case .keywordIf: parseIf()
    case .keywordFor: parseFor(start: position, isAsync: false)
    case .keywordWhile: parseWhile()
    case .keywordTry: parseTry()
    case .keywordWith: parseWith(start: position, isAsync: false)
    case .keywordDef: parseFunction(start: position, isAsync: false, decorators: 0)
    case .keywordClass: parseClass(decorators: 0)
    case .keywordAsync: parseAsync(decorators: 0)
    case .at: parseDecorated()
    default: parseSimpleLine()
    }
  }

  /// `match` begins a compound statement only where the line cannot be an expression.
  @inline(__always)
  private mutating func isSoftStatement() -> Bool {
    guard text[Int(position)] == 0x6d, isName(index, "match"), startsMatch() else { return false }
    parseMatch()
    return true
  }

  /// `a; b; c` up to the line's end.
  mutating func parseSimpleLine() {
    while true {
      items.push(parseSimpleStatement())
      switch kinds[index] {
      case .newline:
        advance()
        return
      case .semicolon:
        advance()
        if accept(.newline) { return }
        if kinds[index] == .endOfFile { return }
      default:
        if kinds[index] == .endOfFile && frozenKind == nil { return }
        failStatementEnd()
        recoverStatement()
        return
      }
    }
  }

  /// Goes on behind the line in which the error was, or at a definition that follows on it.
  mutating func recoverStatement() {
    recovering = true
    skipToLineEnd()
    _ = accept(.newline)
  }

  /// Thaws, and skips to the next line end, block end or definition.
  mutating func skipToLineEnd() {
    thaw()
    while true {
      switch kinds[index] {
      case .newline, .endOfFile, .indent, .dedent, .keywordDef, .keywordClass: return
      case .keywordAsync where nextKind == .keywordDef: return
      default: advance()
      }
    }
  }

  private mutating func parseSimpleStatement() -> NodeRef {
    switch kinds[index] {
    case .name:
      return parseNameStatement()
    case .keywordReturn: return parseReturn()
    case .keywordRaise: return parseRaise()
    case .keywordPass: return parseBare(.pass)
    case .keywordBreak: return parseBare(.break)
    case .keywordContinue: return parseBare(.continue)
    case .keywordDel: return parseDelete()
    case .keywordAssert: return parseAssert()
    case .keywordGlobal: return parseScopeDeclaration(.global)
    case .keywordNonlocal: return parseScopeDeclaration(.nonlocal)
    case .keywordImport: return parseImport(start: position, isLazy: false)
    case .keywordFrom: return parseImportFrom(start: position, isLazy: false)
    default: return parseExpressionStatement()
    }
  }

  /// A statement that begins with a name, which may be one of the soft keywords `type` and `lazy`.
  private mutating func parseNameStatement() -> NodeRef {
    if ends[index] &- position == 4 {
      if nextKind == .name && isName(index, "type") { return parseTypeAlias() }
      if (nextKind == .keywordImport || nextKind == .keywordFrom) && isName(index, "lazy") {
        let start = position
        require(.lazyImport, start, ends[index])
        advance()
        return kinds[index] == .keywordImport
          ? parseImport(start: start, isLazy: true) : parseImportFrom(start: start, isLazy: true)
      }
    }
    return parseExpressionStatement()
  }

  // MARK: expressions and assignments

  private mutating func parseExpressionStatement() -> NodeRef {
    let start = position
    let first = kinds[index] == .keywordYield ? parseYield() : parseStarExpressions()
    switch kinds[index] {
    case .newline, .semicolon: return arena.node(.exprStmt, start, previousEnd, first)
    case .endOfFile where previousEnd <= start: return first
    case .equal: return parseAssignment(first, start)
    case .colon: return parseAnnotation(first, start)
    default:
      if kinds[index].isAugmentedAssignment { return parseAugmented(first, start) }
      return arena.node(.exprStmt, start, previousEnd, first)
    }
  }

  /// `annotated_rhs`: what may stand right of `=`.
  private mutating func parseValue() -> NodeRef {
    kinds[index] == .keywordYield ? parseYield() : parseStarExpressions()
  }

  private mutating func parseAssignment(_ first: NodeRef, _ start: UInt32) -> NodeRef {
    let mark = items.count
    var value = first
    while accept(.equal) {
      items.push(value)
      value = parseValue()
    }
    let isOnly = items.count == mark + 1
    for place in mark..<items.count { bind(items.base[place], isOnlyTarget: isOnly) }
    let targets = arena.list(&items, from: mark)
    return arena.node(.assign, start, previousEnd, targets, value)
  }

  private mutating func parseAnnotation(_ target: NodeRef, _ start: UInt32) -> NodeRef {
    let kind = arena.kind(of: target)
    let isParenthesized = arena.start(of: target) != start
    let isSimple = kind == .name && !isParenthesized
    checkAnnotationTarget(target)
    setContext(.store, of: target)
    advance()
    let annotation = parseExpression()
    var value: NodeRef = 0
    if accept(.equal) { value = parseValue() }
    return arena.node(
      .annAssign, flags: isSimple ? 1 : 0, start, previousEnd, target, annotation, value)
  }

  private mutating func parseAugmented(_ target: NodeRef, _ start: UInt32) -> NodeRef {
    checkAugmentedTarget(target)
    setContext(.store, of: target)
    let operation = kinds[index].binaryOperator
    advance()
    let first = index
    let value = parseValue()
    requireForStar(.starredAugmentedValue, from: first)
    return arena.node(
      .augAssign, flags: operation.rawValue, start, previousEnd, target, value)
  }

  /// `yield`, `yield x, y` or `yield from x`.
  mutating func parseYield() -> NodeRef {
    let start = position
    advance()
    if accept(.keywordFrom) {
      let value = parseExpression()
      return arena.node(.yieldFrom, start, previousEnd, value)
    }
    let value: NodeRef = kinds[index].startsStarExpression ? parseStarExpressions() : 0
    return arena.node(.yield, start, previousEnd, value)
  }

  private mutating func parseTypeAlias() -> NodeRef {
    let start = position
    require(.typeAliasStatement, start, ends[index])
    advance()
    let name = arena.node(
      .name, flags: ExpressionContext.store.rawValue, position, ends[index])
    advance()
    let parameters = parseTypeParameters()
    if !accept(.equal) { failUnexpected() }
    let value = parseExpression()
    return arena.node(.typeAlias, start, previousEnd, name, parameters, value)
  }

  // MARK: keyword statements

  private mutating func parseBare(_ kind: NodeKind) -> NodeRef {
    let node = arena.node(kind, position, ends[index])
    advance()
    return node
  }

  private mutating func parseReturn() -> NodeRef {
    let start = position
    advance()
    let value: NodeRef = kinds[index].startsStarExpression ? parseStarExpressions() : 0
    return arena.node(.return, start, previousEnd, value)
  }

  private mutating func parseRaise() -> NodeRef {
    let start = position
    advance()
    if kinds[index] == .keywordFrom {
      fail("did you forget an expression between 'raise' and 'from'?", start, ends[index])
    }
    var exception: NodeRef = 0
    var cause: NodeRef = 0
    if kinds[index].startsExpression {
      exception = parseExpression()
      if accept(.keywordFrom) {
        if !kinds[index].startsExpression {
          fail("did you forget an expression after 'from'?", starts[index - 1], previousEnd)
        }
        cause = parseExpression()
      }
    }
    return arena.node(.raise, start, previousEnd, exception, cause)
  }

  private mutating func parseDelete() -> NodeRef {
    let start = position
    advance()
    let mark = items.count
    repeat {
      if !kinds[index].startsStarExpression && items.count != mark { break }
      let target = parseStarExpression()
      unbind(target)
      items.push(target)
    } while accept(.comma)
    let targets = arena.list(&items, from: mark)
    return arena.node(.delete, start, previousEnd, targets)
  }

  private mutating func parseAssert() -> NodeRef {
    let start = position
    advance()
    let test = parseExpression()
    failAssertAssignment(test)
    var message: NodeRef = 0
    if accept(.comma) {
      message = parseExpression()
      failAssertAssignment(message)
    }
    return arena.node(.assert, start, previousEnd, test, message)
  }

  private mutating func parseScopeDeclaration(_ kind: NodeKind) -> NodeRef {
    let start = position
    advance()
    let mark = items.count
    repeat {
      let nameStart = position
      guard accept(.name) else {
        failUnexpected()
        break
      }
      items.push(arena.node(.identifier, nameStart, previousEnd))
    } while accept(.comma)
    let names = arena.list(&items, from: mark)
    return arena.node(kind, start, previousEnd, names)
  }

  // MARK: imports

  private mutating func parseImport(start: UInt32, isLazy: Bool) -> NodeRef {
    let keyword = index
    advance()
    if kinds[index] == .newline {
      fail("Expected one or more names after 'import'", position, ends[index])
    }
    let mark = items.count
    repeat { parseDottedAlias() } while accept(.comma)
    if kinds[index] == .keywordFrom && nextKind == .name {
      fail("Did you mean to use 'from ... import ...' instead?", starts[keyword], ends[index])
    }
    let names = arena.list(&items, from: mark)
    return arena.node(.import, flags: isLazy ? 1 : 0, start, previousEnd, names)
  }

  private mutating func parseDottedAlias() {
    guard kinds[index] == .name else { return failUnexpected() }
    let start = position
    let end = parseDottedName()
    let (asStart, asEnd) = parseAsName()
    items.push(arena.node(.alias, start, previousEnd, start, end, asStart, asEnd))
  }

  /// Skips `a.b.c`; answers its end.
  private mutating func parseDottedName() -> UInt32 {
    repeat {
      guard accept(.name) else {
        failUnexpected()
        return previousEnd
      }
    } while accept(.dot)
    return previousEnd
  }

  /// `as name` of an import, if there.
  private mutating func parseAsName() -> (UInt32, UInt32) {
    guard accept(.keywordAs) else { return (0, 0) }
    let start = position
    guard kinds[index] == .name, endsAlias(nextKind) else {
      failImportTarget()
      return (0, 0)
    }
    advance()
    return (start, previousEnd)
  }

  private func endsAlias(_ kind: TokenKind) -> Bool {
    kind == .comma || kind == .rightParenthesis || kind == .semicolon || kind == .newline
      || kind == .endOfFile
  }

  private mutating func parseImportFrom(start: UInt32, isLazy: Bool) -> NodeRef {
    advance()
    var level: UInt32 = 0
    while true {
      if accept(.dot) {
        level &+= 1
      } else if accept(.ellipsis) {
        level &+= 3
      } else {
        break
      }
    }
    var moduleStart: UInt32 = 0
    var moduleEnd: UInt32 = 0
    if level == 0 || kinds[index] != .keywordImport {
      moduleStart = position
      moduleEnd = parseDottedName()
      if moduleEnd <= moduleStart { (moduleStart, moduleEnd) = (0, 0) }
    }
    let mark = items.count
    if accept(.keywordImport) {
      parseImportedNames()
    } else {
      failUnexpected()
    }
    let names = arena.list(&items, from: mark)
    return arena.node(
      .importFrom, flags: isLazy ? 1 : 0, start, previousEnd, moduleStart, moduleEnd, names, level)
  }

  private mutating func parseImportedNames() {
    switch kinds[index] {
    case .star:
      items.push(arena.node(.alias, position, ends[index], position, ends[index], 0, 0))
      advance()
    case .leftParenthesis:
      let opener = index
      advance()
      bracketDepth += 1
      repeat {
        if kinds[index] == .rightParenthesis && index != opener + 1 { break }
        parseFromAlias()
      } while accept(.comma)
      closeBracket(.rightParenthesis, opener)
    case .newline:
      fail("Expected one or more names after 'import'", position, ends[index])
    default:
      repeat {
        if kinds[index] == .newline {
          fail(
            "trailing comma not allowed without surrounding parentheses", position, ends[index])
        }
        parseFromAlias()
      } while accept(.comma)
    }
  }

  private mutating func parseFromAlias() {
    let start = position
    guard accept(.name) else { return failUnexpected() }
    let end = previousEnd
    let (asStart, asEnd) = parseAsName()
    items.push(arena.node(.alias, start, previousEnd, start, end, asStart, asEnd))
  }
}
