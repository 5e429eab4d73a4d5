import Diagnostics
import Project
import PythonSemantics
import PythonSyntax
import SourceText
import Summaries
import Synchronization
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
    let roots = ImportRoots.find(
      root: discovery.root, sources: discovery.settings[0].src ?? [],
      arguments: arguments.map { system.workingFolder.resolving($0) }, system)
    let reader = DependencyReader()
    let loader = ProgramLoader(
      root: discovery.root, roots: roots, environment: environment, models: ModelSources.all,
      options: loading, system: system, read: { bytes, isStub in reader.read(bytes, isStub) })
    return loader.load(files)
  }

  func check(_ program: Program) -> (findings: [Finding], coverage: Coverage) {
    var check = ProgramCheck()
    check.budgetMilliseconds = discovery.settings[0].budgetMilliseconds
    check.includesBrief = (options.profile ?? discovery.settings[0].profile) == .strict
    return check.run(program)
  }
}

/// Parses and lowers dependencies; workspaces are shared out among the threads that ask.
final class DependencyReader: Sendable {
  private let idle = Mutex<[Workspace]>([])

  /// Used by one thread at a time: it is taken out of `idle` before and put back after.
  private final class Workspace: @unchecked Sendable {
    let parser = ParserWorkspace()
    let source = SourceBuffer()
  }

  func read(_ bytes: ByteBuffer, _ isStub: Bool) -> FileFacts {
    let workspace = idle.withLock { $0.popLast() } ?? Workspace()
    defer { idle.withLock { $0.append(workspace) } }
    workspace.source.load(bytes.bytes)
    let tree = workspace.parser.parse(workspace.source)
    return lower(tree, options: LoweringOptions(isStub: isStub))
  }
}
