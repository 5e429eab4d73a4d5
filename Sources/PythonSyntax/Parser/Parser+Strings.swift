/// String literals: implicit concatenation, f-strings and t-strings.
///
/// CPython's tree keeps one `Constant` for each run of text between replacement fields, across
/// literals: `"a" f"b{x}"` is `JoinedStr([Constant("ab"), FormattedValue(x)])`, and the constant
/// spans from the quote of `"a"` to the `b`. Text that decodes to nothing is dropped.
extension Parser {

  /// A run of text that is not yet a node. Its pieces are triples on the stack `others`.
  struct TextRun {
    let mark: Int
    var start: UInt32 = 0
    var end: UInt32 = 0
    var isEmpty = true
  }

  /// What kinds of literal a concatenation holds.
  private struct LiteralMix {
    var plain = false
    var bytes = false
    var format = false
    var template = false
  }

  mutating func parseStrings() -> NodeRef {
    let start = position
    let mark = items.count
    guard enter() else { return errorNode() }
    defer { leave() }
    var run = TextRun(mark: others.count)
    var mix = LiteralMix()
    while true {
      switch kinds[index] {
      case .string, .bytes:
        checkText(index, .literal)
        if kinds[index] == .bytes { mix.bytes = true } else { mix.plain = true }
        let isEmpty = mix.bytes ? false : literalIsEmpty(index)
        addPiece(&run, position, ends[index], .literal, isEmpty: isEmpty)
        advance()
        continue
      case .fstringStart:
        mix.format = true
        parseFormatString(&run, isTemplate: false)
        continue
      case .tstringStart:
        mix.template = true
        require(.templateString, position, ends[index])
        parseFormatString(&run, isTemplate: true)
        continue
      default: break
      }
      break
    }
    checkMix(mix, start)
    if mix.format || mix.template {
      flush(&run)
      let values = arena.list(&items, from: mark)
      return arena.node(mix.template ? .templateStr : .joinedStr, start, previousEnd, values)
    }
    let pieces = arena.list(&others, from: run.mark)
    let kind = mix.bytes ? ConstantKind.bytes : .string
    return arena.node(.constant, flags: kind.rawValue, start, previousEnd, pieces)
  }

  private mutating func checkMix(_ mix: LiteralMix, _ start: UInt32) {
    if mix.bytes && (mix.plain || mix.format) {
      report("cannot mix bytes and nonbytes literals", start, previousEnd)
    } else if mix.template && (mix.bytes || mix.plain || mix.format) {
      report("cannot mix t-string literals with string or bytes literals", start, previousEnd)
    }
  }

  // MARK: runs of text

  private mutating func addPiece(
    _ run: inout TextRun, _ start: UInt32, _ end: UInt32, _ style: StringPieceStyle, isEmpty: Bool
  ) {
    if others.count == run.mark { run.start = start }
    run.end = end
    if !isEmpty { run.isEmpty = false }
    let place = others.claim(3)
    others.base[place] = start
    others.base[place + 1] = end
    others.base[place + 2] = style.rawValue
  }

  /// Makes the pending text a constant, unless it is empty.
  private mutating func flush(_ run: inout TextRun) {
    if others.count == run.mark { return }
    if run.isEmpty {
      others.cut(to: run.mark)
    } else {
      let pieces = arena.list(&others, from: run.mark)
      items.push(
        arena.node(
          .constant, flags: ConstantKind.string.rawValue, run.start, run.end, pieces))
    }
    run.isEmpty = true
  }

  /// Whether a literal without fields stands for the empty string: nothing between its quotes but
  /// escaped line ends.
  private func literalIsEmpty(_ token: Int) -> Bool {
    var place = Int(starts[token])
    let end = Int(ends[token])
    var isRaw = false
    while place < end, text[place] != 0x22, text[place] != 0x27 {
      if text[place] | 0x20 == 0x72 { isRaw = true }
      place += 1
    }
    guard place < end else { return false }
    let isTriple =
      6 <= end - place && text[place + 1] == text[place] && text[place + 2] == text[place]
    let quotes = isTriple ? 3 : 1
    guard place + 2 * quotes <= end else { return false }
    return decodesToNothing(place + quotes, end - quotes, isRaw: isRaw)
  }

  /// Whether text holds nothing but escaped line ends.
  private func decodesToNothing(_ start: Int, _ end: Int, isRaw: Bool) -> Bool {
    if end <= start { return true }
    if isRaw { return false }
    var place = start
    while place < end {
      guard text[place] == 0x5c, place + 1 < end else { return false }
      if text[place + 1] == 0x0d && place + 2 < end && text[place + 2] == 0x0a {
        place += 3
      } else if text[place + 1] == 0x0a || text[place + 1] == 0x0d {
        place += 2
      } else {
        return false
      }
    }
    return true
  }

  // MARK: f-strings and t-strings

  /// The parts of one literal with replacement fields; the current token is its start.
  private mutating func parseFormatString(_ run: inout TextRun, isTemplate: Bool) {
    let isRaw = literalIsRaw(index)
    advance()
    while true {
      switch kinds[index] {
      case .fstringMiddle, .tstringMiddle:
        if !decodesToNothing(Int(position), Int(ends[index]), isRaw: isRaw) {
          let style: StringPieceStyle = isRaw ? .rawFormatMiddle : .formatMiddle
          checkText(index, style)
          addPiece(&run, position, ends[index], style, isEmpty: false)
        }
        advance()
      case .leftBrace:
        parseField(&run, Field(isTemplate: isTemplate, isInterpolation: isTemplate, isRaw: isRaw))
      case .fstringEnd, .tstringEnd:
        advance()
        return
      default:
        failInFormatString()
        recoverFormatString()
        return
      }
    }
  }

