import Analyzer
import Diagnostics
import LibraryModels
import Project
import System
import Testing

/// From files to a report, on the in-memory machine.
@Suite struct CheckTests {
  /// Findings as `path:line:column CODE`.
  private func findings(
    _ files: [String: String], _ configure: (inout CheckOptions) -> Void = { _ in }
  ) throws -> [String] {
    try report(files, configure).findings.map { finding in
      let start = finding.place.start ?? Position(line: 0, column: 0)
      return "\(finding.place.path):\(start.line):\(start.column) \(finding.code)"
    }
  }

  private func report(
    _ files: [String: String], _ configure: (inout CheckOptions) -> Void = { _ in }
  ) throws -> Report {
    let system = MemorySystem()
    for (path, text) in files { system.add(path, text) }
    var options = CheckOptions()
    configure(&options)
    return try Check(system, options).run([])
  }

  @Test func aSyntaxErrorHasItsPlaceAndItsLine() throws {
    let report = try report(["a.py": "x = 1\ny = 'ü' = = 2\n"])
    let finding = try #require(report.findings.first)
    #expect(finding.code == "LW002")
    #expect(finding.place.start == Position(line: 2, column: 11))
    #expect(finding.excerpt?.text == "y = 'ü' = = 2")
    #expect(finding.fingerprint.utf8.count == 16)
    #expect(report.coverage.files == 1)
  }

  @Test func aVeryLongLineIsShownInPart() throws {
    let line = String(repeating: "x + ", count: 1_000_000) + "= 1"
    let report = try report(["a.py": line])
    let excerpt = try #require(report.findings.first?.excerpt)
    #expect(excerpt.text.utf8.count < 500)
    #expect(1 < excerpt.firstColumn)
  }

  /// What a comment takes back: the finding is the syntax error on its line.
  @Test(
    arguments: [
      ("x = = 1  # noqa", []), ("x = = 1  # NOQA", []), ("x = = 1  # noqa: LW002", []),
      ("x = = 1  # noqa:lw002,E501", []), ("x = = 1  # noqa: E501 LW002", []),
      ("x = = 1  # type: ignore # noqa: LW002", []), ("x = = 1  # noqa: LW", []),
      ("x = = 1  # noqa: E501", ["LW002"]), ("x = = 1  # noqa: oops", ["LW002"]),
      ("x = = 1  # noqa-ish", ["LW002"]), ("x = = 1  # see noqa", ["LW002"]),
      ("x = = 1  # NOSONAR", []), ("x = = 1  # NOSONAR(S1)", ["LW002"]),
      ("x = = 1  # loopwise: ignore", []), ("x = = 1  # loopwise: ignore[LW002] generated", []),
      ("x = = 1  # loopwise:ignore[LW0]", []),
      ("# loopwise: ignore[LW002]\nx = = 1", []), ("# noqa: LW002\nx = = 1", ["LW001", "LW002"]),
      ("# ruff: noqa\n\nx = = 1", []), ("# flake8: noqa\n\nx = = 1", []),
      ("# ruff: noqa: LW002\n\nx = = 1", []), ("# ruff: noqa: E501\nx = = 1", ["LW002"]),
      ("y = 1  # ruff: noqa\nx = = 1", ["LW002"]),
      ("# loopwise: ignore-file[LW002] generated\n\nx = = 1", []),
      ("s = '# noqa: LW002'; x = = 1", ["LW002"]),
    ] as [(String, [String])])
  func suppressions(text: String, codes: [String]) throws {
    #expect(try report(["a.py": text]).findings.map { $0.code } == codes)
  }

  /// A comment at the end of a path speaks for those who come there, if it means Loopwise.
  @Test(
    arguments: [
      ("", 1), ("  # noqa", 1), ("  # noqa: LW110", 0), ("  # loopwise: ignore", 0),
    ])
  func suppressionsOfAPath(comment: String, findings: Int) throws {
    let files = [
      "helper.py": "import time\n\n\ndef pause():\n    time.sleep(1)\(comment)\n",
      "main.py": "import helper\n\n\nasync def main():\n    helper.pause()\n",
    ]
    #expect(try report(files).findings.count == findings)
  }

