import Diagnostics
import Project
import Summaries
import System

/// From checked files to what the program as a whole says.
struct ProgramStage {
  private let system: any OperatingSystem
  private let options: CheckOptions
  private let discovery: Discovery

  init(_ system: any OperatingSystem, _ options: CheckOptions, _ discovery: Discovery) {
    self.system = system
    self.options = options
    self.discovery = discovery
  }

  /// Reads what the files import and links everything.
  func load(
    _ checked: [CheckedFile], _ names: [String], _ arguments: [FilePath]
  ) throws(CheckFailure) -> Program {
    let environment: PythonEnvironment
    do throws(EnvironmentFailure) {
      environment = try PythonEnvironment.find(
        EnvironmentRequest(
          root: discovery.root, named: options.python ?? discovery.settings[0].python,
          isIsolated: options.discovery.isIsolated), system)
    } catch {
      throw .environment(error)
    }
    var files: [FirstPartyFile] = []
    for (index, file) in checked.enumerated() {
      guard let facts = file.facts else { continue }
      files.append(
        FirstPartyFile(
          path: discovery.files[index].path, displayPath: names[index], facts: facts))
    }
    var loading = LoadOptions()
    loading.threads = options.threads ?? system.processorCount
    if let version = environment.version { loading.version = version }
    let roots = ImportRoots.find(
      root: discovery.root, sources: discovery.settings[0].src ?? [],
      arguments: arguments.map { system.workingFolder.resolving($0) }, system)
    let loader = ProgramLoader(
      root: discovery.root, roots: roots, environment: environment, models: ModelSources.all,
      options: loading, system: system)
    return loader.load(files)
  }

  func check(_ program: Program) -> (findings: [Finding], coverage: Coverage) {
    var check = ProgramCheck()
    check.budgetMilliseconds = discovery.settings[0].budgetMilliseconds
    check.isStrict = (options.profile ?? discovery.settings[0].profile) == .strict
    check.target = options.targetVersion ?? discovery.settings[0].targetVersion
    return check.run(program)
  }
}
