/// All that a recording has said so far. Knows no clock and no files: the same lines in the same
/// order give the same state, live or replayed.
package struct ProfileState: Sendable {
  /// The folder that paths are shown relative to.
  package var root = ""
  /// The name of the program that was started, without its arguments.
  package var command = ""
  package var rootProcess = 0
  package var began = 0
  package var ended = 0
  /// Seconds since 1970 at `began`.
  package var wallSeconds = 0
  package var processes: [ProcessState] = []
  /// Lines that could not be read.
  package var tornLines = 0
  package var hasEnd = false
  /// Of the program, as the system told it.
  var status: Int?
  var signal: Int?
  /// Lines whose runs were counted, in the order of their numbers.
  package var probes: [ProbeState] = []
  /// What told the bytes of a file from others while it was recorded, by path.
  package var marks: [String: String] = [:]

  private var indexOf: [Int: Int] = [:]

  package init() {}

  package mutating func apply(_ line: some Collection<UInt8>) {
    guard let value = WireValue.parse(line) else {
      tornLines += 1
      return
    }
    apply(value)
  }

  package mutating func apply(_ value: WireValue) {
    guard let event = value["e"]?.string else { return }
    if event == "head" { return begin(value) }
    if event == "torn" { return tornLines &+= value.int("n") }
    if let time = value["t"]?.int, event != "turn" { ended = max(ended, time) }
    if event == "end" {
      hasEnd = true
      status = value["status"]?.int
      signal = value["signal"]?.int
      return
    }
    if event == "probes" || event == "file" { return describe(value) }
    let number = value.int("p")
    if event == "hello" {
      indexOf[number] = processes.count
      processes.append(ProcessState(number: number, hello: value))
      return
    }
    guard let index = indexOf[number] else { return }
    if event == "probe" { return count(value, in: index) }
    processes[index].apply(event, value, root: root)
    if let last = processes[index].spans.last { ended = max(ended, last.start + last.duration) }
  }

  private mutating func begin(_ value: WireValue) {
    root = value["root"]?.string ?? ""
    command = value["command"]?.string ?? ""
    rootProcess = value.int("pid")
    began = value.int("t")
    ended = began
    wallSeconds = value.int("wall")
  }

  private mutating func describe(_ value: WireValue) {
    if let path = value["s"]?.string, let mark = value["mark"]?.string {
      let shown = ProcessState.shown(path, root)
      if marks[shown] == nil { marks[shown] = mark }
    }
    for item in value["f"]?.items ?? [] {
      guard 3 <= item.items.count, let path = item.items[0].string, let line = item.items[1].int,
        let function = item.items[2].string
      else { continue }
      var probe = ProbeState(path: ProcessState.shown(path, root), line: line, function: function)
      // What was counted before the recording was shortened.
      if item.items.count == 4 { probe.runs = max(0, item.items[3].int ?? 0) }
      probes.append(probe)
    }
  }

  private mutating func count(_ value: WireValue, in process: Int) {
    processes[process].countsRuns = true
    for pair in value["d"]?.items ?? [] {
      let numbers = pair.items.compactMap { $0.int }
      guard numbers.count == 2, probes.indices.contains(numbers[0]) else { continue }
      probes[numbers[0]].runs &+= max(0, numbers[1])
    }
  }
}

/// A line whose runs are counted.
package struct ProbeState: Sendable, Hashable {
  package var path: String
  package var line: Int
  /// The last part of the name of the function that holds it.
  package var function: String
  package var runs = 0

  package init(path: String, line: Int, function: String) {
    self.path = path
    self.line = line
    self.function = function
  }
}

