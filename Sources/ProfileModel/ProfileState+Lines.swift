extension ProfileState {
  /// The same state in fewer lines: increments are summed up, and of the blocked spans only the newest
  /// are kept in full. A process that goes on reporting finds its names and stacks known.
  package func lines(keepingSpans most: Int) -> [UInt8] {
    var text = """
      \(Recording.signature)1,"root":\(WireValue.quoted(root)),"command":\(WireValue.quoted(command)),\
      "pid":\(rootProcess),"t":\(began),"wall":\(wallSeconds)}\n
      """
    if 0 < tornLines { text += "{\"e\":\"torn\",\"n\":\(tornLines)}\n" }
    for path in marks.keys.sorted() {
      let mark = WireValue.quoted(marks[path] ?? "")
      text += "{\"e\":\"file\",\"s\":\(WireValue.quoted(path)),\"mark\":\(mark)}\n"
    }
    if !probes.isEmpty {
      let rows = probes.map {
        "[\(WireValue.quoted($0.path)),\($0.line),\(WireValue.quoted($0.function)),\($0.runs)]"
      }
      text += "{\"e\":\"probes\",\"f\":[\(rows.joined(separator: ","))]}\n"
    }
    let count = processes.reduce(0) { $0 + $1.spans.count }
    for process in processes {
      // Each process keeps its share, rounded up.
      let share =
        count <= most ? process.spans.count : (process.spans.count * most + count - 1) / count
      text += process.lines(keepingSpans: share)
    }
    if ended != began { text += "{\"e\":\"clock\",\"t\":\(ended)}\n" }
    if hasEnd {
      let words = [("status", status), ("signal", signal)].compactMap { name, value in
        value.map { ",\"\(name)\":\($0)" }
      }
      text += "{\"e\":\"end\",\"t\":\(ended)\(words.joined())}\n"
    }
    return Array(text.utf8)
  }
}

/// Writes one process; names and stacks keep the numbers that its agent knows them by.
private struct ProcessWriter {
  private let process: ProcessState
  private let numberOfStack: [[Frame]: Int]
  private(set) var text = ""

  init(_ process: ProcessState) {
    self.process = process
    var numbers: [[Frame]: Int] = [:]
    for number in process.stacks.keys.sorted() {
      if let frames = process.stacks[number], numbers[frames] == nil { numbers[frames] = number }
    }
    numberOfStack = numbers
  }

  mutating func line(_ event: String, _ rest: String) {
    let comma = rest.isEmpty ? "" : ","
    text += "{\"p\":\(process.number),\"e\":\"\(event)\"\(comma)\(rest)}\n"
  }

  static func frame(_ frame: Frame) -> String {
    let path = WireValue.quoted(frame.path)
    let function = WireValue.quoted(frame.function)
    return "[\(path),\(frame.line),\(function),\(frame.origin.rawValue),\(frame.firstLine)]"
  }

  static func histogram(_ histogram: Histogram) -> String {
    let pairs = histogram.counts.keys.sorted().map { "[\($0),\(histogram.counts[$0] ?? 0)]" }
    return """
      "d":[\(pairs.joined(separator: ","))],"n":\(histogram.number),"sum":\(histogram.total),\
      "max":\(histogram.largest)
      """
  }

  static func route(_ key: RouteKey) -> String {
    "\"m\":\(WireValue.quoted(key.method)),\"r\":\(WireValue.quoted(key.route))"
  }

  /// Parts as the samples that give them: each ends where the next begins.
  private func samples(_ parts: [StackPart]) -> String {
    var covered = 0
    let samples = parts.map { part in
      defer { covered += part.duration }
      return "[\(numberOfStack[part.frames] ?? 0),\(covered),\(covered + part.duration),1]"
    }
    return "\"st\":[\(samples.joined(separator: ","))]"
  }

  mutating func span(_ span: BlockedSpan) {
    var rest = "\"loop\":\(span.loop),\"t0\":\(span.start),\"dur\":\(span.duration)"
    if span.error != 0 { rest += ",\"err\":\(span.error)" }
    if let processor = span.processor { rest += ",\"cpu\":\(processor)" }
    if span.processorSpan != 0 { rest += ",\"span\":\(span.processorSpan)" }
    if span.collecting != 0 { rest += ",\"gc\":\(span.collecting)" }
    if let coroutine = span.coroutine { rest += ",\"coro\":\(WireValue.quoted(coroutine))" }
    if let route = span.route {
      rest += ",\"route\":[\(WireValue.quoted(route.method)),\(WireValue.quoted(route.route))]"
    }
    let victims = span.victims.keys.sorted().map {
      "[\(WireValue.quoted($0.method)),\(WireValue.quoted($0.route)),\(span.victims[$0] ?? 0)]"
    }
    if !victims.isEmpty { rest += ",\"hurt\":[\(victims.joined(separator: ","))]" }
    if span.source == .reader { rest += ",\"out\":true" }
    if span.isLate { rest += ",\"late\":true" }
    if span.source == .afterwards {
      let frames = span.parts.first?.frames.map(ProcessWriter.frame) ?? []
      rest += ",\"in\":[\(frames.joined(separator: ","))]"
    } else {
      rest += "," + samples(span.parts)
    }
    line(span.isOpen ? "open" : "block", rest)
  }

  mutating func seen(_ key: SpanKey, _ parts: [StackPart]) {
    let duration = parts.reduce(0) { $0 + $1.duration }
    line("seen", "\"loop\":\(key.loop),\"t0\":\(key.since),\"dur\":\(duration),\(samples(parts))")
  }
}

