import ProfileModel
import Terminal

/// The report for people: what held the loop, whom that hurt, what was waited for.
final class TextReport {
  private let profile: Profile
  private let options: ReportOptions
  private let painter: Painter

  init(_ profile: Profile, _ options: ReportOptions) {
    self.profile = profile
    self.options = options
    painter = Painter(isOn: options.usesColour)
  }

  static let nothing = [
    "No interpreter reported: none ran an event loop of asyncio, or none could load the agent",
    "(isolated mode `-I`, `-E` or `-S`, a version before 3.8, another interpreter).",
  ]

  func render() -> String {
    var lines = head()
    if profile.processes.isEmpty {
      lines.append("")
      lines += TextReport.nothing
    } else if profile.hasNoLoop {
      lines += ["", "No event loop ran in it."]
    } else {
      lines += blocked() + endpoints() + waits() + retries() + tasks() + own()
    }
    return lines.map { "\($0)\n" }.joined()
  }

  private func title(_ text: String) -> [String] { ["", painter.paint(text, .bold)] }

  private func head() -> [String] {
    let loops = Set(profile.processes.flatMap { $0.loops }).sorted().joined(separator: ", ")
    var line = "\(profile.command): \(Figures.time(profile.duration)) from start to end"
    if let first = profile.processes.first {
      line += ", Python \(first.python), \(Figures.plural(profile.processes.count, "process"))"
      if !loops.isEmpty { line += ", \(loops)" }
    }
    var lines = [painter.paint(line, .bold)]
    if !profile.isComplete { lines.append("The recording is under way, or its end was lost.") }
    if let complaint = profile.ending.complaint { lines.append("The program \(complaint).") }
    if 0 < profile.wall {
      let wall = Figures.time(profile.wall)
      var loop = "event loop: held \(Figures.share(profile.utilisation)) of the \(wall) that it ran"
      if let half = profile.lag.quantile(0.5) {
        let tail = profile.lag.quantile(0.95).map { ", p95 \(Figures.time($0))" } ?? ""
        loop += "; a ready callback waits p50 \(Figures.time(half))\(tail)"
        loop += ", max \(Figures.time(profile.lag.largest))"
      }
      lines.append(loop)
    }
    return lines
  }

  // MARK: Blocked spans

  private func blocked() -> [String] {
    guard !profile.sites.isEmpty else {
      return title("Blocked") + [
        "nothing held a loop longer than \(Figures.time(profile.threshold))"
      ]
    }
    let spans = Figures.plural(profile.spans.count, "span")
    var lines = title(
      "Blocked: \(spans) over \(Figures.time(profile.threshold)), "
        + "\(Figures.time(profile.blockedTotal)) in total")
    for site in profile.sites.prefix(options.most) { lines += blocked(site) }
    lines += more(profile.sites.count, "site")
    return lines
  }

  private func blocked(_ site: BlockedSite) -> [String] {
    let place = painter.paint(Figures.place(site.frame), .boldRed)
    var figures = "\(site.durations.count) × p50 \(Figures.time(site.quantile(0.5)))"
    if 1 < site.durations.count {
      figures += ", p95 \(Figures.time(site.quantile(0.95)))"
      figures += ", max \(Figures.time(site.durations.last ?? 0))"
    }
    if site.error != 0 { figures += " (each ± \(Figures.time(site.error)))" }
    let function = site.frame.function.isEmpty ? "" : " in `\(site.frame.function)`"
    var lines = [
      "  \(painter.paint(Figures.time(site.total), .bold))  \(place)\(function)",
      "      \(figures); \(site.nature), CPU share \(Figures.share(site.processorShare))",
    ]
    if let leaf = site.leaf {
      lines.append("      in \(leaf.function) (\(Figures.place(leaf)))")
    }
    let path = site.stack.filter { $0.origin == .own }.reversed().map { $0.function }
    if 1 < path.count { lines.append("      path: \(path.joined(separator: " → "))") }
    if !site.endpoints.isEmpty {
      lines.append("      ran in: \(list(site.endpoints.map(Figures.name)))")
    }
    if !site.victims.isEmpty {
      let hurt = site.victims.sorted { $1.count < $0.count }
      lines.append(
        "      kept waiting: \(list(hurt.map { "\(Figures.name($0.route)) ×\($0.count)" }))")
    }
    if site.collecting != 0 {
      lines.append("      garbage collection: \(Figures.time(site.collecting))")
    }
    if site.late != 0 {
      lines.append(
        "      \(site.late) seen only when the call may have been over: a C call held the GIL")
    }
    if site.unseen != 0 {
      lines.append("      \(site.unseen) not seen while they ran: the line is not known")
    }
    return lines
  }

  private func list(_ items: [String]) -> String {
    let rest = items.count - 3
    return items.prefix(3).joined(separator: ", ") + (0 < rest ? ", and \(rest) more" : "")
  }

  private func more(_ count: Int, _ word: String) -> [String] {
    let rest = count - options.most
    return 0 < rest ? ["  and \(Figures.plural(rest, "more \(word)"))"] : []
  }

