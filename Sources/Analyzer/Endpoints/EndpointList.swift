package import Diagnostics
import Project
import RuleKit
import Summaries
package import System

extension Check {
  /// The endpoints and workers in the files below `paths`. `join` adds what recordings say.
  package func endpoints(
    _ paths: [FilePath],
    join: (inout EntryPointReport) -> Void = { _ in }
  ) throws(CheckFailure) -> EntryPointReport {
    let given = paths.isEmpty ? [FilePath(".")] : paths
    let discovery = try discover(given)
    var report = EntryPointReport(root: discovery.root.description)
    var points: [EntryPoint] = []
    var coverage = Coverage()
    let (checked, resolver) = try inspect(discovery, given) { table, check, _ in
      let result = check.findings(table)
      let context = RuleContext(table, isStrict: false, target: check.target)
      let facts = EntryPointFacts(context, findings: result.findings)
      points = EntryPoints(context).find().map { facts.describe($0) }
      if let frameworks = discovery.settings[0].frameworks {
        points.removeAll { point in
          point.kind != .worker && !point.framework.isEmpty
            && !frameworks.contains(point.framework.lowercased())
        }
      }
      coverage = result.coverage
    }
    var places = resolver
    places.resolve(&points)
    report.entryPoints = points
    report.coverage = coverage
    report.coverage.files = discovery.files.count
    report.errors = errors(checked, discovery)
    if discovery.files.isEmpty { report.warnings = ["no Python files found under the given paths"] }
    join(&report)
    return report
  }
}