extension ProcessState {
  fileprivate func lines(keepingSpans most: Int) -> String {
    var writer = ProcessWriter(self)
    writer.line(
      "hello",
      """
      "v":1,"pid":\(pid),"ppid":\(parent),"py":\(WireValue.quoted(python)),"level":\(level),\
      "threshold":\(threshold),"t":\(began)
      """)
    writeNames(&writer)
    for number in loops.keys.sorted() {
      guard let loop = loops[number] else { continue }
      let kind = WireValue.quoted(loop.kind)
      writer.line("loop", "\"id\":\(number),\"kind\":\(kind),\"beat\":\(loop.heartbeat)")
      writer.line(
        "turn",
        """
        "loop":\(number),"t":\(loop.wall),"held":\(loop.timedHeld),"runs":\(loop.timedCallbacks),\
        "ready":\(loop.mostReady)
        """)
      writer.line(
        "read", "\"loop\":\(number),\"held\":\(loop.readHeld),\"runs\":\(loop.readCallbacks)")
      let groups = loop.tasks.map {
        "[\(WireValue.quoted($0.coroutine)),\($0.count),\($0.age),\(ProcessWriter.frame($0.frame))]"
      }
      writer.line(
        "tasks",
        """
        "loop":\(number),"n":\(loop.taskCount),"most":\(loop.mostTasks),\
        "g":[\(groups.joined(separator: ","))]
        """)
      writer.line("lag", "\"loop\":\(number),\(ProcessWriter.histogram(loop.lag))")
    }
    writeSpans(&writer, most)
    writeFigures(&writer)
    writer.line(
      "self",
      """
      "t":\(began),"cost":\(ownNanoseconds),"each":\(callbackNanoseconds),"low":\(lowNanoseconds),\
      "left":\(unmeasuredNanoseconds),"drops":\(drops),"errors":\(errors),"level":\(level)
      """)
    if saidBye {
      writer.line("bye", failure.isEmpty ? "" : "\"x\":\(WireValue.quoted(failure))")
    }
    return writer.text
  }

  private func writeNames(_ writer: inout ProcessWriter) {
    for number in strings.keys.sorted() {
      writer.line("str", "\"id\":\(number),\"s\":\(WireValue.quoted(strings[number] ?? ""))")
    }
    for number in stacks.keys.sorted() {
      let frames = (stacks[number] ?? []).map(ProcessWriter.frame).joined(separator: ",")
      writer.line("stack", "\"id\":\(number),\"f\":[\(frames)]")
    }
  }

  private func writeSpans(_ writer: inout ProcessWriter, _ most: Int) {
    let kept = spans.suffix(most)
    let dropped = spans.dropLast(kept.count)
    let number = lostSpans &+ dropped.count
    if 0 < number {
      let time = dropped.reduce(lostNanoseconds) { $0 &+ $1.duration }
      writer.line("lost", "\"n\":\(number),\"sum\":\(time)")
    }
    for span in kept { writer.span(span) }
    for one in collections {
      writer.line("gc", "\"loop\":\(one.loop),\"t0\":\(one.start),\"dur\":\(one.duration)")
    }
    for number in open.keys.sorted() {
      if let span = open[number] { writer.span(span) }
    }
    let known = Set((kept + open.values).map { $0.key })
    let newest = kept.last.map { $0.key.since } ?? 0
    // Stacks read from outside may come before the span they belong to.
    let keys = seen.keys.filter { known.contains($0) || newest < $0.since }
    for key in keys.sorted(by: { ($0.loop, $0.since) < ($1.loop, $1.since) }) {
      writer.seen(key, seen[key] ?? [])
    }
  }

  private func writeFigures(_ writer: inout ProcessWriter) {
    for key in routes.keys.sorted() {
      guard let route = routes[key] else { continue }
      let codes = route.statuses.keys.sorted().map { "[\($0),\(route.statuses[$0] ?? 0)]" }
      writer.line(
        "route",
        """
        \(ProcessWriter.route(key)),"held":\(route.heldTotal),"cpu":\(route.processor),\
        "span":\(route.processorSpan),"late":[\(route.lateRequests),\(route.lateTotal)],\
        "codes":[\(codes.joined(separator: ","))],\(ProcessWriter.histogram(route.duration))
        """)
      writer.line("held", "\(ProcessWriter.route(key)),\(ProcessWriter.histogram(route.held))")
    }
    let order = waits.keys.sorted {
      ($0.kind, $0.frame.path, $0.frame.line, $0.frame.function)
        < ($1.kind, $1.frame.path, $1.frame.line, $1.frame.function)
    }
    for key in order {
      guard let wait = waits[key] else { continue }
      writer.line(
        "wait",
        """
        "k":\(WireValue.quoted(key.kind)),"at":\(ProcessWriter.frame(key.frame)),\
        "limit":\(wait.limit),"now":\(wait.waiting),"most":\(wait.mostWaiting),\
        "depth":\(wait.depth),"deepest":\(wait.mostDepth),\(ProcessWriter.histogram(wait.waited))
        """)
    }
    for frame in retries.keys.sorted(by: { ($0.path, $0.line) < ($1.path, $1.line) }) {
      guard let retry = retries[frame] else { continue }
      writer.line(
        "retry",
        "\"at\":\(ProcessWriter.frame(frame)),\"n\":\(retry.count),\"sum\":\(retry.pause)")
    }
    if countsRuns { writer.line("probe", "\"d\":[]") }
  }
}
