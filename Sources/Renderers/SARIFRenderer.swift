import Diagnostics

/// SARIF 2.1.0, with the chain of a finding as its code flow.
enum SARIFRenderer {
  static func render(_ report: Report, _ options: RenderOptions) -> [UInt8] {
    let used = Set(report.findings.map { $0.code })
    let rules = options.rules.filter { used.contains($0.code) }.sorted { $0.code < $1.code }
    let driver: JSON = .object([
      ("name", .string(Product.name)),
      ("version", .string(Product.version)),
      ("informationUri", .string(Product.informationURI)),
      ("rules", .array(rules.map(rule))),
    ])
    let run: JSON = .object([
      ("tool", .object([("driver", driver)])),
      ("columnKind", .string("unicodeCodePoints")),
      (
        "originalUriBaseIds",
        .object([("ROOT", .object([("uri", .string("file://" + escaped(report.root) + "/"))]))])
      ),
      ("invocations", .array([invocation(report)])),
      ("results", .array(report.findings.map { result($0, rules) })),
    ])
    return JSON.object([
      ("$schema", .string("https://json.schemastore.org/sarif-2.1.0.json")),
      ("version", .string("2.1.0")),
      ("runs", .array([run])),
    ]).encoded(spread: 4)
  }

  private static func rule(_ rule: RuleMetadata) -> JSON {
    .object([
      ("id", .string(rule.code)),
      ("name", .string(rule.name)),
      ("shortDescription", .object([("text", .string(rule.summary))])),
      ("fullDescription", .object([("text", .string(rule.why))])),
      ("defaultConfiguration", .object([("level", .string(level(rule.severity)))])),
    ])
  }

  private static func result(_ finding: Finding, _ rules: [RuleMetadata]) -> JSON {
    var members: [(String, JSON)] = [("ruleId", .string(finding.code))]
    if let index = rules.firstIndex(where: { $0.code == finding.code }) {
      members.append(("ruleIndex", .int(index)))
    }
    let text = finding.help.isEmpty ? finding.message : "\(finding.message). \(finding.help)"
    members += [
      ("level", .string(level(finding.severity))),
      ("message", .object([("text", .string(text))])),
      ("locations", .array([location(finding.place, message: nil)])),
      ("partialFingerprints", .object([("loopwise/v1", .string(finding.fingerprint))])),
    ]
    if !finding.chain.isEmpty {
      members.append(("codeFlows", .array([codeFlow(finding)])))
    }
    if let fix = finding.fix, fix.safety != .sketch {
      members.append(("fixes", .array([self.fix(fix)])))
    }
    var properties: [(String, JSON)] = [("confidence", .string(finding.confidence.rawValue))]
    if let evidence = finding.evidence {
      properties.append(("evidence", EvidenceText.json(evidence)))
    }
    members.append(("properties", .object(properties)))
    return .object(members)
  }

  private static func codeFlow(_ finding: Finding) -> JSON {
    var steps = [step(finding.place, finding.message)]
    for link in finding.chain { steps.append(step(link.place, link.text)) }
    return .object([
      ("threadFlows", .array([.object([("locations", .array(steps))])]))
    ])
  }

  private static func step(_ place: Place, _ text: String) -> JSON {
    .object([("location", location(place, message: text))])
  }

  private static func location(_ place: Place, message: String?) -> JSON {
    var members: [(String, JSON)] = [
      (
        "physicalLocation",
        .object([("artifactLocation", artifact(place.path)), ("region", region(place))])
      )
    ]
    if let message { members.append(("message", .object([("text", .string(message))]))) }
    return .object(members)
  }

  private static func artifact(_ path: String) -> JSON {
    if path.hasPrefix("/") { return .object([("uri", .string("file://" + escaped(path)))]) }
    return .object([("uri", .string(escaped(path))), ("uriBaseId", .string("ROOT"))])
  }

  private static func region(_ place: Place) -> JSON {
    let start = place.start ?? Position(line: 1, column: 1)
    let end = place.end ?? start
    return .object([
      ("startLine", .int(start.line)), ("startColumn", .int(start.column)),
      ("endLine", .int(end.line)), ("endColumn", .int(end.column)),
    ])
  }

  /// Files in order of their first edit.
  private static func fix(_ fix: Fix) -> JSON {
    var paths: [String] = []
    for edit in fix.edits where !paths.contains(edit.place.path) { paths.append(edit.place.path) }
    let changes = paths.map { path -> JSON in
      let replacements = fix.edits.filter { $0.place.path == path }.map { edit -> JSON in
        .object([
          ("deletedRegion", region(edit.place)),
          ("insertedContent", .object([("text", .string(edit.text))])),
        ])
      }
      return .object([
        ("artifactLocation", artifact(path)), ("replacements", .array(replacements)),
      ])
    }
    return .object([
      ("description", .object([("text", .string(fix.title))])),
      ("artifactChanges", .array(changes)),
    ])
  }

  private static func invocation(_ report: Report) -> JSON {
    let notes = report.errors.map { error -> JSON in
      .object([
        ("level", .string("error")),
        ("message", .object([("text", .string("\(error.path): \(error.message)"))])),
      ])
    }
    var members: [(String, JSON)] = [("executionSuccessful", .bool(report.errors.isEmpty))]
    if !notes.isEmpty { members.append(("toolExecutionNotifications", .array(notes))) }
    return .object(members)
  }

  private static func level(_ severity: Severity) -> String {
    switch severity {
    case .error: "error"
    case .warning: "warning"
    case .info: "note"
    }
  }

  /// Percent-encodes what may not stand in a path of a URI.
  private static func escaped(_ path: String) -> String {
    var text = ""
    for byte in path.utf8 {
      let isPlain =
        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte)
        || (0x61...0x7a).contains(byte) || "-._~/!$&'()*+,;=:@".utf8.contains(byte)
      if isPlain {
        text.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        text += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    return text
  }
}
