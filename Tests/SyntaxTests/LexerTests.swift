import Foundation
import SourceText
import Testing

@testable import PythonSyntax

/// The tokens of a text with their source, and the first error.
private struct Lexed {
  let source = SourceBuffer()
  let tokens = TokenBuffer()
  let lines: LineIndex

  init(_ bytes: [UInt8]) {
    source.load(bytes)
    lines = LineIndex(source)
    Lexer.run(source, into: tokens)
  }

  init(_ text: String) { self.init(Array(text.utf8)) }

  func text(_ index: Int) -> String { source.text(of: tokens.range(at: index)) }

  /// As Tests/Differential/tokens.py writes them, with what CPython does not tell apart left out.
  var summary: String {
    // CPython's tokenizer passes `$` on; its parser refuses it.
    if let error = tokens.errors.first(where: { $0.kind != .invalidSyntax }) {
      return "error \(lines.line(of: error.range.start)): \(error.message(lines: lines))"
    }
    return (0..<tokens.count).map(row).joined(separator: ", ")
  }

  private func row(_ index: Int) -> String {
    func place(_ offset: UInt32) -> String {
      "\(lines.line(of: offset)):\(lines.scalarColumn(of: offset, in: source))"
    }
    let range = tokens.range(at: index)
    let kind = tokens.kind(at: index)
    switch kind {
    case .newline, .indent, .dedent, .endOfFile: return "\(kind)"
    case .fstringMiddle: return "\(kind) \(place(range.start))"
    default: break
    }
    var name = "\(kind)"
    if [.integer, .float, .imaginary].contains(kind) { name = "number" }
    if kind == .bytes { name = "string" }
    if name.hasPrefix("keyword") { name = "name" }
    return "\(name) \(place(range.start))-\(place(range.end))"
  }

  /// Kinds, the way failures are read best.
  var kinds: String {
    (0..<tokens.count).map { "\(tokens.kind(at: $0))" }.joined(separator: " ")
  }

  /// What is wrong with the order of the tokens, or nil.
  var disorder: String? {
    var end: UInt32 = 0
    var depth = 0
    var indents = 0
    for index in 0..<tokens.count {
      let range = tokens.range(at: index)
      if range.start < end || range.end < range.start { return "token \(index) overlaps" }
      if let problem = gapProblem(TextRange(start: end, end: range.start)) { return problem }
      end = range.end
      switch tokens.kind(at: index) {
      case .indent: indents += 1
      case .dedent: indents -= 1
      case .fstringStart, .tstringStart: depth += 1
      case .fstringEnd, .tstringEnd: depth -= 1
      case .endOfFile where index != tokens.count - 1: return "an end in the middle"
      default: break
      }
      if depth < 0 || indents < 0 { return "unpaired token \(index)" }
    }
    if depth != 0 || indents != 0 { return "unpaired tokens at the end" }
    if tokens.kind(at: tokens.count - 1) != .endOfFile { return "no end" }
    return gapProblem(TextRange(start: end, end: UInt32(source.count)))
  }

  private func gapProblem(_ gap: TextRange) -> String? {
    if gap.count == 0 { return nil }
    var rest = Array(source.text(of: gap).unicodeScalars)
    if gap.start == 0, rest.isEmpty { return nil }
    for comment in tokens.comments where gap.contains(comment) {
      let count = source.text(of: comment).unicodeScalars.count
      guard let at = rest.firstIndex(of: "#"), at + count <= rest.count else { return "comment" }
      rest.removeSubrange(at..<(at + count))
    }
    let allowed = " \t\u{c}\n\r\\)]}\0"
    let isInvisible = { (scalar: Unicode.Scalar) in
      [.spaceSeparator, .lineSeparator, .paragraphSeparator, .format, .control]
        .contains(scalar.properties.generalCategory)
    }
    let odd = rest.first { !allowed.unicodeScalars.contains($0) && !isInvisible($0) }
    return odd.map { "gap \(gap) holds \($0.debugDescription)" }
  }
}

@Test func tokensAreThoseOfCPython() throws {
  let rows = try fixture("tokens.txt").split(separator: "\n").dropFirst()
  #expect(rows.count > 170)
  for row in rows {
    let parts = try JSONDecoder().decode([String].self, from: Data(row.utf8))
    try #require(parts.count == 2)
    let lexed = Lexed(parts[0])
    if lexed.summary != parts[1] {
      Issue.record("\(parts[0].debugDescription): \(lexed.summary), CPython: \(parts[1])")
    }
  }
}

