extension ProcessState {
  /// One line of this process. What refers to something unknown is dropped.
  mutating func apply(_ event: String, _ value: WireValue, root: String) {
    switch event {
    case "str": strings[value.int("id")] = value["s"]?.string ?? ""
    case "stack": stacks[value.int("id")] = frames(value["f"], root)
    case "loop":
      loops[value.int("id"), default: LoopState()].kind = value["kind"]?.string ?? ""
      loops[value.int("id"), default: LoopState()].heartbeat = value.int("beat")
    case "turn": turn(value)
    case "lag": loops[value.int("loop"), default: LoopState()].lag.merge(value)
    case "tasks": tasks(value, root)
    case "block":
      let span = span(value, root, isOpen: false)
      // Whatever ran on this loop before its end is over.
      if let before = open[span.loop], before.start < span.start &+ span.duration {
        open[span.loop] = nil
      }
      spans.append(span)
      chargeCollections(most: 1)
    case "open":
      let span = span(value, root, isOpen: true)
      open[span.loop] = span
    case "seen":
      let key = SpanKey(loop: value.int("loop"), since: value.int("t0"))
      seen[key] = parts(value["st"], of: value.int("dur"))
    case "read":
      loops[value.int("loop"), default: LoopState()].add(
        held: value.int("held"), callbacks: value.int("runs"), ready: value.int("ready"))
    case "gc":
      collections.append(
        GarbageCollection(
          loop: value.int("loop"), start: value.int("t0"), duration: value.int("dur")))
      chargeCollections(most: 16)
    case "route": route(value)
    case "held": routes[routeKey(value), default: RouteState()].held.merge(value)
    case "wait": wait(value, root)
    case "retry":
      guard let frame = frame(value["at"], root) else { return }
      retries[frame, default: RetryState()].count &+= value.int("n")
      retries[frame, default: RetryState()].pause &+= value.int("sum")
    case "self":
      drops = value.int("drops")
      errors = value.int("errors")
      level = value.int("level")
      ownNanoseconds = value.int("cost")
      callbackNanoseconds = value.int("each")
      lowNanoseconds = value.int("low")
      unmeasuredNanoseconds = value.int("left")
    case "lost":
      lostSpans &+= value.int("n")
      lostNanoseconds &+= value.int("sum")
    case "bye":
      saidBye = true
      failure = value["x"]?.string ?? ""
    default: break
    }
  }

  /// A collection may be told before or after the span it was a part of, but soon.
  private mutating func chargeCollections(most: Int) {
    for index in spans.indices.suffix(most) {
      let span = spans[index]
      collections.removeAll { collection in
        let isPart =
          collection.loop == span.loop && span.start <= collection.start
          && collection.start < span.start &+ span.duration
        if isPart { spans[index].collecting &+= collection.duration }
        return isPart
      }
    }
    collections = collections.suffix(100)
  }

  private mutating func turn(_ value: WireValue) {
    var loop = loops[value.int("loop"), default: LoopState()]
    loop.wall = max(loop.wall, value.int("t"))
    loop.timedHeld = max(loop.timedHeld, value.int("held"))
    loop.timedCallbacks = max(loop.timedCallbacks, value.int("runs"))
    loop.mostReady = max(loop.mostReady, value.int("ready"))
    loops[value.int("loop")] = loop
  }

  private mutating func tasks(_ value: WireValue, _ root: String) {
    var loop = loops[value.int("loop"), default: LoopState()]
    loop.taskCount = value.int("n")
    loop.mostTasks = max(loop.mostTasks, value.int("most"))
    loop.tasks = (value["g"]?.items ?? []).compactMap { group in
      guard group.items.count == 4, let coroutine = name(group.items[0]),
        let count = group.items[1].int, let age = group.items[2].int,
        let frame = frame(group.items[3], root)
      else { return nil }
      return TaskGroup(coroutine: coroutine, frame: frame, count: count, age: age)
    }
    loops[value.int("loop")] = loop
  }

  private func name(_ value: WireValue?) -> String? {
    if let text = value?.string { return text }
    return value?.int.flatMap { strings[$0] }
  }

  private func routeKey(_ value: WireValue) -> RouteKey {
    RouteKey(method: name(value["m"]) ?? "", route: name(value["r"]) ?? "")
  }

