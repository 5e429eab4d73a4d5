import ProfileModel
import System

/// Takes what the agents say and what it sees of their loops to the recording, until the program and
/// all processes that reported have ended.
final class Collector {
  private let options: CaptureOptions
  private let system: any OperatingSystem
  private let socket: LocalSocket
  private var recording: RecordingPipe
  private let program: Int
  /// Looks that are close together are left, once the program's interpreter has taken its leave: how
  /// it ends is best seen meanwhile.
  private var closeLooks = 0
  private static let mostCloseLooks = 500
  private var lastLook: UInt64 = 0
  private static let longestBelief: UInt64 = 100_000_000
  private var speakers: [Speaker] = []
  private var nextNumber = 1
  private var space = [UInt8](repeating: 0, count: 1 << 16)

  init(
    _ options: CaptureOptions, _ system: any OperatingSystem, socket: LocalSocket,
    recording: RecordingPipe, program: Int
  ) {
    self.options = options
    self.system = system
    self.socket = socket
    self.recording = recording
    self.program = program
  }

  func run() {
    Processes.takeShortTurns()
    writeHead()
    let end = ProcessEnd(of: program)
    while true {
      let wasAlive = isAlive(end)
      // Blocked loops publish nothing to wake up for: their words are polled.
      let now = system.monotonicNanoseconds()
      var pause = speakers.map { $0.pause(now: now) }.min() ?? Speaker.longestPause
      if 0 < closeLooks {
        closeLooks -= 1
        pause = 0
      }
      let ready = LocalSocket.wait(
        [socket.descriptor] + speakers.map { $0.descriptor },
        milliseconds: Int32(max(1, (pause + 999_999) / 1_000_000)))
      // First of all: what agents say can wait, a stack cannot.
      look()
      if !ready.isEmpty {
        listen(ready)
        if ready.contains(socket.descriptor) { welcome() }
        look()
      }
      recording.push()
      if !wasAlive, speakers.isEmpty { break }
    }
    let time = system.monotonicNanoseconds()
    let ending = Collector.words(end.ending())
    recording.write(Array("{\"e\":\"end\",\"t\":\(time)\(ending)}\n".utf8))
    recording.close()
  }

  /// Looking takes a while. One that reports is alive, and when it no more does is soon enough.
  private func isAlive(_ end: ProcessEnd) -> Bool {
    let now = system.monotonicNanoseconds()
    let reports = closeLooks == 0 && speakers.contains { $0.pid == program }
    if reports, now &- lastLook < Collector.longestBelief { return true }
    lastLook = now
    return end.isAlive()
  }

  private func welcome() {
    while let connection = socket.accept() {
      speakers.append(
        Speaker(connection, number: nextNumber, readsFromOutside: options.readsFromOutside))
      nextNumber += 1
    }
  }

  private static func words(_ ending: Processes.Ending?) -> String {
    switch ending {
    case .exited(let status): ",\"status\":\(status)"
    case .killed(let signal): ",\"signal\":\(signal)"
    case nil: ""
    }
  }

  private func look() {
    for speaker in speakers {
      recording.write(speaker.look(now: system.monotonicNanoseconds()))
    }
  }

  private func writeHead() {
    let root = WireValue.quoted(options.root.description)
    let command = WireValue.quoted(options.command)
    let head = """
      \(Recording.signature)1,"root":\(root),"command":\(command),"pid":\(program),\
      "t":\(system.monotonicNanoseconds()),"wall":\(Processes.wallSeconds)}\n
      """
    recording.write(Array(head.utf8))
    guard !options.probes.isEmpty else { return }
    let probes = options.probes.map { probe in
      "[\(WireValue.quoted(probe.path)),\(probe.line),\(WireValue.quoted(probe.function))]"
    }
    recording.write(Array("{\"e\":\"probes\",\"f\":[\(probes.joined(separator: ","))]}\n".utf8))
  }

  private func listen(_ ready: Set<Int32>) {
    var ended: Set<Int> = []
    for speaker in speakers where ready.contains(speaker.descriptor) {
      reading: while true {
        switch LocalSocket.receive(speaker.descriptor, into: &space) {
        case .bytes(let bytes):
          let now = system.monotonicNanoseconds()
          recording.write(speaker.lines(of: bytes, now: now))
        case .nothing: break reading
        case .end:
          recording.write(speaker.end())
          Processes.close(speaker.descriptor)
          ended.insert(speaker.number)
          if speaker.pid == program { closeLooks = Collector.mostCloseLooks }
          break reading
        }
      }
    }
    speakers.removeAll { ended.contains($0.number) }
  }
}

