package import Diagnostics

/// The functions through which most places block: mending one of them mends all of these.
package enum Hubs {
  private struct Hub {
    var place: Place
    var function: String
    var leaf: String
    var callers: Set<String> = []
    var findings = 0
  }

  private static func hubs(_ report: Report) -> [Hub] {
    var hubs: [String: Hub] = [:]
    for finding in report.findings {
      guard let leaf = finding.chain.last else { continue }
      for step in Set(finding.chain.dropLast()) {
        // What the project cannot mend is no help to name.
        if step.place.path.hasPrefix("/") || step.place.path.isEmpty { continue }
        let key = "\(step.function) \(leaf.text)"
        var hub = hubs[key] ?? Hub(place: step.place, function: step.function, leaf: leaf.text)
        hub.callers.insert(finding.function)
        hub.findings += 1
        hubs[key] = hub
      }
    }
    return hubs.values.sorted { a, b in
      if a.callers.count != b.callers.count { return b.callers.count < a.callers.count }
      if a.findings != b.findings { return b.findings < a.findings }
      return (a.function, a.leaf) < (b.function, b.leaf)
    }
  }

  package static func text(
    _ report: Report, limit: Int, paths shown: DisplayPath = DisplayPath()
  ) -> String {
    let hubs = hubs(report)
    if hubs.isEmpty { return "No function stands between a coroutine and what it waits for.\n" }
    let rows = hubs.prefix(limit).map { hub in
      [
        "\(hub.callers.count)", "\(hub.findings)", hub.function,
        shown(hub.place.path) + (hub.place.start.map { ":\($0.line)" } ?? ""), hub.leaf,
      ]
    }
    let head = [["functions", "findings", "blocked through", "defined at", "waits in"]]
    let rest = hubs.count - rows.count
    return Page.aligned(head + rows) + "\n" + (0 < rest ? "and \(rest) more\n" : "")
  }

  package static func json(_ report: Report, limit: Int) -> [UInt8] {
    JSON.array(
      hubs(report).prefix(limit).map { hub in
        .object([
          ("function", .string(hub.function)), ("path", .string(hub.place.path)),
          ("line", .int(hub.place.start?.line ?? 1)), ("leaf", .string(hub.leaf)),
          ("functions", .int(hub.callers.count)), ("findings", .int(hub.findings)),
        ])
      }
    ).encoded(spread: 1)
  }
}
