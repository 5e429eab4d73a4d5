/// The distinct names of one file, numbered by first appearance. Name 0 is the empty one.
///
/// Open addressing over one byte buffer: a name costs no allocation of its own.
package struct NameTable: Sendable {
  private var bytes: [UInt8] = []
  private var ends: [UInt32] = [0]
  private var slots: [UInt32] = []
  private var mask = 0

  package init() {}

  package var count: Int { ends.count }

  /// The spelling of a name; empty for 0 and for a number that is not in the table.
  package subscript(name: LocalName) -> String {
    String(decoding: spelling(name), as: UTF8.self)
  }

  package func spelling(_ name: LocalName) -> ArraySlice<UInt8> {
    let index = Int(name)
    guard 0 < index, index < ends.count else { return [] }
    return bytes[Int(ends[index - 1])..<Int(ends[index])]
  }

  /// The number of `spelling`, given now if it is new.
  package mutating func intern(_ spelling: some Collection<UInt8>) -> LocalName {
    if spelling.isEmpty { return 0 }
    if slots.count <= ends.count * 2 { grow() }
    var slot = Self.hash(spelling) & mask
    while slots[slot] != 0 {
      if self.spelling(slots[slot]).elementsEqual(spelling) { return slots[slot] }
      slot = (slot &+ 1) & mask
    }
    let name = LocalName(truncatingIfNeeded: ends.count)
    bytes.append(contentsOf: spelling)
    ends.append(UInt32(truncatingIfNeeded: bytes.count))
    slots[slot] = name
    return name
  }

  /// The number of `spelling`, or nil if no name of the file is spelled so.
  package func find(_ spelling: String) -> LocalName? {
    if slots.isEmpty { return nil }
    let wanted = Array(spelling.utf8)
    var slot = Self.hash(wanted) & mask
    while slots[slot] != 0 {
      if self.spelling(slots[slot]).elementsEqual(wanted) { return slots[slot] }
      slot = (slot &+ 1) & mask
    }
    return nil
  }

  private mutating func grow() {
    let size = Swift.max(64, slots.count * 2)
    slots = [UInt32](repeating: 0, count: size)
    mask = size - 1
    for name in 1..<ends.count {
      var slot = Self.hash(spelling(LocalName(name))) & mask
      while slots[slot] != 0 { slot = (slot &+ 1) & mask }
      slots[slot] = LocalName(name)
    }
  }

  /// FNV-1a, folded: not seeded, so tables are equal from run to run.
  private static func hash(_ spelling: some Collection<UInt8>) -> Int {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in spelling { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return Int(truncatingIfNeeded: (hash ^ (hash >> 32)) & 0x7FFF_FFFF)
  }
}
