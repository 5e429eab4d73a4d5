import System

/// What a walk through another process reads, taken with one call: most of it lies where it lay when the
/// same walk was made before. What does not is read when it is asked for.
struct ForeignCopy {
  private struct Piece {
    var position: Int
    var count: Int
    var isUsed: Bool
  }

  private let memory: ForeignMemory
  private var places: [ForeignMemory.Place] = []
  private var pieces: [UInt: Piece] = [:]
  private var bytes: [UInt8] = []
  private var used: [ForeignMemory.Place] = []

  init(_ memory: ForeignMemory) { self.memory = memory }

  /// Reads all that the walk before used.
  mutating func begin() {
    pieces.removeAll(keepingCapacity: true)
    used.removeAll(keepingCapacity: true)
    bytes = memory.bytes(places)
    var position = 0
    for place in places where position + place.count <= bytes.count {
      pieces[place.address] = Piece(position: position, count: place.count, isUsed: false)
      position += place.count
    }
  }

  /// The next walk begins with what this one used.
  mutating func end() { swap(&places, &used) }

  /// Where in the copy the bytes of an address are; `nil` if they cannot be read.
  mutating func position(of address: UInt, _ count: Int) -> Int? {
    if let piece = pieces[address], count <= piece.count {
      if !piece.isUsed {
        pieces[address]?.isUsed = true
        use(address, piece.count)
      }
      return piece.position
    }
    guard let new = memory.bytes(address, count) else { return nil }
    pieces[address] = Piece(position: bytes.count, count: count, isUsed: true)
    use(address, count)
    defer { bytes += new }
    return bytes.count
  }

  private mutating func use(_ address: UInt, _ count: Int) {
    if used.count < ForeignMemory.mostPlaces { used.append(ForeignMemory.Place(address, count)) }
  }

  /// A little-endian number in the copy.
  func number(_ position: Int, _ size: Int) -> Int { bytes.number(position, size) }
  func address(_ position: Int) -> UInt { bytes.address(position) }
}
