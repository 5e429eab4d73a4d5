import PythonSyntax
import System

/// The folders of one prefix that hold a library of one version, whether or not it is complete: a
/// virtual environment has `site-packages` there and nothing else.
struct LibraryLayout {
  let prefix: FilePath
  let version: PythonVersion?
  /// `lib/python3.12`, `lib64/python3.12`, or `Lib` on Windows.
  let folders: [FilePath]

  init(prefix: FilePath, version wanted: PythonVersion?, _ system: any OperatingSystem) {
    self.prefix = prefix
    var found: [(version: PythonVersion, folder: FilePath)] = []
    for library in ["lib", "lib64"] {
      let folder = prefix.appending(library)
      guard let entries = try? system.list(folder) else { continue }
      for entry in entries {
        let name = String(decoding: entry.name, as: UTF8.self)
        guard let version = LibraryLayout.version(ofFolder: name) else { continue }
        found.append((version, folder.appending(name)))
      }
    }
    // Several versions may share a prefix such as `/usr`. One with a library of its own is an
    // interpreter; the others are where packages of an absent one would lie.
    let complete = found.filter { system.isFile($0.folder.appending("os.py")) }
    let newest = (complete.isEmpty ? found : complete).map(\.version).max()
    let chosen = wanted ?? newest
    var folders = found.filter { $0.version == chosen }.map(\.folder)
    if folders.isEmpty, system.isFolder(prefix.appending("Lib")) {
      folders = [prefix.appending("Lib")]
    }
    self.folders = folders
    version = chosen
  }

  /// `python3.12`, `python3.13t`, `pypy3.10`.
  private static func version(ofFolder name: String) -> PythonVersion? {
    for kind in ["python", "pypy"] where name.hasPrefix(kind) {
      return PythonVersion(prefixOf: name.dropFirst(kind.count))
    }
    return nil
  }

  /// Where packages lie, in the order of the interpreter's path. Debian keeps what `pip` installs
  /// below `local` and its own packages in a folder without a minor version.
  func sites(_ system: any OperatingSystem) -> [FilePath] {
    var candidates: [FilePath] = []
    if let version {
      candidates.append(prefix.appending("local/lib/python\(version)/dist-packages"))
    }
    candidates += folders.map { $0.appending("site-packages") }
    candidates += folders.map { $0.appending("dist-packages") }
    candidates.append(prefix.appending("lib/python3/dist-packages"))

    var sites: [FilePath] = []
    var seen: Set<FilePath> = []
    for candidate in candidates where system.isFolder(candidate) {
      // `lib64` is often a link to `lib`.
      let place = (try? system.realPath(candidate)) ?? candidate
      if seen.insert(place).inserted { sites.append(candidate) }
    }
    return sites
  }
}

/// An installed interpreter: a prefix with a standard library in it.
struct Interpreter {
  let layout: LibraryLayout
  private let library: FilePath

  var prefix: FilePath { layout.prefix }
  var version: PythonVersion? { layout.version }

  init?(prefix: FilePath, version: PythonVersion?, _ system: any OperatingSystem) {
    layout = LibraryLayout(prefix: prefix, version: version, system)
    let library = layout.folders.first { system.isFile($0.appending("os.py")) }
    guard let library else { return nil }
    self.library = library
  }

  func standardLibrary(_ system: any OperatingSystem) -> [FilePath] {
    let compiled = library.appending("lib-dynload")
    return system.isFolder(compiled) ? [library, compiled] : [library]
  }

  func sites(_ system: any OperatingSystem) -> [FilePath] { layout.sites(system) }
}

/// The lines of `pyvenv.cfg` that say where the base interpreter is.
struct VirtualEnvironmentSettings {
  /// Folder of the base interpreter's executable.
  var home: FilePath?
  var executable: FilePath?
  var version: PythonVersion?
  var includesSystemSites = false

  init(_ text: String) {
    for line in text.split(whereSeparator: \.isNewline) {
      guard let equals = line.firstIndex(of: "=") else { continue }
      let value = line[line.index(after: equals)...].trimmingSpaces
      switch line[..<equals].trimmingSpaces.lowercased() {
      case "home": home = FilePath(String(value))
      case "executable", "base-executable": executable = FilePath(String(value))
      case "version", "version_info": version = version ?? PythonVersion(prefixOf: value)
      case "include-system-site-packages": includesSystemSites = value.lowercased() == "true"
      default: break
      }
    }
  }
}

