import Diagnostics
import Terminal

/// One block per cause, with a source frame: what a person reads at a terminal.
struct FullRenderer {
  private let report: Report
  private let options: RenderOptions
  private let shown: DisplayPath
  private let painter: Painter
  private static let listLimit = 3

  init(report: Report, options: RenderOptions) {
    self.report = report
    self.options = options
    shown = DisplayPath(root: report.root, workingFolder: options.workingFolder)
    painter = Painter(isOn: options.usesColour)
  }

  func render() -> String {
    var text = ""
    for group in FindingGroups(report.findings).groups { text += block(group) + "\n" }
    return text + SummaryText.render(report, options)
  }

  // MARK: One block

  private func block(_ group: [Finding]) -> String {
    guard let finding = group.first else { return "" }
    let place = finding.place
    let number = place.start.map { String($0.line) } ?? ""
    let gutter = String(repeating: " ", count: number.count)
    let bar = painter.paint("|", .boldBlue)

    var text = headline(finding) + "\n"
    text += "\(gutter)\(painter.paint("-->", .boldBlue)) \(PrintableText.of(shown(place)))\n"
    if let excerpt = finding.excerpt, let frame = frame(finding, excerpt, gutter.count + 3) {
      text += "\(gutter) \(bar)\n"
      text += "\(painter.paint(number, .boldBlue)) \(bar) \(frame.code)\n"
      text += "\(gutter) \(bar) \(frame.mark)\n"
    }
    let notes = notes(of: finding, alsoAt: Array(group.dropFirst()))
    if !notes.isEmpty { text += "\(gutter) \(bar)\n" }
    for note in notes {
      text += "\(gutter) \(painter.paint("=", .boldBlue)) "
      text += wrapped(note, indent: gutter.count + 3) + "\n"
    }
    return text
  }

  private func headline(_ finding: Finding) -> String {
    let style: Style =
      switch finding.severity {
      case .error: .boldRed
      case .warning: .boldYellow
      case .info: .cyan
      }
    let mark = painter.paint("\(finding.severity.rawValue)[\(finding.code)]", style)
    return "\(mark) \(painter.paint(PrintableText.of(finding.message), .bold))"
  }

  private func notes(of finding: Finding, alsoAt others: [Finding]) -> [(String, String)] {
    var notes: [(String, String)] = []
    if let evidence = finding.evidence, evidence.status != .unknown {
      notes.append(("evidence", evidence.words))
    }
    if !finding.chain.isEmpty { notes.append(("path", chain(finding))) }
    if !others.isEmpty { notes.append(("also", list(others))) }
    if !finding.why.isEmpty { notes.append(("why", finding.why)) }
    if !finding.help.isEmpty { notes.append(("help", finding.help)) }
    if let fix = finding.fix, fix.safety != .sketch {
      notes.append(("fix", "\(fix.title) (\(fix.safety == .safe ? "safe" : "changes behaviour"))"))
    }
    return notes.map { ($0.0, PrintableText.of($0.1)) }
  }

  private func chain(_ finding: Finding) -> String {
    let steps = finding.chain
    let start = finding.function.split(separator: ".").last.map(String.init)
    var parts = [start].compactMap { $0 }
    var next = 0
    for index in kept(of: finding) {
      // Naming how many are left out takes the room of one.
      if index - next == 1 { parts.append(text(steps[next])) }
      if 1 < index - next { parts.append("(\(index - next) more)") }
      parts.append(text(steps[index]))
      next = index + 1
    }
    return parts.joined(separator: " → ")
  }

  /// How a path begins, where it leaves the project, and where it ends.
  private func kept(of finding: Finding) -> [Int] {
    let steps = finding.chain
    guard !options.showsFullChain, FullRenderer.listLimit < steps.count else {
      return Array(steps.indices)
    }
    var kept = Set(0..<(FullRenderer.listLimit - 1))
    kept.insert(steps.count - 1)
    kept.insert(finding.ownPath.count)
    return kept.sorted()
  }

  private func text(_ step: ChainStep) -> String {
    let place =
      options.showsFullChain ? shown.line(of: step.place) : shown.shortLine(of: step.place)
    return "\(step.text) (\(place))"
  }

  private func list(_ others: [Finding]) -> String {
    var items = others.prefix(FullRenderer.listLimit).map { other in
      let name = other.function.split(separator: ".").last.map { "`\($0)` " } ?? ""
      let measured = other.evidence.flatMap { EvidenceText.short($0) }.map { ", \($0)" } ?? ""
      return "\(name)(\(shown.line(of: other.place))\(measured))"
    }
    let hidden = others.count - items.count
    if 0 < hidden { items.append("\(hidden) more") }
    return "reached from " + items.joined(separator: ", ")
  }

  // MARK: Source frame

  private func frame(
    _ finding: Finding, _ excerpt: SourceExcerpt, _ gutter: Int
  ) -> (code: String, mark: String)? {
    guard let start = finding.place.start, let end = finding.place.end else { return nil }
    let line = Array(excerpt.text.unicodeScalars)
    let from = min(max(start.column - excerpt.firstColumn, 0), line.count)
    let isOneLine = start.line == end.line
    let to = isOneLine ? min(max(end.column - excerpt.firstColumn, from), line.count) : line.count

    // A window around the mark, where the line is too long for the terminal.
    var first = 0
    var last = line.count
    if let columns = options.columns {
      let room = max(columns - gutter - 2, 20)
      if room < line.count {
        first = min(max(0, from - room / 3), line.count - room)
        last = min(line.count, first + room)
      }
    }
    let isCutBefore = 0 < first || 1 < excerpt.firstColumn
    let window = text(line[first..<last])
    let before = PrintableText.cells(ofFirst: from - first, in: window)
    let marked = CellWidth.of(PrintableText.of(text(line[from..<max(from, min(to, last))])))
    let style: Style = finding.severity == .error ? .boldRed : .boldYellow
    let carets = String(repeating: "^", count: max(1, marked))
    let label = finding.label.isEmpty ? "" : " " + PrintableText.of(finding.label)
    let indent = String(repeating: " ", count: before + (isCutBefore ? 1 : 0))
    let code = (isCutBefore ? "…" : "") + PrintableText.of(window)
    return (code, indent + painter.paint(carets + label, style))
  }

  private func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var text = ""
    text.unicodeScalars.append(contentsOf: scalars)
    return text
  }

  // MARK: Wrapping

  private func wrapped(_ note: (name: String, text: String), indent: Int) -> String {
    let hanging = indent + CellWidth.of(note.name) + 2
    let text = Wrapping.wrap(note.text, columns: options.columns, hanging: hanging)
    return painter.paint(note.name + ":", .bold) + " " + text
  }
}
