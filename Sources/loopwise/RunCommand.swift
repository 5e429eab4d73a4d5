import ArgumentParser
import Diagnostics
import ProfileCapture
import ProfileModel
import ProfileViews
import System

/// `loopwise run`: a program as it always runs, and a recording of what held its event loops.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run a program and record what holds its event loops.",
    usage: "loopwise run [<options>] -- <command> …",
    discussion: """
      The program takes the place of this process: its output, signals and exit status are its own. \
      Interpreters that it starts load an agent through their environment.
      """)

  @Option(help: "The file to record to; without it, the recording that `report` shows by default.")
  var record: String?

  @Option(help: "0 measures least, 1 adds callbacks, requests and waits, 2 adds what costs more.")
  var level = 1

  @Option(help: "Milliseconds that a callback may take before it counts as blocking.")
  var threshold = 20.0

  @Option(help: "Exit with status 1 if a callback held its loop for more milliseconds than this.")
  var failOver: Double?

  @Option(
    help: """
      Check these files first and count how often the lines of the findings run, for \
      `check --evidence`. Needs Python 3.12; may be given several times.
      """)
  var probe: [String] = []

  @Option(help: "Megabytes that the recording keeps below; older spans give room to newer ones.")
  var maxSize = 16.0

  @Flag(help: "Do not read stacks from outside of the program.")
  var agentOnly = false

  @Argument(parsing: .postTerminator, help: "The program and its arguments, behind `--`.")
  var command: [String] = []

  mutating func validate() throws {
    if command.isEmpty { throw ValidationError("name the program to run behind `--`") }
    guard (0...2).contains(level) else {
      throw ValidationError("--level is \(level); allowed: 0 to 2")
    }
    guard threshold.isFinite, (1...3_600_000).contains(threshold) else {
      throw ValidationError("--threshold is \(threshold); allowed: 1 to 3600000")
    }
    guard maxSize.isFinite, (0.01...1000).contains(maxSize) else {
      throw ValidationError("--max-size is \(maxSize); allowed: 0.01 to 1000")
    }
    if let failOver, !failOver.isFinite || failOver <= 0 {
      throw ValidationError("--fail-over is \(failOver); allowed: more than 0")
    }
  }

  mutating func run() throws {
    let system = NativeSystem()
    let arguments = RawArguments.afterTerminator
    let recording = try recordingPath(system)
    let name = FilePath(bytes: arguments[0]).name
    var options = CaptureOptions(
      recording: recording, root: system.workingFolder,
      command: FilePath(bytes: Array(name)).description)
    options.level = level
    options.thresholdMilliseconds = failOver.map { min($0, threshold) } ?? threshold
    options.readsFromOutside = !agentOnly
    options.mostBytes = Int(maxSize * 1_048_576)
    options.probes = try EvidenceOptions.probes(probe, system)
    let session: CaptureSession
    do throws(FileFailure) {
      session = try CaptureSession(options, system)
    } catch {
      throw HostFailure(description: "\(recording): \(error.description)")
    }
    if let failOver {
      try runAndJudge(session, arguments, recording, failOver, system)
    }
    guard session.startCollector(for: Processes.current) else {
      session.abandon()
      throw HostFailure(description: "the system has no room for another process")
    }
    session.prepareEnvironment()
    RunCommand.become(arguments, system)
  }

  private static func become(_ arguments: [[UInt8]], _ system: any OperatingSystem) -> Never {
    let failure = Processes.become(arguments)
    Console(system).complain("error: \(FilePath(bytes: arguments[0])): \(failure.reason)")
    Processes.end(.exited(failure.status))
  }

  private func recordingPath(_ system: any OperatingSystem) throws -> FilePath {
    if let record { return system.workingFolder.resolving(RawArguments.path(record)) }
    let path = LastRecording.path(system)
    do throws(FileFailure) {
      try system.createFolder(path.parent)
    } catch {
      throw HostFailure(
        description: "\(path.parent): \(error.description); name a file with --record")
    }
    return path
  }

  /// For CI: waits for the program, and for the recording to be complete.
  private func runAndJudge(
    _ session: CaptureSession, _ arguments: [[UInt8]], _ recording: FilePath, _ limit: Double,
    _ system: any OperatingSystem
  ) throws -> Never {
    let ending = Processes.run {
      // In the child, whose number the program keeps. Without a collector it runs unwatched.
      _ = session.startCollector(for: Processes.current)
      session.prepareEnvironment()
      RunCommand.become(arguments, system)
    }
    session.leaveRecording()
    CaptureSession.awaitCollector(recording, system, atMost: 5_000_000_000)
    if let bytes = system.contents(recording, limit: ReportCommand.limit),
      let profile = Recording(bytes)?.profile
    {
      if let verdict = Budget.verdict(profile, milliseconds: limit) {
        Console(system).complain(verdict)
        // The program's own failure says more.
        if case .exited(0) = ending { Processes.end(.exited(1)) }
      } else if profile.processes.isEmpty, case .exited(0) = ending {
        Console(system).complain(Budget.nothingSeen)
      }
    }
    Processes.end(ending)
  }
}

/// Where a recording goes that nobody named.
enum LastRecording {
  static func path(_ system: any OperatingSystem) -> FilePath {
    let name = "loopwise/last.lwrec"
    if let state = system.environment("XDG_STATE_HOME"), state.hasPrefix("/") {
      return FilePath(state).appending(name)
    }
    let home = system.environment("HOME").map { FilePath($0) } ?? system.workingFolder
    return home.appending(".local/state").appending(name)
  }
}
