import Diagnostics

/// Findings of one rule and severity that rest on the same leaf, under the first of them.
struct FindingGroups {
  private(set) var groups: [[Finding]] = []

  init(_ findings: [Finding]) {
    var known: [Cause: Int] = [:]
    for finding in findings {
      guard let leaf = finding.chain.last else {
        groups.append([finding])
        continue
      }
      let cause = Cause(
        code: finding.code, severity: finding.severity, leaf: leaf.place, text: leaf.text)
      if let index = known[cause] {
        groups[index].append(finding)
      } else {
        known[cause] = groups.count
        groups.append([finding])
      }
    }
  }

  private struct Cause: Hashable {
    var code: String
    var severity: Severity
    var leaf: Place
    var text: String
  }
}
