package import Diagnostics
package import Terminal

/// The entry points of a project as a table with reasons, or as JSON.
package enum EndpointRenderer {
  // MARK: Text

  package static func text(
    _ report: EntryPointReport, full: Bool, painter: Painter,
    paths shown: DisplayPath = DisplayPath()
  ) -> String {
    if report.entryPoints.isEmpty { return "No endpoints were found.\n" + tail(report) }
    var text = ""
    for kind in EntryPoint.Class.allCases {
      let points = report.entryPoints.filter { $0.kindOfWork == kind }
      if points.isEmpty { continue }
      text += painter.paint(title(kind, points.count), .bold) + "\n\n"
      let blocks = sharing(points).map { block($0, full: full, painter, shown) }
      text += blocks.joined(separator: "\n") + "\n"
    }
    return text + tail(report)
  }

  private static func title(_ kind: EntryPoint.Class, _ count: Int) -> String {
    let noun = EndpointText.plural(count, "endpoint")
    switch kind {
    case .blocking: return "\(noun) blocking: their waits park the loop, and everybody waits"
    case .mixed: return "\(noun) mixed: they hold the loop for a while between waits"
    case .computeHeavy: return "\(noun) compute-heavy: nothing else runs while they do"
    case .waitHeavy: return "\(noun) wait-heavy: others run while they wait"
    case .brief: return "\(noun) brief: they wait for nothing and have no loops"
    case .unknown: return "\(noun) unknown"
    }
  }

  /// The routes of one function, which have all but their figures in common.
  private static func sharing(_ points: [EntryPoint]) -> [[EntryPoint]] {
    var groups: [[EntryPoint]] = []
    for point in points {
      if let last = groups.last?.first, last.place == point.place, last.kind == point.kind {
        groups[groups.count - 1].append(point)
      } else {
        groups.append([point])
      }
    }
    return groups
  }

  private static func block(
    _ points: [EntryPoint], full: Bool, _ painter: Painter, _ shown: DisplayPath
  ) -> String {
    var text = ""
    for (index, point) in points.enumerated() {
      let kind = point.kind == .http || point.kind == .websocket ? "" : "\(point.kind.rawValue) "
      let place = EndpointText.place(point.place, shown)
      text += "  \(painter.paint(PrintableText.of(kind + EndpointText.name(point)), .bold))"
      if index == 0 { text += PrintableText.of("  \(place) `\(shortName(point))`") }
      text += "\n"
      if let measured = point.measured, !EndpointText.measured(measured).isEmpty {
        text += "      measured: \(EndpointText.measured(measured))\n"
      }
    }
    guard let first = points.first else { return text }
    for reason in EndpointText.reasons(first, full: full, shown) {
      text += "      \(PrintableText.of(reason))\n"
    }
    return text
  }

  private static func shortName(_ point: EntryPoint) -> String {
    point.function.split(separator: ".").last.map { String($0) } ?? point.function
  }

  private static func tail(_ report: EntryPointReport) -> String {
    var text = ""
    for recording in report.recordings {
      text += EvidenceText.line(recording, explains: false) + "\n"
    }
    if !report.unmatched.isEmpty {
      let names = report.unmatched.prefix(5).joined(separator: ", ")
      let more = report.unmatched.count - min(5, report.unmatched.count)
      text += "Recorded, and not found in the code: \(names)"
      text += (0 < more ? " and \(more) more" : "") + "\n"
    }
    let coverage = report.coverage
    text += "\(EndpointText.plural(report.entryPoints.count, "endpoint")) in "
    text += "\(EndpointText.plural(coverage.files, "file")); \(coverage.resolved) of "
    return text + "\(EndpointText.plural(coverage.calls, "call")) resolved.\n"
  }

  // MARK: JSON

  package static func json(_ report: EntryPointReport) -> [UInt8] {
    let tool: JSON = .object([
      ("name", .string(Product.name)), ("version", .string(Product.version)),
    ])
    return JSON.object([
      ("version", .int(EntryPointReport.formatVersion)), ("tool", tool),
      ("root", .string(report.root)),
      ("endpoints", .array(report.entryPoints.map(point))),
      ("recordings", .array(report.recordings.map(EvidenceText.json))),
      ("unmatched", .array(report.unmatched.map { .string($0) })),
      (
        "errors",
        .array(
          report.errors.map {
            .object([("path", .string($0.path)), ("message", .string($0.message))])
          })
      ),
    ]).encoded()
  }

  private static func point(_ point: EntryPoint) -> JSON {
    .object([
      ("kind", .string(point.kind.rawValue)),
      ("framework", .string(point.framework)),
      ("methods", .array(point.methods.map { .string($0) })),
      ("route", point.route.map { .string($0) } ?? .null),
      ("route_complete", .bool(point.route != nil && !point.isRouteOpen)),
      ("path", .string(point.place.path)),
      ("line", .int(point.place.start?.line ?? 1)),
      ("function", .string(point.function)),
      ("runs", .string(point.runs.rawValue)),
      ("class", .string(point.kindOfWork.rawValue)),
      ("reasons", .array(EndpointText.reasons(point, full: true).map { .string($0) })),
      ("holds", .array(point.holds.map(hold))),
      ("waits", .array(point.waits.map(wait))),
      ("findings", .array(point.findings.map(finding))),
      ("functions", .int(point.functions)),
      ("loops", .int(point.loops.count)),
      ("calls", .int(point.calls)),
      ("unresolved", .int(point.unresolved)),
      ("measured", point.measured.map(measured) ?? .null),
    ])
  }

  private static func hold(_ hold: EntryPoint.Hold) -> JSON {
    .object([
      ("leaf", .string(hold.leaf)), ("reason", .string(hold.reason)),
      ("computes", .bool(hold.isComputation)), ("short", .bool(hold.isShort)),
      ("once", .bool(hold.isOnce)),
      ("path", .string(hold.place.path)), ("line", .int(hold.place.start?.line ?? 1)),
      ("function", .string(hold.function)),
      (
        "chain",
        .array(
          (hold.via + hold.chain).map { step in
            .object([
              ("path", .string(step.place.path)), ("line", .int(step.place.start?.line ?? 1)),
              ("function", .string(step.function)), ("text", .string(step.text)),
            ])
          })
      ),
    ])
  }

  private static func wait(_ wait: EntryPoint.Wait) -> JSON {
    .object([
      ("name", .string(wait.name)), ("kind", .string(wait.kind.rawValue)),
      ("limit", .string(wait.limit.rawValue)), ("path", .string(wait.place.path)),
      ("line", .int(wait.place.start?.line ?? 1)), ("function", .string(wait.function)),
    ])
  }

  private static func finding(_ finding: Finding) -> JSON {
    .object([
      ("code", .string(finding.code)), ("name", .string(finding.name)),
      ("message", .string(finding.message)), ("path", .string(finding.place.path)),
      ("line", .int(finding.place.start?.line ?? 1)), ("function", .string(finding.function)),
    ])
  }

  private static func measured(_ measured: EntryPoint.Measured) -> JSON {
    func time(_ nanoseconds: Int?) -> JSON {
      nanoseconds.map { EvidenceText.milliseconds($0) } ?? .null
    }
    return .object([
      ("requests", .int(measured.requests)), ("p50_ms", time(measured.p50)),
      ("p95_ms", time(measured.p95)), ("p99_ms", time(measured.p99)),
      ("max_ms", time(measured.longest)), ("held_ms", time(measured.held)),
      ("wait_ms", time(measured.waited)), ("class", .string(measured.kindOfWork.rawValue)),
      ("spans", .int(measured.spans)), ("lost_ms", time(measured.lost)),
    ])
  }
}
