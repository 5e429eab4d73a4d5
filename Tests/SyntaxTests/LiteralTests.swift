import SourceText
import Testing

@testable import PythonSyntax

/// `repr` of the literal that the text is, or its error, as CPython 3.13 words it.
private func outcome(_ literal: String) -> String {
  let bytes = Array(literal.utf8)
  return bytes.withUnsafeBufferPointer { source in
    let range = TextRange(start: 0, end: UInt32(bytes.count))
    var output: [UInt8] = []
    if let first = literal.utf8.first, 0x30...0x39 ~= first || first == UInt8(ascii: ".") {
      if let problem = LiteralProblem.ofInteger(range, in: source), !isFloat(literal) {
        return "error: " + problem.message(in: source)
      }
      if isFloat(literal) {
        let isImaginary = literal.last.map { "jJ".contains($0) } ?? false
        let value = FloatLiteral.value(range, in: source)
        PythonRepr.appendFloat(value, isImaginary: isImaginary, to: &output)
      } else if let decimal = IntegerLiteral(range, in: source).decimal {
        output = decimal
      } else {
        return "error: too long"
      }
    } else {
      var value = LiteralText(source: source)
      value.append(range, style: .literal)
      #expect(LiteralProblem.ofString(range, style: .literal, in: source) == value.problem)
      if let problem = value.problem { return "error: " + problem.message(in: source) }
      if LiteralToken(range, in: source).isBytes {
        PythonRepr.appendBytes(value.scalars, to: &output)
      } else {
        PythonRepr.appendString(value.scalars, to: &output)
      }
    }
    return String(decoding: output, as: UTF8.self)
  }
}

private func isFloat(_ literal: String) -> Bool {
  let hasPrefix = ["0x", "0X", "0b", "0B", "0o", "0O"].contains { literal.hasPrefix($0) }
  return !hasPrefix && literal.contains { ".eEjJ".contains($0) }
}

@Test func literalsReadAsInCPython() throws {
  let lines = try fixture("literals.txt").split(separator: "\n").dropFirst()
  #expect(lines.count > 1500)
  for line in lines {
    let parts = line.split(separator: "\t", maxSplits: 1).map(String.init)
    try #require(parts.count == 2)
    let actual = outcome(parts[0])
    if actual != parts[1] {
      Issue.record("\(parts[0].prefix(80)): \(actual.prefix(90)), CPython: \(parts[1].prefix(90))")
    }
  }
}
