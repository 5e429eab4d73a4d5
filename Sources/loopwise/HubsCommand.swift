import Analyzer
import ArgumentParser
import Diagnostics
import Renderers
import System

/// `loopwise hubs`: which functions make most others block.
struct HubsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hubs",
    abstract: "List the functions that make most others block.",
    discussion: """
      A place that blocks is counted at each function on its path. The first lines are where a repair \
      mends most.
      """)

  @Argument(help: "Files and folders.") var paths: [String] = ["."]
  @Option(help: "Functions to list. Text has 20 unless told otherwise, JSON all.") var limit: Int?
  @Option(help: "text or json.") var outputFormat = RulesCommand.Format.text
  @OptionGroup(title: "Choosing rules") var choice: ChoiceOptions
  @OptionGroup(title: "Settings and environment") var source: SourceOptions

  func validate() throws {
    if let limit, limit < 1 {
      throw ValidationError("--limit is \(limit); allowed: 1 and more")
    }
  }

  func run() throws {
    let system = NativeSystem()
    var options = try CheckOptions(choice, source, system)
    options.ignoresBaseline = options.baseline == nil
    let bytes: [UInt8]
    do throws(CheckFailure) {
      let report = try Check(system, options).run(paths.map(RawArguments.path))
      bytes =
        switch outputFormat {
        case .text:
          Array(
            Hubs.text(
              report, limit: limit ?? 20, paths: Console(system).paths(from: report.root)
            ).utf8)
        case .json: Hubs.json(report, limit: limit ?? Int.max)
        }
    } catch {
      throw HostFailure(description: error.description)
    }
    try system.write(bytes, to: .output)
  }
}