/// From executables to the interpreters they start.
enum InterpreterSearch {
  static func base(
    of settings: VirtualEnvironmentSettings, version: PythonVersion?,
    _ system: any OperatingSystem
  ) -> Interpreter? {
    if let home = settings.home {
      if let found = Interpreter(prefix: home.parent, version: version, system) { return found }
      // Homebrew's `home` is a folder of links into a framework.
      var names = ["python3", "python"]
      if let version { names.insert("python\(version)", at: 0) }
      for name in names {
        if let found = interpreter(file: home.appending(name), system) { return found }
      }
    }
    return settings.executable.flatMap { interpreter(file: $0, system) }
  }

  /// The interpreter that an executable starts. Its version stands in its name, or in the name of
  /// what it links to: `/usr/bin/python3` is a link to `python3.11`.
  static func interpreter(file: FilePath, _ system: any OperatingSystem) -> Interpreter? {
    guard let target = try? system.realPath(file) else { return nil }
    let version = version(inName: file.name) ?? version(inName: target.name)
    for path in [file, target] {
      let prefix = path.parent.parent
      if let found = Interpreter(prefix: prefix, version: version, system) { return found }
    }
    return nil
  }

  private static func version(inName name: ArraySlice<UInt8>) -> PythonVersion? {
    let name = String(decoding: name, as: UTF8.self)
    guard name.hasPrefix("python") else { return nil }
    return PythonVersion(prefixOf: name.dropFirst("python".count))
  }

  /// The first `python3` or `python` on `PATH` that leads to a standard library.
  static func onPath(root: FilePath, _ system: any OperatingSystem) -> Interpreter? {
    guard let path = system.environment("PATH") else { return nil }
    for part in path.split(separator: ":") where part.hasPrefix("/") {
      let folder = FilePath(String(part))
      for name in ["python3", "python"] {
        let file = folder.appending(name)
        guard system.isFile(file) else { continue }
        if let found = interpreter(file: file, system) { return found }
        if let found = behindShim(file, root: root, system) { return found }
      }
    }
    return nil
  }

  /// pyenv puts scripts on `PATH` that choose a version when they run: by `PYENV_VERSION`, by the
  /// nearest `.python-version`, by its own `version` file.
  private static func behindShim(
    _ file: FilePath, root: FilePath, _ system: any OperatingSystem
  ) -> Interpreter? {
    guard file.parent.name.elementsEqual("shims".utf8) else { return nil }
    let home = file.parent.parent
    let versions = home.appending("versions")
    guard let entries = try? system.list(versions) else { return nil }
    let installed = entries.map { String(decoding: $0.name, as: UTF8.self) }

    for wanted in wantedVersions(root: root, home: home, system) {
      // `3.12` stands for the newest `3.12.x`.
      let fitting = installed.filter { $0 == wanted || $0.hasPrefix(wanted + ".") }
      let newest = fitting.max { patch($0) < patch($1) }
      guard let newest else { continue }
      let prefix = versions.appending(newest)
      if let found = Interpreter(prefix: prefix, version: nil, system) { return found }
    }
    return nil
  }

  private static func patch(_ version: String) -> Int {
    version.split(separator: ".").last.flatMap { Int($0) } ?? 0
  }

  private static func wantedVersions(
    root: FilePath, home: FilePath, _ system: any OperatingSystem
  ) -> [String] {
    if let value = system.environment("PYENV_VERSION"), !value.isEmpty {
      return value.split(separator: ":").map(String.init)
    }
    var folder = root
    while true {
      let file = folder.appending(".python-version")
      if let text = system.contents(file, limit: 1 << 16) { return names(text) }
      let parent = folder.parent
      if parent == folder || parent.isEmpty { break }
      folder = parent
    }
    return system.contents(home.appending("version"), limit: 1 << 16).map(names) ?? []
  }

  private static func names(_ text: [UInt8]) -> [String] {
    String(decoding: text, as: UTF8.self)
      .split { $0.isWhitespace || $0.isNewline }
      .map(String.init)
      .filter { !$0.hasPrefix("#") }
  }
}

extension Substring {
  var trimmingSpaces: Substring {
    guard let first = firstIndex(where: { !$0.isWhitespace }),
      let last = lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return self[first...last]
  }
}

extension PythonVersion {
  /// From text that starts like `3.12`, with anything behind it.
  init?(prefixOf text: some StringProtocol) {
    let parts = text.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count >= 2, parts[0] == "3" else { return nil }
    guard let minor = UInt8(parts[1].prefix { $0.isASCII && $0.isNumber }) else { return nil }
    self.init(minor: minor)
  }
}
