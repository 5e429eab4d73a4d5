import LibraryModels

/// Writes what `PairCodedTexts` reads.
struct PairCoder {
  /// Two digits for each symbol of each pair.
  private(set) var pairs = ""
  /// One string of digits for each text, in their order.
  private(set) var texts: [String] = []

  /// `texts` are ASCII; other characters become question marks, which no fact is made of.
  init(_ texts: [String]) {
    var symbols: [UInt16] = []
    for text in texts {
      symbols += text.utf8.map { $0 == Self.end || 0x80 <= $0 ? 0x3F : UInt16($0) }
      symbols.append(UInt16(Self.end))
    }
    var known = Int(PairCodedTexts.letters)
    while known < PairCodedTexts.capacity {
      let chosen = Self.frequentPairs(symbols, atMost: PairCodedTexts.capacity - known)
      if chosen.isEmpty { break }
      var replacements: [UInt32: UInt16] = [:]
      for pair in chosen {
        replacements[pair] = UInt16(known)
        pairs += Self.digits(UInt16(pair >> 16)) + Self.digits(UInt16(truncatingIfNeeded: pair))
        known += 1
      }
      symbols = Self.replace(symbols, replacements)
    }
    for text in symbols.split(separator: UInt16(Self.end), omittingEmptySubsequences: false)
      .dropLast()
    {
      self.texts.append(text.map(Self.digits).joined())
    }
  }

  /// Keeps texts apart.
  private static let end: UInt8 = 0

  /// The pairs that save most, and of these only such as share no symbol, so that replacing one
  /// leaves the number of the others as it was.
  private static func frequentPairs(_ symbols: [UInt16], atMost limit: Int) -> [UInt32] {
    var counts: [UInt32: Int] = [:]
    for (first, second) in zip(symbols, symbols.dropFirst()) where first != end && second != end {
      counts[UInt32(first) << 16 | UInt32(second), default: 0] += 1
    }
    // A pair costs four characters and saves two each time.
    let useful = counts.filter { 3 < $0.value }
    let ordered = useful.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    guard let best = ordered.first?.value else { return [] }
    var used = Set<UInt16>()
    var chosen: [UInt32] = []
    for (pair, count) in ordered.prefix(64) where best * 7 < count * 10 && chosen.count < limit {
      let first = UInt16(pair >> 16)
      let second = UInt16(truncatingIfNeeded: pair)
      if used.contains(first) || used.contains(second) { continue }
      used.formUnion([first, second])
      chosen.append(pair)
    }
    return chosen
  }

  private static func replace(_ symbols: [UInt16], _ replacements: [UInt32: UInt16]) -> [UInt16] {
    var result: [UInt16] = []
    result.reserveCapacity(symbols.count)
    var index = 0
    while index < symbols.count {
      if index + 1 < symbols.count,
        let symbol = replacements[UInt32(symbols[index]) << 16 | UInt32(symbols[index + 1])]
      {
        result.append(symbol)
        index += 2
      } else {
        result.append(symbols[index])
        index += 1
      }
    }
    return result
  }

  private static func digits(_ symbol: UInt16) -> String {
    let zero = PairCodedTexts.zero
    let high = Unicode.Scalar(zero + UInt8(symbol / PairCodedTexts.base))
    let low = Unicode.Scalar(zero + UInt8(symbol % PairCodedTexts.base))
    return String(String.UnicodeScalarView([high, low]))
  }
}
