import Analyzer
import ArgumentParser
import Diagnostics
import Project
import Renderers
import System
import Terminal

/// `loopwise explain`: what a rule means.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Print what a rule means and how to repair what it finds.")

  @Argument(help: "A rule, by code or name: LW110, task-dropped.")
  var subject: String

  @Option(help: "auto, always or never.") var color = ColorChoice.auto

  func run() throws {
    let system = NativeSystem()
    let console = Console(system)
    let painter = Painter(isOn: console.usesColour(color, on: .output))
    let page = RulePage.page(of: try rule(named: subject))
    let text = page.text(columns: system.columns(of: .output), painter: painter)
    try system.write(Array(text.utf8), to: .output)
  }

  private func rule(named name: String) throws -> RuleMetadata {
    let rules = Check.catalogue
    let wanted = name.lowercased()
    let found = rules.first { $0.code.lowercased() == wanted || $0.name == wanted }
    if let found { return found }
    let known = rules.map { $0.code } + rules.map { $0.name }
    let hint = NearestName.of(name, among: known).map { "; did you mean `\($0)`?" }
    throw HostFailure(
      description: "no rule is called `\(name)`\(hint ?? "; `loopwise rules` lists them")")
  }
}
