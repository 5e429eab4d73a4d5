/// The place of a node's header in the arena under construction; 0 is "no node".
typealias NodeRef = UInt32

/// A growing run of words: the arena under construction, or a stack of pending list items.
///
/// Invariant of the pointer: `base` has room for `capacity` words, `count` of them written.
struct WordStorage: ~Copyable {
  private(set) var base: UnsafeMutablePointer<UInt32>
  private(set) var count: Int
  private(set) var capacity: Int

  init(capacity: Int) {
    self.capacity = max(capacity, 64)
    base = .allocate(capacity: self.capacity)
    count = 0
  }

  deinit { base.deallocate() }

  /// Makes room for `more` words and answers the index of the first of them, which the caller writes.
  @inline(__always)
  mutating func claim(_ more: Int) -> Int {
    let place = count
    if capacity < place &+ more { grow(more) }
    count = place &+ more
    return place
  }

  @inline(__always)
  mutating func push(_ word: UInt32) {
    // Not `base[claim(1)]`: that reads `base` before `claim` may move it.
    let place = claim(1)
    base[place] = word
  }

  /// Drops everything from `mark` on.
  @inline(__always)
  mutating func cut(to mark: Int) { count = mark }

  var array: [UInt32] { Array(UnsafeBufferPointer(start: base, count: count)) }

  @inline(never)
  private mutating func grow(_ more: Int) {
    let larger = max(capacity * 2, count + more)
    let new = UnsafeMutablePointer<UInt32>.allocate(capacity: larger)
    new.update(from: base, count: count)
    base.deallocate()
    base = new
    capacity = larger
  }
}

/// Writes nodes into the arena in the layout that `Node` reads.
extension WordStorage {
  /// Word 0 is never a node, so that index 0 can mean "none".
  mutating func startArena() {
    cut(to: 0)
    push(0)
  }

  @inline(__always)
  private mutating func header(
    _ kind: NodeKind, _ flags: UInt8, _ start: UInt32, _ end: UInt32, fields: Int
  ) -> Int {
    let place = claim(3 &+ fields)
    base[place] = UInt32(kind.rawValue) | UInt32(flags) << 8
    base[place &+ 1] = start
    base[place &+ 2] = end
    return place
  }

  @inline(__always)
  mutating func node(
    _ kind: NodeKind, flags: UInt8 = 0, _ start: UInt32, _ end: UInt32
  ) -> NodeRef {
    UInt32(truncatingIfNeeded: header(kind, flags, start, end, fields: 0))
  }

  @inline(__always)
  mutating func node(
    _ kind: NodeKind, flags: UInt8 = 0, _ start: UInt32, _ end: UInt32, _ a: UInt32
  ) -> NodeRef {
    let place = header(kind, flags, start, end, fields: 1)
    base[place &+ 3] = a
    return UInt32(truncatingIfNeeded: place)
  }

  @inline(__always)
  mutating func node(
    _ kind: NodeKind, flags: UInt8 = 0, _ start: UInt32, _ end: UInt32, _ a: UInt32, _ b: UInt32
  ) -> NodeRef {
    let place = header(kind, flags, start, end, fields: 2)
    base[place &+ 3] = a
    base[place &+ 4] = b
    return UInt32(truncatingIfNeeded: place)
  }

  @inline(__always)
  mutating func node(
    _ kind: NodeKind, flags: UInt8 = 0, _ start: UInt32, _ end: UInt32,
    _ a: UInt32, _ b: UInt32, _ c: UInt32
  ) -> NodeRef {
    let place = header(kind, flags, start, end, fields: 3)
    base[place &+ 3] = a
    base[place &+ 4] = b
    base[place &+ 5] = c
    return UInt32(truncatingIfNeeded: place)
  }

  @inline(__always)
  mutating func node(
    _ kind: NodeKind, flags: UInt8 = 0, _ start: UInt32, _ end: UInt32,
    _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: UInt32
  ) -> NodeRef {
    let place = header(kind, flags, start, end, fields: 4)
    base[place &+ 3] = a
    base[place &+ 4] = b
    base[place &+ 5] = c
    base[place &+ 6] = d
    return UInt32(truncatingIfNeeded: place)
  }

  @inline(__always)
  mutating func node(
    _ kind: NodeKind, flags: UInt8 = 0, _ start: UInt32, _ end: UInt32,
    _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: UInt32, _ e: UInt32
  ) -> NodeRef {
    let place = header(kind, flags, start, end, fields: 5)
    base[place &+ 3] = a
    base[place &+ 4] = b
    base[place &+ 5] = c
    base[place &+ 6] = d
    base[place &+ 7] = e
    return UInt32(truncatingIfNeeded: place)
  }

  /// Seven fields: function and class definitions.
  mutating func definition(
    _ kind: NodeKind, flags: UInt8, _ start: UInt32, _ end: UInt32,
    _ fields: (UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32)
  ) -> NodeRef {
    let place = header(kind, flags, start, end, fields: 7)
    base[place &+ 3] = fields.0
    base[place &+ 4] = fields.1
    base[place &+ 5] = fields.2
    base[place &+ 6] = fields.3
    base[place &+ 7] = fields.4
    base[place &+ 8] = fields.5
    base[place &+ 9] = fields.6
    return UInt32(truncatingIfNeeded: place)
  }

  /// Moves the items of `stack` from `mark` on into a list `[count, item…]`; 0 for no items.
  @inline(__always)
  mutating func list(_ stack: inout WordStorage, from mark: Int) -> UInt32 {
    let length = stack.count &- mark
    if length == 0 { return 0 }
    let place = claim(length &+ 1)
    base[place] = UInt32(truncatingIfNeeded: length)
    (base + place + 1).update(from: stack.base + mark, count: length)
    stack.cut(to: mark)
    return UInt32(truncatingIfNeeded: place)
  }

  @inline(__always)
  func kind(of node: NodeRef) -> NodeKind {
    NodeKind(header: base[Int(node)])
  }
  @inline(__always)
  func flags(of node: NodeRef) -> UInt8 { UInt8(truncatingIfNeeded: base[Int(node)] >> 8) }
  @inline(__always)
  func start(of node: NodeRef) -> UInt32 { base[Int(node) &+ 1] }
  @inline(__always)
  func end(of node: NodeRef) -> UInt32 { base[Int(node) &+ 2] }
  @inline(__always)
  func field(_ number: Int, of node: NodeRef) -> UInt32 { base[Int(node) &+ 3 &+ number] }

  mutating func setFlags(_ flags: UInt8, of node: NodeRef) {
    base[Int(node)] = base[Int(node)] & ~0xff00 | UInt32(flags) << 8
  }
  mutating func setRange(_ start: UInt32, _ end: UInt32, of node: NodeRef) {
    base[Int(node) &+ 1] = start
    base[Int(node) &+ 2] = end
  }
  /// A reading handle, valid until the next node is written.
  func view(_ node: NodeRef) -> Node { Node(arena: UnsafePointer(base), index: node) }
}
