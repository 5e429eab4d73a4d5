package import Diagnostics

/// The entry points of a project as one page that needs nothing else and works without scripts.
package enum EndpointPage {
  package static func render(_ report: EntryPointReport) -> String {
    let title = EndpointText.plural(report.entryPoints.count, "endpoint")
    var text = "<main>\n"
    text += overview(report) + "<section id=\"endpoints\" aria-labelledby=\"h-endpoints\">\n"
    text += "<h2 id=\"h-endpoints\">Endpoints</h2>\n"
    for kind in EntryPoint.Class.allCases {
      for point in report.entryPoints where point.kindOfWork == kind { text += article(point) }
    }
    if report.entryPoints.isEmpty { text += "<p>No endpoints were found.</p>\n" }
    return HTMLDocument.page(
      title: title, heading: "Endpoints and the event loop",
      lead: "\(title) in \(EndpointText.plural(report.coverage.files, "file"))",
      skip: ("endpoints", "To the endpoints"), body: text + "</section>\n</main>\n")
  }

  private static func overview(_ report: EntryPointReport) -> String {
    var rows = ""
    for kind in EntryPoint.Class.allCases {
      let count = report.entryPoints.filter { $0.kindOfWork == kind }.count
      rows += "<tr><th scope=\"row\">\(kind.rawValue)</th><td>\(count)</td></tr>\n"
    }
    var text = "<section aria-labelledby=\"h-overview\">\n<h2 id=\"h-overview\">Overview</h2>\n"
    text +=
      "<table>\n<caption>Endpoints by class</caption>\n<thead><tr><th scope=\"col\">Class</th>"
    text += "<th scope=\"col\">Endpoints</th></tr></thead>\n<tbody>\n\(rows)</tbody>\n</table>\n"
    for recording in report.recordings {
      text += "<p>\(MarkupText.escaped(EvidenceText.line(recording, explains: false)))</p>\n"
    }
    if !report.unmatched.isEmpty {
      let names = report.unmatched.map { "<code>\(MarkupText.escaped($0))</code>" }
      text += "<p>Recorded, and not found in the code: \(names.joined(separator: ", "))</p>\n"
    }
    return text + "</section>\n"
  }

  /// The looks of a severity that says as much.
  private static func style(_ kind: EntryPoint.Class) -> String {
    switch kind {
    case .blocking: "error"
    case .mixed, .computeHeavy: "warning"
    case .waitHeavy, .brief, .unknown: "info"
    }
  }

  private static func article(_ point: EntryPoint) -> String {
    let style = style(point.kindOfWork)
    var text = "<article class=\"\(style)\">\n"
    text += "<h3>\(MarkupText.escaped(EndpointText.name(point)))</h3>\n"
    text += "<p class=\"meta\"><span class=\"badge \(style)\">\(point.kindOfWork.rawValue)</span> "
    text += "\(point.kind.rawValue) \(MarkupText.escaped(point.framework)) "
    text += "<code>\(MarkupText.escaped(point.function))</code> "
    text +=
      "<span class=\"place\">\(MarkupText.escaped(EndpointText.place(point.place, DisplayPath())))</span></p>\n"
    if let measured = point.measured {
      let words = MarkupText.escaped(EndpointText.measured(measured))
      if !words.isEmpty { text += "<p><strong>Measured:</strong> \(words)</p>\n" }
    }
    let short = EndpointText.reasons(point)
    let full = EndpointText.reasons(point, full: true)
    text += list(short)
    if short != full {
      text += "<details><summary>All \(full.count) reasons</summary>\(list(full))</details>\n"
    }
    return text + "</article>\n"
  }

  private static func list(_ reasons: [String]) -> String {
    if reasons.isEmpty { return "" }
    return "<ul>" + reasons.map { "<li>\(MarkupText.code($0))</li>" }.joined() + "</ul>\n"
  }
}
