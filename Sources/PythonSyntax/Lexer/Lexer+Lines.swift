import SourceText

/// The column of a block by tabs to multiples of eight, and by tabs of one column: indentation is
/// consistent when both agree on what is deeper.
struct Indent {
  var column: UInt32
  var alternative: UInt32
}

// Lines: indentation, line ends, comments and continuations.
extension Lexer {
  /// CPython's `MAXINDENT`.
  static let maximumIndentation = 100

  /// At the beginning of a logical line: passes blank lines and comments, then compares the first
  /// token's column with the open blocks.
  @inline(__always)
  mutating func beginLine() {
    while true {
      let lineStart = cursor
      var first = lineStart
      while true {
        let marks = Word.load(first) ^ Word.repeating(32)
        if marks == 0 {
          first += 8
        } else {
          first += Word.index(marks)
          break
        }
      }
      let byte = first.pointee
      var indent = Indent(column: offset(first) &- offset(lineStart), alternative: 0)
      indent.alternative = indent.column
      cursor = first
      switch tables.classes[Int(byte)] {
      case .lineEnd:
        passLineEnd(first)
        continue
      case .comment:
        cursor = first + 1
        comment(first)
        if cursor == limit { return }
        passLineEnd(cursor)
        continue
      case .blank, .backslash:
        guard slowIndentation(lineStart, &indent) else { continue }
      case .zero where first == limit: return
      default: break
      }
      guard let top = indents.last,
        top.column != indent.column || top.alternative != indent.alternative
      else { return }
      changeIndentation(lineStart, indent, top)
      return
    }
  }

  /// Moves the cursor behind the line end at `at`.
  @inline(__always)
  mutating func passLineEnd(_ at: UnsafePointer<UInt8>) {
    cursor = at + (at.pointee == 13 && at[1] == 10 ? 2 : 1)
  }

  /// Columns with tabs, form feeds and continuations; the cursor goes to the first token. False
  /// when the line turned out to be blank (the cursor is behind it).
  @inline(never)
  private mutating func slowIndentation(
    _ lineStart: UnsafePointer<UInt8>, _ indent: inout Indent
  ) -> Bool {
    var at = lineStart
    var column: UInt32 = 0
    var alternative: UInt32 = 0
    // As CPython has it: the column before the first continuation counts, unless it is 0.
    var continuedColumn: UInt32 = 0
    while true {
      switch at.pointee {
      case 32:
        column &+= 1
        alternative &+= 1
      case 9:
        column = (column / 8 &+ 1) &* 8
        alternative &+= 1
      case 12:
        column = 0
        alternative = 0
      case 92:
        continuedColumn = continuedColumn != 0 ? continuedColumn : column
        cursor = at + 1
        guard continueLine(at) else { return finishIndentation(at) }
        at = cursor - 1
      default:
        cursor = at
        indent.column = continuedColumn != 0 ? continuedColumn : column
        indent.alternative = continuedColumn != 0 ? continuedColumn : alternative
        return finishIndentation(at)
      }
      at += 1
    }
  }

  private mutating func finishIndentation(_ at: UnsafePointer<UInt8>) -> Bool {
    switch tables.classes[Int(cursor.pointee)] {
    case .lineEnd:
      passLineEnd(cursor)
      return false
    case .comment:
      let start = cursor
      cursor = start + 1
      comment(start)
      if cursor != limit { passLineEnd(cursor) }
      return false
    case .zero where cursor == limit: return false
    default: return true
    }
  }

  @inline(never)
  private mutating func changeIndentation(
    _ lineStart: UnsafePointer<UInt8>, _ new: Indent, _ top: Indent
  ) {
    if new.column == top.column { return report(.inconsistentTabs, lineStart, cursor) }
    if top.column < new.column {
      if new.alternative <= top.alternative { report(.inconsistentTabs, lineStart, cursor) }
      if Lexer.maximumIndentation <= indents.count, !reportedDeepIndentation {
        reportedDeepIndentation = true
        report(.tooManyIndentationLevels, lineStart, cursor)
      }
      indents.append(new)
      return emit(.indent, lineStart, cursor)
    }
    while let last = indents.last, new.column < last.column {
      let outer = indents.count < 2 ? last : indents[indents.count - 2]
      if outer.column < new.column {
        // The line stands between two blocks. It is taken to belong to the inner one, which gets
        // its column, so that the lines after it need no more errors.
        report(.unindentMismatch, cursor, cursor)
        indents[indents.count - 1] = new
        return
      }
      indents.removeLast()
      emit(.dedent, cursor, cursor)
    }
    if indents.last?.alternative != new.alternative {
      report(.inconsistentTabs, lineStart, cursor)
    }
  }

  @inline(__always)
  mutating func lineEnd(_ start: UnsafePointer<UInt8>) {
    passLineEnd(start)
    if nest.isEmpty {
      if 0 < count, kinds[count - 1] != .newline { emit(.newline, start, cursor) }
      beginLine()
    } else {
      lastInnerLineEnd = cursor
      noteInnerString()
    }
  }

  /// The cursor is behind `#`; it goes to the line's end.
  @inline(__always)
  mutating func comment(_ start: UnsafePointer<UInt8>) {
    var at = cursor
    scan: while at < limit {
      let word = Word.load(at)
      let marks =
        Word.zeros(word ^ Word.repeating(10)) | Word.zeros(word ^ Word.repeating(13))
      if marks != 0 {
        at += Word.index(marks)
        break scan
      }
      at += 8
    }
    cursor = at < limit ? at : limit
    let range = TextRange(start: offset(start), end: offset(cursor))
    tokens.comments.append(range)
    if !nest.isEmpty { noteOldRefusal(.comment, range) }
  }

  /// A backslash between tokens.
  @inline(never)
  mutating func backslash(_ start: UnsafePointer<UInt8>) {
    noteOldRefusal(.backslash, TextRange(start: offset(start), end: offset(cursor)))
    _ = continueLine(start)
  }

  /// The cursor is behind a backslash; it goes behind the line end that follows. False if none
  /// follows (then the backslash is recorded as an error and passed), or if the text ends there.
  mutating func continueLine(_ backslash: UnsafePointer<UInt8>) -> Bool {
    guard tables.classes[Int(cursor.pointee)] == .lineEnd else {
      if cursor == limit {
        report(.unexpectedEndOfFile, backslash, cursor)
      } else {
        report(.afterContinuation, backslash, cursor)
      }
      return false
    }
    passLineEnd(cursor)
    lastInnerLineEnd = cursor
    guard cursor < limit else {
      report(.unexpectedEndOfFile, backslash, cursor)
      return false
    }
    return true
  }

  /// Ends the open line, brackets and blocks.
  mutating func endOfText() {
    cursor = limit
    if let open = nest.last {
      let opener = base + Int(open.offset)
      report(.neverClosed(open.byte), opener, opener + 1)
      closeAll(limit)
    }
    if 0 < count {
      switch kinds[count - 1] {
      case .newline, .dedent: break
      default: emit(.newline, limit, limit)
      }
    }
    while 1 < indents.count {
      indents.removeLast()
      emit(.dedent, limit, limit)
    }
    emit(.endOfFile, limit, limit)
  }
}
