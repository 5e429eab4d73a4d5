import Analyzer
import ArgumentParser
import Project
import PythonFlow
import PythonSemantics
import System

/// Prints the control-flow graph of each function of a folder.
struct CFGCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cfg", abstract: "Prints the ways through each function of a folder.")

  @Argument(help: "A folder of Python files.")
  var folder: String

  func run() throws {
    let system = NativeSystem()
    let root = system.workingFolder.resolving(FilePath(folder))
    let program = try FolderProgram.load(root, system)
    for module in program.modules where module.origin == .firstParty {
      for index in module.facts.functions.indices {
        print("\(module.name).\(module.facts.names[module.facts.functions[index].name])")
        let flow = ControlFlow(module.facts, function: index)
        for (number, point) in flow.points.enumerated() {
          let line = point.node.exists ? module.facts.line(of: module.facts[point.node].start) : 0
          let edges = flow.successors(PointID(rawValue: UInt32(number)))
            .map { "\($0.kind)→\($0.target.rawValue)" }.joined(separator: " ")
          print("  \(number) \(point.kind) line \(line): \(edges)")
        }
      }
    }
  }
}
