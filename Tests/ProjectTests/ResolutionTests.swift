import Foundation
import Project
import PythonSemantics
import PythonSyntax
import System
import Testing

/// Fixtures of whole trees: `# file: PATH` starts a file below `/project` (or an absolute one),
/// `# model: NAME`, `# overlay: NAME` and `# shipped: NAME` a model. The lines before the first of
/// these are settings and expectations:
///
///     # run: python=/env isolated arguments=app src=lib limit=0   what the user asked for
///     # name: app.run → function app.core.run, external x         a name of a module, as attribute
///     # import: app/core.py:3 → module os                         what an import line binds
///     # module: app.core firstParty app/core.py                   a row of the module table
///     # no module: app.unused                                     not in the table
///     # unresolved: absent numpy app/core.py:1 numpy              an import that leads nowhere
///     # environment: folder /project/.venv                        what was found
@Suite struct ResolutionTests {
  @Test(arguments: try FixtureTree.all())
  func answersAsMarked(_ fixture: FixtureTree) throws {
    for threads in [1, 3] {
      let run = try FixtureRun(fixture, threads: threads)
      #expect(!fixture.expectations.isEmpty)
      for expectation in fixture.expectations {
        let answer = run.answer(expectation)
        #expect(
          answer == expectation.answer,
          "\(fixture.name):\(expectation.line): \(expectation.kind): \(expectation.question)")
      }
    }
  }
}

struct FixtureTree: Sendable, CustomTestStringConvertible {
  struct Expectation: Sendable {
    var line: Int
    var kind: String
    var question: String
    var answer: String
  }

  var name: String
  var options: [String: String] = [:]
  var expectations: [Expectation] = []
  var files: [(path: String, text: String)] = []
  var models: [ModelSource] = []
  var testDescription: String { name }

  static func all() throws -> [FixtureTree] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Fixtures/Resolution")
    let names = try FileManager.default.contentsOfDirectory(
      atPath: folder.path(percentEncoded: false))
    return try names.sorted().filter { $0.hasSuffix(".txt") }.map { name in
      FixtureTree(
        name: name, text: try String(contentsOf: folder.appending(path: name), encoding: .utf8))
    }
  }

  init(name: String, text: String) {
    self.name = name
    var current: (kind: String, name: String, lines: [Substring])?
    func finish() {
      guard let current else { return }
      let text = current.lines.joined(separator: "\n") + "\n"
      if current.kind == "file" {
        files.append((current.name, text))
      } else {
        models.append(
          ModelSource(
            name: current.name, isOverlay: current.kind == "overlay",
            isShipped: current.kind == "shipped", text: .bytes(Array(text.utf8))))
      }
    }
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let parts = line.hasPrefix("# ") ? line.dropFirst(2).split(separator: ": ", maxSplits: 1) : []
      let kind = parts.first.map(String.init) ?? ""
      let rest = parts.count == 2 ? String(parts[1]) : ""
      if ["file", "model", "overlay", "shipped"].contains(kind) {
        finish()
        current = (kind, rest, [])
      } else if current != nil {
        current?.lines.append(line)
      } else if kind == "run" {
        for word in rest.split(separator: " ") {
          let pair = word.split(separator: "=", maxSplits: 1).map(String.init)
          options[pair[0]] = pair.count == 2 ? pair[1] : ""
        }
      } else if !kind.isEmpty {
        addExpectation(kind, rest, line: index + 1)
      }
    }
    finish()
  }

  private mutating func addExpectation(_ kind: String, _ rest: String, line: Int) {
    let sides = rest.split(separator: " → ", maxSplits: 1).map(String.init)
    let isListed = sides.count == 1
    expectations.append(
      Expectation(
        line: line, kind: kind, question: sides[0],
        answer: isListed ? (kind.hasPrefix("no ") ? "absent" : "present") : sides[1]))
  }
}

/// One load of a fixture's tree on a machine in memory.
private struct FixtureRun {
  let program: Program
  let environment: PythonEnvironment

