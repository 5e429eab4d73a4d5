package import SourceText

/// Why a literal that the lexer took for a token has no value: an error of `ast.parse` too.
package enum LiteralProblem: Equatable {
  case nonASCIIByte
  /// `from`, `start` and `end` are offsets: of the decoded text, of the backslash, behind the escape.
  case escape(EscapeSequence.Problem, from: Int, start: Int, end: Int, isBytes: Bool)
  /// A decimal literal of that many digits.
  case tooManyDigits(Int)

  /// The problem of a string or bytes piece, if it has one.
  ///
  /// Cheap on what has no backslash: nothing is decoded then.
  package static func ofString(
    _ range: TextRange, style: StringPieceStyle, in source: UnsafeBufferPointer<UInt8>
  ) -> LiteralProblem? {
    let end = min(Int(range.end), source.count)
    let text = source[min(Int(range.start), end)..<end]
    let mayBeBytes = style == .literal && LiteralToken(range, in: source).isBytes
    let isSuspect =
      text.contains(UInt8(ascii: "\\")) || (mayBeBytes && text.contains { 0x80 <= $0 })
    guard isSuspect else { return nil }
    var value = LiteralText(source: source)
    value.append(range, style: style)
    return value.problem
  }

  /// The problem of an integer token, if it has one: CPython refuses decimal literals that take it
  /// quadratic time.
  package static func ofInteger(
    _ range: TextRange, in source: UnsafeBufferPointer<UInt8>
  ) -> LiteralProblem? {
    guard IntegerLiteral.maximumDigits < range.count else { return nil }
    let literal = IntegerLiteral(range, in: source)
    let isTooLong = literal.radix == 10 && IntegerLiteral.maximumDigits < literal.digits.count
    return isTooLong ? .tooManyDigits(literal.digits.count) : nil
  }

  /// The message in CPython 3.13's words.
  package func message(in source: UnsafeBufferPointer<UInt8>) -> String {
    switch self {
    case .nonASCIIByte: return "bytes can only contain ASCII literal characters"
    case .escape(_, let from, let start, _, isBytes: true):
      return "(value error) invalid \\x escape at position \(start - from)"
    case .escape(let problem, let from, let start, let end, isBytes: false):
      let first = Self.expandedLength(from, start, in: source)
      let last = first + Self.expandedLength(start, end, in: source) - 1
      let place =
        first < last
        ? "bytes in position \(first)-\(last)" : "byte 0x5c in position \(first)"
      return "(unicode error) 'unicodeescape' codec can't decode \(place): \(problem.text)"
    case .tooManyDigits(let count):
      return "Exceeds the limit (\(IntegerLiteral.maximumDigits) digits) for integer string "
        + "conversion: value has \(count) digits; use sys.set_int_max_str_digits() to increase the "
        + "limit - Consider hexadecimal for huge integer literals to avoid decimal conversion limits."
    }
  }

  /// CPython spells characters beyond ASCII as `\UXXXXXXXX` before it decodes escapes, and a backslash
  /// before one as `\u005c`; positions in its messages count that text.
  private static func expandedLength(
    _ start: Int, _ end: Int, in source: UnsafeBufferPointer<UInt8>
  ) -> Int {
    let limit = min(end, source.count)
    var length = 0
    var position = start
    while position < limit {
      let byte = source[position]
      let next = position + 1 < limit ? source[position + 1] : 0
      switch byte {
      case UInt8(ascii: "\\"): length += next < 0x80 ? 1 : 6
      case UInt8(ascii: "\r") where next == UInt8(ascii: "\n"): break
      case 0..<0x80: length += 1
      case 0x80..<0xC0: break
      default: length += 10
      }
      position += 1
    }
    return length
  }
}
