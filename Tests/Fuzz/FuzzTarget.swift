import PythonSyntax
import SourceText

/// What libFuzzer calls with any bytes: decode, lex, parse and dump must not trap, and the tokens must
/// be in order and the tree's ranges nest. The first byte chooses the Python
/// version; the rest is the file.
///
/// A broken promise stops the process, which is how libFuzzer learns of it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  guard 0 < count else { return 0 }
  let worker = Worker.shared
  worker.source.load(UnsafeRawBufferPointer(start: bytes + 1, count: count - 1))
  Lexer.run(worker.source, into: worker.workspace.tokens)
  checkOrder(worker.workspace.tokens, worker.source)
  let versions = PythonVersion.newest.minor - PythonVersion.oldest.minor + 1
  let version = PythonVersion(minor: PythonVersion.oldest.minor + bytes.pointee % versions)
  let tree = worker.workspace.parse(worker.source, options: ParseOptions(version: version))
  checkErrors(tree)
  if let violation = tree.invariantViolations().first { preconditionFailure(violation) }
  var dump = ASTDump(source: tree.source.bytes, lines: tree.lines, sink: CountingSink())
  dump.write(tree.root.node)
  precondition(0 < dump.sink.count || dump.failure != nil, "an empty dump")
  return 0
}

/// Buffers as a worker of the program keeps them from file to file.
private final class Worker {
  nonisolated(unsafe) static let shared = Worker()
  let source = SourceBuffer()
  let workspace = ParserWorkspace()
}

private struct CountingSink: DumpSink {
  var count = 0
  mutating func write(_ bytes: UnsafeBufferPointer<UInt8>) { count += bytes.count }
}

private func checkOrder(_ tokens: TokenBuffer, _ source: SourceBuffer) {
  var end: UInt32 = 0
  var strings = 0
  var indents = 0
  for index in 0..<tokens.count {
    let range = tokens.range(at: index)
    precondition(end <= range.start && range.start <= range.end, "tokens overlap")
    end = range.end
    switch tokens.kind(at: index) {
    case .fstringStart, .tstringStart: strings += 1
    case .fstringEnd, .tstringEnd: strings -= 1
    case .indent: indents += 1
    case .dedent: indents -= 1
    default: break
    }
    precondition(0 <= strings && 0 <= indents, "an end without its beginning")
  }
  precondition(Int(end) <= source.count, "a token behind the text")
  precondition(strings == 0 && indents == 0, "a beginning without its end")
  precondition(tokens.kind(at: tokens.count - 1) == .endOfFile, "no end of file")
}

private func checkErrors(_ tree: SyntaxTree) {
  for error in tree.errors {
    precondition(error.range.start <= error.range.end, "a reversed error")
    precondition(Int(error.range.end) <= tree.source.count, "an error behind the text")
    precondition(!error.message.isEmpty, "an error without words")
  }
}
