import SourceText

/// The distinct names of one file, numbered by first appearance. Name 0 is the empty one.
///
/// Open addressing over one byte buffer: a name costs no allocation of its own.
package struct NameTable: Sendable {
  private var bytes: [UInt8] = []
  private var ends: [UInt32] = [0]
  private var slots: [UInt32] = []
  private var mask = 0
  /// The slots of a table that is complete and small, at half the size; then `slots` is empty.
  private var smallSlots: [UInt16] = []

  package init() {}

  /// With room for so many names.
  package init(expected: Int) {
    bytes.reserveCapacity(expected * 12)
    ends.reserveCapacity(expected)
    slots = [UInt32](repeating: 0, count: Self.slotCount(for: expected * 2))
    mask = slots.count - 1
  }

  private static func slotCount(for wanted: Int) -> Int {
    var size = 64
    while size <= wanted { size *= 2 }
    return size
  }

  package var count: Int { ends.count }

  /// The spelling of a name; empty for 0 and for a number that is not in the table.
  package subscript(name: LocalName) -> String {
    let index = Int(name)
    guard 0 < index, index < ends.count else { return "" }
    let range = Int(ends[index - 1])..<Int(ends[index])
    return bytes.withUnsafeBufferPointer {
      String(decoding: UnsafeBufferPointer(rebasing: $0[range]), as: UTF8.self)
    }
  }

  /// The first part of a dotted name: `asyncio` of `asyncio.tasks`.
  package func root(_ name: LocalName) -> String {
    String(decoding: spelling(name).prefix { $0 != UInt8(ascii: ".") }, as: UTF8.self)
  }

  package func spelling(_ name: LocalName) -> ArraySlice<UInt8> {
    let index = Int(name)
    guard 0 < index, index < ends.count else { return [] }
    return bytes[Int(ends[index - 1])..<Int(ends[index])]
  }

  /// The number of `spelling`, given now if it is new.
  package mutating func intern(_ spelling: some Collection<UInt8>) -> LocalName {
    if let name = spelling.withContiguousStorageIfAvailable({ intern($0) }) { return name }
    return Array(spelling).withUnsafeBufferPointer { intern($0) }
  }

  /// The number of `spelling`, given now if it is new.
  package mutating func intern(_ spelling: UnsafeBufferPointer<UInt8>) -> LocalName {
    guard let base = spelling.baseAddress, !spelling.isEmpty else { return 0 }
    smallSlots = []
    if slots.count <= ends.count * 2 { rebuild(slotCount: Self.slotCount(for: ends.count * 2)) }
    var slot = Self.slot(base, spelling.count) & mask
    while slots[slot] != 0 {
      if matches(slots[slot], base, spelling.count) { return slots[slot] }
      slot = (slot &+ 1) & mask
    }
    let name = LocalName(truncatingIfNeeded: ends.count)
    bytes.append(contentsOf: spelling)
    ends.append(UInt32(truncatingIfNeeded: bytes.count))
    slots[slot] = name
    return name
  }

  /// Whether the name is spelled so; cheaper than to make a string of it.
  package func spells(_ name: LocalName, _ word: StaticString) -> Bool {
    let index = Int(name)
    guard 0 < index, index < ends.count else { return false }
    return matches(name, word.utf8Start, word.utf8CodeUnitCount)
  }

  /// Whether the name is spelled as one of the words.
  package func spells(_ name: LocalName, anyOf words: [StaticString]) -> Bool {
    words.contains { spells(name, $0) }
  }

  package func spells(_ name: LocalName, endingWith word: StaticString) -> Bool {
    let text = spelling(name)
    let count = word.utf8CodeUnitCount
    return count <= text.count && word.withUTF8Buffer { text.suffix(count).elementsEqual($0) }
  }

  /// Whether the name is that of the package or of a module in it.
  package func spells(_ name: LocalName, rootedIn package: String) -> Bool {
    let text = spelling(name)
    let count = package.utf8.count
    guard count <= text.count, text.first == package.utf8.first, text.starts(with: package.utf8)
    else { return false }
    return count == text.count || text[text.startIndex + count] == UInt8(ascii: ".")
  }

  /// Whether the name begins with the word, which is in lower case, in any case of ASCII letters.
  package func spells(_ name: LocalName, beginningWith word: StaticString) -> Bool {
    let text = spelling(name)
    let count = word.utf8CodeUnitCount
    return count <= text.count && matches(text.prefix(count), inAnyCase: word)
  }

  private func matches(_ text: ArraySlice<UInt8>, inAnyCase word: StaticString) -> Bool {
    (0..<word.utf8CodeUnitCount).allSatisfy { offset in
      let byte = text[text.startIndex + offset]
      let isUpper = UInt8(ascii: "A") <= byte && byte <= UInt8(ascii: "Z")
      return (isUpper ? byte | 0x20 : byte) == word.utf8Start[offset]
    }
  }

  /// Whether the name holds the word, which is in lower case, in any case of ASCII letters.
  package func spells(_ name: LocalName, containing word: StaticString) -> Bool {
    let text = spelling(name)
    let count = word.utf8CodeUnitCount
    guard count <= text.count else { return false }
    return (text.startIndex...text.endIndex - count).contains { start in
      matches(text[start..<start + count], inAnyCase: word)
    }
  }

  /// Whether the file holds one of the names at all.
  package func contains(anyOf spellings: [String]) -> Bool {
    spellings.contains { find($0) != nil }
  }

  /// The number of `spelling`, or nil if no name of the file is spelled so.
  package func find(_ spelling: String) -> LocalName? {
    var spelling = spelling
    return spelling.withUTF8 { find($0) }
  }

  package func find(_ spelling: UnsafeBufferPointer<UInt8>) -> LocalName? {
    guard let base = spelling.baseAddress, !spelling.isEmpty else { return nil }
    if !smallSlots.isEmpty {
      let small = smallSlots.count - 1
      var slot = Self.slot(base, spelling.count) & small
      while smallSlots[slot] != 0 {
        let name = LocalName(smallSlots[slot])
        if matches(name, base, spelling.count) { return name }
        slot = (slot &+ 1) & small
      }
      return nil
    }
    if slots.isEmpty { return nil }
    var slot = Self.slot(base, spelling.count) & mask
    while slots[slot] != 0 {
      if matches(slots[slot], base, spelling.count) { return slots[slot] }
      slot = (slot &+ 1) & mask
    }
    return nil
  }

  /// Gives back the room that was kept for more names.
  package mutating func compact() {
    bytes = bytes.exactCopy()
    ends = ends.exactCopy()
    var size = 8
    while size * 4 < ends.count * 5 { size *= 2 }
    if ends.count <= Int(UInt16.max) {
      smallSlots = [UInt16](repeating: 0, count: size)
      for name in 1..<ends.count {
        var slot = slotOfName(name) & (size - 1)
        while smallSlots[slot] != 0 { slot = (slot &+ 1) & (size - 1) }
        smallSlots[slot] = UInt16(truncatingIfNeeded: name)
      }
      slots = []
    } else if size < slots.count {
      rebuild(slotCount: size)
    }
  }

  /// Bytes held, for measurements.
  package var footprint: Int {
    bytes.capacity + (ends.capacity + slots.capacity) * 4 + smallSlots.capacity * 2
  }

  @inline(__always)
  private func matches(_ name: LocalName, _ base: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    let index = Int(name)
    let start = Int(ends[index - 1])
    guard Int(ends[index]) - start == count else { return false }
    return bytes.withUnsafeBufferPointer { own in
      guard let ownBase = own.baseAddress else { return false }
      return ByteWords.equal(ownBase + start, base, count)
    }
  }

  private mutating func rebuild(slotCount: Int) {
    slots = [UInt32](repeating: 0, count: slotCount)
    mask = slotCount - 1
    for name in 1..<ends.count {
      var slot = slotOfName(name) & mask
      while slots[slot] != 0 { slot = (slot &+ 1) & mask }
      slots[slot] = LocalName(truncatingIfNeeded: name)
    }
  }

  private func slotOfName(_ name: Int) -> Int {
    let start = Int(ends[name - 1])
    return bytes.withUnsafeBufferPointer { own in
      guard let base = own.baseAddress else { return 0 }
      return Self.slot(base + start, Int(ends[name]) - start)
    }
  }

  /// Not seeded, so tables are equal from run to run.
  @inline(__always)
  private static func slot(_ base: UnsafePointer<UInt8>, _ count: Int) -> Int {
    Int(truncatingIfNeeded: ByteWords.hash(base, count) & 0x7FFF_FFFF_FFFF_FFFF)
  }
}

extension Array {
  /// The same elements without spare capacity.
  func exactCopy() -> [Element] {
    if capacity == count { return self }
    return [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      initialized = count
      _ = buffer.initialize(from: self)
    }
  }
}
