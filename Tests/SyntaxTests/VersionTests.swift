import Foundation
import PythonSyntax
import SourceText
import Testing

/// A snippet of `versions.txt`.
private struct Snippet {
  let family: String
  let text: String
}

private func snippets() throws -> [Snippet] {
  var found: [Snippet] = []
  for section in try fixture("versions.txt").components(separatedBy: "\n## ").dropFirst() {
    guard let lineEnd = section.firstIndex(of: "\n") else { continue }
    let family = String(section[..<lineEnd])
    for text in section[lineEnd...].components(separatedBy: "\n---\n") {
      found.append(
        Snippet(family: family, text: text.trimmingCharacters(in: .newlines) + "\n"))
    }
  }
  return found
}

/// One character for each text: `1` where `ast.parse` accepts it.
private func verdicts(of interpreter: URL, on texts: [String]) throws -> [Bool] {
  let program = """
    import ast, json, sys, warnings
    warnings.simplefilter("ignore")
    for text in json.load(open(sys.argv[1], encoding="utf-8")):
        try:
            ast.parse(text.encode())
        except (SyntaxError, ValueError):
            sys.stdout.write("0")
        else:
            sys.stdout.write("1")
    """
  let input = FileManager.default.temporaryDirectory
    .appendingPathComponent("snippets-\(UUID().uuidString).json")
  try JSONEncoder().encode(texts).write(to: input)
  defer { try? FileManager.default.removeItem(at: input) }
  let printed = try output(of: interpreter, program, [input.path])
  return printed.map { $0 == UInt8(ascii: "1") }
}

@Test(arguments: UInt8(8)...13)
func acceptsWhatEachVersionAccepts(minor: UInt8) throws {
  guard let interpreter = interpreter(minor) else {
    print("skipped: no interpreter of Python 3.\(minor) to judge the snippets")
    return
  }
  let snippets = try snippets()
  #expect(600 < snippets.count)
  let expected = try verdicts(of: interpreter, on: snippets.map(\.text))
  try #require(expected.count == snippets.count)

  let workspace = ParserWorkspace()
  let source = SourceBuffer()
  let options = ParseOptions(version: PythonVersion(minor: minor))
  for (snippet, accepts) in zip(snippets, expected) {
    source.load(snippet.text)
    let error = workspace.parse(source, options: options).firstError
    if (error == nil) != accepts {
      let ours = error.map { "\($0.message)" } ?? "accepted"
      let verdict = accepts ? "accepts" : "rejects"
      Issue.record("3.\(minor) \(verdict) \(snippet.family): \(snippet.text) ours: \(ours)")
    }
  }
}
