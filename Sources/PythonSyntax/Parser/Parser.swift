import SourceText

/// A hand-written recursive-descent parser over the token arrays. It writes each node after its
/// children and never fails: what it does not understand becomes an `errorNode` and a recorded error.
///
/// How errors unwind: `fail` records the error and overwrites the kind of the current token by
/// `endOfFile`. Every loop and every `accept` then stops by itself, the functions return what they
/// have, and the nearest recovery point (a bracket, a statement) calls `thaw`, which puts the kind
/// back, and skips to where it can go on. While frozen, no second error is recorded.
///
/// Invariant of the pointers: they are those of a `TokenBuffer` and `SourceBuffer` which the caller
/// of `run` keeps alive and unchanged meanwhile; the last counted token is `endOfFile` and at
/// least `TokenBuffer.lookahead` more follow, so `index + 1` and `index + 2` can always be read.
struct Parser: ~Copyable {
  var kinds: UnsafeMutablePointer<TokenKind>
  var starts: UnsafeMutablePointer<UInt32>
  var ends: UnsafeMutablePointer<UInt32>
  var text: UnsafePointer<UInt8>
  var textCount = 0
  var tokenCount = 0
  /// The current token.
  var index = 0

  /// The tree under construction, and two stacks of items whose list is not complete yet.
  var arena = WordStorage(capacity: 1 << 14)
  var items = WordStorage(capacity: 256)
  var others = WordStorage(capacity: 256)
  /// Triples (node, start, end): ranges of parentheses that are not part of their node.
  var parentheses = WordStorage(capacity: 256)

  var version = PythonVersion.newest
  var errors: [SyntaxError] = []
  /// The token at which the first error was noticed; it may be behind the error's range.
  var firstStop = 0
  /// What the current token really is while an error unwinds.
  var frozenKind: TokenKind?
  private var frozenIndex = 0
  /// An offset and the line it is on, kept by `lineNumber`.
  var countedLine = (offset: UInt32(0), line: 1)
  /// The last statement was not understood; what stands indented below it is no second error.
  var recovering = false
  /// Brackets open around the current token, as far as the parser entered them.
  var bracketDepth = 0
  /// `bracketDepth` directly in the innermost replacement field, 0 outside of one.
  var fieldDepth = 0
  /// Nested expressions and blocks around the current token.
  var depth = 0
  var blockDepth = 0
  static let maximumDepth = 400
  static let maximumBlockDepth = 200
  static let maximumErrors = 500

  init(tokens: TokenBuffer, source: SourceBuffer) {
    kinds = tokens.kinds
    starts = tokens.starts
    ends = tokens.ends
    text = source.base
  }

  /// Parses the tokens; answers the module node.
  mutating func run(tokens: TokenBuffer, source: SourceBuffer, version: PythonVersion) -> NodeRef {
    kinds = tokens.kinds
    starts = tokens.starts
    ends = tokens.ends
    text = source.base
    textCount = source.count
    tokenCount = tokens.count
    index = 0
    self.version = version
    errors.removeAll(keepingCapacity: true)
    countedLine = (0, 1)
    frozenKind = nil
    recovering = false
    bracketDepth = 0
    fieldDepth = 0
    firstStop = 0
    depth = 0
    blockDepth = 0
    items.cut(to: 0)
    others.cut(to: 0)
    parentheses.cut(to: 0)
    arena.startArena()
    return parseModule(end: UInt32(truncatingIfNeeded: source.count))
  }

  private mutating func parseModule(end: UInt32) -> NodeRef {
    let mark = items.count
    while true {
      parseStatements()
      if kinds[index] == .endOfFile { break }
      // A dedent without its indent: the lexer has said so.
      index += 1
    }
    let body = arena.list(&items, from: mark)
    return arena.node(.module, 0, end, body)
  }

  // MARK: tokens

  @inline(__always)
  var kind: TokenKind { kinds[index] }
  @inline(__always)
  var nextKind: TokenKind { kinds[index &+ 1] }
  /// First byte of the current token.
  @inline(__always)
  var position: UInt32 { starts[index] }
  /// Behind the last byte of the token before the current one.
  @inline(__always)
  var previousEnd: UInt32 { index == 0 ? 0 : ends[index &- 1] }

  @inline(__always)
  mutating func advance() { index &+= 1 }

  @inline(__always)
  mutating func accept(_ wanted: TokenKind) -> Bool {
    if kinds[index] != wanted { return false }
    index &+= 1
    return true
  }

  /// The end of a compound statement: behind the last token that is not a line or block end.
  func compoundEnd() -> UInt32 {
    var last = index - 1
    while 0 < last {
      switch kinds[last] {
      case .newline, .indent, .dedent: last -= 1
      default: return ends[last]
      }
    }
    return last == 0 ? ends[0] : 0
  }

  /// Whether the token at `place` is the name `word` (a soft keyword).
  func isName(_ place: Int, _ word: StaticString) -> Bool {
    guard kinds[place] == .name else { return false }
    let length = word.utf8CodeUnitCount
    guard Int(ends[place]) - Int(starts[place]) == length else { return false }
    let bytes = text + Int(starts[place])
    let letters = word.utf8Start
    for offset in 0..<length where bytes[offset] != letters[offset] { return false }
    return true
  }

  func textOfToken(_ place: Int) -> String { textOf(starts[place], ends[place]) }

  func textOf(_ start: UInt32, _ end: UInt32) -> String {
    let length = max(Int(end) - Int(start), 0)
    return String(
      decoding: UnsafeBufferPointer(start: text + Int(start), count: length), as: UTF8.self)
  }

  // MARK: freezing

  /// Makes the current token look like the end of the file, so that everything unwinds.
  mutating func freeze() {
    if frozenKind != nil { return }
    frozenKind = kinds[index]
    frozenIndex = index
    kinds[index] = .endOfFile
  }

  /// Shows the token again at which the error was.
  mutating func thaw() {
    guard let kind = frozenKind else { return }
    kinds[frozenIndex] = kind
    index = frozenIndex
    frozenKind = nil
  }

  // MARK: nesting

  /// Enters one more nested expression; false (and an error) when that is too deep for the stack of
  /// a thread. CPython has limits of its own; none of its sources come near.
  @inline(__always)
  mutating func enter() -> Bool {
    depth &+= 1
    if depth <= Parser.maximumDepth { return true }
    failNesting()
    return false
  }

  @inline(__always)
  mutating func leave() { depth &-= 1 }

  @inline(never)
  private mutating func failNesting() {
    fail("too many nested expressions")
  }
}
