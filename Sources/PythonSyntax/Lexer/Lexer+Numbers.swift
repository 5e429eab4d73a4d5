import SourceText

// Numbers, by CPython's rules.
extension Lexer {
  /// `start` is a digit, or a dot before one.
  @inline(__always)
  mutating func number(_ start: UnsafePointer<UInt8>) {
    // Most numbers are a few digits and nothing else.
    var at = start
    while at.pointee &- 48 < 10 { at += 1 }
    let next = at.pointee
    if tables.continuesName[Int(next)] == 0, next != 46, start.pointee != 48 || at - start == 1 {
      cursor = at
      return emit(.integer, start, at)
    }
    longNumber(start)
  }

  @inline(never)
  private mutating func longNumber(_ start: UnsafePointer<UInt8>) {
    if start.pointee == 48 {
      switch start[1] | 32 {
      case 120: return radixNumber(start, .hexadecimal)
      case 111: return radixNumber(start, .octal)
      case 98: return radixNumber(start, .binary)
      default: break
      }
    }
    var at = start
    var kind = TokenKind.integer
    if start.pointee != 46 {
      guard let end = digits(start) else { return }
      at = end
    }
    if at.pointee == 46 {
      kind = .float
      at += 1
      if isDigit(at.pointee) {
        guard let end = digits(at, literal: start) else { return }
        at = end
      }
    }
    if at.pointee | 32 == 101 {
      let sign = at[1] == 43 || at[1] == 45 ? 1 : 0
      if isDigit(at[1 + sign]) {
        guard let end = digits(at + 1 + sign, literal: start) else { return }
        at = end
        kind = .float
      } else if sign == 1 {
        return badNumber(start, at, .invalidNumber(.decimal), kind)
      } else {
        // CPython looks at this before leading zeros.
        return endNumber(start, at, .decimal, kind)
      }
    }
    if at.pointee | 32 == 106 { return endNumber(start, at + 1, .imaginary, .imaginary) }
    if kind == .integer, start.pointee == 48, hasNonZero(start, at) {
      return badNumber(start, at, .leadingZeros, kind)
    }
    endNumber(start, at, .decimal, kind)
  }

  private func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }

  /// CPython allows `0`, `00` and `0_0`, but no other digit behind a leading zero.
  private func hasNonZero(_ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Bool {
    var at = start
    while at < end {
      if at.pointee != 48, at.pointee != 95 { return true }
      at += 1
    }
    return false
  }

  /// Passes digits with single underscores between them. Nil when an underscore has no digit behind
  /// it; the literal is then recorded and emitted.
  private mutating func digits(
    _ first: UnsafePointer<UInt8>, literal: UnsafePointer<UInt8>? = nil
  ) -> UnsafePointer<UInt8>? {
    var at = first
    while true {
      while isDigit(at.pointee) { at += 1 }
      guard at.pointee == 95 else { return at }
      guard isDigit(at[1]) else {
        badNumber(literal ?? first, at, .invalidNumber(.decimal), .integer)
        return nil
      }
      at += 1
    }
  }

  private mutating func radixNumber(_ start: UnsafePointer<UInt8>, _ radix: LexicalError.Number) {
    func isOwnDigit(_ byte: UInt8) -> Bool {
      switch radix {
      case .binary: byte &- 48 < 2
      case .octal: byte &- 48 < 8
      default: byte &- 48 < 10 || (byte | 32) &- 97 < 6
      }
    }
    var at = start + 2
    repeat {
      if at.pointee == 95 { at += 1 }
      guard isOwnDigit(at.pointee) else {
        let isDigit = isDigit(at.pointee)
        return badNumber(
          start, at, isDigit ? .invalidDigit(at.pointee, radix) : .invalidNumber(radix), .integer)
      }
      while isOwnDigit(at.pointee) { at += 1 }
    } while at.pointee == 95
    if isDigit(at.pointee) {
      return badNumber(start, at, .invalidDigit(at.pointee, radix), .integer)
    }
    endNumber(start, at, radix, .integer)
  }

  /// A number may touch a keyword that can follow it (`1if x else 2`), but nothing else of a name.
  private mutating func endNumber(
    _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ number: LexicalError.Number,
    _ kind: TokenKind
  ) {
    if tables.continuesName[Int(end.pointee)] != 0, !isKeyword(end) {
      return badNumber(start, end, .invalidNumber(number), kind)
    }
    cursor = end
    emit(kind, start, end)
  }

  /// As CPython looks ahead: a whole keyword, but two letters are enough for `if`, `in` and `is`.
  private func isKeyword(_ at: UnsafePointer<UInt8>) -> Bool {
    func follows(_ rest: StaticString) -> Bool {
      let length = rest.utf8CodeUnitCount
      for index in 0..<length where at[1 + index] != rest.utf8Start[index] { return false }
      let next = at[1 + length]
      return next < 128 && tables.continuesName[Int(next)] == 0
    }
    return switch at.pointee {
    case 97: follows("nd")
    case 101: follows("lse")
    case 102: follows("or")
    case 105: at[1] == 102 || at[1] == 110 || at[1] == 115
    case 110: follows("ot")
    case 111: follows("r")
    default: false
    }
  }

  /// Records the error at `at`; the token takes all of the name that follows.
  private mutating func badNumber(
    _ start: UnsafePointer<UInt8>, _ at: UnsafePointer<UInt8>, _ error: LexicalError.Kind,
    _ kind: TokenKind
  ) {
    if case .leadingZeros = error {
      report(error, start, at)
    } else {
      report(error, at, at < limit ? at + 1 : at)
    }
    var end = at
    while tables.continuesName[Int(end.pointee)] != 0 { end += 1 }
    cursor = end
    emit(kind, start, end)
  }
}
