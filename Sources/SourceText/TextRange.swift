/// A half-open range of UTF-8 byte offsets into one source text. `start <= end`.
package struct TextRange: Hashable, Sendable, Comparable {
  package var start: UInt32
  package var end: UInt32

  package init(start: UInt32, end: UInt32) {
    self.start = start
    self.end = end
  }

  /// Length in bytes.
  package var count: Int { Int(end) - Int(start) }

  package func contains(_ other: TextRange) -> Bool { start <= other.start && other.end <= end }

  /// By start, then by end.
  package static func < (a: TextRange, b: TextRange) -> Bool {
    (a.start, a.end) < (b.start, b.end)
  }
}