  private func literalIsRaw(_ token: Int) -> Bool {
    var place = Int(starts[token])
    let end = Int(ends[token])
    while place < end {
      if text[place] | 0x20 == 0x72 { return true }
      place += 1
    }
    return false
  }

  /// Where a replacement field stands.
  struct Field {
    /// The literal is a t-string: its messages say so.
    let isTemplate: Bool
    /// The field becomes an `Interpolation`; those in a format spec never do.
    let isInterpolation: Bool
    let isRaw: Bool
    var isInSpec = false
  }

  /// `{value=!r:spec}`; pushes the node to `items`, text of a `=` to the run before it.
  private mutating func parseField(_ run: inout TextRun, _ field: Field) {
    let start = position
    let opener = index
    advance()
    guard enter() else { return }
    defer { leave() }
    bracketDepth += 1
    let outerField = fieldDepth
    fieldDepth = bracketDepth
    defer { fieldDepth = outerField }
    let textStart = previousEnd
    if !kinds[index].startsStarExpression && kinds[index] != .keywordYield {
      failEmptyField(field)
    }
    let value = kinds[index] == .keywordYield ? parseYield() : parseStarExpressions()
    if arena.kind(of: value) == .starred && 9 <= version.minor {
      // 3.8 leaves it to the compiler.
      require(.fstringStarExpression, start, previousEnd)
    }
    let valueEnd = previousEnd
    let isDebug = accept(.equal)
    // The blanks behind the `=` belong to the text, but only up to what goes on with the field: in a
    // broken one the literal may end at the `=`.
    let goesOn = [.rightBrace, .exclamation, .colon].contains(kinds[index])
    let debugEnd = isDebug ? (goesOn ? position : previousEnd) : 0
    if isDebug {
      // The text of the `=` stands before the value's own node, and before what its spec holds.
      let style: StringPieceStyle = field.isRaw || field.isInSpec ? .rawDebugText : .debugText
      addPiece(&run, textStart, debugEnd, style, isEmpty: false)
    }
    flush(&run)
    var conversion = UInt32.max
    if accept(.exclamation) { conversion = parseConversion(field) }
    var spec: NodeRef = 0
    if kinds[index] == .colon {
      spec = parseFormatSpec(field)
    } else if isDebug && conversion == UInt32.max {
      conversion = 0x72
    }
    if kinds[index] != .rightBrace {
      failInField(field, isDebug, conversion != .max, spec != 0, opener)
    }
    closeBracket(.rightBrace, opener)
    if field.isInterpolation {
      items.push(
        arena.interpolation(
          start, previousEnd, (value, conversion, spec, textStart, max(valueEnd, textStart))))
    } else {
      items.push(arena.node(.formattedValue, start, previousEnd, value, conversion, spec))
    }
  }

  /// The letter after `!`; the name must follow at once.
  private mutating func parseConversion(_ field: Field) -> UInt32 {
    let prefix = field.isTemplate ? "t" : "f"
    guard kinds[index] == .name else {
      let isMissing = kinds[index] == .colon || kinds[index] == .rightBrace
      fail(
        isMissing
          ? "\(prefix)-string: missing conversion character"
          : "\(prefix)-string: invalid conversion character", position, ends[index])
      return .max
    }
    let letter = text[Int(position)]
    if position != previousEnd {
      report(
        "\(prefix)-string: conversion type must come right after the exclamation mark",
        position, ends[index])
    } else if ends[index] - position != 1 || (letter != 0x61 && letter != 0x72 && letter != 0x73) {
      report(
        "\(prefix)-string: invalid conversion character '\(textOfToken(index))': "
          + "expected 's', 'r', or 'a'", position, ends[index])
    }
    advance()
    return UInt32(letter)
  }

  /// `:` and what follows it, up to the closing brace: a `JoinedStr`.
  private mutating func parseFormatSpec(_ field: Field) -> NodeRef {
    let start = position
    let mark = items.count
    advance()
    var run = TextRun(mark: others.count)
    var inner = Field(isTemplate: field.isTemplate, isInterpolation: false, isRaw: field.isRaw)
    inner.isInSpec = true
    while true {
      switch kinds[index] {
      case .fstringMiddle, .tstringMiddle:
        if !decodesToNothing(Int(position), Int(ends[index]), isRaw: false) {
          let style: StringPieceStyle = field.isRaw ? .rawFormatSpecMiddle : .formatSpecMiddle
          checkText(index, style)
          addPiece(&run, position, ends[index], style, isEmpty: false)
        }
        advance()
        continue
      case .leftBrace:
        parseField(&run, inner)
        continue
      default: break
      }
      break
    }
    flush(&run)
    let values = arena.list(&items, from: mark)
    return arena.node(.joinedStr, start, previousEnd, values)
  }
}

extension WordStorage {
  fileprivate mutating func interpolation(
    _ start: UInt32, _ end: UInt32, _ fields: (UInt32, UInt32, UInt32, UInt32, UInt32)
  ) -> NodeRef {
    node(.interpolation, start, end, fields.0, fields.1, fields.2, fields.3, fields.4)
  }
}
