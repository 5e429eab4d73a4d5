package import SourceText

/// An integer token: its digits without prefix and underscores.
package struct IntegerLiteral {
  /// CPython's limit for conversions between integers and decimal text.
  package static let maximumDigits = 4300

  package let radix: UInt32
  /// Values of the digits, the highest first, without leading zeros; of zero, no digits.
  package let digits: [UInt8]

  package init(_ range: TextRange, in source: UnsafeBufferPointer<UInt8>) {
    let end = min(Int(range.end), source.count)
    var start = min(Int(range.start), end)
    var radix: UInt32 = 10
    if start + 1 < end, source[start] == UInt8(ascii: "0") {
      switch source[start + 1] | 0x20 {
      case UInt8(ascii: "x"): radix = 16
      case UInt8(ascii: "o"): radix = 8
      case UInt8(ascii: "b"): radix = 2
      default: break
      }
      if radix != 10 { start += 2 }
    }
    self.radix = radix
    var digits: [UInt8] = []
    digits.reserveCapacity(end - start)
    for byte in source[start..<end] {
      guard let digit = hexadecimalDigit(byte), digit < radix else { continue }
      if digit != 0 || !digits.isEmpty { digits.append(UInt8(truncatingIfNeeded: digit)) }
    }
    self.digits = digits
  }

  /// The value in decimal, as `repr` spells it; nil beyond CPython's limit, where `repr` fails.
  package var decimal: [UInt8]? {
    if digits.isEmpty { return [UInt8(ascii: "0")] }
    if radix == 10 {
      return digits.count <= Self.maximumDigits ? digits.map { $0 + 0x30 } : nil
    }
    // A value of as many bits is beyond the limit, so no long product is ever computed.
    let bitsOfDigit = radix.trailingZeroBitCount
    guard (digits.count - 1) * bitsOfDigit <= Self.maximumDigits * 10 / 3 else { return nil }
    let text = convert()
    return text.count <= Self.maximumDigits ? text : nil
  }

  /// Horner's rule on limbs of nine decimal digits, the lowest first.
  private func convert() -> [UInt8] {
    let limbBase: UInt64 = 1_000_000_000
    var limbs: [UInt32] = []
    for digit in digits {
      var carry = UInt64(digit)
      for place in limbs.indices {
        let value = UInt64(limbs[place]) * UInt64(radix) + carry
        limbs[place] = UInt32(truncatingIfNeeded: value % limbBase)
        carry = value / limbBase
      }
      if carry != 0 { limbs.append(UInt32(truncatingIfNeeded: carry)) }
    }
    var reversed: [UInt8] = []
    for limb in limbs {
      var rest = limb
      for _ in 0..<9 {
        reversed.append(UInt8(truncatingIfNeeded: rest % 10) + 0x30)
        rest /= 10
      }
    }
    while reversed.last == UInt8(ascii: "0") { reversed.removeLast() }
    return reversed.reversed()
  }
}

/// A float token, or an imaginary one without its `j`.
package enum FloatLiteral {
  /// The nearest double; infinity beyond the greatest, as in Python.
  package static func value(_ range: TextRange, in source: UnsafeBufferPointer<UInt8>) -> Double {
    let end = min(Int(range.end), source.count)
    let kept = source[min(Int(range.start), end)..<end].filter {
      $0 != UInt8(ascii: "_") && $0 | 0x20 != UInt8(ascii: "j")
    }
    // `1.` and `.5` are Python's, and every reader takes them with the zeros that they leave out.
    var text = String(decoding: kept, as: UTF8.self)
    if text.hasPrefix(".") { text = "0" + text }
    return Double(text) ?? 0
  }
}
