/// Where the lines of a text begin. `\n`, `\r` and `\r\n` end lines; a form feed does not.
///
/// It knows nothing of the bytes between: column conversions take the source.
package struct LineIndex: Sendable {
  /// Offset of each line's first byte; the first is 0, so there is at least one line.
  package private(set) var starts: [UInt32]
  /// Length of the text.
  package private(set) var count: UInt32

  /// An index of the empty text; `rebuild` fills it and keeps its storage from file to file.
  package init() {
    starts = [0]
    count = 0
  }

  package init(_ source: SourceBuffer) {
    self.init()
    rebuild(source)
  }

  package mutating func rebuild(_ source: SourceBuffer) {
    starts.removeAll(keepingCapacity: true)
    starts.append(0)
    count = UInt32(truncatingIfNeeded: source.count)
    // The padding allows the read of eight bytes at any offset, and holds no line ends.
    let bytes = source.base
    let raw = UnsafeRawPointer(bytes)
    let ones: UInt64 = 0x0101_0101_0101_0101
    let lowSevens: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
    /// The top bit of each byte that is zero, exact for all bytes.
    func zeros(_ word: UInt64) -> UInt64 {
      ~(((word & lowSevens) &+ lowSevens) | word | lowSevens)
    }
    var offset = 0
    while offset < source.count {
      let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      var marks = zeros(word ^ (10 &* ones)) | zeros(word ^ (13 &* ones))
      while marks != 0 {
        let at = offset &+ marks.trailingZeroBitCount >> 3
        if bytes[at] == 10 || bytes[at + 1] != 10 {
          starts.append(UInt32(truncatingIfNeeded: at &+ 1))
        }
        marks &= marks &- 1
      }
      offset += 8
    }
  }

  /// 1-based line of a byte offset. A line end belongs to the line that it ends.
  package func line(of offset: UInt32) -> Int {
    var low = 0
    var high = starts.count
    while 1 < high - low {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle } else { high = middle }
    }
    return low + 1
  }

  /// Number of lines; a text that ends with a line end has an empty last line.
  package var lineCount: Int { starts.count }

  /// Offset of the first byte of a 1-based line; lines outside are taken as the first or last.
  package func start(ofLine line: Int) -> UInt32 {
    starts[min(max(line - 1, 0), starts.count - 1)]
  }

  /// Offset behind the last byte of a 1-based line, its line end included.
  package func end(ofLine line: Int) -> UInt32 {
    line < starts.count ? starts[max(line, 0)] : count
  }

  /// 1-based line of an offset and its 0-based column in bytes.
  package func position(of offset: UInt32) -> (line: Int, column: Int) {
    let line = line(of: offset)
    return (line, Int(offset) - Int(starts[line - 1]))
  }

  /// 0-based column of an offset in Unicode scalars (the characters of Python).
  package func scalarColumn(of offset: UInt32, in source: SourceBuffer) -> Int {
    var column = 0
    forEachScalar(before: offset, in: source) { _ in column += 1 }
    return column
  }

  /// 0-based column of an offset in UTF-16 units (the characters of the language server protocol).
  package func utf16Column(of offset: UInt32, in source: SourceBuffer) -> Int {
    var column = 0
    forEachScalar(before: offset, in: source) { column += $0 < 0xF0 ? 1 : 2 }
    return column
  }

  /// The byte offset of a column in scalars; columns behind the line's end are taken as its end.
  package func offset(line: Int, scalarColumn: Int, in source: SourceBuffer) -> UInt32 {
    offset(line: line, column: scalarColumn, in: source) { _ in 1 }
  }

  /// The byte offset of a column in UTF-16 units; a column within a pair is taken as before it.
  package func offset(line: Int, utf16Column: Int, in source: SourceBuffer) -> UInt32 {
    offset(line: line, column: utf16Column, in: source) { $0 < 0xF0 ? 1 : 2 }
  }

  private func forEachScalar(
    before offset: UInt32, in source: SourceBuffer, _ body: (UInt8) -> Void
  ) {
    let end = min(Int(offset), source.count)
    var at = Int(starts[line(of: offset) - 1])
    while at < end {
      let byte = source.base[at]
      if byte & 0xC0 != 0x80 { body(byte) }
      at += 1
    }
  }

  private func offset(
    line: Int, column: Int, in source: SourceBuffer, width: (UInt8) -> Int
  ) -> UInt32 {
    let end = min(Int(self.end(ofLine: line)), source.count)
    var at = Int(start(ofLine: line))
    var passed = 0
    while at < end {
      let byte = source.base[at]
      if byte == 10 || byte == 13 { break }
      passed += width(byte)
      if column < passed { break }
      at += 1
      while at < end, source.base[at] & 0xC0 == 0x80 { at += 1 }
    }
    return UInt32(truncatingIfNeeded: at)
  }
}
