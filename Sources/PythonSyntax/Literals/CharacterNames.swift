/// Finds the code point of `\N{…}` as CPython 3.13 does: the names of Unicode 15.1 and their
/// aliases, in any letter case; Hangul syllables and CJK ideographs by computation, in capitals only;
/// no named sequences.
enum CharacterNames {
  /// `name` is the ASCII text between the braces.
  static func codePoint(named name: some Collection<UInt8>) -> UInt32? {
    let bytes = Array(name)
    guard bytes.allSatisfy({ $0 < 0x80 }) else { return nil }
    if let suffix = bytes.suffix(after: "HANGUL SYLLABLE ") { return hangulSyllable(suffix) }
    if let suffix = bytes.suffix(after: "CJK UNIFIED IDEOGRAPH-") { return ideograph(suffix) }
    let capitals = bytes.map { 0x61 <= $0 && $0 <= 0x7A ? $0 - 0x20 : $0 }
    return tabulated(capitals) ?? alias(capitals)
  }

  /// The table holds no names, only the order of their code points: the library knows the names,
  /// which never change once given.
  private static func tabulated(_ name: [UInt8]) -> UInt32? {
    let table = CharacterNameTable.byName
    var low = 0
    var high = table.count
    while low < high {
      let middle = (low + high) / 2
      let packed = table[middle]
      let code = packed < 0x30000 ? packed : packed - 0x30000 + 0xE0000
      guard let known = Unicode.Scalar(code)?.properties.name else { return nil }
      if known.utf8.elementsEqual(name) { return code }
      if known.utf8.lexicographicallyPrecedes(name) { low = middle + 1 } else { high = middle }
    }
    return nil
  }

  /// Aliases are few and seldom met: the list is read from its start.
  private static func alias(_ name: [UInt8]) -> UInt32? {
    CharacterNameTable.aliases.withUTF8Buffer { text -> UInt32? in
      for line in text.split(separator: 0x0A) {
        guard let equals = line.firstIndex(of: 0x3D) else { continue }
        if line[line.startIndex..<equals].elementsEqual(name) {
          return hexadecimal(line[(equals + 1)...])
        }
      }
      return nil
    }
  }

  private static func ideograph(_ digits: ArraySlice<UInt8>) -> UInt32? {
    guard digits.count == 4 || digits.count == 5, let code = hexadecimal(digits) else { return nil }
    let isUnified = ideographBlocks.contains { $0.contains(code) }
    return isUnified ? code : nil
  }

  /// The blocks of unified ideographs in Unicode 15.1.
  private static let ideographBlocks: [ClosedRange<UInt32>] = [
    0x3400...0x4DBF, 0x4E00...0x9FFF, 0x20000...0x2A6DF, 0x2A700...0x2B739, 0x2B740...0x2B81D,
    0x2B820...0x2CEA1, 0x2CEB0...0x2EBE0, 0x2EBF0...0x2EE5D, 0x30000...0x3134A, 0x31350...0x323AF,
  ]

  private static func hexadecimal(_ digits: some Sequence<UInt8>) -> UInt32? {
    var value: UInt32 = 0
    for digit in digits {
      switch digit {
      case 0x30...0x39: value = value << 4 | UInt32(digit - 0x30)
      case 0x41...0x46: value = value << 4 | UInt32(digit - 0x37)
      default: return nil
      }
    }
    return value
  }

  private static func hangulSyllable(_ name: ArraySlice<UInt8>) -> UInt32? {
    // Of several parts that fit, the longest is meant: `GAGS` ends in `GS`.
    var rest = name
    let leading = takeLongest(of: leadingParts, from: &rest)
    let vowel = takeLongest(of: vowelParts, from: &rest)
    let trailing = takeLongest(of: trailingParts, from: &rest)
    guard let leading, let vowel, let trailing, rest.isEmpty else { return nil }
    return 0xAC00 + UInt32((leading * 21 + vowel) * 28 + trailing)
  }

  private static func takeLongest(of parts: [String], from rest: inout ArraySlice<UInt8>) -> Int? {
    var best: Int?
    var length = -1
    for (position, part) in parts.enumerated() {
      if length < part.utf8.count, rest.starts(with: part.utf8) {
        best = position
        length = part.utf8.count
      }
    }
    if 0 < length { rest = rest.dropFirst(length) }
    return best
  }

  private static let leadingParts = [
    "G", "GG", "N", "D", "DD", "R", "M", "B", "BB", "S", "SS", "", "J", "JJ", "C", "K", "T", "P",
    "H",
  ]
  private static let vowelParts = [
    "A", "AE", "YA", "YAE", "EO", "E", "YEO", "YE", "O", "WA", "WAE", "OE", "YO", "U", "WEO", "WE",
    "WI", "YU", "EU", "YI", "I",
  ]
  private static let trailingParts = [
    "", "G", "GG", "GS", "N", "NJ", "NH", "D", "L", "LG", "LM", "LB", "LS", "LT", "LP", "LH", "M",
    "B", "BS", "S", "SS", "NG", "J", "C", "K", "T", "P", "H",
  ]
}

extension [UInt8] {
  fileprivate func suffix(after prefix: StaticString) -> ArraySlice<UInt8>? {
    let matches = prefix.withUTF8Buffer { starts(with: $0) }
    return matches ? self[prefix.utf8CodeUnitCount...] : nil
  }
}
