/// The bytes of one text, read by offset: a base and a length, trivially copied.
///
/// Reads are cut off at the text's end rather than trusted, so a wrong range gives wrong bytes but
/// never a wild read.
///
/// Invariant of the pointer: `bytes` stays readable and unchanged while this value is used; whoever
/// makes one keeps the `SourceBuffer` alive and does not load another file into it meanwhile.
package struct SourceBytes: @unchecked Sendable {
  package let bytes: UnsafeBufferPointer<UInt8>

  package init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  package var count: Int { bytes.count }

  /// The byte at an offset; 0 outside the text.
  @inline(__always)
  package subscript(offset: Int) -> UInt8 {
    UInt(bitPattern: offset) < UInt(bitPattern: bytes.count) ? bytes[offset] : 0
  }

  /// The bytes of a range, as far as it lies in the text.
  @inline(__always)
  package func slice(_ start: UInt32, _ end: UInt32) -> UnsafeBufferPointer<UInt8> {
    let upper = min(Int(end), bytes.count)
    let lower = min(Int(start), upper)
    guard let base = bytes.baseAddress else { return bytes }
    return UnsafeBufferPointer(start: base + lower, count: upper - lower)
  }

  @inline(__always)
  package func slice(_ range: TextRange) -> UnsafeBufferPointer<UInt8> {
    slice(range.start, range.end)
  }

  /// Whether the range spells exactly `word`.
  @inline(__always)
  package func spells(_ range: TextRange, _ word: StaticString) -> Bool {
    let text = slice(range)
    guard text.count == word.utf8CodeUnitCount, let base = text.baseAddress else { return false }
    return ByteWords.equal(base, word.utf8Start, text.count)
  }

  /// No byte above 0x7F.
  package var isASCII: Bool {
    guard let base = bytes.baseAddress else { return true }
    let raw = UnsafeRawPointer(base)
    var offset = 0
    var seen: UInt64 = 0
    while offset + 8 <= bytes.count {
      seen |= raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      offset += 8
    }
    while offset < bytes.count {
      seen |= UInt64(base[offset])
      offset += 1
    }
    return seen & 0x8080_8080_8080_8080 == 0
  }
}

/// Hashing and comparing short runs of bytes, a word at a time, for tables of names.
///
/// Invariant of the pointers: `count` bytes are readable from each. Words are loaded so that they
/// overlap inside the run: nothing beyond it is touched.
package enum ByteWords {
  /// Whether one of the words stands somewhere in the text. `contains` of a string looks for the borders
  /// of its characters, and takes ten times as long.
  package static func contains(_ text: [UInt8], anyOf words: [String]) -> Bool {
    text.indices.contains { start in words.contains { text[start...].starts(with: $0.utf8) } }
  }

  /// Equal on every machine of the same byte order and from run to run: no seed.
  @inline(__always)
  package static func hash(_ base: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
    let raw = UnsafeRawPointer(base)
    var hash = UInt64(truncatingIfNeeded: count) &* 0x9E37_79B9_7F4A_7C15
    if count < 8 {
      hash ^= shortWord(raw, count)
    } else {
      var offset = 0
      while offset + 8 < count {
        hash = mix(hash ^ raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        offset += 8
      }
      hash ^= raw.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
    }
    return mix(hash)
  }

  @inline(__always)
  package static func equal(
    _ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>, _ count: Int
  ) -> Bool {
    let left = UnsafeRawPointer(a)
    let right = UnsafeRawPointer(b)
    if count < 8 { return shortWord(left, count) == shortWord(right, count) }
    var offset = 0
    while offset + 8 < count {
      let word = left.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      if word != right.loadUnaligned(fromByteOffset: offset, as: UInt64.self) { return false }
      offset += 8
    }
    return left.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
      == right.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
  }

  /// At most 7 bytes as one word: different runs of one length give different words.
  @inline(__always)
  private static func shortWord(_ raw: UnsafeRawPointer, _ count: Int) -> UInt64 {
    if 4 <= count {
      let low = raw.loadUnaligned(as: UInt32.self)
      let high = raw.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self)
      return UInt64(low) | UInt64(high) << 32
    }
    if count == 0 { return 0 }
    let first = UInt64(raw.load(as: UInt8.self))
    let middle = UInt64(raw.load(fromByteOffset: count / 2, as: UInt8.self))
    let last = UInt64(raw.load(fromByteOffset: count - 1, as: UInt8.self))
    return first | middle << 8 | last << 16
  }

  /// A 64 by 64 multiplication folded to 64 bits: every input bit reaches the low ones.
  @inline(__always)
  private static func mix(_ word: UInt64) -> UInt64 {
    let product = (word ^ 0xE703_7ED1_A0B4_28DB).multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
    return product.high ^ product.low
  }
}
