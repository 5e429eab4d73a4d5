import Foundation
import Testing

/// One case of `Fixtures/fixes.txt`: a program, and what the fixes of one rule make of it.
struct Fixture: Sendable, CustomTestStringConvertible {
  var code: String
  var title: String
  var isStrict: Bool
  var hasRepair: Bool
  var before: String
  var after: String
  var testDescription: String { "\(code): \(title)" }

  /// `=== CODE [strict]: title`, the program, `--->`, the program afterwards. Without the arrow, the
  /// program is one that has a finding which no fix is offered for.
  static let all: [Fixture] = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Fixtures/fixes.txt")
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    return text.components(separatedBy: "\n=== ").dropFirst().compactMap { part in
      let lines = part.components(separatedBy: "\n")
      guard let head = lines.first, let colon = head.range(of: ": ") else { return nil }
      let arrow = lines.firstIndex(of: "--->")
      let words = head[..<colon.lowerBound].split(separator: " ")
      func program(_ lines: ArraySlice<String>) -> String {
        lines.joined(separator: "\n").trimmingCharacters(in: .newlines) + "\n"
      }
      return Fixture(
        code: String(words.first ?? ""), title: String(head[colon.upperBound...]),
        isStrict: words.contains("strict"), hasRepair: arrow != nil,
        before: program(lines[1..<(arrow ?? lines.count)]),
        after: program(lines[(arrow.map { $0 + 1 } ?? 1)...]))
    }
  }()
}
