/// The symbols of a file while it is lowered: found by scope and name, numbered by first binding.
///
/// A name that a scope declares `global` or `nonlocal` gets an entry of its own there, which stands for
/// the outer symbol; which one that is may only be known when the outer scope is complete.
struct SymbolBuilder: ~Copyable {
  enum Outer: UInt8 {
    /// A symbol of its own scope.
    case none
    case global, nonlocal
  }

  struct Entry {
    var name: LocalName
    var scope: UInt32
    var flags: SymbolFlags
    var outer: Outer
    /// The entry that this one stands for: itself, or what `settle` found; `noTarget` if nothing.
    var target: UInt32
  }

  static let noTarget = UInt32.max

  private(set) var entries: [Entry] = []
  /// Entry number + 1; open addressing.
  private var slots: [UInt32] = []
  private var mask = 0

  init(expected: Int) {
    var size = 64
    while size < expected * 2 { size *= 2 }
    slots = [UInt32](repeating: 0, count: size)
    mask = size - 1
    entries.reserveCapacity(expected)
  }

  @inline(__always)
  func find(_ scope: UInt32, _ name: LocalName) -> UInt32? {
    var slot = Self.slot(scope, name) & mask
    while slots[slot] != 0 {
      let index = slots[slot] &- 1
      let entry = entries[Int(index)]
      if entry.name == name && entry.scope == scope { return index }
      slot = (slot &+ 1) & mask
    }
    return nil
  }

  /// The entry for a name that `scope` binds, made now if it is new.
  mutating func bind(_ scope: UInt32, _ name: LocalName, _ flags: SymbolFlags) -> UInt32 {
    if let index = find(scope, name) {
      entries[Int(index)].flags.formUnion(flags)
      return index
    }
    return add(scope, name, flags, .none)
  }

  /// `global name` or `nonlocal name` in `scope`.
  mutating func declare(_ scope: UInt32, _ name: LocalName, _ outer: Outer) {
    if let index = find(scope, name) {
      entries[Int(index)].outer = outer
    } else {
      _ = add(scope, name, [], outer)
    }
  }

  mutating func mark(_ index: UInt32, _ flags: SymbolFlags) {
    entries[Int(index)].flags.formUnion(flags)
  }

  mutating func setTarget(_ index: UInt32, _ target: UInt32) {
    entries[Int(index)].target = target
  }

  /// Makes a declaration that finds nothing outside a symbol of its own scope.
  mutating func makeOwn(_ index: UInt32) {
    entries[Int(index)].outer = .none
    entries[Int(index)].target = index
  }

  private mutating func add(
    _ scope: UInt32, _ name: LocalName, _ flags: SymbolFlags, _ outer: Outer
  ) -> UInt32 {
    let index = UInt32(truncatingIfNeeded: entries.count)
    entries.append(Entry(name: name, scope: scope, flags: flags, outer: outer, target: index))
    if slots.count < entries.count * 2 { grow() } else { place(index) }
    return index
  }

  private mutating func grow() {
    slots = [UInt32](repeating: 0, count: slots.count * 2)
    mask = slots.count - 1
    for index in entries.indices { place(UInt32(truncatingIfNeeded: index)) }
  }

  private mutating func place(_ index: UInt32) {
    let entry = entries[Int(index)]
    var slot = Self.slot(entry.scope, entry.name) & mask
    while slots[slot] != 0 { slot = (slot &+ 1) & mask }
    slots[slot] = index &+ 1
  }

  @inline(__always)
  private static func slot(_ scope: UInt32, _ name: LocalName) -> Int {
    let key = (UInt64(scope) << 32 | UInt64(name)) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: key >> 33)
  }
}
