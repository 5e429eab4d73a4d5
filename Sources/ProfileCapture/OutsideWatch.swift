import ProfileModel
import System

/// Watches the loops of one process from outside: each publishes in one word of its memory since
/// when it runs the same callback, or its queue of ready callbacks tells (`LoopTurns`). If that is
/// long ago, the stack is read, and kept if nothing has changed meanwhile: then the stack belongs to
/// that callback, and the walk did not tear.
final class OutsideWatch {
  /// A loop as its agent described it.
  private struct Loop {
    var number: Int
    var native: Int
    /// Where the reference to the number lies that says since when.
    var word: UInt
    var thread: UInt?
    var heartbeat: Int
    /// Where nothing in the process times the callbacks.
    var turns: LoopTurns?
    var since: UInt64 = 0
    var nextSample: UInt64 = 0
    var nextOpen: UInt64 = 0
    var nextTold: UInt64 = 0
    var samples: [Sample] = []
    var coroutine = ""
    /// Of its thread.
    var clocks: ThreadClocks?
    var call: ThreadCall?
    /// While the present callback runs.
    var processor: Processor?
  }

  /// Processor time of the loop's thread while one callback ran, and for how long it had none.
  struct Processor {
    var first: (ran: Int, starved: Int, at: UInt64)
    var last: (ran: Int, starved: Int, at: UInt64)

    var ran: Int { last.ran - first.ran }
    /// Time without a processor is nobody's.
    var span: Int { max(ran, Int(last.at - first.at) - (last.starved - first.starved)) }
  }

  private struct Sample {
    var stack: Int
    var first: UInt64
    var last: UInt64
    var count: Int
  }

  private let process: Int
  private let pid: Int
  private let reader: StackReader
  private let threshold: UInt64
  private let folders: (standard: String, scripts: String)
  private var loops: [Loop] = []
  private var stacks: [String: Int] = [:]
  /// The same by the numbers of their code and their lines, which is what a look has.
  private var known: [[Int]: Int] = [:]
  private var lines: [UInt8] = []
  /// For how long loops were held for too long, since it was taken last.
  private var blocked = 0

  /// Far above the numbers that agents give.
  private static let firstStack = 1_000_000
  private static let mostStacks = 5000
  private static let mostLoops = 64
  private static let interval: UInt64 = 5_000_000
  /// Between looks at a callback whose end nobody else tells.
  private static let closeInterval: UInt64 = 2_000_000
  private static let second: UInt64 = 1_000_000_000
  /// A loop that has waited for so long is looked at as rarely as one that says what it does.
  private static let restful: UInt64 = 50_000_000
  private static let longestPause: UInt64 = 10_000_000

  /// `nil` if the process cannot be read: another version, another user, a protected one.
  init?(_ hello: WireValue, pid: Int, number: Int) {
    guard let reader = try? StackReader(pid) else { return nil }
    process = number
    self.pid = pid
    self.reader = reader
    threshold = UInt64(max(1, hello.int("threshold")))
    folders = (hello["std"]?.string ?? "", hello["bin"]?.string ?? "")
  }

  /// Whether the loop can be watched.
  func add(_ loop: WireValue) -> Bool {
    guard loop.int("word") != 0 else { return false }
    var described = Loop(
      number: loop.int("id"), native: loop.int("tid"), word: UInt(bitPattern: loop.int("word")),
      heartbeat: loop.int("beat"))
    if loop.int("ready") != 0 {
      described.turns = LoopTurns(
        loop: UInt(bitPattern: loop.int("self")), ready: UInt(bitPattern: loop.int("ready")),
        beganLocal: loop.int("began"))
    }
    described.clocks = ThreadClocks(pid, thread: described.native)
    // Told once more when something else says what its callbacks do.
    remove(described.number)
    if loops.count == OutsideWatch.mostLoops { remove(loops[0].number) }
    loops.append(described)
    let index = loops.count - 1
    guard since(of: index) != nil, let thread = thread(of: index) else { return false }
    let base = loop.int("base")
    if base != 0, let contexts = reader.contextChanges(ofThreadAt: thread) {
      loops[index].turns = LoopTurns(contexts: contexts, base: UInt(bitPattern: base))
      loops[index].call = ThreadCall(pid, thread: described.native)
    }
    return true
  }

