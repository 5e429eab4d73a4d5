import ArgumentParser
import Diagnostics
import Project
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
    let arguments = withNames(CommandLine.arguments.dropFirst())
    // Asked for by every script that pins a version: answered before any option table is built.
    if arguments.elementsEqual(["--version"]) || arguments.elementsEqual(["-V"]) {
      print("\(Product.name) \(Product.version)")
      exit(0)
    }
    let subject = arguments.first == "help" ? arguments.dropFirst().first : arguments.first
    if let word = subject, let problem = unknown(word) {
      Console().complain("error: \(problem)")
      exit(2)
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
      if let hint = longerOption(text, arguments.first) { Console().complain(hint) }
      exit(error is ExitCode ? status.rawValue : 2)
    }
  }

  /// `--write-baseline` may stand without a name, which the parser knows no way to say: an empty one follows
  /// then.
  private static func withNames(_ arguments: ArraySlice<String>) -> ArraySlice<String> {
    guard let place = arguments.firstIndex(of: "--write-baseline") else { return arguments }
    var arguments = arguments
    let next = place + 1
    if next == arguments.endIndex || arguments[next].hasPrefix("-") {
      arguments.insert("", at: next)
    }
    return arguments
  }

  /// Which option was meant by the end of its name: `--format` for `--output-format`. What is only
  /// mistyped, the parser names itself.
  private static func longerOption(_ failure: String, _ command: String?) -> String? {
    let parts = failure.split(separator: "'", omittingEmptySubsequences: false)
    guard 2 < parts.count, parts[0].hasSuffix("Unknown option "), parts[1].hasPrefix("--"),
      parts[2].hasPrefix("\n")
    else { return nil }
    let type = Loopwise.configuration.subcommands.first { $0._commandName == command }
    guard let type else { return nil }
    let words = Loopwise.helpMessage(for: type).split { $0 == " " || $0 == "\n" }
    let meant = words.first { $0.hasPrefix("--") && $0.hasSuffix(parts[1].dropFirst()) }
    return meant.map { "Did you mean '\($0)'?" }
  }

  /// A word that is no command, and what was probably meant.
  private static func unknown(_ word: String) -> String? {
    let commands = Loopwise.configuration.subcommands.map { $0.configuration }
    let names = commands.flatMap { [$0.commandName ?? ""] + $0.aliases } + ["help", "--version"]
    if word.hasPrefix("-") || names.contains(word) { return nil }
    let system = NativeSystem()
    let path = system.workingFolder.resolving(RawArguments.path(word))
    if (try? system.status(of: path, followingLinks: true)) != nil {
      return "`\(word)` is no command; to look for faults there: `\(Product.name) check \(word)`"
    }
    let hint = NearestName.of(word, among: names).map { "did you mean `\($0)`?" }
    return "`\(word)` is no command; \(hint ?? "`\(Product.name) --help` lists them")"
  }
}
