package import Diagnostics

/// The ways to print a report. One file of this target each.
package enum OutputFormat: String, Sendable, Hashable, CaseIterable {
  case full, concise, json, sarif, github, gitlab, junit, html

  /// Whether people are the readers: then the host also says what went wrong and what it cost.
  package var isForPeople: Bool { self == .full || self == .concise }

  package func render(_ report: Report, _ options: RenderOptions) -> [UInt8] {
    switch self {
    case .full: Array(FullRenderer(report: report, options: options).render().utf8)
    case .concise: Array(ConciseRenderer.render(report, options).utf8)
    case .json: JSONRenderer.render(report)
    case .sarif: SARIFRenderer.render(report, options)
    case .github: Array(GitHubRenderer.render(report, options).utf8)
    case .gitlab: GitLabRenderer.render(report)
    case .junit: Array(JUnitRenderer.render(report).utf8)
    case .html: Array(HTMLRenderer(report: report, options: options).render().utf8)
    }
  }
}

/// What rendering depends on besides the report.
package struct RenderOptions: Sendable {
  /// Absolute, printed form: text output shows paths relative to it.
  package var workingFolder = "/"
  package var usesColour = false
  /// Width to wrap at; `nil` leaves lines as long as they are.
  package var columns: Int?
  /// All steps of a chain rather than the first three.
  package var showsFullChain = false
  package var showsStatistics = false
  package var showsTimings = false
  /// What a person asked for and no more: without the counts below the findings.
  package var isQuiet = false
  /// The catalogue, for formats that describe rules.
  package var rules: [RuleMetadata] = []

  package init() {}
}
