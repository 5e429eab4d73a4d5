extension ProfileState {
  /// The figures, in an order that depends on the recording alone.
  package func profile() -> Profile {
    var builder = SiteBuilder()
    for process in processes {
      for span in process.allSpans { builder.add(span, pid: process.pid) }
    }
    var routes: [RouteKey: RouteState] = [:]
    var waits: [WaitKey: WaitState] = [:]
    var retries: [Frame: RetryState] = [:]
    for process in processes {
      for (key, route) in process.routes { routes[key, default: RouteState()].merge(route) }
      for (key, wait) in process.waits { waits[key, default: WaitState()].merge(wait) }
      for (frame, retry) in process.retries {
        retries[frame, default: RetryState()].count &+= retry.count
        retries[frame, default: RetryState()].pause &+= retry.pause
      }
    }
    let loops = processes.flatMap { process in
      process.loops.keys.sorted().compactMap { process.loops[$0] }
    }
    var lag = Histogram()
    for loop in loops { lag.merge(loop.lag) }
    let (sites, spans) = builder.finish()

    return Profile(
      root: root, command: command, wallSeconds: wallSeconds, duration: max(0, ended &- began),
      isComplete: hasEnd, ending: ending, tornLines: tornLines,
      processes: processes.map { $0.figures },
      sites: sites, endpoints: ProfileState.endpoints(routes),
      waits: ProfileState.ordered(waits), retries: ProfileState.ordered(retries), spans: spans,
      lag: lag, held: loops.reduce(0) { $0 &+ $1.held }, wall: loops.reduce(0) { $0 &+ $1.wall },
      mostReady: loops.map { $0.mostReady }.max() ?? 0,
      tasks: ProfileState.ordered(loops.flatMap { $0.tasks }),
      taskCount: loops.reduce(0) { $0 &+ $1.taskCount },
      mostTasks: loops.map { $0.mostTasks }.max() ?? 0,
      callbacks: loops.reduce(0) { $0 &+ $1.callbacks }, own: own(loops),
      threshold: processes.map { $0.threshold }.min() ?? 0, probes: probes,
      countsRuns: !processes.isEmpty && processes.allSatisfy { $0.countsRuns }, marks: marks)
  }

  private var ending: ProgramEnding {
    let main = processes.last { $0.pid == rootProcess }
    return ProgramEnding(status: status, signal: signal, failure: main?.failure ?? "")
  }

  private func own(_ loops: [LoopState]) -> OwnFigures {
    let wall = loops.reduce(0) { $0 &+ $1.wall }
    let cost = processes.reduce(0) { sum, process in
      let callbacks = process.loops.values.reduce(0) { $0 &+ $1.timedCallbacks }
      return sum &+ process.ownNanoseconds &+ callbacks &* process.callbackNanoseconds
    }
    return OwnFigures(
      costShare: wall == 0 || cost == 0 ? nil : Double(cost) / Double(wall),
      drops: processes.reduce(0) { $0 &+ $1.drops },
      errors: processes.reduce(0) { $0 &+ $1.errors },
      level: processes.map { $0.level }.min() ?? 0,
      low: processes.map { $0.lowNanoseconds }.max() ?? 0,
      unmeasured: processes.map { $0.unmeasuredNanoseconds }.max() ?? 0,
      lostSpans: processes.reduce(0) { $0 &+ $1.lostSpans },
      lostNanoseconds: processes.reduce(0) { $0 &+ $1.lostNanoseconds })
  }

  private static func endpoints(_ routes: [RouteKey: RouteState]) -> [Endpoint] {
    routes.keys.sorted().compactMap { key in
      guard let figures = routes[key], 0 < figures.duration.number else { return nil }
      return Endpoint(key: key, figures: figures)
    }
  }

  private static func ordered(_ waits: [WaitKey: WaitState]) -> [WaitFigures] {
    let all = waits.map { WaitFigures(key: $0.key, figures: $0.value) }
    return all.sorted { a, b in
      // A reader of an empty queue is idle, not kept from its work.
      let (first, second) = (a.isIdle, b.isIdle)
      if first != second { return second }
      if a.figures.waited.total != b.figures.waited.total {
        return b.figures.waited.total < a.figures.waited.total
      }
      return (a.key.frame.path, a.key.frame.line, a.key.kind)
        < (b.key.frame.path, b.key.frame.line, b.key.kind)
    }
  }

  private static func ordered(_ tasks: [TaskGroup]) -> [TaskGroup] {
    tasks.sorted { a, b in
      if a.age != b.age { return b.age < a.age }
      return (a.coroutine, a.frame.path, a.frame.line) < (b.coroutine, b.frame.path, b.frame.line)
    }
  }

  private static func ordered(_ retries: [Frame: RetryState]) -> [RetryFigures] {
    let all = retries.map {
      RetryFigures(frame: $0.key, count: $0.value.count, pause: $0.value.pause)
    }
    return all.sorted { a, b in
      if a.count != b.count { return b.count < a.count }
      return (a.frame.path, a.frame.line) < (b.frame.path, b.frame.line)
    }
  }
}

