import ArgumentParser
import Diagnostics
import ProfileCapture
import ProfileModel
import ProfileViews
import System

/// `loopwise watch`: a live screen, of a process read from outside or of a recording under way.
struct WatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Show live what holds event loops.",
    discussion: """
      With --pid, stacks of a running Python 3.11 to 3.14 are read from its memory; nothing enters \
      the process and it is never stopped. Without, the recording of a `run` under way is followed. \
      Where the output is no terminal, a text report is printed when the watch ends.
      """)

  @Option(help: "The process to read from outside.")
  var pid: Int?

  @Argument(help: "The recording to follow; without it, the one that went to no named file.")
  var file: String?

  @Option(help: "Milliseconds that a callback may take before it counts as blocking.")
  var threshold = 20.0

  @Option(help: "Milliseconds between two looks at the process.")
  var interval = 5.0

  @Option(help: "End after so many seconds.")
  var duration: Double?

  @Option(help: "The form of the report that is printed at the end, where there is no terminal.")
  var outputFormat = ReportFormat.text

  mutating func validate() throws {
    guard interval.isFinite, (1...1000).contains(interval) else {
      throw ValidationError("--interval is \(interval); allowed: 1 to 1000")
    }
    guard threshold.isFinite, (1...3_600_000).contains(threshold) else {
      throw ValidationError("--threshold is \(threshold); allowed: 1 to 3600000")
    }
    if let duration, !duration.isFinite || !(0...1e9).contains(duration) {
      throw ValidationError("--duration is \(duration); allowed: 0 to 1000000000")
    }
    if pid != nil, file != nil { throw ValidationError("name a process or a recording, not both") }
  }

  mutating func run() throws {
    let system = NativeSystem()
    let source: any WatchSource
    if let pid {
      do throws(OutsideSampler.Failure) {
        source = try OutsideSampler(
          pid: pid, root: WatchCommand.folder(of: pid, system), thresholdMilliseconds: threshold,
          intervalMilliseconds: interval,
          now: system.monotonicNanoseconds())
      } catch {
        throw HostFailure(description: error.description)
      }
    } else {
      let path =
        file.map { system.workingFolder.resolving(RawArguments.path($0)) }
        ?? LastRecording.path(system)
      source = try RecordingFollower(path, system)
    }
    let session = WatchSession(source, system, interval: UInt64(interval * 1e6), duration: duration)
    let terminal = system.isTerminal(.output) ? TerminalMode() : nil
    if let terminal {
      session.show(on: terminal)
    } else {
      let profile = session.collect()
      var options = ReportOptions(toolName: Product.name, toolVersion: Product.version)
      options.most = 20
      try system.write(outputFormat.render(profile, options), to: .output)
    }
  }
}

extension WatchCommand {
  /// Where the process works; empty if that is not known.
  private static func folder(of pid: Int, _ system: any OperatingSystem) -> String {
    (try? system.realPath(FilePath("/proc/\(pid)/cwd")))?.description ?? ""
  }
}

/// Where the figures of a live screen come from.
protocol WatchSource: AnyObject {
  /// What can be told between two frames.
  func look(now: UInt64)
  var profile: Profile { get }
  var isOver: Bool { get }
  var subject: String { get }
  var notice: String { get }
}

extension OutsideSampler: WatchSource {
  func look(now: UInt64) { sample(now: now) }
  var profile: Profile { state.profile() }
  var isOver: Bool { isGone }
  var subject: String { state.command }
  var notice: String {
    let share = tornShare
    return share < 0.01
      ? "" : "\(Int(share * 100)) % of the looks tore: the process was too busy to read"
  }
}

/// Reads on in a recording that another process writes.
final class RecordingFollower: WatchSource {
  private let path: FilePath
  private let system: any OperatingSystem
  private var latest: Recording
  private var nextRead: UInt64 = 0
  /// Reads in a row at which nobody held the recording: whoever wrote it was killed.
  private var readsAlone = 0

