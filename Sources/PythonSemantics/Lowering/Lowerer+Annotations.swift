import PythonSyntax
import SourceText

extension Lowerer {
  /// An expression in which strings are forward references: `list["Node"]`.
  mutating func lowerAnnotation(_ node: Node) -> UInt32 {
    let outer = readsStrings
    readsStrings = !options.isVerbatim
    let id = lowerExpression(node)
    readsStrings = outer
    return id
  }

  /// `typing.cast("Node", value)`: the only call whose string argument is a type everywhere.
  func isCast(_ view: CallNode) -> Bool {
    guard view.arguments.count == 2, view.keywords.isEmpty,
      view.arguments[0].kind == .constant || view.arguments[0].kind == .subscript
    else { return false }
    return lastName(of: view.function).map { source.spells($0, "cast") } ?? false
  }

  /// The `c` of `a.b.c`.
  private func lastName(of node: Node) -> TextRange? {
    switch node.kind {
    case .name: node.range
    case .attribute: AttributeNode(unchecked: node).name
    default: nil
    }
  }

  /// `Literal["a"]` holds values, `Annotated[T, …]` one type and then values.
  mutating func lowerTypeArguments(_ view: SubscriptNode) -> UInt32 {
    guard let name = lastName(of: view.value) else { return lowerExpression(view.slice) }
    let isLiteral = source.spells(name, "Literal")
    let isAnnotated = source.spells(name, "Annotated")
    guard isLiteral || isAnnotated else { return lowerExpression(view.slice) }
    if isAnnotated, let tuple = view.slice.as(TupleNode.self) {
      let mark = scratch.count
      for element in tuple.elements {
        push(element)
        readsStrings = false
      }
      readsStrings = true
      return emit(.tuple, at: view.slice, a: list(from: mark))
    }
    readsStrings = isAnnotated
    let id = lowerExpression(view.slice)
    readsStrings = true
    return id
  }

  /// The type that a string spells, or nil if it is not one of the usual forms: then it stays text.
  mutating func lowerStringAnnotation(_ view: ConstantNode) -> UInt32? {
    guard let body = plainBody(of: view), body.start < body.end else { return nil }
    return lowerAnnotationText(body, nesting: 0)
  }

  fileprivate mutating func lowerAnnotationText(_ body: TextRange, nesting: Int) -> UInt32? {
    let nodeMark = nodes.count
    let extraMark = extra.count
    let scratchMark = scratch.count
    var reader = AnnotationReader(position: body.start, end: body.end, nesting: nesting)
    if let id = reader.readUnion(&self), reader.isAtEnd(source) { return id }
    nodes.removeSubrange(nodeMark...)
    extra.removeSubrange(extraMark...)
    scratch.removeSubrange(scratchMark...)
    return nil
  }
}

/// Reads the text of a forward reference straight into nodes: dotted names, subscripts, `|`, lists,
/// tuples, `None`, `...` and nested strings. Anything else (calls, operators, numbers) is refused.
private struct AnnotationReader {
  var position: UInt32
  let end: UInt32
  var nesting: Int
  /// Inside `Literal[…]`.
  var readsValues = false

  static let maximumNesting = 40

  init(position: UInt32, end: UInt32, nesting: Int) {
    self.position = position
    self.end = end
    self.nesting = nesting
  }

  mutating func isAtEnd(_ source: SourceBytes) -> Bool {
    skipBlanks(source)
    return position == end
  }

  private mutating func skipBlanks(_ source: SourceBytes) {
    while position < end, source[Int(position)] <= 32 { position += 1 }
  }

  private mutating func accept(_ byte: UInt8, _ source: SourceBytes) -> Bool {
    skipBlanks(source)
    guard position < end, source[Int(position)] == byte else { return false }
    position += 1
    return true
  }

  /// `A | B | C`
  mutating func readUnion(_ lowerer: inout Lowerer) -> UInt32? {
    guard nesting < Self.maximumNesting else { return nil }
    nesting += 1
    defer { nesting -= 1 }
    skipBlanks(lowerer.source)
    let start = position
    guard var left = readPrimary(&lowerer) else { return nil }
    var count = 0
    while accept(UInt8(ascii: "|"), lowerer.source) {
      count += 1
      guard count < Lowerer.maximumChain, let right = readPrimary(&lowerer) else { return nil }
      let op = BinaryOperator.bitOr.rawValue
      left = lowerer.emit(.binary, flags: op, start, position, a: left, b: right)
    }
    return left
  }

