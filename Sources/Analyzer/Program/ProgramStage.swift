import Diagnostics
import Project
import RuleKit
import Summaries
import System

/// From checked files to what the program as a whole says.
struct ProgramStage {
  private let system: any OperatingSystem
  private let options: CheckOptions
  private let discovery: Discovery
  /// Where the program runs.
  let environment: PythonEnvironment

  init(
    _ system: any OperatingSystem, _ options: CheckOptions, _ discovery: Discovery
  ) throws(CheckFailure) {
    self.system = system
    self.options = options
    self.discovery = discovery
    do throws(EnvironmentFailure) {
      environment = try PythonEnvironment.find(
        EnvironmentRequest(
          root: discovery.root, named: options.python ?? discovery.settings[0].python,
          isIsolated: options.discovery.isIsolated), system)
    } catch {
      throw .environment(error)
    }
  }

  /// Reads what the files import and links everything.
  func load(_ checked: [CheckedFile], _ names: [String], _ arguments: [FilePath]) -> Program {
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

  /// `enabled` are the codes of the rules to run.
  func check(
    _ program: Program, _ names: [String], enabled: Set<String>
  ) -> (findings: [Finding], coverage: Coverage) {
    var check = programCheck(names)
    check.enabled = enabled
    return check.run(program)
  }

  /// `names` are what findings call the files of the discovery.
  func programCheck(_ names: [String]) -> ProgramCheck {
    var check = ProgramCheck()
    check.target = options.targetVersion ?? discovery.settings[0].targetVersion
    check.engine.budgetMilliseconds = discovery.settings[0].budgetMilliseconds
    // Qualified names mean the same in every folder.
    for settings in discovery.settings {
      check.engine.declared += settings.facts
      check.engine.offloaders += settings.offloaders
      check.engine.cuts += settings.cuts
    }
    var tests = AsyncTestSettings(system)
    for (name, file) in zip(names, discovery.files) {
      if TestFiles.isCollected(name) { check.testModes[name] = tests.mode(for: file.path) }
      let profile = options.profile ?? discovery.settings[file.settings].profile
      if profile == .strict { check.strictFiles.insert(name) }
    }
    check.text = text(names)
    return check
  }

  /// Notebooks are not edited: their cells lie elsewhere than their text.
  private func text(_ names: [String]) -> @Sendable (String) -> [UInt8]? {
    let files = Dictionary(
      zip(names, discovery.files), uniquingKeysWith: { first, _ in first })
    let overlay = options.overlay
    let system = system
    return { name in
      guard let file = files[name], file.kind != .notebook else { return nil }
      return overlay.texts[file.path]
        ?? system.contents(file.path, limit: SourceLoader.sizeLimit)
    }
  }
}
