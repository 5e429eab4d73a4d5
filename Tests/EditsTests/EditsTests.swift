import Analyzer
import Diagnostics
import Edits
import Project
import Rules
import System
import Testing

/// Fixes on the examples of the rules, and on files that are written in other ways.
@Suite struct EditsTests {
  struct Example: Sendable, CustomTestStringConvertible {
    var code: String
    var title: String
    var text: String
    var testDescription: String { "\(code): \(title)" }
  }

  static let examples: [Example] = Registry.metadata.flatMap { rule in
    rule.examples.filter { $0.kind == .bad }.map {
      Example(code: rule.code, title: $0.title, text: $0.code)
    }
  }

  private static let file = FilePath("/project/main.py")

  private func run(
    _ bytes: [UInt8], select: [String]? = nil, level: FixLevel = .unsafe, isStrict: Bool = false,
    file: FilePath = file
  ) throws -> (before: Report, result: FixResult) {
    let system = MemorySystem()
    system.add(file, .file(bytes))
    var options = CheckOptions()
    options.discovery.isIsolated = true
    options.select = select
    if isStrict { options.profile = .strict }
    options.targetVersion = 13
    return (
      try Check(system, options).run([file]),
      try FixRun(system, options, level).run([file])
    )
  }

  /// Each fix takes its finding away, keeps the comments, and leaves nothing for a second run.
  @Test(arguments: examples)
  func fixesDoWhatTheyPromise(_ example: Example) throws {
    let (before, result) = try run(Array(example.text.utf8), select: [example.code])
    let metadata = Registry.metadata.first { $0.code == example.code }
    #expect(before.findings.allSatisfy { $0.fix == nil || metadata?.fix != FixAvailability.none })
    let offered = before.findings.filter { finding in
      finding.fix.map { !$0.edits.isEmpty && $0.safety != .sketch } ?? false
    }
    #expect(result.outcomes.filter { $0.refusal != nil }.isEmpty)
    guard !offered.isEmpty else {
      #expect(result.files.isEmpty)
      return
    }
    let after = try #require(result.files.first).after
    let left = Set(result.report.findings.map { $0.fingerprint })
    #expect(left.isDisjoint(with: offered.map { $0.fingerprint }))
    #expect(!result.report.findings.contains { $0.code == "LW002" })
    #expect(comments(after) == comments(Array(example.text.utf8)))
    #expect(try run(after, select: [example.code]).result.files.isEmpty)
  }

