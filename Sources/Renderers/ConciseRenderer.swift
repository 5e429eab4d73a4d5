import Diagnostics
import Terminal

/// `path:line:col: CODE message`, one line per finding.
enum ConciseRenderer {
  static func render(_ report: Report, _ options: RenderOptions) -> String {
    let shown = DisplayPath(root: report.root, workingFolder: options.workingFolder)
    let painter = Painter(isOn: options.usesColour)
    var text = ""
    for finding in report.findings {
      let place = painter.paint(PrintableText.of(shown(finding.place)), .bold)
      let code = painter.paint(finding.code, finding.severity == .error ? .boldRed : .boldYellow)
      let evidence = finding.evidence.flatMap { EvidenceText.short($0) }.map { " [\($0)]" } ?? ""
      text += "\(place): \(code) \(PrintableText.of(finding.message))\(evidence)\n"
    }
    return text + SummaryText.render(report, options)
  }
}
