package import SourceText

/// One string or bytes token taken apart: what its prefix says and where its text stands.
package struct LiteralToken {
  package let isRaw: Bool
  package let isBytes: Bool
  /// `u'…'`, which `ast` remembers as the constant's kind.
  package let hasUnicodePrefix: Bool
  /// The text between the quotes. Of an unterminated token, all that follows the opening quote.
  package let body: TextRange

  /// `source` is the whole text, `range` the token in it.
  package init(_ range: TextRange, in source: UnsafeBufferPointer<UInt8>) {
    let end = min(Int(range.end), source.count)
    var position = min(Int(range.start), end)
    var isRaw = false
    var isBytes = false
    var hasUnicodePrefix = false
    prefix: while position < end {
      switch source[position] {
      case UInt8(ascii: "r"), UInt8(ascii: "R"): isRaw = true
      case UInt8(ascii: "b"), UInt8(ascii: "B"): isBytes = true
      case UInt8(ascii: "u"), UInt8(ascii: "U"): hasUnicodePrefix = true
      default: break prefix
      }
      position += 1
    }
    self.isRaw = isRaw
    self.isBytes = isBytes
    self.hasUnicodePrefix = hasUnicodePrefix

    guard position < end else {
      body = TextRange(start: UInt32(end), end: UInt32(end))
      return
    }
    let quote = source[position]
    func isQuote(_ place: Int) -> Bool { place < end && source[place] == quote }
    let isTriple = isQuote(position + 1) && isQuote(position + 2)
    let width = isTriple ? 3 : 1
    let start = min(position + width, end)
    let isTerminated = start + width <= end && (end - width..<end).allSatisfy(isQuote)
    body = TextRange(start: UInt32(start), end: UInt32(isTerminated ? end - width : end))
  }
}
