package import Diagnostics

/// The file of `--write-baseline`: what is needed to know findings again, and nothing that changes with
/// every edit, so that it can be kept under version control.
package enum BaselineRenderer {
  package static func render(_ report: Report) -> [UInt8] {
    JSON.object([
      ("version", .int(Report.formatVersion)),
      ("tool", .object([("name", .string(Product.name))])),
      ("findings", .array(report.findings.map(entry))),
    ]).encoded(spread: 2)
  }

  private static func entry(_ finding: Finding) -> JSON {
    .object([
      ("code", .string(finding.code)),
      ("path", .string(finding.place.path)),
      ("function", .string(finding.function)),
      ("message", .string(finding.message)),
      ("fingerprint", .string(finding.fingerprint)),
      ("chain", .array(finding.ownPath.map { .object([("text", .string($0.text))]) })),
    ])
  }
}
