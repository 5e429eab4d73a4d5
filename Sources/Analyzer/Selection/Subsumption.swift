import Diagnostics
import SourceText

/// One finding for one cause and place: where two rules speak of the same place, the one that says more
/// stays.
enum Subsumption {
  /// Which rules give way to a rule.
  private static let table: [(winner: String, losers: Set<String>)] = [
    ("LW601", ["LW108"]),
    ("LW606", ["LW302", "LW301"]),
    ("LW654", ["LW201", "LW202"]),
    ("LW655", ["LW108", "LW110", "LW651"]),
    ("LW804", ["LW502"]),
    ("LW801", ["LW110"]),
    ("LW851", ["LW106", "LW110"]),
    ("LW259", ["LW605"]),
    ("LW501", ["LW552"]),
  ]

  static func apply(_ findings: [Finding]) -> [Finding] {
    let winners = Set(table.map { $0.winner })
    guard findings.contains(where: { winners.contains($0.code) }) else { return findings }
    var said: [String: Set<String>] = [:]
    for finding in findings where winners.contains(finding.code) {
      said[key(finding), default: []].insert(finding.code)
    }
    return findings.filter { finding in
      guard let here = said[key(finding)] else { return true }
      return !table.contains { $0.losers.contains(finding.code) && here.contains($0.winner) }
    }
  }

  private static func key(_ finding: Finding) -> String {
    "\(finding.place.path):\(finding.place.range.start)"
  }
}
