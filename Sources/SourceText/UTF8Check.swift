/// Finds what is wrong with bytes that should be UTF-8.
///
/// Invariant of the unsafe pointers: `SourceBuffer.padding` zero bytes follow `limit`, so reads of up
/// to 16 bytes from any position before `limit` are within the storage. A sequence cut off by `limit`
/// meets a zero byte, which continues nothing.
enum UTF8Check {
  /// Bytes that are no text: a zero byte, or the longest part of a sequence that could not be ended.
  struct Fault {
    enum Kind { case zero, start, continuation, end }
    var offset: Int
    var length: Int
    var kind: Kind
  }

  /// The first fault at or behind `from`.
  static func firstFault(
    _ base: UnsafePointer<UInt8>, from: Int, count: Int
  ) -> Fault? {
    let limit = base + count
    var at = base + from
    let ones: UInt64 = 0x0101_0101_0101_0101
    let highs: UInt64 = 0x8080_8080_8080_8080
    while at < limit {
      let raw = UnsafeRawPointer(at)
      let first = raw.loadUnaligned(as: UInt64.self)
      let second = raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
      // Without high bits, subtracting one sets the high bit of zero bytes (and of bytes above).
      if ((first | (first &- ones)) | (second | (second &- ones))) & highs == 0 {
        at += 16
        continue
      }
      let byte = at.pointee
      if byte &- 1 < 127 {
        at += 1
        continue
      }
      if byte == 0 {
        if limit <= at { return nil }
        return Fault(offset: at - base, length: 1, kind: .zero)
      }
      let length = sequenceLength(at)
      if length < 0 { return fault(base, at, -length, limit) }
      at += length
    }
    return nil
  }

  /// Length of the sequence at `at`, which begins with a byte beyond ASCII; if it is broken, the length
  /// of its good part (at least 1), negated.
  @inline(__always)
  private static func sequenceLength(_ at: UnsafePointer<UInt8>) -> Int {
    let first = at[0]
    let second = at[1]
    func continues(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }
    if first < 0xC2 { return -1 }
    if first < 0xE0 { return continues(second) ? 2 : -1 }
    if first < 0xF0 {
      let isAllowed =
        switch first {
        case 0xE0: 0xA0 <= second && second <= 0xBF
        case 0xED: 0x80 <= second && second <= 0x9F
        default: continues(second)
        }
      guard isAllowed else { return -1 }
      return continues(at[2]) ? 3 : -2
    }
    let isAllowed =
      switch first {
      case 0xF0: 0x90 <= second && second <= 0xBF
      case 0xF1...0xF3: continues(second)
      case 0xF4: 0x80 <= second && second <= 0x8F
      default: false
      }
    guard isAllowed else { return -1 }
    guard continues(at[2]) else { return -2 }
    return continues(at[3]) ? 4 : -3
  }

  private static func fault(
    _ base: UnsafePointer<UInt8>, _ at: UnsafePointer<UInt8>, _ length: Int,
    _ limit: UnsafePointer<UInt8>
  ) -> Fault {
    let first = at.pointee
    let isStart = 0xC2 <= first && first <= 0xF4
    let isCut = limit <= at + length
    return Fault(
      offset: at - base, length: min(length, limit - at),
      kind: !isStart ? .start : isCut ? .end : .continuation)
  }
}