  init(_ fixture: FixtureTree, threads: Int) throws {
    let system = MemorySystem(workingFolder: "/project")
    for file in fixture.files {
      if file.path.hasSuffix("@") {
        // A link: its text is the target.
        let target = file.text.trimmingCharacters(in: .whitespacesAndNewlines)
        let path = FilePath("/project").resolving(FilePath(String(file.path.dropLast())))
        system.add(path, .link(to: FilePath(target)))
      } else {
        system.add(file.path, file.text)
      }
    }
    var variables: [String: String] = [:]
    for (key, value) in fixture.options where key == key.uppercased() { variables[key] = value }
    system.set(environment: variables)

    let root = FilePath("/project")
    var request = EnvironmentRequest(root: root, isIsolated: fixture.options["isolated"] != nil)
    request.named = fixture.options["python"].map { root.resolving(FilePath($0)) }
    environment = try PythonEnvironment.find(request, system)

    var options = LoadOptions()
    options.threads = threads
    options.platform = fixture.options["platform"].flatMap { Platform(rawValue: $0) } ?? .linux
    if let limit = fixture.options["limit"].flatMap({ Int($0) }) { options.dependencyLimit = limit }
    func folders(_ key: String) -> [FilePath] {
      (fixture.options[key] ?? "").split(separator: ",").map {
        root.resolving(FilePath(String($0)))
      }
    }
    let roots = ImportRoots.find(
      root: root, sources: folders("src"), arguments: folders("arguments"), system)
    let loader = ProgramLoader(
      root: root, roots: roots, environment: environment, models: fixture.models,
      options: options, system: system)
    program = loader.load(FixtureRun.files(fixture, root, options, system))
  }

  /// The files below the root that are not installed, and not named `unchecked`.
  private static func files(
    _ fixture: FixtureTree, _ root: FilePath, _ options: LoadOptions, _ system: MemorySystem
  ) -> [FirstPartyFile] {
    let reader = FactsReader(version: options.version, platform: options.platform)
    let buffer = ByteBuffer()
    var files: [FirstPartyFile] = []
    for file in fixture.files {
      let path = root.resolving(FilePath(file.path))
      let isPython = path.hasSuffix(".py") || path.hasSuffix(".pyi")
      guard isPython, let shown = path.relative(to: root)?.description else { continue }
      if shown.hasPrefix(".venv") || shown.contains("unchecked") { continue }
      buffer.replace(with: Array(file.text.utf8))
      let facts = reader.read(buffer, isStub: path.hasSuffix(".pyi"))
      files.append(FirstPartyFile(path: path, displayPath: shown, facts: facts))
    }
    return files.reversed()
  }

  func answer(_ expectation: FixtureTree.Expectation) -> String {
    switch expectation.kind {
    case "name": return lookup(expectation.question)
    case "import": return importLine(expectation.question)
    case "module", "no module":
      return rows.contains { $0.hasPrefix(expectation.question) } ? "present" : "absent"
    case "unresolved", "no unresolved":
      return unresolved.contains { $0.hasPrefix(expectation.question) } ? "present" : "absent"
    case "environment":
      let prefix = environment.prefix?.description ?? "-"
      let version = environment.version?.description ?? "-"
      let found = "\(environment.source) \(prefix) \(version)"
      return found == expectation.question ? "present" : found
    case "overlay":
      guard let module = program.module(named: expectation.question) else { return "no module" }
      return program.overlay(for: module).map { describe(program[$0]) } ?? "none"
    case "stub":
      guard let module = program.module(named: expectation.question) else { return "no module" }
      return program[module].typeStub.map { program[$0].path } ?? "none"
    default: return "unknown kind of expectation"
    }
  }

  private func lookup(_ question: String) -> String {
    guard let dot = question.lastIndex(of: ".") else { return "no dot" }
    guard let module = program.module(named: String(question[..<dot])) else { return "no module" }
    let leaf = String(question[question.index(after: dot)...])
    guard let name = program.globalNames.find(leaf) else { return "nothing" }
    return describe(program.lookup(name, in: module))
  }

  private func importLine(_ question: String) -> String {
    let parts = question.split(separator: ":").map(String.init)
    guard let module = program.modules.first(where: { $0.path == parts[0] }) else {
      return "no module"
    }
    var found: [String] = []
    for (index, row) in module.facts.imports.enumerated() {
      guard String(module.facts.line(of: row.start)) == parts[1] else { continue }
      found.append(describe(program.bindings(ofImport: index, in: module.id)))
    }
    return found.joined(separator: "; ")
  }

  private func describe(_ bindings: [Binding]) -> String {
    bindings.isEmpty ? "nothing" : bindings.map { program.describe($0) }.joined(separator: ", ")
  }

  private func describe(_ module: Module) -> String { "\(module.origin) \(module.name)" }

  private var rows: [String] {
    program.modules.map { module in
      var origin = "\(module.origin)"
      if case .thirdParty(let distribution) = module.origin {
        origin = "thirdParty(\(distribution))"
      }
      var flags = ""
      if module.isChecked { flags += " checked" }
      if module.isPackage { flags += " package" }
      if module.isStub { flags += " stub" }
      return "\(module.name) \(origin) \(module.path)\(flags) "
    }
  }

  private var unresolved: [String] {
    program.unresolved.map { item in
      let module = program[item.module]
      let line = module.facts.line(of: module.facts.imports[Int(item.row)].start)
      let name = program.globalNames[item.name]
      return "\(item.reason) \(name) \(module.path):\(line) \(item.distribution) "
    }
  }
}
