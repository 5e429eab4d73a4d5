import Foundation

/// The interpreters that judge, by the minor number of their version, where they are installed.
func interpreter(_ minor: UInt8) -> URL? {
  let environment = ProcessInfo.processInfo.environment
  let root = environment["PYENV_ROOT"] ?? (environment["HOME"] ?? "") + "/.pyenv"
  let folder = URL(fileURLWithPath: root).appendingPathComponent("versions")
  let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
  let name = names.sorted().last { $0.hasPrefix("3.\(minor).") }
  return name.map { folder.appendingPathComponent($0).appendingPathComponent("bin/python") }
}

/// What `program` prints under the interpreter.
func output(of interpreter: URL, _ program: String, _ arguments: [String]) throws -> Data {
  let process = Process()
  process.executableURL = interpreter
  process.arguments = ["-I", "-c", program] + arguments
  let output = Pipe()
  process.standardOutput = output
  try process.run()
  let printed = output.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return printed
}
