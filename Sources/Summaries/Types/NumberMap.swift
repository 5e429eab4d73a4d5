/// A dictionary from numbers, for the caches that inference asks at every step. Entries are not
/// removed. Unlike `Dictionary` it does not seed its hash, which took a fifth of the time of a check.
package struct NumberMap<Value> {
  private var entries: [(key: UInt64, value: Value)] = []
  /// Index of an entry plus one, or 0; a power of two of them, at most half of them in use.
  private var slots: [UInt32] = []

  package init() {}

  package var count: Int { entries.count }

  package subscript(key: UInt64) -> Value? {
    get {
      if slots.isEmpty { return nil }
      let entry = slots[slot(of: key)]
      return entry == 0 ? nil : entries[Int(entry) - 1].value
    }
    set {
      guard let newValue else { return }
      if slots.count <= entries.count * 2 { grow() }
      let place = slot(of: key)
      if slots[place] == 0 {
        entries.append((key, newValue))
        slots[place] = UInt32(truncatingIfNeeded: entries.count)
      } else {
        entries[Int(slots[place]) - 1].value = newValue
      }
    }
  }

  package subscript<ID: RawRepresentable>(id: ID) -> Value? where ID.RawValue == UInt32 {
    get { self[UInt64(id.rawValue)] }
    set { self[UInt64(id.rawValue)] = newValue }
  }

  /// Where the key stands, or the free slot where it would.
  private func slot(of key: UInt64) -> Int {
    let mask = slots.count - 1
    var place = NumberHash.mix(key) & mask
    while slots[place] != 0, entries[Int(slots[place]) - 1].key != key {
      place = (place + 1) & mask
    }
    return place
  }

  private mutating func grow() {
    slots = [UInt32](repeating: 0, count: max(8, slots.count * 2))
    for (index, entry) in entries.enumerated() {
      slots[slot(of: entry.key)] = UInt32(truncatingIfNeeded: index + 1)
    }
  }
}

/// Spreads numbers that are counted up over the slots of a table.
enum NumberHash {
  static func mix(_ key: UInt64) -> Int {
    let product = (key ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
    return Int(truncatingIfNeeded: product.high ^ product.low)
  }

  static func mix(_ kind: UInt8, _ a: UInt32, _ b: UInt32) -> Int {
    mix((UInt64(a) << 32 | UInt64(b)) &+ UInt64(kind) &* 0xA076_1D64_78BD_642F)
  }

  static func mix(_ items: [TypeID]) -> Int {
    var state: UInt64 = 0
    for item in items { state = (state ^ UInt64(item.rawValue)) &* 0xA076_1D64_78BD_642F }
    return mix(state)
  }
}
