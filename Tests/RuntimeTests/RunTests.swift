import Foundation
import ProfileModel
import Testing

/// `loopwise run` on real interpreters, where there are some and the program was built.
@Suite(.serialized) struct RunTests {
  static let versions = ["3.8", "3.9", "3.10", "3.11", "3.12", "3.13"]

  /// Next to the test bundle; `swift test` builds it before it runs the tests.
  static let tool: String? = {
    let folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    let candidates = [folder, Bundle.main.bundleURL].map {
      $0.appendingPathComponent("loopwise").path
    }
    return candidates.first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  /// From `LOOPWISE_TEST_PYTHONS`, folders separated by colons, and the usual places.
  static func interpreter(_ version: String) -> String? {
    let environment = ProcessInfo.processInfo.environment
    var folders = (environment["LOOPWISE_TEST_PYTHONS"] ?? "").split(separator: ":").map(
      String.init)
    if let home = environment["HOME"] {
      let versions = "\(home)/.pyenv/versions"
      let found = (try? FileManager.default.contentsOfDirectory(atPath: versions)) ?? []
      folders += found.filter { $0.hasPrefix(version + ".") }.sorted().map {
        "\(versions)/\($0)/bin"
      }
    }
    folders += ["/usr/bin", "/usr/local/bin"]
    return folders.map { "\($0)/python\(version)" }.first {
      FileManager.default.isExecutableFile(atPath: $0)
    }
  }

  static var available: [String] { versions.filter { tool != nil && interpreter($0) != nil } }

  private struct Run {
    var output: String
    var error: String
    var status: Int32
    var recording: Recording?
  }

  private static func run(_ source: String, _ version: String, _ flags: [String] = []) throws -> Run
  {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try source.write(to: folder.appendingPathComponent("app.py"), atomically: true, encoding: .utf8)
    let file = folder.appendingPathComponent("r.lwrec")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(tool))
    let python = try #require(Self.interpreter(version))
    process.arguments = ["run", "--record", file.path] + flags + ["--", python, "app.py"]
    process.currentDirectoryURL = folder
    let (output, error) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = error
    try process.run()
    let outputBytes = output.fileHandleForReading.readDataToEndOfFile()
    let errorBytes = error.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Run(
      output: String(decoding: outputBytes, as: UTF8.self),
      error: String(decoding: errorBytes, as: UTF8.self), status: process.terminationStatus,
      recording: awaited(file))
  }

  /// The collector writes its last line when the program has ended.
  private static func awaited(_ file: URL) -> Recording? {
    for _ in 0..<500 {
      if let bytes = try? Data(contentsOf: file), let recording = Recording(Array(bytes)),
        recording.state.hasEnd
      {
        return recording
      }
      usleep(10_000)
    }
    return nil
  }

  /// What a program recorded that said `done`, and nothing else.
  private static func profile(ofClean run: Run) throws -> Profile {
    #expect(run.output == "done\n")
    #expect(run.error == "")
    #expect(run.status == 0)
    return try #require(run.recording).profile
  }

  /// The recording is shortened while the program runs, and the report goes on.
  @Test(
    .enabled(if: !available.isEmpty, "no interpreter, or the program was not built"),
    arguments: available.suffix(1))
  func theRecordingKeepsToItsSize(version: String) throws {
    let source = """
      import asyncio, time
      async def main():
          for _ in range(200):
              time.sleep(0.003)
              await asyncio.sleep(0)
      asyncio.run(main())
      """
    let run = try Self.run(source, version, ["--threshold", "1", "--max-size", "0.02"])
    let profile = try #require(run.recording).profile
    #expect(profile.isComplete)
    #expect(profile.tornLines == 0)
    #expect(0 < profile.own.lostSpans)
    // A busy machine holds the loop for a millisecond elsewhere too.
    #expect(195 <= profile.own.lostSpans + profile.spans.count)
    #expect(profile.sites.first?.frame.line == 4)
  }

