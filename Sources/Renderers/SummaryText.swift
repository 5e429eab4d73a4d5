import Diagnostics
import Terminal

/// The lines below the findings: how many, how much of the program was understood, what it cost.
enum SummaryText {
  static func render(_ report: Report, _ options: RenderOptions) -> String {
    var text = ""
    if options.showsStatistics { text += StatisticsText.render(report) }
    if options.isQuiet { return options.showsTimings ? text + timings(report) : text }
    // What was not found was not looked at.
    if 0 < report.coverage.files || report.errors.isEmpty { text += counts(report) + "\n" }
    if 0 < report.known {
      text += "\(number(report.known, "known finding")) of the baseline left out.\n"
    }
    for recording in report.recordings { text += EvidenceText.line(recording) + "\n" }
    if let coverage = coverage(report.coverage) { text += coverage + "\n" }
    if options.showsTimings { text += timings(report) }
    return text
  }

  static func counts(_ report: Report) -> String {
    let files = number(report.coverage.files, "file")
    if report.findings.isEmpty { return "No findings in \(files)." }
    var parts: [String] = []
    for severity in Severity.allCases.reversed() {
      let count = report.findings.filter { $0.severity == severity }.count
      if count == 0 { continue }
      parts.append(severity == .info ? "\(count) info" : number(count, severity.rawValue))
    }
    return "Found \(parts.joined(separator: ", ")) in \(files)."
  }

  private static func coverage(_ coverage: Coverage) -> String? {
    if coverage.calls == 0 { return nil }
    var text = "\(coverage.resolved) of \(number(coverage.calls, "call")) resolved"
    if !coverage.opaque.isEmpty {
      var names = coverage.opaque.prefix(3).map { "\($0.name) (\($0.calls))" }
      let hidden = coverage.opaque.count - names.count
      if 0 < hidden { names.append("\(hidden) more") }
      text += "; not looked into: " + names.joined(separator: ", ")
      if !coverage.hasEnvironment { text += "; no environment was found, --python names one" }
    }
    return text + "."
  }

  static func timings(_ report: Report) -> String {
    let width = report.timings.map { $0.stage.count }.max() ?? 0
    return report.timings.map { timing in
      let tenths = Int((timing.wallMilliseconds * 10).rounded())
      let space = String(repeating: " ", count: width - timing.stage.count)
      return "\(timing.stage)\(space) \(padded("\(tenths / 10).\(tenths % 10)", 9)) ms\n"
    }.joined()
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  private static func number(_ count: Int, _ noun: String) -> String {
    count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
  }
}
