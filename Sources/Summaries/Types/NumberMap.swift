/// A dictionary from numbers, for the caches that inference asks at every step. Entries are not
/// removed. Unlike `Dictionary` it does not seed its hash, which took a fifth of the time of a check.
package struct NumberMap<Value> {
  /// A power of two of them, at most two thirds in use. Key and value stand side by side: large maps
  /// are read from memory, and each further place costs as much as all the rest.
  private var slots: [(key: UInt64, value: Value?)] = []
  package private(set) var count = 0

  package init() {}

  package subscript(key: UInt64) -> Value? {
    get { slots.isEmpty ? nil : slots[slot(of: key)].value }
    set {
      guard let newValue else { return }
      if slots.count * 2 <= count * 3 { grow() }
      let place = slot(of: key)
      if slots[place].key != key {
        slots[place].key = key
        count += 1
      }
      slots[place].value = newValue
    }
  }

  package subscript<ID: RawRepresentable>(id: ID) -> Value? where ID.RawValue == UInt32 {
    get { self[UInt64(id.rawValue)] }
    set { self[UInt64(id.rawValue)] = newValue }
  }

  /// The key of a free slot: no two numbers of 32 bits make it.
  private static var free: UInt64 { .max }

  /// Where the key stands, or the free slot where it would.
  private func slot(of key: UInt64) -> Int {
    let mask = slots.count - 1
    var place = NumberHash.place(key) & mask
    while slots[place].key != key, slots[place].key != Self.free { place = (place + 1) & mask }
    return place
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: (Self.free, nil), count: max(8, old.count * 2))
    for entry in old where entry.key != Self.free { slots[slot(of: entry.key)] = entry }
  }
}

/// A table by the numbers of functions or classes, of which most get a value: one look, no search.
package struct IDTable<Value> {
  private var values: [Value?] = []

  package init() {}

  package subscript<ID: RawRepresentable>(id: ID) -> Value? where ID.RawValue == UInt32 {
    get {
      let index = Int(id.rawValue)
      return index < values.count ? values[index] : nil
    }
    set {
      let index = Int(id.rawValue)
      while values.count <= index { values.append(nil) }
      values[index] = newValue
    }
  }

  /// The value of a number, `missing` where it has none yet, to be changed where it stands.
  package subscript<ID: RawRepresentable>(
    id: ID, default missing: @autoclosure () -> Value
  ) -> Value where ID.RawValue == UInt32 {
    get { self[id] ?? missing() }
    _modify {
      let index = Int(id.rawValue)
      while values.count <= index { values.append(nil) }
      var value = values[index] ?? missing()
      values[index] = nil
      defer { values[index] = value }
      yield &value
    }
  }
}

/// Spreads numbers that are counted up over the slots of a table.
enum NumberHash {
  static func mix(_ key: UInt64) -> Int {
    let product = (key ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
    return Int(truncatingIfNeeded: product.high ^ product.low)
  }

  /// Numbers that follow each other share a line of memory.
  @inline(__always)
  static func place(_ key: UInt64) -> Int { mix(key >> 3) << 3 | Int(truncatingIfNeeded: key & 7) }

  static func mix(_ kind: UInt8, _ a: UInt32, _ b: UInt32) -> Int {
    let (near, far) = b == 0 ? (a, b) : (b, a)
    let key = UInt64(far) << 32 | UInt64(near >> 3)
    return mix(key &+ UInt64(kind) &* 0xA076_1D64_78BD_642F) << 3 | Int(near & 7)
  }

  static func mix(_ items: [TypeID]) -> Int {
    var state: UInt64 = 0
    for item in items { state = (state ^ UInt64(item.rawValue)) &* 0xA076_1D64_78BD_642F }
    return mix(state)
  }
}
