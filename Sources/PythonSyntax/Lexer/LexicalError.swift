package import SourceText

/// A place where the text is no Python token, recorded while lexing goes on.
package struct LexicalError: Hashable, Sendable {
  package var kind: Kind
  package var range: TextRange

  package init(_ kind: Kind, _ range: TextRange) {
    self.kind = kind
    self.range = range
  }

  /// After CPython's tokenizer. Brackets, digits and characters are given as their bytes or scalars,
  /// lines as an offset in them.
  package enum Kind: Hashable, Sendable {
    case unterminatedString(endsEscaped: Bool), unterminatedTripleString
    case unterminatedFString(isTemplate: Bool), unterminatedTripleFString(isTemplate: Bool)
    case invalidCharacter(UInt32), invalidSyntax
    case invalidNumber(Number), invalidDigit(UInt8, Number), leadingZeros
    case unmatched(UInt8), mismatched(UInt8, opener: UInt8, at: UInt32), neverClosed(UInt8)
    case tooManyBrackets
    case afterContinuation, unexpectedEndOfFile
    case inconsistentTabs, unindentMismatch, tooManyIndentationLevels
    // in f-strings
    case expectingBrace, singleBrace, unmatchedInField(UInt8), fieldsNestedTooDeeply
    case tooManyFStrings
  }

  package enum Number: String, Hashable, Sendable {
    case decimal, imaginary, hexadecimal, octal, binary
  }

  /// CPython's exception class where it is not plain `SyntaxError`.
  package var exceptionName: String {
    switch kind {
    case .inconsistentTabs: "TabError"
    case .unindentMismatch, .tooManyIndentationLevels: "IndentationError"
    default: "SyntaxError"
    }
  }

  /// The message in CPython 3.13's words; line numbers come from `lines`.
  package func message(lines: LineIndex) -> String {
    func character(_ byte: UInt8) -> String { String(UnicodeScalar(byte)) }
    // The end of a text that ends with a line end is still on the line before.
    let last = range.end == lines.count && range.start < range.end ? range.end - 1 : range.end
    func detected() -> String { "(detected at line \(lines.line(of: last)))" }
    switch kind {
    case .unterminatedString(let endsEscaped):
      let hint = endsEscaped ? "; perhaps you escaped the end quote?" : ""
      return "unterminated string literal \(detected())\(hint)"
    case .unterminatedTripleString:
      return "unterminated triple-quoted string literal \(detected())"
    case .unterminatedFString(let isTemplate):
      return "unterminated \(isTemplate ? "t" : "f")-string literal \(detected())"
    case .unterminatedTripleFString(let isTemplate):
      return "unterminated triple-quoted \(isTemplate ? "t" : "f")-string literal \(detected())"
    case .invalidCharacter(let scalar): return invalidCharacter(scalar)
    case .invalidSyntax: return "invalid syntax"
    case .invalidNumber(let number): return "invalid \(number.rawValue) literal"
    case .invalidDigit(let digit, let number):
      return "invalid digit '\(character(digit))' in \(number.rawValue) literal"
    case .leadingZeros:
      return "leading zeros in decimal integer literals are not permitted; "
        + "use an 0o prefix for octal integers"
    case .unmatched(let byte): return "unmatched '\(character(byte))'"
    case .mismatched(let byte, let opener, let place):
      let line = lines.line(of: place)
      let suffix = line == lines.line(of: range.start) ? "" : " on line \(line)"
      return "closing parenthesis '\(character(byte))' does not match opening parenthesis "
        + "'\(character(opener))'\(suffix)"
    case .neverClosed(let byte): return "'\(character(byte))' was never closed"
    case .tooManyBrackets: return "too many nested parentheses"
    case .afterContinuation: return "unexpected character after line continuation character"
    case .unexpectedEndOfFile: return "unexpected EOF while parsing"
    case .inconsistentTabs: return "inconsistent use of tabs and spaces in indentation"
    case .unindentMismatch: return "unindent does not match any outer indentation level"
    case .tooManyIndentationLevels: return "too many levels of indentation"
    case .expectingBrace: return "f-string: expecting '}'"
    case .singleBrace: return "f-string: single '}' is not allowed"
    case .unmatchedInField(let byte): return "f-string: unmatched '\(character(byte))'"
    case .fieldsNestedTooDeeply: return "f-string: expressions nested too deeply"
    case .tooManyFStrings: return "too many nested f-strings"
    }
  }

  private func invalidCharacter(_ value: UInt32) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    let code = "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    guard let scalar = Unicode.Scalar(value) else { return "invalid character \(code)" }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator, .spaceSeparator:
      return "invalid non-printable character \(code)"
    default: return "invalid character '\(scalar)' (\(code))"
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
    /// A field in the format spec of a field in a format spec.
    case nestedTooDeeply
  }
  package var kind: Kind
  package var range: TextRange

  package init(_ kind: Kind, _ range: TextRange) {
    self.kind = kind
    self.range = range
  }
}
