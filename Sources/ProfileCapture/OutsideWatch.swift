import ProfileModel
import System

/// Watches the loops of one process from outside: each publishes in one word of its memory since
/// when it runs the same callback. If that is long ago, the stack is read, and kept if the word has
/// not changed meanwhile: then the stack belongs to that callback, and the walk did not tear.
final class OutsideWatch {
  /// A loop as its agent described it.
  private struct Loop {
    var number: Int
    var native: Int
    /// Where the reference to the number lies that says since when.
    var word: UInt
    var thread: UInt?
    var heartbeat: Int
    var since: UInt64 = 0
    var nextSample: UInt64 = 0
    var samples: [Sample] = []
  }

  private struct Sample {
    var stack: Int
    var first: UInt64
    var last: UInt64
    var count: Int
  }

  private let process: Int
  private let reader: StackReader
  private let threshold: UInt64
  private let folders: (standard: String, scripts: String)
  private var loops: [Loop] = []
  private var stacks: [String: Int] = [:]
  private var lines: [UInt8] = []

  /// Far above the numbers that agents give.
  private static let firstStack = 1_000_000
  private static let mostStacks = 5000
  private static let interval: UInt64 = 5_000_000
  /// The file name of the agent's own frames.
  private static let own = "<loopwise>"
  private static let longestPause: UInt64 = 10_000_000

  /// `nil` if the process cannot be read: another version, another user, a protected one.
  init?(_ hello: WireValue, pid: Int, number: Int) {
    guard let reader = try? StackReader(pid) else { return nil }
    process = number
    self.reader = reader
    threshold = UInt64(max(1, hello.int("threshold")))
    folders = (hello["std"]?.string ?? "", hello["bin"]?.string ?? "")
  }

  func add(_ loop: WireValue) {
    guard loop.int("word") != 0 else { return }
    let described = Loop(
      number: loop.int("id"), native: loop.int("tid"), word: UInt(bitPattern: loop.int("word")),
      heartbeat: loop.int("beat"))
    // Told once more when callbacks give way to a heartbeat, or the other way round.
    if let index = loops.firstIndex(where: { $0.number == described.number }) {
      flush(index)
      loops[index] = described
    } else if loops.count < 64 {
      loops.append(described)
    }
  }

  var isEmpty: Bool { loops.isEmpty }

  /// Looks at each loop once; returns lines for the recording.
  func look(now: UInt64) -> [UInt8] {
    for index in loops.indices { look(at: index, now) }
    defer { lines = [] }
    return lines
  }

  /// How long nothing can be missed: a callback is seen before it counts as blocking, and looked at
  /// again when it does.
  func pause(now: UInt64) -> UInt64 {
    var pause = min(OutsideWatch.longestPause, max(1_000_000, threshold / 2))
    for loop in loops where loop.since != 0 && loop.since < now {
      let next = max(loop.since + patience(of: loop), loop.nextSample)
      pause = min(pause, now < next ? next - now : 0)
    }
    return pause
  }

  /// A heartbeat was due up to its whole interval after the loop was taken.
  private func patience(of loop: Loop) -> UInt64 {
    UInt64(max(Int64(threshold) - Int64(loop.heartbeat), 1_000_000))
  }

  /// The process has ended: what was under way then will not be told by anybody else.
  func end() -> [UInt8] {
    for index in loops.indices where !loops[index].samples.isEmpty {
      tell(index, as: "open")
    }
    defer { lines = [] }
    return lines
  }

  private func look(at index: Int, _ now: UInt64) {
    guard let since = since(of: index) else { return }
    if since != loops[index].since {
      flush(index)
      loops[index].since = since
      loops[index].nextSample = 0
    }
    guard since != 0, since < now else { return }
    guard patience(of: loops[index]) <= now - since, loops[index].nextSample <= now else { return }
    loops[index].nextSample = now + max(OutsideWatch.interval, (now - since) / 16)
    guard let thread = thread(of: index), let frames = reader.stack(ofThreadAt: thread),
      self.since(of: index) == since
    else { return }
    let kept = inCallback(frames, heartbeat: loops[index].heartbeat != 0)
    guard !kept.isEmpty, let stack = number(of: kept) else { return }
    let offset = now - since
    if let last = loops[index].samples.indices.last, loops[index].samples[last].stack == stack {
      loops[index].samples[last].last = offset
      loops[index].samples[last].count += 1
    } else {
      loops[index].samples.append(Sample(stack: stack, first: offset, last: offset, count: 1))
    }
  }

  /// The time that the loop has published, in nanoseconds, rounded as the agent does it.
  private func since(of index: Int) -> UInt64? {
    // The value of a `float`, behind the number of references and the type in all versions.
    guard let number = reader.memory.word(loops[index].word), number != 0,
      let bits = reader.memory.word(UInt(number) &+ 16)
    else { return nil }
    let seconds = Double(bitPattern: bits)
    guard seconds.isFinite, 0 <= seconds, seconds < 9e9 else { return nil }
    return UInt64(seconds * 1e9)
  }

  private func thread(of index: Int) -> UInt? {
    if let thread = loops[index].thread { return thread }
    loops[index].thread = reader.threads().first { $0.native == loops[index].native }?.address
    return loops[index].thread
  }

  /// Down to the loop's own machinery, or to the outermost coroutine where that is not Python.
  private func inCallback(
    _ frames: [StackReader.RawFrame], heartbeat: Bool
  ) -> [StackReader.RawFrame] {
    if heartbeat {
      guard let outermost = frames.lastIndex(where: { $0.code.isCoroutine }) else { return [] }
      return frames[...outermost].filter { $0.code.path != OutsideWatch.own }
    }
    let machinery = frames.firstIndex {
      $0.code.path == OutsideWatch.own && $0.code.function.hasSuffix("_run")
        || $0.code.function == "Handle._run" && $0.code.path.hasSuffix("/asyncio/events.py")
    }
    return machinery.map { frames[..<$0].filter { $0.code.path != OutsideWatch.own } } ?? []
  }

  private func number(of frames: [StackReader.RawFrame]) -> Int? {
    let parts = frames.prefix(64).map { frame in
      let path = WireValue.quoted(frame.code.path)
      let function = WireValue.quoted(frame.code.function)
      let origin = Frame.Origin.of(
        frame.code.path, standard: folders.standard, scripts: folders.scripts)
      return "[\(path),\(frame.line),\(function),\(origin.rawValue),\(frame.code.firstLine)]"
    }
    let text = parts.joined(separator: ",")
    if let number = stacks[text] { return number }
    guard stacks.count < OutsideWatch.mostStacks else { return nil }
    let number = OutsideWatch.firstStack + stacks.count
    stacks[text] = number
    lines += Array("{\"p\":\(process),\"e\":\"stack\",\"id\":\(number),\"f\":[\(text)]}\n".utf8)
    return number
  }

  private func flush(_ index: Int) {
    if !loops[index].samples.isEmpty {
      tell(index, as: "seen")
    }
    loops[index].samples = []
  }

  private func tell(_ index: Int, as event: String) {
    let loop = loops[index]
    let duration = loop.samples.last?.last ?? 0
    let samples = loop.samples.map { "[\($0.stack),\($0.first),\($0.last),\($0.count)]" }
    let line = """
      {"p":\(process),"e":"\(event)","loop":\(loop.number),"t0":\(loop.since),"dur":\(duration),\
      "st":[\(samples.joined(separator: ","))]}\n
      """
    lines += Array(line.utf8)
  }
}
