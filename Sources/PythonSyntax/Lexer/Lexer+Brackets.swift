import SourceText

/// Something open around the cursor: a bracket, an f-string, or a replacement field of one.
///
/// The innermost tells how to read on: in an f-string or in a field's format spec the text is
/// literal, else it is tokens. (T-strings are f-strings here.) Twelve bytes, for a file of nothing but
/// brackets has as many of these.
struct Nest {
  enum Kind: UInt8 { case bracket, fString, field }

  private struct Flags: OptionSet {
    var rawValue: UInt8
    static let triple = Flags(rawValue: 1)
    static let raw = Flags(rawValue: 2)
    static let template = Flags(rawValue: 4)
    static let needsOldCheck = Flags(rawValue: 8)
    static let inSpec = Flags(rawValue: 16)
    static let plainSpec = Flags(rawValue: 32)
  }

  /// Where it begins.
  var offset: UInt32
  /// Of fields: index of the f-string in the nest.
  private var fStringIndex: UInt32 = 0
  /// The bracket, or the quote of an f-string.
  var byte: UInt8
  var kind: Kind
  private var flags: Flags = []
  /// Of fields: 0 in the f-string's text, 1 in the format spec of such a field, ….
  var level: UInt8 = 0

  init(_ kind: Kind, _ byte: UInt8, _ offset: UInt32) {
    self.kind = kind
    self.byte = byte
    self.offset = offset
  }

  /// Of f-strings.
  init(quote: UInt8, _ offset: UInt32, isTriple: Bool, isRaw: Bool, isTemplate: Bool) {
    self.init(.fString, quote, offset)
    if isTriple { flags.insert(.triple) }
    if isRaw { flags.insert(.raw) }
    if isTemplate { flags.insert(.template) }
  }

  var isTriple: Bool { flags.contains(.triple) }
  var isRaw: Bool { flags.contains(.raw) }
  var isTemplate: Bool { flags.contains(.template) }
  /// An f-string whose fields hold a string or a line end, which older lexers may have stumbled on.
  var needsOldCheck: Bool {
    get { flags.contains(.needsOldCheck) }
    set { set(.needsOldCheck, newValue) }
  }

  var fString: Int {
    get { Int(fStringIndex) }
    set { fStringIndex = UInt32(truncatingIfNeeded: newValue) }
  }
  var isInSpec: Bool {
    get { flags.contains(.inSpec) }
    set { set(.inSpec, newValue) }
  }
  /// In a format spec, and no field of that spec was closed yet. CPython treats `{{` and line ends
  /// otherwise after one.
  var isPlainSpec: Bool {
    get { flags.contains(.plainSpec) }
    set { set(.plainSpec, newValue) }
  }

  private mutating func set(_ flag: Flags, _ value: Bool) {
    if value { flags.insert(flag) } else { flags.remove(flag) }
  }
}

// Brackets, and what to do when they do not match.
extension Lexer {
  /// CPython's `MAXLEVEL`.
  static let maximumBrackets = 200
  /// How far out a closing bracket looks for its opener; a constant keeps the lexer linear.
  static let openersSearched = 16

  @inline(__always)
  mutating func open(_ start: UnsafePointer<UInt8>, _ byte: UInt8) {
    nest.append(Nest(.bracket, byte, offset(start)))
    if Lexer.maximumBrackets < nest.count, !reportedDeepNesting { reportDeepNesting(start) }
    emit(tables.alone[Int(byte)], start, start + 1)
  }

  @inline(never)
  mutating func reportDeepNesting(_ start: UnsafePointer<UInt8>) {
    guard Lexer.maximumBrackets < nest.count - openFStrings else { return }
    reportedDeepNesting = true
    report(.tooManyBrackets, start, start + 1)
  }

  /// An opening bracket is one or two below its closing one in ASCII.
  @inline(__always)
  private func closes(_ byte: UInt8, _ opener: UInt8) -> Bool { (byte &- opener) &- 1 < 2 }

  @inline(__always)
  mutating func close(_ start: UnsafePointer<UInt8>, _ byte: UInt8) {
    let last = nest.count &- 1
    if 0 <= last, nest[last].kind == .bracket, closes(byte, nest[last].byte) {
      nest.removeLast()
      return emit(tables.alone[Int(byte)], start, start + 1)
    }
    closeOther(start, byte)
  }

  /// The end of a replacement field, or an error.
  @inline(never)
  private mutating func closeOther(_ start: UnsafePointer<UInt8>, _ byte: UInt8) {
    guard let top = nest.last else {
      guard abandonedBrackets == 0 else { return abandonedBrackets -= 1 }
      return report(.unmatched(byte), start, start + 1)
    }
    if top.kind == .field {
      guard byte == 125 else { return report(.unmatchedInField(byte), start, start + 1) }
      return closeField(start)
    }
    report(.mismatched(byte, opener: top.byte, at: top.offset), start, start + 1)
    var index = nest.count - 1
    let lowest = max(0, nest.count - Lexer.openersSearched)
    while lowest <= index {
      if nest[index].kind == .field {
        guard byte == 125 else { return }
        nest.removeSubrange((index + 1)...)
        return closeField(start)
      }
      if closes(byte, nest[index].byte) {
        nest.removeSubrange(index...)
        return emit(tables.alone[Int(byte)], start, start + 1)
      }
      index -= 1
    }
  }

