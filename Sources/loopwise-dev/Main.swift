import ArgumentParser

/// Tools for working on Loopwise itself: one subcommand per file.
@main
struct LoopwiseDev: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "loopwise-dev",
    abstract: "Dumps, goldens and generators for working on Loopwise.",
    subcommands: [
      ASTCommand.self, CallGraphCommand.self, CFGCommand.self,
      Bench.self,
      FactsCommand.self,
      GenerateFacts.self,
      GenerateFiles.self,
      GoldenCommand.self,
      ModulesCommand.self,
      Robustness.self,
      TokensCommand.self,
      TypesCommand.self,
    ])
}
