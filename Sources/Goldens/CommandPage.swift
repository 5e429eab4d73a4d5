import System

/// The reference of the command line: what the program itself answers to `help`, command by command.
enum CommandPage {
  /// Nil where the program cannot be run.
  static func page(of tool: FilePath) -> String? {
    guard let main = help(tool, []) else { return nil }
    var text = """
      # Command line

      Written by `loopwise-dev generate` from the program's own help.

      ```
      \(main)
      ```

      """
    for command in commands(in: main) {
      guard let answer = help(tool, [command]) else { return nil }
      text += "\n## loopwise \(command)\n\n```\n\(answer)\n```\n"
    }
    return text
  }

  private static func help(_ tool: FilePath, _ command: [String]) -> String? {
    let arguments = [tool.bytes] + (["help"] + command).map { Array($0.utf8) }
    let output = Processes.output(
      of: arguments, environment: [("COLUMNS", Array("80".utf8))], limit: 1 << 20)
    guard
      var lines = output.map({
        String(decoding: $0, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
      })
    else { return nil }
    while let last = lines.last, last.isEmpty { lines.removeLast() }
    return lines.joined(separator: "\n")
  }

  /// The names below `SUBCOMMANDS:`, which stand two blanks to the right.
  private static func commands(in help: String) -> [String] {
    let lines = help.split(separator: "\n", omittingEmptySubsequences: false)
    guard let start = lines.firstIndex(of: "SUBCOMMANDS:") else { return [] }
    return lines[(start + 1)...].prefix { !$0.isEmpty }.compactMap { line in
      guard line.hasPrefix("  "), !line.hasPrefix("   ") else { return nil }
      // `explain, rule`: the first name is the command's own.
      return line.split(whereSeparator: { $0 == " " || $0 == "," }).first.map(String.init)
    }
  }
}