  /// The innermost in the nest is a field, `start` its `}`.
  private mutating func closeField(_ start: UnsafePointer<UInt8>) {
    endField(start)
    fStringText()
  }

  /// Whether a keyword inside brackets shows that a bracket was forgotten before: it is the first on
  /// its line, and no expression has it there.
  mutating func beginsStatement(
    _ kind: TokenKind, _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
  ) -> Bool {
    guard isFirstOnInnerLine, openTripleFStrings == 0 else { return false }
    switch kind {
    case .keywordAssert, .keywordBreak, .keywordClass, .keywordContinue, .keywordDef, .keywordDel,
      .keywordElif, .keywordExcept, .keywordFinally, .keywordGlobal, .keywordImport,
      .keywordNonlocal, .keywordPass, .keywordRaise, .keywordReturn, .keywordTry, .keywordWhile,
      .keywordWith:
      return true
    case .keywordAsync: return hasWord("def", end) || hasWord("with", end)
    case .keywordElse: return end.pointee == 58
    case .keywordFrom: return beginsFromImport(end)
    default: return false
    }
  }

  private var isFirstOnInnerLine: Bool {
    count == 0 || ends[count - 1] <= offset(lastInnerLineEnd)
  }

  /// Whether blanks and then this word follow.
  private func hasWord(_ word: StaticString, _ at: UnsafePointer<UInt8>) -> Bool {
    var at = at
    while at.pointee == 32 { at += 1 }
    for index in 0..<word.utf8CodeUnitCount where at[index] != word.utf8Start[index] {
      return false
    }
    return tables.continuesName[Int(at[word.utf8CodeUnitCount])] == 0
  }

  /// `from a.b import`; without `import` it may be the second line of `yield from`.
  private func beginsFromImport(_ end: UnsafePointer<UInt8>) -> Bool {
    var at = end
    while at.pointee == 32 { at += 1 }
    // The lengths of real module names; a constant keeps the lexer linear.
    let furthest = at + min(200, limit - at)
    while at < furthest, at.pointee == 46 || tables.continuesName[Int(at.pointee)] != 0 { at += 1 }
    return at.pointee == 32 && hasWord("import", at)
  }

  /// Whether a `@` inside brackets begins a decorator: it is the first on its line, and a line with
  /// `def` or `class` follows at its column, after lines that may be between.
  func beginsDecorator(_ start: UnsafePointer<UInt8>) -> Bool {
    guard isFirstOnInnerLine, openTripleFStrings == 0, tables.classes[Int(start[1])] == .letter
    else { return false }
    let column = start - lastInnerLineEnd
    var at = start
    let furthest = start + min(2000, limit - start)
    for _ in 0..<16 {
      var previous: UInt8 = 0
      while at < furthest, at.pointee != 10, at.pointee != 13 {
        let isQuote = at.pointee == 34 || at.pointee == 39
        if isQuote, at[1] == at.pointee, at[2] == at.pointee { return false }
        previous = at.pointee
        at += 1
      }
      if furthest <= at || previous == 92 { return false }
      while at < furthest, at.pointee == 10 || at.pointee == 13 { at += 1 }
      let lineStart = at
      while at.pointee == 32 || at.pointee == 9 { at += 1 }
      if column < at - lineStart || at.pointee == 10 || at.pointee == 13 { continue }
      guard at - lineStart == column else { return false }
      if hasWord("def", at) || hasWord("class", at) { return true }
      if hasWord("async", at), hasWord("def", at + 5) { return true }
      guard at.pointee == 64 || at.pointee == 35 || at.pointee == 41 else { return false }
    }
    return false
  }

  /// Closes all brackets before a statement that begins inside them, ends the line and compares the
  /// statement's indentation. The cursor ends at the statement's first token.
  @inline(never)
  mutating func closeAllForStatement(_ start: UnsafePointer<UInt8>) {
    if let top = nest.last(where: { $0.kind != .fString }) {
      let opener = base + Int(top.offset)
      report(.neverClosed(top.byte), opener, opener + 1)
    }
    let end = count == 0 ? start : base + Int(ends[count - 1])
    abandonedBrackets += nest.count
    closeAll(end)
    emit(.newline, end, end)
    cursor = lastInnerLineEnd
    beginLine()
  }

  /// Empties the nest; open f-strings get empty end tokens, so that those are always paired.
  mutating func closeAll(_ at: UnsafePointer<UInt8>) {
    popNest(to: 0, at)
  }
}
