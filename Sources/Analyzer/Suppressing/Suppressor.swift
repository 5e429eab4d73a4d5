import Diagnostics
import SourceText

/// Takes back what comments take back, and finds the comments that took nothing back.
struct Suppressor {
  private let tables: [String: SuppressionTable]
  private var used: Set<Use> = []

  private struct Use: Hashable {
    var path: String
    var suppression: Int
    var code: Int
  }

  /// By the path that findings call the file.
  init(tables: [String: SuppressionTable]) { self.tables = tables }

  /// Whether a comment covers `finding`, whose places have their lines.
  mutating func covers(_ finding: Finding) -> Bool {
    let all = [finding.code] + EquivalentCodes.of(finding.code)
    // A comment at the end of a chain speaks for all who come there; one in between does too. It has to
    // name the rule or us: a bare `# noqa` there was meant for what stands on its own line.
    var isCovered = mark(finding.place, all)
    for step in finding.chain where mark(step.place, all, mayBeBare: false) { isCovered = true }
    return isCovered
  }

  /// Whether a comment that names LW001 covers a finding of that rule. A comment which silences
  /// everything does not vouch for itself.
  func coversUnused(_ finding: Finding) -> Bool {
    guard let table = tables[finding.place.path], let start = finding.place.start else {
      return false
    }
    return table.covering([finding.code], lines: start.line...start.line).contains {
      table.all[$0.suppression].codes != nil
    }
  }

  private mutating func mark(
    _ place: Place, _ codes: [String], mayBeBare: Bool = true
  ) -> Bool {
    guard let table = tables[place.path], let start = place.start else { return false }
    let end = max(start.line, place.end?.line ?? start.line)
    let found = table.covering(codes, lines: start.line...end).filter {
      let suppression = table.all[$0.suppression]
      return mayBeBare || suppression.codes != nil || suppression.isOwn
    }
    for (suppression, code) in found {
      used.insert(Use(path: place.path, suppression: suppression, code: code))
    }
    return !found.isEmpty
  }

  /// What is known of a code in a comment.
  enum Verdict {
    /// Of a rule that ran on that file: it has to take something back.
    case judged
    /// Of a rule that did not run there, of a family, or of another tool.
    case passedOver
    /// No rule has it; the code that may be meant.
    case unknown(meant: String?)
  }

  /// LW001, for codes that take nothing back.
  func unused(verdict: (Suppression.Code, Suppression, _ path: String) -> Verdict) -> [Finding] {
    var findings: [Finding] = []
    for (path, table) in tables {
      for (index, suppression) in table.all.enumerated() {
        guard let codes = suppression.codes else {
          let use = Use(path: path, suppression: index, code: 0)
          guard suppression.isOwn, !used.contains(use) else { continue }
          findings.append(finding(path, suppression.range, "This suppression takes nothing back"))
          continue
        }
        if codes.isEmpty {
          findings.append(
            finding(
              path, suppression.range, "This comment suppresses no rule",
              label: "takes nothing back", help: "write `# loopwise: ignore[LW101] reason`"))
        }
        for (place, code) in codes.enumerated() {
          let use = Use(path: path, suppression: index, code: place)
          if used.contains(use) { continue }
          switch verdict(code, suppression, path) {
          case .passedOver: continue
          case .judged:
            findings.append(finding(path, code.range, "`\(code.text)` takes nothing back here"))
          case .unknown(let meant):
            findings.append(
              finding(
                path, code.range, "No rule has the code `\(code.text)`",
                label: "takes nothing back",
                help: meant.map { "did you mean `\($0)`?" } ?? "`loopwise rules` lists the codes"))
          }
        }
      }
    }
    return findings
  }

  private func finding(
    _ path: String, _ range: TextRange, _ message: String,
    label: String = "no such finding on this line", help: String = "remove it"
  ) -> Finding {
    let rule = ToolRules.unusedSuppression
    return Finding(
      code: rule.code, name: rule.name, severity: rule.severity, confidence: .high,
      place: Place(path: path, range: range), message: message,
      label: label, help: help)
  }
}
