import PythonSemantics
import Synchronization
import System

/// All modules that the project's files reach through imports, read wave by wave.
///
/// Within a wave, files are read by several threads; what to read next is decided by one, in the
/// order of locations, so the outcome does not depend on the number of threads.
package struct ImportClosure {
  /// Where an import row leads.
  struct Target {
    /// The module that the row names.
    var module = ModuleFinder.none
    /// `from package import name`: the submodule of that name.
    var submodule = ModuleFinder.none
    /// `import a.b.c`: `a`.
    var top = ModuleFinder.none
  }

  struct LazyTarget {
    var export: LazyExport
    var module: LocationID
  }

  private(set) var finder: ModuleFinder
  private(set) var facts: [LocationID: FileFacts] = [:]
  /// One for each import row.
  private(set) var targets: [LocationID: [Target]] = [:]
  private(set) var lazyExports: [LocationID: [LazyTarget]] = [:]
  private(set) var typeStubs: [LocationID: LocationID] = [:]
  private(set) var overlays: [LocationID: LocationID] = [:]
  private(set) var reviews: [LocationID: LocationID] = [:]
  /// Found and needed, in the order of discovery.
  private(set) var needed: [LocationID] = []
  private(set) var unread: [(location: LocationID, failure: String)] = []
  private(set) var dependencyBytes = 0
  /// Files that were not read because the limit was reached.
  private(set) var beyondLimit = 0

  private let loader: ProgramLoader
  let files: [FirstPartyFile]
  private var isNeeded: Set<LocationID> = []
  private var waiting: [LocationID] = []
  private var foundSpread = false
  /// What absolute names lead to, seen from one context.
  private var absolutes: (context: SearchContext, found: [UInt32: (LocationID, LocationID)]) = (
    .standardLibrary, [:]
  )
  private var lastPackage: (location: LocationID, package: LocationID)?

  /// Files read between two looks at the limit.
  private static let batch = 256

  init(_ loader: ProgramLoader, _ files: [FirstPartyFile]) {
    self.loader = loader
    self.files = files
    finder = ModuleFinder(
      roots: loader.roots, environment: loader.environment, models: loader.models,
      platform: loader.options.platform, tree: loader.root, loader.system)
  }

  mutating func run() {
    finder.add(files: files.map(\.path))
    for name in loader.options.implicitModules {
      let name = finder.dotted.intern(name.utf8)
      need(finder.find(name, in: .standardLibrary))
    }
    for location in finder.locations.indices { need(LocationID(location)) }
    while !waiting.isEmpty {
      while !waiting.isEmpty { readWave() }
      // Imports were followed before it was known that their package has more folders.
      guard foundSpread else { continue }
      foundSpread = false
      finder.forgetMisses()
      absolutes.found = [:]
      for location in needed where hasMisses(location) { follow(location) }
    }
  }

  private func hasMisses(_ location: LocationID) -> Bool {
    guard let targets = targets[location], let facts = facts[location] else { return false }
    return zip(targets, facts.imports).contains { target, row in
      target.module < 0 || (row.name != 0 && target.submodule < 0)
    }
  }

  // MARK: Reading

  private mutating func readWave() {
    let wave = waiting
    waiting = []
    var start = 0
    while start < wave.count {
      let batch = Array(wave[start..<min(start + ImportClosure.batch, wave.count)])
      start += batch.count
      let isFull = loader.options.dependencyLimit <= dependencyBytes
      let sources = batch.compactMap { source(of: $0, isFull: isFull) }
      for result in read(sources) {
        dependencyBytes += result.facts.map { Int($0.byteCount) } ?? 0
        add(result)
      }
    }
    for location in wave { follow(location) }
  }

  private struct Source: Sendable {
    enum Text: Sendable {
      case file(FilePath)
      case model(ModelSource.Text)
    }
    var location: LocationID
    var text: Text
    var isStub: Bool
  }

  private struct Result: Sendable {
    var source: Source
    var facts: FileFacts?
    var failure: String?
  }

  /// What has to be read for a location: nothing for the project's own files, which are given.
  private mutating func source(of location: LocationID, isFull: Bool) -> Source? {
    let found = finder[location]
    if let given = found.given {
      facts[location] = files[given].facts
      return nil
    }
    switch found.kind {
    case .namespace, .compiled: return nil
    case .model:
      guard let model = found.model else { return nil }
      let text = loader.models[model].text
      return Source(location: location, text: .model(text), isStub: true)
    case .source, .stub:
      if isFull {
        beyondLimit += 1
        return nil
      }
      return Source(location: location, text: .file(found.path), isStub: found.kind == .stub)
    }
  }

  private func read(_ sources: [Source]) -> [Result] {
    if sources.isEmpty { return [] }
    let results = Mutex<[Int: Result]>([:])
    let next = Atomic(0)
    let options = loader.options
    let system = loader.system
    let limit = options.fileLimit
    @Sendable func work() {
      let buffer = ByteBuffer()
      let reader = FactsReader(version: options.version, platform: options.platform)
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < sources.count else { return }
        var result = Result(source: sources[index])
        do throws(FileFailure) {
          switch sources[index].text {
          case .file(let path): try system.read(path, into: buffer, limit: limit)
          case .model(let text): buffer.replace(with: text.bytes)
          }
          result.facts = reader.read(buffer, isStub: sources[index].isStub)
        } catch {
          result.failure = error.description
        }
        results.withLock { $0[index] = result }
      }
    }
    // Even one file is read on a worker: its stack is what the parser relies on.
    Workers.run(max(1, min(loader.options.threads, sources.count / 4))) { _ in work() }
    return results.withLock { results in sources.indices.compactMap { results[$0] } }
  }

  private mutating func add(_ result: Result) {
    let location = result.source.location
    if let failure = result.failure { unread.append((location, failure)) }
    guard let facts = result.facts else { return }
    self.facts[location] = facts
    if finder[location].isPackage, finder[location].owner != .standardLibrary {
      let extends = ["extend_path", "declare_namespace"]
      if extends.contains(where: { facts.names.find($0) != nil }) {
        finder.markSpread(location)
        foundSpread = true
      }
    }
  }

  // MARK: Following imports

  private mutating func need(_ location: LocationID) {
    guard 0 <= location, isNeeded.insert(location).inserted else { return }
    needed.append(location)
    waiting.append(location)
    if let stub = finder.stub(of: location) {
      typeStubs[location] = stub
      need(stub)
    }
    if let overlay = finder.overlay(of: location) {
      overlays[location] = overlay
      need(overlay)
    }
    if let review = finder.review(of: location) {
      reviews[location] = review
      need(review)
    }
  }

  private mutating func follow(_ location: LocationID) {
    guard let facts = facts[location] else { return }
    let context = finder.context(of: location)
    var targets: [Target] = []
    targets.reserveCapacity(facts.imports.count)
    for row in facts.imports {
      targets.append(target(of: row, facts, at: location, context))
    }
    self.targets[location] = targets
    if finder[location].given != nil { needUsedSubmodules(facts, targets) }

    var lazy: [LazyTarget] = []
    for export in LazyExports.read(facts) {
      let module = self.module(spelled: export.module, at: location, context)
      guard 0 <= module else { continue }
      need(module)
      lazy.append(LazyTarget(export: export, module: module))
    }
    if !lazy.isEmpty { lazyExports[location] = lazy }
    for name in DynamicImports.read(facts) {
      need(module(spelled: name, at: location, context))
    }
  }

  /// `import urllib` and then `urllib.request.urlopen`: works where anything else imports the submodule.
  private mutating func needUsedSubmodules(_ facts: FileFacts, _ targets: [Target]) {
    var packages: [UInt32: LocationID] = [:]
    for (row, target) in zip(facts.imports, targets)
    where row.name == 0 && row.symbol != .max && 0 <= target.top {
      let bound = row.bindsSubmodule ? target.module : target.top
      if 0 <= bound, finder[bound].isPackage { packages[row.symbol] = bound }
    }
    if packages.isEmpty { return }
    for node in facts.nodes where node.kind == .attribute {
      let base = facts[node.operand]
      guard base.kind == .name, base.b != 0, let package = packages[base.b - 1] else { continue }
      let name = String(decoding: facts.names.spelling(LocalName(node.b)), as: UTF8.self)
      need(finder.child(name, of: package))
    }
  }

  private mutating func target(
    of row: ImportRow, _ facts: FileFacts, at location: LocationID, _ context: SearchContext
  ) -> Target {
    var target = Target()
    if row.level == 0 {
      let name = finder.dotted.intern(facts.names.spelling(row.module))
      (target.module, target.top) = absolute(name, in: context)
      // A script named like what it imports means the other one.
      if target.module == location, finder.isScript(location) { target = Target() }
    } else {
      target.module = relative(facts.names[row.module], level: Int(row.level), at: location)
      need(target.module)
    }
    guard row.name != 0, 0 <= target.module else { return target }
    let name = facts.names.spelling(row.name)
    if finder[target.module].isPackage, !name.elementsEqual("*".utf8) {
      target.submodule = finder.child(String(decoding: name, as: UTF8.self), of: target.module)
      need(target.submodule)
    }
    return target
  }

  /// The module of an absolute name, and the topmost package around it. Files of one project ask for the
  /// same few again and again.
  private mutating func absolute(
    _ name: UInt32, in context: SearchContext
  ) -> (module: LocationID, top: LocationID) {
    if absolutes.context != context { absolutes = (context, [:]) }
    if let known = absolutes.found[name] { return known }
    let module = needAll(name, in: context)
    let top = finder.find(finder.dotted.top(name), in: context)
    absolutes.found[name] = (module, top)
    return (module, top)
  }

  /// Importing `a.b.c` runs `a` and `a.b` as well.
  private mutating func needAll(_ name: UInt32, in context: SearchContext) -> LocationID {
    var part = name
    while part != 0 {
      need(finder.find(part, in: context))
      part = finder.dotted.parent(part)
    }
    return finder.find(name, in: context)
  }

  private mutating func relative(
    _ name: String, level: Int, at location: LocationID
  ) -> LocationID {
    var package = package(of: location)
    for _ in 1..<max(1, level) where 0 <= package { package = finder.parent(of: package) }
    guard 0 <= package else { return ModuleFinder.none }
    need(package)
    for part in name.utf8.split(separator: UInt8(ascii: ".")) {
      package = finder.child(String(Substring(part)), of: package)
      guard 0 <= package else { return ModuleFinder.none }
      need(package)
    }
    return package
  }

  /// A file asks for its package with each of its relative imports.
  private mutating func package(of location: LocationID) -> LocationID {
    if let last = lastPackage, last.location == location { return last.package }
    let package = finder.package(of: location)
    lastPackage = (location, package)
    return package
  }

  /// A module spelled in a string, as `importlib.import_module` reads it.
  private mutating func module(
    spelled name: String, at location: LocationID, _ context: SearchContext
  ) -> LocationID {
    let level = name.prefix { $0 == "." }.count
    if level == 0 { return needAll(finder.dotted.intern(name.utf8), in: context) }
    return relative(String(name.dropFirst(level)), level: level, at: location)
  }
}