/// What one process has said.
package struct ProcessState: Sendable {
  package let number: Int
  package let pid: Int
  package let parent: Int
  package let python: String
  package let began: Int
  package let threshold: Int
  package var level: Int
  package var loops: [Int: LoopState] = [:]
  package var spans: [BlockedSpan] = []
  package var routes: [RouteKey: RouteState] = [:]
  package var waits: [WaitKey: WaitState] = [:]
  package var retries: [Frame: RetryState] = [:]
  package var drops = 0
  package var errors = 0
  /// Processor time of the agent's own thread.
  package var ownNanoseconds = 0
  /// What timing one callback costs there.
  package var callbackNanoseconds = 0
  /// For so long callbacks were not timed, because that would have cost too much.
  package var lowNanoseconds = 0
  /// For so long requests were not measured, for the same reason.
  package var unmeasuredNanoseconds = 0
  package var saidBye = false
  /// The kind of exception that ended its main module.
  var failure = ""
  /// Older spans, which gave room to newer ones.
  package var lostSpans = 0
  package var lostNanoseconds = 0
  /// Its interpreter can count runs of lines, and did.
  package var countsRuns = false

  var strings: [Int: String] = [:]
  var stacks: [Int: [Frame]] = [:]
  /// Spans that were under way when they were last heard of, by loop.
  package var open: [Int: BlockedSpan] = [:]
  /// Collections of callbacks that nobody timed, until their span is known.
  var collections: [GarbageCollection] = []
  /// Stacks taken from outside of the process.
  var seen: [SpanKey: [StackPart]] = [:]

  init(number: Int, hello: WireValue) {
    self.number = number
    pid = hello.int("pid")
    parent = hello.int("ppid")
    python = hello["py"]?.string ?? ""
    began = hello.int("t")
    threshold = hello.int("threshold")
    level = hello.int("level")
  }

  /// The last stack also stands for the time that passed after it was read. Of spans that are told
  /// without the time in which their thread had no processor, what is too much was before the first look.
  private static func fitted(_ parts: [StackPart], to duration: Int) -> [StackPart] {
    var parts = parts
    var surplus = parts.reduce(0) { $0 &+ $1.duration } &- duration
    for index in parts.indices where 0 < surplus {
      let taken = min(surplus, parts[index].duration)
      parts[index].duration &-= taken
      surplus &-= taken
    }
    if surplus < 0 { parts[parts.count - 1].duration &-= surplus }
    return parts
  }

  /// Spans that ended, then those that never did, each with the best stacks known of it.
  package var allSpans: [BlockedSpan] {
    let unfinished = open.keys.sorted().compactMap { open[$0] }
    return (spans + unfinished).compactMap { span in
      guard let parts = seen[span.key], !parts.isEmpty else { return span.isIdle ? nil : span }
      var span = span
      span.parts = ProcessState.fitted(parts, to: span.duration)
      span.source = .reader
      span.isLate = false
      return span
    }
  }
}

package struct LoopState: Sendable {
  package var kind = ""
  /// Of the heartbeat, where callbacks cannot be timed.
  package var heartbeat = 0
  package var wall = 0
  /// Of callbacks that were timed, and of others as seen from outside.
  var timedHeld = 0
  var timedCallbacks = 0
  var readHeld = 0
  var readCallbacks = 0
  package var mostReady = 0
  package var lag = Histogram()
  /// As they were when last looked at; the oldest first.
  package var tasks: [TaskGroup] = []
  package var taskCount = 0
  package var mostTasks = 0

  package var held: Int { timedHeld &+ readHeld }
  package var callbacks: Int { timedCallbacks &+ readCallbacks }

  mutating func add(held: Int, callbacks: Int, ready: Int) {
    readHeld &+= held
    readCallbacks &+= callbacks
    mostReady = max(mostReady, ready)
  }
}

/// A run of the garbage collector in a callback.
struct GarbageCollection: Sendable {
  var loop: Int
  var start: Int
  var duration: Int
}

/// Tasks of one coroutine that wait at one line.
package struct TaskGroup: Sendable {
  package var coroutine: String
  package var frame: Frame
  package var count: Int
  /// Of the oldest, since it was first seen.
  package var age: Int
}

