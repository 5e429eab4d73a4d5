import Diagnostics

/// One page that needs nothing else: findings by cause with their paths, what was understood, and what
/// the rules mean. Works without scripts; the only one opens closed paths for printing.
struct HTMLRenderer {
  private let report: Report
  private let options: RenderOptions
  private let groups: [[Finding]]

  init(report: Report, options: RenderOptions) {
    self.report = report
    self.options = options
    groups = FindingGroups(report.findings).groups
  }

  func render() -> String {
    let title = SummaryText.counts(report)
    let parts = overview() + packages() + findings() + coverage() + rules()
    return HTMLDocument.page(
      title: title, heading: "Loopwise report", lead: title,
      skip: ("findings", "To the findings"), body: contents() + "<main>\n\(parts)</main>\n")
  }

  // MARK: Overview

  private func contents() -> String {
    var links = [("overview", "Overview"), ("packages", "Packages"), ("findings", "Findings")]
    links.append(("coverage", "Coverage"))
    links.append(("rules", "Rules"))
    let items = links.map { "<li><a href=\"#\($0.0)\">\($0.1)</a></li>" }.joined()
    return "<nav aria-label=\"Parts of the report\"><ul>\(items)</ul></nav>\n"
  }

  private func overview() -> String {
    var counts: [(code: String, name: String, severity: Severity, count: Int)] = []
    for finding in report.findings.sorted(by: { $0.code < $1.code }) {
      if counts.last?.code == finding.code {
        counts[counts.count - 1].count += 1
        if counts[counts.count - 1].severity < finding.severity {
          counts[counts.count - 1].severity = finding.severity
        }
      } else {
        counts.append((finding.code, finding.name, finding.severity, 1))
      }
    }
    let rows = counts.map { item in
      [
        "<a href=\"#rule-\(item.code)\">\(item.code)</a>", escaped(item.name),
        badge(item.severity), "\(item.count)",
      ]
    }
    var text = "<section id=\"overview\" aria-labelledby=\"h-overview\">\n"
    text += "<h2 id=\"h-overview\">Overview</h2>\n"
    if rows.isEmpty {
      text += "<p>Nothing was found.</p>\n"
    } else {
      text += table(["Rule", "Name", "Severity", "Findings"], rows, caption: "Findings by rule")
    }
    if 0 < report.known {
      text += "<p>\(report.known) findings of the baseline are left out.</p>\n"
    }
    return text + "</section>\n"
  }

  private func packages() -> String {
    var counts: [String: [Severity: Int]] = [:]
    for finding in report.findings {
      let folder = finding.place.path.split(separator: "/").dropLast().joined(separator: "/")
      counts[folder.isEmpty ? "." : folder, default: [:]][finding.severity, default: 0] += 1
    }
    let rows = counts.sorted { $0.key < $1.key }.map { name, severities in
      [escaped(name)] + Severity.allCases.reversed().map { "\(severities[$0] ?? 0)" }
        + ["\(severities.values.reduce(0, +))"]
    }
    var text = "<section id=\"packages\" aria-labelledby=\"h-packages\">\n"
    text += "<h2 id=\"h-packages\">Packages</h2>\n"
    text +=
      rows.isEmpty
      ? "<p>No package has findings.</p>\n"
      : table(
        ["Package", "Errors", "Warnings", "Infos", "All"], rows, caption: "Findings by package")
    return text + "</section>\n"
  }

  private func table(_ head: [String], _ rows: [[String]], caption: String) -> String {
    var text = "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"\(caption)\">"
    text += "<table>\n<caption>\(caption)</caption>\n<thead><tr>"
    text += head.map { "<th scope=\"col\">\($0)</th>" }.joined() + "</tr></thead>\n<tbody>\n"
    for row in rows {
      let cells = row.enumerated().map { index, cell in
        index == 0 ? "<th scope=\"row\">\(cell)</th>" : "<td>\(cell)</td>"
      }
      text += "<tr>\(cells.joined())</tr>\n"
    }
    return text + "</tbody>\n</table></div>\n"
  }

