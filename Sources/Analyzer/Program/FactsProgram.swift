package import Project
import PythonSemantics
import PythonSyntax
import SourceText
import Summaries
package import System

/// The program whose facts are to ship: a file that imports the wanted modules, and what they reach.
package enum FactsProgram {
  package static func load(
    modules: [String], python: FilePath, _ system: any OperatingSystem
  ) throws -> Program {
    let environment = try PythonEnvironment.find(
      EnvironmentRequest(root: python, named: python, isIsolated: true), system)
    let text = modules.map { "import \($0)\n" }.joined()
    let source = SourceBuffer()
    source.load(text)
    let facts = lower(ParserWorkspace().parse(source), options: LoweringOptions())
    var options = LoadOptions()
    if let version = environment.version { options.version = version }
    let loader = ProgramLoader(
      root: FilePath("/"), roots: ImportRoots(leading: []), environment: environment,
      models: ModelSources.all, options: options, system: system)
    return loader.load([
      FirstPartyFile(
        path: FilePath("/generate.py"), displayPath: "generate.py", facts: facts)
    ])
  }

  /// The stubs of the modules and of those that they refer to, by name. Inference wants a deep stack.
  package static func stubs(
    of modules: [String], _ program: Program
  ) -> [(module: String, text: String)] {
    var wanted = Set(modules)
    while true {
      let engine = Engine(program: program, options: EngineOptions())
      let targets = wanted.sorted().compactMap { program.module(named: $0) }
        .filter { program[$0].origin == .standardLibrary }
      engine.run(modules: targets)
      engine.analyzeLateBound(in: targets)
      let table = SummaryTable(engine)
      let stubs = targets.map { StubWriter(table, module: $0).write() }
      let more = Set(stubs.flatMap { $0.imports }).subtracting(wanted)
      if more.isEmpty {
        return zip(targets, stubs).map { (program[$0].name, $1.text) }.sorted { $0.0 < $1.0 }
      }
      wanted.formUnion(more)
    }
  }
}
