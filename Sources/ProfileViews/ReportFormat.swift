package import ProfileModel

/// The forms that a recording can be reported in.
package enum ReportFormat: String, Sendable, CaseIterable {
  case text, json, html, collapsed, speedscope, prometheus, otlp

  /// The bytes of the report; they depend on the profile and the options alone.
  package func render(_ profile: Profile, _ options: ReportOptions) -> [UInt8] {
    switch self {
    case .text: Array(TextReport(profile, options).render().utf8)
    case .json: JSONReport.render(profile, options)
    case .html: HTMLReport.render(profile, options)
    case .collapsed: Array(StackReports.collapsed(profile).utf8)
    case .speedscope: StackReports.speedscope(profile, options)
    case .prometheus: Array(PrometheusReport.render(profile).utf8)
    case .otlp: OTLPReport.render(profile, options)
    }
  }
}

package struct ReportOptions: Sendable {
  package var usesColour = false
  package var columns = 100
  package var toolName: String
  package var toolVersion: String
  /// How many sites, routes and waits the text shows.
  package var most = 10

  package init(toolName: String, toolVersion: String) {
    self.toolName = toolName
    self.toolVersion = toolVersion
  }
}
