/// Text of programs and people as HTML and XML may hold it, in elements and in attributes.
enum MarkupText {
  /// Backquotes become code, in HTML.
  static func code(_ text: String) -> String {
    let parts = escaped(text).split(separator: "`", omittingEmptySubsequences: false)
    // An odd number of backquotes is no code at all.
    guard parts.count % 2 == 1 else { return escaped(text) }
    return parts.enumerated().map {
      $0.offset % 2 == 1 ? "<code>\($0.element)</code>" : "\($0.element)"
    }
    .joined()
  }

  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      // As it is, a line feed in an attribute of XML becomes a blank.
      case "\n": result += "&#10;"
      case "\t": result.unicodeScalars.append(scalar)
      default:
        // Control characters and marks that turn the reading order have no place in a report, and most
        // of them no way at all to be written in XML.
        let isHidden =
          scalar.value < 0x20 || (0x7f..<0xa0).contains(scalar.value)
          || (0x202a...0x202e).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
          || scalar.value == 0xfffe || scalar.value == 0xffff
        result.unicodeScalars.append(isHidden ? "\u{fffd}" : scalar)
      }
    }
    return result
  }
}
