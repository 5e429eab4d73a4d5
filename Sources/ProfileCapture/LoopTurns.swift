import System

/// What is kept of a loop's callbacks anyway, so that two looks tell how many began in between; the
/// program does nothing for it. asyncio itself keeps its queue of those that are ready: taking one out
/// begins it, and each change of the queue is counted. Where the loop is not Python, the interpreter
/// counts how often its thread entered or left a context, and each callback runs in one.
struct LoopTurns {
  /// Of the loop, and of its queue or of that count.
  let loop: UInt
  let ready: UInt
  /// Which local variable of the loop's turn holds the time, in seconds, at which its callbacks began.
  let beganLocal: Int
  /// The code that runs the loop, where contexts are counted: what it called is a callback.
  let base: UInt
  private var size = 0
  private var changes = 0
  /// The last look, and the time between which and `latest` the present callback began.
  private(set) var lookedAt: UInt64 = 0
  private(set) var earliest: UInt64 = 0
  private(set) var latest: UInt64 = 0
  /// No callback has begun since the loop was seen to wait.
  var isIdle = false
  /// The code that a loop of this process runs while it waits.
  var idleCode: UInt = 0
  private var begun = 0
  private var mostReady = 0
  var held: UInt64 = 0

  init(loop: UInt, ready: UInt, beganLocal: Int) {
    self.loop = loop
    self.ready = ready
    self.beganLocal = beganLocal
    base = 0
  }

  /// Of a loop that is not Python: where the thread's changes of contexts are counted.
  init(contexts: UInt, base: UInt) {
    loop = 0
    ready = contexts
    beganLocal = 0
    self.base = base
    idleCode = base
  }

  var countsContexts: Bool { base != 0 }

  // Of a `deque` in 3.8 to 3.14: its length, and the number of its changes.
  private static let sizeField = 16
  private static let changesField = 56

  /// No callback is begun and ended in less than this.
  private static let shortestCallback: UInt64 = 30

  private static func mostAtOnce(_ nanoseconds: UInt64) -> Int {
    Int(nanoseconds / shortestCallback) + 1
  }

  private func fields(_ memory: ForeignMemory) -> (size: Int, changes: Int)? {
    if countsContexts { return memory.word(ready).map { (0, Int(truncatingIfNeeded: $0)) } }
    guard let head = memory.bytes(ready, LoopTurns.changesField + 8) else { return nil }
    let size = head.number(LoopTurns.sizeField, 8)
    return size < 0 ? nil : (size, head.number(LoopTurns.changesField, 8))
  }

  /// Looks: how many callbacks began since the last look, at least one if any ended; `nil` if nothing can
  /// be read.
  mutating func look(_ memory: ForeignMemory, now: UInt64) -> Int? {
    guard let new = fields(memory) else { return nil }
    let isFirst = lookedAt == 0
    // Each addition and each removal is one change, and only removals make it shorter. A context that
    // was entered is left, and a look may come in between.
    let removed =
      countsContexts
      ? (new.changes &+ 1) >> 1 &- (changes &+ 1) >> 1
      : ((new.changes &- changes) &- (new.size &- size)) / 2
    let hasChanged = countsContexts ? new.changes != changes : removed != 0
    // The queue of a loop that is gone: something else lies there by now.
    if !isFirst, removed < 0 || LoopTurns.mostAtOnce(now &- lookedAt) < removed { return nil }
    (size, changes) = new
    mostReady = max(mostReady, size)
    defer { lookedAt = now }
    guard isFirst || hasChanged else { return 0 }
    earliest = lookedAt
    latest = now
    isIdle = false
    if !isFirst { begun &+= max(0, removed) }
    return isFirst ? 0 : max(1, removed)
  }

  /// Callbacks, and the time they took by looks, since this was asked last.
  mutating func takeCounted() -> (begun: Int, held: UInt64, ready: Int) {
    defer { (begun, held, mostReady) = (0, 0, 0) }
    return (begun, held, mostReady)
  }

  /// Whether no callback has begun since the last look.
  func holds(_ memory: ForeignMemory) -> Bool {
    guard let new = fields(memory) else { return false }
    return new.changes &- changes == new.size &- size
  }

  /// When the callback that a turn's frames show began: the turn's first did when the turn says.
  func began(_ reader: StackReader, turn frame: UInt?) -> UInt64 {
    let middle = earliest == 0 ? latest : earliest + (latest - earliest) / 2
    guard let frame, let object = reader.local(beganLocal, ofFrameAt: frame), object != 0,
      let began = reader.nanoseconds(ofFloatAt: UInt(object)), began <= latest, earliest <= began
    else { return middle }
    return began
  }
}
