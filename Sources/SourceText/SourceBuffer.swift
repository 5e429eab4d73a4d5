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

  /// Problems beyond this many are not recorded.
  package static let maximumProblems = 100

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

  /// A buffer of its own with the same text, for who keeps the text while this one is refilled.
  package func copy() -> SourceBuffer {
    let other = SourceBuffer()
    other.reserve(count)
    other.storage.update(from: base, count: count + SourceBuffer.padding)
    other.count = count
    other.byteOrderMarkLength = byteOrderMarkLength
    other.encoding = encoding
    other.isReencoded = isReencoded
    other.problems = problems
    return other
  }

  /// The bytes of the text.
  package var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: base, count: count) }

  /// The text of a range; positions outside are cut off.
  package func text(of range: TextRange) -> String {
    let start = min(Int(range.start), count)
    let end = min(max(Int(range.end), start), count)
    return String(
      decoding: UnsafeBufferPointer(start: base + start, count: end - start), as: UTF8.self)
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
    if SourceBuffer.maximumCount < filled { return refuseLargeText() }
    if 3 <= count, base[0] == 0xEF, base[1] == 0xBB, base[2] == 0xBF {
      byteOrderMarkLength = 3
      base += 3
      count -= 3
    }
    let cookie = CodingCookie.find(bytes)
    if let cookie { declare(cookie) }
    if byteOrderMarkLength == 0, let upperHalf = encoding.upperHalf {
      decodeSingleBytes(upperHalf)
    } else {
      checkUTF8(isDeclared: cookie != nil)
    }
  }

  private func refuseLargeText() {
    count = 0
    clearPadding(storage, 0)
    report(.tooLarge, "source is too large: 4 GiB is the limit", at: 0, length: 0)
  }

  private func declare(_ cookie: CodingCookie) {
    encoding = SourceEncoding(cookie: cookie.name)
    // CPython compares the cookie as it stands, after `SourceEncoding.short`: `utf8` is refused.
    let short = SourceEncoding.short(cookie.name)
    if byteOrderMarkLength != 0, short != "utf-8", !short.hasPrefix("utf-8-") {
      let message = "encoding problem: \(cookie.name) with BOM"
      problems.append(SourceProblem(.encoding, message, cookie.range))
    } else if case .unknown(let name) = encoding {
      problems.append(SourceProblem(.encoding, "unknown encoding: \(name)", cookie.range))
    }
  }

  private func report(_ kind: SourceProblem.Kind, _ message: String, at offset: Int, length: Int) {
    guard problems.count < SourceBuffer.maximumProblems else { return }
    let range = TextRange(
      start: UInt32(truncatingIfNeeded: offset), end: UInt32(truncatingIfNeeded: offset + length))
    problems.append(SourceProblem(kind, message, range))
  }

  // MARK: UTF-8

  /// Valid text stays where it is. Else it moves to `spare` with U+FFFD in place of each fault.
  private func checkUTF8(isDeclared: Bool) {
    let source = base
    let sourceCount = count
    let line = isDeclared ? nil : UnsafeBufferPointer(start: source, count: sourceCount)
    var at = 0
    while let fault = UTF8Check.firstFault(source, from: at, count: sourceCount) {
      if fault.kind == .zero {
        // The text keeps its zero bytes; the tokens around them are lexed.
        let offset = isReencoded ? count + fault.offset - at : fault.offset
        report(.zeroByte, "source code cannot contain null bytes", at: offset, length: 1)
        if isReencoded { moveToSpare(source + at, fault.offset + 1 - at) }
        at = fault.offset + 1
        continue
      }
      if !isReencoded {
        startSpare(expecting: sourceCount + sourceCount / 2 + 3)
        at = 0
      }
      moveToSpare(source + at, fault.offset - at)
      if problems.count < SourceBuffer.maximumProblems {
        report(.encoding, message(fault, source, line), at: count, length: 3)
      }
      appendToSpare(0xFFFD)
      at = fault.offset + fault.length
    }
    guard isReencoded else { return }
    moveToSpare(source + at, sourceCount - at)
    finishSpare()
  }

  private func message(
    _ fault: UTF8Check.Fault, _ source: UnsafePointer<UInt8>,
    _ undeclared: UnsafeBufferPointer<UInt8>?
  ) -> String {
    func hex(_ byte: UInt8) -> String {
      let digits = String(byte, radix: 16)
      return digits.utf8.count < 2 ? "0" + digits : digits
    }
    if let undeclared, problems.isEmpty {
      var line = 1
      for offset in 0..<fault.offset {
        let byte = undeclared[offset]
        if byte == 10 || (byte == 13 && undeclared[offset + 1] != 10) { line += 1 }
      }
      return "Non-UTF-8 code starting with '\\x\(hex(source[fault.offset]))' on line \(line), "
        + "but no encoding declared; see https://peps.python.org/pep-0263/ for details"
    }
    let place = fault.offset + byteOrderMarkLength
    let bytes =
      fault.length == 1
      ? "byte 0x\(hex(source[fault.offset])) in position \(place)"
      : "bytes in position \(place)-\(place + fault.length - 1)"
    let reason =
      switch fault.kind {
      case .start, .zero: "invalid start byte"
      case .continuation: "invalid continuation byte"
      case .end: "unexpected end of data"
      }
    return "'utf-8' codec can't decode \(bytes): \(reason)"
  }

  // MARK: Encodings of one byte a character

  private func decodeSingleBytes(_ upperHalf: [UInt32]) {
    let source = base
    let sourceCount = count
    startSpare(expecting: sourceCount + sourceCount / 8)
    for offset in 0..<sourceCount {
      let byte = source[offset]
      if byte < 128 {
        if byte == 0 {
          report(.zeroByte, "source code cannot contain null bytes", at: count, length: 1)
        }
        appendToSpare(UInt32(byte))
        continue
      }
      let scalar = upperHalf[Int(byte) - 128]
      if scalar == 0xFFFD, problems.count < SourceBuffer.maximumProblems {
        let isASCII = encoding == .singleByte("ascii")
        let reason = isASCII ? "ordinal not in range(128)" : "character maps to <undefined>"
        let codec = isASCII ? "ascii" : "charmap"
        report(
          .encoding,
          "'\(codec)' codec can't decode byte 0x\(String(byte, radix: 16)) "
            + "in position \(offset): \(reason)", at: count, length: 3)
      }
      appendToSpare(scalar)
    }
    finishSpare()
  }

  // MARK: The second storage

  /// From here on `count` is the length of the text in `spare`.
  private func startSpare(expecting expected: Int) {
    count = 0
    isReencoded = true
    reserveSpare(expected)
  }

  /// Room for this many more bytes and the padding.
  private func reserveSpare(_ more: Int) {
    let needed = count + more + SourceBuffer.padding
    guard spareCapacity < needed else { return }
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: needed + needed / 2)
    larger.moveInitialize(from: spare, count: count)
    spare.deallocate()
    spare = larger
    spareCapacity = needed + needed / 2
  }

  private func moveToSpare(_ bytes: UnsafePointer<UInt8>, _ length: Int) {
    reserveSpare(length)
    (spare + count).initialize(from: bytes, count: length)
    count += length
  }

  /// The scalar is one of at most three bytes: no single-byte encoding has others.
  private func appendToSpare(_ scalar: UInt32) {
    reserveSpare(4)
    func put(_ byte: UInt32) {
      spare[count] = UInt8(truncatingIfNeeded: byte)
      count += 1
    }
    if scalar < 0x80 {
      put(scalar)
    } else if scalar < 0x800 {
      put(0xC0 | scalar >> 6)
      put(0x80 | scalar & 0x3F)
    } else {
      put(0xE0 | scalar >> 12)
      put(0x80 | scalar >> 6 & 0x3F)
      put(0x80 | scalar & 0x3F)
    }
  }

  private func finishSpare() {
    reserveSpare(0)
    if SourceBuffer.maximumCount < count { count = 0 }
    clearPadding(spare, count)
    base = UnsafePointer(spare)
    // The text is what the file would be without the bytes that were replaced: same bytes again only
    // if the encoding was plain ASCII, which needs no mapping back.
    if encoding != .utf8, problems.isEmpty, isASCII { isReencoded = false }
  }

  private var isASCII: Bool {
    for byte in bytes where 128 <= byte { return false }
    return true
  }
}