  @Test(
    arguments: [
      ("x = 1  # noqa: LW002", ["LW001"]), ("x = 1  # loopwise: ignore", ["LW001"]),
      ("x = 1  # loopwise: ignore[LW002] because", ["LW001"]),
      ("x = 1  # noqa", []), ("x = 1  # noqa: E501", []), ("x = 1  # noqa: E501, LW002", ["LW001"]),
      ("x = 1  # noqa: LW001, LW002", []),
      // What no rule is called, and what is the beginning or the equivalent of a code.
      ("x = 1  # loopwise: ignore[LW1O1] waits", ["LW001"]), ("x = 1  # noqa: LW1O1", ["LW001"]),
      ("x = 1  # loopwise: ignore[blocking-sleep]", ["LW001"]),
      ("x = 1  # loopwise: ignore[LW999, LW1, ASYNC251] why", ["LW001"]),
      ("x = 1  # loopwise: ignore[] why", ["LW001"]), ("x = 1  # noqa: LW1", []),
      ("x = 1  # loopwise: ignore[E501]", ["LW001"]), ("x = 1  # noqa: lwatch", []),
      ("x = 1  # loopwise: disable=LW101", ["LW001"]), ("x = 1  # loopwise: noqa", ["LW001"]),
      ("x = 1  # loopwise: ignored[LW101]", ["LW001"]), ("x = 1  # loopwise: is fast", []),
    ] as [(String, [String])])
  func unusedSuppressions(text: String, codes: [String]) throws {
    #expect(try report(["a.py": text]).findings.map { $0.code } == codes)
  }

  /// Their classes are the interpreter's own, under names that nobody writes.
  @Test(arguments: ["Lock", "RLock"])
  func locksGoByTheNamesOfThreading(kind: String) throws {
    let text = """
      import asyncio, threading, time
      lock = threading.\(kind)()
      def worker():
          with lock:
              time.sleep(5)
      async def waits():
          await asyncio.to_thread(worker)
          lock.acquire()
          lock.release()
      """
    let found = try report(["a.py": text]).findings.map { $0.message }
    #expect(found.contains { $0.hasPrefix("`threading.\(kind).acquire` blocks") })
  }

  @Test(
    arguments: [
      ("LW1O1", "did you mean `LW101`?"), ("coroutine-not-awaited", "did you mean `LW201`?"),
      ("E501", "did you mean `LW501`?"),
    ])
  func aCodeThatNoRuleHasIsNamed(code: String, help: String) throws {
    let report = try report(["a.py": "x = 1  # loopwise: ignore[\(code)] slow"])
    let finding = try #require(report.findings.first)
    #expect(finding.message == "No rule has the code `\(code.uppercased())`")
    #expect(finding.help == help)
  }

