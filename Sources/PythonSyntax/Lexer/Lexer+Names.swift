import SourceText

// Names with characters beyond ASCII.
extension Lexer {
  /// `start ..< first` is an ASCII name or empty, and a byte beyond ASCII follows.
  ///
  /// CPython takes all such bytes into the name and then looks for a character that no name may have.
  /// Here a space or an invisible character ends the name, so that text which was pasted with
  /// no-break spaces still reads well; others stay in it. Either is an error.
  @inline(never)
  mutating func unicodeName(_ start: UnsafePointer<UInt8>, from first: UnsafePointer<UInt8>) {
    var at = first
    var isReported = false
    while true {
      while tables.continuesName[Int(at.pointee)] != 0 { at += 1 }
      guard 128 <= at.pointee else { break }
      let (scalar, length) = decode(at)
      let isValid =
        at == start ? NameCharacters.starts(scalar) : NameCharacters.continues(scalar)
      if isValid {
        at += length
        continue
      }
      if !isReported { reportCharacter(scalar, at, at + length) }
      isReported = true
      if isInvisible(scalar) {
        if start < at { emit(.name, start, at) }
        cursor = at + length
        return
      }
      at += length
      if at == start + length {
        cursor = at
        return emit(.invalid, start, at)
      }
    }
    cursor = at
    emit(.name, start, at)
  }

  /// Replacement characters stand for bytes that the source has recorded.
  private mutating func reportCharacter(
    _ scalar: UInt32, _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
  ) {
    if scalar == 0xFFFD, hasSourceProblems { return }
    report(.invalidCharacter(scalar), start, end)
  }

  private func isInvisible(_ scalar: UInt32) -> Bool {
    guard let scalar = Unicode.Scalar(scalar) else { return false }
    switch scalar.properties.generalCategory {
    case .spaceSeparator, .lineSeparator, .paragraphSeparator, .format, .control: return true
    default: return false
    }
  }

  /// The scalar at `at` and its length in bytes; the text is valid UTF-8.
  private func decode(_ at: UnsafePointer<UInt8>) -> (UInt32, Int) {
    let first = UInt32(at[0])
    let second = UInt32(at[1] & 63)
    if first < 0xE0 { return ((first & 31) << 6 | second, 2) }
    let third = UInt32(at[2] & 63)
    if first < 0xF0 { return ((first & 15) << 12 | second << 6 | third, 3) }
    return ((first & 7) << 18 | second << 12 | third << 6 | UInt32(at[3] & 63), 4)
  }
}

/// The characters that may begin and continue names, beyond ASCII: `XID_Start` and `XID_Continue` of
/// Unicode 15.1, as CPython 3.13 has them.
enum NameCharacters {
  static func starts(_ scalar: UInt32) -> Bool { contains(UnicodeRanges.start, scalar) }
  static func continues(_ scalar: UInt32) -> Bool { contains(UnicodeRanges.resume, scalar) }

  /// `bounds` holds first and behind-last scalars in turn: an odd number of bounds is not above the
  /// scalar when it is within a range.
  private static func contains(_ bounds: [UInt32], _ scalar: UInt32) -> Bool {
    var low = 0
    var high = bounds.count
    while low < high {
      let middle = (low + high) / 2
      if bounds[middle] <= scalar { low = middle + 1 } else { high = middle }
    }
    return low % 2 == 1
  }
}
