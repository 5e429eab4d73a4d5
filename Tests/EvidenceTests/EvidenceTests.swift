import Analyzer
import Diagnostics
import ProfileModel
import Project
import Renderers
import RuntimeEvidence
import System
import Testing

@Suite struct EvidenceTests {
  typealias Frame = RecordingText.Frame

  /// One finding for each case, in the function of its name; all stand in `app/cases.py`.
  private static let cases = """
    import time
    from app.tools import slow, quick

    def decorate(f):
        return f

    async def confirmed():
        time.sleep(1)

    async def confirmed_through():
        slow()

    async def other_line():
        await confirmed()
        time.sleep(1)

    async def other_callee():
        slow(quick())

    async def taken_late():
        time.sleep(1)

    async def not_seen():
        time.sleep(1)

    async def below_edited_lines():
        time.sleep(1)

    @decorate
    async def decorated():
        time.sleep(1)

    class Store:
        async def method(self):
            time.sleep(1)

        async def old_interpreter(self):
            time.sleep(1)

    def outer():
        async def inner():
            time.sleep(1)
        return inner

    async def in_a_comprehension():
        return [slow() for _ in range(3)]

    async def own_time():
        slow()

    async def recursive(depth):
        if depth:
            await recursive(depth - 1)
        slow()

    async def ran_clean():
        time.sleep(0.02)

    async def never_ran():
        time.sleep(1)

    async def not_counted():
        time.sleep(1)

    async def many_lines():
        slow(
            1,
            2,
        )

    async def a_library_calls_back():
        time.sleep(1)

    async def suppressed():
        time.sleep(1)  # noqa: LW101

    async def mixed():
        time.sleep(1)
        slow()
    """

  private static let tools = """
    import time

    def slow(*values):
        time.sleep(1)

    def quick():
        return [number for number in range(3)]

    async def computes(items):
        for item in items:
            item.work()

    async def once():
        return 1
    """

  private static let files = [
    "pyproject.toml": "", "app/__init__.py": "", "app/cases.py": cases, "app/tools.py": tools,
  ]

  /// The first line of a function, and of a text in it, counted from 1.
  private static func line(_ text: String, after start: String, in source: String = cases) -> Int {
    let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
    let first = lines.firstIndex { $0.contains(start) } ?? 0
    return (lines[first...].firstIndex { $0.contains(text) } ?? 0) + 1
  }

  private static func frame(
    _ function: String, _ text: String, at shift: Int = 0, path: String = "app/cases.py",
    name: String? = nil
  ) -> Frame {
    let first = line("def \(function)(", after: "def \(function)(") + shift
    return Frame(
      path, line(text, after: "def \(function)(") + shift, name ?? function, first: first)
  }

  private static let slow = Frame("app/tools.py", 4, "slow", first: 3)

