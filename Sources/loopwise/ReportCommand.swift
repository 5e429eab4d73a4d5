import ArgumentParser
import Diagnostics
import ProfileCapture
import ProfileModel
import ProfileViews
import System
import Terminal

/// `loopwise report`: what a recording says.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Show what a recording of `run` says.")

  static let limit = 1 << 30

  @Argument(help: "The recording; without it, the last one that went to no named file.")
  var file: String?

  @Option(help: "text, json, html, collapsed, speedscope, prometheus or otlp.")
  var outputFormat = ReportFormat.text

  @Option(help: "Write the report to this file.")
  var outputFile: String?

  @Option(help: "auto, always or never.")
  var color = ColorChoice.auto

  @Option(help: "How many lines, routes and waits the text shows.")
  var most = 10

  mutating func run() throws {
    let system = NativeSystem()
    let console = Console(system)
    let path =
      file.map { system.workingFolder.resolving(RawArguments.path($0)) }
      ?? LastRecording.path(system)
    let recording = try ReportCommand.read(path, system)

    var options = ReportOptions(toolName: Product.name, toolVersion: Product.version)
    options.usesColour = console.usesColour(color, on: .output) && outputFile == nil
    options.columns = system.columns(of: .output) ?? 100
    options.most = max(1, most)
    let bytes = outputFormat.render(recording.profile, options)
    try console.deliver(bytes, to: outputFile)
  }

  /// A program that has just ended may still be spoken of: its last lines are waited for.
  static func read(_ path: FilePath, _ system: any OperatingSystem) throws -> Recording {
    func load() throws -> Recording {
      let buffer = ByteBuffer()
      var attempts = 0
      while true {
        do throws(FileFailure) {
          try system.read(path, into: buffer, limit: limit)
          break
        } catch {
          attempts += 1
          if error == .changesWhileRead, attempts < 5 { continue }
          if error == .absent, path == LastRecording.path(system) {
            throw HostFailure(
              description: "nothing was recorded yet; `\(Product.name) run -- COMMAND` does")
          }
          throw HostFailure(description: "\(path): \(error.description)")
        }
      }
      guard let recording = Recording(buffer.bytes) else {
        throw HostFailure(description: "\(path): not a recording of \(Product.name) run")
      }
      return recording
    }
    let first = try load()
    if first.state.hasEnd || !Processes.isLocked(path) { return first }
    if Processes.isAlive(first.state.rootProcess) { return first }
    CaptureSession.awaitCollector(path, system, atMost: 3_000_000_000)
    return try load()
  }
}

extension ReportFormat: ExpressibleByArgument {}
