package import PythonSyntax
package import System

/// A module or package that an editable install maps to a place outside `site-packages`.
package struct EditableModule: Hashable, Sendable {
  /// Dotted.
  package var name: String
  /// The package's folder, or the module's file without `.py`.
  package var path: FilePath

  package init(name: String, path: FilePath) {
    self.name = name
    self.path = path
  }
}

/// The folders from which an interpreter would import, found without running it.
package struct PythonEnvironment: Sendable {
  package enum Source: Sendable, Hashable {
    /// Named by `--python` or by the settings.
    case named
    /// `VIRTUAL_ENV` or `CONDA_PREFIX`.
    case variable
    /// `.venv` or `venv` at or above the root.
    case folder
    /// Only the standard library of the `python3` on `PATH`: its packages are not the project's.
    case searchPath
    case none
  }

  package var source: Source = .none
  /// The environment's own folder; of a virtual environment, not the base interpreter's.
  package var prefix: FilePath?
  package var version: PythonVersion?
  /// In order: the library, then its compiled modules.
  package var standardLibrary: [FilePath] = []
  /// `site-packages` and what `.pth` files add, in the interpreter's order.
  package var packages: [FilePath] = []
  /// The `site-packages` folders themselves: where distributions are recorded.
  package var sites: [FilePath] = []
  package var editables: [EditableModule] = []

  package init() {}
}

/// Why a named environment cannot be used, in words that complete "PATH: …".
package struct EnvironmentFailure: Error, Sendable, Hashable, CustomStringConvertible {
  package var path: FilePath
  package var description: String

  package init(path: FilePath, _ description: String) {
    self.path = path
    self.description = description
  }
}

/// What decides which environment a run reads.
package struct EnvironmentRequest: Sendable {
  package var root: FilePath
  /// Absolute; from `--python` or the settings.
  package var named: FilePath?
  /// `--isolated`: neither variables, nor folders, nor `PATH`.
  package var isIsolated: Bool

  package init(root: FilePath, named: FilePath? = nil, isIsolated: Bool = false) {
    self.root = root
    self.named = named
    self.isIsolated = isIsolated
  }
}

extension PythonEnvironment {
  /// The first of: the named one, `VIRTUAL_ENV`, `.venv` or `venv` at the root or above it,
  /// `CONDA_PREFIX`, the standard library of the `python3` on `PATH`. Only a named one can fail:
  /// the others are passed over if they are no environment.
  package static func find(
    _ request: EnvironmentRequest, _ system: any OperatingSystem
  ) throws(EnvironmentFailure) -> PythonEnvironment {
    if let named = request.named {
      let installed = environment(at: named, system)
      guard var found = installed ?? packages(at: named, isIsolated: request.isIsolated, system)
      else {
        let isThere = (try? system.status(of: named, followingLinks: true)) != nil
        throw EnvironmentFailure(
          path: named,
          isThere
            ? "neither an interpreter, nor an environment, nor a folder of installed packages"
            : "no such file or folder; wanted here: an interpreter, an environment, or a folder of "
              + "installed packages")
      }
      found.source = .named
      return found
    }
    if request.isIsolated { return PythonEnvironment() }

    if var found = variable("VIRTUAL_ENV", system) {
      found.source = .variable
      return found
    }
    if var found = folder(above: request.root, system) {
      found.source = .folder
      return found
    }
    if var found = variable("CONDA_PREFIX", system) {
      found.source = .variable
      return found
    }
    guard let interpreter = InterpreterSearch.onPath(root: request.root, system) else {
      return PythonEnvironment()
    }
    var found = PythonEnvironment()
    found.source = .searchPath
    found.prefix = interpreter.prefix
    found.version = interpreter.version
    found.standardLibrary = interpreter.standardLibrary(system)
    return found
  }

