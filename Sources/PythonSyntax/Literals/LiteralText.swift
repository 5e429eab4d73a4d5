package import SourceText

/// The value of a string or bytes literal: Python's code points, which may be lone surrogates, so that
/// no `String` can hold it; or the bytes, one in each element.
package struct LiteralText {
  package private(set) var scalars: [UInt32] = []
  /// The first thing in the literal that Python refuses.
  package private(set) var problem: LiteralProblem?
  private let source: UnsafeBufferPointer<UInt8>

  package init(source: UnsafeBufferPointer<UInt8>) { self.source = source }

  /// Forgets the value but keeps its storage.
  package mutating func removeAll() {
    scalars.removeAll(keepingCapacity: true)
    problem = nil
  }

  /// Adds the text of one piece to the value: adjacent literals make one constant.
  package mutating func append(_ range: TextRange, style: StringPieceStyle) {
    switch style {
    case .literal:
      let token = LiteralToken(range, in: source)
      let bounds = clamped(token.body)
      if token.isBytes {
        appendBytes(bounds, isRaw: token.isRaw)
      } else {
        appendText(bounds, isRaw: token.isRaw, foldsBraces: false)
      }
    case .formatMiddle: appendText(clamped(range), isRaw: false, foldsBraces: true)
    case .rawFormatMiddle: appendText(clamped(range), isRaw: true, foldsBraces: true)
    case .formatSpecMiddle: appendText(clamped(range), isRaw: false, foldsBraces: false)
    case .rawFormatSpecMiddle: appendText(clamped(range), isRaw: true, foldsBraces: false)
    case .debugText: appendDebugText(clamped(range), isRaw: false)
    case .rawDebugText: appendDebugText(clamped(range), isRaw: true)
    }
  }

  /// The characters of a name or other plain source text.
  package mutating func appendSource(_ range: TextRange) {
    appendText(clamped(range), isRaw: true, foldsBraces: false)
  }

  /// The source of `f"{x = }"`'s field without comments. CPython 3.13 takes each `#` for the start of
  /// one, in nested strings too.
  private mutating func appendDebugText(_ bounds: Range<Int>, isRaw: Bool) {
    var start = bounds.lowerBound
    var position = start
    while position < bounds.upperBound {
      if source[position] == UInt8(ascii: "#") {
        appendText(start..<position, isRaw: isRaw, foldsBraces: false)
        while position < bounds.upperBound, source[position] != 0x0A, source[position] != 0x0D {
          position += 1
        }
        start = position
      } else {
        position += 1
      }
    }
    appendText(start..<bounds.upperBound, isRaw: isRaw, foldsBraces: false)
  }

  private func clamped(_ range: TextRange) -> Range<Int> {
    let end = min(Int(range.end), source.count)
    return min(Int(range.start), end)..<end
  }

  private mutating func appendText(_ bounds: Range<Int>, isRaw: Bool, foldsBraces: Bool) {
    var position = bounds.lowerBound
    // CPython decodes the text between doubled braces piece by piece: its messages count from there.
    var pieceStart = position
    // Exact reservations for piece after piece would copy the whole text each time.
    if scalars.isEmpty { scalars.reserveCapacity(bounds.count) }
    while position < bounds.upperBound {
      let byte = source[position]
      switch byte {
      case UInt8(ascii: "\\") where !isRaw:
        position = appendEscape(at: position, bounds.upperBound, pieceStart, isBytes: false)
      case UInt8(ascii: "\r"):
        position = appendLineEnd(at: position, bounds.upperBound)
      case UInt8(ascii: "{") where foldsBraces, UInt8(ascii: "}") where foldsBraces:
        scalars.append(UInt32(byte))
        let isDoubled = position + 1 < bounds.upperBound && source[position + 1] == byte
        position += isDoubled ? 2 : 1
        pieceStart = position
      case 0..<0x80:
        scalars.append(UInt32(byte))
        position += 1
      default:
        let (scalar, length) = decodeUTF8(at: position, limit: bounds.upperBound, in: source)
        scalars.append(scalar)
        position += length
      }
    }
  }

  private mutating func appendBytes(_ bounds: Range<Int>, isRaw: Bool) {
    var position = bounds.lowerBound
    while position < bounds.upperBound {
      let byte = source[position]
      switch byte {
      case UInt8(ascii: "\\") where !isRaw:
        position = appendEscape(at: position, bounds.upperBound, bounds.lowerBound, isBytes: true)
      case UInt8(ascii: "\r"):
        position = appendLineEnd(at: position, bounds.upperBound)
      default:
        if 0x80 <= byte, problem == nil { problem = .nonASCIIByte }
        scalars.append(UInt32(byte))
        position += 1
      }
    }
  }

  /// Reads the sequence at the backslash and answers the place behind it.
  private mutating func appendEscape(
    at position: Int, _ limit: Int, _ pieceStart: Int, isBytes: Bool
  ) -> Int {
    let escape = EscapeSequence(at: position, limit: limit, in: source, isBytes: isBytes)
    switch escape.meaning {
    case .codePoint(let code): scalars.append(code)
    case .nothing: break
    case .backslash: scalars.append(UInt32(UInt8(ascii: "\\")))
    case .problem(let kind):
      if problem == nil {
        problem = .escape(
          kind, from: pieceStart, start: position, end: escape.end, isBytes: isBytes)
      }
      scalars.append(0xFFFD)
    }
    return escape.end
  }

  /// Python reads all line ends as `\n`, in raw literals too.
  private mutating func appendLineEnd(at position: Int, _ limit: Int) -> Int {
    scalars.append(0x0A)
    let isPair = position + 1 < limit && source[position + 1] == UInt8(ascii: "\n")
    return position + (isPair ? 2 : 1)
  }
}

/// One scalar of well-formed UTF-8 and its length; U+FFFD and 1 for anything else.
func decodeUTF8(
  at position: Int, limit: Int, in source: UnsafeBufferPointer<UInt8>
) -> (scalar: UInt32, length: Int) {
  let lead = source[position]
  let length: Int
  switch lead {
  case 0..<0x80: return (UInt32(lead), 1)
  case 0xC2..<0xE0: length = 2
  case 0xE0..<0xF0: length = 3
  case 0xF0..<0xF5: length = 4
  default: return (0xFFFD, 1)
  }
  guard position + length <= limit else { return (0xFFFD, 1) }
  var scalar = UInt32(lead) & (0x7F >> UInt32(length))
  for place in position + 1..<position + length {
    guard source[place] & 0xC0 == 0x80 else { return (0xFFFD, 1) }
    scalar = scalar << 6 | UInt32(source[place] & 0x3F)
  }
  return (scalar, length)
}
