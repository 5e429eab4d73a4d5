/// Where the lines of a text begin. `\n`, `\r` and `\r\n` end lines; a form feed does not.
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
    let bytes = source.base
    for offset in 0..<source.count {
      let byte = bytes[offset]
      if byte == 10 || (byte == 13 && bytes[offset + 1] != 10) {
        starts.append(UInt32(truncatingIfNeeded: offset + 1))
      }
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

  /// Offset of the first byte of a 1-based line; lines outside are taken as the first or last.
  package func start(ofLine line: Int) -> UInt32 {
    starts[min(max(line - 1, 0), starts.count - 1)]
  }
}