  private mutating func readPrimary(_ lowerer: inout Lowerer) -> UInt32? {
    let source = lowerer.source
    skipBlanks(source)
    guard position < end else { return nil }
    let start = position
    switch source[Int(position)] {
    case UInt8(ascii: "["):
      position += 1
      guard let list = readItems(until: UInt8(ascii: "]"), &lowerer) else { return nil }
      return lowerer.emit(.list, start, position, a: list.items)
    case UInt8(ascii: "("):
      position += 1
      guard let list = readItems(until: UInt8(ascii: ")"), &lowerer) else { return nil }
      if let only = list.only { return only }
      return lowerer.emit(.tuple, start, position, a: list.items)
    case UInt8(ascii: "*"):
      position += 1
      guard let value = readPrimary(&lowerer) else { return nil }
      return lowerer.emit(.starred, start, position, a: value)
    case UInt8(ascii: "."):
      guard position + 3 <= end, source[Int(position) + 1] == UInt8(ascii: "."),
        source[Int(position) + 2] == UInt8(ascii: ".")
      else { return nil }
      position += 3
      return lowerer.emit(.constant, flags: IRConstant.ellipsis.rawValue, start, position)
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return readString(&lowerer)
    default: return readName(&lowerer)
    }
  }

  /// `a.b[c, d]`
  private mutating func readName(_ lowerer: inout Lowerer) -> UInt32? {
    let source = lowerer.source
    let start = position
    guard let first = readWord(source) else { return nil }
    var result: UInt32
    if source.spells(first, "None") {
      return lowerer.emit(.constant, flags: IRConstant.none.rawValue, start, position)
    }
    if source.spells(first, "True") || source.spells(first, "False") {
      let kind = source.spells(first, "True") ? IRConstant.true : IRConstant.false
      return lowerer.emit(.constant, flags: kind.rawValue, start, position)
    }
    if isKeyword(first, source) { return nil }
    result = lowerer.emit(
      .name, start, position, a: lowerer.intern(first), b: lowerer.scope)
    var last = first
    var links = 0
    while links < Lowerer.maximumChain {
      links += 1
      if accept(UInt8(ascii: "."), source) {
        skipBlanks(source)
        guard let name = readWord(source) else { return nil }
        result = lowerer.emit(.attribute, start, position, a: result, b: lowerer.intern(name))
        last = name
      } else if accept(UInt8(ascii: "["), source) {
        let outer = readsValues
        readsValues = readsValues || source.spells(last, "Literal")
        let slice = position
        guard let list = readItems(until: UInt8(ascii: "]"), &lowerer), list.items != 0 else {
          return nil
        }
        readsValues = outer
        let index = list.only ?? lowerer.emit(.tuple, slice, position - 1, a: list.items)
        result = lowerer.emit(.subscript, start, position, a: result, b: index)
      } else {
        return result
      }
    }
    return nil
  }

  /// The items of a list in `extra`, and the one item if there is exactly one without a comma.
  private mutating func readItems(
    until close: UInt8, _ lowerer: inout Lowerer
  ) -> (items: UInt32, only: UInt32?)? {
    let mark = lowerer.scratch.count
    var hasComma = false
    while !accept(close, lowerer.source) {
      if mark < lowerer.scratch.count {
        guard hasComma else { return nil }
      }
      guard let item = readUnion(&lowerer) else { return nil }
      lowerer.scratch.append(item)
      hasComma = accept(UInt8(ascii: ","), lowerer.source)
    }
    let isOne = lowerer.scratch.count == mark + 1 && !hasComma
    let only = isOne ? lowerer.scratch.last : nil
    return (lowerer.list(from: mark), only)
  }

  /// A string in a string: a type again, or inside `Literal` a value.
  private mutating func readString(_ lowerer: inout Lowerer) -> UInt32? {
    let start = position
    let quote = lowerer.source[Int(position)]
    position += 1
    while position < end, lowerer.source[Int(position)] != quote { position += 1 }
    guard position < end else { return nil }
    let body = TextRange(start: start + 1, end: position)
    position += 1
    if !readsValues, body.start < body.end,
      let id = lowerer.lowerAnnotationText(body, nesting: nesting)
    {
      return id
    }
    let name = body.count <= Lowerer.maximumText ? lowerer.intern(body) : 0
    return lowerer.emit(
      .constant, flags: IRConstant.string.rawValue, start, position, a: name,
      b: UInt32(truncatingIfNeeded: body.count))
  }

  private mutating func readWord(_ source: SourceBytes) -> TextRange? {
    let start = position
    while position < end {
      switch source[Int(position)] {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "_"), 0x80...:
        position += 1
      case UInt8(ascii: "0")...UInt8(ascii: "9") where start < position: position += 1
      default: return start < position ? TextRange(start: start, end: position) : nil
      }
    }
    return start < position ? TextRange(start: start, end: position) : nil
  }

  private func isKeyword(_ word: TextRange, _ source: SourceBytes) -> Bool {
    let keywords: [StaticString] = [
      "not", "and", "or", "if", "else", "for", "in", "is", "lambda", "await", "yield", "from",
      "async",
    ]
    return word.count <= 6 && keywords.contains { source.spells(word, $0) }
  }
}
