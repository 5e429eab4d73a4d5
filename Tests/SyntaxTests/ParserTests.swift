import Foundation
import PythonSyntax
import SourceText
import Testing

private func parsed(_ text: String, _ version: PythonVersion = .newest) -> SyntaxTree {
  let source = SourceBuffer()
  source.load(text)
  return ParserWorkspace().parse(source, options: ParseOptions(version: version))
}

/// A snippet of a fixture and the lines after its `=>`.
private struct Case {
  let text: String
  let expected: [String]
}

private func cases(_ name: String) throws -> [Case] {
  try fixture(name).components(separatedBy: "---\n").dropFirst().map { section in
    let lines = section.components(separatedBy: "\n")
    let text = lines.filter { !$0.hasPrefix("=>") }.joined(separator: "\n")
    let expected = lines.filter { $0.hasPrefix("=> ") }.map { String($0.dropFirst(3)) }
    return Case(text: text, expected: expected)
  }
}

@Test func kindsAreNumberedInOrder() {
  for (number, kind) in NodeKind.allCases.enumerated() {
    #expect(Int(kind.rawValue) == number)
    #expect(NodeKind(header: UInt32(number) | 0xffff_ff00) == kind)
  }
  #expect(NodeKind.allCases.last == .errorNode)
  #expect(NodeKind(header: 0xff) == .errorNode)
}

@Test func compilerErrorsAreFound() throws {
  let all = try cases("compiler.txt")
  #expect(60 <= all.count)
  for snippet in all {
    let tree = parsed(snippet.text, PythonVersion(minor: 13))
    #expect(tree.errors.isEmpty, "\(snippet.text)")
    let found = CompilerChecks.errors(in: tree).map { error in
      "\(tree.lines.line(of: error.range.start)) \(error.message)"
    }
    #expect(found == snippet.expected, "\(snippet.text)")
  }
}

/// The names of the functions in a tree.
private func functions(_ tree: SyntaxTree) -> [String] {
  var names: [String] = []
  tree.root.node.walk(enter: { node in
    if let function = node.as(FunctionDefNode.self) { names.append(tree.text(of: function.name)) }
    return true
  })
  return names
}

/// A half-typed text, and the functions that must still be there.
@Test(
  arguments: [
    ("x = (1,\ndef f(): pass\n", ["f"]),
    ("def f(a b):\n    pass\ndef g(): pass\n", ["f", "g"]),
    ("def f(\n\ndef g(): pass\n", ["f", "g"]),
    ("class C\n    def f(self): pass\n    def g(self): pass\n", ["f", "g"]),
    ("if x =\n    def f(): pass\n", ["f"]),
    ("match x:\n    def f(): pass\n", ["f"]),
    ("x = 1 def f(): pass\n", ["f"]),
    ("@a(\ndef f(): pass\n", ["f"]),
    ("try:\n    def f(): pass\n", ["f"]),
    ("    def f(): pass\n", ["f"]),
    ("else:\n    def f(): pass\n", ["f"]),
    ("x = f\"{a\ndef f(): pass\n", ["f"]),
  ] as [(String, [String])])
func functionsSurviveErrors(text: String, expected: [String]) {
  let tree = parsed(text)
  #expect(tree.firstError != nil)
  #expect(functions(tree) == expected)
  #expect(tree.invariantViolations().isEmpty)
}

private let wellFormed = """
  import a.b as c, d
  from . import (e, f as g,)
  @dec(1)[2]
  async def f[T: int = str, *Ts, **P](a, /, b: int = 1, *c: *Ts, d, e=2, **g) -> list[T]:
      async with (a as b, c as [d, *e]): await x
      return [y async for x, *z in (w) if x if y], {**k, 1: 2}, {*s}, (yield)
  class C(A, *b, metaclass=M):
      x: int = 1
      def m(self): nonlocal_ = lambda *a, b=1: (a, b)
  for (i), j.k in 1, 2: continue
  while not a < b <= c is not d: break
  else: del a, (b.c, [d[0]])
  try: raise A from B
  except (A, B) as e: pass
  finally: x += f"{a!r:>{w}}" "b" rf'{x = }' f'{b:{y = }}'
  match x, *y:
      case {"a": 1, **r} | C(a, b=_) | [1, *_] if z: pass
      case -1+2j | a.b | None as q: pass
  with (yield): global_ = x[1:2, ::3, *y] if a and b or c else -d ** ~e
  type X[T] = int; assert a, b
  """

/// Each prefix, and each text without one token, gives a tree of the right shape.
@Test func anyTextHasATree() {
  let bytes = Array(wellFormed.utf8)
  let source = SourceBuffer()
  let workspace = ParserWorkspace()
  source.load(bytes)
  #expect(workspace.parse(source).errors.isEmpty)
  #expect(workspace.parse(source).invariantViolations().isEmpty)

  let tokens = TokenBuffer()
  Lexer.run(source, into: tokens)
  let ranges = (0..<tokens.count).map { tokens.range(at: $0) }
  var broken: [String] = []
  for range in ranges {
    let (start, end) = (Int(range.start), Int(range.end))
    for text in [Array(bytes[..<start]), Array(bytes[..<start]) + bytes[end...]] {
      source.load(text)
      let violations = workspace.parse(source).invariantViolations()
      if let first = violations.first { broken.append("\(start)..<\(end) \(first)") }
    }
  }
  #expect(broken == [])
}

/// What nests without brackets neither needs the stack nor more than linear time.
@Test(
  arguments: [
    ("", "not ", "x", false), ("", "-", "x", false), ("x", "**x", "", false),
    ("", "lambda: ", "x", false), ("", "a if b else ", "c", false), ("", "(", "", false),
    ("a", " + a", "", true), ("a", ".b()", "", true), ("a", "[0]", "", true),
    ("if a: pass\n", "elif b: pass\n", "", true), ("a", " < a", "", true),
    ("x = ", "'a' ", "", true), ("a", " = a", "", true),
  ] as [(String, String, String, Bool)])
func depthIsBounded(head: String, unit: String, tail: String, isValid: Bool) {
  let tree = parsed(head + String(repeating: unit, count: 100_000) + tail + "\n")
  #expect(tree.errors.isEmpty == isValid)
  #expect(tree.invariantViolations().isEmpty)
}

@Test func parenthesesAreRemembered() throws {
  let tree = parsed("x = ((a)) + (b)\n")
  let assign = try #require(tree.root.body.first?.as(AssignNode.self))
  let sum = try #require(assign.value.as(BinOpNode.self))
  #expect(tree.parentheses(around: sum.left).map { tree.text(of: $0) } == ["(a)", "((a))"])
  #expect(tree.text(of: tree.outerRange(of: sum.right)) == "(b)")
  #expect(tree.parentheses(around: assign.value).isEmpty)
  #expect(tree.text(of: sum.node.range) == "((a)) + (b)")
}
