import Diagnostics

/// Workflow commands, which GitHub shows as annotations. Paths are relative to the working folder,
/// which in a workflow is the checkout.
enum GitHubRenderer {
  static func render(_ report: Report, _ options: RenderOptions) -> String {
    let shown = DisplayPath(root: report.root, workingFolder: options.workingFolder)
    var text = ""
    for finding in report.findings {
      let start = finding.place.start ?? Position(line: 1, column: 1)
      let end = finding.place.end ?? start
      let properties = [
        ("title", "\(Product.name) (\(finding.code))"), ("file", shown(finding.place.path)),
        ("line", String(start.line)), ("col", String(start.column)),
        ("endLine", String(end.line)), ("endColumn", String(end.column)),
      ]
      let list = properties.map { "\($0.0)=\(escaped($0.1, isProperty: true))" }
      let place = shown(finding.place)
      let message = "\(place): \(finding.code) \(finding.message)"
      text += "::\(level(finding.severity)) \(list.joined(separator: ","))"
      text += "::\(escaped(message, isProperty: false))\n"
    }
    return text
  }

  private static func level(_ severity: Severity) -> String {
    switch severity {
    case .error: "error"
    case .warning: "warning"
    case .info: "notice"
    }
  }

  private static func escaped(_ text: String, isProperty: Bool) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "%": result += "%25"
      case "\r": result += "%0D"
      case "\n": result += "%0A"
      case ":" where isProperty: result += "%3A"
      case "," where isProperty: result += "%2C"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
