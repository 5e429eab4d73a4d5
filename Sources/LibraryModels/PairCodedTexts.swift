/// Texts that repeat each other, kept small: a pair of symbols that occurs often is one symbol of its
/// own, again and again ("byte pair encoding"). All texts share the pairs, each is read by itself.
///
/// A symbol is an ASCII character, or 128 and the position of its pair; it is written with two
/// characters from `%` to `~`, so that literals of source files can hold it.
package struct PairCodedTexts: Sendable {
  /// The characters of a digit, the first of them, and the number of symbols.
  package static let base: UInt16 = 90
  package static let zero: UInt8 = 0x25
  package static let letters: UInt16 = 128
  package static let capacity = Int(base * base)

  private let pairs: [UInt16]

  /// `pairs` holds two symbols for each pair, of which each was known before it.
  package init(pairs: StaticString) {
    self.pairs = Self.symbols(0..<pairs.utf8CodeUnitCount, of: pairs)
  }

  /// The text that is coded in a part of `coded`.
  package func text(_ part: Range<Int>, of coded: StaticString) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(part.count * 3)
    var pending: [UInt16] = []
    for symbol in Self.symbols(part, of: coded) {
      pending.append(symbol)
      while let next = pending.popLast() {
        if next < Self.letters {
          text.append(UInt8(next))
          continue
        }
        let first = Int(next - Self.letters) * 2
        guard first + 1 < pairs.count else { continue }
        pending.append(pairs[first + 1])
        pending.append(pairs[first])
      }
    }
    return text
  }

  private static func symbols(_ part: Range<Int>, of text: StaticString) -> [UInt16] {
    let digits = text.withUTF8Buffer { Array($0[part]) }
    return stride(from: 0, to: digits.count & ~1, by: 2).map {
      UInt16(digits[$0] &- zero) &* base &+ UInt16(digits[$0 + 1] &- zero)
    }
  }
}