extension ProcessState {
  fileprivate var figures: ProcessFigures {
    let kinds = Set(loops.values.map { $0.kind }).sorted()
    return ProcessFigures(
      pid: pid, parent: parent, python: python, loops: kinds, level: level, saidBye: saidBye)
  }
}

extension RouteState {
  package mutating func merge(_ other: RouteState) {
    duration.merge(other.duration)
    held.merge(other.held)
    heldTotal &+= other.heldTotal
    processor &+= other.processor
    processorSpan &+= other.processorSpan
    lateRequests &+= other.lateRequests
    lateTotal &+= other.lateTotal
    statuses.merge(other.statuses, uniquingKeysWith: &+)
  }
}

extension WaitFigures {
  fileprivate var isIdle: Bool { key.kind == "queue" && !figures.isGrowing }
}

extension WaitState {
  mutating func merge(_ other: WaitState) {
    waited.merge(other.waited)
    limit = max(limit, other.limit)
    waiting &+= other.waiting
    mostWaiting = max(mostWaiting, other.mostWaiting)
    depth = max(depth, other.depth)
    mostDepth = max(mostDepth, other.mostDepth)
  }
}

extension Endpoint {
  /// Shares of sums need fewer requests than percentiles do.
  package static let leastRequests = 10

  var classified: Class {
    guard Endpoint.leastRequests <= count, 0 < figures.duration.total, isHeldKnown else {
      return .unknown
    }
    let share = held / (Double(figures.duration.total) / Double(count))
    if share < 0.2 { return .waitHeavy }
    if share < 0.5 { return .mixed }
    guard let processorShare else { return .computeHeavy }
    return processorShare < 0.5 ? .blocking : .computeHeavy
  }
}

/// Charges spans to the lines that own them.
private struct SiteBuilder {
  private struct Key: Hashable {
    var path: String
    var line: Int
    var function: String
  }

  private struct Draft {
    var frame: Frame
    /// Of the time that stacks were seen for, what went into importing.
    var importing = 0
    var seen = 0
    var kind: BlockedSite.Kind { seen < importing &* 2 ? .imported : .call }
    var durations: [Int] = []
    var total = 0
    var processor = 0
    var processorSpan = 0
    var collecting = 0
    var late = 0
    var unseen = 0
    var error = 0
    var stacks: [[Frame]: Int] = [:]
    var endpoints: Set<RouteKey> = []
    var victims: [RouteKey: Int] = [:]
  }

  private var drafts: [Draft] = []
  private var indexOf: [Key: Int] = [:]
  private var placed: [PlacedSpan] = []

