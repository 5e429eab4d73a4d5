/// The encodings a Python file may declare.
package enum SourceEncoding: Hashable, Sendable {
  case utf8
  /// ASCII plus one byte for each other character, by Python's name of the codec: `latin_1`, `cp1252`.
  case singleByte(String)
  /// Declared, but not known here: the text was read as UTF-8.
  case unknown(String)

  /// The encoding a cookie names, by CPython's normalisation of names.
  package init(cookie: String) {
    let name = SourceEncoding.normalized(cookie)
    if SourceEncoding.namesOfUTF8.contains(name) {
      self = .utf8
    } else if let charset = Charsets.named(name) {
      self = .singleByte(charset.codec)
    } else {
      self = .unknown(cookie)
    }
  }

  /// The codec's name, for messages.
  package var name: String {
    switch self {
    case .utf8: "utf-8"
    case .singleByte(let name), .unknown(let name): name
    }
  }

  /// The 12 characters that CPython's tokenizer looks at (`get_normal_name`).
  static func short(_ cookie: String) -> String {
    String(cookie.utf8.prefix(12).map { Character(UnicodeScalar($0 == 95 ? 45 : lowercase($0))) })
  }

  /// What the tokenizer and then `encodings.normalize_encoding` make of a name.
  private static func normalized(_ cookie: String) -> String {
    let short = short(cookie)
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

  /// The codec and its aliases in `encodings.aliases` of CPython 3.13.
  private static let namesOfUTF8 = [
    "utf_8", "u8", "utf", "utf8", "utf8_ucs2", "utf8_ucs4", "cp65001",
  ]

  /// The scalars of the bytes 128 to 255; U+FFFD where the encoding does not use the byte. Nil for
  /// UTF-8 and unknown ones.
  var upperHalf: [UInt32]? {
    guard case .singleByte(let name) = self, let charset = Charsets.named(name) else { return nil }
    let scalars = charset.upperHalf.unicodeScalars.map(\.value)
    return scalars.count == 128 ? scalars : Array(repeating: 0xFFFD, count: 128)
  }
}

extension Charsets {
  /// Where each name stands in `all`.
  private static let places: [Substring: Int] = {
    var places: [Substring: Int] = [:]
    for (place, entry) in all.enumerated() {
      for name in entry.names.split(separator: " ") { places[name] = place }
    }
    return places
  }()

  /// The encoding with this name.
  fileprivate static func named(_ name: String) -> (codec: String, upperHalf: String)? {
    guard let place = places[Substring(name)] else { return nil }
    let entry = all[place]
    let codec = entry.names.prefix { $0 != " " }
    return (codec: String(codec), upperHalf: entry.upperHalf)
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
