package import SourceText

/// Turns a text into tokens, as CPython's tokenizer does for its grammar. Never fails, always ends.
package struct Lexer {
  package struct Options: Sendable {
    package init() {}
  }

  /// Fills `tokens` with the tokens of `source`; what was in it is dropped.
  package static func run(
    _ source: SourceBuffer, into tokens: TokenBuffer, options: Options = Options()
  ) {
    tokens.removeAll()
    let end = UInt32(truncatingIfNeeded: source.count)
    tokens.append(.endOfFile, end, end)
  }
}
