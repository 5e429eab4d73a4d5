package import SourceText

/// A line and a column as people and editors of most tools count them: from 1, in Unicode scalars.
package struct Position: Sendable, Hashable, Comparable {
  package var line: Int
  package var column: Int

  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  package static func < (a: Position, b: Position) -> Bool {
    (a.line, a.column) < (b.line, b.column)
  }
}

/// A range of one file.
///
/// Whoever makes a place knows the bytes; the lines are added later, by whoever still has the text
/// (`nil` until then). `path` is the printed form: relative to the project root, or absolute outside
/// of it, with bytes that are not UTF-8 written as `\xNN`.
package struct Place: Sendable, Hashable {
  package var path: String
  /// UTF-8 byte offsets.
  package var range: TextRange
  package var start: Position?
  package var end: Position?
  /// The code cell of a notebook, counted from 1. Lines then count within the cell.
  package var cell: Int?

  package init(path: String, range: TextRange, start: Position? = nil, end: Position? = nil) {
    self.path = path
    self.range = range
    self.start = start
    self.end = end
  }
}

extension Place: Comparable {
  /// By path, then offset: the order of all output.
  package static func < (a: Place, b: Place) -> Bool {
    a.path == b.path ? a.range < b.range : a.path.utf8.lexicographicallyPrecedes(b.path.utf8)
  }
}