package struct RouteKey: Hashable, Sendable, Comparable {
  package var method: String
  package var route: String

  package init(method: String, route: String) {
    self.method = method
    self.route = route
  }

  package static func < (a: RouteKey, b: RouteKey) -> Bool {
    (a.route, a.method) < (b.route, b.method)
  }
}

package struct RouteState: Sendable {
  package var duration = Histogram()
  package var held = Histogram()
  package var heldTotal = 0
  /// Processor time, and the held time over which it was taken.
  package var processor = 0
  package var processorSpan = 0
  package var lateRequests = 0
  package var lateTotal = 0
  /// By hundreds of the status.
  package var statuses: [Int: Int] = [:]

  package init() {}
}

package struct WaitKey: Hashable, Sendable {
  package var kind: String
  package var frame: Frame
}

package struct WaitState: Sendable {
  package var waited = Histogram()
  package var limit = -1
  package var waiting = 0
  package var mostWaiting = 0
  package var depth = -1
  package var mostDepth = -1

  /// Nothing bounds it, and it is about as long as it ever was.
  package var isGrowing: Bool { limit == 0 && 100 <= mostDepth && mostDepth <= 2 &* depth }
}

package struct RetryState: Sendable {
  package var count = 0
  package var pause = 0
}

/// One place in a Python stack.
package struct Frame: Hashable, Sendable {
  package var path: String
  package var line: Int
  package var function: String
  package var origin: Origin
  /// The line of the function's `def`.
  package var firstLine: Int

  package init(path: String, line: Int, function: String, origin: Origin, firstLine: Int) {
    self.path = path
    self.line = line
    self.function = function
    self.origin = origin
    self.firstLine = firstLine
  }

  package enum Origin: Int, Sendable {
    case own, standardLibrary, installed, machinery

    /// As the agent decides it, from the folders of the interpreter.
    package static func of(_ path: String, standard: String, scripts: String) -> Origin {
      if path.hasPrefix("<frozen") || path == "<loopwise>" { return .machinery }
      // Packages name the code that they make so.
      if path.hasPrefix("<"), path.contains(" generated ") { return .installed }
      let isInstalled = path.contains("/site-packages/") || path.contains("/dist-packages/")
      if isInstalled || (!scripts.isEmpty && path.hasPrefix(scripts)) { return .installed }
      guard !standard.isEmpty, path.hasPrefix(standard) else { return .own }
      return path.hasPrefix(standard + "asyncio/") ? .machinery : .standardLibrary
    }
  }
}

/// Which run of a loop's callback a span is: the time the loop published while it ran.
struct SpanKey: Hashable, Sendable {
  var loop: Int
  var since: Int
}

/// The part of a span that was spent in one stack.
package struct StackPart: Sendable {
  /// Leaf first. Empty if nothing was seen.
  package var frames: [Frame]
  package var duration: Int
}

/// A callback that held its loop longer than the threshold.
package struct BlockedSpan: Sendable {
  package enum Source: String, Sendable {
    /// Read from outside while the callback ran.
    case reader
    /// Taken inside the process while the callback ran.
    case watchdog
    /// Nothing was seen of it; functions come from the task as it stood afterwards.
    case afterwards
  }

  package var loop: Int
  package var start: Int
  package var duration: Int
  /// The duration is right within this.
  package var error: Int
  package var source: Source
  package var parts: [StackPart]
  /// The first stack was taken when the call may have been over.
  package var isLate: Bool
  package var isOpen: Bool
  package var processor: Int?
  package var processorSpan: Int
  package var collecting: Int
  package var coroutine: String?
  package var route: RouteKey?
  package var victims: [RouteKey: Int]

  var key: SpanKey { SpanKey(loop: loop, since: start + error) }

  /// A heartbeat that came late though no code was seen to run, and almost none did: the machine slept.
  var isIdle: Bool {
    guard source == .afterwards, 0 < error, coroutine == nil, let processor else { return false }
    return parts.allSatisfy { $0.frames.isEmpty } && processor &* 10 < processorSpan
  }
}