  func remove(_ number: Int) {
    guard let index = loops.firstIndex(where: { $0.number == number }) else { return }
    if let turns = loops[index].turns {
      finish(index, between: turns.lookedAt, turns.lookedAt)
      tellTurns(index)
    } else {
      flush(index, .max)
    }
    loops.remove(at: index)
  }

  var isEmpty: Bool { loops.isEmpty }

  /// How many times `unit` nanoseconds loops were held for too long since this was asked last. Time in
  /// which their threads had no processor is not counted: other programs take that.
  func takeBlocked(unit: Int) -> Int {
    defer { blocked %= unit }
    return blocked / unit
  }

  /// Looks at each loop once; returns lines for the recording.
  func look(now: UInt64) -> [UInt8] {
    for index in loops.indices {
      if loops[index].turns == nil { look(at: index, now) } else { follow(index, now) }
      tellOpen(index, now)
    }
    defer { lines = [] }
    return lines
  }

  /// How long nothing can be missed: a callback is seen before it counts as blocking, and looked at
  /// again when it does.
  func pause(now: UInt64) -> UInt64 {
    var pause = min(OutsideWatch.longestPause, max(1_000_000, threshold / 2))
    for loop in loops {
      var next = loop.nextSample
      if let turns = loop.turns {
        let waits = turns.isIdle && turns.countsContexts
        if waits, turns.latest + OutsideWatch.restful < now { continue }
        pause = min(pause, OutsideWatch.interval)
        if turns.isIdle { continue }
        next = max(next, turns.latest + doubt)
      } else {
        guard loop.since != 0, loop.since < now else { continue }
        next = max(next, loop.since + patience(of: loop))
      }
      pause = min(pause, now < next ? next - now : 0)
    }
    return pause
  }

  /// How long the word of a loop that is blocked has stood at least: a heartbeat was due up to its
  /// whole interval after the loop was taken.
  private func least(of loop: Loop) -> UInt64 {
    UInt64(max(Int64(threshold) - Int64(loop.heartbeat), 1_000_000))
  }

  /// Stacks are read before that, as a busy machine may give no second chance in time.
  private func patience(of loop: Loop) -> UInt64 {
    max(1_000_000, min(least(of: loop), threshold / 2))
  }

  /// From when on a callback is looked into that nobody times: soon enough to be seen when it blocks.
  private var doubt: UInt64 { min(OutsideWatch.interval, threshold / 4) }

  /// The process has ended: what was under way then will not be told by anybody else.
  func end() -> [UInt8] {
    for index in loops.indices {
      if !loops[index].samples.isEmpty { tell(index, as: "open") }
      tellTurns(index)
    }
    defer { lines = [] }
    return lines
  }

  // MARK: Loops that publish since when

  private func look(at index: Int, _ now: UInt64) {
    guard let since = since(of: index) else { return }
    if since != loops[index].since {
      flush(index, now)
      loops[index].since = since
      loops[index].nextSample = 0
    }
    guard since != 0, since < now else { return }
    guard patience(of: loops[index]) <= now - since, loops[index].nextSample <= now else { return }
    loops[index].nextSample = now + max(OutsideWatch.interval, (now - since) / 16)
    readClocks(index, now)
    guard let thread = thread(of: index), let frames = reader.stack(ofThreadAt: thread),
      self.since(of: index) == since
    else { return }
    keep(inCallback(frames, heartbeat: loops[index].heartbeat != 0), index, now)
  }

  /// The time that the loop has published, in nanoseconds, rounded as the agent does it.
  private func since(of index: Int) -> UInt64? {
    guard let number = reader.memory.word(loops[index].word), number != 0 else { return nil }
    return reader.nanoseconds(ofFloatAt: UInt(number))
  }

  private func thread(of index: Int) -> UInt? {
    if let thread = loops[index].thread { return thread }
    // A thread that has not started yet goes by its maker's number; newer ones come first.
    loops[index].thread = reader.threads().last { $0.native == loops[index].native }?.address
    return loops[index].thread
  }

