import Analyzer
import Diagnostics
import Foundation
import Project
import Rules
import System
import Testing

/// Runs programs with marks: every finding is marked, and every mark is met.
///
///     time.sleep(1)      # expect: LW101
///     # file: app/x.py   (starts another file)
@Suite struct RuleTests {
  struct Example: Sendable, CustomTestStringConvertible {
    var name: String
    var text: String
    var testDescription: String { name }
  }

  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

  static let examples: [Example] = Registry.metadata.flatMap { rule in
    rule.examples.map { Example(name: "\(rule.code): \($0.title)", text: $0.code) }
  }

  static let fixtures: [Example] = {
    let files = try? FileManager.default.contentsOfDirectory(
      at: folder.appendingPathComponent("Fixtures"), includingPropertiesForKeys: nil)
    return (files ?? []).filter { $0.pathExtension == "py" }
      .sorted { $0.lastPathComponent < $1.lastPathComponent }
      .compactMap { url in
        (try? String(contentsOf: url, encoding: .utf8)).map {
          Example(name: url.lastPathComponent, text: $0)
        }
      }
  }()

  @Test(arguments: examples + fixtures)
  func everyFindingIsMarkedAndEveryMarkIsMet(_ example: Example) throws {
    try check(example.text)
  }

  /// The same verdicts behind other bytes: a byte order mark of multi-byte text, and CRLF.
  @Test(arguments: examples)
  func verdictsDoNotDependOnSpelling(_ example: Example) throws {
    try check("\"\"\"äöü – 字\"\"\"\n" + example.text)
    try check(example.text.replacingOccurrences(of: "\n", with: "\r\n"))
  }

  @Test func thereAreFixtures() {
    #expect(20 <= Self.fixtures.count)
    #expect(20 <= Self.examples.count)
  }

  // MARK: The guide suite

  /// The categories that the rules so far are for.
  private static let categories: Set<String> = [
    "blocking-call", "nested-run", "cpu-bound-in-async", "sync-orm-in-async",
  ]

  @Test func theGuideSuiteGetsItsVerdicts() throws {
    let suite = Self.folder.deletingLastPathComponent().appendingPathComponent("Suite")
    var met = 0
    for kind in ["bad", "good"] {
      let urls = try FileManager.default.contentsOfDirectory(
        at: suite.appendingPathComponent(kind), includingPropertiesForKeys: nil)
      var texts: [String: String] = [:]
      for url in urls where url.pathExtension == "py" {
        texts["/project/" + url.lastPathComponent] = try String(contentsOf: url, encoding: .utf8)
      }
      var found: [String: Set<Int>] = [:]
      for finding in try findings(texts) where finding.code != "LW002" && finding.code != "LW205" {
        found["/project/" + finding.path, default: []].insert(finding.line)
      }
      for (path, text) in texts {
        let marks = Self.marks(in: text, "expect")
        let wanted = marks.filter { Self.categories.contains($0.what) }.map { $0.line }
        let allowed = Set(
          (marks + Self.marks(in: text, "allow")).filter { Self.categories.contains($0.what) }
            .map { $0.line })
        #expect(Set(wanted).isSubset(of: found[path] ?? []), "\(kind): \(path)")
        #expect((found[path] ?? []).isSubset(of: allowed), "\(kind): \(path)")
        met += wanted.count
      }
    }
    #expect(met == 50)
  }

  /// The copy is the one that all measure themselves by, where that lies beside the repository.
  @Test func theSuiteIsUnchanged() throws {
    let copy = Self.folder.deletingLastPathComponent().appendingPathComponent("Suite")
    let original = copy.deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("shared/suite")
    guard FileManager.default.fileExists(atPath: original.path) else { return }
    for name in ["bad", "good"] {
      let files = try FileManager.default.contentsOfDirectory(
        atPath: original.appendingPathComponent(name).path)
      for file in files where file.hasSuffix(".py") {
        let path = "\(name)/\(file)"
        #expect(
          FileManager.default.contentsEqual(
            atPath: copy.appendingPathComponent(path).path,
            andPath: original.appendingPathComponent(path).path), "\(path)")
      }
    }
  }

  // MARK: Running

  private struct Mark: Hashable {
    var file: String
    var line: Int
    var what: String
  }

  private func check(_ text: String) throws {
    var files: [String: String] = [:]
    var wanted: Set<Mark> = []
    for (path, part) in Self.split(text) {
      files["/project/" + path] = part
      for mark in Self.marks(in: part, "expect") {
        wanted.insert(Mark(file: path, line: mark.line, what: mark.what))
      }
    }
    let found = Set(
      try findings(files).map { Mark(file: $0.path, line: $0.line, what: $0.code) })
    #expect(found.subtracting(wanted).isEmpty, "not marked: \(found.subtracting(wanted))")
    #expect(wanted.subtracting(found).isEmpty, "not found: \(wanted.subtracting(found))")
  }

  private func findings(
    _ files: [String: String]
  ) throws -> [(path: String, line: Int, code: String)] {
    let system = MemorySystem()
    for (path, text) in files { system.add(path, text) }
    var options = CheckOptions()
    options.discovery.isIsolated = true
    return try Check(system, options).run([]).findings.map {
      ($0.place.path, $0.place.start?.line ?? 0, $0.code)
    }
  }

  /// The files of a program; text before the first `# file:` is `main.py`.
  private static func split(_ text: String) -> [(String, String)] {
    var files: [(String, String)] = []
    var name = "main.py"
    var lines: [Substring] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("# file: ") {
        files.append((name, lines.joined(separator: "\n")))
        name = line.dropFirst("# file: ".count).trimmingCharacters(in: .whitespaces)
        lines = []
      } else {
        lines.append(line)
      }
    }
    files.append((name, lines.joined(separator: "\n")))
    return files.filter { !$0.1.isEmpty }
  }

  /// `# expect: A, B` at the ends of lines.
  private static func marks(in text: String, _ word: String) -> [(line: Int, what: String)] {
    var result: [(Int, String)] = []
    let lines = text.replacingOccurrences(of: "\r\n", with: "\n").components(separatedBy: "\n")
    for (index, line) in lines.enumerated() {
      guard let range = line.range(of: "# \(word): ") else { continue }
      let rest = line[range.upperBound...].split(separator: "#").first ?? ""
      for part in rest.split(separator: ",") {
        result.append((index + 1, part.trimmingCharacters(in: .whitespaces)))
      }
    }
    return result
  }
}
