import Diagnostics

/// GitLab's Code Quality report.
enum GitLabRenderer {
  static func render(_ report: Report) -> [UInt8] {
    let issues = report.findings.map { finding -> JSON in
      let start = finding.place.start ?? Position(line: 1, column: 1)
      let end = finding.place.end ?? start
      return .object([
        ("description", .string("\(finding.code): \(finding.message)")),
        ("check_name", .string(finding.code)),
        ("fingerprint", .string(finding.fingerprint)),
        ("severity", .string(severity(finding.severity))),
        (
          "location",
          .object([
            ("path", .string(finding.place.path)),
            (
              "positions",
              .object([("begin", position(start)), ("end", position(end))])
            ),
          ])
        ),
      ])
    }
    return JSON.array(issues).encoded(spread: 1)
  }

  private static func position(_ position: Position) -> JSON {
    .object([("line", .int(position.line)), ("column", .int(position.column))])
  }

  private static func severity(_ severity: Severity) -> String {
    switch severity {
    case .error: "major"
    case .warning: "minor"
    case .info: "info"
    }
  }
}
