import ArgumentParser
import Diagnostics
import System

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The program: one subcommand per job, one file per subcommand.
struct Loopwise: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: Product.name,
    abstract: "Reviews asynchronous Python across functions, files and packages.",
    version: "\(Product.name) \(Product.version)",
    subcommands: [
      CheckCommand.self, FixCommand.self, ConfigCommand.self, ExplainCommand.self,
      HubsCommand.self, EndpointsCommand.self,
      RulesCommand.self,
      RunCommand.self,
      ReportCommand.self, WatchCommand.self,
    ])
}

/// Runs the command line and turns every outcome into the exit status of the contract: 0, 1 for
/// findings, 2 for wrong use and own failures.
@main
enum Entry {
  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    // Asked for by every script that pins a version: answered before any option table is built.
    if arguments.elementsEqual(["--version"]) || arguments.elementsEqual(["-V"]) {
      print("\(Product.name) \(Product.version)")
      exit(0)
    }
    do {
      var command = try Loopwise.parseAsRoot(Array(arguments))
      try command.run()
    } catch let failure as HostFailure {
      Console().complain("error: \(failure)")
      exit(2)
    } catch {
      let status = Loopwise.exitCode(for: error)
      let text = Loopwise.fullMessage(for: error)
      if status.isSuccess {
        if !text.isEmpty { print(text) }
        exit(0)
      }
      if !text.isEmpty { Console().complain(text) }
      exit(error is ExitCode ? status.rawValue : 2)
    }
  }
}
