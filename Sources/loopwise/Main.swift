import ArgumentParser
import Diagnostics

/// The program: one subcommand per job, one file per subcommand.
@main
struct Loopwise: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: Product.name,
    abstract: "Reviews asynchronous Python across functions, files and packages.",
    version: "\(Product.name) \(Product.version)",
    subcommands: [])
}
