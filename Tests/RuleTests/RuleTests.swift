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
///     # profile: strict  (a line of its own: the profile)
///     # select: LW705    (only this rule)
///     # target: 10       (the oldest Python that the project runs on is 3.10)
///     # expect-strict: LW114   (the strict profile alone says it; both are run)
///     # about: LW114, LW306    (a line of its own: what other rules say does not count)
///     # count: sure            (a line of its own: only errors and warnings of high confidence count)
///     # count: told            (a line of its own: only errors and warnings count)
@Suite struct RuleTests {
  struct Example: Sendable, CustomTestStringConvertible {
    var name: String
    var text: String
    var testDescription: String { name }
  }

  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

  /// LW120 speaks of a recording, which no example has.
  static let examples: [Example] = Check.catalogue.flatMap { rule in
    rule.code == "LW120"
      ? []
      : rule.examples.map {
        // A rule that is off by default speaks when it is asked by its code.
        let header = rule.isDefault == .on ? "" : "# profile: strict\n# select: \(rule.code)\n"
        return Example(name: "\(rule.code): \($0.title)", text: header + $0.code)
      }
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

  /// The same verdicts behind other bytes: multi-byte text before them, and CRLF.
  @Test(arguments: examples)
  func verdictsDoNotDependOnSpelling(_ example: Example) throws {
    let text = "\"\"\"äöü – 字\"\"\"\n" + example.text
    try check(text.replacingOccurrences(of: "\n", with: "\r\n"))
  }

  /// What happens, a program that shows it, the repair, and when it may stand.
  @Test func everyPageHasItsFourParts() {
    for rule in Check.catalogue {
      let kinds = Set(rule.examples.map { $0.kind })
      #expect(!rule.why.isEmpty && kinds == [.bad, .good], "\(rule.code)")
      #expect(!(rule.ignoreWhen + rule.group.ignoreWhen).isEmpty, "\(rule.code)")
    }
  }

  @Test func thereAreFixtures() {
    #expect(20 <= Self.fixtures.count)
    #expect(20 <= Self.examples.count)
  }

  // MARK: The guide suite

  /// A file is judged as the suite's own scorer does it: an expectation is met by a finding of its
  /// category on its line (or on a line that allows it); anything else that is said is wrong.
  @Test(arguments: ["bad", "good"])
  func theGuideSuiteGetsItsVerdicts(_ kind: String) throws {
    let suite = Self.folder.deletingLastPathComponent().appendingPathComponent("Suite")
    let table = try categories(suite)
    let open = try Set(
      String(contentsOf: Self.folder.appendingPathComponent("suite_open.txt"), encoding: .utf8)
        .split(separator: "\n").filter { !$0.hasPrefix("#") }.map { String($0) })
    var texts: [Profile: [String: String]] = [.default: [:], .strict: [:]]
    for url in try FileManager.default.contentsOfDirectory(
      at: suite.appendingPathComponent(kind), includingPropertiesForKeys: nil)
    where url.pathExtension == "py" {
      let text = try String(contentsOf: url, encoding: .utf8)
      let isStrict = text.split(separator: "\n").prefix(5).contains {
        $0.hasPrefix("# profile: strict")
      }
      texts[isStrict ? .strict : .default]?["/project/" + url.lastPathComponent] = text
    }
    for (profile, files) in texts {
      var found: [String: [(line: Int, code: String)]] = [:]
      for finding in try findings(files, profile: profile) where finding.code != "LW002" {
        found["/project/" + finding.path, default: []].append((finding.line, finding.code))
      }
      for (path, text) in files {
        let name = "\(kind)/" + path.dropFirst("/project/".count)
        judge(name, text, found[path] ?? [], table, open)
      }
    }
  }

  private func judge(
    _ name: String, _ text: String, _ found: [(line: Int, code: String)],
    _ table: [String: [String]], _ open: Set<String>
  ) {
    let wanted = Self.marks(in: text, "expect")
    let allowed = wanted + Self.marks(in: text, "allow")
    func fits(_ finding: (line: Int, code: String), _ mark: (line: Int, what: String)) -> Bool {
      finding.line == mark.line && (table[finding.code] ?? []).contains(mark.what)
    }
    for mark in wanted {
      let places = allowed.filter { $0.what == mark.what }
      let isMet = found.contains { finding in
        fits(finding, mark) || places.contains { fits(finding, $0) }
      }
      let entry = "\(name):\(mark.line): \(mark.what)"
      #expect(isMet || open.contains(entry), "missed \(entry)")
      #expect(!(isMet && open.contains(entry)), "met, so take it out of suite_open.txt: \(entry)")
    }
    for finding in found {
      #expect(
        allowed.contains { fits(finding, $0) }, "false \(name):\(finding.line): \(finding.code)")
    }
  }

  /// Which categories each rule stands for.
  private func categories(_ suite: URL) throws -> [String: [String]] {
    struct Table: Decodable { var loopwise: [String: [String]] }
    let data = try Data(contentsOf: suite.appendingPathComponent("categories.json"))
    return try JSONDecoder().decode(Table.self, from: data).loopwise
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
    var inStrict: Set<Mark> = []
    for (path, part) in Self.split(text) {
      files["/project/" + path] = part
      for mark in Self.marks(in: part, "expect") {
        wanted.insert(Mark(file: path, line: mark.line, what: mark.what))
      }
      for mark in Self.marks(in: part, "expect-strict") {
        inStrict.insert(Mark(file: path, line: mark.line, what: mark.what))
      }
    }
    try compare(text, files, text.contains("# profile: strict") ? .strict : .default, wanted)
    if !inStrict.isEmpty { try compare(text, files, .strict, wanted.union(inStrict)) }
  }

  private func compare(
    _ text: String, _ files: [String: String], _ profile: Profile, _ wanted: Set<Mark>
  ) throws {
    let about = Set(Self.marks(in: text, "about").map { $0.what })
    let found = Set(
      try findings(
        files, profile: profile,
        select: Self.marks(in: text, "select").first.map { [$0.what] } ?? nil,
        target: Self.marks(in: text, "target").first.flatMap { UInt8($0.what) },
        count: Self.marks(in: text, "count").first?.what
      ).map { Mark(file: $0.path, line: $0.line, what: $0.code) }
        .filter { about.isEmpty || about.contains($0.what) })
    #expect(
      found.subtracting(wanted).isEmpty, "\(profile): not marked: \(found.subtracting(wanted))")
    #expect(
      wanted.subtracting(found).isEmpty, "\(profile): not found: \(wanted.subtracting(found))")
  }

  private func findings(
    _ files: [String: String], profile: Profile = .default, select: [String]? = nil,
    target: UInt8? = nil, count: String? = nil
  ) throws -> [(path: String, line: Int, code: String)] {
    let system = MemorySystem()
    for (path, text) in files { system.add(path, text) }
    var options = CheckOptions()
    options.discovery.isIsolated = true
    options.profile = profile
    options.select = select
    options.targetVersion = target
    return try Check(system, options).run([]).findings.filter {
      count == nil || $0.severity != .info && (count == "told" || $0.confidence == .high)
    }.map {
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