  init(_ path: FilePath, _ system: any OperatingSystem) throws {
    self.path = path
    self.system = system
    latest = try ReportCommand.read(path, system)
  }

  func look(now: UInt64) {
    guard nextRead <= now else { return }
    nextRead = now + 400_000_000
    readsAlone = Processes.isLocked(path) ? 0 : readsAlone + 1
    let buffer = ByteBuffer()
    // A file that grows while it is read is read again at the next frame.
    guard (try? system.read(path, into: buffer, limit: ReportCommand.limit)) != nil else { return }
    if let recording = Recording(buffer.bytes) { latest = recording }
  }

  var profile: Profile { latest.profile }
  var isOver: Bool { latest.state.hasEnd || 1 < readsAlone }
  var subject: String { latest.state.command }
  var notice: String { isOver ? "the recording has ended" : "" }
}

/// Draws frames and takes keys until the watch ends.
struct WatchSession {
  private let source: any WatchSource
  private let system: any OperatingSystem
  private let interval: UInt64
  private let end: UInt64?

  init(
    _ source: any WatchSource, _ system: any OperatingSystem, interval: UInt64, duration: Double?
  ) {
    self.source = source
    self.system = system
    self.interval = interval
    end = duration.map { system.monotonicNanoseconds() + UInt64($0 * 1e9) }
  }

  private func isDone(_ now: UInt64) -> Bool { end.map { $0 <= now } ?? false }

  /// Without a terminal: until the end, or the process's.
  func collect() -> Profile {
    while true {
      let now = system.monotonicNanoseconds()
      source.look(now: now)
      if isDone(now) || source.isOver { return source.profile }
      system.sleep(nanoseconds: interval)
    }
  }

  func show(on terminal: TerminalMode) {
    // Another screen, so that what was there comes back.
    try? system.write(Array("\u{1b}[?1049h\u{1b}[?25l".utf8), to: .output)
    defer {
      terminal.restore()
      try? system.write(Array("\u{1b}[?25h\u{1b}[?1049l".utf8), to: .output)
    }
    var screen = LiveScreen()
    screen.subject = source.subject
    screen.usesColour = system.environment("NO_COLOR").map { $0.isEmpty } ?? true
    var profile = source.profile
    var nextFrame: UInt64 = 0
    while true {
      let now = system.monotonicNanoseconds()
      source.look(now: now)
      if isDone(now) || terminal.isInterrupted { return }
      let keys = WatchSession.keys(
        terminal.keys(milliseconds: Int32(clamping: interval / 1_000_000)))
      for key in keys where !screen.press(key, profile) { return }
      if nextFrame <= now || !keys.isEmpty {
        nextFrame = now + 250_000_000
        if !screen.isPaused { profile = source.profile }
        screen.notice =
          source.isOver && source.notice.isEmpty ? "the process has ended" : source.notice
        draw(screen, profile)
      }
    }
  }

  private func draw(_ screen: LiveScreen, _ profile: Profile) {
    var screen = screen
    (screen.columns, screen.rows) = TerminalMode.size
    let lines = screen.lines(profile).map { "\($0)\u{1b}[K" }.joined(separator: "\r\n")
    try? system.write(Array("\u{1b}[H\(lines)\u{1b}[J".utf8), to: .output)
  }

  private static func keys(_ bytes: [UInt8]) -> [LiveScreen.Key] {
    var keys: [LiveScreen.Key] = []
    var rest = bytes[...]
    while let byte = rest.popFirst() {
      switch byte {
      case 0x1b where rest.starts(with: "[A".utf8):
        keys.append(.up)
        rest = rest.dropFirst(2)
      case 0x1b where rest.starts(with: "[B".utf8):
        keys.append(.down)
        rest = rest.dropFirst(2)
      case 0x1b: keys.append(.quit)
      case 0x0a, 0x0d: keys.append(.open)
      case 0x7f, 0x08: keys.append(.erase)
      case 0x20...0x7e: keys.append(.letter(Character(Unicode.Scalar(byte))))
      default: break
      }
    }
    return keys
  }
}
