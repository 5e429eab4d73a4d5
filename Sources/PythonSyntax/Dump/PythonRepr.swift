/// Python's `repr` of constants, added to a buffer of bytes.
enum PythonRepr {
  /// A string of code points, lone surrogates among them.
  static func appendString(_ scalars: [UInt32], to output: inout [UInt8]) {
    let quote = quote(for: scalars)
    output.append(quote)
    for scalar in scalars {
      switch scalar {
      case UInt32(quote), 0x5C:
        output.append(0x5C)
        output.append(UInt8(truncatingIfNeeded: scalar))
      case 0x20..<0x7F: output.append(UInt8(truncatingIfNeeded: scalar))
      case 0x0A: output.append(contentsOf: [0x5C, UInt8(ascii: "n")])
      case 0x09: output.append(contentsOf: [0x5C, UInt8(ascii: "t")])
      case 0x0D: output.append(contentsOf: [0x5C, UInt8(ascii: "r")])
      case _ where 0x80 <= scalar && isPrintable(scalar): appendUTF8(scalar, to: &output)
      case 0...0xFF: appendHex(scalar, letter: "x", digits: 2, to: &output)
      case 0...0xFFFF: appendHex(scalar, letter: "u", digits: 4, to: &output)
      default: appendHex(scalar, letter: "U", digits: 8, to: &output)
      }
    }
    output.append(quote)
  }

  /// A bytes object; each element is one byte.
  static func appendBytes(_ bytes: [UInt32], to output: inout [UInt8]) {
    let quote = quote(for: bytes)
    output.append(UInt8(ascii: "b"))
    output.append(quote)
    for byte in bytes {
      switch byte {
      case UInt32(quote), 0x5C:
        output.append(0x5C)
        output.append(UInt8(truncatingIfNeeded: byte))
      case 0x20..<0x7F: output.append(UInt8(truncatingIfNeeded: byte))
      case 0x0A: output.append(contentsOf: [0x5C, UInt8(ascii: "n")])
      case 0x09: output.append(contentsOf: [0x5C, UInt8(ascii: "t")])
      case 0x0D: output.append(contentsOf: [0x5C, UInt8(ascii: "r")])
      default: appendHex(byte, letter: "x", digits: 2, to: &output)
      }
    }
    output.append(quote)
  }

  /// A float: the shortest digits that read back as the same value, with `.0` where nothing else
  /// tells it from an integer. `isImaginary` leaves that out and adds the `j` of a complex number.
  static func appendFloat(_ value: Double, isImaginary: Bool, to output: inout [UInt8]) {
    defer { if isImaginary { output.append(UInt8(ascii: "j")) } }
    guard value.isFinite else {
      output.append(contentsOf: value.isNaN ? "nan".utf8 : value < 0 ? "-inf".utf8 : "inf".utf8)
      return
    }
    let (digits, pointPlace) = shortestDigits(of: value)
    if value.sign == .minus { output.append(UInt8(ascii: "-")) }
    let usesExponent = pointPlace <= -4 || 16 < pointPlace
    if usesExponent {
      output.append(digits[0])
      if 1 < digits.count {
        output.append(UInt8(ascii: "."))
        output.append(contentsOf: digits[1...])
      }
      appendExponent(pointPlace - 1, to: &output)
    } else if pointPlace <= 0 {
      output.append(contentsOf: [UInt8(ascii: "0"), UInt8(ascii: ".")])
      output.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: -pointPlace))
      output.append(contentsOf: digits)
    } else if pointPlace < digits.count {
      output.append(contentsOf: digits[..<pointPlace])
      output.append(UInt8(ascii: "."))
      output.append(contentsOf: digits[pointPlace...])
    } else {
      output.append(contentsOf: digits)
      output.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: pointPlace - digits.count))
      if !isImaginary { output.append(contentsOf: [UInt8(ascii: "."), UInt8(ascii: "0")]) }
    }
  }

  /// A number in decimal.
  static func appendInteger(_ value: Int, to output: inout [UInt8]) {
    if value < 0 { output.append(UInt8(ascii: "-")) }
    var rest = value.magnitude
    var divisor: UInt = 1
    while divisor <= rest / 10 { divisor *= 10 }
    while divisor != 0 {
      output.append(UInt8(truncatingIfNeeded: rest / divisor) + 0x30)
      rest %= divisor
      divisor /= 10
    }
  }

  /// Whether `str.isprintable` says yes: by Unicode 15.1, whatever the library's own version is.
  static func isPrintable(_ scalar: UInt32) -> Bool {
    PrintableTable.starts.countOfGroups(notAbove: scalar) % 2 == 1
  }

  static func appendUTF8(_ scalar: UInt32, to output: inout [UInt8]) {
    switch scalar {
    case 0..<0x80: output.append(UInt8(truncatingIfNeeded: scalar))
    case 0..<0x800:
      output.append(UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6))
      output.append(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
    case 0..<0x1_0000:
      output.append(UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12))
      output.append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F))
      output.append(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
    default:
      output.append(UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18))
      output.append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 12 & 0x3F))
      output.append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F))
      output.append(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
    }
  }

  /// Single quotes, unless the text has some and no double ones.
  private static func quote(for scalars: [UInt32]) -> UInt8 {
    let needsDouble = scalars.contains(0x27) && !scalars.contains(0x22)
    return needsDouble ? 0x22 : 0x27
  }

  private static func appendHex(
    _ value: UInt32, letter: Unicode.Scalar, digits: Int, to output: inout [UInt8]
  ) {
    output.append(0x5C)
    output.append(UInt8(ascii: letter))
    for place in (0..<digits).reversed() {
      let digit = UInt8(truncatingIfNeeded: value >> UInt32(4 * place) & 15)
      output.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
    }
  }

  private static func appendExponent(_ exponent: Int, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "e"))
    output.append(UInt8(ascii: exponent < 0 ? "-" : "+"))
    if exponent.magnitude < 10 { output.append(UInt8(ascii: "0")) }
    appendInteger(Int(exponent.magnitude), to: &output)
  }

  /// The digits without leading and trailing zeros, and the place of the point before or behind them:
  /// the value is `0.DIGITS` times ten to the power of `pointPlace`.
  private static func shortestDigits(of value: Double) -> (digits: [UInt8], pointPlace: Int) {
    // The library prints the shortest digits too, the closest of those; only its layout differs.
    var digits: [UInt8] = []
    var pointPlace: Int?
    var exponent = 0
    let text = Array(value.magnitude.description.utf8)
    for (place, byte) in text.enumerated() {
      if byte == UInt8(ascii: ".") {
        pointPlace = digits.count
      } else if byte == UInt8(ascii: "e") {
        exponent = Int(String(decoding: text[(place + 1)...], as: UTF8.self)) ?? 0
        break
      } else {
        digits.append(byte)
      }
    }
    var point = (pointPlace ?? digits.count) + exponent
    let leadingZeros = digits.prefix { $0 == UInt8(ascii: "0") }.count
    if leadingZeros == digits.count { return ([UInt8(ascii: "0")], 1) }
    digits.removeFirst(leadingZeros)
    point -= leadingZeros
    while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    return (digits, point)
  }
}
