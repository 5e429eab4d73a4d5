/// The text of one file: decoded to UTF-8, without byte order mark, followed by at least
/// `padding` zero bytes, so that scanners may read ahead without checking bounds.
///
/// A worker keeps one buffer and loads file after file into it; storage only grows. All offsets in
/// the program (tokens, nodes, findings) count bytes of this text.
///
/// Invariant of the unsafe pointers: `base` points into storage owned by this object which holds
/// `count + padding` initialised bytes, the last `padding` of them zero. `base` is valid until the
/// next load and no longer than this object.
package final class SourceBuffer {
  /// Zero bytes after the text.
  package static let padding = 64
  /// Offsets are `UInt32`, and `end + padding` must not overflow one.
  package static let maximumCount = Int(UInt32.max) - 4096

  /// First byte of the text.
  package private(set) var base: UnsafePointer<UInt8>
  /// Length of the text in bytes, without padding.
  package private(set) var count = 0
  /// 3 when the file began with a UTF-8 byte order mark, else 0. The mark is not part of the text.
  package private(set) var byteOrderMarkLength = 0
  /// The encoding that the file declared or that was assumed.
  package private(set) var encoding = SourceEncoding.utf8
  /// True when the text's bytes differ from the file's (another encoding, or invalid bytes were
  /// replaced): then offsets into the text are not offsets into the file, and fixes must encode.
  package private(set) var isReencoded = false
  /// What is wrong with the file's bytes, by offset.
  package private(set) var problems: [SourceProblem] = []

  private var storage: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  private var spare: UnsafeMutablePointer<UInt8>
  private var spareCapacity: Int

  package init() {
    capacity = SourceBuffer.padding
    storage = .allocate(capacity: capacity)
    storage.initialize(repeating: 0, count: capacity)
    spareCapacity = SourceBuffer.padding
    spare = .allocate(capacity: spareCapacity)
    spare.initialize(repeating: 0, count: spareCapacity)
    base = UnsafePointer(storage)
  }

  deinit {
    storage.deallocate()
    spare.deallocate()
  }

  /// Replaces the text by the given bytes of a file.
  package func load(_ bytes: UnsafeRawBufferPointer) {
    load(capacity: bytes.count) { target in
      target.copyMemory(from: bytes)
      return bytes.count
    }
  }

  /// Replaces the text by the given bytes of a file.
  package func load(_ bytes: [UInt8]) { bytes.withUnsafeBytes { load($0) } }

  /// Replaces the text by the given string (taken as the bytes of a file: a coding cookie counts).
  package func load(_ text: String) {
    var text = text
    text.withUTF8 { load(UnsafeRawBufferPointer($0)) }
  }

  /// Replaces the text by what `read` writes into the memory it is given (at least `capacity`
  /// bytes), so that a file is read without a copy. `read` answers how many bytes it wrote.
  package func load(
    capacity wanted: Int, reading read: (UnsafeMutableRawBufferPointer) throws -> Int
  ) rethrows {
    reserve(max(wanted, 0))
    let room = UnsafeMutableRawBufferPointer(start: storage, count: max(wanted, 0))
    let filled = min(max(try read(room), 0), room.count)
    clearPadding(storage, filled)
    decode(filled)
  }

  /// The bytes of the text.
  package var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: base, count: count) }

  /// The text of a range; positions outside are cut off.
  package func text(of range: TextRange) -> String {
    let start = min(Int(range.start), count)
    let end = min(max(Int(range.end), start), count)
    return String(decoding: UnsafeBufferPointer(start: base + start, count: end - start), as: UTF8.self)
  }

  private func reserve(_ count: Int) {
    guard capacity < count + SourceBuffer.padding else { return }
    storage.deallocate()
    capacity = count + count / 4 + SourceBuffer.padding
    storage = .allocate(capacity: capacity)
    base = UnsafePointer(storage)
  }

  private func clearPadding(_ memory: UnsafeMutablePointer<UInt8>, _ filled: Int) {
    (memory + filled).initialize(repeating: 0, count: SourceBuffer.padding)
  }

  private func decode(_ filled: Int) {
    problems.removeAll(keepingCapacity: true)
    byteOrderMarkLength = 0
    encoding = .utf8
    isReencoded = false
    base = UnsafePointer(storage)
    count = filled
  }
}
