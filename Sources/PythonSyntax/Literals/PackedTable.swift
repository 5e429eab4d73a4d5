/// A constant table of numbers kept as text: it costs no start-up, no heap and little compile time.
///
/// Each value is `width` digits of six bits, the highest first, written with the characters from
/// `0` to `o`.
struct PackedTable: Sendable {
  let width: Int
  let count: Int
  let digits: StaticString

  subscript(position: Int) -> UInt32 {
    // Invariant: the generator wrote `count * width` digits, and no caller passes a position that
    // is not below `count`; a wrong one is still kept inside the literal.
    let first = position * width
    guard 0 <= first, first + width <= digits.utf8CodeUnitCount else { return 0 }
    var value: UInt32 = 0
    for place in first..<first + width {
      value = value << 6 | UInt32(digits.utf8Start[place] &- 0x30) & 63
    }
    return value
  }

  /// How many positions, counted in groups of `stride` values, come before the first whose leading
  /// value is greater than `limit`. The leading values ascend.
  func countOfGroups(stride: Int = 1, notAbove limit: UInt32) -> Int {
    var low = 0
    var high = count / stride
    while low < high {
      let middle = (low + high) / 2
      if self[middle * stride] <= limit { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
