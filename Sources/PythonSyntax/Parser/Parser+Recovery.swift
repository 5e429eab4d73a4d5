import SourceText

/// Recording errors, and going on behind them.
extension Parser {

  /// Records an error that leaves the tree as it is: parsing goes on.
  @inline(never)
  mutating func report(
    _ message: String, _ start: UInt32, _ end: UInt32, _ kind: SyntaxError.Kind = .grammar
  ) {
    guard frozenKind == nil, errors.count < Parser.maximumErrors else { return }
    if errors.isEmpty { firstStop = index }
    errors.append(SyntaxError(kind, TextRange(start: start, end: max(start, end)), message))
  }

  /// Records an error at which parsing cannot go on, and freezes.
  @inline(never)
  mutating func fail(
    _ message: String, _ start: UInt32, _ end: UInt32, _ kind: SyntaxError.Kind = .grammar
  ) {
    report(message, start, end, kind)
    freeze()
  }

  /// The same at the current token.
  mutating func fail(_ message: String) {
    reportHere(message)
    freeze()
  }

  /// Records an error at the current token. What the text's end lacks is
  /// told on its last line.
  mutating func reportHere(_ message: String, _ kind: SyntaxError.Kind = .grammar) {
    var (start, end) = (position, ends[index])
    if 0 < start, isAtEnd(index) {
      end = start
      start = lastLineEnd(before: start)
    }
    report(message, start, end, kind)
  }

  /// Whether only block and file ends follow, in an empty last line.
  private func isAtEnd(_ token: Int) -> Bool {
    var token = token
    while kinds[token] == .dedent { token += 1 }
    return kinds[token] == .endOfFile && token == tokenCount - 1
  }

  /// The start of the line end that ends the text, or the text's end.
  private func lastLineEnd(before end: UInt32) -> UInt32 {
    let last = text[Int(end) - 1]
    if last != 0x0a && last != 0x0d { return end }
    let isPair = last == 0x0a && 1 < end && text[Int(end) - 2] == 0x0d
    return end - (isPair ? 2 : 1)
  }

  /// Checks that the target version has `feature`.
  @inline(__always)
  mutating func require(_ feature: LanguageFeature, _ start: UInt32, _ end: UInt32) {
    if version.minor < PythonVersion.newest.minor { refuse(feature, start, end) }
  }

  /// The same for an expression list of the tokens from `first` on which holds a `*` that no bracket
  /// encloses.
  mutating func requireForStar(_ feature: LanguageFeature, from first: Int) {
    guard feature.refusal(for: version) != nil else { return }
    var depth = 0
    for place in first..<max(first, index) {
      switch kinds[place] {
      case .leftParenthesis, .leftBracket, .leftBrace: depth += 1
      case .rightParenthesis, .rightBracket, .rightBrace: depth -= 1
      case .star where depth == 0 && (place == first || kinds[place - 1] == .comma):
        require(feature, starts[place], ends[place])
        return
      default: break
      }
    }
  }

  @inline(never)
  private mutating func refuse(_ feature: LanguageFeature, _ start: UInt32, _ end: UInt32) {
    if let message = feature.refusal(for: version) { report(message, start, end, .version) }
  }

  // MARK: brackets

  /// Consumes the closing bracket; if something else stands there, reports it and goes on behind
  /// the bracket that closes, so that what follows on the line is still understood.
  @inline(__always)
  mutating func closeBracket(_ closer: TokenKind, _ opener: Int) {
    bracketDepth &-= 1
    if kinds[index] == closer {
      index &+= 1
    } else {
      recoverBracket(closer, opener)
    }
  }

  /// Each token is skipped once: an inner bracket that meets a closing bracket of another kind
  /// stops there, and one that meets the line's end freezes there, where the outer ones see it.
  @inline(never)
  private mutating func recoverBracket(_ closer: TokenKind, _ opener: Int) {
    if frozenKind == nil { failInBracket(opener) }
    thaw()
    var nesting = 0
    while true {
      switch kinds[index] {
      case .leftParenthesis, .leftBracket, .leftBrace, .fstringStart, .tstringStart:
        nesting += 1
      case .fstringEnd, .tstringEnd:
        if nesting == 0 { return }
        nesting -= 1
      case .rightParenthesis, .rightBracket, .rightBrace:
        if nesting == 0 {
          if kinds[index] == closer { advance() }
          return
        }
        nesting -= 1
      case .newline, .endOfFile, .indent, .dedent, .keywordDef, .keywordClass:
        freeze()
        return
      default: break
      }
      advance()
    }
  }

  /// Goes to the end of an f-string whose parts were not understood.
  mutating func recoverFormatString() {
    thaw()
    var nesting = 0
    while true {
      switch kinds[index] {
      case .fstringStart, .tstringStart: nesting += 1
      case .fstringEnd, .tstringEnd:
        if nesting == 0 {
          advance()
          return
        }
        nesting -= 1
      case .newline, .endOfFile, .indent, .dedent, .keywordDef, .keywordClass:
        freeze()
        return
      default: break
      }
      advance()
    }
  }
}