/// What the lexer makes of texts that no Python accepts: `text`, kinds, messages.
@Test(arguments: [
  (
    "x = foo(1,\ndef f():\n  return 2\n",
    "name equal name leftParenthesis integer comma newline keywordDef name leftParenthesis "
      + "rightParenthesis colon newline indent keywordReturn integer newline dedent endOfFile",
    ["'(' was never closed"]
  ),
  (
    "(\nasync for\n@a\nasync  def",
    "leftParenthesis keywordAsync keywordFor newline at name newline keywordAsync keywordDef "
      + "newline endOfFile",
    ["'(' was never closed"]
  ),
  (
    "def f(a, b\n    return\n)",
    "keywordDef name leftParenthesis name comma name newline indent keywordReturn newline dedent "
      + "endOfFile",
    ["'(' was never closed"]
  ),
  (
    "f(a))\nb", "name leftParenthesis name rightParenthesis newline name newline endOfFile",
    ["unmatched ')'"]
  ),
  (
    "[(a]\nb", "leftBracket leftParenthesis name rightBracket newline name newline endOfFile",
    ["closing parenthesis ']' does not match opening parenthesis '('"]
  ),
  (
    "'a\nb", "string newline name newline endOfFile",
    ["unterminated string literal (detected at line 1)"]
  ),
  (
    "'''a\nb\n", "string newline name newline endOfFile",
    ["unterminated triple-quoted string literal (detected at line 2)"]
  ),
  (
    "f'{a'\nb", "fstringStart leftBrace name fstringEnd newline name newline endOfFile",
    ["f-string: expecting '}'"]
  ),
  (
    "f'a\nb", "fstringStart fstringMiddle fstringEnd newline name newline endOfFile",
    ["unterminated f-string literal (detected at line 1)"]
  ),
  (
    "t'{a:b", "tstringStart leftBrace name colon tstringMiddle tstringEnd newline endOfFile",
    ["'{' was never closed"]
  ),
  (
    "a\u{a0}= \u{d7} 1x", "name equal invalid integer newline endOfFile",
    [
      "invalid non-printable character U+00A0", "invalid character '\u{d7}' (U+00D7)",
      "invalid decimal literal",
    ]
  ),
  (
    "if a:\n    b\n  c\n  d\ne",
    "keywordIf name colon newline indent name newline name newline "
      + "name newline dedent name newline endOfFile",
    ["unindent does not match any outer indentation level"]
  ),
  (
    "(yield\nfrom a\n@b)",
    "leftParenthesis keywordYield keywordFrom name at name "
      + "rightParenthesis newline endOfFile", []
  ),
  (
    "tr'{a!r:{b}}'",
    "tstringStart leftBrace name exclamation name colon leftBrace name rightBrace "
      + "rightBrace tstringEnd newline endOfFile", []
  ),
])
func brokenTextsKeepTheirShape(text: String, kinds: String, messages: [String]) {
  let lexed = Lexed(text)
  #expect(lexed.kinds == kinds)
  #expect(lexed.tokens.errors.map { $0.message(lines: lexed.lines) } == messages)
  #expect(lexed.disorder == nil)
}

@Test(arguments: [
  ("f'{a['b']}'", [OldFStringRefusal.Kind.quoteReused]),
  ("f'{a[\"b\"]}' f'''{'a'}'''", []),
  ("f'{'\\n'}'", [.backslash, .quoteReused]),
  ("f'''{\n'a'}'''", []),
  ("f'{\na}'", [.lineEnd]),
  ("f'''{a # b\n}'''", [.comment]),
  ("f'{x:{y:{z}}}'", [.nestedTooDeeply]),
  ("f'{x:\\n}\\n{f\"{y}\"}'", []),
  ("f'{f\"{f'{y}'}\"}'", [.quoteReused]),
  ("f'''{'\"\"\"' + f\"{'''a'''}\"}'''", [.quoteReused]),
])
func olderPythonsRefuseThese(text: String, kinds: [OldFStringRefusal.Kind]) {
  let lexed = Lexed(text)
  #expect(lexed.tokens.errors == [])
  #expect(lexed.tokens.oldFStringRefusals.map(\.kind) == kinds)
}

@Test func anyBytesGiveOrderedTokens() {
  var generator = Xorshift(state: 0x9E37_79B9_7F4A_7C15)
  let pieces = [
    "'", "\"", "'''", "\"\"\"", "f'", "f\"\"\"", "rf'", "t'", "{", "}", "(", ")", "[", "]", "\\",
    "\n", "\r", "\t", " ", ":", "!", "=", "#", "0", "_", "def ", "class ", "@a", "x", "é", "\u{a0}",
    "\u{d7}", "\0", "\n  ", "\n    ", "\\N{", "\u{c}", "from a import", "if ", "\\\n",
  ].map { Array($0.utf8) }
  for _ in 0..<20_000 {
    var bytes: [UInt8] = []
    for _ in 0..<(generator.next() % 12) {
      let choice = generator.next()
      bytes +=
        choice % 16 == 0
        ? [UInt8(truncatingIfNeeded: choice >> 8)]
        : pieces[Int(choice >> 8 % UInt64(pieces.count))]
    }
    let lexed = Lexed(bytes)
    if let problem = lexed.disorder {
      Issue.record("\(String(decoding: bytes, as: UTF8.self).debugDescription): \(problem)")
    }
  }
}

private struct Xorshift {
  var state: UInt64
  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state >> 11
  }
}

/// Twelve shapes that make careless lexers quadratic: ten times the text may take thirty times as long
/// (ten, and room for a busy machine), not a hundred times.
@Test(arguments: [
  "(", "[]", "f'{", "f'{x:{", "'\\", "f'{'\\", "'''\\", "\"\"\"'''", "(\ndef ", "(\n@a\n",
  "if a:\n ",
  "\\\n", "x\n\t", "f\"\"\"{\"\"\"", "}", "0_",
])
func timeIsLinear(piece: String) {
  // Of this thread alone: other tests run at the same time.
  func threadSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
  func seconds(_ count: Int) -> Double {
    let bytes = Array(String(repeating: piece, count: count).utf8)
    let source = SourceBuffer()
    let tokens = TokenBuffer()
    source.load(bytes)
    return (0..<3).map { _ in
      let start = threadSeconds()
      Lexer.run(source, into: tokens)
      return threadSeconds() - start
    }.min() ?? 0
  }
  let small = seconds(20_000)
  let large = seconds(200_000)
  #expect(large < 30 * max(small, 0.0005), "\(small) s, ten times the text: \(large) s")
}
