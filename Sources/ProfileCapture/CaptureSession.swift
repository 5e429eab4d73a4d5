package import System

/// How a program is recorded.
package struct CaptureOptions: Sendable {
  package var recording: FilePath
  /// Where the program is started: paths are shown relative to it.
  package var root: FilePath
  /// The program's name, without its arguments: they may hold what nobody else is to read.
  package var command: String
  package var level = 1
  package var thresholdMilliseconds = 20.0
  /// Stacks are read from outside too, where the system allows it.
  package var readsFromOutside = true
  /// Above this, a recording is written anew with its increments summed up.
  package var mostBytes = 16 << 20
  /// Lines whose runs are counted.
  package var probes: [CaptureProbe] = []

  package init(recording: FilePath, root: FilePath, command: String) {
    self.recording = recording
    self.root = root
    self.command = command
  }
}

/// A line whose runs are counted, for findings that a check made of it.
package struct CaptureProbe: Sendable, Hashable {
  /// Absolute.
  package var path: String
  package var line: Int
  /// The last part of the name of the function that holds the line.
  package var function: String

  package init(path: String, line: Int, function: String) {
    self.path = path
    self.line = line
    self.function = function
  }

  /// How the agent reads them: line, function and path with tabs in between. A name that would not
  /// survive that is left out by `isPlain`.
  var row: String { "\(line)\t\(function)\t\(path)\n" }
  var isPlain: Bool { !(path + function).utf8.contains { $0 < 0x20 } }
}

/// A folder with the agent and a socket, a recording, and the process that fills it.
///
/// The program takes the place of this process, so that its parent, group, terminal, signals and
/// status are what they would be without us. The collector is a process of its own that the program
/// cannot see as a child and that no signal of its group reaches.
package final class CaptureSession {
  private let options: CaptureOptions
  private let system: any OperatingSystem
  private let folder: FilePath
  private let socket: LocalSocket
  private let recording: Int32

  package init(_ options: CaptureOptions, _ system: any OperatingSystem) throws(FileFailure) {
    var options = options
    options.probes.removeAll { !$0.isPlain }
    self.options = options
    self.system = system
    // The collector of the run before may still write: it keeps its own file, without a name.
    if system.isFile(options.recording) { try? system.remove(options.recording) }
    recording = try Processes.create(options.recording)
    folder = try Processes.temporaryFolder("loopwise-")
    try system.write(AgentFolder.boot, to: folder.appending("sitecustomize.py"))
    try system.write(AgentFolder.agent, to: folder.appending("agent.py"))
    if !options.probes.isEmpty {
      let rows = options.probes.map { $0.row }.joined()
      try system.write(Array(rows.utf8), to: folder.appending("probes"))
    }
    socket = try LocalSocket(folder.appending("socket"))
    guard Processes.lock(recording) else {
      throw .other(code: 0, text: "another recording is being written to it")
    }
  }

  /// Starts the collector. `program` is the process whose end ends the recording, unless others
  /// still report. False if there is no room for another process.
  package func startCollector(for program: Int) -> Bool {
    Processes.detached {
      guard
        let end = RecordingFile.fill(
          options, system, recording: recording, closing: [socket.descriptor])
      else { return }
      Processes.close(recording)
      let collector = Collector(
        options, system, socket: socket, recording: RecordingPipe(end), program: program)
      collector.run()
      AgentFolder.remove(folder, system)
    }
  }

  /// The recording belongs to the collector from now on.
  package func leaveRecording() {
    Processes.close(recording)
    Processes.close(socket.descriptor)
  }

  /// What makes interpreters below this process load the agent.
  package func prepareEnvironment() {
    let before = Processes.environmentBytes("PYTHONPATH")
    var path = folder.bytes
    if let before, !before.isEmpty { path += [UInt8(ascii: ":")] + before }
    if before?.isEmpty == true { Processes.setEnvironment("LOOPWISE_EMPTY", Array("1".utf8)) }
    Processes.setEnvironment("PYTHONPATH", path)
    if !options.readsFromOutside { Processes.setEnvironment("LOOPWISE_INSIDE", Array("1".utf8)) }
    Processes.setEnvironment("LOOPWISE_LEVEL", Array("\(options.level)".utf8))
    Processes.setEnvironment(
      "LOOPWISE_THRESHOLD", Array("\(options.thresholdMilliseconds)".utf8))
  }

  /// Waits until the collector has written its last line.
  package static func awaitCollector(
    _ recording: FilePath, _ system: any OperatingSystem, atMost nanoseconds: UInt64
  ) {
    let began = system.monotonicNanoseconds()
    while Processes.isLocked(recording), system.monotonicNanoseconds() &- began < nanoseconds {
      system.sleep(nanoseconds: 2_000_000)
    }
  }

  /// Undoes what `init` did, if the program could not be started.
  package func abandon() { AgentFolder.remove(folder, system) }
}

/// The temporary folder: the agent, what interpreters compiled of it, and the socket.
enum AgentFolder {
  /// What lies in `Agent` is built into this program; the build plugin names a file `x.py` `x_py`.
  static var boot: [UInt8] { PackageResources.boot_py }
  /// One module in parts, a zero between them: they use the names of those before them.
  static var agent: [UInt8] {
    let parts = [
      PackageResources.core_py, PackageResources.heartbeat_py, PackageResources.watchdog_py,
      PackageResources.wire_py, PackageResources.requests_py, PackageResources.waits_py,
      PackageResources.tasks_py, PackageResources.probes_py, PackageResources.governor_py,
      PackageResources.start_py,
    ]
    return Array(parts.joined(separator: [0]))
  }

  static func remove(_ folder: FilePath, _ system: any OperatingSystem) {
    for entry in (try? system.list(folder)) ?? [] {
      let path = folder.appending(entry.name)
      if entry.kind == .folder {
        for inner in (try? system.list(path)) ?? [] {
          try? system.remove(path.appending(inner.name))
        }
        Processes.removeFolder(path)
      } else {
        try? system.remove(path)
      }
    }
    Processes.removeFolder(folder)
  }
}
