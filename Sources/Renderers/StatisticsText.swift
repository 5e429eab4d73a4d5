package import Diagnostics

/// How often each rule spoke: one line per rule, the commonest first.
package enum StatisticsText {
  package static func render(_ report: Report) -> String {
    var counts: [String: (count: Int, name: String)] = [:]
    for finding in report.findings {
      counts[finding.code, default: (0, finding.name)].count += 1
    }
    let rows = counts.sorted {
      $0.value.count == $1.value.count ? $0.key < $1.key : $1.value.count < $0.value.count
    }
    let width = rows.map { String($0.value.count).count }.max() ?? 0
    return rows.map { "\(padded($0.value.count, width)) \($0.key) \($0.value.name)\n" }
      .joined()
  }

  private static func padded(_ count: Int, _ width: Int) -> String {
    let text = String(count)
    return String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
