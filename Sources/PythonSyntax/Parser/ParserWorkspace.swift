package import SourceText

/// How to read a file.
package struct ParseOptions: Sendable {
  /// What syntax is accepted.
  package var version: PythonVersion
  package init(version: PythonVersion = .newest) { self.version = version }
}

/// The memory of one worker: tokens, arena and stacks, reused from file to file.
package final class ParserWorkspace {
  package let tokens = TokenBuffer()
  var parser: Parser

  package init() {
    parser = Parser(tokens: tokens, source: SourceBuffer())
  }

  /// Lexes and parses, and keeps the tree.
  package func parse(_ source: SourceBuffer, options: ParseOptions = ParseOptions()) -> SyntaxTree {
    let root = run(source, options)
    return SyntaxTree(
      root: root, arena: UnsafePointer(parser.arena.base), arenaCount: parser.arena.count,
      parentheses: parser.parentheses.array, source: source, comments: tokens.comments,
      errors: errors(source, options), version: options.version)
  }

  /// Lexes and parses, and keeps nothing but the grammar's errors, in source order.
  package func check(
    _ source: SourceBuffer, options: ParseOptions = ParseOptions()
  ) -> [SyntaxError] {
    _ = run(source, options)
    return errors(source, options).inOrder
  }

  private func errors(_ source: SourceBuffer, _ options: ParseOptions) -> ErrorList {
    ErrorList(
      parser: parser.errors, stop: parser.firstStop, source: source, tokens: tokens,
      version: options.version)
  }

  private func run(_ source: SourceBuffer, _ options: ParseOptions) -> NodeRef {
    Lexer.run(source, into: tokens)
    return parser.run(tokens: tokens, source: source, version: options.version)
  }
}
