import PythonSyntax
import SourceText
import System

/// Reads, parses and dumps one file after the other, in the same memory. One for each thread.
final class FileDumper {
  enum Problem: Error, CustomStringConvertible {
    case unreadable(FileFailure)
    /// CPython refuses the file, there: lines and columns count from 1.
    case rejected(line: Int, column: Int, message: String)

    var description: String {
      switch self {
      case .unreadable(let failure): return failure.description
      case .rejected(let line, let column, let message): return "\(line):\(column): \(message)"
      }
    }
  }

  private let system: NativeSystem
  private let options: ParseOptions
  private let buffer = ByteBuffer()
  private let source = SourceBuffer()
  private let workspace = ParserWorkspace()

  init(system: NativeSystem, version: PythonVersion) {
    self.system = system
    options = ParseOptions(version: version)
  }

  /// Answers the sink with the whole dump in it. A sink may have got a part of a dump that fails.
  func dump<Sink: DumpSink>(_ path: FilePath, to sink: Sink) -> Result<Sink, Problem> {
    do {
      try system.read(path, into: buffer, limit: 1 << 30)
    } catch {
      return .failure(.unreadable(error))
    }
    source.load(UnsafeRawBufferPointer(buffer.contents))
    let tree = workspace.parse(source, options: options)
    if let error = tree.firstError {
      return .failure(place(error.range.start, error.message, in: tree))
    }
    var dump = ASTDump(source: tree.source.bytes, lines: tree.lines, sink: sink)
    dump.write(tree.root.node)
    if let failure = dump.failure {
      return .failure(place(failure.offset, failure.message, in: tree))
    }
    return .success(dump.sink)
  }

  private func place(_ offset: UInt32, _ message: String, in tree: SyntaxTree) -> Problem {
    let line = tree.lines.line(of: offset)
    let start = tree.lines.start(ofLine: line)
    let text = tree.text(of: TextRange(start: start, end: offset))
    return .rejected(line: line, column: text.unicodeScalars.count + 1, message: message)
  }
}
