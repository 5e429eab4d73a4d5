import Analyzer
import ArgumentParser
import Diagnostics
import Project
import Renderers
import System
import Terminal

/// What lies between the options of `check` and the `Check` itself: standard input, output, exit
/// status, watching.
struct CheckSession {
  private let system: any OperatingSystem
  private let console: Console
  private let command: CheckCommand
  private let paths: [FilePath]
  private var options: CheckOptions

  init(_ command: CheckCommand, _ system: any OperatingSystem) throws {
    self.system = system
    self.command = command
    console = Console(system)
    let folder = system.workingFolder
    func resolved(_ text: String?) -> FilePath? {
      text.map { folder.resolving(RawArguments.path($0)) }
    }

    options = CheckOptions()
    options.discovery.isIsolated = command.source.isolated
    options.discovery.settingsFile = resolved(command.source.config)
    options.select = CheckSession.list(command.choice.select)
    options.ignore = CheckSession.list(command.choice.ignore) ?? []
    options.profile = command.choice.profile
    options.minimumConfidence = command.choice.minConfidence
    options.python = resolved(command.source.python)
    options.baseline = resolved(command.choice.baseline)
    options.measuresStages = command.output.timings
    if let threads = command.source.threads {
      guard (1...1024).contains(threads) else {
        throw ValidationError("--threads is \(threads); allowed: 1 to 1024")
      }
      options.threads = threads
    }
    if let text = command.source.targetVersion {
      guard let version = PythonVersionText.minor(of: text) else {
        let range = Settings.supportedVersions
        throw ValidationError(
          "--target-version is \(text); allowed: 3.\(range.lowerBound) to 3.\(range.upperBound)")
      }
      options.targetVersion = version
    }

    var paths = command.paths.map(RawArguments.path)
    if let stdin = paths.firstIndex(of: FilePath("-")) {
      let name = resolved(command.source.stdinFilename) ?? folder.appending("stdin.py")
      let buffer = ByteBuffer()
      try system.readStandardInput(into: buffer, limit: SourceLoader.sizeLimit)
      options.overlay.texts[name] = buffer.bytes
      paths[stdin] = name
      paths.removeAll { $0 == FilePath("-") }
    }
    self.paths = paths
  }

  /// `A,B C` as A, B, C; `nil` where nothing was given.
  private static func list(_ texts: [String]) -> [String]? {
    let parts = texts.flatMap { $0.split { $0 == "," || $0 == " " } }.map(String.init)
    return parts.isEmpty ? nil : parts
  }

  // MARK: Running

  func runOnce() throws -> ExitCode {
    let report = try check()
    try write(report)
    return status(of: report)
  }

  private func check() throws -> Report {
    var options = options
    let progress = ProgressLine(system)
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
    render.rules = Check.catalogue

    for warning in report.warnings { console.warn(warning) }
    for error in report.errors { console.complain("error: \(error.path): \(error.message)") }
    if let file = command.output.outputFile {
      render.usesColour = command.output.color == .always
      let path = system.workingFolder.resolving(RawArguments.path(file))
      do throws(FileFailure) {
        try system.write(format.render(report, render), to: path)
      } catch {
        throw HostFailure(description: "\(path): \(error.description)")
      }
      return
    }
    render.usesColour = console.usesColour(command.output.color, on: .output)
    render.columns = system.columns(of: .output)
    try system.write(format.render(report, render), to: .output)
    if !format.isForPeople, command.output.statistics {
      console.complain(StatisticsText.render(report))
    }
  }

  // MARK: Files

  func showFiles() throws -> ExitCode {
    let discovery: Discovery
    do throws(SettingsError) {
      discovery = try Discovery(
        paths: paths, options: options.discovery, overlay: options.overlay, system)
    } catch {
      throw HostFailure(description: error.description)
    }
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
    let found = try? Discovery(
      paths: paths, options: options.discovery, overlay: options.overlay, system)
    var paths = found?.files.map { $0.path } ?? []
    paths += found?.settings.compactMap { $0.origin } ?? []
    return paths.map {
      FileState(path: $0, status: try? system.status(of: $0, followingLinks: true))
    }
  }
}