  /// The recording says how the program ended, which is not its collector's child.
  @Test(
    .enabled(if: !available.isEmpty, "no interpreter, or the program was not built"),
    arguments: available.suffix(1),
    [
      ("raise KeyError('secret')", 1, nil, "KeyError"), ("sys.exit(3)", 3, nil, ""),
      ("os._exit(4)", 4, nil, ""), ("os.kill(os.getpid(), 9)", nil, 9, ""), ("pass", 0, nil, ""),
    ] as [(String, Int?, Int?, String)])
  func theEndOfTheProgramIsTold(version: String, end: (String, Int?, Int?, String)) throws {
    let run = try Self.run(
      """
      import asyncio, os, sys
      async def main():
          await asyncio.sleep(0.1)
      asyncio.run(main())
      \(end.0)
      """, version)
    let profile = try #require(run.recording).profile
    #expect(profile.ending.status == end.1)
    #expect(profile.ending.signal == end.2)
    #expect(profile.ending.failure == end.3)
  }

  @Test(
    .enabled(if: !available.isEmpty, "no interpreter, or the program was not built"),
    arguments: available)
  func blockedLinesAreFound(version: String) throws {
    let run = try Self.run(
      """
      import asyncio, time
      def legacy():
          time.sleep(0.06)
      async def handler():
          legacy()
      async def main():
          for _ in range(5):
              await handler()
              await asyncio.sleep(0.01)
          print("done")
      asyncio.run(main())
      """, version)
    let profile = try Self.profile(ofClean: run)
    let site = try #require(profile.sites.first)
    #expect(site.frame.path == "app.py")
    #expect(site.frame.line == 3)
    #expect(site.frame.function == "legacy")
    #expect(site.durations.count == 5)
    // Nobody times a callback that is seen from outside.
    #expect(60_000_000 <= (site.durations.first ?? 0) + site.error)
    #expect(site.stack.map { $0.function } == ["legacy", "handler", "main"])
    #expect(profile.own.errors == 0)
  }

  /// Older interpreters cannot count, which is said.
  @Test(
    .enabled(if: !available.isEmpty, "no interpreter, or the program was not built"),
    arguments: available)
  func linesOfFindingsAreCounted(version: String) throws {
    let run = try Self.run(
      """
      import asyncio, time
      async def clean():
          time.sleep(0.05)
      async def never():
          time.sleep(1)
      async def reads():
          # The line is where the block ends, too.
          with open(__file__) as file:
              pass
      async def handler():
          # A command has its loop for itself: there would be nothing to find.
          await clean()
          await reads()
      async def main():
          for _ in range(7):
              await clean()
              await reads()
              await asyncio.sleep(0)
          print("done")
      asyncio.run(main())
      """, version, ["--probe", "app.py", "--threshold", "500"])
    let profile = try Self.profile(ofClean: run)
    let canCount = ["3.12", "3.13"].contains(version)
    #expect(profile.probes.map { $0.function } == ["clean", "never", "reads"])
    #expect(profile.probes.map { $0.line } == [3, 5, 8])
    #expect(profile.probes.map { $0.runs } == (canCount ? [7, 0, 7] : [0, 0, 0]))
    #expect(profile.countsRuns == canCount)
    #expect((profile.uncounted != nil) == !canCount)
    #expect(profile.own.errors == 0)
  }

  /// A framework whose own import is the first to import asyncio has nothing to hook at that moment.
  @Test(
    .enabled(if: !available.isEmpty, "no interpreter, or the program was not built"),
    arguments: available)
  func whatImportsAsyncioItselfIsHookedLater(version: String) throws {
    let run = try Self.run(
      """
      import importlib, os
      os.mkdir("fastapi")
      open("fastapi/__init__.py", "w").close()
      with open("fastapi/routing.py", "w") as file:
          file.write("import asyncio\\nclass APIRoute:\\n    async def handle(self, a, b, c): pass\\n")
      importlib.invalidate_caches()
      from fastapi.routing import APIRoute
      import wave, asyncio
      asyncio.run(asyncio.sleep(0))
      if hasattr(APIRoute.handle, "__wrapped__"):
          print("done")
      """, version)
    #expect(try Self.profile(ofClean: run).own.errors == 0)
  }

