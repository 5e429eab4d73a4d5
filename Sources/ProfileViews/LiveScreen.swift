package import ProfileModel
import Terminal

/// The screen of `watch`: the figures so far as lines of a terminal. A pure function of profile and
/// choices, so that a frame can be tested as text.
package struct LiveScreen: Sendable {
  package enum Order: String, Sendable, CaseIterable {
    case total, count, longest
  }

  package enum Key: Sendable {
    case up, down, open, sort, pause, filter, erase, quit
    case letter(Character)
  }

  package var columns = 80
  package var rows = 24
  package var order = Order.total
  package var selected = 0
  package var isOpen = false
  package var isPaused = false
  package var isTyping = false
  package var filter = ""
  package var usesColour = true
  /// What is being watched.
  package var subject = ""
  /// A sentence on what cannot be seen, if anything.
  package var notice = ""

  package init() {}

  /// False once the screen is to be left.
  package mutating func press(_ key: Key, _ profile: Profile) -> Bool {
    if isTyping { return type(key) }
    switch key {
    case .quit, .letter("q"): return false
    case .up, .letter("k"): selected = max(0, selected - 1)
    case .down, .letter("j"): selected = min(max(0, sites(profile).count - 1), selected + 1)
    case .open: isOpen.toggle()
    case .sort, .letter("s"):
      let all = Order.allCases
      let index = all.firstIndex(of: order) ?? 0
      order = all[(index + 1) % all.count]
    case .pause, .letter("p"): isPaused.toggle()
    case .filter, .letter("/"):
      isTyping = true
      filter = ""
    case .letter, .erase: break
    }
    return true
  }

  private mutating func type(_ key: Key) -> Bool {
    switch key {
    case .open, .quit: isTyping = false
    case .erase: filter = String(filter.dropLast())
    case .letter(let letter): filter.append(letter)
    default: break
    }
    selected = 0
    return true
  }

  private func sites(_ profile: Profile) -> [BlockedSite] {
    let words = filter.lowercased()
    let found = profile.sites.filter { site in
      words.isEmpty
        || "\(site.frame.path):\(site.frame.line) \(site.frame.function)".lowercased()
          .contains(words)
    }
    switch order {
    case .total: return found
    case .count: return found.sorted { $1.durations.count < $0.durations.count }
    case .longest: return found.sorted { ($1.durations.last ?? 0) < ($0.durations.last ?? 0) }
    }
  }

  // MARK: Drawing

  /// Exactly `rows` lines, none wider than `columns`.
  package func lines(_ profile: Profile) -> [String] {
    let painter = Painter(isOn: usesColour)
    var lines = [
      painter.paint(cut(title(profile)), .bold), cut(state(profile)),
    ]
    if !notice.isEmpty { lines.append(painter.paint(cut(notice), .yellow)) }
    let sites = sites(profile)
    let chosen = min(selected, max(0, sites.count - 1))
    if isOpen, sites.indices.contains(chosen) {
      lines += open(sites[chosen], painter)
    } else {
      lines += overview(profile, sites, chosen, painter)
    }
    let keys =
      isTyping
      ? "filter: \(filter)_   enter: done"
      : "↑↓ choose  enter stack  s order: \(order.rawValue)  / filter  p pause  q leave"
    let room = max(0, rows - 1)
    lines = Array(lines.prefix(room))
    lines += Array(repeating: "", count: room - lines.count)
    return lines + [painter.paint(cut(keys), .dim)]
  }

  private func title(_ profile: Profile) -> String {
    let version = profile.processes.first.map { ", Python \($0.python)" } ?? ""
    let paused = isPaused ? "  PAUSED" : ""
    return "\(subject)\(version)  \(Figures.time(profile.duration))\(paused)"
  }

  private func state(_ profile: Profile) -> String {
    var parts = [
      "held \(Figures.share(profile.utilisation))",
      "blocked \(Figures.time(profile.blockedTotal)) in \(Figures.plural(profile.spans.count, "span"))",
    ]
    if let tail = profile.lag.quantile(0.95) {
      parts.append("lag p95 \(Figures.time(tail)) max \(Figures.time(profile.lag.largest))")
    }
    let lost = profile.own.drops &+ profile.own.errors &+ profile.tornLines
    if lost != 0 { parts.append("lost \(lost)") }
    if let cost = profile.own.costShare { parts.append("own cost \(Figures.share(cost))") }
    // A figure that is cut short would say something else.
    while 1 < parts.count, columns < parts.joined(separator: "  ").count { parts.removeLast() }
    return parts.joined(separator: "  ")
  }

  private func overview(
    _ profile: Profile, _ sites: [BlockedSite], _ chosen: Int, _ painter: Painter
  ) -> [String] {
    // Half of the screen for lines, the rest for routes and waits.
    let room = max(3, rows - (notice.isEmpty ? 3 : 4))
    let hasMore = !profile.endpoints.isEmpty || !profile.waits.isEmpty
    let most = hasMore ? max(3, room / 2 - 2) : room - 2
    var lines = [
      "", painter.paint(cut(row("BLOCKED LINE", ["total", "n", "p95", "max", "CPU"])), .dim),
    ]
    let first = max(0, min(chosen - most + 1, sites.count - most))
    for (index, site) in sites.enumerated().dropFirst(first).prefix(most) {
      let text = cut(
        row(
          "\(index == chosen ? "▸ " : "  ")\(Figures.place(site.frame)) \(site.frame.function)",
          [
            Figures.time(site.total), "\(site.durations.count)", Figures.time(site.quantile(0.95)),
            Figures.time(site.durations.last ?? 0), Figures.share(site.processorShare),
          ]))
      lines.append(index == chosen ? painter.paint(text, .bold) : text)
    }
    if sites.isEmpty { lines.append("  \(nothing(in: profile))") }
    let left = room - lines.count
    let waits = profile.waits.isEmpty ? 0 : min(profile.waits.count, max(2, left / 3))
    lines += endpoints(profile, max(0, left - waits - (waits == 0 ? 2 : 4)), painter)
    lines += self.waits(profile, waits, painter)
    lines += tasks(profile, room - lines.count - 2, painter)
    return lines
  }

  private func nothing(in profile: Profile) -> String {
    if !profile.sites.isEmpty { return "no line goes by that filter" }
    return profile.hasNoLoop
      ? "no event loop so far" : "nothing blocked for \(Figures.time(profile.threshold)) so far"
  }

  private func tasks(_ profile: Profile, _ most: Int, _ painter: Painter) -> [String] {
    guard !profile.tasks.isEmpty, 0 < most else { return [] }
    let head = "TASKS: \(profile.taskCount) now, up to \(profile.mostTasks) seen"
    var lines = ["", painter.paint(cut(row(head, ["n", "oldest"])), .dim)]
    for group in profile.tasks.prefix(most) {
      let place = "  \(group.coroutine) at \(Figures.place(group.frame))"
      lines.append(cut(row(place, ["\(group.count)", Figures.time(group.age)])))
    }
    return lines
  }

  private var isWide: Bool { 120 <= columns }

  private func endpoints(_ profile: Profile, _ most: Int, _ painter: Painter) -> [String] {
    guard !profile.endpoints.isEmpty, 0 < most else { return [] }
    let more = isWide ? ["p99", "max", "wait", "CPU"] : []
    let head = ["n", "p50", "p95"] + more + ["held", "late"]
    var lines = ["", painter.paint(cut(row("ROUTE", head)), .dim)]
    let all = profile.endpoints.sorted { $1.figures.duration.total < $0.figures.duration.total }
    for endpoint in all.prefix(most) {
      let duration = endpoint.figures.duration
      func time(_ share: Double) -> String { duration.quantile(share).map(Figures.time) ?? "?" }
      let more =
        isWide
        ? [
          endpoint.hasTail ? time(0.99) : "n < 100", Figures.time(duration.largest),
          endpoint.isHeldKnown ? Figures.time(endpoint.wait) : "?",
          Figures.share(endpoint.processorShare),
        ] : []
      let figures =
        ["\(endpoint.count)", time(0.5), time(0.95)] + more + [
          endpoint.isHeldKnown ? Figures.time(endpoint.held) : "?",
          "\(endpoint.figures.lateRequests)",
        ]
      lines.append(
        cut(row("  \(Figures.name(endpoint.key)) (\(endpoint.kind.rawValue))", figures)))
    }
    return lines
  }

  private func waits(_ profile: Profile, _ most: Int, _ painter: Painter) -> [String] {
    guard 0 < most else { return [] }
    var lines = [
      "",
      painter.paint(
        cut(row("WAIT", ["total", "n", "max", "waiting", "depth"] + (isWide ? ["limit"] : []))),
        .dim),
    ]
    for wait in profile.waits.prefix(most) {
      let figures = wait.figures
      lines.append(
        cut(
          row(
            "  \(wait.key.kind) \(Figures.place(wait.key.frame))",
            [
              Figures.time(figures.waited.total), "\(figures.waited.number)",
              Figures.time(figures.waited.largest), "\(figures.waiting)",
              figures.depth < 0 ? "" : "\(figures.depth)",
            ] + (isWide ? [limit(figures)] : []))))
    }
    return lines
  }

  private func limit(_ figures: WaitState) -> String {
    if figures.isGrowing { return "grows" }
    if 0 <= figures.depth, figures.limit == 0 { return "none" }
    return figures.limit < 0 ? "" : "\(figures.limit)"
  }

  private func open(_ site: BlockedSite, _ painter: Painter) -> [String] {
    var lines = [
      "", painter.paint(cut("\(Figures.place(site.frame)) in \(site.frame.function)"), .bold),
    ]
    for frame in site.stack {
      let text = cut("  \(frame.function)  \(Figures.place(frame))")
      lines.append(frame.origin == .own ? text : painter.paint(text, .dim))
    }
    if !site.endpoints.isEmpty {
      lines.append(cut("ran in: \(site.endpoints.map(Figures.name).joined(separator: ", "))"))
    }
    for victim in site.victims {
      lines.append(cut("kept waiting: \(Figures.name(victim.route)) ×\(victim.count)"))
    }
    return lines
  }

  /// A name, cut in its middle, and five figures at the right.
  private func row(_ name: String, _ figures: [String]) -> String {
    let width = 9
    let room = max(10, columns - figures.count * width)
    var text = name
    if room < text.count {
      let half = (room - 1) / 2
      text = "\(text.prefix(room - 1 - half))…\(text.suffix(half))"
    }
    let cells = figures.map { Figures.padded($0, width, right: true) }.joined()
    return Figures.padded(text, room) + cells
  }

  private func cut(_ text: String) -> String {
    var width = 0
    var kept = ""
    for scalar in text.unicodeScalars {
      width += CellWidth.of(scalar)
      if columns < width { break }
      kept.unicodeScalars.append(scalar)
    }
    return kept
  }
}