  // MARK: Tables

  private func endpoints() -> [String] {
    guard !profile.endpoints.isEmpty else { return [] }
    let rows = profile.endpoints.sorted { $1.figures.duration.total < $0.figures.duration.total }
    var cells = [["route", "n", "p50", "p95", "p99", "held", "CPU", "late", "class"]]
    for endpoint in rows.prefix(options.most) {
      let duration = endpoint.figures.duration
      func time(_ share: Double) -> String { duration.quantile(share).map(Figures.time) ?? "?" }
      cells.append([
        Figures.name(endpoint.key), "\(endpoint.count)", time(0.5), time(0.95),
        endpoint.hasTail ? time(0.99) : "n < 100",
        endpoint.isHeldKnown ? Figures.time(endpoint.held) : "?",
        Figures.share(endpoint.processorShare), "\(endpoint.figures.lateRequests)",
        endpoint.classReason ?? endpoint.kind.rawValue,
      ])
    }
    return title("Endpoints") + table(cells) + more(rows.count, "route")
  }

  private func waits() -> [String] {
    guard !profile.waits.isEmpty else { return [] }
    var cells = [["kind", "made at", "waits", "total", "p50", "max", "waiting", "depth", "limit"]]
    for wait in profile.waits.prefix(options.most) {
      let figures = wait.figures
      func known(_ value: Int) -> String { value < 0 ? "" : "\(value)" }
      let waited = figures.waited
      let isQueue = 0 <= figures.depth
      cells.append([
        wait.key.kind, Figures.place(wait.key.frame), "\(waited.number)",
        Figures.time(waited.total), waited.quantile(0.5).map(Figures.time) ?? "",
        waited.number == 0 ? "" : Figures.time(waited.largest), "\(figures.mostWaiting)",
        known(figures.mostDepth) + (figures.isGrowing ? ", grows" : ""),
        isQueue && figures.limit == 0 ? "none" : known(figures.limit),
      ])
    }
    return title("Waits") + table(cells) + more(profile.waits.count, "place")
  }

  private func retries() -> [String] {
    guard !profile.retries.isEmpty else { return [] }
    let lines = profile.retries.prefix(options.most).map {
      "  \(Figures.place($0.frame)) in `\($0.frame.function)`: "
        + "\($0.count) retries, \(Figures.time($0.pause)) of pauses"
    }
    return title("Retries") + lines + more(profile.retries.count, "place")
  }

  private func tasks() -> [String] {
    guard 0 < profile.mostTasks else { return [] }
    var cells = [["coroutine", "waits at", "tasks", "oldest"]]
    for group in profile.tasks.prefix(options.most) {
      cells.append([
        group.coroutine, Figures.place(group.frame), "\(group.count)", Figures.time(group.age),
      ])
    }
    let most = "Tasks: up to \(profile.mostTasks) seen at once"
    guard 1 < cells.count else { return title(most) }
    return title("\(most), when last looked at \(profile.taskCount)") + table(cells)
      + more(profile.tasks.count, "group")
  }

  /// The first column is text, and so is the last.
  private func table(_ cells: [[String]]) -> [String] {
    let columns = cells.first?.count ?? 0
    let widths = (0..<columns).map { column in cells.map { $0[column].count }.max() ?? 0 }
    return cells.enumerated().map { row, line in
      let text = line.enumerated().map { column, cell in
        let isNumber = cells.dropFirst().contains { $0[column].first?.isNumber == true }
        return Figures.padded(cell, widths[column], right: isNumber)
      }
      var joined = "  " + text.joined(separator: "  ")
      while joined.last == " " { joined.removeLast() }
      return row == 0 ? painter.paint(joined, .dim) : joined
    }
  }

  private func own() -> [String] {
    var parts: [String] = []
    if let cost = profile.own.costShare {
      parts.append("own cost about \(Figures.share(cost)) of the loops' time")
    }
    if profile.own.low != 0 {
      parts.append(
        "for \(Figures.time(profile.own.low)) callbacks were too many to time each: a heartbeat "
          + "stood in")
    }
    if profile.own.unmeasured != 0 {
      parts.append(
        "for \(Figures.time(profile.own.unmeasured)) requests were too many to measure each: their "
          + "figures are of the rest")
    }
    if profile.own.lostSpans != 0 {
      parts.append(
        "\(profile.own.lostSpans) older spans, \(Figures.time(profile.own.lostNanoseconds)), gave room "
          + "to newer ones")
    }
    if let uncounted = profile.uncounted { parts.append(uncounted) }
    if profile.own.drops != 0 { parts.append(Figures.plural(profile.own.drops, "lost event")) }
    if profile.own.errors != 0 { parts.append(Figures.plural(profile.own.errors, "own error")) }
    if profile.tornLines != 0 { parts.append(Figures.plural(profile.tornLines, "torn line")) }
    return parts.isEmpty ? [] : ["", painter.paint(parts.joined(separator: "; "), .dim)]
  }
}