  /// A package that imports asyncio before anybody else does is watched like any other.
  @Test(
    .enabled(if: !available.isEmpty, "no interpreter, or the program was not built"),
    arguments: available)
  func aPackageThatImportsAsyncioFirstIsWatched(version: String) throws {
    let run = try Self.run(
      """
      with open("uvloop.py", "w") as file:
          print("import asyncio", file=file)
          print("class Loop(asyncio.SelectorEventLoop): pass", file=file)
          print("Loop._run_once = lambda self, run=Loop._run_once: run(self)", file=file)
      import uvloop, time
      async def main():
          import asyncio
          await asyncio.sleep(0.05)
          print("done")
      assert type(uvloop.__spec__).__name__ == "ModuleSpec"
      loop = uvloop.Loop()
      loop.run_until_complete(main())
      loop.close()
      """, version)
    let profile = try Self.profile(ofClean: run)
    #expect(profile.own.errors == 0)
    #expect(profile.processes.flatMap { $0.loops }.contains("uvloop"))
  }

  /// A timer of its own makes each turn of a loop look at it: from 3.13 on the kernel keeps ours. What is told
  /// after a fork was told by it, as this program ends without a word.
  @Test(
    .enabled(if: !available.isEmpty, "no interpreter, or the program was not built"),
    arguments: available)
  func figuresAreToldBeforeAndAfterAFork(version: String) throws {
    let run = try Self.run(
      """
      import asyncio, os, sys
      async def busy(seconds):
          loop = asyncio.get_running_loop()
          end = loop.time() + seconds
          while loop.time() < end:
              await asyncio.sleep(0)
      async def main():
          line = asyncio.Queue(1)
          await busy(0.7)
          timers = len(asyncio.get_running_loop()._scheduled)
          if timers and sys.version_info >= (3, 13):
              print(timers)
          taken = asyncio.ensure_future(line.get())
          await busy(0.05)
          child = os.fork()
          if not child:
              os._exit(0)
          os.waitpid(child, 0)
          await busy(0.05)
          await line.put(1)
          await taken
          late = [asyncio.ensure_future(line.get()) for _ in range(3)]
          await busy(0.05)
          for one in late:
              one.cancel()
          await busy(1.5)
          print("done", flush=True)
          os._exit(0)
      asyncio.run(main())
      """, version)
    let profile = try Self.profile(ofClean: run)
    #expect(profile.own.errors == 0)
    // Older interpreters would show in tracebacks who measures.
    if ["3.11", "3.12", "3.13"].contains(version) {
      let wait = try #require(profile.waits.first { $0.key.kind == "queue" })
      #expect(wait.key.frame.line == 8)
      #expect(wait.figures.waited.number == 4)
      #expect(wait.figures.mostWaiting == 3)
      #expect(wait.figures.waiting == 0)
      #expect(100_000_000 <= wait.figures.waited.largest)
    }
  }

  /// Hung until it was killed: the span under way was told before.
  @Test(
    .enabled(if: !available.isEmpty, "no interpreter, or the program was not built"),
    arguments: available)
  func aKilledProgramLeavesItsLastSpan(version: String) throws {
    let run = try Self.run(
      """
      import asyncio, os, signal, threading, time
      async def main():
          await asyncio.sleep(0.05)
          threading.Timer(1.8, lambda: os.kill(os.getpid(), signal.SIGKILL)).start()
          time.sleep(60)
      asyncio.run(main())
      """, version)
    #expect(run.status == SIGKILL)
    let profile = try #require(run.recording).profile
    let site = try #require(profile.sites.first { $0.frame.function == "main" })
    #expect(site.frame.line == 5)
    #expect(1_000_000_000 <= (site.durations.last ?? 0))
  }

  @Test(
    .enabled(if: !available.isEmpty, "no interpreter, or the program was not built"),
    arguments: available.suffix(1))
  func theBudgetDecidesTheStatus(version: String) throws {
    let source = """
      import asyncio, time
      async def main():
          time.sleep(0.1)
      asyncio.run(main())
      """
    let over = try Self.run(source, version, ["--fail-over", "50"])
    #expect(over.status == 1)
    #expect(over.error.contains("app.py:3"))
    #expect(try Self.run(source, version, ["--fail-over", "5000"]).status == 0)
    let fails = try Self.run(source + "\nraise SystemExit(7)", version, ["--fail-over", "50"])
    #expect(fails.status == 7)
    #expect(fails.error.contains("app.py:3"))
    let unseen = try Self.run("print(1)", version, ["--fail-over", "50"])
    #expect(unseen.status == 0)
    #expect(unseen.error.contains("the budget was not checked"))
  }
}
