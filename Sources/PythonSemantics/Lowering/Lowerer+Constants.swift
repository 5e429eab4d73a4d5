import PythonSyntax
import SourceText

extension Lowerer {
  /// Longer texts are not kept: they name nothing that an analysis asks for.
  static let maximumText = 200
  /// A container of more constants than this is a table: its items share one node for each kind.
  static let longTable = 24

  func irConstant(_ kind: ConstantKind) -> IRConstant {
    IRConstant(rawValue: kind.rawValue) ?? .none
  }

  /// A constant whose place nobody asks for is one node for all its occurrences in the file.
  mutating func lowerConstant(_ view: ConstantNode) -> UInt32 {
    if readsStrings, view.constant == .string, let id = lowerStringAnnotation(view) { return id }
    let content = content(of: view)
    return constants.shared(irConstant(view.constant), a: content.a, b: content.b, in: &nodes)
  }

  /// A constant that is an argument: what is said of a call may point at it.
  mutating func lowerArgumentConstant(_ view: ConstantNode) -> UInt32 {
    if readsStrings, view.constant == .string, let id = lowerStringAnnotation(view) { return id }
    let content = content(of: view)
    let flags = irConstant(view.constant).rawValue
    return emit(.constant, flags: flags, at: view.node, a: content.a, b: content.b)
  }

  private mutating func content(of view: ConstantNode) -> (a: UInt32, b: UInt32) {
    switch view.constant {
    case .integer:
      let value = integer(view.range)
      return (UInt32(bitPattern: value.low), value.isWhole ? 1 : 0)
    case .float:
      return (Float(FloatLiteral.value(view.range, in: source.bytes)).bitPattern, 0)
    case .string:
      let text = text(of: view)
      return (text.name, text.count)
    default: return (0, 0)
    }
  }

  // MARK: numbers