  private func badge(_ severity: Severity) -> String {
    "<span class=\"badge \(severity.rawValue)\">\(severity.rawValue)</span>"
  }

  // MARK: Findings

  private func findings() -> String {
    var text = "<section id=\"findings\" aria-labelledby=\"h-findings\">\n"
    text += "<h2 id=\"h-findings\">Findings by cause</h2>\n"
    // What hurts most comes first: by measured loss, else by severity and in the order of the files.
    if !report.recordings.isEmpty {
      text += report.recordings.map { "<p>\(escaped(EvidenceText.line($0)))</p>\n" }.joined()
      text += groups.map(cause).joined()
    }
    for severity in Severity.allCases.reversed() where report.recordings.isEmpty {
      for group in groups where group.map({ $0.severity }).max() == severity {
        text += cause(group)
      }
    }
    if groups.isEmpty { text += "<p>Nothing was found.</p>\n" }
    return text + "</section>\n"
  }

  private func cause(_ group: [Finding]) -> String {
    guard let finding = group.first else { return "" }
    let id = "f-\(finding.fingerprint)"
    var text = "<article aria-labelledby=\"\(id)\" class=\"\(finding.severity.rawValue)\">\n"
    text += "<h3 id=\"\(id)\">\(code(finding.message))</h3>\n"
    text += "<p class=\"meta\">\(badge(finding.severity)) "
    text += "<a href=\"#rule-\(finding.code)\">\(finding.code) \(escaped(finding.name))</a> "
    text += "<span class=\"place\">\(place(finding.place))</span>"
    if finding.confidence == .medium { text += " likely, not proven" }
    text += "</p>\n" + frame(finding)
    if let evidence = finding.evidence {
      let name = "evidence \(evidence.status.rawValue)"
      text += "<p class=\"\(name)\"><strong>Evidence:</strong> \(escaped(evidence.words))</p>\n"
    }
    if !finding.chain.isEmpty { text += chain(finding) }
    if !finding.why.isEmpty { text += "<p>\(code(finding.why))</p>\n" }
    if !finding.help.isEmpty {
      text += "<p class=\"help\"><strong>Help:</strong> \(code(finding.help))</p>\n"
    }
    if 1 < group.count { text += also(Array(group.dropFirst())) }
    return text + "</article>\n"
  }

  private func also(_ others: [Finding]) -> String {
    let items = others.map { other in
      let name = other.function.isEmpty ? "" : "<code>\(escaped(other.function))</code> "
      let measured = other.evidence.flatMap { EvidenceText.short($0) }.map { " \($0)" } ?? ""
      return "<li>\(name)<span class=\"place\">\(place(other.place))</span>\(measured)</li>"
    }
    let noun = others.count == 1 ? "1 other place" : "\(others.count) other places"
    return "<details><summary>The same cause reaches \(noun)</summary>"
      + "<ul>\(items.joined())</ul></details>\n"
  }

  private func chain(_ finding: Finding) -> String {
    let steps = finding.chain.enumerated().map { index, step in
      let line = step.excerpt.map { "<pre>\(escaped(trimmed($0.text)))</pre>" } ?? ""
      let role = index == finding.chain.count - 1 ? "waits in" : "calls"
      return "<li>\(role) <code>\(escaped(step.text))</code> "
        + "<span class=\"place\">\(place(step.place))</span>\(line)</li>"
    }
    let start = escaped(finding.function.split(separator: ".").last.map(String.init) ?? "it")
    let noun = finding.chain.count == 1 ? "1 step" : "\(finding.chain.count) steps"
    return "<details class=\"chain\" open><summary>Path: \(noun)</summary>"
      + "<ol><li><code>\(start)</code></li>\(steps.joined())</ol></details>\n"
  }

