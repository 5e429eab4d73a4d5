import Diagnostics
import Project

/// The last stage: which findings are reported, and where their places lie in the text.
struct ReportStage {
  /// By the path that findings call the file.
  private let files: [String: SourceFile]
  private let selections: [RuleSelection]
  private let catalogue: [RuleMetadata]
  private var resolver: PlaceResolver

  init(
    files: [String: SourceFile], selections: [RuleSelection], catalogue: [RuleMetadata],
    resolver: PlaceResolver
  ) {
    self.files = files
    self.selections = selections
    self.catalogue = catalogue
    self.resolver = resolver
  }

  /// The findings to report, in output order. `suppressions` are those of each file.
  mutating func select(
    _ findings: [Finding], suppressions: [String: SuppressionTable]
  ) -> [Finding] {
    // Comments have their say before confidence and per-file ignores: a comment on a finding that
    // is not shown for another reason still has something to take back.
    var findings = findings.filter { finding in
      files[finding.place.path].map { selections[$0.settings].isEnabled(finding.code) } ?? true
    }
    resolver.resolve(&findings)
    let damaged = Set(
      findings.filter { $0.code == ToolRules.syntaxError.code }.map { $0.place.path })
    // What the parser made of such a file may be other than what its author meant.
    for index in findings.indices where damaged.contains(findings[index].place.path) {
      if findings[index].code != ToolRules.syntaxError.code { findings[index].confidence = .medium }
    }
    var suppressor = Suppressor(tables: suppressions)
    var kept = findings.filter { !suppressor.covers($0) && admits($0) }

    var unused = suppressor.unused { code, suppression, path in
      let code = code.text
      guard let file = files[path] else { return .passedOver }
      guard catalogue.contains(where: { $0.code == code }) else {
        return isMistake(code, suppression) ? .unknown(meant: meant(by: code)) : .passedOver
      }
      // What lies in the damaged part of a file was not looked at.
      if damaged.contains(path), code != ToolRules.syntaxError.code { return .passedOver }
      return selections[file.settings].isEnabled(code, in: file.path) ? .judged : .passedOver
    }
    unused.removeAll { !admits($0) }
    resolver.resolve(&unused)
    kept += unused.filter { !suppressor.coversUnused($0) }
    kept.sort(by: Finding.inOutputOrder)
    return kept
  }

  /// Neither the beginning of codes nor, in a comment of ours, that of another tool's codes which ours stand for.
  private func isMistake(_ code: String, _ suppression: Suppression) -> Bool {
    guard suppression.isOwn || code.hasPrefix("LW") else { return false }
    return !catalogue.contains { rule in
      ([rule.code] + EquivalentCodes.of(rule.code)).contains { $0.hasPrefix(code) }
    }
  }

  /// Suppressions go by code; who wrote the rule's name is told the code.
  private func meant(by code: String) -> String? {
    let name = code.lowercased()
    return catalogue.first { $0.name == name }?.code ?? catalogue.meant(by: code)
  }

  private func admits(_ finding: Finding) -> Bool {
    guard let file = files[finding.place.path] else { return true }
    return selections[file.settings].admits(finding, in: file.path)
  }
}