  /// The low bits of an integer token, and whether they are all of it.
  func integer(_ range: TextRange) -> (low: Int32, isWhole: Bool) {
    let digits = source.slice(range)
    var radix: Int64 = 10
    var position = 0
    if digits.count > 2, digits[0] == UInt8(ascii: "0") {
      switch digits[1] | 0x20 {
      case UInt8(ascii: "x"): radix = 16
      case UInt8(ascii: "o"): radix = 8
      case UInt8(ascii: "b"): radix = 2
      default: break
      }
      if radix != 10 { position = 2 }
    }
    var value: Int64 = 0
    var isWhole = true
    while position < digits.count {
      let byte = digits[position]
      position += 1
      let digit: Int64
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = Int64(byte & 15)
      case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"):
        digit = Int64(byte & 15) + 9
      default: continue
      }
      value = value &* radix &+ digit
      if Int64(Int32.max) < value {
        isWhole = false
        value &= 0xFFFF_FFFF
      }
    }
    return (Int32(truncatingIfNeeded: value), isWhole)
  }

  // MARK: strings

  /// The value of a string constant as a name (0 when it is long) and its length in bytes.
  mutating func text(of view: ConstantNode) -> (name: LocalName, count: UInt32) {
    if let body = plainBody(of: view) {
      let count = body.end &- body.start
      if Int(count) > Lowerer.maximumText { return (0, count) }
      return (names.intern(source.slice(body)), count)
    }
    // Escapes never make a text longer, so a very long literal need not be decoded.
    if view.range.count > Lowerer.maximumText * 8 {
      return (0, UInt32(truncatingIfNeeded: view.range.count))
    }
    var text = ""
    decode(view)
    for scalar in literal.scalars {
      text.unicodeScalars.append(Unicode.Scalar(scalar) ?? "\u{FFFD}")
    }
    let count = text.utf8.count
    if count > Lowerer.maximumText { return (0, UInt32(truncatingIfNeeded: count)) }
    return (names.intern(text.utf8), UInt32(truncatingIfNeeded: count))
  }

  private mutating func decode(_ view: ConstantNode) {
    literal.removeAll()
    let pieces = view.pieces
    if pieces.isEmpty {
      literal.append(view.range, style: .literal)
      return
    }
    for place in stride(from: 0, to: pieces.count - 2, by: 3) {
      let range = TextRange(start: pieces[place], end: pieces[place + 1])
      literal.append(range, style: StringPieceStyle(rawValue: pieces[place + 2]) ?? .literal)
    }
  }

  /// The bytes between the quotes, if the value is just these: one token without prefix and escapes.
  func plainBody(of view: ConstantNode) -> TextRange? {
    guard view.pieces.isEmpty else { return nil }
    let token = source.slice(view.range)
    guard let quote = token.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'"),
      2 <= token.count, token[token.count - 1] == quote
    else { return nil }
    let isTriple = 6 <= token.count && token[1] == quote && token[2] == quote
    let width = isTriple ? 3 : 1
    for position in width..<token.count - width {
      if token[position] == UInt8(ascii: "\\") || token[position] == 13 { return nil }
    }
    return TextRange(
      start: view.range.start + UInt32(width), end: view.range.end - UInt32(width))
  }

  // MARK: tables

  func isLongTable(_ elements: NodeList) -> Bool {
    Lowerer.longTable < elements.count
      && elements.allSatisfy { isConstant($0, nesting: 3) }
  }

  private func isConstant(_ node: Node, nesting: Int) -> Bool {
    switch node.kind {
    case .constant: true
    case .unaryOp: UnaryOpNode(unchecked: node).operand.kind == .constant
    case .tuple where 0 < nesting:
      TupleNode(unchecked: node).elements.allSatisfy { isConstant($0, nesting: nesting - 1) }
    case .list where 0 < nesting:
      ListNode(unchecked: node).elements.allSatisfy { isConstant($0, nesting: nesting - 1) }
    default: false
    }
  }

  /// An item of a long table: constants of a kind are one node without place and value.
  mutating func lowerTableItem(_ node: Node) -> UInt32 {
    let mark = scratch.count
    switch node.kind {
    case .constant:
      let kind = irConstant(ConstantNode(unchecked: node).constant)
      let value = kind == .float ? Float.nan.bitPattern : 0
      return constants.shared(kind, a: value, b: 0, in: &nodes)
    case .unaryOp:
      return lowerTableItem(UnaryOpNode(unchecked: node).operand)
    case .tuple:
      for element in TupleNode(unchecked: node).elements {
        scratch.append(lowerTableItem(element))
      }
      return emit(.tuple, at: node, a: list(from: mark))
    case .list:
      for element in ListNode(unchecked: node).elements {
        scratch.append(lowerTableItem(element))
      }
      return emit(.list, at: node, a: list(from: mark))
    default: return lowerExpression(node)
    }
  }
}

/// The constants of a file that stand for all their occurrences, found by content.
struct ConstantTable {
  /// Numbers of nodes; open addressing.
  private var slots = [UInt32](repeating: 0, count: 64)
  private var count = 0

  /// The node of a constant, without place, made now if it is new.
  mutating func shared(
    _ kind: IRConstant, a: UInt32, b: UInt32, in nodes: inout [IRNode]
  ) -> UInt32 {
    let flags = kind.rawValue
    var slot = Self.slot(flags, a, b) & (slots.count - 1)
    while slots[slot] != 0 {
      let node = nodes[Int(slots[slot])]
      if node.flags == flags && node.a == a && node.b == b { return slots[slot] }
      slot = (slot + 1) & (slots.count - 1)
    }
    let id = UInt32(truncatingIfNeeded: nodes.count)
    nodes.append(IRNode(kind: .constant, flags: flags, length: 0, start: 0, a: a, b: b))
    slots[slot] = id
    count += 1
    if slots.count < count * 2 { grow(nodes) }
    return id
  }

  private mutating func grow(_ nodes: [IRNode]) {
    let old = slots
    slots = [UInt32](repeating: 0, count: old.count * 2)
    for id in old where id != 0 {
      let node = nodes[Int(id)]
      var slot = Self.slot(node.flags, node.a, node.b) & (slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = id
    }
  }

  @inline(__always)
  private static func slot(_ flags: UInt8, _ a: UInt32, _ b: UInt32) -> Int {
    let key = (UInt64(a) << 32 | UInt64(b)) &+ UInt64(flags) &* 0xA076_1D64_78BD_642F
    return Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 33)
  }
}
