/// A JSON value whose members keep their order, so that equal reports are equal bytes.
package indirect enum JSON: Sendable {
  case null
  case bool(Bool)
  case int(Int)
  /// Milliseconds and shares: written with at most three decimals.
  case decimal(Double)
  /// A number that is written as it stands, for more decimals than those.
  case number(String)
  case string(String)
  case array([JSON])
  case object([(String, JSON)])

  /// The bytes, ending with a line end. Objects are spread over lines down to depth `spread`.
  package func encoded(spread: Int = 2) -> [UInt8] {
    var writer = JSONWriter(spread: spread)
    writer.write(self, depth: 0)
    writer.bytes.append(UInt8(ascii: "\n"))
    return writer.bytes
  }
}

private struct JSONWriter {
  var bytes: [UInt8] = []
  let spread: Int

  init(spread: Int) { self.spread = spread }

  mutating func write(_ value: JSON, depth: Int) {
    switch value {
    case .null: bytes += "null".utf8
    case .bool(let value): bytes += (value ? "true" : "false").utf8
    case .int(let value): bytes += String(value).utf8
    case .decimal(let value): write(value)
    case .number(let digits): bytes += digits.utf8
    case .string(let text): write(text)
    case .array(let items):
      write(items, "[", "]", depth: depth) { writer, item in
        writer.write(item, depth: depth + 1)
      }
    case .object(let members):
      write(members, "{", "}", depth: depth) { writer, member in
        writer.write(member.0)
        writer.bytes += ": ".utf8
        writer.write(member.1, depth: depth + 1)
      }
    }
  }

  private mutating func write<Item>(
    _ items: [Item], _ open: Character, _ close: Character, depth: Int,
    _ body: (inout JSONWriter, Item) -> Void
  ) {
    let isSpread = depth < spread && !items.isEmpty
    bytes += open.utf8
    for (index, item) in items.enumerated() {
      if index != 0 { bytes += (isSpread ? "," : ", ").utf8 }
      if isSpread { breakLine(depth + 1) }
      body(&self, item)
    }
    if isSpread { breakLine(depth) }
    bytes += close.utf8
  }

  private mutating func breakLine(_ depth: Int) {
    bytes.append(UInt8(ascii: "\n"))
    bytes += repeatElement(UInt8(ascii: " "), count: 2 * depth)
  }

  private mutating func write(_ value: Double) {
    guard value.isFinite, abs(value) < 1e15 else {
      bytes += "null".utf8
      return
    }
    let thousandths = Int((value * 1000).rounded())
    if thousandths < 0 { bytes.append(UInt8(ascii: "-")) }
    let (whole, rest) = abs(thousandths).quotientAndRemainder(dividingBy: 1000)
    bytes += String(whole).utf8
    if rest == 0 { return }
    var digits = Array(String(1000 + rest).utf8.dropFirst())
    while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    bytes.append(UInt8(ascii: "."))
    bytes += digits
  }

  private mutating func write(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): bytes += "\\\"".utf8
      case UInt8(ascii: "\\"): bytes += "\\\\".utf8
      case 0x0a: bytes += "\\n".utf8
      case 0x0d: bytes += "\\r".utf8
      case 0x09: bytes += "\\t".utf8
      case 0x00..<0x20, 0x7f:
        let digits = String(byte, radix: 16)
        bytes += "\\u00\(byte < 16 ? "0" : "")\(digits)".utf8
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
