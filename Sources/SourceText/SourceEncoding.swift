/// The encodings a Python file may declare that are understood here.
package enum SourceEncoding: Hashable, Sendable {
  case utf8, latin1, ascii, cp1252, iso885915, koi8r
  /// Declared, but not known: the text was read as UTF-8.
  case unknown(String)

  /// The encoding a cookie names, by CPython's normalisation of names.
  package init(cookie: String) {
    self = SourceEncoding.named[SourceEncoding.normalized(cookie)] ?? .unknown(cookie)
  }

  /// CPython's name of it, for messages.
  package var name: String {
    switch self {
    case .utf8: "utf-8"
    case .latin1: "iso-8859-1"
    case .ascii: "ascii"
    case .cp1252: "cp1252"
    case .iso885915: "iso8859-15"
    case .koi8r: "koi8-r"
    case .unknown(let name): name
    }
  }

  /// What `get_normal_name` of CPython's tokenizer and then `encodings.normalize_encoding` make.
  private static func normalized(_ cookie: String) -> String {
    // The tokenizer looks at 12 characters only.
    let short = String(
      cookie.utf8.prefix(12).map { Character(UnicodeScalar($0 == 95 ? 45 : lowercase($0))) })
    if short == "utf-8" || short.hasPrefix("utf-8-") { return "utf_8" }
    for name in ["latin-1", "iso-8859-1", "iso-latin-1"]
    where short == name || short.hasPrefix(name + "-") { return "latin_1" }
    var result = ""
    var needsSeparator = false
    for byte in cookie.utf8 {
      let small = lowercase(byte)
      guard small &- 97 < 26 || small &- 48 < 10 || small == 46 else {
        needsSeparator = !result.isEmpty
        continue
      }
      if needsSeparator { result += "_" }
      needsSeparator = false
      result.append(Character(UnicodeScalar(small)))
    }
    return result
  }

  private static func lowercase(_ byte: UInt8) -> UInt8 { byte &- 65 < 26 ? byte | 32 : byte }

  /// Codec names and the aliases of `encodings.aliases` (CPython 3.13).
  private static let named: [String: SourceEncoding] = {
    let names: [(SourceEncoding, String)] = [
      (.utf8, "utf_8 u8 utf utf8 utf8_ucs2 utf8_ucs4 cp65001"),
      (
        .latin1,
        """
        latin_1 8859 cp819 csisolatin1 ibm819 iso8859 iso8859_1 iso_8859_1 iso_8859_1_1987 \
        iso_ir_100 l1 latin latin1
        """
      ),
      (
        .ascii,
        """
        ascii 646 ansi_x3.4_1968 ansi_x3_4_1968 ansi_x3.4_1986 cp367 csascii ibm367 iso646_us \
        iso_646.irv_1991 iso_ir_6 us us_ascii
        """
      ),
      (.cp1252, "cp1252 1252 windows_1252"),
      (.iso885915, "iso8859_15 iso_8859_15 l9 latin9"),
      (.koi8r, "koi8_r cskoi8r"),
    ]
    var result: [String: SourceEncoding] = [:]
    for (encoding, list) in names {
      for name in list.split(separator: " ") { result[String(name)] = encoding }
    }
    return result
  }()

  /// The scalars of the bytes 128 to 255 for encodings of one byte a character; U+FFFD where the
  /// byte is not used. Nil for UTF-8 and unknown ones.
  var upperHalf: [UInt32]? {
    switch self {
    case .utf8, .unknown: return nil
    case .ascii: return Array(repeating: 0xFFFD, count: 128)
    case .latin1: return Array(128...255)
    case .cp1252:
      let special: [UInt32] = [
        0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
        0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
        0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178,
      ]
      return special + Array(160...255)
    case .iso885915:
      var result = Array<UInt32>(128...255)
      let changes: [(Int, UInt32)] = [
        (0xA4, 0x20AC), (0xA6, 0x160), (0xA8, 0x161), (0xB4, 0x17D), (0xB8, 0x17E), (0xBC, 0x152),
        (0xBD, 0x153), (0xBE, 0x178),
      ]
      for (byte, scalar) in changes { result[byte - 128] = scalar }
      return result
    case .koi8r:
      let text = """
        ─│┌┐└┘├┤┬┴┼▀▄█▌▐░▒▓⌠■∙√≈≤≥\u{a0}⌡°²·÷═║╒ё╓╔╕╖╗╘╙╚╛╜╝╞╟╠╡Ё╢╣╤╥╦╧╨╩╪╫╬©\
        юабцдефгхийклмнопярстужвьызшэщчъЮАБЦДЕФГХИЙКЛМНОПЯРСТУЖВЬЫЗШЭЩЧЪ
        """
      return text.unicodeScalars.map(\.value)
    }
  }
}

/// Something wrong with the bytes of a file.
package struct SourceProblem: Hashable, Sendable {
  package enum Kind: Hashable, Sendable { case encoding, zeroByte, tooLarge }

  package var kind: Kind
  /// After CPython's wording.
  package var message: String
  /// In the decoded text.
  package var range: TextRange

  package init(_ kind: Kind, _ message: String, _ range: TextRange) {
    self.kind = kind
    self.message = message
    self.range = range
  }
}

/// A `coding: name` comment after PEP 263, as CPython's tokenizer finds it.
///
///     #!/usr/bin/env python
///     # -*- coding: latin-1 -*-
struct CodingCookie {
  var name: String
  /// Of the name, in the text.
  var range: TextRange

  /// Looks at the first line, and at the second if the first is blank or a comment.
  static func find(_ bytes: UnsafeBufferPointer<UInt8>) -> CodingCookie? {
    var start = 0
    for _ in 0..<2 {
      var end = start
      while end < bytes.count, bytes[end] != 10, bytes[end] != 13 { end += 1 }
      var at = start
      while at < end, bytes[at] == 32 || bytes[at] == 9 || bytes[at] == 12 { at += 1 }
      if at < end {
        guard bytes[at] == 35 else { return nil }
        if let cookie = search(bytes, at, end) { return cookie }
      }
      start = end + 1
      if end + 1 < bytes.count, bytes[end] == 13, bytes[end + 1] == 10 { start += 1 }
      if bytes.count <= start { return nil }
    }
    return nil
  }

  private static func search(
    _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int
  ) -> CodingCookie? {
    let word: StaticString = "coding"
    var at = start
    next: while at + 6 < end {
      defer { at += 1 }
      for index in 0..<6 where bytes[at + index] != word.utf8Start[index] { continue next }
      var first = at + 6
      guard bytes[first] == 58 || bytes[first] == 61 else { continue }
      first += 1
      while first < end, bytes[first] == 32 || bytes[first] == 9 { first += 1 }
      var last = first
      while last < end, isNameByte(bytes[last]) { last += 1 }
      guard first < last else { continue }
      let name = String(decoding: bytes[first..<last], as: UTF8.self)
      let range = TextRange(
        start: UInt32(truncatingIfNeeded: first), end: UInt32(truncatingIfNeeded: last))
      return CodingCookie(name: name, range: range)
    }
    return nil
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    (byte | 32) &- 97 < 26 || byte &- 48 < 10 || byte == 45 || byte == 46 || byte == 95
  }
}
