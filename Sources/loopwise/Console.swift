import Diagnostics
import Renderers
import System
import Terminal

/// The terminal of a host command: where its words go and how they look there.
struct Console {
  let system: any OperatingSystem

  init(_ system: any OperatingSystem = NativeSystem()) { self.system = system }

  /// A line on standard error. A stream that is closed cannot be told so.
  func complain(_ text: String) { try? system.write(Array((text + "\n").utf8), to: .error) }

  func warn(_ text: String) { complain("warning: \(text)") }

  /// Writes a report to the file that `--output-file` names, or to standard output.
  ///
  /// - Throws: `HostFailure` that names the file.
  func deliver(_ bytes: [UInt8], to file: String?) throws {
    guard let file else { return try system.write(bytes, to: .output) }
    let target = system.workingFolder.resolving(RawArguments.path(file))
    do throws(FileFailure) {
      try system.write(bytes, to: target)
    } catch {
      throw HostFailure(description: "\(target): \(error.description)")
    }
  }

  /// How text names the files of a project: from the working folder, where they lie below it.
  func paths(from root: String) -> DisplayPath {
    DisplayPath(root: root, workingFolder: system.workingFolder.description)
  }

  func usesColour(_ choice: ColorChoice, on stream: StandardStream) -> Bool {
    choice.isOn(
      isTerminal: system.isTerminal(stream), noColor: system.environment("NO_COLOR"),
      forceColor: system.environment("FORCE_COLOR"), term: system.environment("TERM"))
  }
}

/// Arguments as the bytes they were: `CommandLine.arguments` repairs what is not UTF-8, and then a
/// file of such a name would not be found.
enum RawArguments {
  /// The arguments behind the first `--`.
  static var afterTerminator: [[UInt8]] {
    let arguments = UnsafeBufferPointer(
      start: CommandLine.unsafeArgv, count: Int(CommandLine.argc))
    // Invariant: argv holds `argc` strings that end with a zero and live as long as the process.
    let all = arguments.compactMap { pointer in pointer.map(bytes) }
    let mark = all.firstIndex(of: Array("--".utf8)) ?? all.endIndex
    return Array(all[mark...].dropFirst())
  }

  private static func bytes(_ pointer: UnsafeMutablePointer<CChar>) -> [UInt8] {
    var bytes: [UInt8] = []
    var next = pointer
    while next.pointee != 0 {
      bytes.append(UInt8(bitPattern: next.pointee))
      next += 1
    }
    return bytes
  }

  static func path(_ argument: String) -> FilePath {
    guard argument.unicodeScalars.contains("\u{fffd}") else { return FilePath(argument) }
    let arguments = UnsafeBufferPointer(
      start: CommandLine.unsafeArgv, count: Int(CommandLine.argc))
    // Invariant: argv holds `argc` strings that end with a zero and live as long as the process.
    for case .some(let pointer) in arguments where String(cString: pointer) == argument {
      return FilePath(bytes: bytes(pointer))
    }
    return FilePath(argument)
  }
}

/// A failure with words of its own: printed as they are, exit status 2.
struct HostFailure: Error, CustomStringConvertible {
  var description: String
}
