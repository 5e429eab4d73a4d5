import Analyzer
import ArgumentParser
import Renderers
import System

/// `loopwise rules`: the catalogue.
struct RulesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rules", abstract: "List the rules.")

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json
  }

  @Option(help: "text or json.") var outputFormat = Format.text

  func run() throws {
    let rules = Check.catalogue
    let bytes =
      switch outputFormat {
      case .text: Array(RuleTables.text(rules).utf8)
      case .json: RuleTables.json(rules)
      }
    try NativeSystem().write(bytes, to: .output)
  }
}
