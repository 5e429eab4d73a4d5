import ArgumentParser
import Project
import PythonSemantics
import Summaries
import System

/// `modules`: what the program of some paths consists of, and what could not be found.
struct ModulesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "modules",
    abstract: "Prints the module table, the environment and the imports that lead nowhere.")

  @Flag(help: "Ignore settings files, variables and environments that are not named.")
  var isolated = false

  @Option(help: "An interpreter or environment.")
  var python: String?

  @Option(help: "Threads that read files.")
  var threads = 2

  @Option(help: "Megabytes of dependencies to read at most.")
  var limit = 256

  @Flag(help: "Print where each import row leads instead of the table.")
  var imports = false

  @Flag(help: "Print sizes and times only.")
  var statistics = false

  @Flag(help: "Leave out models.")
  var withoutModels = false

  @Argument(help: "Files and folders of the project.")
  var paths: [String]

  func run() throws {
    let system = NativeSystem()
    var clock = Stages()
    var discoveryOptions = DiscoveryOptions()
    discoveryOptions.isIsolated = isolated
    let given = paths.map { FilePath($0) }
    let discovery = try Discovery(paths: given, options: discoveryOptions, system)
    clock.end("discover")

    var request = EnvironmentRequest(root: discovery.root, isIsolated: isolated)
    request.named = python.map { system.workingFolder.resolving(FilePath($0)) }
    let environment = try PythonEnvironment.find(request, system)
    let options = loadOptions(environment)
    let files = read(discovery, options, system)
    clock.end("project")

    let named = given.map { system.workingFolder.resolving($0) }
    let loader = ProgramLoader(
      root: discovery.root,
      roots: ImportRoots.find(
        root: discovery.root, sources: discovery.settings[0].src ?? [], arguments: named, system),
      environment: environment, models: withoutModels ? [] : ModelSources.all, options: options,
      system: system)
    let closure = loader.closure(of: files)
    clock.end("closure")
    let program = loader.link(closure)
    clock.end("link")

    if statistics {
      printStatistics(program, clock)
    } else if imports {
      printImports(program)
    } else {
      printEnvironment(environment)
      printModules(program)
    }
  }

  private func loadOptions(_ environment: PythonEnvironment) -> LoadOptions {
    var options = LoadOptions()
    options.threads = threads
    options.dependencyLimit = limit << 20
    if let version = environment.version { options.version = version }
    return options
  }

  private func read(
    _ discovery: Discovery, _ options: LoadOptions, _ system: NativeSystem
  ) -> [FirstPartyFile] {
    let buffer = ByteBuffer()
    let reader = FactsReader(version: options.version, platform: options.platform)
    var files: [FirstPartyFile] = []
    for file in discovery.files {
      do { try system.read(file.path, into: buffer, limit: 1 << 30) } catch { continue }
      let facts = reader.read(buffer, isStub: file.path.hasSuffix(".pyi"))
      let shown = (file.path.relative(to: discovery.root) ?? file.path).description
      files.append(FirstPartyFile(path: file.path, displayPath: shown, facts: facts))
    }
    return files
  }

  // MARK: Printing

  private func printEnvironment(_ environment: PythonEnvironment) {
    print("environment \(environment.source) \(environment.prefix?.description ?? "-")")
    for folder in environment.standardLibrary { print("library \(folder)") }
    for folder in environment.packages { print("packages \(folder)") }
    for module in environment.editables { print("editable \(module.name) \(module.path)") }
  }

  private func printModules(_ program: Program) {
    for module in program.modules {
      var flags = ""
      if module.isChecked { flags += " checked" }
      if module.isPackage { flags += " package" }
      if module.isStub { flags += " stub" }
      print("module \(text(module.origin)) \(module.name) \(module.path)\(flags)")
    }
    for item in program.unresolved {
      let module = program[item.module]
      let row = module.facts.imports[Int(item.row)]
      let place = "\(module.path):\(module.facts.line(of: row.start))"
      let name = program.globalNames[item.name]
      print("unresolved \(item.reason) \(name) \(place) \(item.distribution)")
    }
    for item in program.coverage.unread { print("unread \(item.path): \(item.reason)") }
  }

  private func printImports(_ program: Program) {
    for module in program.modules where !module.path.isEmpty {
      for (index, row) in module.facts.imports.enumerated() {
        let dots = String(repeating: ".", count: Int(row.level))
        let spelled = dots + module.facts.names[row.module]
        let bindings = program.bindings(ofImport: index, in: module.id)
        let found = bindings.map { program.describe($0) }.joined(separator: ", ")
        let line = module.facts.line(of: row.start)
        let target = program.module(ofImport: index, in: module.id).map { program[$0] }
        let place = target.map { $0.path.isEmpty ? "model \($0.name)" : $0.path } ?? "-"
        let fields = [
          module.name, module.path, "\(line)", spelled, module.facts.names[row.name], place, found,
        ]
        print(fields.joined(separator: "\t"))
      }
    }
  }

  private func printStatistics(_ program: Program, _ clock: Stages) {
    for stage in clock.stages { print("\(stage.name) \(stage.seconds) s CPU") }
    var counts: [String: Int] = [:]
    for module in program.modules {
      let origin = module.path.isEmpty ? "model" : String(text(module.origin).prefix { $0 != "(" })
      counts[origin, default: 0] += 1
    }
    for origin in counts.keys.sorted() { print("modules \(origin) \(counts[origin] ?? 0)") }
    print("functions \(program.functionCount) classes \(program.classCount)")
    print("names \(program.globalNames.count) unresolved \(program.unresolved.count)")
    print("bytes of dependencies \(program.coverage.dependencyBytes)")
    print("beyond the limit \(program.coverage.beyondLimit)")
  }

  private func text(_ origin: ModuleOrigin) -> String {
    switch origin {
    case .thirdParty(let distribution): "thirdParty(\(distribution))"
    default: "\(origin)"
    }
  }
}

/// CPU time of the stages of a command.
private struct Stages {
  var stages: [(name: String, seconds: Double)] = []
  private var start = ProcessClock.seconds()

  mutating func end(_ name: String) {
    let now = ProcessClock.seconds()
    stages.append((name, now - start))
    start = now
  }
}
