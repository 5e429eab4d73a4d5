import Analyzer
import ArgumentParser
import Diagnostics
import Edits
import Project
import Renderers
import System
import Terminal

/// `loopwise fix`: repairs what can be repaired.
struct FixCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fix",
    abstract: "Repair what check finds, as far as rules know how.",
    discussion: """
      Every repair is checked before it is written: its finding has to be gone, and nothing new may \
      be found. A file is replaced as a whole, so that it is the old one or the new one at any time.
      Exit status: 0 when nothing of severity error or warning is left, 1 when something is, 2 for \
      wrong use and own failures.
      """)

  @Argument(help: "Files and folders to repair, or `-` for standard input: its repair is printed.")
  var paths: [String] = ["."]

  @OptionGroup(title: "Choosing rules") var choice: ChoiceOptions
  @OptionGroup(title: "Settings and environment") var source: SourceOptions
  @OptionGroup(title: "Standard input") var input: StandardInputOptions
  @OptionGroup(title: "Repairing") var repair: RepairOptions

  @Flag(help: "Exit with status 0 whatever is left.")
  var exitZero = false

  @OptionGroup var volume: VolumeOptions

  func validate() throws { try input.validate(paths) }

  func run() throws {
    let system = NativeSystem()
    var options = try CheckOptions(choice, source, system)
    var paths = paths.map(RawArguments.path)
    try options.readStandardInput(for: &paths, as: input.stdinFilename, system)
    throw try FixSession(system, options, repair, volume).run(paths) { report in
      if exitZero { return .success }
      if !report.errors.isEmpty { return ExitCode(2) }
      return ExitCode(report.findings.contains { Severity.info < $0.severity } ? 1 : 0)
    }
  }
}

struct RepairOptions: ParsableArguments {
  @Flag(help: "Also repairs that change the order or timing of what happens.")
  var unsafeFixes = false

  @Flag(help: "Print what would change, and write nothing.")
  var diff = false
}

/// One run of repairs, from the check to the files.
final class FixSession {
  private let system: any OperatingSystem
  private let options: CheckOptions
  private let repair: RepairOptions
  private let volume: VolumeOptions
  private let console: Console

  init(
    _ system: any OperatingSystem, _ options: CheckOptions, _ repair: RepairOptions,
    _ volume: VolumeOptions
  ) {
    self.system = system
    self.options = options
    self.repair = repair
    self.volume = volume
    console = Console(system)
  }

  func run(_ paths: [FilePath], status: (Report) -> ExitCode) throws -> ExitCode {
    let result: FixResult
    var options = options
    let progress = volume.isQuiet ? nil : ProgressLine(system)
    // Each attempt is a check of its own.
    if let progress { options.progress = { progress.show($0, $1) } }
    defer { progress?.clear() }
    do throws(CheckFailure) {
      result = try FixRun(system, options, repair.unsafeFixes ? .unsafe : .safe).run(paths)
    } catch {
      throw HostFailure(description: error.description)
    }
    progress?.clear()
    for error in result.report.errors { console.complain("error: \(error.path): \(error.message)") }
    if repair.diff {
      var text = ""
      for file in result.files {
        text += UnifiedDiff.text(shown(file.path), file.before, file.after)
      }
      try system.write(Array(text.utf8), to: .output)
    } else {
      // What a run left that was killed while it wrote: its files are still the old ones.
      Drafts.removeAbandoned(of: result.files.map { $0.path }, system)
      for (path, text) in options.overlay.texts {
        let after = result.files.first { $0.path == path }?.after
        try system.write(after ?? text, to: .output)
      }
      for file in result.files where options.overlay.texts[file.path] == nil {
        do throws(FileFailure) {
          try system.write(file.after, to: try system.realPath(file.path))
        } catch {
          throw HostFailure(description: "\(file.path): \(error.description)")
        }
      }
    }
    tell(result)
    return status(result.report)
  }

  private func shown(_ path: FilePath) -> String {
    (path.relative(to: system.workingFolder) ?? path).description
  }

  private func tell(_ result: FixResult) {
    let applied = result.outcomes.filter { $0.refusal == nil }
    for outcome in result.outcomes {
      let place = outcome.finding.place
      let line = place.start.map { ":\($0.line)" } ?? ""
      if let refusal = outcome.refusal {
        console.complain(
          "not repaired: \(place.path)\(line): \(outcome.finding.code), since \(refusal)")
      }
    }
    if volume.isQuiet { return }
    let verb = repair.diff ? "would repair" : "repaired"
    console.complain(
      "\(verb) \(applied.count) of \(applied.count + result.report.findings.count) findings"
        + " in \(result.files.count) \(result.files.count == 1 ? "file" : "files")")
    let held = result.report.findings.filter { $0.fix?.safety == .changesBehavior }.count
    if !repair.unsafeFixes, 0 < held {
      console.complain("\(held) more with --unsafe-fixes, which change timing or order")
    }
  }
}
