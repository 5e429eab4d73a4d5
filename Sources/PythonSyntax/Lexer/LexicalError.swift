package import SourceText

/// A place where the text is no Python token, recorded while lexing goes on.
package struct LexicalError: Hashable, Sendable {
  package var kind: Kind
  package var range: TextRange

  package init(_ kind: Kind, _ range: TextRange) {
    self.kind = kind
    self.range = range
  }

  /// After CPython's tokenizer. Offsets stand for lines named in the message.
  package enum Kind: Hashable, Sendable {
    case unterminatedString, unterminatedTripleQuotedString
    case invalidCharacter(UInt32)
  }

  /// The message in CPython 3.13's words; line numbers come from `lines`.
  package func message(lines: LineIndex) -> String {
    switch kind {
    case .unterminatedString:
      "unterminated string literal (detected at line \(lines.line(of: range.end)))"
    case .unterminatedTripleQuotedString:
      "unterminated triple-quoted string literal (detected at line \(lines.line(of: range.end)))"
    case .invalidCharacter: "invalid character"
    }
  }
}

/// Something in a replacement field that CPython 3.12 accepts and 3.8 to 3.11 refuse.
package struct OldFStringRefusal: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// The enclosing f-string's quotes occur again inside it, or a line ends in a field of a
    /// single-quoted f-string: the older lexer ends the string there.
    case quoteReused, lineEnd
    case backslash, comment
    /// A format spec's field has a format spec with a field.
    case nestedTooDeeply
  }
  package var kind: Kind
  package var range: TextRange

  package init(_ kind: Kind, _ range: TextRange) {
    self.kind = kind
    self.range = range
  }
}
