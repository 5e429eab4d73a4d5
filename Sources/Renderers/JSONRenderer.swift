import Diagnostics

/// The machine form: members, order and meaning are a contract.
enum JSONRenderer {
  static func render(_ report: Report) -> [UInt8] {
    var members: [(String, JSON)] = [
      ("version", .int(Report.formatVersion)),
      (
        "tool",
        .object([("name", .string(Product.name)), ("version", .string(Product.version))])
      ),
      ("root", .string(report.root)),
      ("findings", .array(report.findings.map(finding))),
      ("errors", .array(report.errors.map(error))),
      ("coverage", coverage(report.coverage)),
    ]
    if !report.recordings.isEmpty {
      members.append(("recordings", .array(report.recordings.map(EvidenceText.json))))
    }
    if !report.timings.isEmpty {
      members.append(
        (
          "timings",
          .array(
            report.timings.map {
              .object([("stage", .string($0.stage)), ("wall_ms", .decimal($0.wallMilliseconds))])
            })
        ))
    }
    return JSON.object(members).encoded()
  }

  private static func finding(_ finding: Finding) -> JSON {
    let start = finding.place.start ?? Position(line: 1, column: 1)
    let end = finding.place.end ?? start
    var members: [(String, JSON)] = [
      ("code", .string(finding.code)),
      ("name", .string(finding.name)),
      ("severity", .string(finding.severity.rawValue)),
      ("confidence", .string(finding.confidence.rawValue)),
      ("path", .string(finding.place.path)),
    ]
    if let cell = finding.place.cell { members.append(("cell", .int(cell))) }
    members += [
      ("line", .int(start.line)), ("column", .int(start.column)),
      ("end_line", .int(end.line)), ("end_column", .int(end.column)),
      ("function", .string(finding.function)),
      ("message", .string(finding.message)),
      ("label", .string(finding.label)),
      ("help", .string(finding.help)),
      ("fingerprint", .string(finding.fingerprint)),
      ("chain", .array(finding.chain.map(step))),
      ("fix", finding.fix.map(fix) ?? .null),
    ]
    if let wait = finding.wait { members.append(("wait", self.wait(wait))) }
    if let evidence = finding.evidence { members.append(("evidence", EvidenceText.json(evidence))) }
    return .object(members)
  }

  private static func wait(_ wait: Wait) -> JSON {
    .object([
      ("length", .string(wait.length)), ("for", .string(wait.family)), ("once", .bool(wait.isOnce)),
    ])
  }

  private static func step(_ step: ChainStep) -> JSON {
    .object([
      ("path", .string(step.place.path)),
      ("line", .int(step.place.start?.line ?? 1)),
      ("column", .int(step.place.start?.column ?? 1)),
      ("function", .string(step.function)),
      ("text", .string(step.text)),
    ])
  }

  private static func fix(_ fix: Fix) -> JSON {
    .object([
      ("safety", .string(fix.safety.rawValue)),
      ("title", .string(fix.title)),
      (
        "edits",
        .array(
          fix.edits.map { edit in
            .object([
              ("path", .string(edit.place.path)),
              ("start", position(edit.place.start)), ("end", position(edit.place.end)),
              ("text", .string(edit.text)),
            ])
          })
      ),
    ])
  }

  private static func position(_ position: Position?) -> JSON {
    .array([.int(position?.line ?? 1), .int(position?.column ?? 1)])
  }

  private static func error(_ error: InputError) -> JSON {
    .object([
      ("path", .string(error.path)),
      ("line", .int(error.position.line)), ("column", .int(error.position.column)),
      ("message", .string(error.message)),
    ])
  }

  private static func coverage(_ coverage: Coverage) -> JSON {
    .object([
      ("files", .int(coverage.files)), ("functions", .int(coverage.functions)),
      ("calls", .int(coverage.calls)), ("resolved", .int(coverage.resolved)),
      (
        "opaque",
        .array(
          coverage.opaque.map {
            .object([("name", .string($0.name)), ("calls", .int($0.calls))])
          })
      ),
    ])
  }
}
