package import PythonSemantics
package import SourceText

extension FixDraft {
  /// The whole lines of a statement that shares them with no other; nil where it does.
  package func lines(of statement: IRNodeID) -> TextRange? {
    guard let range = range(statement) else { return nil }
    let start = text.lineStart(range.start)
    guard text.isSpace(start, range.start) else { return nil }
    let after = text.skipBlanks(range.end)
    guard after == text.count || [0x0a, 0x0d, UInt8(ascii: "#")].contains(text[after]) else {
      return nil
    }
    return TextRange(start: start, end: text.lineEnd(after))
  }

  /// The lines of a statement with a block, and the comments below that stand in the block.
  package func wholeLines(of statement: IRNodeID) -> TextRange? {
    guard var result = lines(of: statement), let range = range(statement) else { return nil }
    let outer = text.indentation(range.start).utf8.count
    var at = text.nextLine(result.end)
    while at < text.count {
      let first = text.skipBlanks(at)
      let isBlank = text[first] == 0x0a || text[first] == 0x0d
      guard isBlank || text[first] == UInt8(ascii: "#") && UInt32(outer) < first - at else { break }
      if !isBlank { result.end = text.lineEnd(at) }
      at = text.nextLine(at)
    }
    return result
  }

  package func lines(from first: IRNodeID, to last: IRNodeID) -> TextRange? {
    guard let start = lines(of: first), let end = wholeLines(of: last) else { return nil }
    return TextRange(start: start.start, end: end.end)
  }

  package func indentation(of statement: IRNodeID) -> String {
    range(statement).map { text.indentation($0.start) } ?? ""
  }

  /// One step of indentation as this file has it.
  package var step: String {
    guard let first = function.facts.list(function.row.body).first, let range = range(first),
      !function.isModule
    else { return "    " }
    let inner = text.indentation(range.start)
    let outer = text.indentation(function.row.range.start)
    return inner.hasPrefix(outer) && outer.count < inner.count
      ? String(inner.dropFirst(outer.count)) : "    "
  }

  /// Puts lines before a statement, as far to the right as it stands.
  package mutating func insert(_ lines: [String], before statement: IRNodeID) {
    guard let place = self.lines(of: statement) else { return spoil() }
    let indentation = indentation(of: statement)
    insert(lines.map { indentation + $0 + "\n" }.joined(), at: place.start)
  }

  package mutating func insert(_ lines: [String], after statement: IRNodeID) {
    guard let place = self.lines(of: statement) else { return spoil() }
    let indentation = indentation(of: statement)
    insert(lines.map { "\n" + indentation + $0 }.joined(), at: place.end)
  }

  /// Moves lines one step to the right.
  package mutating func indent(_ range: TextRange) {
    guard !text.hasFixedLines(range) else { return spoil() }
    let step = step
    var at = range.start
    while at < range.end {
      let first = text.skipBlanks(at)
      if text[first] != 0x0a, text[first] != 0x0d, first < text.count { insert(step, at: at) }
      at = text.nextLine(at)
    }
  }

  /// Moves lines to the left by the blanks that `inner` has more than `outer`.
  package mutating func dedent(_ range: TextRange, from inner: String, to outer: String) {
    guard !text.hasFixedLines(range), inner.hasPrefix(outer), outer.count < inner.count else {
      return spoil()
    }
    let width = UInt32(inner.utf8.count - outer.utf8.count)
    var at = range.start
    while at < range.end {
      let first = text.skipBlanks(at)
      let isBlank = text[first] == 0x0a || text[first] == 0x0d || first == text.count
      if !isBlank, text[first] == UInt8(ascii: "#") {
        delete(at, min(at + width, first))
      } else if !isBlank {
        guard at + width <= first else { return spoil() }
        delete(at, at + width)
      }
      at = text.nextLine(at)
    }
  }

  /// Takes whole lines away. Comments in them are kept, so they spoil the draft.
  package mutating func remove(_ statement: IRNodeID) {
    guard let place = lines(of: statement), !text.hasComment(place) else { return spoil() }
    let next = text.nextLine(place.end)
    delete(place.start, next)
  }

  /// Puts statements under a header such as `async with lock:`.
  package mutating func wrap(from first: IRNodeID, to last: IRNodeID, in header: String) {
    guard let place = lines(from: first, to: last) else { return spoil() }
    insert([header], before: first)
    indent(place)
  }

  /// The statements of the block that a statement stands in.
  package func block(around statement: IRNodeID) -> IRNodeList {
    let facts = function.facts
    let around = function.parent(statement)
    guard around.exists else { return facts.list(function.row.body) }
    let lists = [IRBlock.body, .orElse, .final].map { facts.statements($0, of: around) }
    return lists.first { $0.contains(statement) } ?? .empty
  }

  /// Whether the statements may run in a function of their own, or under another header, without a
  /// jump out of them.
  package func jumpsOut(_ node: IRNodeID, of statements: [IRNodeID]) -> Bool {
    switch function.kind(node) {
    case .return, .yield, .yieldFrom: return true
    case .break, .continue:
      for ancestor in function.ancestors(node) {
        if [.for, .while].contains(function.kind(ancestor)) { return false }
        if statements.contains(ancestor) { return true }
      }
      return true
    default: return false
    }
  }
}
