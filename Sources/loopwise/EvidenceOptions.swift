import Analyzer
import Diagnostics
import ProfileCapture
import ProfileModel
import RuntimeEvidence
import System

/// What `--evidence` names.
enum EvidenceOptions {
  static func recordings(
    _ names: [String], _ system: any OperatingSystem
  ) throws -> [NamedRecording] {
    try names.map { name in
      let path = system.workingFolder.resolving(RawArguments.path(name))
      return NamedRecording(name: name, profile: try ReportCommand.read(path, system).profile)
    }
  }

  /// `nil` where no recording is given.
  static func join(
    _ names: [String], _ system: any OperatingSystem
  ) throws -> (@Sendable (inout [Finding], ProjectOutline) -> [RecordingFigures])? {
    if names.isEmpty { return nil }
    let join = EvidenceJoin(try recordings(names, system))
    return { join.apply(to: &$0, $1) }
  }

  /// The lines of what a check of these paths finds.
  static func probes(
    _ paths: [String], _ system: any OperatingSystem
  ) throws -> [CaptureProbe] {
    if paths.isEmpty { return [] }
    var options = CheckOptions()
    options.ignoresBaseline = true
    let report: Report
    do throws(CheckFailure) {
      report = try Check(system, options).run(
        paths.map { system.workingFolder.resolving(RawArguments.path($0)) })
    } catch {
      throw HostFailure(description: "--probe: \(error.description)")
    }
    var seen: Set<CaptureProbe> = []
    return report.findings.compactMap { finding in
      guard let line = finding.place.start?.line, finding.place.cell == nil,
        let function = finding.function.split(separator: ".").last
      else { return nil }
      let path = FilePath(report.root).resolving(FilePath(finding.place.path))
      let probe = CaptureProbe(
        path: path.description, line: line, function: String(function))
      return seen.insert(probe).inserted ? probe : nil
    }
  }
}
