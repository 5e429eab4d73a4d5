import ProfileModel
import System

/// Reads the Python stacks of another process from its memory, without stopping it and without its
/// help: it sees the line even while a C call holds the interpreter's lock.
///
/// The process runs on meanwhile, so a walk may tear. Callers keep a walk only if what they saw
/// before still holds afterwards; see `OutsideWatch`.
final class StackReader {
  /// A frame as it lies in memory; lines are looked up when a stack is kept.
  struct RawFrame {
    var code: CodeFacts
    var line: Int
    var address: UInt
    /// Of the code.
    var codeAddress: UInt
  }

  final class CodeFacts {
    /// No other code of the process has it.
    let number: Int
    let path: String
    let function: String
    let firstLine: Int
    let isCoroutine: Bool
    /// Of the agent.
    let isOwn: Bool
    /// Calls a loop's callback.
    let runsCallback: Bool
    /// One turn of a loop of asyncio.
    let isTurn: Bool
    private let table: [UInt8]
    private var lines: [Int: Int] = [:]

    init(
      number: Int, path: String, function: String, firstLine: Int, flags: Int, table: [UInt8]
    ) {
      self.number = number
      self.path = path
      self.function = function
      self.firstLine = firstLine
      self.table = table
      // Coroutines of both kinds and asynchronous generators.
      isCoroutine = flags & 0x380 != 0
      isOwn = path == "<loopwise>"
      runsCallback =
        isOwn && function.hasSuffix("_run")
        || function == "Handle._run" && path.hasSuffix("/asyncio/events.py")
      isTurn = function.hasSuffix("_run_once")
    }

    /// Of the instruction at an offset.
    func line(at offset: Int) -> Int {
      if let line = lines[offset] { return line }
      let line = LineTable.line(at: offset, in: table, first: firstLine) ?? firstLine
      lines[offset] = line
      return line
    }
  }

  private struct CodeKey: Hashable {
    var address: UInt
    var table: UInt
    var name: UInt
    var firstLine: Int
  }

  let memory: ForeignMemory
  private let layout: PythonLayout
  private let runtime: UInt
  private var known: [CodeKey: CodeFacts] = [:]
  /// What the walks of each thread read.
  private var copies: [UInt: ForeignCopy] = [:]
  private var codes = 0
  private(set) var walks = 0
  private(set) var torn = 0

  private static let deepest = 256
  private static let mostCopies = 64

  let version: String

  init(_ pid: Int) throws {
    let image = try PythonImage.find(pid)
    memory = ForeignMemory(pid)
    layout = try PythonLayout.of(image, memory)
    runtime = image.runtime
    version = "3.\(layout.minor)"
  }

  var refusal: ForeignMemory.Refusal? { memory.refusal(at: runtime) }

  /// A local variable of a frame: a pointer to an object.
  func local(_ index: Int, ofFrameAt frame: UInt) -> UInt64? {
    memory.word(frame &+ UInt(layout.locals + 8 * index)).map { $0 & ~UInt64(layout.tag) }
  }

  /// The seconds that a `float` holds; its value lies behind the number of references and the type.
  func nanoseconds(ofFloatAt object: UInt) -> UInt64? {
    guard let bits = memory.word(object &+ 16) else { return nil }
    let seconds = Double(bitPattern: bits)
    return seconds.isFinite && 0 <= seconds && seconds < 9e9 ? UInt64(seconds * 1e9) : nil
  }

  /// Where a thread counts how often it entered or left a context; `nil` if that is not known.
  func contextChanges(ofThreadAt thread: UInt) -> UInt? {
    layout.contextChanges.map { thread &+ UInt($0) }
  }

  /// The code that a thread runs.
  func leaf(ofThreadAt thread: UInt) -> UInt? {
    guard let frame = topFrame(thread), frame != 0,
      let code = memory.word(frame &+ UInt(layout.code))
    else { return nil }
    return UInt(code) & ~layout.tag
  }

  /// The threads of the first interpreter: addresses by their number in the kernel.
  func threads() -> [(native: Int, address: UInt)] {
    guard let interpreter = memory.word(runtime &+ UInt(layout.interpretersHead)),
      var next = memory.word(UInt(interpreter) &+ UInt(layout.threadsHead))
    else { return [] }
    var found: [(native: Int, address: UInt)] = []
    while next != 0, found.count < 1000 {
      let address = UInt(next)
      guard let native = memory.word(address &+ UInt(layout.nativeThread)),
        let after = memory.word(address &+ UInt(layout.nextThread))
      else { break }
      found.append((Int(truncatingIfNeeded: native), address))
      next = after
    }
    return found
  }

