import Foundation
import PythonSemantics
import PythonSyntax
import SourceText
import Testing

/// What holds of the facts of any text. What they say is in `Tests/Golden/facts`, and that scopes are
/// Python's is compared with CPython by `Tests/Differential/scopes.py`.
@Suite struct LoweringTests {
  private func facts(_ text: String, verbatim: Bool = false) -> FileFacts {
    let source = SourceBuffer()
    source.load(text)
    var options = LoweringOptions(version: PythonVersion(minor: 13))
    options.isVerbatim = verbatim
    return lower(ParserWorkspace().parse(source), options: options)
  }

  private static let inputs = ["broken", "code", "folding", "scopes"]

  private func input(_ name: String, file: String = #filePath) throws -> String {
    let tests = URL(fileURLWithPath: file).deletingLastPathComponent().deletingLastPathComponent()
    let path = tests.appendingPathComponent("Golden/facts/input/\(name).py")
    return try String(contentsOf: path, encoding: .utf8)
  }

  @Test(arguments: inputs)
  func invariantsHoldForEveryPrefix(_ name: String) throws {
    let text = Array(try input(name).utf8)
    var checked = 0
    for end in stride(from: text.count, to: 0, by: -5) {
      let prefix = String(decoding: text[..<end], as: UTF8.self)
      let problems = facts(prefix, verbatim: end % 2 == 0).checkInvariants()
      #expect(problems == [], "the first \(end) bytes of \(name).py")
      checked += 1
    }
    #expect(100 < checked || name == "broken")
  }

  /// Trees as deep as they are long: the stack stays bounded, and so does the depth of the facts.
  @Test(arguments: [
    ("x = a", " + b(c)", ""), ("x", ".y()", ""), ("x", "[0]", ""),
    ("if a:\n  f()\n", "elif b:\n  f()\n", "else:\n  g()\n"),
    ("if a:\n  f()\n", "elif TYPE_CHECKING:\n  import a\n", "else:\n  g()\n"),
    ("__all__ = []", " + ['a']", "\n"), ("x = ", "not ", "y"), ("x: '", "A | ", "B'"),
    ("x: '", "list[", "B'"), ("x = [", "1, ", "]"), ("x = '", "a' 'b", "'"),
    ("@d\n", "@d\n", "def f(): pass\n"), ("", "lambda a=", "1"), ("x = ", "a if b else ", "c"),
  ])
  func longChainsStayShallow(_ start: String, _ link: String, _ end: String) {
    let facts = facts(start + String(repeating: link, count: 20_000) + end)
    #expect(facts.checkInvariants() == [])
    #expect(depth(of: facts) <= 2_000)
  }

  /// The longest path of parts, found without recursion.
  private func depth(of facts: FileFacts) -> Int {
    var deepest = 0
    var pending = facts.functions.map { (part: FactsPart.block($0.body), depth: 0) }
    while let (part, depth) = pending.popLast() {
      deepest = max(deepest, depth)
      switch part {
      case .block(let list):
        guard list != 0 else { continue }
        let first = Int(list) + 1
        for id in facts.extra[first..<first + Int(facts.extra[first - 1])] {
          pending.append((.node(id), depth + 1))
        }
      case .node(let id):
        for inner in facts.parts(of: id) { pending.append((inner, depth + 1)) }
      case .function, .class: break
      }
    }
    return deepest
  }

  @Test func foldedBranchesLeaveNothing() throws {
    let text = try input("folding")
    let kept = Set(symbolNames(of: facts(text)))
    let all = Set(symbolNames(of: facts(text, verbatim: true)))
    let dropped = all.filter { $0.hasPrefix("dropped_") }
    #expect(dropped.count == 8)
    #expect(kept.filter { $0.hasPrefix("dropped_") } == [])
    #expect(all.subtracting(dropped) == kept)
  }

  private func symbolNames(of facts: FileFacts) -> [String] {
    facts.symbols.map { facts.names[$0.name] }
  }

  @Test func namesKeepTheirNumbers() {
    var table = NameTable(expected: 4)
    var names: [String] = []
    for length in 0..<40 {
      for letter in ["a", "b", "é"] {
        names.append(String(repeating: letter, count: length) + "z")
      }
    }
    let numbers = names.map { table.intern($0.utf8) }
    table.compact()
    for (name, number) in zip(names, numbers) {
      #expect(table[number] == name)
      #expect(table.find(name) == number)
      #expect(table.intern(name.utf8) == number)
    }
    #expect(table.find("absent") == nil)
    #expect(table[LocalName(table.count)] == "")
    #expect(table.intern("absent".utf8) == LocalName(table.count - 1))
  }
}
