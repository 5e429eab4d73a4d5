/// Memory that a worker fills again and again with one file after the other.
///
/// Behind the contents lie `padding` zero bytes, so that a scanner may look ahead without a test.
/// Not `Sendable`: each worker has its own.
package final class ByteBuffer {
  package static let padding = 64

  // Invariant: `storage` holds `capacity + padding` bytes, `count <= capacity`, and the `padding`
  // bytes from `count` on are zero whenever no fill is under way.
  private var storage: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  package private(set) var count = 0

  package init(capacity: Int = 1 << 16) {
    self.capacity = capacity
    storage = .allocate(capacity: capacity + ByteBuffer.padding)
    storage.initialize(repeating: 0, count: capacity + ByteBuffer.padding)
  }

  deinit { storage.deallocate() }

  /// Valid until the next change of the buffer.
  package var contents: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: storage, count: count)
  }

  package var bytes: [UInt8] { Array(contents) }

  package func replace(with bytes: some Collection<UInt8>) {
    clear(reserving: bytes.count)
    append(upTo: bytes.count) { space in
      _ = space.initialize(from: bytes)
      return bytes.count
    }
  }

  package func clear(reserving size: Int = 0) {
    count = 0
    // One file of unusual size does not hold its memory for the rest of the run.
    let keepsMuch = 16 << 20
    if capacity < size || (keepsMuch < capacity && size <= keepsMuch) {
      resize(to: max(size, 1 << 16))
    }
    seal()
  }

  /// Offers at least `minimum` bytes of space behind the contents; `fill` says how many it used.
  @discardableResult
  package func append(
    upTo minimum: Int, _ fill: (UnsafeMutableBufferPointer<UInt8>) -> Int
  ) -> Int {
    if capacity - count < minimum { resize(to: max(capacity * 2, count + minimum)) }
    let space = UnsafeMutableBufferPointer(start: storage + count, count: capacity - count)
    let used = min(max(fill(space), 0), space.count)
    count += used
    seal()
    return used
  }

  private func seal() { (storage + count).update(repeating: 0, count: ByteBuffer.padding) }

  private func resize(to size: Int) {
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: size + ByteBuffer.padding)
    larger.initialize(repeating: 0, count: size + ByteBuffer.padding)
    let kept = min(count, size)
    larger.update(from: storage, count: kept)
    storage.deallocate()
    storage = larger
    capacity = size
    count = kept
  }
}