  /// `Fixtures/fixes.txt`: what each fix makes of a program, to the byte.
  @Test(arguments: Fixture.all)
  func fixesReadAsPeopleWriteThem(_ fixture: Fixture) throws {
    let result = try run(
      Array(fixture.before.utf8), select: [fixture.code], isStrict: fixture.isStrict
    ).result
    let after = result.files.first.map { String(decoding: $0.after, as: UTF8.self) }
    #expect(after ?? fixture.before == fixture.after)
    if !fixture.hasRepair { #expect(!result.report.findings.isEmpty) }
    #expect(result.outcomes.allSatisfy { $0.refusal == nil })
  }

  /// As standard input is: without a file, or not the file's text.
  @Test(arguments: ["", "pass\n"])
  func aTextThatIsGivenIsRepairedWhateverIsOnTheDisk(_ disk: String) throws {
    let system = MemorySystem()
    if !disk.isEmpty { system.add(Self.file, .file(Array(disk.utf8))) }
    var options = CheckOptions()
    options.discovery.isIsolated = true
    options.overlay.texts[Self.file] = Array(
      "async def f():\n    time.sleep(3)\n\n\nimport time\n".utf8)
    let result = try FixRun(system, options, .unsafe).run([Self.file])
    let after = result.files.map { String(decoding: $0.after, as: UTF8.self) }
    #expect(after.count == 1)
    #expect(after.first?.contains("await asyncio.sleep(3)") == true)
  }

  /// Marks, a base class, a fixture of the plugin, and a test that no longer starts a loop by hand.
  @Test func testsAreGivenToTheLoopOfTheirPlugin() throws {
    let text = """
      import asyncio
      import time
      import unittest

      import pytest


      async def fetch():
          await asyncio.sleep(0)
          return 1


      @pytest.mark.asyncio
      async def test_marked():
          assert await fetch() == 1


      class TestThings:
          @pytest.mark.parametrize("x", [1])
          async def test_method(self, x):
              assert await fetch() == x


      class CaseTests(unittest.TestCase):
          async def test_case(self):
              assert await fetch() == 1


      def test_by_hand(tmp_path):
          assert asyncio.run(fetch()) == 1
          asyncio.run(fetch())  # again


      def test_that_waits():
          time.sleep(1)
          asyncio.run(fetch())

      """
    let result = try run(
      Array(text.utf8), select: ["LW931", "LW932"], file: FilePath("/project/tests/test_a.py")
    ).result
    let after = String(decoding: try #require(result.files.first).after, as: UTF8.self)
    let expected = [
      "[1])\n    @pytest.mark.asyncio\n    async def test_method(",
      "class CaseTests(unittest.IsolatedAsyncioTestCase):\n",
      "\n\n@pytest.mark.asyncio\nasync def test_by_hand(tmp_path):\n    assert await fetch() == 1\n"
        + "    await fetch()  # again\n",
    ]
    for part in expected { #expect(after.contains(part)) }
    // In a coroutine, the pause would hold the loop.
    #expect(result.report.findings.map { $0.function } == ["tests.test_a.test_that_waits"])
  }

  private func comments(_ bytes: [UInt8]) -> [String] {
    String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap { line in
      line.firstIndex(of: "#").map { String(line[$0...]) }
    }
  }

  private static let sleeping =
    "import asyncio, time\nimport asyncio\n\n\nasync def f():\n    time.sleep(1)  # why\n"

  @Test func lineEndsAndMarksStay() throws {
    let windows = Self.sleeping.replacing("\n", with: "\r\n")
    let after = try #require(try run(Array(windows.utf8)).result.files.first).after
    let text = String(decoding: after, as: UTF8.self)
    #expect(text == windows.replacing("time.sleep(1)", with: "await asyncio.sleep(1)"))

    let marked = [0xef, 0xbb, 0xbf] + Array(Self.sleeping.utf8)
    let kept = try #require(try run(marked).result.files.first).after
    #expect(kept.starts(with: [0xef, 0xbb, 0xbf]))
    #expect(String(decoding: kept, as: UTF8.self).contains("    await asyncio.sleep(1)  # why\n"))
  }

  @Test func safeFixesAloneLeaveTheRest() throws {
    let result = try run(Array(Self.sleeping.utf8), level: .safe).result
    #expect(result.files.isEmpty)
    #expect(result.report.findings.contains { $0.code == "LW101" })
  }

  @Test func aDamagedFileIsLeftAlone() throws {
    let damaged = Self.sleeping + "def (:\n"
    let result = try run(Array(damaged.utf8)).result
    #expect(result.files.isEmpty)
    #expect(result.outcomes.map { $0.refusal } == ["its file has a syntax error"])
  }

  @Test func differencesAreShownInHunks() {
    let before = (1...30).map { "line \($0)\n" }.joined()
    let after = before.replacing("line 3\n", with: "three\n").replacing("line 25\n", with: "")
    let text = UnifiedDiff.text("a.py", Array(before.utf8), Array(after.utf8))
    #expect(text.contains("@@ -1,6 +1,6 @@\n"))
    #expect(text.contains("-line 3\n+three\n"))
    #expect(text.contains("@@ -22,7 +22,6 @@\n"))
    #expect(UnifiedDiff.text("a.py", Array(before.utf8), Array(before.utf8)).isEmpty)
  }
}