  /// Leaf first; `nil` if the walk tore.
  func stack(ofThreadAt thread: UInt) -> [RawFrame]? {
    walks += 1
    // Taken out of the table, so that it is not copied.
    var copy = copies.removeValue(forKey: thread) ?? ForeignCopy(memory)
    copy.begin()
    let frames = walk(thread, &copy)
    copy.end()
    if StackReader.mostCopies <= copies.count { copies = [:] }
    copies[thread] = copy
    if frames == nil { torn += 1 }
    return frames
  }

  private func topFrame(_ thread: UInt) -> UInt? {
    let found = memory.word(thread &+ UInt(layout.currentFrame)).map { UInt($0) }
    guard let inner = layout.frameInRecord else { return found }
    return found.flatMap { memory.word($0 &+ UInt(inner)) }.map { UInt($0) }
  }

  /// The same, in what a walk reads.
  private func topFrame(_ thread: UInt, _ copy: inout ForeignCopy) -> UInt? {
    let current = copy.position(of: thread &+ UInt(layout.currentFrame), 8)
    guard let found = current.map({ copy.address($0) }), let inner = layout.frameInRecord else {
      return current.map { copy.address($0) }
    }
    return copy.position(of: found &+ UInt(inner), 8).map { copy.address($0) }
  }

  private func walk(_ thread: UInt, _ copy: inout ForeignCopy) -> [RawFrame]? {
    guard var address = topFrame(thread, &copy) else { return nil }
    var frames: [RawFrame] = []
    while address != 0 {
      guard frames.count < StackReader.deepest else { return nil }
      guard let frame = copy.position(of: address, PythonLayout.frameSize) else { return nil }
      defer { address = copy.address(frame + layout.previous) }
      // The interpreter's own, of which there are two kinds from 3.14 on.
      let ownedByInterpreter = 3
      if layout.hasEntryFrames, ownedByInterpreter <= copy.number(frame + layout.owner, 1) {
        continue
      }
      let code = copy.address(frame + layout.code) & ~layout.tag
      guard let facts = facts(of: code, &copy) else { return nil }
      let instruction = copy.address(frame + layout.instruction)
      let offset = Int(bitPattern: instruction &- code) - layout.instructions
      guard -2 <= offset, offset < 1 << 24 else { return nil }
      frames.append(
        RawFrame(
          code: facts, line: facts.line(at: max(0, offset)), address: address, codeAddress: code))
    }
    return frames
  }

  private func facts(of code: UInt, _ copy: inout ForeignCopy) -> CodeFacts? {
    guard let head = copy.position(of: code, PythonLayout.codeSize) else { return nil }
    let key = CodeKey(
      address: code, table: copy.address(head + layout.lineTable),
      name: copy.address(head + layout.qualname),
      firstLine: copy.number(head + layout.firstLine, 4))
    if let facts = known[key] { return facts }
    guard key.firstLine < 1 << 24, let path = text(at: copy.address(head + layout.filename)),
      let function = text(at: key.name), let table = tableBytes(at: key.table)
    else { return nil }
    codes += 1
    let facts = CodeFacts(
      number: codes, path: path, function: function, firstLine: key.firstLine,
      flags: copy.number(head + PythonLayout.codeFlags, 4), table: table)
    if known.count < 20_000 { known[key] = facts }
    return facts
  }

  /// The bytes of a `bytes` object.
  private func tableBytes(at address: UInt) -> [UInt8]? {
    guard let size = memory.word(address &+ 16), size < 1 << 20 else { return nil }
    return size == 0 ? [] : memory.bytes(address &+ 32, Int(size))
  }

  /// A `str` in its compact form, of at most a thousand characters.
  private func text(at address: UInt) -> String? {
    guard let head = memory.bytes(address, 40) else { return nil }
    let length = head.number(16, 8)
    let state = head.number(32, 4)
    let width = state >> 2 & 7
    let isCompact = state >> 5 & 1 == 1
    let isASCII = state >> 6 & 1 == 1
    guard isCompact, 0 < length, length <= 1000, width == 1 || width == 2 || width == 4 else {
      return nil
    }
    let start = address &+ UInt(isASCII ? layout.asciiSize : layout.compactSize)
    guard let bytes = memory.bytes(start, length * width) else { return nil }
    if isASCII { return String(decoding: bytes, as: UTF8.self) }
    var text = ""
    for index in 0..<length {
      let value = UInt32(truncatingIfNeeded: bytes.number(index * width, width))
      text.unicodeScalars.append(Unicode.Scalar(value) ?? "\u{fffd}")
    }
    return text
  }
}