  /// The callback before was over at `now` at the latest. What took less than a blocked one is nobody's
  /// concern.
  private func flush(_ index: Int, _ now: UInt64) {
    let loop = loops[index]
    if !loop.samples.isEmpty, least(of: loop) <= now - loop.since {
      tell(index, as: "seen")
      if now != .max { count(index, lasting: now - loop.since) }
    }
    loops[index].samples = []
    loops[index].processor = nil
    loops[index].nextOpen = 0
  }

  // MARK: Loops whose queue tells

  private func follow(_ index: Int, _ now: UInt64) {
    guard var turns = loops[index].turns, let thread = thread(of: index) else { return }
    let before = turns.lookedAt
    guard let begun = turns.look(reader.memory, now: now) else { return }
    if before != 0, !turns.isIdle, reader.leaf(ofThreadAt: thread) != turns.idleCode {
      turns.held += now - before
    }
    loops[index].turns = turns
    if begun != 0 { finish(index, between: before, now) }
    if !turns.isIdle, turns.latest + doubt <= now, loops[index].nextSample <= now {
      lookInside(index, thread, now)
    }
    if loops[index].nextTold <= now {
      loops[index].nextTold = now + OutsideWatch.second
      tellTurns(index)
    }
  }

  private func lookInside(_ index: Int, _ thread: UInt, _ now: UInt64) {
    guard var turns = loops[index].turns else { return }
    loops[index].nextSample = now + max(OutsideWatch.closeInterval, (now - turns.latest) / 32)
    guard let frames = reader.stack(ofThreadAt: thread), turns.holds(reader.memory) else { return }
    defer { loops[index].turns = turns }
    guard let (run, turn) = callback(in: frames, index, turns) else {
      // It waits: the callback before is over.
      finish(
        index, between: loops[index].samples.last.map { loops[index].since + $0.last } ?? now, now)
      turns.isIdle = true
      turns.idleCode = reader.leaf(ofThreadAt: thread) ?? 0
      return
    }
    if loops[index].samples.isEmpty {
      loops[index].since = turns.began(reader, turn: turn)
      loops[index].processor = nil
      loops[index].coroutine = frames.last { $0.code.isCoroutine }?.code.function ?? ""
    }
    readClocks(index, now)
    // A callback that is no Python function has no frame of its own.
    keep(Array(frames[..<max(run, 1)]), index, now)
  }

  /// How many frames are those of a callback, and where the frame of the loop's turn lies, if it has one;
  /// `nil` if the loop waits.
  private func callback(
    in frames: [StackReader.RawFrame], _ index: Int, _ turns: LoopTurns
  ) -> (frames: Int, turn: UInt?)? {
    if turns.countsContexts {
      // Of a run that has only begun nobody has told yet what runs it.
      let run =
        frames.firstIndex { $0.codeAddress == turns.base }
        ?? frames.lastIndex { $0.code.isCoroutine }.map { $0 + 1 }
      // A C function that is itself the callback has no frame, but waits for no events.
      if run == 0, loops[index].call?.awaitsEvents() ?? true { return nil }
      return run.map { ($0, nil) }
    }
    let turn = frames.first {
      $0.code.isTurn
        && reader.local(0, ofFrameAt: $0.address) == UInt64(turns.loop)
    }
    guard let turn, let run = frames.firstIndex(where: { $0.code.runsCallback }) else { return nil }
    return (run, turn.address)
  }

  /// A callback that nobody timed is over.
  private func finish(_ index: Int, between early: UInt64, _ late: UInt64) {
    defer {
      loops[index].samples = []
      loops[index].processor = nil
      loops[index].since = 0
      loops[index].nextSample = 0
      loops[index].nextOpen = 0
    }
    let loop = loops[index]
    guard let turns = loop.turns, !loop.samples.isEmpty else { return }
    let end = early + (late - early) / 2
    guard loop.since + threshold <= end else { return }
    var fields = ",\"err\":\((late - early) / 2 + (turns.latest - turns.earliest) / 2),\"out\":true"
    count(index, lasting: end - loop.since)
    if let processor = loop.processor, 0 < processor.span {
      fields += ",\"cpu\":\(processor.ran),\"span\":\(processor.span)"
    }
    tell(index, as: "block", lasting: end - loop.since, fields)
  }

