import System

/// Where the fields lie that a walk of the stack needs, for one minor version.
///
/// 3.11 and 3.12 from their headers (a C program that prints `offsetof`); 3.13 and 3.14 from the table
/// that the interpreter itself carries for debuggers. The table's own form differs between versions,
/// so one that is not known here is refused, and so is one whose numbers cannot be.
struct PythonLayout: Sendable {
  var minor: Int
  var interpretersHead: Int
  var threadsHead: Int
  var nextThread: Int
  var nativeThread: Int
  /// In the thread; before 3.13 it points to a record that holds the frame at `frameInRecord`.
  var currentFrame: Int
  var frameInRecord: Int?
  var previous: Int
  var code: Int
  var instruction: Int
  var owner: Int
  var locals: Int
  /// Bits of a reference in a frame that are no part of the address.
  var tag: UInt = 0
  /// Frames that the interpreter puts between C and Python; they have no code of the program.
  var hasEntryFrames: Bool
  var filename: Int
  var qualname: Int
  var firstLine: Int
  var lineTable: Int
  var instructions: Int
  var asciiSize: Int
  var compactSize: Int
  /// In the thread: how often it entered or left a context. In no table for debuggers.
  var contextChanges: Int?

  static let codeFlags = 48
  static let frameSize = 80
  static let codeSize = 208

  static let v11 = PythonLayout(
    minor: 11, interpretersHead: 40, threadsHead: 16, nextThread: 8, nativeThread: 160,
    currentFrame: 56,
    frameInRecord: 8, previous: 48, code: 32, instruction: 56, owner: 69, locals: 72,
    hasEntryFrames: false,
    filename: 112, qualname: 128, firstLine: 72, lineTable: 136, instructions: 184, asciiSize: 48,
    compactSize: 72, contextChanges: 232)

  static let v12 = PythonLayout(
    minor: 12, interpretersHead: 40, threadsHead: 72, nextThread: 8, nativeThread: 144,
    currentFrame: 56,
    frameInRecord: 0, previous: 8, code: 0, instruction: 56, owner: 70, locals: 72,
    hasEntryFrames: true,
    filename: 112, qualname: 128, firstLine: 68, lineTable: 136, instructions: 192, asciiSize: 40,
    compactSize: 56, contextChanges: 216)

  enum Failure: Error {
    case unknownVersion(String)
    case freeThreaded
    case unreadable
  }

  static func of(_ image: PythonImage, _ memory: ForeignMemory) throws(Failure) -> PythonLayout {
    guard let head = memory.bytes(image.runtime, 50 * 8) else { throw .unreadable }
    guard head.starts(with: "xdebugpy".utf8) else {
      switch image.minor {
      case 11: return v11
      case 12: return v12
      default: throw .unknownVersion(image.minor.map { "3.\($0)" } ?? "unknown")
      }
    }
    return try table(head)
  }

  /// From the table that an interpreter carries.
  static func table(_ head: [UInt8]) throws(Failure) -> PythonLayout {
    let version = head.number(8, 8)
    let minor = version >> 16 & 0xff
    let isFinal = version >> 4 & 0xf == 0xf
    guard version >> 24 == 3, minor == 13 || minor == 14 else {
      throw .unknownVersion("\(version >> 24).\(minor)")
    }
    // The form of the table was still changing before the release.
    guard isFinal else { throw .unknownVersion("3.\(minor) before its release") }
    if head.number(16, 8) != 0 { throw .freeThreaded }
    func field(_ index: Int) -> Int { head.number(index * 8, 8) }
    // 3.14 has one more field of the interpreter before the last ones and two behind them, and two
    // more of the frame.
    let (thread, frame, code) = minor == 13 ? (19, 28, 34) : (22, 31, 39)
    let layout = PythonLayout(
      minor: minor, interpretersHead: field(5), threadsHead: field(9),
      nextThread: field(thread + 2),
      nativeThread: field(thread + 6), currentFrame: field(thread + 4), frameInRecord: nil,
      previous: field(frame + 1), code: field(frame + 2), instruction: field(frame + 3),
      owner: field(frame + 5), locals: field(frame + 4), tag: minor == 13 ? 0 : 3,
      hasEntryFrames: true,
      filename: field(code + 1), qualname: field(code + 3), firstLine: field(code + 5),
      lineTable: field(code + 4), instructions: field(code + 9), asciiSize: 40, compactSize: 56,
      contextChanges: minor == 13 ? 216 : nil)
    guard layout.isPlausible(frameSize: field(frame), codeSize: field(code)) else {
      throw .unknownVersion("3.\(minor) with a table of another form")
    }
    return layout
  }

  /// Whether each field lies within what it is a field of.
  private func isPlausible(frameSize: Int, codeSize: Int) -> Bool {
    let frameFields = [previous, code, instruction]
    let codeFields = [filename, qualname, lineTable]
    func fits(_ fields: [Int], _ size: Int) -> Bool {
      fields.allSatisfy { 0 <= $0 && $0 % 8 == 0 && $0 + 8 <= size }
        && Set(fields).count == fields.count
    }
    return fits(frameFields, min(frameSize, PythonLayout.frameSize))
      && (1..<PythonLayout.frameSize).contains(owner) && (owner...4096).contains(locals)
      && fits(codeFields, min(codeSize, PythonLayout.codeSize))
      && (1..<PythonLayout.codeSize - 4).contains(firstLine)
      && (1...codeSize).contains(instructions)
      && [threadsHead, nextThread, nativeThread, currentFrame, interpretersHead].allSatisfy {
        0 < $0 && $0 < 1 << 20
      }
  }
}

/// The table by which code of 3.11 and later maps instructions to lines.
enum LineTable {
  /// The line of the instruction at a byte offset; `nil` if the table says that there is none.
  static func line(at offset: Int, in table: [UInt8], first: Int) -> Int? {
    var line = first
    var position = 0
    var index = 0
    while index < table.count {
      let head = Int(table[index])
      let kind = head >> 3 & 15
      let length = (head & 7 + 1) * 2
      var delta = 0
      var next = index + 1
      switch kind {
      case 15: break
      case 13, 14: delta = signed(table, &next)
      case 10, 11, 12: delta = kind - 10
      default: break
      }
      line += delta
      if position <= offset, offset < position + length { return kind == 15 ? nil : line }
      position += length
      // Further bytes of an entry have their highest bit clear.
      index += 1
      while index < table.count, table[index] < 0x80 { index += 1 }
    }
    return nil
  }

  /// Six bits to a byte, the lowest first; the lowest bit of the number is its sign.
  private static func signed(_ table: [UInt8], _ index: inout Int) -> Int {
    var value = 0
    var shift = 0
    while index < table.count, shift < 36 {
      let byte = Int(table[index])
      index += 1
      value |= (byte & 63) << shift
      if byte & 64 == 0 { break }
      shift += 6
    }
    return value & 1 == 0 ? value >> 1 : -(value >> 1)
  }
}