  @Test func anUnknownRuleInTheSettingsHasItsLine() throws {
    let files = ["loopwise.toml": "profile = \"strict\"\nselect = [\"LW1O1\"]", "a.py": ""]
    let failure = #expect(throws: CheckFailure.self) { try findings(files) }
    #expect(
      failure?.description
        == "loopwise.toml:2: no rule is called `LW1O1`; did you mean `LW101`?")
  }

  @Test func settingsKnowTheFrameworksThatEndpointsAreFoundFor() {
    #expect(Settings.knownFrameworks == EntryPointModel.all.map { $0.name.lowercased() }.sorted())
  }

  @Test func aRuleThatDidNotRunLeavesItsSuppressionsAlone() throws {
    let files = ["a.py": "x = 1  # noqa: LW205"]
    #expect(try findings(files) == ["a.py:1:16 LW001"])
    #expect(try findings(files) { $0.ignore = ["LW205"] } == [])
    #expect(try findings(files) { $0.ignore = ["unused-suppression"] } == [])
  }

  @Test func aDamagedFileIsNoReasonToJudgeItsOtherSuppressions() throws {
    #expect(try findings(["a.py": "x = = 1\ny = 1  # noqa: LW205\n"]) == ["a.py:1:5 LW002"])
  }

  @Test func aFindingThatIsIgnoredPerFileStillUsesItsSuppression() throws {
    let files = [
      "loopwise.toml": "[per-file-ignores]\n\"a.py\" = [\"LW002\"]",
      "a.py": "x = = 1  # noqa: LW002",
    ]
    #expect(try findings(files) == [])
  }

  @Test func rulesAreChosenByCodeFamilyAndName() throws {
    let files = ["a.py": "x = = 1\n", "b.py": "y = 1  # noqa: LW002\n"]
    #expect(try findings(files) == ["a.py:1:5 LW002", "b.py:1:16 LW001"])
    #expect(try findings(files) { $0.ignore = ["LW0"] } == [])
    #expect(try findings(files) { $0.ignore = ["syntax-error"] } == [])
    #expect(try findings(files) { $0.select = ["LW205"] } == ["a.py:1:5 LW002"])
    #expect(try findings(files) { $0.select = ["ALL"] }.count == 2)
    #expect(throws: CheckFailure.self) { try findings(files) { $0.select = ["sintax-error"] } }
  }

  @Test func settingsOfTheNearestFileChoose() throws {
    let files = [
      "loopwise.toml": "[per-file-ignores]\n\"gen\" = [\"LW002\"]", "a.py": "x = =",
      "gen/b.py": "x = =", "sub/loopwise.toml": "ignore = [\"LW002\"]", "sub/c.py": "x = =",
    ]
    #expect(try findings(files) == ["a.py:1:5 LW002"])
  }

  @Test func theTargetVersionDecidesWhatIsSyntax() throws {
    let files = ["a.py": "match x:\n    case 1: pass\n"]
    #expect(try findings(files) == [])
    #expect(try findings(files) { $0.targetVersion = 9 }.count == 1)
    let settings = ["pyproject.toml": "[project]\nrequires-python = \">=3.9\""]
    #expect(try findings(files.merging(settings) { a, _ in a }).count == 1)
  }

  @Test func aNotebookIsNamedByCellAndLine() throws {
    let json =
      #"{"cells": [{"cell_type": "code", "source": "x = 1"}, "#
      + #"{"cell_type": "code", "source": "await f()\ny = = 2"}]}"#
    let report = try report(["n.ipynb": json])
    #expect(report.findings.map { $0.place.cell } == [2])
    #expect(report.findings.first?.place.start == Position(line: 2, column: 5))
  }

  @Test func whatCannotBeReadIsAnErrorAndTheRestIsChecked() throws {
    let system = MemorySystem()
    system.add("a.py", "x = =")
    system.add(FilePath("/project/b.py"), .failing(.denied))
    system.add(FilePath("/project/c.py"), .failing(.changesWhileRead))
    system.add("d.ipynb", "{}")
    let report = try Check(system, CheckOptions()).run([FilePath("."), FilePath("none.py")])
    #expect(report.findings.count == 1)
    #expect(report.errors.map { $0.path } == ["b.py", "c.py", "d.ipynb", "none.py"])
    #expect(report.errors.first?.message == "permission denied")
  }

  @Test func nothingToCheckIsAWarning() throws {
    #expect(try report([:]).warnings == ["no Python files found under the given paths"])
  }

  @Test func theReportIsTheSameForAnyNumberOfThreads() throws {
    var files: [String: String] = [:]
    for index in 0..<200 {
      files["p\(index % 7)/m\(index).py"] = index % 3 == 0 ? "x = = \(index)" : "y = 1"
    }
    let one = try report(files) { $0.threads = 1 }
    #expect(one.findings.count == 67)
    #expect(try report(files) { $0.threads = 2 } == one)
    #expect(try report(files) { $0.threads = 8 } == one)
  }

  /// Equal faults in one file are told apart, and an edit above them changes nothing.
  @Test func fingerprintsSurviveEdits() throws {
    let before = try report(["a.py": "x = =\n\nx = =\n"]).findings.map { $0.fingerprint }
    let after = try report(["a.py": "import os\n\nx = =\n\n\nx = =\n"]).findings.map {
      $0.fingerprint
    }
    #expect(Set(before).count == 2)
    #expect(before == after)
  }
}
