import SourceText

/// The errors of the lexer and the parser of one file, and which of them CPython would raise.
struct ErrorList {
  let inOrder: [SyntaxError]
  let first: SyntaxError?

  static let none = ErrorList(inOrder: [], first: nil)

  private init(inOrder: [SyntaxError], first: SyntaxError?) {
    self.inOrder = inOrder
    self.first = first
  }

  /// CPython's parser reads tokens as it needs them, and after an error reads the rest of the
  /// file: an error of the tokenizer anywhere wins over the parser's. A bracket that is never closed
  /// wins only if the parser's error is on a later line, or there is none.
  init(
    parser: [SyntaxError], stop: Int, source: SourceBuffer, tokens: TokenBuffer,
    version: PythonVersion
  ) {
    let refused = version.minor < 12 && !tokens.oldFStringRefusals.isEmpty
    if parser.isEmpty && tokens.errors.isEmpty && source.problems.isEmpty && !refused {
      self = .none
      return
    }
    let lines = LineIndex(source)
    let ofSource = source.problems.map { SyntaxError(.lexical, $0.range, $0.message) }
    let ofLexer = tokens.errors.map { error in
      SyntaxError(
        error.isIndentation ? .indentation : .lexical, error.range, error.message(lines: lines))
    }
    let ofOldRules = refused ? tokens.oldFStringRefusals.compactMap { $0.error(version) } : []
    let firstOfParser = parser.first
    let unclosed = tokens.errors.firstIndex { $0.isUnclosedBracket }
    let firstLexical = tokens.errors.firstIndex { error in
      // CPython's parser gets there first.
      let isBehind = (firstOfParser?.range.start ?? .max) <= error.range.start
      return !error.isUnclosedBracket && !(error.isMissingBrace && isBehind)
    }
    if let problem = ofSource.first {
      first = problem
    } else if let firstLexical {
      first = ofLexer[firstLexical]
    } else if let unclosed {
      let line = lines.line(of: ofLexer[unclosed].range.start)
      let stopKind = tokens.kind(at: min(stop, tokens.count - 1))
      let isAtEnd = stopKind == .newline || stopKind == .endOfFile || stopKind == .dedent
      let stopLine = lines.line(of: tokens.range(at: min(stop, tokens.count - 1)).start)
      if let firstOfParser, stopLine <= line, !isAtEnd {
        first = firstOfParser
      } else {
        first = ofLexer[unclosed]
      }
    } else {
      first = firstOfParser ?? ofOldRules.first
    }
    let all = ofSource + ofLexer + parser + ofOldRules
    inOrder = all.enumerated().sorted { a, b in
      (a.element.range, a.offset) < (b.element.range, b.offset)
    }.map(\.element)
  }
}

extension LexicalError {
  fileprivate var isUnclosedBracket: Bool {
    if case .neverClosed = kind { return true }
    return false
  }
  fileprivate var isMissingBrace: Bool {
    if case .expectingBrace = kind { return true }
    return false
  }
  fileprivate var isIndentation: Bool { exceptionName != "SyntaxError" }
}

extension OldFStringRefusal {
  fileprivate func error(_ version: PythonVersion) -> SyntaxError? {
    let feature: LanguageFeature
    switch kind {
    case .quoteReused: feature = .fstringQuoteReuse
    case .lineEnd: feature = .fstringLineEnd
    case .backslash: feature = .fstringBackslash
    case .comment: feature = .fstringComment
    case .nestedTooDeeply: feature = .fstringNesting
    }
    return feature.refusal(for: version).map { SyntaxError(.version, range, $0) }
  }
}
