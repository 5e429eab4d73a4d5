import Analyzer
import ArgumentParser
import Project
import Summaries
import System

/// Prints who calls whom in a folder of Python files, as JSON.
struct CallGraphCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "callgraph",
    abstract: "Prints the call graph of a folder, named as in the PyCG benchmark.")

  @Argument(help: "A folder of Python files.")
  var folder: String

  func run() throws {
    let system = NativeSystem()
    let root = system.workingFolder.resolving(FilePath(folder))
    let program = try FolderProgram.load(root, system)
    Workers.run(1, stackSize: 1 << 30) { _ in
      var options = EngineOptions()
      options.keepsSilentCalls = true
      let engine = Engine(program: program, options: options)
      engine.run(modules: program.modules.filter { $0.origin == .firstParty }.map { $0.id })
      let edges = CallGraph(engine).edges
      // A folder that is a package itself: names are told from inside it.
      let package = String(decoding: root.name, as: UTF8.self) + "."
      let isPackage = edges.keys.allSatisfy { "\($0).".hasPrefix(package) }
      func name(_ dotted: String) -> String {
        isPackage && dotted.hasPrefix(package) ? String(dotted.dropFirst(package.count)) : dotted
      }
      let lines = edges.keys.sorted().map { caller in
        let callees = (edges[caller] ?? []).sorted().map { "\"\(name($0))\"" }
          .joined(separator: ", ")
        return "  \"\(name(caller))\": [\(callees)]"
      }
      print("{\n" + lines.joined(separator: ",\n") + "\n}")
    }
  }
}
