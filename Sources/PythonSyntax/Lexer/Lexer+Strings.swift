import SourceText

// String and bytes literals; f-strings are begun here and read elsewhere.
extension Lexer {
  /// A name of one or two letters directly before a quote: a string, if the letters are a prefix.
  @inline(__always)
  mutating func prefixedString(_ start: UnsafePointer<UInt8>, _ length: Int) -> Bool {
    let first = start.pointee | 32
    let second = length == 2 ? start[1] | 32 : 0
    // 'r' with nothing, or the other letter of a pair with 'r'.
    let isRaw = first == 114 || second == 114
    let letter = first == 114 ? second : first
    guard length == 1 || (isRaw && first != second) else { return false }
    switch letter {
    case 0, 117:
      guard letter == 0 || !isRaw else { return false }
      string(start, prefix: length, raw: isRaw, kind: .string)
    case 98: string(start, prefix: length, raw: isRaw, kind: .bytes)
    case 102: beginFString(start, quote: start + length, raw: isRaw, template: false)
    case 116: beginFString(start, quote: start + length, raw: isRaw, template: true)
    default: return false
    }
    return true
  }

  @inline(__always)
  mutating func string(
    _ start: UnsafePointer<UInt8>, prefix: Int, raw: Bool, kind: TokenKind
  ) {
    let quote = start[prefix]
    let body = start + prefix + 1
    noteInnerString()
    if body.pointee == quote, body[1] == quote {
      tripleString(start, body + 2, quote, kind)
    } else {
      lineString(start, body, quote, kind)
    }
    if 0 < openFStrings { noteBackslashes(start) }
  }

  @inline(__always)
  private mutating func lineString(
    _ start: UnsafePointer<UInt8>, _ body: UnsafePointer<UInt8>, _ quote: UInt8, _ kind: TokenKind
  ) {
    let known = quote == 39 ? unterminatedUntil.0 : unterminatedUntil.1
    if offset(start) < known { return unterminated(start, body, quote, kind, base + Int(known)) }
    let quotes = Word.repeating(quote)
    var at = body
    while at < limit {
      let word = Word.load(at)
      let marks =
        Word.zeros(word ^ quotes) | Word.zeros(word ^ Word.repeating(92))
        | Word.zeros(word ^ Word.repeating(10)) | Word.zeros(word ^ Word.repeating(13))
      if marks == 0 {
        at += 8
        continue
      }
      at += Word.index(marks)
      let byte = at.pointee
      if byte == quote {
        cursor = at + 1
        return emit(kind, start, cursor)
      }
      guard byte == 92 else { return unterminated(start, body, quote, kind, at) }
      at += at[1] == 13 && at[2] == 10 ? 3 : 2
    }
    unterminated(start, body, quote, kind, limit)
  }

  @inline(__always)
  private mutating func tripleString(
    _ start: UnsafePointer<UInt8>, _ body: UnsafePointer<UInt8>, _ quote: UInt8, _ kind: TokenKind
  ) {
    let known = quote == 39 ? unterminatedUntil.2 : unterminatedUntil.3
    if offset(start) < known { return unterminatedTriple(start, body, quote, kind) }
    let quotes = Word.repeating(quote)
    var at = body
    while at < limit {
      let word = Word.load(at)
      let marks = Word.zeros(word ^ quotes) | Word.zeros(word ^ Word.repeating(92))
      if marks == 0 {
        at += 8
        continue
      }
      at += Word.index(marks)
      if at.pointee == 92 {
        at += 2
      } else if at[1] == quote, at[2] == quote {
        cursor = at + 3
        return emit(kind, start, cursor)
      } else {
        at += 1
      }
    }
    unterminatedTriple(start, body, quote, kind)
  }

  /// A string whose line ends at `end` before its quote.
  @inline(never)
  private mutating func unterminated(
    _ start: UnsafePointer<UInt8>, _ body: UnsafePointer<UInt8>, _ quote: UInt8, _ kind: TokenKind,
    _ end: UnsafePointer<UInt8>
  ) {
    if quote == 39 {
      unterminatedUntil.0 = offset(end)
    } else {
      unterminatedUntil.1 = offset(end)
    }
    if endsFString(start, body, quote, isTriple: false) { return }
    report(.unterminatedString(endsEscaped: hasEscaped(quote, body, end)), start, end)
    cursor = end
    emit(kind, start, end)
  }

  /// Whether a backslash hides a quote of the string: then the end quote may be meant.
  private func hasEscaped(
    _ quote: UInt8, _ body: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
  ) -> Bool {
    var at = body
    while at < end {
      if at.pointee == 92, at[1] == quote { return true }
      at += at.pointee == 92 ? 2 : 1
    }
    return false
  }

  /// A triple-quoted string that ends with the text. What follows its first line is more likely code
  /// than text, so the token ends there.
  @inline(never)
  private mutating func unterminatedTriple(
    _ start: UnsafePointer<UInt8>, _ body: UnsafePointer<UInt8>, _ quote: UInt8, _ kind: TokenKind
  ) {
    if quote == 39 {
      unterminatedUntil.2 = offset(limit) &+ 1
    } else {
      unterminatedUntil.3 = offset(limit) &+ 1
    }
    if endsFString(start, body, quote, isTriple: true) { return }
    report(.unterminatedTripleString, start, limit)
    cursor = lineEnd(after: body)
    emit(kind, start, cursor)
  }

  /// Whether the quotes of a string that never ends are those of the f-string around it, in a field
  /// whose `}` was forgotten: `f'{name'`. Then they end the f-string, and what looked like a prefix is
  /// a name.
  private mutating func endsFString(
    _ start: UnsafePointer<UInt8>, _ body: UnsafePointer<UInt8>, _ quote: UInt8, isTriple: Bool
  ) -> Bool {
    guard 0 < openFStrings, let index = innermostFString,
      nest[index].byte == quote, nest[index].isTriple == isTriple
    else { return false }
    let quotes = body - (isTriple ? 3 : 1)
    report(.expectingBrace, quotes, body)
    nest[index].needsOldCheck = false
    if start < quotes { emit(.name, start, quotes) }
    endFString(index, quotes, body)
    fStringText()
    return true
  }

  /// A string in a field was read, up to the cursor.
  @inline(never)
  private mutating func noteBackslashes(_ start: UnsafePointer<UInt8>) {
    var at = start
    while at < cursor {
      if at.pointee == 92 {
        return noteOldRefusal(.backslash, TextRange(start: offset(at), end: offset(at) &+ 1))
      }
      at += 1
    }
  }
}
