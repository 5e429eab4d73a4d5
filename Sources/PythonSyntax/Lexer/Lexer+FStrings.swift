import SourceText

// F-strings and t-strings after PEP 701 and PEP 750, in CPython 3.13's reading:
//
//     f'{width!r:>{n}}'   start, `{`, name, `!`, name, `:`, middle, `{`, name, `}`, `}`, end
//
// Middles are the literal text, with `{{`, `}}` and escapes as they stand; empty ones are left out.
extension Lexer {
  /// CPython's `MAXFSTRINGLEVEL` and `MAX_EXPR_NESTING`.
  static let maximumFStrings = 150
  static let maximumSpecNesting = 3

  /// Bits of the bytes at which literal text is looked at.
  private static let textStops: StringStops = StringStops()

  /// `quote` is the first quote, behind the prefix.
  mutating func beginFString(
    _ start: UnsafePointer<UInt8>, quote: UnsafePointer<UInt8>, raw: Bool, template: Bool
  ) {
    let byte = quote.pointee
    let isTriple = quote[1] == byte && quote[2] == byte
    noteInnerString()
    nest.append(
      Nest(quote: byte, offset(start), isTriple: isTriple, isRaw: raw, isTemplate: template))
    openFStrings += 1
    if isTriple { openTripleFStrings += 1 }
    cursor = quote + (isTriple ? 3 : 1)
    if openFStrings == Lexer.maximumFStrings + 1 { report(.tooManyFStrings, start, cursor) }
    emit(template ? .tstringStart : .fstringStart, start, cursor)
    fStringText()
  }

  /// Lexes literal text from the cursor as long as the innermost of the nest is an f-string or a
  /// format spec.
  mutating func fStringText() {
    while let top = nest.last {
      switch top.kind {
      case .bracket: return
      case .fString: textSegment(nest.count - 1, inSpec: false, plainSpec: false)
      case .field:
        guard top.isInSpec else { return }
        textSegment(top.fString, inSpec: true, plainSpec: top.isPlainSpec)
      }
    }
  }

  /// Literal text up to a brace that opens or closes a field, or the end of the f-string.
  private mutating func textSegment(_ fString: Int, inSpec: Bool, plainSpec: Bool) {
    let entry = nest[fString]
    let segment = cursor
    var at = segment
    var isInEscape = false
    let stops = Lexer.textStops.stops(entry.byte, entry.isTriple)
    while true {
      while stops[Int(at.pointee)] == 0 { at += 1 }
      switch at.pointee {
      case 0:
        if at < limit {
          at += 1
          continue
        }
        if inSpec, plainSpec, !entry.isTriple { return leaveSpec(entry, segment, limit) }
        return endUnterminated(fString, segment, limit)
      case 123:
        if at[1] == 123, !(inSpec && plainSpec) {
          at += 2
          continue
        }
        emitMiddle(entry, segment, at)
        return beginField(at, fString, inSpec)
      case 125:
        if isInEscape || (!inSpec && at[1] == 125) {
          at += isInEscape ? 1 : 2
          isInEscape = false
          continue
        }
        guard inSpec else {
          report(.singleBrace, at, at + 1)
          at += 1
          continue
        }
        emitMiddle(entry, segment, at)
        return endField(at)
      case 92:
        at = escape(at, entry, &isInEscape)
      case 10, 13:
        guard inSpec, plainSpec else { return endUnterminated(fString, segment, at) }
        return leaveSpec(entry, segment, at)
      default:
        guard !entry.isTriple || (at[1] == entry.byte && at[2] == entry.byte) else {
          at += 1
          continue
        }
        emitMiddle(entry, segment, at)
        if inSpec { report(.expectingBrace, at, at + 1) }
        return endFString(fString, at, at + (entry.isTriple ? 3 : 1))
      }
    }
  }

  /// A line end in the format spec of a single-quoted f-string: CPython reads tokens again.
  private mutating func leaveSpec(
    _ entry: Nest, _ segment: UnsafePointer<UInt8>, _ at: UnsafePointer<UInt8>
  ) {
    emitMiddle(entry, segment, at)
    nest[nest.count - 1].isInSpec = false
    cursor = at
  }

