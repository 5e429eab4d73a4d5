package import SourceText

/// Takes the text of a dump, part by part.
package protocol DumpSink {
  mutating func write(_ bytes: UnsafeBufferPointer<UInt8>)
}

/// Why a tree has no dump: CPython's `ast.dump` raises `ValueError` on it.
package struct DumpFailure: Error, Equatable {
  package let message: String
  package let offset: UInt32
}

/// Writes a tree exactly as CPython 3.13's `ast.dump(tree, include_attributes=True)` prints it; node
/// classes of later versions are written in the same manner.
///
/// The writer keeps what is still to be written on a stack of its own: trees may be as deep as the
/// text is long.
package struct ASTDump<Sink: DumpSink> {
  let source: UnsafeBufferPointer<UInt8>
  let lines: LineIndex
  package private(set) var sink: Sink
  package private(set) var failure: DumpFailure?

  var pending: [DumpStep] = []
  /// Fields of the node being opened, in order; they go to `pending` in reverse.
  var fields: [DumpStep] = []
  var isFirstField = true
  private var buffer: [UInt8] = []
  private var text: LiteralText
  private var name: [UInt32] = []
  private var currentLine = 1

  package init(source: UnsafeBufferPointer<UInt8>, lines: LineIndex, sink: Sink) {
    self.source = source
    self.lines = lines
    self.sink = sink
    text = LiteralText(source: source)
    buffer.reserveCapacity(bufferLimit + 1024)
  }

  /// Writes the whole tree; stops at a failure.
  package mutating func write(_ root: Node) {
    pending.append(.node(root))
    while failure == nil, let step = pending.popLast() {
      perform(step)
      if bufferLimit < buffer.count { flush() }
    }
    flush()
  }

  private var bufferLimit: Int { 1 << 16 }

  private mutating func flush() {
    buffer.withUnsafeBufferPointer { sink.write($0) }
    buffer.removeAll(keepingCapacity: true)
  }
}

/// One thing still to be written.
enum DumpStep {
  case text(StaticString)
  /// `name=`, behind a comma unless it is the node's first field.
  case label(StaticString, isFirst: Bool)
  case node(Node)
  /// The items of a list from a position on, and its closing bracket. Item 0 is `None`.
  case items(NodeList, from: Int)
  case operators(WordList)
  case identifiers(NodeList)
  case identifier(TextRange)
  case dottedName(TextRange)
  case sourceText(TextRange)
  case integer(Int)
  case constant(ConstantNode)
  /// The attributes of a node and its closing parenthesis.
  case attributes(Node, isFirst: Bool)
}

// MARK: - Steps

extension ASTDump {
  private mutating func perform(_ step: DumpStep) {
    switch step {
    case .text(let text): append(text)
    case .label(let name, let isFirst):
      if !isFirst { append(", ") }
      append(name)
      append("=")
    case .node(let node): open(node)
    case .items(let list, let position): writeItems(list, position)
    case .operators(let words): writeOperators(words)
    case .identifiers(let list): writeIdentifiers(list)
    case .identifier(let range): writeIdentifier(range)
    case .dottedName(let range): writeDottedName(range)
    case .sourceText(let range):
      text.removeAll()
      text.appendSource(range)
      PythonRepr.appendString(text.scalars, to: &buffer)
    case .integer(let value): PythonRepr.appendInteger(value, to: &buffer)
    case .constant(let node): writeConstant(node)
    case .attributes(let node, let isFirst):
      if !isFirst { append(", ") }
      writeAttributes(node)
      append(")")
    }
  }

  mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { buffer.append(contentsOf: $0) }
  }

  private mutating func writeItems(_ list: NodeList, _ position: Int) {
    if position == list.count {
      append("]")
      return
    }
    append(position == 0 ? "[" : ", ")
    pending.append(.items(list, from: position + 1))
    if let node = list.optional(at: position) {
      pending.append(.node(node))
    } else {
      append("None")
    }
  }

  private mutating func writeOperators(_ words: WordList) {
    append("[")
    for (position, word) in words.enumerated() {
      if position != 0 { append(", ") }
      let comparison = UInt8(exactly: word).flatMap(ComparisonOperator.init(rawValue:))
      append(comparison?.className ?? "Eq()")
    }
    append("]")
  }

  private mutating func writeIdentifiers(_ list: NodeList) {
    append("[")
    for (position, node) in list.enumerated() {
      if position != 0 { append(", ") }
      writeIdentifier(node.range)
    }
    append("]")
  }

  private mutating func writeIdentifier(_ range: TextRange) {
    name.removeAll(keepingCapacity: true)
    addName(range)
    PythonRepr.appendString(name, to: &buffer)
  }

  /// A dotted name without the blanks, comments and line ends that may stand around its dots.
  private mutating func writeDottedName(_ range: TextRange) {
    name.removeAll(keepingCapacity: true)
    var position = Int(range.start)
    let end = min(Int(range.end), source.count)
    while position < end {
      let start = position
      switch source[position] {
      case UInt8(ascii: "."), UInt8(ascii: "*"):
        name.append(UInt32(source[position]))
        position += 1
      case UInt8(ascii: "#"):
        while position < end, source[position] != 0x0A, source[position] != 0x0D { position += 1 }
      case let byte where isNameByte(byte):
        while position < end, isNameByte(source[position]) { position += 1 }
        addName(TextRange(start: UInt32(start), end: UInt32(position)))
      default: position += 1
      }
    }
    PythonRepr.appendString(name, to: &buffer)
  }

  private func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x5F, 0x61...0x7A, 0x80...: return true
    default: return false
    }
  }

  /// Names are normalised where they are not plain ASCII.
  private mutating func addName(_ range: TextRange) {
    let bytes = source[Int(range.start)..<min(Int(range.end), source.count)]
    if bytes.allSatisfy({ $0 < 0x80 }) {
      for byte in bytes { name.append(UInt32(byte)) }
      return
    }
    text.removeAll()
    text.appendSource(range)
    name.append(contentsOf: IdentifierNormalization.nfkc(text.scalars))
  }

  private mutating func writeConstant(_ node: ConstantNode) {
    switch node.constant {
    case .none: append("None")
    case .true: append("True")
    case .false: append("False")
    case .ellipsis: append("Ellipsis")
    case .integer:
      guard let decimal = IntegerLiteral(node.range, in: source).decimal else {
        failure = DumpFailure(
          message: "Exceeds the limit (\(IntegerLiteral.maximumDigits) digits) for integer string "
            + "conversion", offset: node.range.start)
        return
      }
      buffer.append(contentsOf: decimal)
    case .float, .imaginary:
      PythonRepr.appendFloat(
        FloatLiteral.value(node.range, in: source), isImaginary: node.constant == .imaginary,
        to: &buffer)
    case .string, .bytes: writeText(node)
    }
  }

  private mutating func writeText(_ node: ConstantNode) {
    text.removeAll()
    let pieces = node.pieces
    if pieces.isEmpty { text.append(node.range, style: .literal) }
    for piece in stride(from: 0, to: pieces.count - pieces.count % 3, by: 3) {
      let range = TextRange(start: pieces[piece], end: pieces[piece + 1])
      text.append(range, style: StringPieceStyle(rawValue: pieces[piece + 2]) ?? .literal)
    }
    if let problem = text.problem {
      failure = DumpFailure(message: problem.message(in: source), offset: node.range.start)
    }
    if node.constant == .bytes {
      PythonRepr.appendBytes(text.scalars, to: &buffer)
    } else {
      PythonRepr.appendString(text.scalars, to: &buffer)
    }
  }

  /// `u'…'` as the first piece makes the whole constant one of kind `u`.
  func hasUnicodeKind(_ node: ConstantNode) -> Bool {
    guard node.constant == .string else { return false }
    let pieces = node.pieces
    guard 3 <= pieces.count else { return LiteralToken(node.range, in: source).hasUnicodePrefix }
    guard pieces[2] == StringPieceStyle.literal.rawValue else { return false }
    let first = TextRange(start: pieces[0], end: pieces[1])
    return LiteralToken(first, in: source).hasUnicodePrefix
  }

  private mutating func writeAttributes(_ node: Node) {
    append("lineno=")
    appendPosition(node.start, columnLabel: ", col_offset=")
    append(", end_lineno=")
    appendPosition(node.end, columnLabel: ", end_col_offset=")
  }

  private mutating func appendPosition(_ offset: UInt32, columnLabel: StaticString) {
    // Neighbours in the tree are neighbours in the text: the last line is the best guess.
    let starts = lines.starts
    let isSameLine =
      starts[currentLine - 1] <= offset
      && (currentLine == starts.count || offset < starts[currentLine])
    if !isSameLine { currentLine = lines.line(of: offset) }
    PythonRepr.appendInteger(currentLine, to: &buffer)
    append(columnLabel)
    PythonRepr.appendInteger(Int(offset) - Int(starts[currentLine - 1]), to: &buffer)
  }
}
