import Analyzer
import ArgumentParser
import Diagnostics
import Project
import Renderers
import System
import Terminal

/// `loopwise check`: the review.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Report what stalls, loses or corrupts work on an event loop.",
    discussion: """
      Exit status: 0 when nothing of severity error or warning was found, 1 when something was, \
      2 for wrong use, unreadable input or settings, and own failures.
      """)

  @Argument(help: "Files and folders to check, or `-` for standard input.")
  var paths: [String] = ["."]

  @OptionGroup(title: "Choosing rules") var choice: ChoiceOptions
  @OptionGroup(title: "Settings and environment") var source: SourceOptions
  @OptionGroup(title: "Standard input") var input: StandardInputOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  @Flag(help: "Check again whenever a file changes, until interrupted.")
  var watch = false

  @Option(
    help: """
      A recording of `loopwise run`: say which findings it confirms, put what cost the most loop time \
      first, and report what held the loop besides. May be given several times.
      """)
  var evidence: [String] = []

  @OptionGroup(title: "Adopting") var adoption: AdoptionOptions

  @Flag(help: "Repair what can be repaired, then report what is left; see `loopwise fix`.")
  var fix = false

  @OptionGroup(title: "Repairing") var repair: RepairOptions

  @Flag(help: "List the files that would be checked, and do nothing else.")
  var showFiles = false

  func validate() throws {
    if watch, paths.contains("-") {
      throw ValidationError("--watch looks at files; `-` is standard input, which is read once")
    }
    try input.validate(paths)
    let jobs = [
      ("--show-files", showFiles), ("--watch", watch), ("--fix", fix && !repair.diff),
      ("--diff", repair.diff), ("--write-baseline", adoption.writeBaseline != nil),
      ("--add-noqa", adoption.addNoqa),
    ].filter { $0.1 }
    if 1 < jobs.count {
      throw ValidationError("\(jobs[0].0) and \(jobs[1].0) ask for different things; give one")
    }
    if repair.unsafeFixes, !fix, !repair.diff {
      throw ValidationError("--unsafe-fixes says what --fix and --diff may do; give one of them")
    }
    if adoption.reason != nil, !adoption.addNoqa {
      throw ValidationError("--reason is what --add-noqa writes; give both")
    }
    if adoption.addNoqa, paths.contains("-") {
      throw ValidationError("--add-noqa writes into files; `-` is standard input")
    }
  }

  mutating func run() throws {
    let session = try CheckSession(self, NativeSystem())
    if showFiles { throw try session.showFiles() }
    if watch { try session.watch() }
    if fix || repair.diff { throw try session.repair(repair) }
    if let file = adoption.writeBaseline { throw try session.writeBaseline(file) }
    if adoption.addNoqa { throw try session.addSuppressions(reason: adoption.reason) }
    throw try session.runOnce()
  }
}

struct ChoiceOptions: ParsableArguments {
  @Option(help: "Only these rules: codes, beginnings of codes, names, or ALL. Commas part them.")
  var select: [String] = []

  @Option(help: "Not these rules.")
  var ignore: [String] = []

  @Option(help: "default, or strict for every rule that is not opt-in.")
  var profile: Profile?

  @Option(help: "Least confidence to report: high or medium.")
  var minConfidence = Confidence.medium

  @Option(help: "Report only what this file of --write-baseline does not have.")
  var baseline: String?
}

struct SourceOptions: ParsableArguments {
  @Flag(help: "Use no settings file and no environment that was not named.")
  var isolated = false

  @Option(help: "Use this settings file instead of the nearest ones.")
  var config: String?

  @Option(help: "Leave these out, too: patterns as in .gitignore. Commas part them.")
  var exclude: [String] = []

  @Option(help: "The Python that the code is for, such as 3.11.")
  var targetVersion: String?

  @Option(help: "Interpreter or environment whose installed packages count.")
  var python: String?

  @Flag(help: "Neither read nor write cached results.")
  var noCache = false

  @Option(help: "Number of worker threads.")
  var threads: Int?
}

struct StandardInputOptions: ParsableArguments {
  @Option(help: "The name that standard input goes by.")
  var stdinFilename: String?

  /// A name for what is not read would go unheard.
  func validate(_ paths: [String]) throws {
    if stdinFilename != nil, !paths.contains("-") {
      throw ValidationError("--stdin-filename names standard input; give `-` as the path")
    }
  }
}

struct AdoptionOptions: ParsableArguments {
  @Option(
    help: """
      Report only what has changed since this commit of git: findings whose function, or a function on \
      whose path, differs.
      """)
  var since: String?

  @Option(
    help: """
      Save what is found, for --baseline, and report nothing. Without a name: in the file that \
      --baseline or the settings name, else in loopwise-baseline.json.
      """)
  var writeBaseline: String?

  @Flag(help: "Write a suppression behind every finding.")
  var addNoqa = false

  @Option(help: "The reason that --add-noqa writes beside each.")
  var reason: String?
}

struct OutputOptions: ParsableArguments {
  @Option(help: "full, concise, json, sarif, github, gitlab, junit or html.")
  var outputFormat = OutputFormat.full

  @Option(help: "Write the report to this file.")
  var outputFile: String?

  @Option(help: "auto, always or never.")
  var color = ColorChoice.auto

  @Flag(help: "Print every step of a chain.")
  var fullChain = false

  @Flag(help: "Count findings by rule.")
  var statistics = false

  @Flag(help: "Say what each stage took.")
  var timings = false

  @Flag(help: "Exit with status 0 whatever was found or could not be read.")
  var exitZero = false

  @OptionGroup var volume: VolumeOptions
}

struct VolumeOptions: ParsableArguments {
  @Flag(
    name: [.customShort("q"), .customLong("quiet")],
    help: "Print findings and failures, and no counts.")
  var isQuiet = false
}

extension Profile: ExpressibleByArgument {}
extension Confidence: ExpressibleByArgument {}
extension OutputFormat: ExpressibleByArgument {}
extension ColorChoice: ExpressibleByArgument {}
