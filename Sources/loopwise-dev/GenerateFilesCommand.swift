import ArgumentParser
import Goldens
import System

/// `loopwise-dev generate`: writes the pages and tables that are derived from the program.
struct GenerateFiles: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate", abstract: "Write rule pages and other generated files anew.")

  @Option(help: "The package's folder.") var root = "."
  @Option(help: "The program whose command line is described.") var tool = ".build/debug/loopwise"

  func run() throws {
    let system = NativeSystem()
    let folder = system.workingFolder.resolving(FilePath(root))
    let tool = folder.resolving(FilePath(tool))
    guard let stale = GeneratedFiles.stale(packageRoot: folder, tool: tool, system) else {
      throw ValidationError("\(tool) does not run; build the product `loopwise` first")
    }
    for file in stale.changed {
      let path = folder.appending(file.path)
      try system.createFolder(path.parent)
      try system.write(Array(file.text.utf8), to: path)
      print("wrote \(file.path)")
    }
    for path in stale.extra {
      try system.remove(folder.appending(path))
      print("removed \(path)")
    }
  }
}
