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

  @Option(help: "The name that standard input goes by.")
  var stdinFilename: String?

  @Flag(help: "Neither read nor write cached results.")
  var noCache = false

  @Option(help: "Number of worker threads.")
  var threads: Int?
}

struct AdoptionOptions: ParsableArguments {
  @Option(
    help: """
      Report only what has changed since this commit of git: findings whose function, or a function on \
      whose path, differs.
      """)
  var since: String?

  @Option(help: "Save what is found, for --baseline, and report nothing.")
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
