package import SourceText

/// Turns a text into tokens, as CPython's tokenizer does for its grammar: line ends inside brackets,
/// blank lines and comments give no tokens; `indent` and `dedent` stand for blocks.
///
/// It never fails and always ends, in linear time, for any bytes. Where the text is no Python it
/// records an error and goes on so that later lines keep their meaning:
/// - a string that is not ended on its line ends with the line;
/// - a closing bracket without an opener gives no token, one that belongs to an outer opener closes
///   the brackets between;
/// - inside brackets, a line that begins as only a statement can closes all brackets first;
/// - an unknown character gives an `invalid` token; unknown characters *within* a name or a number
///   stay part of it, so the text of a name or number may be anything once errors are recorded.
///
/// Tokens are in order and do not overlap. Between them are only blanks, line ends, comments,
/// backslash continuations, zero bytes and closing brackets that match nothing.
package struct Lexer {
  package struct Options: Sendable {
    package init() {}
  }

  /// Fills `tokens` with the tokens of `source`; what was in it is dropped.
  package static func run(
    _ source: SourceBuffer, into tokens: TokenBuffer, options: Options = Options()
  ) {
    tokens.removeAll()
    var lexer = Lexer(source, tokens)
    swap(&lexer.nest, &tokens.spareNest)
    lexer.run()
    lexer.finish()
    lexer.nest.removeAll(keepingCapacity: true)
    swap(&lexer.nest, &tokens.spareNest)
  }

  // Invariant of the unsafe pointers: `base ..< limit` is the source's text, at least
  // `SourceBuffer.padding` zero bytes follow, and `cursor` never passes `limit`. A scan may read at
  // most 16 bytes past a position that is not behind `limit`. The source outlives the lexer.
  let base: UnsafePointer<UInt8>
  let limit: UnsafePointer<UInt8>
  var cursor: UnsafePointer<UInt8>
  let tables = ByteTables.shared
  let keywords = KeywordTable.shared

  // The token buffer's arrays, held here while lexing (see `TokenBuffer` for their invariant).
  let tokens: TokenBuffer
  var kinds: UnsafeMutablePointer<TokenKind>
  var starts: UnsafeMutablePointer<UInt32>
  var ends: UnsafeMutablePointer<UInt32>
  var count = 0
  var room: Int

  /// Columns of the open blocks; the first is column 0 and never popped.
  var indents: [Indent] = [Indent(column: 0, alternative: 0)]
  /// Open brackets, f-strings and their fields, innermost last.
  var nest: [Nest]
  /// F-strings in `nest`, and those of them that are triple-quoted.
  var openFStrings = 0
  var openTripleFStrings = 0
  /// Brackets that were closed before a statement: as many closing brackets behind it are no news.
  var abandonedBrackets = 0
  let hasSourceProblems: Bool
  /// The line end of the last line that was passed inside brackets.
  var lastInnerLineEnd: UnsafePointer<UInt8>
  /// Strings with this quote that begin before the position are known not to end on their line
  /// (index 0: `'`, 1: `"`) or before the end of the text (2: `'''`, 3: `"""`).
  var unterminatedUntil: (UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0)
  var reportedDeepNesting = false
  var reportedDeepIndentation = false

  private init(_ source: SourceBuffer, _ tokens: TokenBuffer) {
    base = source.base
    limit = source.base + source.count
    cursor = base
    lastInnerLineEnd = base
    hasSourceProblems = !source.problems.isEmpty
    self.tokens = tokens
    kinds = tokens.kinds
    starts = tokens.starts
    ends = tokens.ends
    room = tokens.room
    nest = tokens.takeNest()
  }

  @inline(__always)
  func offset(_ pointer: UnsafePointer<UInt8>) -> UInt32 {
    UInt32(truncatingIfNeeded: pointer - base)
  }

  @inline(__always)
  mutating func emit(
    _ kind: TokenKind, _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
  ) {
    if count == room { grow() }
    kinds[count] = kind
    starts[count] = UInt32(truncatingIfNeeded: start - base)
    ends[count] = UInt32(truncatingIfNeeded: end - base)
    count &+= 1
  }

  @inline(never)
  private mutating func grow() {
    tokens.grow(count)
    kinds = tokens.kinds
    starts = tokens.starts
    ends = tokens.ends
    room = tokens.room
  }

  @inline(never)
  mutating func report(
    _ kind: LexicalError.Kind, _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
  ) {
    guard tokens.errors.count < TokenBuffer.maximumErrors else { return }
    tokens.errors.append(LexicalError(kind, TextRange(start: offset(start), end: offset(end))))
  }

  private mutating func finish() {
    tokens.finish(count, nest)
    nest = []
  }

  private mutating func run() {
    beginLine()
    while step() {}
    endOfText()
  }

  /// Lexes one token, or skips something that is none; false at the end of the text.
  @inline(__always)
  private mutating func step() -> Bool {
    var start = cursor
    while start.pointee == 32 { start += 1 }
    let byte = start.pointee
    cursor = start + 1
    switch tables.classes[Int(byte)] {
    case .letter: name(start)
    case .digit: number(start)
    case .quote: string(start, prefix: 0, raw: false, kind: .string)
    case .blank: break
    case .lineEnd: lineEnd(start)
    case .comment: comment(start)
    case .open: open(start, byte)
    case .close: close(start, byte)
    case .single: emit(tables.alone[Int(byte)], start, cursor)
    case .colon: colon(start)
    case .dot: dot(start)
    case .equal:
      if start[1] == 61 { cursor += 1 }
      emit(start[1] == 61 ? .equalEqual : .equal, start, cursor)
    case .minus:
      let next = start[1]
      if next == 62 || next == 61 { cursor += 1 }
      emit(next == 62 ? .arrow : next == 61 ? .minusEqual : .minus, start, cursor)
    case .exclamation: exclamation(start)
    case .assignable: assignable(start, byte)
    case .doublable: doublable(start, byte)
    case .nonASCII: unicodeName(start, from: start)
    case .backslash: backslash(start)
    case .invalid: invalid(start)
    case .zero:
      // A zero byte within the text is a problem of the source, already recorded there.
      if start == limit {
        cursor = start
        return false
      }
    }
    return true
  }

  @inline(__always)
  private mutating func name(_ start: UnsafePointer<UInt8>) {
    var end = start + 1
    while tables.continuesName[Int(end.pointee)] != 0 { end += 1 }
    let next = end.pointee
    if 128 <= next { return unicodeName(start, from: end) }
    let length = end - start
    if length <= 2, next == 39 || next == 34, prefixedString(start, length) { return }
    cursor = end
    guard length <= 8 else { return emit(.name, start, end) }
    let word = Word.load(start) & (UInt64.max >> UInt64((8 &- length) &* 8))
    let slot = Int(truncatingIfNeeded: (word &* KeywordTable.multiplier) >> 58)
    guard keywords.words[slot] == word else { return emit(.name, start, end) }
    let kind = keywords.kinds[slot]
    if !nest.isEmpty, beginsStatement(kind, start, end) { closeAllForStatement(start) }
    cursor = end
    emit(kind, start, end)
  }

  private mutating func dot(_ start: UnsafePointer<UInt8>) {
    if start[1] == 46, start[2] == 46 {
      cursor = start + 3
      emit(.ellipsis, start, cursor)
    } else if start[1] &- 48 < 10 {
      number(start)
    } else {
      emit(.dot, start, cursor)
    }
  }

  @inline(__always)
  private mutating func assignable(_ start: UnsafePointer<UInt8>, _ byte: UInt8) {
    if byte == 64, !nest.isEmpty, beginsDecorator(start) { closeAllForStatement(start) }
    cursor = start + 1
    guard start[1] == 61 else { return emit(tables.alone[Int(byte)], start, start + 1) }
    cursor = start + 2
    emit(tables.withEqual[Int(byte)], start, cursor)
  }

  /// `*`, `/`, `<`, `>`, doubled or not, with or without `=`. (`<>` is two tokens, so that the parser
  /// refuses it: only `from __future__ import barry_as_FLUFL` allows it.)
  @inline(__always)
  private mutating func doublable(_ start: UnsafePointer<UInt8>, _ byte: UInt8) {
    guard start[1] == byte else {
      guard start[1] == 61 else { return emit(tables.alone[Int(byte)], start, start + 1) }
      cursor = start + 2
      return emit(tables.withEqual[Int(byte)], start, cursor)
    }
    let assigns = start[2] == 61
    cursor = start + (assigns ? 3 : 2)
    let kind: TokenKind =
      switch byte {
      case 42: assigns ? .doubleStarEqual : .doubleStar
      case 47: assigns ? .doubleSlashEqual : .doubleSlash
      case 60: assigns ? .leftShiftEqual : .leftShift
      default: assigns ? .rightShiftEqual : .rightShift
      }
    emit(kind, start, cursor)
  }

  /// `!=`, or the `!` of a conversion; elsewhere CPython's grammar refuses `!`.
  private mutating func exclamation(_ start: UnsafePointer<UInt8>) {
    if start[1] == 61 {
      cursor = start + 2
      emit(.notEqual, start, cursor)
    } else {
      emit(.exclamation, start, cursor)
    }
  }

  private mutating func invalid(_ start: UnsafePointer<UInt8>) {
    let byte = start.pointee
    let isPrintable = 32 <= byte && byte < 127
    report(isPrintable ? .invalidSyntax : .invalidCharacter(UInt32(byte)), start, cursor)
    emit(.invalid, start, cursor)
  }
}
