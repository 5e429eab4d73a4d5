import System

/// What stands in the folders of the import path, each listed once at most.
///
/// The first-party files are known beforehand, so a folder is only listed when a name is asked for
/// that they do not answer.
struct FolderIndex {
  /// How one folder answers for one module name.
  struct Entry {
    /// `name/__init__.py`, or `name.py`.
    var source: FilePath?
    /// `name/__init__.pyi`, or `name.pyi`.
    var stub: FilePath?
    /// An extension module.
    var compiled: FilePath?
    /// A folder of that name, with or without `__init__.py`.
    var folder: FilePath?
    var isPackage = false

    var isModule: Bool { source != nil || stub != nil || compiled != nil }
  }

  private let system: any OperatingSystem
  /// Below it no link is followed out of it, unless it lies in one of the `open` folders.
  private let tree: FilePath
  private let open: [FilePath]
  /// Files given beforehand, by folder.
  private var known: [FilePath: [String: FileKind]] = [:]
  private var listed: [FilePath: [String: FileKind]] = [:]
  /// Extension modules by folder: their names carry the interpreter's version and platform.
  private var compiled: [FilePath: [String: String]] = [:]

  init(tree: FilePath, open: [FilePath], _ system: any OperatingSystem) {
    self.system = system
    self.tree = (try? system.realPath(tree)) ?? tree
    self.open = open
  }

  mutating func add(file: FilePath) {
    var folder = file.parent
    let name = String(decoding: file.name, as: UTF8.self)
    let isNew = known[folder] == nil
    known[folder, default: [:]][name] = .file
    // A folder that is known is known to its own parent too.
    var needsParent = isNew
    while needsParent, folder.parent != folder, !folder.isEmpty {
      let name = String(decoding: folder.name, as: UTF8.self)
      folder = folder.parent
      needsParent = known[folder] == nil
      known[folder, default: [:]][name] = .folder
    }
  }

  mutating func entry(_ name: String, in folder: FilePath) -> Entry {
    if let names = known[folder] {
      let entry = entry(name, in: folder, names: names, compiled: [:])
      if entry.source != nil { return entry }
    }
    let names = list(folder)
    return entry(name, in: folder, names: names, compiled: compiled[folder] ?? [:])
  }

  /// Among the files given beforehand and the folders listed so far.
  func isKnown(_ path: FilePath) -> Bool {
    let name = String(decoding: path.name, as: UTF8.self)
    return (known[path.parent]?[name] ?? listed[path.parent]?[name]) == .file
  }

  mutating func isFile(_ path: FilePath) -> Bool {
    let name = String(decoding: path.name, as: UTF8.self)
    if known[path.parent]?[name] == .file { return true }
    return list(path.parent)[name] == .file
  }

  /// Whether Python files lie in the folder or in a package right below it: what makes a folder
  /// without `__init__.py` a namespace package rather than a place for other things.
  mutating func holdsModules(_ folder: FilePath, depth: Int = 3) -> Bool {
    let names = list(folder)
    if names.contains(where: { $0.value == .file && $0.key.hasSuffix(".py") }) { return true }
    if depth == 0 { return false }
    for name in names.filter({ $0.value == .folder }).keys.sorted() where !name.hasPrefix(".") {
      if holdsModules(folder.appending(name), depth: depth - 1) { return true }
    }
    return false
  }

  private mutating func entry(
    _ name: String, in folder: FilePath, names: [String: FileKind], compiled: [String: String]
  ) -> Entry {
    var entry = Entry()
    if names[name] == .folder {
      let inner = folder.appending(name)
      entry.folder = inner
      var files = known[inner] ?? [:]
      if files["__init__.py"] == nil { files = list(inner) }
      if files["__init__.py"] == .file { entry.source = inner.appending("__init__.py") }
      if files["__init__.pyi"] == .file { entry.stub = inner.appending("__init__.pyi") }
      if let file = self.compiled[inner]?["__init__"] { entry.compiled = inner.appending(file) }
      entry.isPackage = entry.isModule
      if entry.isModule { return entry }
    }
    if names[name + ".py"] == .file { entry.source = folder.appending(name + ".py") }
    if names[name + ".pyi"] == .file { entry.stub = folder.appending(name + ".pyi") }
    if let file = compiled[name] { entry.compiled = folder.appending(file) }
    return entry
  }

  private mutating func list(_ folder: FilePath) -> [String: FileKind] {
    if let names = listed[folder] { return names }
    var names: [String: FileKind] = [:]
    var modules: [String: String] = [:]
    for entry in (try? system.list(folder)) ?? [] {
      let name = String(decoding: entry.name, as: UTF8.self)
      var kind = entry.kind
      if kind == .link {
        kind = target(of: folder.appending(entry.name))
      }
      names[name] = kind
      if kind == .file, let module = FolderIndex.compiledModule(name) { modules[module] = name }
    }
    listed[folder] = names
    compiled[folder] = modules
    return names
  }

  /// Package managers link whole packages into environments; a project's own links stay inside.
  private func target(of link: FilePath) -> FileKind {
    let status = try? system.status(of: link, followingLinks: true)
    guard let status else { return .special }
    if open.contains(where: { link.relative(to: $0) != nil }) { return status.kind }
    let target = try? system.realPath(link)
    return target?.relative(to: tree) == nil ? .special : status.kind
  }

  /// `_x` of `_x.cpython-313-x86_64-linux-gnu.so`, `_x.abi3.so`, `_x.cp313-win_amd64.pyd`.
  private static func compiledModule(_ file: String) -> String? {
    guard file.hasSuffix(".so") || file.hasSuffix(".pyd") else { return nil }
    guard let dot = file.firstIndex(of: "."), dot != file.startIndex else { return nil }
    return String(file[..<dot])
  }
}
