package import SourceText

/// The place of a node in its tree: the index of its header word. Zero is "no node".
package struct NodeID: RawRepresentable, Hashable, Sendable {
  package let rawValue: UInt32
  package init(rawValue: UInt32) { self.rawValue = rawValue }
}

/// A handle to one node: the arena's base and an index, 16 bytes, trivially copied.
///
/// Layout in the arena, in 32-bit words: header (`kind | flags << 8`), start, end, then the fields of
/// the kind. A list field holds the index of `[count, item…]`; a missing child or an empty list is 0.
/// Children are written before their parents, so fields only point backwards.
///
/// A node must not outlive its `SyntaxTree`: nothing but code that holds the tree may keep one.
package struct Node: @unchecked Sendable, Equatable {
  // Invariant: `arena` is the base of a live `SyntaxTree`'s arena and `index` is a header in it.
  @usableFromInline let arena: UnsafePointer<UInt32>
  @usableFromInline let index: UInt32

  init(arena: UnsafePointer<UInt32>, index: UInt32) {
    self.arena = arena
    self.index = index
  }

  package var id: NodeID { NodeID(rawValue: index) }
  package var kind: NodeKind {
    NodeKind(header: arena[Int(index)])
  }
  /// Operator, context, constant kind or Boolean, by kind.
  package var flags: UInt8 { UInt8(truncatingIfNeeded: arena[Int(index)] >> 8) }
  /// UTF-8 byte offset of the first byte.
  package var start: UInt32 { arena[Int(index) + 1] }
  /// UTF-8 byte offset behind the last byte.
  package var end: UInt32 { arena[Int(index) + 2] }
  package var range: TextRange { TextRange(start: start, end: end) }

  /// This node as `View`, if it is of that kind.
  package func `as`<View: TypedNode>(_ view: View.Type) -> View? {
    kind == View.kind ? View(unchecked: self) : nil
  }

  func word(_ field: Int) -> UInt32 { arena[Int(index) + 3 + field] }
  func child(_ field: Int) -> Node {
    let child = word(field)
    assert(child != 0, "a child that must be there is missing")
    return Node(arena: arena, index: child)
  }
  func optionalChild(_ field: Int) -> Node? {
    let child = word(field)
    return child == 0 ? nil : Node(arena: arena, index: child)
  }
  func list(_ field: Int) -> NodeList { NodeList(arena: arena, index: word(field)) }
  func words(_ field: Int) -> WordList { WordList(arena: arena, index: word(field)) }
  func range(_ field: Int) -> TextRange { TextRange(start: word(field), end: word(field + 1)) }
  func optionalRange(_ field: Int) -> TextRange? {
    let end = word(field + 1)
    return end == 0 ? nil : TextRange(start: word(field), end: end)
  }
}

/// A node whose kind is known.
package protocol TypedNode: Sendable {
  static var kind: NodeKind { get }
  var node: Node { get }
  init(unchecked node: Node)
}

extension TypedNode {
  package var range: TextRange { node.range }
}

/// The nodes of a list field. An item that stands for nothing (`**d` in a dict display has no key)
/// has index 0: ask `optional(at:)` where the grammar allows that.
package struct NodeList: RandomAccessCollection, @unchecked Sendable {
  let arena: UnsafePointer<UInt32>
  let index: UInt32

  package var startIndex: Int { 0 }
  package var endIndex: Int { index == 0 ? 0 : Int(arena[Int(index)]) }
  package subscript(position: Int) -> Node {
    Node(arena: arena, index: arena[Int(index) + 1 + position])
  }
  package func optional(at position: Int) -> Node? {
    let item = arena[Int(index) + 1 + position]
    return item == 0 ? nil : Node(arena: arena, index: item)
  }
}

/// The plain words of a list field.
package struct WordList: RandomAccessCollection, @unchecked Sendable {
  let arena: UnsafePointer<UInt32>
  let index: UInt32

  package var startIndex: Int { 0 }
  package var endIndex: Int { index == 0 ? 0 : Int(arena[Int(index)]) }
  package subscript(position: Int) -> UInt32 { arena[Int(index) + 1 + position] }
}
