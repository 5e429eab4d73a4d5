import SourceText

/// What only the values of literals show to be wrong: `'\xg'`, `b'é'`, numbers of 5000 digits.
/// CPython's parser refuses them, so they are errors here too.
extension Parser {

  /// Checks a string or bytes token, or a piece of an f-string. Decodes only what can be wrong.
  @inline(__always)
  mutating func checkText(_ token: Int, _ style: StringPieceStyle) {
    if textIsSuspect(Int(starts[token]), Int(ends[token]), isBytes: kinds[token] == .bytes) {
      checkSuspect(token, style)
    }
  }

  @inline(__always)
  mutating func checkInteger(_ token: Int) {
    if UInt32(IntegerLiteral.maximumDigits) < ends[token] &- starts[token] { checkLong(token) }
  }

  /// Whether the bytes hold an escape that can be malformed: one of `\N`, `\U`, `\u`, `\x`; or, in
  /// a bytes literal, anything but ASCII. Eight bytes at a time: the padding allows the reads.
  private func textIsSuspect(_ start: Int, _ end: Int, isBytes: Bool) -> Bool {
    let raw = UnsafeRawPointer(text)
    let ones: UInt64 = 0x0101_0101_0101_0101
    let tops: UInt64 = 0x8080_8080_8080_8080
    var place = start
    while place < end {
      let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: place, as: UInt64.self))
      let difference = word ^ (0x5c &* ones)
      // Zero bytes of `difference`; a false mark above a true one does no harm.
      var marks = (difference &- ones) & ~difference & tops
      if isBytes && word & tops != 0 { return true }
      while marks != 0 {
        let backslash = place &+ marks.trailingZeroBitCount >> 3
        if end <= backslash { return false }
        switch text[backslash &+ 1] {
        case 0x4e, 0x55, 0x75, 0x78: return true
        default: marks &= marks &- 1
        }
      }
      place &+= 8
    }
    return false
  }

  @inline(never)
  private mutating func checkSuspect(_ token: Int, _ style: StringPieceStyle) {
    let source = UnsafeBufferPointer(start: text, count: textCount)
    let range = TextRange(start: starts[token], end: ends[token])
    guard let problem = LiteralProblem.ofString(range, style: style, in: source) else { return }
    report(problem.message(in: source), range.start, range.end)
  }

  @inline(never)
  private mutating func checkLong(_ token: Int) {
    let source = UnsafeBufferPointer(start: text, count: textCount)
    let range = TextRange(start: starts[token], end: ends[token])
    guard let problem = LiteralProblem.ofInteger(range, in: source) else { return }
    report(problem.message(in: source), range.start, range.end)
  }
}
