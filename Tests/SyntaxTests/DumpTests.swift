import Foundation
import PythonSyntax
import SourceText
import Testing

private struct TextSink: DumpSink {
  var bytes: [UInt8] = []
  mutating func write(_ part: UnsafeBufferPointer<UInt8>) { bytes.append(contentsOf: part) }
}

/// The dump of a text, or `error`.
private func dump(_ source: SourceBuffer, version: PythonVersion) -> String {
  let tree = ParserWorkspace().parse(source, options: ParseOptions(version: version))
  if let error = tree.firstError { return "error: \(error.message)" }
  var dump = ASTDump(source: tree.source.bytes, lines: tree.lines, sink: TextSink())
  dump.write(tree.root.node)
  if let failure = dump.failure { return "error: \(failure.message)" }
  return String(decoding: dump.sink.bytes, as: UTF8.self)
}

/// No installed interpreter knows this syntax yet: the fixture's trees were checked by hand.
@Test func newerSyntaxHasItsTrees() throws {
  var count = 0
  for section in try fixture("newer.txt").components(separatedBy: "\n## ").dropFirst() {
    guard let lineEnd = section.firstIndex(of: "\n") else { continue }
    for entry in section[section.index(after: lineEnd)...].components(separatedBy: "\n---\n") {
      let parts = entry.components(separatedBy: "\n=>\n")
      try #require(parts.count == 2)
      let source = SourceBuffer()
      source.load(parts[0] + "\n")
      let expected = parts[1].trimmingCharacters(in: .newlines)
      #expect(dump(source, version: .newest) == expected, "\(parts[0])")
      #expect(
        dump(source, version: PythonVersion(minor: 13)) != expected || parts[0].hasPrefix("lazy "))
      count += 1
    }
  }
  #expect(count == 20)
}

/// Files of the library of CPython 3.13 with the widest syntax; `Tests/Differential` compares all.
private let libraryFiles = [
  "_pydecimal.py", "ast.py", "asyncio/tasks.py", "dataclasses.py", "json/decoder.py", "this.py",
  "typing.py", "test/test_asyncgen.py", "test/test_bytes.py", "test/test_fstring.py",
  "test/test_grammar.py", "test/test_patma.py", "test/test_type_params.py",
  "test/test_named_expressions.py", "test/test_positional_only_arg.py", "test/test_unicodedata.py",
  "test/test_except_star.py", "test/test_unpack_ex.py", "test/test_float.py",
  "test/test_complex.py",
]

@Test func treesAreThoseOfCPython() throws {
  guard let interpreter = interpreter(13) else {
    print("skipped: no interpreter of Python 3.13 to compare trees with")
    return
  }
  let program = """
    import ast, os, sys, warnings
    warnings.simplefilter("ignore")
    folder = os.path.dirname(os.__file__)
    for name in sys.argv[1:]:
        path = os.path.join(folder, name)
        with open(path, "rb") as file:
            source = file.read()
        text = ast.dump(ast.parse(source), include_attributes=True)
        sys.stdout.buffer.write(path.encode() + b"\\n" + text.encode() + b"\\n")
    """
  let printed = try output(of: interpreter, program, libraryFiles)
  let lines = printed.split(separator: UInt8(ascii: "\n"))
  try #require(lines.count == 2 * libraryFiles.count)
  for place in stride(from: 0, to: lines.count, by: 2) {
    let path = String(decoding: lines[place], as: UTF8.self)
    let source = SourceBuffer()
    source.load([UInt8](try Data(contentsOf: URL(fileURLWithPath: path))))
    let actual = dump(source, version: PythonVersion(minor: 13))
    // The texts are long: the comparison itself is what counts, not its display.
    let isSame = actual.utf8.elementsEqual(lines[place + 1])
    #expect(isSame, "\(path)")
  }
}

@Test func unicodeTablesAreCurrent() throws {
  guard let interpreter = interpreter(13) else {
    print("skipped: no interpreter of Python 3.13 to make the Unicode tables")
    return
  }
  let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../Tools/unicode_tables.py").standardizedFileURL.path
  let program = """
    import runpy, sys
    sys.argv = sys.argv[1:]
    runpy.run_path(sys.argv[0], run_name="__main__")
    """
  let printed = try output(of: interpreter, program, [script, "--check"])
  let text = String(decoding: printed, as: UTF8.self)
  #expect(text.contains("current") && !text.contains("stale"), "\(text)")
}