  /// Passes a backslash and what it hides; a brace is not hidden, but `\N{…}` is.
  private mutating func escape(
    _ at: UnsafePointer<UInt8>, _ entry: Nest, _ isInEscape: inout Bool
  ) -> UnsafePointer<UInt8> {
    if 1 < openFStrings {
      noteOldRefusal(.backslash, TextRange(start: offset(at), end: offset(at) &+ 1))
    }
    let next = at[1]
    if next == 123 || next == 125 { return at + 1 }
    if next == 78, at[2] == 123, !entry.isRaw {
      isInEscape = true
      return at + 3
    }
    if limit - at < 2 { return limit }
    return at + (next == 13 && at[2] == 10 ? 3 : 2)
  }

  private mutating func emitMiddle(
    _ entry: Nest, _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
  ) {
    if start < end { emit(entry.isTemplate ? .tstringMiddle : .fstringMiddle, start, end) }
  }

  /// `at` is the `{`.
  private mutating func beginField(_ at: UnsafePointer<UInt8>, _ fString: Int, _ inSpec: Bool) {
    var field = Nest(.field, 123, offset(at))
    field.fString = fString
    if inSpec, let outer = nest.last { field.level = outer.level &+ (outer.level < 200 ? 1 : 0) }
    nest.append(field)
    if Lexer.maximumBrackets < nest.count, !reportedDeepNesting { reportDeepNesting(at) }
    if field.level == UInt8(Lexer.maximumSpecNesting) { report(.fieldsNestedTooDeeply, at, at + 1) }
    if field.level == 2 {
      noteOldRefusal(.nestedTooDeeply, TextRange(start: offset(at), end: offset(at) &+ 1))
    }
    cursor = at + 1
    emit(.leftBrace, at, cursor)
  }

  /// `at` is the `}`; the innermost of the nest is the field.
  mutating func endField(_ at: UnsafePointer<UInt8>) {
    nest.removeLast()
    if let outer = nest.last, outer.kind == .field { nest[nest.count - 1].isPlainSpec = false }
    cursor = at + 1
    emit(.rightBrace, at, cursor)
  }

  /// `:` begins the format spec at the depth of a field, whatever follows: `f'{x:=5}'`.
  @inline(__always)
  mutating func colon(_ start: UnsafePointer<UInt8>) {
    let last = nest.count &- 1
    if 0 <= last, nest[last].kind == .field {
      emit(.colon, start, cursor)
      nest[last].isInSpec = true
      nest[last].isPlainSpec = true
      return fStringText()
    }
    guard start[1] == 61 else { return emit(.colon, start, cursor) }
    cursor = start + 2
    emit(.colonEqual, start, cursor)
  }

  /// Ends the f-string at this index of the nest, and what is open in it.
  mutating func endFString(
    _ fString: Int, _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
  ) {
    if nest[fString].needsOldCheck { checkOldRules(nest[fString], start) }
    popNest(to: fString + 1, start)
    let entry = nest.removeLast()
    openFStrings -= 1
    if entry.isTriple { openTripleFStrings -= 1 }
    if entry.needsOldCheck { noteInnerString() }
    cursor = end
    emit(entry.isTemplate ? .tstringEnd : .fstringEnd, start, end)
  }

  private mutating func endUnterminated(
    _ fString: Int, _ segment: UnsafePointer<UInt8>, _ at: UnsafePointer<UInt8>
  ) {
    let entry = nest[fString]
    report(
      entry.isTriple
        ? .unterminatedTripleFString(isTemplate: entry.isTemplate)
        : .unterminatedFString(isTemplate: entry.isTemplate),
      base + Int(entry.offset), at)
    // What follows a string that never ends is more likely code than text. No such string with the
    // same quotes can follow, so this happens at most twice in a file.
    let end = entry.isTriple ? lineEnd(after: segment) : at
    emitMiddle(entry, segment, end)
    popNest(to: fString + 1, end)
    nest[fString].needsOldCheck = false
    endFString(fString, end, end)
  }

