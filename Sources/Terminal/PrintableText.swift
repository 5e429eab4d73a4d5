/// Text of unknown origin, made harmless for a terminal: a file that is checked must not be able to
/// move the cursor or reverse the reading order of a report.
package enum PrintableText {
  package static let tabWidth = 4

  package static func of(_ text: some StringProtocol) -> String {
    var result = ""
    for scalar in text.unicodeScalars { append(scalar, to: &result) }
    return result
  }

  /// Cells that the first `count` scalars of `text` fill once made printable.
  package static func cells(ofFirst count: Int, in text: some StringProtocol) -> Int {
    var printed = ""
    for scalar in text.unicodeScalars.prefix(count) { append(scalar, to: &printed) }
    return CellWidth.of(printed)
  }

  private static func append(_ scalar: Unicode.Scalar, to result: inout String) {
    switch scalar.value {
    case 0x09: result += String(repeating: " ", count: tabWidth)
    case 0x00..<0x20:
      // The control pictures stand for the control characters in order.
      result.unicodeScalars.append(Unicode.Scalar(0x2400 + scalar.value) ?? "?")
    case 0x7f: result += "\u{2421}"
    case 0x80..<0xa0, 0x202a...0x202e, 0x2066...0x2069: result += "\u{fffd}"
    default: result.unicodeScalars.append(scalar)
    }
  }
}
