package import Project
import PythonSemantics
import PythonSyntax
import SourceText
import Summaries
package import System

/// The program made of one folder, whose modules are named from that folder.
package enum FolderProgram {
  package static func load(
    _ folder: FilePath, environment: PythonEnvironment = PythonEnvironment(),
    _ system: any OperatingSystem
  ) throws -> Program {
    var options = DiscoveryOptions()
    options.isIsolated = true
    let discovery = try Discovery(paths: [folder], options: options, system)
    let loader = SourceLoader(system, overlay: SourceOverlay())
    let workspace = ParserWorkspace()
    var files: [FirstPartyFile] = []
    for file in discovery.files {
      try loader.load(file.path, kind: file.kind)
      let facts = lower(workspace.parse(loader.source), options: LoweringOptions())
      files.append(
        FirstPartyFile(path: file.path, displayPath: file.path.description, facts: facts))
    }
    return ProgramLoader(
      root: folder, roots: ImportRoots(leading: [folder]), environment: environment,
      models: ModelSources.all, options: LoadOptions(), system: system
    ).load(files)
  }
}
