import Analyzer
import ArgumentParser
import Project
import PythonSemantics
import RuleKit
import Summaries
import System

/// Prints, for each call of a folder of Python files, what rules know of it.
struct TypesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "types",
    abstract: "Prints each call of a folder: where, the names it may have, what its value is.")

  @Argument(help: "A folder of Python files.")
  var folder: String

  @Option(help: "Interpreter or environment; without it, what ships speaks for all packages.")
  var python: String?

  func run() throws {
    let system = NativeSystem()
    let root = system.workingFolder.resolving(FilePath(folder))
    var request = EnvironmentRequest(root: root, isIsolated: true)
    request.named = python.map { system.workingFolder.resolving(FilePath($0)) }
    let program = try FolderProgram.load(
      root, environment: try PythonEnvironment.find(request, system), system)
    Workers.run(1, stackSize: 1 << 30) { _ in
      let engine = Engine(program: program, options: EngineOptions())
      let modules = program.modules.filter { $0.origin == .firstParty }
      engine.run(modules: modules.map { $0.id })
      let context = RuleContext(SummaryTable(engine), isStrict: true)
      for module in modules {
        for function in ModuleSubject(module, context).functions {
          print("\(function.qualifiedName)")
          for call in function.calls {
            let line = module.facts.line(of: function[call.node].start)
            let names = call.names.isEmpty ? "?" : call.names.joined(separator: " | ")
            print(
              "  \(line): \(function.text(call.callee)) = \(names)"
                + " → \(context.describe(call.result))")
          }
        }
      }
    }
  }
}