  private static var recording: RecordingText {
    var text = RecordingText()
    text.block(
      30, [frame("confirmed", "sleep")],
      more: ",\"route\":[\"GET\",\"/a\"],\"hurt\":[[\"GET\",\"/b\",2]]")
    text.block(50, [frame("confirmed", "sleep")])
    text.block(40, [slow, frame("confirmed_through", "slow")])
    text.block(40, [frame("other_line", "await")])
    text.block(40, [Frame("app/tools.py", 7, "quick", first: 6), frame("other_callee", "slow")])
    text.block(40, [frame("taken_late", "sleep")], more: ",\"late\":true")
    text.unseen(40, [frame("not_seen", "sleep")])
    text.block(40, [frame("below_edited_lines", "sleep", at: 7)])
    let decorated = line("@decorate", after: "@decorate")
    text.block(40, [Frame("app/cases.py", decorated + 2, "decorated", first: decorated)])
    text.block(40, [frame("method", "sleep", name: "Store.method")])
    text.block(40, [frame("old_interpreter", "sleep")])
    text.block(40, [frame("inner", "sleep", name: "outer.<locals>.inner")])
    let list = frame("in_a_comprehension", "slow")
    text.block(
      40,
      [
        slow,
        Frame(
          "app/cases.py", list.line, "in_a_comprehension.<locals>.<listcomp>", first: list.line),
        list,
      ])
    text.block(40, [frame("own_time", "slow")])
    text.block(40, [slow, frame("recursive", "slow"), frame("recursive", "await")])
    text.block(40, [slow, frame("many_lines", "slow")])
    text.block(
      40,
      [
        Frame("app/tools.py", 7, "quick", first: 6),
        Frame("/usr/lib/python3/site-packages/lib/call.py", 9, "call", first: 1, origin: 2),
        frame("a_library_calls_back", "sleep"),
      ])
    text.block(40, [frame("suppressed", "sleep")])
    text.block(30, [frame("mixed", "sleep")])
    text.block(70, [slow, frame("mixed", "slow")])
    // No finding: LW120.
    for _ in 0..<3 {
      text.block(
        60, [Frame("app/tools.py", 11, "computes", first: 9)],
        more: ",\"cpu\":59000000,\"span\":60000000")
    }
    text.block(30, [Frame("app/tools.py", 14, "once", first: 13)])
    text.block(200, [Frame("app/other.py", 3, "gone", first: 2)])
    let probes = [("ran_clean", 7), ("never_ran", 0)]
    let rows = probes.map { name, _ in
      "[\"/project/app/cases.py\",\(line("sleep", after: "def \(name)(")),\"\(name)\"]"
    }
    text.add("{\"e\":\"probes\",\"f\":[\(rows.joined(separator: ","))]}")
    text.add("{\"p\":1,\"e\":\"probe\",\"d\":[]}")
    text.add("{\"p\":1,\"e\":\"probe\",\"d\":[[0,7]]}")
    return text
  }

  private static func report(
    _ recordings: [RecordingText], files: [String: String] = files, folder: String = "/project"
  ) throws -> Report {
    let system = MemorySystem(workingFolder: folder)
    for (path, text) in files { system.add(path, text) }
    var options = CheckOptions()
    let named = try recordings.enumerated().map { index, text in
      NamedRecording(name: "\(index)", profile: try #require(Recording(text.bytes)).profile)
    }
    if !named.isEmpty { options.evidence = { EvidenceJoin(named).apply(to: &$0, $1) } }
    return try Check(system, options).run([])
  }

  private static func statuses(_ report: Report) -> [String: String] {
    var result: [String: String] = [:]
    for finding in report.findings {
      let name = finding.function.split(separator: ".").last ?? ""
      let status = "\(finding.code) \(finding.evidence?.status.rawValue ?? "none")"
      result[String(name), default: ""] += (result[String(name)] == nil ? "" : ", ") + status
    }
    return result
  }

  @Test func eachFindingGetsWhatTheRecordingShows() throws {
    let report = try Self.report([Self.recording])
    #expect(
      Self.statuses(report) == [
        "confirmed": "LW101 confirmed", "confirmed_through": "LW110 confirmed",
        "other_line": "LW101 elsewhere",
        "other_callee": "LW110 likely",
        "taken_late": "LW101 likely",
        "not_seen": "LW101 likely", "below_edited_lines": "LW101 confirmed",
        "decorated": "LW101 confirmed", "method": "LW101 confirmed",
        "old_interpreter": "LW101 confirmed", "inner": "LW101 confirmed",
        "in_a_comprehension": "LW110 confirmed", "own_time": "LW110 likely",
        "recursive": "LW110 confirmed", "ran_clean": "LW101 ran-clean",
        "never_ran": "LW101 never-ran", "not_counted": "LW101 unknown",
        "many_lines": "LW110 confirmed", "a_library_calls_back": "LW101 likely",
        "mixed": "LW110 confirmed, LW101 confirmed", "computes": "LW120 confirmed",
      ])
    #expect(try Self.report([Self.recording]) == report)
  }

  @Test func whatCostMostComesFirstWithItsFigures() throws {
    let report = try Self.report([Self.recording])
    let lost = report.findings.map { $0.evidence?.lost ?? 0 }
    #expect(lost == lost.sorted(by: >))
    let first = try #require(report.findings.first)
    #expect(first.code == "LW120")
    #expect(first.place.start == Position(line: 11, column: 9))
    #expect(first.evidence?.lost == 180_000_000)
    #expect(first.help.contains("computes"))
    let confirmed = try #require(report.findings.first { $0.function.hasSuffix(".confirmed") })
    #expect(confirmed.evidence?.spans == 2)
    #expect(confirmed.evidence?.longest == 50_000_000)
    #expect(confirmed.evidence?.endpoints == ["GET /a"])
    #expect(confirmed.evidence?.hurt == 2)
    let figures = try #require(report.recordings.first)
    #expect(figures.elsewhere == 200_000_000)
    #expect(figures.changed == [])
  }

  /// Twice the same recording: twice the spans. A process that cannot count makes zero runs unknown.
  @Test func recordingsAddUp() throws {
    var second = RecordingText(processes: 2)
    second.add(
      "{\"e\":\"probes\",\"f\":[[\"app/cases.py\",\(Self.line("sleep", after: "def never_ran(")),\"never_ran\"]]}"
    )
    second.add("{\"p\":1,\"e\":\"probe\",\"d\":[]}")
    let report = try Self.report([Self.recording, Self.recording, second])
    let confirmed = report.findings.first { $0.function.hasSuffix(".confirmed") }
    #expect(confirmed?.evidence?.spans == 4)
    #expect(Self.statuses(report)["never_ran"] == "LW101 unknown")
    #expect(report.recordings.map { $0.countsRuns } == [true, true, false])
    let reasons = report.recordings.map { $0.uncounted }
    #expect(reasons == [nil, nil, "how often lines ran was not counted in every process"])
  }

  /// Where the code was recorded, and where it lies now.
  @Test(
    arguments: [
      ("/project", "app/cases.py", 0, true), ("/project", "/project/app/cases.py", 0, true),
      ("/project", "./app/cases.py", 0, true),
      ("/srv/checkout", "app/cases.py", 0, true), ("/srv/app", "cases.py", 0, true),
      ("/srv", "/opt/build/app/cases.py", 0, true),
      ("/srv", "/usr/lib/python3.12/site-packages/app/cases.py", 2, true),
      ("/srv", "/usr/lib/python3.12/site-packages/other/app/cases.py", 2, false),
      ("/project", "/somewhere/else/app/cases.py", 0, false),
      ("/project", "cases.py", 0, false), ("/srv", "cases.py", 0, false),
    ] as [(String, String, Int, Bool)])
  func filesAreFoundAgain(root: String, path: String, origin: Int, isFound: Bool) throws {
    var text = RecordingText(root: root)
    let line = Self.line("sleep", after: "def confirmed(")
    text.block(40, [Frame(path, line, "confirmed", first: line - 1, origin: origin)])
    let report = try Self.report([text])
    #expect(Self.statuses(report)["confirmed"] == "LW101 \(isFound ? "confirmed" : "unknown")")
  }

  /// Of two files that fit equally well, neither is meant.
  @Test func twoFilesThatFitAreNone() throws {
    var text = RecordingText(root: "/srv")
    text.block(40, [Frame("app/views.py", 3, "show", first: 2)])
    let source = "import time\nasync def show():\n    time.sleep(1)\n"
    let one = try Self.report(
      [text], files: ["pyproject.toml": "", "a/app/views.py": source])
    #expect(one.findings.map { $0.evidence?.status } == [.confirmed])
    let two = try Self.report(
      [text], files: ["pyproject.toml": "", "a/app/views.py": source, "b/app/views.py": source])
    #expect(two.findings.map { $0.evidence?.status } == [.unknown, .unknown])
  }

  @Test(arguments: [(Self.cases, false), (Self.cases + "\n\nx = 1\n", true)])
  func aChangedFileIsSaidToBeOne(now: String, isStale: Bool) throws {
    var text = Self.recording
    let mark = ContentMark.of(Array(Self.cases.utf8))
    text.add("{\"e\":\"file\",\"s\":\"app/cases.py\",\"mark\":\"\(mark)\"}")
    var files = Self.files
    files["app/cases.py"] = now
    let report = try Self.report([text], files: files)
    #expect(report.recordings.first?.changed == (isStale ? ["app/cases.py"] : []))
    let finding = report.findings.first { $0.function.hasSuffix(".confirmed") }
    #expect(finding?.evidence?.isStale == isStale)
    #expect(finding?.evidence?.status == .confirmed)
  }

  @Test func aFunctionThatIsGoneConfirmsNothing() throws {
    var text = RecordingText()
    text.block(40, [Frame("app/cases.py", 8, "renamed", first: 7)])
    let report = try Self.report([text])
    #expect(report.findings.allSatisfy { $0.evidence?.status == .unknown })
    #expect(report.recordings.first?.elsewhere == 40_000_000)
  }

  /// What another line of the function cost is not the finding's, and becomes a finding of its own.
  @Test func aLineIsNotChargedForAnother() throws {
    let source = """
      import time

      async def show(items):
          time.sleep(1)
          for item in items:
              item.work()

      async def counted(items):
          time.sleep(0.01)
          items.sort()

      """
    var text = RecordingText()
    for _ in 0..<3 { text.block(60, [Frame("views.py", 6, "show", first: 3)]) }
    text.block(30, [Frame("views.py", 10, "counted", first: 8)])
    text.add("{\"e\":\"probes\",\"f\":[[\"views.py\",9,\"counted\"]]}")
    text.add("{\"p\":1,\"e\":\"probe\",\"d\":[[0,4]]}")
    let report = try Self.report([text], files: ["pyproject.toml": "", "views.py": source])
    #expect(
      Self.statuses(report) == [
        "show": "LW120 confirmed, LW101 elsewhere", "counted": "LW101 ran-clean",
      ])
    let sleep = try #require(report.findings.first { $0.place.start?.line == 4 }?.evidence)
    #expect(sleep.lost == 0 && sleep.spans == 0)
    #expect(
      sleep.words == "ran, but elsewhere in this function: line 6 held the loop for 180 ms")
    let counted = try #require(report.findings.first { $0.place.start?.line == 9 }?.evidence)
    #expect(
      counted.words
        == "ran clean: 4 times without holding the loop for long "
        + "(elsewhere in this function: line 10 held the loop for 30.0 ms)")
    #expect(report.recordings.first?.explained == 0)
  }

  /// How a program ended, and what was seen of it until then.
  @Test(
    arguments: [
      (
        ",\"status\":1", ",\"x\":\"KeyError\"", true,
        "0: the program ended with status 1 (KeyError) after 300 ms; in 200 ms of its event loop, "
          + "12 callbacks ran and none held it for long."
      ),
      (
        ",\"status\":3", "", false,
        "0: the program ended with status 3 after 300 ms; no event loop was seen."
      ),
      (
        ",\"signal\":11", "", false,
        "0: the program was killed by signal 11 after 300 ms; no event loop was seen."
      ),
      (
        "", ",\"x\":\"KeyError\"", true,
        "0: the program ended with KeyError after 300 ms; in 200 ms of its event loop, "
          + "12 callbacks ran and none held it for long."
      ),
      (",\"status\":0", "", true, "0: no loop was held for long in 300 ms."),
      (",\"signal\":2", "", true, "0: no loop was held for long in 300 ms."),
      (",\"status\":0", "", false, "0: no event loop was seen in 300 ms."),
    ] as [(String, String, Bool, String)])
  func anEarlyEndIsTold(ending: String, failure: String, hasLoop: Bool, words: String) throws {
    var text = RecordingText()
    if hasLoop {
      text.add("{\"p\":1,\"e\":\"loop\",\"id\":1,\"kind\":\"asyncio\",\"beat\":0}")
      text.add(
        "{\"p\":1,\"e\":\"turn\",\"loop\":1,\"t\":200000000,\"held\":1000,\"runs\":12,\"ready\":0}")
    }
    text.add("{\"p\":1,\"e\":\"bye\",\"t\":250000000\(failure)}")
    text.ending = ending
    text.time = 300_000_000
    let recording = try #require(Recording(text.bytes))
    // A recording that was written anew says the same.
    for state in [recording, try #require(Recording(recording.state.lines(keepingSpans: 9)))] {
      let profile = state.profile
      let system = MemorySystem(workingFolder: "/project")
      system.add("pyproject.toml", "")
      system.add("app.py", "x = 1\n")
      var options = CheckOptions()
      options.evidence = {
        EvidenceJoin([NamedRecording(name: "0", profile: profile)]).apply(to: &$0, $1)
      }
      let report = try Check(system, options).run([])
      let shown = String(
        decoding: OutputFormat.full.render(report, RenderOptions()), as: UTF8.self)
      #expect(shown.split(separator: "\n").contains { $0 == words }, "\(shown)")
    }
  }

  /// Every format shows it, and says nothing of it where no recording was given.
  @Test(arguments: [OutputFormat.full, .concise, .json, .sarif, .html])
  func everyFormatShowsIt(format: OutputFormat) throws {
    var options = RenderOptions()
    options.workingFolder = "/project"
    let with = String(
      decoding: format.render(try Self.report([Self.recording]), options), as: UTF8.self)
    #expect(with.contains("confirmed"))
    let without = String(decoding: format.render(try Self.report([]), options), as: UTF8.self)
    #expect(!without.contains("evidence"))
  }
}
