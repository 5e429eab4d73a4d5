package import SourceText

/// The tokens of one file in parallel arrays, with its comments and lexical errors. A worker keeps
/// one and refills it for each file; storage only grows.
///
/// The last token is `endOfFile`; `lookahead` more `endOfFile` tokens follow it in memory (not
/// counted), so that a parser may peek past the end without checking.
///
/// Invariant of the unsafe pointers: each array has `capacity` elements, `count + lookahead` of
/// them initialised. The pointers are valid until the next run of the lexer on this buffer.
package final class TokenBuffer {
  package static let lookahead = 8

  package private(set) var kinds: UnsafeMutablePointer<TokenKind>
  package private(set) var starts: UnsafeMutablePointer<UInt32>
  package private(set) var ends: UnsafeMutablePointer<UInt32>
  /// Number of tokens, at least one after a run of the lexer.
  package internal(set) var count = 0
  private(set) var capacity: Int
  private var nest: [Nest] = []

  /// Each comment from `#` to the end of its line (exclusive), in order.
  package internal(set) var comments: [TextRange] = []
  /// In order of discovery; a lexer records at most `maximumErrors`.
  package internal(set) var errors: [LexicalError] = []
  /// What older Pythons refuse in f-strings, in order of discovery, at most `maximumErrors`.
  package internal(set) var oldFStringRefusals: [OldFStringRefusal] = []
  package static let maximumErrors = 1000
  /// Empty between runs: the memory of the lexer's nest, which deeply nested text makes large.
  var spareNest: [Nest] = []

  package init() {
    capacity = 1024
    kinds = .allocate(capacity: capacity)
    starts = .allocate(capacity: capacity)
    ends = .allocate(capacity: capacity)
  }

  deinit {
    kinds.deallocate()
    starts.deallocate()
    ends.deallocate()
  }

  package func kind(at index: Int) -> TokenKind { kinds[index] }
  package func range(at index: Int) -> TextRange {
    TextRange(start: starts[index], end: ends[index])
  }

  /// Tokens that may still be stored before `grow`, counted from the first.
  var room: Int { capacity - TokenBuffer.lookahead - 1 }

  func removeAll() {
    count = 0
    comments.removeAll(keepingCapacity: true)
    errors.removeAll(keepingCapacity: true)
    oldFStringRefusals.removeAll(keepingCapacity: true)
  }

  /// Doubles the arrays, of which the first `used` elements are initialised.
  func grow(_ used: Int) {
    let larger = capacity * 2
    func move<T>(_ old: UnsafeMutablePointer<T>) -> UnsafeMutablePointer<T> {
      let new = UnsafeMutablePointer<T>.allocate(capacity: larger)
      new.moveInitialize(from: old, count: used)
      old.deallocate()
      return new
    }
    kinds = move(kinds)
    starts = move(starts)
    ends = move(ends)
    capacity = larger
  }

  /// An empty stack with the storage of the last run.
  func takeNest() -> [Nest] {
    defer { nest = [] }
    return nest
  }

  /// The lexer has written `used` tokens, the last of them `endOfFile`, and gives its stack back.
  func finish(_ used: Int, _ nest: [Nest]) {
    count = used
    self.nest = nest
    self.nest.removeAll(keepingCapacity: true)
    guard 0 < used else { return }
    for index in used..<(used + TokenBuffer.lookahead) {
      kinds[index] = .endOfFile
      starts[index] = starts[used - 1]
      ends[index] = ends[used - 1]
    }
  }
}