/// One process that reports. Its lines are marked with its number; figures that only grow are kept
/// back and written once a second.
final class Speaker {
  let number: Int
  let descriptor: Int32
  let pid: Int
  private var pending: [UInt8] = []
  private var held: [[UInt8]: [UInt8]] = [:]
  private var lastHeld: UInt64 = 0
  private let readsFromOutside: Bool
  private var watch: OutsideWatch?
  private var hasAnswered = false

  private static let longestLine = 8 << 20
  private static let interval: UInt64 = 1_000_000_000

  init(_ connection: LocalSocket.Connection, number: Int, readsFromOutside: Bool) {
    self.readsFromOutside = readsFromOutside
    self.number = number
    descriptor = connection.descriptor
    pid = connection.pid
  }

  func lines(of bytes: [UInt8], now: UInt64) -> [UInt8] {
    pending += bytes
    var written: [UInt8] = []
    var start = pending.startIndex
    while let end = pending[start...].firstIndex(of: 0x0a) {
      take(pending[start..<end], into: &written)
      start = end + 1
    }
    pending.removeSubrange(..<start)
    if Speaker.longestLine < pending.count { pending = [] }
    if Speaker.interval <= now &- lastHeld {
      lastHeld = now
      written += rest()
    }
    return written
  }

  private func take(_ line: ArraySlice<UInt8>, into written: inout [UInt8]) {
    guard line.first == UInt8(ascii: "{") else { return }
    let marked = Array("{\"p\":\(number),".utf8) + line.dropFirst() + [0x0a]
    if readsFromOutside { prepareWatch(line) }
    if line.starts(with: "{\"e\":\"turn\"".utf8) || line.starts(with: "{\"e\":\"self\"".utf8) {
      held[Speaker.key(of: line)] = marked
    } else {
      written += marked
    }
  }

  /// What stands before the time: `{"e":"turn","loop":1` or `{"e":"self"`.
  private static func key(of line: ArraySlice<UInt8>) -> [UInt8] {
    let mark = Array(",\"t\":".utf8)
    var index = line.startIndex
    while index + mark.count <= line.endIndex {
      if line[index..<(index + mark.count)].elementsEqual(mark) {
        return Array(line[..<index])
      }
      index += 1
    }
    return Array(line)
  }

  private func prepareWatch(_ line: ArraySlice<UInt8>) {
    if line.starts(with: "{\"e\":\"hello\"".utf8), pid != 0, let hello = WireValue.parse(line) {
      watch = OutsideWatch(hello, pid: pid, number: number)
    } else if line.starts(with: "{\"e\":\"loop\"".utf8), let loop = WireValue.parse(line) {
      let canRead = watch?.add(loop) ?? false
      if !hasAnswered {
        // Whether the agent needs a thread of its own to read stacks.
        hasAnswered = Processes.append(Array((canRead ? "r" : "n").utf8), to: descriptor)
      }
    } else if line.starts(with: "{\"e\":\"closed\"".utf8), let loop = WireValue.parse(line) {
      watch?.remove(loop.int("loop"))
    }
  }

  static let longestPause: UInt64 = 20_000_000

  /// How long to wait before `look` at most.
  func pause(now: UInt64) -> UInt64 {
    guard let watch, !watch.isEmpty else { return Speaker.longestPause }
    return watch.pause(now: now)
  }

  func look(now: UInt64) -> [UInt8] {
    guard let watch else { return [] }
    let lines = watch.look(now: now)
    // The agent measures more where loops are blocked; who does not listen misses nothing else.
    let blocked = watch.takeBlocked(unit: Speaker.blockedUnit)
    if 0 < blocked, hasAnswered {
      let bytes = [UInt8](repeating: UInt8(ascii: "b"), count: min(blocked, 1000))
      _ = Processes.offer(bytes, to: descriptor)
    }
    return lines
  }

  /// What one byte of those says, as the agent counts it.
  private static let blockedUnit = 10_000_000

  /// The process has closed its end.
  func end() -> [UInt8] { (watch?.end() ?? []) + rest() }

  /// The latest of the figures that were kept back, in a fixed order.
  func rest() -> [UInt8] {
    let lines = held.keys.sorted { $0.lexicographicallyPrecedes($1) }.flatMap { held[$0] ?? [] }
    held = [:]
    return lines
  }
}
