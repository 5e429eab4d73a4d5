import Diagnostics

/// JUnit's XML: a suite per file, a failing case per finding.
enum JUnitRenderer {
  static func render(_ report: Report) -> String {
    var suites: [(path: String, findings: [Finding])] = []
    for finding in report.findings {
      if suites.last?.path == finding.place.path {
        suites[suites.count - 1].findings.append(finding)
      } else {
        suites.append((finding.place.path, [finding]))
      }
    }
    let total = report.findings.count
    var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    text += "<testsuites name=\"\(Product.name)\" tests=\"\(max(1, total))\""
    text += " failures=\"\(total)\" errors=\"\(report.errors.count)\">\n"
    if report.findings.isEmpty {
      text += "  <testsuite name=\"\(Product.name)\" tests=\"1\" failures=\"0\" errors=\"0\">\n"
      text += "    <testcase name=\"no findings\" classname=\"\(Product.name)\"/>\n"
      text += "  </testsuite>\n"
    }
    for suite in suites {
      let count = suite.findings.count
      text += "  <testsuite name=\"\(MarkupText.escaped(suite.path))\" tests=\"\(count)\""
      text += " failures=\"\(count)\" errors=\"0\">\n"
      for finding in suite.findings { text += testCase(finding) }
      text += "  </testsuite>\n"
    }
    for error in report.errors {
      let path = MarkupText.escaped(error.path)
      text += "  <testsuite name=\"\(path)\" tests=\"1\" failures=\"0\" errors=\"1\">\n"
      text += "    <testcase name=\"read\" classname=\"\(path)\">\n"
      text += "      <error message=\"\(MarkupText.escaped(error.message))\"/>\n"
      text += "    </testcase>\n  </testsuite>\n"
    }
    return text + "</testsuites>\n"
  }

  private static func testCase(_ finding: Finding) -> String {
    let start = finding.place.start ?? Position(line: 1, column: 1)
    let owner = finding.function.isEmpty ? finding.place.path : finding.function
    let place = "\(MarkupText.escaped(finding.place.path)):\(start.line):\(start.column)"
    var text = "    <testcase name=\"\(finding.code)\" classname=\"\(MarkupText.escaped(owner))\""
    text += ">\n"
    text += "      <failure message=\"\(MarkupText.escaped(finding.message))\">"
    text += "\(place): \(MarkupText.escaped(finding.message))</failure>\n"
    return text + "    </testcase>\n"
  }
}