  private func readClocks(_ index: Int, _ now: UInt64) {
    guard let clocks = loops[index].clocks?.read() else { return }
    let reading = (ran: clocks.ran, starved: clocks.starved, at: now)
    loops[index].processor = Processor(
      first: loops[index].processor?.first ?? reading, last: reading)
  }

  /// A callback is over that held its loop for so long.
  private func count(_ index: Int, lasting duration: UInt64) {
    var own = Int(duration)
    // A wait for a processor is added to the clocks when it is over.
    if let first = loops[index].processor?.first, let clocks = loops[index].clocks?.read() {
      own -= clocks.starved - first.starved
    }
    if Int(threshold) <= own { blocked += own }
  }

  /// What was counted since it was told last.
  private func tellTurns(_ index: Int) {
    guard let counted = loops[index].turns?.takeCounted() else { return }
    write(
      """
      {"p":\(process),"e":"read","loop":\(loops[index].number),"held":\(counted.held),\
      "runs":\(counted.begun),"ready":\(counted.ready)}
      """)
  }

  // MARK: Stacks

  /// Down to the loop's own machinery, or to the outermost coroutine where that is not Python.
  private func inCallback(
    _ frames: [StackReader.RawFrame], heartbeat: Bool
  ) -> [StackReader.RawFrame] {
    if heartbeat {
      guard let outermost = frames.lastIndex(where: { $0.code.isCoroutine }) else { return [] }
      return Array(frames[...outermost])
    }
    let machinery = frames.firstIndex { $0.code.runsCallback }
    return machinery.map { Array(frames[..<$0]) } ?? []
  }

  /// One more sample of the callback under way.
  private func keep(_ frames: [StackReader.RawFrame], _ index: Int, _ now: UInt64) {
    let kept = frames.filter { !$0.code.isOwn }
    guard !kept.isEmpty, let stack = number(of: kept) else { return }
    let since = loops[index].since
    var offset = since < now ? now - since : 0
    // The agent tells how long a beat was late without the time in which the thread had no processor.
    if loops[index].heartbeat != 0, let processor = loops[index].processor {
      let starved = UInt64(max(0, processor.last.starved - processor.first.starved))
      offset = max(loops[index].samples.last?.last ?? 0, offset - min(offset, starved))
    }
    if let last = loops[index].samples.indices.last, loops[index].samples[last].stack == stack {
      loops[index].samples[last].last = offset
      loops[index].samples[last].count += 1
    } else {
      loops[index].samples.append(Sample(stack: stack, first: offset, last: offset, count: 1))
    }
  }

  private func number(of frames: [StackReader.RawFrame]) -> Int? {
    let key = frames.prefix(64).flatMap { [$0.code.number, $0.line] }
    if let number = known[key] { return number }
    guard let number = described(frames) else { return nil }
    if known.count < 2 * OutsideWatch.mostStacks { known[key] = number }
    return number
  }

  private func described(_ frames: [StackReader.RawFrame]) -> Int? {
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
    write("{\"p\":\(process),\"e\":\"stack\",\"id\":\(number),\"f\":[\(text)]}")
    return number
  }

  /// That a callback still runs, once a second.
  private func tellOpen(_ index: Int, _ now: UInt64) {
    guard let last = loops[index].samples.last, OutsideWatch.second <= last.last,
      loops[index].nextOpen <= now
    else { return }
    loops[index].nextOpen = now + OutsideWatch.second
    tell(index, as: "open")
  }

  private func tell(
    _ index: Int, as event: String, lasting duration: UInt64? = nil, _ fields: String = ""
  ) {
    let loop = loops[index]
    let samples = loop.samples.map { "[\($0.stack),\($0.first),\($0.last),\($0.count)]" }
    let coroutine =
      loop.coroutine.isEmpty ? "" : ",\"coro\":\(WireValue.quoted(loop.coroutine))"
    write(
      """
      {"p":\(process),"e":"\(event)","loop":\(loop.number),"t0":\(loop.since),\
      "dur":\(duration ?? loop.samples.last?.last ?? 0)\(fields)\(coroutine),\
      "st":[\(samples.joined(separator: ","))]}
      """)
  }

  private func write(_ line: String) { lines += Array((line + "\n").utf8) }
}
