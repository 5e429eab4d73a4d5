import Analyzer
import ArgumentParser
import Diagnostics
import Project
import Renderers
import System
import Terminal

/// What lies between the options of `check` and the `Check` itself: standard input, output, exit
/// status, watching.
final class CheckSession {
  private let system: any OperatingSystem
  private let console: Console
  private let command: CheckCommand
  private let paths: [FilePath]
  private let options: CheckOptions

  init(_ command: CheckCommand, _ system: any OperatingSystem) throws {
    self.system = system
    self.command = command
    console = Console(system)
    var options = try CheckOptions(command.choice, command.source, system)
    options.measuresStages = command.output.timings
    options.changes = try CheckSession.changes(command, system)
    options.ignoresBaseline = command.adoption.writeBaseline != nil
    options.evidence = try EvidenceOptions.join(command.evidence, system)

    var paths = command.paths.map(RawArguments.path)
    try options.readStandardInput(for: &paths, as: command.input.stdinFilename, system)
    self.options = options
    self.paths = paths
  }

  private static func changes(
    _ command: CheckCommand, _ system: any OperatingSystem
  ) throws -> ChangedLines? {
    guard let revision = command.adoption.since else { return nil }
    return try GitRevision.changes(since: revision, system)
  }

  // MARK: Running

  func runOnce() throws -> ExitCode {
    let report = try check()
    try write(report)
    return status(of: report)
  }

  private func check() throws -> Report {
    var options = options
    let progress = command.output.volume.isQuiet ? nil : ProgressLine(system)
    if let progress { options.progress = { progress.show($0, $1) } }
    defer { progress?.clear() }
    do throws(CheckFailure) {
      return try Check(system, options).run(paths)
    } catch {
      throw HostFailure(description: error.description)
    }
  }

  private func status(of report: Report) -> ExitCode {
    if command.output.exitZero { return .success }
    if !report.errors.isEmpty { return ExitCode(2) }
    let fails = report.findings.contains { Severity.info < $0.severity }
    return ExitCode(fails ? 1 : 0)
  }

  private func write(_ report: Report) throws {
    let format = command.output.outputFormat
    var render = RenderOptions()
    render.workingFolder = system.workingFolder.description
    render.showsFullChain = command.output.fullChain
    render.showsStatistics = command.output.statistics
    render.showsTimings = command.output.timings
    render.isQuiet = command.output.volume.isQuiet
    render.rules = Check.catalogue

    complain(of: report)
    if let file = command.output.outputFile {
      render.usesColour = command.output.color == .always
      return try console.deliver(format.render(report, render), to: file)
    }
    render.usesColour = console.usesColour(command.output.color, on: .output)
    render.columns = system.columns(of: .output)
    try system.write(format.render(report, render), to: .output)
    if !format.isForPeople, command.output.statistics {
      console.complain(StatisticsText.render(report))
    }
  }

  // MARK: Repairing

  func repair(_ repair: RepairOptions) throws -> ExitCode {
    let session = FixSession(system, options, repair, command.output.volume)
    // What is printed then is the repaired text.
    if repair.diff || !options.overlay.texts.isEmpty {
      return try session.run(paths) { status(of: $0) }
    }
    _ = try session.run(paths) { status(of: $0) }
    return try runOnce()
  }

  // MARK: Adopting

  func writeBaseline(_ given: String) throws -> ExitCode {
    let name = try given.isEmpty ? baselineName() : given
    // `--write-baseline app.py` means to check it.
    if name.hasSuffix(".py") {
      throw HostFailure(description: "--write-baseline is \(name); a baseline is no Python file")
    }
    let report = try check()
    try console.deliver(BaselineRenderer.render(report), to: name)
    complain(of: report)
    console.complain("wrote \(counted(report.findings.count, "finding")) to \(name)")
    return report.errors.isEmpty || command.output.exitZero ? .success : ExitCode(2)
  }

  /// What `--write-baseline` without a name writes.
  private func baselineName() throws -> String {
    if let file = options.baseline { return file.description }
    return try discovery().settings[0].baseline?.description ?? "loopwise-baseline.json"
  }

  func addSuppressions(reason: String?) throws -> ExitCode {
    let report = try check()
    let writer = SuppressionWriter(system, root: FilePath(report.root), reason: reason)
    let outcome = writer.write(report.findings)
    console.complain("wrote \(counted(outcome.written, "suppression"))")
    for (finding, reason) in outcome.refused {
      let line = finding.place.start.map { ":\($0.line)" } ?? ""
      console.complain("not for \(finding.place.path)\(line): \(finding.code), since \(reason)")
    }
    return try runOnce()
  }

  private func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }

  private func complain(of report: Report) {
    for warning in report.warnings { console.warn(warning) }
    for error in report.errors { console.complain("error: \(error.path): \(error.message)") }
  }

  // MARK: Files

  private func discovery() throws -> Discovery {
    do throws(SettingsError) {
      return try Discovery(
        paths: paths, options: options.discovery, overlay: options.overlay, system)
    } catch {
      throw HostFailure(description: error.description)
    }
  }

  func showFiles() throws -> ExitCode {
    let discovery = try discovery()
    let folder = system.workingFolder
    var text = ""
    for file in discovery.files {
      text += "\((file.path.relative(to: folder) ?? file.path).description)\n"
    }
    try system.write(Array(text.utf8), to: .output)
    for failure in discovery.failures {
      console.complain("error: \(failure.path): \(failure.reason)")
    }
    return discovery.failures.isEmpty ? .success : ExitCode(2)
  }

  // MARK: Watching

  /// Runs until interrupted; a mistake in the settings is shown like a finding.
  func watch() throws -> Never {
    var last: [FileState]?
    while true {
      let now = state()
      if now != last {
        last = now
        if system.isTerminal(.output) {
          try system.write(Array("\u{1b}[H\u{1b}[2J\u{1b}[3J".utf8), to: .output)
        }
        do { try write(check()) } catch { console.complain("error: \(error)") }
        console.complain("watching for changes")
      }
      system.sleep(nanoseconds: 300_000_000)
    }
  }

  private struct FileState: Equatable {
    var path: FilePath
    var status: FileStatus?
  }

  /// All that a check depends on: its files and their settings.
  private func state() -> [FileState] {
    let found = try? discovery()
    var paths = found?.files.map { $0.path } ?? []
    paths += found?.settings.compactMap { $0.origin } ?? []
    return paths.map {
      FileState(path: $0, status: try? system.status(of: $0, followingLinks: true))
    }
  }
}