  /// What `pip install --target` fills, or the `site-packages` of an environment: packages with the records
  /// of their installation. The former has no interpreter of its own; the one on `PATH` stands in.
  private static func packages(
    at path: FilePath, isIsolated: Bool, _ system: any OperatingSystem
  ) -> PythonEnvironment? {
    let isSite = path.name.elementsEqual("site-packages".utf8)
    // `lib/python3.12/site-packages`
    if isSite, let found = environment(at: path.parent.parent.parent, system) { return found }
    let entries = (try? system.list(path)) ?? []
    guard entries.contains(where: { $0.name.suffix(10).elementsEqual(".dist-info".utf8) }) else {
      return nil
    }
    var found = PythonEnvironment()
    if !isIsolated, let interpreter = InterpreterSearch.onPath(root: path, system) {
      found.version = interpreter.version
      found.standardLibrary = interpreter.standardLibrary(system)
    }
    found.prefix = path
    found.add(sites: [path], system)
    return found
  }

  private static func variable(
    _ name: String, _ system: any OperatingSystem
  ) -> PythonEnvironment? {
    guard let value = system.environment(name), !value.isEmpty else { return nil }
    return environment(at: system.workingFolder.resolving(FilePath(value)), system)
  }

  private static func folder(
    above root: FilePath, _ system: any OperatingSystem
  ) -> PythonEnvironment? {
    var folder = root
    while true {
      for name in [".venv", "venv"] {
        let candidate = folder.appending(name)
        guard system.isFile(candidate.appending("pyvenv.cfg")) else { continue }
        if let found = environment(at: candidate, system) { return found }
      }
      let parent = folder.parent
      if parent == folder || parent.isEmpty { return nil }
      folder = parent
    }
  }

  /// An interpreter's file, a virtual environment or an interpreter's prefix.
  private static func environment(
    at path: FilePath, _ system: any OperatingSystem
  ) -> PythonEnvironment? {
    if system.isFile(path) {
      // `.venv/bin/python` is a link to the base interpreter: the link's own folder decides.
      let prefix = path.parent.parent
      if let found = virtualEnvironment(at: prefix, system) { return found }
      guard let interpreter = InterpreterSearch.interpreter(file: path, system) else { return nil }
      return installed(interpreter, system)
    }
    if let found = virtualEnvironment(at: path, system) { return found }
    guard let interpreter = Interpreter(prefix: path, version: nil, system) else { return nil }
    return installed(interpreter, system)
  }

  private static func installed(
    _ interpreter: Interpreter, _ system: any OperatingSystem
  ) -> PythonEnvironment {
    var found = PythonEnvironment()
    found.prefix = interpreter.prefix
    found.version = interpreter.version
    found.standardLibrary = interpreter.standardLibrary(system)
    found.add(sites: interpreter.sites(system), system)
    return found
  }

  private static func virtualEnvironment(
    at prefix: FilePath, _ system: any OperatingSystem
  ) -> PythonEnvironment? {
    guard let text = system.contents(prefix.appending("pyvenv.cfg"), limit: 1 << 20) else {
      return nil
    }
    let settings = VirtualEnvironmentSettings(String(decoding: text, as: UTF8.self))
    let layout = LibraryLayout(prefix: prefix, version: settings.version, system)
    var found = PythonEnvironment()
    found.prefix = prefix
    found.version = settings.version ?? layout.version

    var sites = layout.sites(system)
    if let base = InterpreterSearch.base(of: settings, version: found.version, system) {
      found.version = found.version ?? base.version
      found.standardLibrary = base.standardLibrary(system)
      if settings.includesSystemSites { sites += base.sites(system) }
    }
    found.add(sites: sites, system)
    return found
  }

  /// Adds the folders with what their `.pth` files name, each folder once.
  private mutating func add(sites: [FilePath], _ system: any OperatingSystem) {
    for site in sites where !self.sites.contains(site) {
      self.sites.append(site)
      if !packages.contains(site) { packages.append(site) }
      let additions = PathFiles.read(site, system)
      for folder in additions.folders where !packages.contains(folder) {
        packages.append(folder)
      }
      editables += additions.editables
    }
  }
}