  mutating func add(_ span: BlockedSpan, pid: Int) {
    var charges: [Int: Int] = [:]
    var order: [Int] = []
    for part in span.parts {
      let (index, isImport) = site(of: part.frames, span)
      let weight = max(1, part.duration)
      drafts[index].seen &+= weight
      if isImport { drafts[index].importing &+= weight }
      if charges[index] == nil { order.append(index) }
      charges[index, default: 0] &+= part.duration
      drafts[index].stacks[part.frames, default: 0] &+= part.duration
    }
    guard let main = order.max(by: { (charges[$0] ?? 0) < (charges[$1] ?? 0) }) else { return }
    // Those too short to be more than the way into or out of the call give theirs to the longest.
    let least = max(10_000_000, span.duration / 10)
    order.removeAll { $0 != main && (charges[$0] ?? 0) < least }
    let rest = order.reduce(span.duration) { $0 &- (charges[$1] ?? 0) }
    charges[main, default: 0] &+= max(0, rest)
    for index in order {
      let duration = charges[index] ?? 0
      drafts[index].durations.append(duration)
      drafts[index].total &+= duration
      drafts[index].error = max(drafts[index].error, span.error)
      drafts[index].late += span.isLate ? 1 : 0
      drafts[index].unseen += span.source == .afterwards ? 1 : 0
      if let route = span.route { drafts[index].endpoints.insert(route) }
      drafts[index].victims.merge(span.victims, uniquingKeysWith: &+)
    }
    drafts[main].collecting &+= span.collecting
    if let processor = span.processor {
      drafts[main].processor &+= processor
      drafts[main].processorSpan &+= span.processorSpan
    }
    placed.append(
      PlacedSpan(pid: pid, span: span, charges: order.map { ($0, charges[$0] ?? 0) }))
  }

  private mutating func site(
    of frames: [Frame], _ span: BlockedSpan
  ) -> (index: Int, isImport: Bool) {
    let own =
      frames.firstIndex { $0.origin == .own && !$0.path.hasPrefix("<") }
      ?? frames.firstIndex { $0.origin == .installed } ?? frames.indices.first
    let nothing = Frame(
      path: "", line: 0, function: span.coroutine ?? "", origin: .machinery, firstLine: 0)
    let frame = own.map { frames[$0] } ?? nothing
    let inner = frames.prefix(own ?? 0)
    let isImport =
      frame.function == "<module>" || inner.contains { $0.path.hasPrefix("<frozen importlib") }
    let key = Key(path: frame.path, line: frame.line, function: frame.function)
    if let index = indexOf[key] { return (index, isImport) }
    drafts.append(Draft(frame: frame))
    indexOf[key] = drafts.count - 1
    return (drafts.count - 1, isImport)
  }

  func finish() -> ([BlockedSite], [PlacedSpan]) {
    // Some gave all of theirs to others.
    let charged = drafts.indices.filter { !drafts[$0].durations.isEmpty }
    let order = charged.sorted { a, b in
      let (first, second) = (drafts[a], drafts[b])
      if (first.kind == .call) != (second.kind == .call) { return first.kind == .call }
      if first.total != second.total { return second.total < first.total }
      return (first.frame.path, first.frame.line, first.frame.function)
        < (second.frame.path, second.frame.line, second.frame.function)
    }
    var position = [Int](repeating: 0, count: drafts.count)
    for (new, old) in order.enumerated() { position[old] = new }
    let spans = placed.map { span in
      var span = span
      span.charges = span.charges.map { (position[$0.site], $0.duration) }
      return span
    }
    return (
      order.map { SiteBuilder.site(drafts[$0]) },
      spans.sorted { ($0.span.start, $0.pid) < ($1.span.start, $1.pid) }
    )
  }

  private static func site(_ draft: Draft) -> BlockedSite {
    // Two readings of a clock that are closer together than this say nothing.
    let least = 10_000_000
    let share =
      least <= draft.processorSpan
      ? min(1, Double(draft.processor) / Double(draft.processorSpan)) : nil
    let stack = draft.stacks.max { a, b in
      a.value != b.value ? a.value < b.value : description(b.key) < description(a.key)
    }
    return BlockedSite(
      frame: draft.frame, kind: draft.kind, durations: draft.durations.sorted(), total: draft.total,
      processorShare: share, collecting: draft.collecting, late: draft.late, unseen: draft.unseen,
      error: draft.error, stack: stack?.key ?? [], endpoints: draft.endpoints.sorted(),
      victims: draft.victims.keys.sorted().map { ($0, draft.victims[$0] ?? 0) })
  }

  private static func description(_ frames: [Frame]) -> String {
    frames.map { "\($0.path):\($0.line):\($0.function)" }.joined(separator: ";")
  }
}
