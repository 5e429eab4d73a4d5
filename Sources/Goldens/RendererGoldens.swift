import Diagnostics
import Renderers
import SourceText

extension Golden {
  /// One made-up report in every format, at two widths where width matters.
  static var rendererGoldens: [Golden] {
    var goldens: [Golden] = []
    for format in OutputFormat.allCases {
      let widths: [Int?] = format == .full ? [80, 120, nil] : [nil]
      for width in widths {
        let suffix = width.map { "-\($0)" } ?? ""
        goldens.append(
          Golden("renderers/\(format.rawValue)\(suffix).txt") {
            var options = RenderOptions()
            options.workingFolder = "/home/project/app"
            options.columns = width
            options.showsStatistics = width == nil
            options.rules = [rule]
            return format.render(report, options)
          })
      }
    }
    goldens.append(
      Golden("renderers/full-colour.txt") {
        var options = RenderOptions()
        options.workingFolder = "/home/project"
        options.usesColour = true
        options.showsFullChain = true
        return OutputFormat.full.render(report, options)
      })
    goldens.append(
      Golden("renderers/quiet.txt") {
        var options = RenderOptions()
        options.isQuiet = true
        return OutputFormat.concise.render(report, options)
      })
    goldens.append(
      Golden("renderers/hubs.txt") { Array(Hubs.text(report, limit: 2).utf8) })
    goldens.append(
      Golden("renderers/nothing.txt") {
        OutputFormat.full.render(Report(root: "/home/project"), RenderOptions())
      })
    return goldens
  }

  private static let rule = RuleMetadata(
    code: "LW110", name: "transitive-blocking",
    summary: "Coroutine reaches a call that blocks the thread", group: .blocking, severity: .error,
    since: "0.1", why: "While a thread waits, no task of its event loop runs.")

  private static var report: Report {
    var report = Report(root: "/home/project")
    report.findings = [
      chained("stop", line: 12, severity: .info), chained("refresh", line: 21),
      chained("reload", line: 40), wide, hostile, long,
    ]
    report.findings.sort(by: Finding.inOutputOrder)
    report.findings.assignFingerprints()
    report.errors = [InputError(path: "app/secret.py", message: "permission denied")]
    report.coverage.files = 4
    report.coverage.functions = 31
    report.coverage.calls = 240
    report.coverage.resolved = 221
    report.coverage.opaque = [
      OpaquePackage(name: "numpy", calls: 11), OpaquePackage(name: "lxml", calls: 5),
      OpaquePackage(name: "a", calls: 2), OpaquePackage(name: "b", calls: 1),
    ]
    return report
  }

  private static func place(
    _ path: String, _ line: Int, _ column: Int, _ length: Int
  ) -> Place {
    Place(
      path: path, range: TextRange(start: UInt32(line * 100), end: UInt32(line * 100 + length)),
      start: Position(line: line, column: column),
      end: Position(line: line, column: column + length))
  }

  /// Those of one cause are shown under one heading, but for those of another severity.
  private static func chained(
    _ function: String, line: Int, severity: Severity = .error
  ) -> Finding {
    var finding = Finding(
      code: "LW110", name: "transitive-blocking", severity: severity,
      place: place("app/cache.py", line, 14, 11), function: "app.cache.\(function)",
      message: "`\(function)` blocks the event loop through `load_config`",
      label: "no other task runs until this returns",
      why: "`requests.get` waits for the network on the thread that runs the loop.",
      help: "run it in a thread: `await asyncio.to_thread(load_config)`",
      chain: [
        ChainStep(
          place: place("app/config.py", 9, 5, 11), function: "app.config.load_config",
          text: "load_config"),
        ChainStep(
          place: place("app/config.py", 31, 5, 4), function: "app.config.read", text: "read"),
        ChainStep(
          place: place("lib/http.py", 7, 5, 5), function: "lib.http.fetch", text: "fetch"),
        ChainStep(
          place: place("/usr/lib/python3/dist-packages/requests/api.py", 62, 5, 3),
          function: "requests.api.get", text: "requests.get"),
        ChainStep(
          place: place("/usr/lib/python3/dist-packages/requests/sessions.py", 589, 16, 9),
          function: "requests.sessions.Session.request", text: "requests.Session.send"),
        ChainStep(
          place: place("/usr/lib/python3.13/socket.py", 849, 13, 12),
          function: "socket.create_connection", text: "socket.socket.connect"),
      ])
    finding.excerpt = SourceExcerpt(text: "    config = load_config()")
    var fix = Fix("Run `load_config` in a thread", safety: .changesBehavior)
    fix.replace(place("app/cache.py", line, 14, 13), with: "await asyncio.to_thread(load_config)")
    finding.fix = fix
    return finding
  }

  /// Characters that fill two cells, and a tab: the mark stands under what is meant.
  private static var wide: Finding {
    var finding = Finding(
      code: "LW101", name: "blocking-sleep", severity: .warning, confidence: .medium,
      place: place("app/größe.py", 3, 11, 10), function: "app.größe.warte",
      message: "`time.sleep` blocks the event loop in `warte`", label: "nothing else runs")
    finding.excerpt = SourceExcerpt(text: "\tx = \"日本\"; time.sleep(1)")
    finding.place.start = Position(line: 3, column: 12)
    finding.place.end = Position(line: 3, column: 22)
    return finding
  }

  /// Control characters of a file must not reach the terminal.
  private static var hostile: Finding {
    var finding = Finding(
      code: "LW002", name: "syntax-error", severity: .error,
      place: place("app/x\u{1b}[31m,y:z.py", 1, 1, 4),
      message: "invalid \u{7} <character> & \"more\"")
    finding.excerpt = SourceExcerpt(text: "\u{1b}[2J \u{202e}evil\u{0}")
    return finding
  }

  /// A line that fits no terminal, and a range that ends on another line.
  private static var long: Finding {
    var finding = Finding(
      code: "LW201", name: "coroutine-not-awaited", severity: .info,
      place: place("lib/long.py", 120, 90, 9), message: "`job()` is never awaited")
    finding.place.end = Position(line: 122, column: 3)
    let before = String(repeating: "value + ", count: 11)
    let after = String(repeating: ", argument", count: 12)
    finding.excerpt = SourceExcerpt(text: before + " job(first" + after)
    return finding
  }
}