  /// The end of the line of `start`.
  func lineEnd(after start: UnsafePointer<UInt8>) -> UnsafePointer<UInt8> {
    var at = start
    while at < limit, at.pointee != 10, at.pointee != 13 { at += 1 }
    return at
  }

  /// Removes what is open from the index on; f-strings get empty end tokens.
  mutating func popNest(to index: Int, _ at: UnsafePointer<UInt8>) {
    while index < nest.count {
      let entry = nest.removeLast()
      guard entry.kind == .fString else { continue }
      openFStrings -= 1
      if entry.isTriple { openTripleFStrings -= 1 }
      emit(entry.isTemplate ? .tstringEnd : .fstringEnd, at, at)
    }
  }

  // MARK: What Python 3.8 to 3.11 refuse

  /// Marks that the innermost f-string's fields hold a string or a line end.
  @inline(__always)
  mutating func noteInnerString() {
    if 0 < openFStrings { noteInnerStringSlowly() }
  }

  @inline(never)
  private mutating func noteInnerStringSlowly() {
    if let index = innermostFString { nest[index].needsOldCheck = true }
  }

  /// Index of the f-string whose field holds the cursor. Brackets in a field are few: the search is
  /// cut so that a nest of many brackets costs nothing.
  var innermostFString: Int? {
    var index = nest.count - 1
    let lowest = max(0, nest.count - 1 - Lexer.maximumBrackets)
    while lowest <= index {
      switch nest[index].kind {
      case .field: return nest[index].fString
      case .fString: return index
      case .bracket: index -= 1
      }
    }
    return nil
  }

  mutating func noteOldRefusal(_ kind: OldFStringRefusal.Kind, _ range: TextRange) {
    guard 0 < openFStrings, tokens.oldFStringRefusals.count < TokenBuffer.maximumErrors else {
      return
    }
    tokens.oldFStringRefusals.append(OldFStringRefusal(kind, range))
  }

  /// The older lexers read an f-string as any string first: to its first quote that no backslash
  /// hides, or the line's end. `end` is where the f-string ends by the new rules.
  private mutating func checkOldRules(_ entry: Nest, _ end: UnsafePointer<UInt8>) {
    let start = base + Int(entry.offset)
    var at = start
    while at.pointee != entry.byte { at += 1 }
    at += entry.isTriple ? 3 : 1
    func note(_ kind: OldFStringRefusal.Kind) {
      let range = TextRange(start: offset(at), end: offset(at) &+ 1)
      noteOldRefusal(kind, range)
    }
    // Deeper ones would need a fifth kind of quotes; not scanning them keeps the lexer linear.
    guard openFStrings <= 4 else { return note(.quoteReused) }
    while at < end {
      switch at.pointee {
      case 92: at += 2
      case 10 where !entry.isTriple, 13 where !entry.isTriple: return note(.lineEnd)
      case entry.byte where !entry.isTriple || (at[1] == entry.byte && at[2] == entry.byte):
        return note(.quoteReused)
      default: at += 1
      }
    }
  }
}

/// For each kind of f-string, the bytes at which its text is looked at: braces, backslash, zero, the
/// quote, and line ends unless it is triple-quoted.
///
/// Invariant of the unsafe pointers: as for `ByteTables`.
private struct StringStops: @unchecked Sendable {
  private let tables: [UnsafePointer<UInt8>]

  init() {
    tables = [("'{}\\\0\n\r"), ("\"{}\\\0\n\r"), ("'{}\\\0"), ("\"{}\\\0")].map { bytes in
      let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: 256)
      memory.initialize(repeating: 0, count: 256)
      for byte in bytes.utf8 { memory[Int(byte)] = 1 }
      return UnsafePointer(memory)
    }
  }

  func stops(_ quote: UInt8, _ isTriple: Bool) -> UnsafePointer<UInt8> {
    tables[(quote == 34 ? 1 : 0) + (isTriple ? 2 : 0)]
  }
}
