import ArgumentParser
import Goldens
import System

/// `loopwise-dev golden`: compares the goldens with what the code prints now, or writes them anew.
struct GoldenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "golden", abstract: "Compare or update the files under Tests/Golden.")

  @Flag(help: "Write what is printed now. Read the difference before committing it.")
  var update = false

  @Option(help: "The package's folder.")
  var root = "."

  @Argument(help: "Only goldens whose name holds this.")
  var filter: String?

  func run() throws {
    let system = NativeSystem()
    if update, system.environment("CI") != nil {
      throw ValidationError("goldens are not updated in CI")
    }
    let folder = system.workingFolder.resolving(FilePath(root))
    var stale = 0
    for golden in Golden.all(packageRoot: folder, system) {
      if let filter, !golden.name.contains(filter) { continue }
      let file = golden.file(packageRoot: folder)
      let bytes = try golden.produce()
      if system.contents(file) == bytes { continue }
      stale += 1
      print(update ? "updated \(golden.name)" : "stale \(golden.name)")
      if update {
        try system.createFolder(file.parent)
        try system.write(bytes, to: file)
      }
    }
    if stale != 0, !update { throw ExitCode(1) }
  }
}