  private func frame(_ finding: Finding) -> String {
    guard let excerpt = finding.excerpt, let start = finding.place.start else { return "" }
    let line = Array(excerpt.text.unicodeScalars)
    let from = min(max(start.column - excerpt.firstColumn, 0), line.count)
    var to = line.count
    if let end = finding.place.end, end.line == start.line {
      to = min(max(end.column - excerpt.firstColumn, from), line.count)
    }
    func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
      var text = ""
      text.unicodeScalars.append(contentsOf: scalars)
      return escaped(text)
    }
    func row(_ number: Int, _ code: String) -> String {
      "<span class=\"n\">\(number)</span>\(code)\n"
    }
    var rows = ""
    for (index, other) in excerpt.before.enumerated() {
      rows += row(start.line - excerpt.before.count + index, escaped(other))
    }
    let marked = from < to ? "<mark>\(text(line[from..<to]))</mark>" : ""
    let label = finding.label.isEmpty ? "" : " <em>\(code(finding.label))</em>"
    rows += row(start.line, text(line[..<from]) + marked + text(line[to...]) + label)
    for (index, other) in excerpt.after.enumerated() {
      rows += row(start.line + 1 + index, escaped(other))
    }
    let name =
      "\(finding.code) at \(escaped(finding.place.path)), line \(start.line), column \(start.column)"
    return
      "<pre class=\"frame\" tabindex=\"0\" role=\"region\" aria-label=\"\(name)\">\(rows)</pre>\n"
  }

  private func place(_ place: Place) -> String {
    var text = escaped(place.path)
    if let cell = place.cell { text += ":cell \(cell)" }
    if let start = place.start { text += ":\(start.line)" }
    return text
  }

  // MARK: Coverage and rules

  private func coverage() -> String {
    let coverage = report.coverage
    var text = "<section id=\"coverage\" aria-labelledby=\"h-coverage\">\n"
    text += "<h2 id=\"h-coverage\">Coverage</h2>\n"
    let share = coverage.calls == 0 ? 0 : 100 * coverage.resolved / coverage.calls
    text += "<p>\(coverage.files) files, \(coverage.functions) functions. "
    text += "\(coverage.resolved) of \(coverage.calls) calls were resolved (\(share) %). "
    text += "Calls that could not be followed have no effect on what is reported.</p>\n"
    if !coverage.opaque.isEmpty {
      let rows = coverage.opaque.map { [escaped($0.name), "\($0.calls)"] }
      text += table(["Package", "Calls"], rows, caption: "Packages not looked into")
    }
    if !report.errors.isEmpty {
      let rows = report.errors.map { [escaped($0.path), escaped($0.message)] }
      text += table(["File", "Reason"], rows, caption: "Files that were not checked")
    }
    return text + "</section>\n"
  }

  private func rules() -> String {
    let used = Set(report.findings.map { $0.code })
    var text = "<section id=\"rules\" aria-labelledby=\"h-rules\">\n"
    text += "<h2 id=\"h-rules\">What the rules mean</h2>\n"
    for rule in options.rules.sorted(by: { $0.code < $1.code }) where used.contains(rule.code) {
      text += "<article><h3 id=\"rule-\(rule.code)\">\(rule.code) \(escaped(rule.name))</h3>\n"
      text += "<p>\(code(rule.summary)).</p>\n<p>\(code(rule.group.background))</p>\n"
      text += "<p>\(code(rule.why))</p>\n</article>\n"
    }
    if used.isEmpty { text += "<p>No rule spoke.</p>\n" }
    return text + "</section>\n"
  }

  // MARK: Text

  private func trimmed(_ text: String) -> String { String(text.drop { $0 == " " || $0 == "\t" }) }

  private func code(_ text: String) -> String { MarkupText.code(text) }
  private func escaped(_ text: String) -> String { MarkupText.escaped(text) }
}
