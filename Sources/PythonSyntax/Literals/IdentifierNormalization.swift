/// NFKC of identifiers by Unicode 15.1, as CPython 3.13 applies it to every name.
///
/// Only characters that an identifier may hold are in the tables: other text is not normalised right.
package enum IdentifierNormalization {
  package static func nfkc(_ scalars: [UInt32]) -> [UInt32] {
    var text: [UInt32] = []
    text.reserveCapacity(scalars.count + 4)
    for scalar in scalars { appendDecomposition(of: scalar, to: &text) }
    sortMarks(in: &text)
    return composed(text)
  }

  private static func appendDecomposition(of scalar: UInt32, to text: inout [UInt32]) {
    let hangul = scalar &- Hangul.syllableBase
    if scalar >= Hangul.syllableBase, hangul < Hangul.syllableCount {
      text.append(Hangul.leadingBase + hangul / (Hangul.vowelCount * Hangul.trailingCount))
      text.append(
        Hangul.vowelBase + hangul / Hangul.trailingCount % Hangul.vowelCount)
      let trailing = hangul % Hangul.trailingCount
      if trailing != 0 { text.append(Hangul.trailingBase + trailing) }
      return
    }
    let table = NormalizationTable.decomposed
    let group = table.countOfGroups(stride: 2, notAbove: scalar) - 1
    guard scalar >= 0x80, group >= 0, table[group * 2] == scalar else {
      text.append(scalar)
      return
    }
    let start = Int(table[group * 2 + 1])
    let isLast = group * 2 + 3 >= table.count
    let end = isLast ? NormalizationTable.texts.count : Int(table[group * 2 + 3])
    for position in start..<max(start, end) { text.append(NormalizationTable.texts[position]) }
  }

  /// Canonical order: runs of marks are sorted by combining class, equal ones keep their order.
  private static func sortMarks(in text: inout [UInt32]) {
    var start = 0
    while start < text.count {
      guard combiningClass(text[start]) != 0 else {
        start += 1
        continue
      }
      var end = start + 1
      while end < text.count, combiningClass(text[end]) != 0 { end += 1 }
      if end - start > 1 {
        let run = text[start..<end].enumerated().sorted {
          (combiningClass($0.element), $0.offset) < (combiningClass($1.element), $1.offset)
        }
        text.replaceSubrange(start..<end, with: run.map(\.element))
      }
      start = end
    }
  }

  private static func composed(_ text: [UInt32]) -> [UInt32] {
    var result: [UInt32] = []
    result.reserveCapacity(text.count)
    var starter: Int?
    var lastClass: UInt8 = 0
    for scalar in text {
      let own = combiningClass(scalar)
      if let place = starter {
        let isAdjacent = place == result.count - 1
        let isBlocked = !isAdjacent && (lastClass == 0 || own <= lastClass)
        if !isBlocked, let composite = composite(result[place], scalar) {
          result[place] = composite
          continue
        }
      }
      if own == 0 { starter = result.count }
      lastClass = own
      result.append(scalar)
    }
    return result
  }

  private static func composite(_ first: UInt32, _ second: UInt32) -> UInt32? {
    if let syllable = Hangul.composite(first, second) { return syllable }
    let table = NormalizationTable.composed
    var group = table.countOfGroups(stride: 3, notAbove: first) - 1
    while group >= 0, table[group * 3] == first {
      if table[group * 3 + 1] == second { return table[group * 3 + 2] }
      group -= 1
    }
    return nil
  }

  private static func combiningClass(_ scalar: UInt32) -> UInt8 {
    if scalar < 0x300 { return 0 }
    return Unicode.Scalar(scalar)?.properties.canonicalCombiningClass.rawValue ?? 0
  }
}

/// The arithmetic of Hangul syllables (The Unicode Standard, section 3.12).
private enum Hangul {
  static let syllableBase: UInt32 = 0xAC00
  static let leadingBase: UInt32 = 0x1100
  static let vowelBase: UInt32 = 0x1161
  /// One below the first trailing consonant: place 0 is "none".
  static let trailingBase: UInt32 = 0x11A7
  static let leadingCount: UInt32 = 19
  static let vowelCount: UInt32 = 21
  static let trailingCount: UInt32 = 28
  static let syllableCount: UInt32 = 11172

  static func composite(_ first: UInt32, _ second: UInt32) -> UInt32? {
    let leading = first &- leadingBase
    let vowel = second &- vowelBase
    if leading < leadingCount, vowel < vowelCount {
      return syllableBase + (leading * vowelCount + vowel) * trailingCount
    }
    let syllable = first &- syllableBase
    let trailing = second &- trailingBase
    let isOpen = syllable < syllableCount && syllable % trailingCount == 0
    return isOpen && 0 < trailing && trailing < trailingCount ? first + trailing : nil
  }
}
