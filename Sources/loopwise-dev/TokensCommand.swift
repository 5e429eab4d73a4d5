import ArgumentParser
import PythonSyntax
import SourceText
import System

/// Prints the tokens of files, one a line: kind, then `line:column-line:column`, lines from 1, columns
/// in characters from 0. Errors come first, as `error LINE MESSAGE`.
struct TokensCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tokens", abstract: "Print the tokens of files.")

  @Argument(help: "Files.") var paths: [String] = []

  @Option(help: "A file with more paths, one a line.") var list: String?

  func run() throws {
    let system = NativeSystem()
    let buffer = ByteBuffer()
    let source = SourceBuffer()
    let tokens = TokenBuffer()
    var lines = LineIndex()
    var all = paths
    if let list {
      try system.read(FilePath(list), into: buffer, limit: 1 << 30)
      all += String(decoding: buffer.bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }
    for path in all {
      try system.read(FilePath(path), into: buffer, limit: 1 << 30)
      buffer.bytes.withUnsafeBytes { source.load($0) }
      lines.rebuild(source)
      Lexer.run(source, into: tokens)
      print("file \(path)\n" + text(source, tokens, lines), terminator: "")
    }
  }

  private func text(_ source: SourceBuffer, _ tokens: TokenBuffer, _ lines: LineIndex) -> String {
    var output = ""
    func place(_ offset: UInt32) -> String {
      "\(lines.line(of: offset)):\(lines.scalarColumn(of: offset, in: source))"
    }
    for problem in source.problems {
      output += "error \(lines.line(of: problem.range.start)) \(problem.message)\n"
    }
    for error in tokens.errors {
      output += "error \(lines.line(of: error.range.start)) \(error.message(lines: lines))\n"
    }
    for index in 0..<tokens.count {
      let range = tokens.range(at: index)
      output += "\(tokens.kind(at: index)) \(place(range.start))-\(place(range.end))\n"
    }
    return output
  }
}
