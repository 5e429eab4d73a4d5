import Analyzer
import ArgumentParser
import Diagnostics
import Renderers
import RuntimeEvidence
import System
import Terminal

/// `loopwise endpoints`: what the endpoints and workers of a project do with the event loop.
struct EndpointsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "endpoints",
    abstract: "List the endpoints and workers, and whether they wait, compute or block.",
    discussion: """
      The class follows from the code: what an endpoint awaits, and what holds the loop while it runs. \
      A recording adds what was measured.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, html }

  @Argument(help: "Files and folders.") var paths: [String] = ["."]

  @Option(help: "A recording of `loopwise run`: add what it measured. May be given several times.")
  var evidence: [String] = []

  @Option(help: "text, json or html.") var outputFormat = Format.text
  @Option(help: "Write the report to this file.") var outputFile: String?
  @Option(help: "auto, always or never.") var color = ColorChoice.auto
  @Flag(help: "Print every reason, and every place.") var full = false
  @OptionGroup(title: "Settings and environment") var source: SourceOptions

  func run() throws {
    let system = NativeSystem()
    let console = Console(system)
    let recordings = try EvidenceOptions.recordings(evidence, system)
    let report = try list(recordings, system)
    for warning in report.warnings { console.warn(warning) }
    for error in report.errors { console.complain("error: \(error.path): \(error.message)") }

    let isColoured = outputFile == nil && console.usesColour(color, on: .output)
    let bytes =
      switch outputFormat {
      case .text:
        Array(
          EndpointRenderer.text(
            report, full: full, painter: Painter(isOn: isColoured),
            paths: console.paths(from: report.root)
          ).utf8)
      case .json: EndpointRenderer.json(report)
      case .html: Array(EndpointPage.render(report).utf8)
      }
    try console.deliver(bytes, to: outputFile)
    if !report.errors.isEmpty { throw ExitCode(2) }
  }

  private func list(
    _ recordings: [NamedRecording], _ system: any OperatingSystem
  ) throws -> EntryPointReport {
    var options = try CheckOptions(nil, source, system)
    let progress = ProgressLine(system)
    if let progress { options.progress = { progress.show($0, $1) } }
    defer { progress?.clear() }
    do throws(CheckFailure) {
      return try Check(system, options).endpoints(paths.map(RawArguments.path)) { report in
        if !recordings.isEmpty { EndpointJoin(recordings).apply(to: &report) }
      }
    } catch {
      throw HostFailure(description: error.description)
    }
  }
}
