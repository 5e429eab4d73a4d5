/// One line of the profile protocol: a JSON value. What a newer agent adds is kept and ignored.
package indirect enum WireValue: Sendable, Equatable {
  case null
  case bool(Bool)
  case int(Int)
  case string(String)
  case array([WireValue])
  case object([String: WireValue])

  /// `nil` for anything that is not one JSON value, such as the torn last line of a recording.
  package static func parse(_ line: some Collection<UInt8>) -> WireValue? {
    var parser = WireParser(bytes: Array(line))
    guard let value = parser.value(depth: 0) else { return nil }
    parser.skipSpace()
    return parser.isAtEnd ? value : nil
  }

  package subscript(_ key: String) -> WireValue? {
    if case .object(let members) = self { members[key] } else { nil }
  }

  package var int: Int? { if case .int(let value) = self { value } else { nil } }
  package var string: String? { if case .string(let value) = self { value } else { nil } }
  package var bool: Bool? { if case .bool(let value) = self { value } else { nil } }

  /// The items of an array; none for anything else.
  package var items: [WireValue] { if case .array(let items) = self { items } else { [] } }

  /// A text as it stands in a line, with its quotes.
  package static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\u{0}"..<" ", "\u{7f}":
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  package func int(_ key: String) -> Int { self[key]?.int ?? 0 }
}

/// Reads what the agent writes: objects, arrays, strings, integers, true, false and null. Decimal
/// numbers of other writers lose their fraction.
private struct WireParser {
  let bytes: [UInt8]
  var position = 0

  private static let depthLimit = 32

  init(bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { position == bytes.count }
  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 {
      position += 1
    }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    position += 1
    return true
  }

  private mutating func take(_ word: StaticString) -> Bool {
    let count = word.utf8CodeUnitCount
    guard position + count <= bytes.count else { return false }
    let matches = word.withUTF8Buffer { $0.elementsEqual(bytes[position..<(position + count)]) }
    if matches { position += count }
    return matches
  }

  mutating func value(depth: Int) -> WireValue? {
    guard depth < WireParser.depthLimit else { return nil }
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): return object(depth: depth)
    case UInt8(ascii: "["): return array(depth: depth)
    case UInt8(ascii: "\""): return string().map { .string($0) }
    case UInt8(ascii: "t"): return take("true") ? .bool(true) : nil
    case UInt8(ascii: "f"): return take("false") ? .bool(false) : nil
    case UInt8(ascii: "n"): return take("null") ? .null : nil
    default: return number()
    }
  }

  private mutating func object(depth: Int) -> WireValue? {
    position += 1
    var members: [String: WireValue] = [:]
    skipSpace()
    if take(UInt8(ascii: "}")) { return .object(members) }
    repeat {
      skipSpace()
      guard let key = string() else { return nil }
      skipSpace()
      guard take(UInt8(ascii: ":")), let value = value(depth: depth + 1) else { return nil }
      members[key] = value
      skipSpace()
    } while take(UInt8(ascii: ","))
    return take(UInt8(ascii: "}")) ? .object(members) : nil
  }

  private mutating func array(depth: Int) -> WireValue? {
    position += 1
    var items: [WireValue] = []
    skipSpace()
    if take(UInt8(ascii: "]")) { return .array(items) }
    repeat {
      guard let item = value(depth: depth + 1) else { return nil }
      items.append(item)
      skipSpace()
    } while take(UInt8(ascii: ","))
    return take(UInt8(ascii: "]")) ? .array(items) : nil
  }

  private mutating func number() -> WireValue? {
    let isNegative = take(UInt8(ascii: "-"))
    var value = 0
    let start = position
    while let byte = next, (0x30...0x39).contains(byte) {
      let (tens, overflows) = value.multipliedReportingOverflow(by: 10)
      let (sum, carries) = tens.addingReportingOverflow(Int(byte - 0x30))
      if overflows || carries { return nil }
      value = sum
      position += 1
    }
    // Larger numbers are no times, counts or addresses, and their sums could overflow.
    guard start < position, value < 1 << 52 else { return nil }
    if take(UInt8(ascii: ".")) {
      while let byte = next, (0x30...0x39).contains(byte) { position += 1 }
    }
    return .int(isNegative ? -value : value)
  }

  private mutating func string() -> String? {
    guard take(UInt8(ascii: "\"")) else { return nil }
    var text: [UInt8] = []
    while let byte = next {
      position += 1
      if byte == UInt8(ascii: "\"") { return String(decoding: text, as: UTF8.self) }
      if byte != UInt8(ascii: "\\") {
        text.append(byte)
        continue
      }
      guard let escaped = next else { return nil }
      position += 1
      switch escaped {
      case UInt8(ascii: "n"): text.append(0x0a)
      case UInt8(ascii: "t"): text.append(0x09)
      case UInt8(ascii: "r"): text.append(0x0d)
      case UInt8(ascii: "b"): text.append(0x08)
      case UInt8(ascii: "f"): text.append(0x0c)
      case UInt8(ascii: "u"):
        guard let scalar = escapedScalar() else { return nil }
        text += Array(String(scalar).utf8)
      default: text.append(escaped)
      }
    }
    return nil
  }

  /// Halves of a pair that stand alone become the replacement character.
  private mutating func escapedScalar() -> Unicode.Scalar? {
    guard let unit = fourDigits() else { return nil }
    if let scalar = Unicode.Scalar(unit) { return scalar }
    let isLeading = (0xd800..<0xdc00).contains(unit)
    let mark = position
    if isLeading, take("\\u"), let low = fourDigits(), (0xdc00..<0xe000).contains(low) {
      return Unicode.Scalar(0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00))
    }
    position = mark
    return "\u{fffd}"
  }

  private mutating func fourDigits() -> UInt32? {
    guard position + 4 <= bytes.count else { return nil }
    let digits = String(decoding: bytes[position..<(position + 4)], as: UTF8.self)
    position += 4
    return UInt32(digits, radix: 16)
  }
}
