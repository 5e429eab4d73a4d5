import Diagnostics

/// What is said of an entry point in words, for all formats alike.
enum EndpointText {
  static func name(_ point: EntryPoint) -> String {
    guard point.kind == .http || point.kind == .websocket || point.route != nil else {
      return point.function
    }
    let method =
      point.kind == .websocket
      ? "WS" : point.methods.isEmpty ? "ANY" : point.methods.joined(separator: "|")
    guard let route = point.route else { return "\(method) \(point.function)" }
    return "\(method) \(point.isRouteOpen ? "…" : "")\(route.isEmpty ? "/" : route)"
  }

  static func work(_ kind: EntryPoint.Class) -> String { kind.rawValue }

  static func place(_ place: Place, _ shown: DisplayPath) -> String {
    shown(place.path) + (place.start.map { ":\($0.line)" } ?? "")
  }

  /// The reasons of the class, the weightiest first: each a sentence without its full stop.
  static func reasons(
    _ point: EntryPoint, full: Bool = false, _ shown: DisplayPath = DisplayPath()
  ) -> [String] {
    var texts: [String] = []
    texts += cut(holds(point, shown), full, "more places hold it")
    texts += cut(waits(point, shown), full, "more waits")
    texts += cut(findings(point, shown), full, "more findings")
    switch point.runs {
    case .inThread:
      texts.append("is a plain function: it runs in a thread of a pool, not on the loop")
    case .onOwnLoop: texts.append("has a loop of its own: what holds it holds up nobody else")
    case .unknown: texts.append("is a plain function, and where it runs is not known")
    case .onLoop: break
    }
    if point.kindOfWork == .unknown, let loop = point.loops.first {
      let more = point.loops.count - 1
      let others = more == 0 ? "" : " and at \(plural(more, "other place"))"
      texts.append("loops, for how long is not known (\(place(loop, shown)))\(others)")
    }
    if 0 < point.unresolved {
      texts.append("\(point.unresolved) of \(plural(point.calls, "call")) could not be followed")
    }
    return texts
  }

  private static func cut(_ texts: [String], _ full: Bool, _ rest: String) -> [String] {
    let limit = 4
    if full || texts.count <= limit { return texts }
    return Array(texts.prefix(limit - 1)) + ["\(texts.count - limit + 1) \(rest)"]
  }

  private static func holds(_ point: EntryPoint, _ shown: DisplayPath) -> [String] {
    let isThread = point.runs == .inThread
    let order = point.holds.filter { !$0.isOnce } + point.holds.filter { $0.isOnce }
    var grouped: [(hold: EntryPoint.Hold, count: Int)] = []
    for hold in order {
      if let index = grouped.firstIndex(where: {
        $0.hold.leaf == hold.leaf && $0.hold.isOnce == hold.isOnce
      }) {
        grouped[index].count += 1
      } else {
        grouped.append((hold, 1))
      }
    }
    return grouped.map { hold, count in
      let verb = hold.isComputation ? "computes for long" : isThread ? "parks its thread" : "blocks"
      let leaf = hold.isComputation && hold.leaf.hasPrefix("a ") ? "" : " in `\(hold.leaf)`"
      var text = "\(verb)\(leaf): \(path(hold, point, shown))"
      if !hold.isComputation { text += ", waiting for \(hold.reason)" }
      if hold.isOnce { text += ", once" }
      if 1 < count { text += ", and at \(plural(count - 1, "other place"))" }
      return text
    }
  }

  /// `show → load → open (app/x.py:3)`: from the entry point to the leaf, at the place in the coroutine
  /// that holds its loop.
  private static func path(
    _ hold: EntryPoint.Hold, _ point: EntryPoint, _ shown: DisplayPath
  ) -> String {
    let start = point.function.split(separator: ".").last.map { String($0) } ?? point.function
    // Where the project ends, the leaf says the rest.
    let own = hold.chain.dropLast().prefix { !$0.place.path.hasPrefix("/") }
    let steps = [start] + hold.via.map { $0.text } + own.map { $0.text }
    // The last of them are next to the cause.
    let last = steps.count <= 5 ? steps : [steps[0], "…"] + steps.suffix(3)
    return "\(last.joined(separator: " → ")) (\(place(hold.place, shown)))"
  }

  private static func waits(_ point: EntryPoint, _ shown: DisplayPath) -> [String] {
    var names: [String] = []
    var groups: [String: [EntryPoint.Wait]] = [:]
    for wait in point.waits where wait.kind != .tasks {
      let key = "\(wait.kind.rawValue) \(wait.name)"
      if groups[key] == nil { names.append(key) }
      groups[key, default: []].append(wait)
    }
    let rank: [EntryPoint.Wait.Kind] = [
      .peer, .thread, .timer, .signal, .library, .client, .unknown,
    ]
    let ordered = names.compactMap { groups[$0] }.enumerated().sorted { a, b in
      let (first, second) = (a.element[0].kind, b.element[0].kind)
      let order = (rank.firstIndex(of: first) ?? 9, rank.firstIndex(of: second) ?? 9)
      return order.0 == order.1 ? a.offset < b.offset : order.0 < order.1
    }
    return ordered.map { words($0.element, shown) }
  }

  private static func words(_ waits: [EntryPoint.Wait], _ shown: DisplayPath) -> String {
    let first = waits[0]
    var text = first.kind == .thread ? "hands work to a thread: " : "awaits "
    text += "`\(first.name)` (\(place(first.place, shown)))"
    if 1 < waits.count { text += " and at \(plural(waits.count - 1, "other place"))" }
    if first.kind == .unknown { return text + ", which could not be followed" }
    guard first.kind == .peer else { return text }
    let limits = Set(waits.map { $0.limit })
    if limits.contains(.missing) { return text + ", without a time limit" }
    return limits == [.present] ? text + ", within a time limit" : text + ", time limit not known"
  }

  private static func findings(_ point: EntryPoint, _ shown: DisplayPath) -> [String] {
    var order: [String] = []
    var groups: [String: [Finding]] = [:]
    for finding in point.findings {
      if groups[finding.code] == nil { order.append(finding.code) }
      groups[finding.code, default: []].append(finding)
    }
    return order.compactMap { code in
      guard let all = groups[code], let first = all.first else { return nil }
      let more = all.count - 1
      let others = more == 0 ? "" : " and at \(plural(more, "other place"))"
      return "\(code): \(first.message) (\(place(first.place, shown)))\(others)"
    }
  }

  static func measured(_ measured: EntryPoint.Measured) -> String {
    func time(_ nanoseconds: Int) -> String { Evidence.Duration.words(nanoseconds) }
    var parts: [String] = []
    if 0 < measured.requests {
      var text = "\(plural(measured.requests, "request")): p50 \(time(measured.p50))"
      text += ", p95 \(time(measured.p95))"
      if let p99 = measured.p99 { text += ", p99 \(time(p99))" }
      parts.append(text + ", max \(time(measured.longest))")
      if let held = measured.held, let waited = measured.waited {
        parts.append("held the loop \(time(held)) and waited \(time(waited)) each")
      }
      if measured.kindOfWork != .unknown { parts.append(measured.kindOfWork.rawValue) }
    }
    if 0 < measured.spans {
      parts.append("\(plural(measured.spans, "blocked span")), \(time(measured.lost)) lost")
    }
    return parts.joined(separator: "; ")
  }

  static func plural(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }
}