  private mutating func route(_ value: WireValue) {
    let key = routeKey(value)
    var route = routes[key, default: RouteState()]
    route.duration.merge(value)
    route.heldTotal &+= value.int("held")
    route.processor &+= value.int("cpu")
    route.processorSpan &+= value.int("span")
    let late = value["late"]?.items.compactMap { $0.int } ?? []
    if late.count == 2 {
      route.lateRequests &+= late[0]
      route.lateTotal &+= late[1]
    }
    for pair in value["codes"]?.items ?? [] {
      let numbers = pair.items.compactMap { $0.int }
      if numbers.count == 2 { route.statuses[numbers[0], default: 0] &+= numbers[1] }
    }
    routes[key] = route
  }

  private mutating func wait(_ value: WireValue, _ root: String) {
    guard let frame = frame(value["at"], root), let kind = name(value["k"]) else { return }
    let key = WaitKey(kind: kind, frame: frame)
    var wait = waits[key, default: WaitState()]
    wait.waited.merge(value)
    wait.limit = value.int("limit")
    wait.waiting = value.int("now")
    wait.mostWaiting = max(wait.mostWaiting, value.int("most"))
    wait.depth = value.int("depth")
    wait.mostDepth = max(wait.mostDepth, value.int("deepest"))
    waits[key] = wait
  }

  // MARK: Stacks

  private func frame(_ value: WireValue?, _ root: String) -> Frame? {
    guard let items = value?.items, items.count == 5, let path = name(items[0]),
      let line = items[1].int, let function = name(items[2]), let kind = items[3].int,
      let first = items[4].int
    else { return nil }
    return Frame(
      path: ProcessState.shown(path, root), line: line, function: function,
      origin: Frame.Origin(rawValue: kind) ?? .own, firstLine: first)
  }

  /// Below the root: relative to it. What was relative stays so: the root is where it was started.
  static func shown(_ path: String, _ root: String) -> String {
    let folder = root.hasSuffix("/") ? root : root + "/"
    if !root.isEmpty, path.hasPrefix(folder) { return String(path.dropFirst(folder.count)) }
    return path.hasPrefix("./") ? String(path.dropFirst(2)) : path
  }

  private func frames(_ value: WireValue?, _ root: String) -> [Frame] {
    value?.items.compactMap { frame($0, root) } ?? []
  }

  /// Samples as `[stack, first, last, number]`, times from the start of the span. A sample stands
  /// for the time since the one before it, the last one also for what follows.
  private func parts(_ value: WireValue?, of duration: Int) -> [StackPart] {
    var parts: [StackPart] = []
    var covered = 0
    let samples = value?.items ?? []
    for (index, sample) in samples.enumerated() {
      let numbers = sample.items.compactMap { $0.int }
      guard numbers.count == 4 else { continue }
      let isLast = index == samples.count - 1
      let end = isLast ? duration : min(duration, max(covered, numbers[2]))
      parts.append(StackPart(frames: stacks[numbers[0]] ?? [], duration: end - covered))
      covered = end
    }
    return parts
  }

  private func span(_ value: WireValue, _ root: String, isOpen: Bool) -> BlockedSpan {
    let duration = max(0, value.int("dur"))
    var parts = parts(value["st"], of: duration)
    var source = value["out"]?.bool == true ? BlockedSpan.Source.reader : .watchdog
    if parts.isEmpty {
      source = .afterwards
      parts = [StackPart(frames: frames(value["in"], root), duration: duration)]
    }
    var victims: [RouteKey: Int] = [:]
    for hurt in value["hurt"]?.items ?? [] {
      guard hurt.items.count == 3, let count = hurt.items[2].int else { continue }
      let key = RouteKey(method: name(hurt.items[0]) ?? "", route: name(hurt.items[1]) ?? "")
      victims[key, default: 0] &+= count
    }
    var route: RouteKey?
    if let pair = value["route"]?.items, pair.count == 2 {
      route = RouteKey(method: name(pair[0]) ?? "", route: name(pair[1]) ?? "")
    }
    return BlockedSpan(
      loop: value.int("loop"), start: value.int("t0"), duration: duration, error: value.int("err"),
      source: source, parts: parts, isLate: value["late"]?.bool ?? false, isOpen: isOpen,
      processor: value["cpu"]?.int, processorSpan: value.int("span"), collecting: value.int("gc"),
      coroutine: name(value["coro"]), route: route, victims: victims)
  }
}
