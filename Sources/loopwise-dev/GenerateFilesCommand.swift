import ArgumentParser
import Goldens
import System

/// `loopwise-dev generate`: writes the pages and tables that are derived from the program.
struct GenerateFiles: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate", abstract: "Write rule pages and other generated files anew.")

  @Option(help: "The package's folder.") var root = "."

  func run() throws {
    let system = NativeSystem()
    let folder = system.workingFolder.resolving(FilePath(root))
    let stale = GeneratedFiles.stale(packageRoot: folder, system)
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
