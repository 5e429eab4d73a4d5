/// What a backslash and the characters behind it mean.
package struct EscapeSequence {
  enum Meaning {
    case codePoint(UInt32)
    /// A backslash at a line's end joins two lines.
    case nothing
    /// Not an escape: the backslash stands for itself.
    case backslash
    case problem(Problem)
  }

  package enum Problem: Equatable, Sendable {
    case truncatedHex
    case truncatedShort
    case truncatedLong
    case illegalCharacter
    case malformedName
    case unknownName

    package var text: String {
      switch self {
      case .truncatedHex: return "truncated \\xXX escape"
      case .truncatedShort: return "truncated \\uXXXX escape"
      case .truncatedLong: return "truncated \\UXXXXXXXX escape"
      case .illegalCharacter: return "illegal Unicode character"
      case .malformedName: return "malformed \\N character escape"
      case .unknownName: return "unknown Unicode character name"
      }
    }
  }

  let meaning: Meaning
  /// Behind what was read; at least one behind the backslash.
  let end: Int

  /// Reads the sequence whose backslash stands at `start`. `limit` is the end of the literal's text.
  init(at start: Int, limit: Int, in source: UnsafeBufferPointer<UInt8>, isBytes: Bool) {
    let next = start + 1
    guard next < limit else {
      self.init(.backslash, end: next)
      return
    }
    switch source[next] {
    case UInt8(ascii: "\n"): self.init(.nothing, end: next + 1)
    case UInt8(ascii: "\r"):
      let isPair = next + 1 < limit && source[next + 1] == UInt8(ascii: "\n")
      self.init(.nothing, end: next + (isPair ? 2 : 1))
    case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""):
      self.init(.codePoint(UInt32(source[next])), end: next + 1)
    case UInt8(ascii: "n"): self.init(.codePoint(0x0A), end: next + 1)
    case UInt8(ascii: "t"): self.init(.codePoint(0x09), end: next + 1)
    case UInt8(ascii: "r"): self.init(.codePoint(0x0D), end: next + 1)
    case UInt8(ascii: "b"): self.init(.codePoint(0x08), end: next + 1)
    case UInt8(ascii: "f"): self.init(.codePoint(0x0C), end: next + 1)
    case UInt8(ascii: "v"): self.init(.codePoint(0x0B), end: next + 1)
    case UInt8(ascii: "a"): self.init(.codePoint(0x07), end: next + 1)
    case UInt8(ascii: "0")...UInt8(ascii: "7"):
      self.init(octalAt: next, limit: limit, in: source, isBytes: isBytes)
    case UInt8(ascii: "x"):
      self.init(hexAt: next + 1, digits: 2, limit: limit, in: source, orElse: .truncatedHex)
    case UInt8(ascii: "u") where !isBytes:
      self.init(hexAt: next + 1, digits: 4, limit: limit, in: source, orElse: .truncatedShort)
    case UInt8(ascii: "U") where !isBytes:
      self.init(hexAt: next + 1, digits: 8, limit: limit, in: source, orElse: .truncatedLong)
    case UInt8(ascii: "N") where !isBytes: self.init(nameAt: next + 1, limit: limit, in: source)
    default: self.init(.backslash, end: next)
    }
  }

  private init(_ meaning: Meaning, end: Int) {
    self.meaning = meaning
    self.end = end
  }

  private init(
    octalAt start: Int, limit: Int, in source: UnsafeBufferPointer<UInt8>, isBytes: Bool
  ) {
    var value: UInt32 = 0
    var position = start
    while position < min(limit, start + 3), 0x30...0x37 ~= source[position] {
      value = value << 3 | UInt32(source[position] - 0x30)
      position += 1
    }
    self.init(.codePoint(isBytes ? value & 0xFF : value), end: position)
  }

  private init(
    hexAt start: Int, digits: Int, limit: Int, in source: UnsafeBufferPointer<UInt8>,
    orElse problem: Problem
  ) {
    var value: UInt32 = 0
    var position = start
    while position < min(limit, start + digits),
      let digit = hexadecimalDigit(source[position])
    {
      value = value << 4 | digit
      position += 1
    }
    if position < start + digits {
      self.init(.problem(problem), end: position)
    } else if value > 0x10FFFF {
      self.init(.problem(.illegalCharacter), end: position)
    } else {
      self.init(.codePoint(value), end: position)
    }
  }

  private init(nameAt start: Int, limit: Int, in source: UnsafeBufferPointer<UInt8>) {
    guard start < limit, source[start] == UInt8(ascii: "{") else {
      self.init(.problem(.malformedName), end: start)
      return
    }
    var position = start + 1
    while position < limit, source[position] != UInt8(ascii: "}") { position += 1 }
    guard start + 1 < position, position < limit else {
      self.init(.problem(.malformedName), end: position)
      return
    }
    let code = CharacterNames.codePoint(named: source[start + 1..<position])
    self.init(code.map { .codePoint($0) } ?? .problem(.unknownName), end: position + 1)
  }
}

/// The value of an ASCII hexadecimal digit of either case.
func hexadecimalDigit(_ byte: UInt8) -> UInt32? {
  switch byte {
  case 0x30...0x39: return UInt32(byte - 0x30)
  case 0x41...0x46: return UInt32(byte - 0x37)
  case 0x61...0x66: return UInt32(byte - 0x57)
  default: return nil
  }
}
