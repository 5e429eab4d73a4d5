package import System

/// What to look for, and whose word counts.
package struct DiscoveryOptions: Sendable {
  /// Ignore settings files altogether.
  package var isIsolated = false
  /// The one settings file to use, absolute.
  package var settingsFile: FilePath?
  /// Left out besides what settings exclude: the patterns of `.gitignore`.
  package var exclude: [String] = []

  package init() {}
}

/// The files of one check, and the settings that hold for each.
package struct Discovery: Sendable {
  /// A path that the user named and that could not be used.
  package struct Failure: Sendable {
    package var path: FilePath
    package var reason: FileFailure
  }

  package private(set) var root: FilePath
  /// In order of path.
  package private(set) var files: [SourceFile] = []
  package private(set) var failures: [Failure] = []
  /// Number 0 holds for the root; the others for the folders below that have settings of their own.
  package private(set) var settings: [Settings] = []
  private var excludes: [IgnoreRules] = []

  /// Folders that are never walked into: other tools' state, environments, build output.
  package static let defaultExcludes: Set<[UInt8]> = Set(
    [
      ".bzr", ".direnv", ".eggs", ".git", ".git-rewrite", ".hg", ".ipynb_checkpoints",
      ".mypy_cache", ".nox", ".pants.d", ".pyenv", ".pytest_cache", ".pytype", ".ruff_cache",
      ".svn", ".tox", ".venv", ".vscode", "__pycache__", "__pypackages__", "_build", "buck-out",
      "dist", "node_modules", "site-packages", "venv",
    ].map { Array($0.utf8) })

  /// `paths` as the user gave them, relative to the working folder.
  package init(
    paths: [FilePath], options: DiscoveryOptions, overlay: SourceOverlay = SourceOverlay(),
    _ system: any OperatingSystem
  ) throws(SettingsError) {
    let named = paths.map { system.workingFolder.resolving($0) }
    root = ProjectRoot.find(for: named, system)
    let base = try SettingsFiles.forFolder(root, options, system)
    add(base, options)

    for path in named {
      var isFolder = false
      if overlay.texts[path] == nil {
        do throws(FileFailure) {
          isFolder = try system.status(of: path, followingLinks: true).kind == .folder
        } catch {
          failures.append(Failure(path: path, reason: error))
          continue
        }
      }
      if isFolder {
        let inherited = try settings(holdingFor: path, options, system)
        let stack = IgnoreStack(above: path, system)
        try walk(path, stack, inherited, options, system)
      } else {
        let kind = SourceKind(fileName: path.name) ?? .module
        let inherited = try settings(holdingFor: path.parent, options, system)
        files.append(
          SourceFile(path: path, kind: kind, settings: inherited, isExplicit: true))
      }
    }
    sortAndMerge()
  }

  private mutating func add(_ found: Settings, _ options: DiscoveryOptions) {
    settings.append(found)
    excludes.append(
      IgnoreRules(folder: found.folder ?? root, patterns: found.exclude + options.exclude))
  }

  /// The settings of `folder` from its nearest file upward, as far as the root.
  private mutating func settings(
    holdingFor folder: FilePath, _ options: DiscoveryOptions, _ system: any OperatingSystem
  ) throws(SettingsError) -> Int {
    var folder = folder
    while folder != root, folder.relative(to: root) != nil {
      if let own = try settings(of: folder, options, system) { return own }
      folder = folder.parent
    }
    return 0
  }

  /// The settings of the file in `folder` itself, if it has one that counts.
  private mutating func settings(
    of folder: FilePath, _ options: DiscoveryOptions, _ system: any OperatingSystem
  ) throws(SettingsError) -> Int? {
    if options.isIsolated || options.settingsFile != nil || folder == root { return nil }
    guard var found = try SettingsFiles.inFolder(folder, system) else { return nil }
    if found.targetVersion == nil, let above = settings[0].origins["target-version"],
      above.foreignKey != nil
    {
      // What the project's metadata say holds for all of it.
      found.targetVersion = settings[0].targetVersion
      found.origins["target-version"] = above
    }
    if let known = settings.firstIndex(where: { $0.origin == found.origin }) { return known }
    add(found, options)
    return settings.count - 1
  }

  private mutating func walk(
    _ folder: FilePath, _ stack: IgnoreStack, _ inherited: Int, _ options: DiscoveryOptions,
    _ system: any OperatingSystem
  ) throws(SettingsError) {
    // An explicit stack: the depth of a tree is the user's business, not ours.
    var waiting = [(folder: folder, stack: stack, settings: inherited)]
    while var next = waiting.popLast() {
      let entries: [FolderEntry]
      do throws(FileFailure) {
        entries = try system.list(next.folder)
      } catch {
        failures.append(Failure(path: next.folder, reason: error))
        continue
      }
      let names = notableNames(entries)
      // What the user names is checked, whatever it is.
      let isNamed = next.folder == folder
      if !isNamed, InstalledCode.isWhole(next.folder, names: names, system) { continue }
      let installed =
        isNamed ? [] : InstalledCode.names(in: next.folder, entries, system)
      next.stack.enter(next.folder, names: names, system)
      if names.contains(SettingsFiles.own) || names.contains(SettingsFiles.shared) {
        next.settings = try settings(of: next.folder, options, system) ?? next.settings
      }
      for entry in entries {
        let isFolder = entry.kind == .folder
        let kind = isFolder ? nil : SourceKind(fileName: entry.name)
        // Links are not followed: what they lead to inside the tree is found in its own place.
        if entry.kind == .link || (!isFolder && kind == nil) { continue }
        if installed.contains(entry.name) { continue }
        if isFolder, Discovery.defaultExcludes.contains(entry.name) { continue }
        let path = next.folder.appending(entry.name)
        if isFolder, isBuildOutput(path, system) { continue }
        if excludes[next.settings].verdict(on: path, isFolder: isFolder) == .ignored { continue }
        if next.stack.ignores(path, isFolder: isFolder) { continue }
        if let kind {
          files.append(
            SourceFile(path: path, kind: kind, settings: next.settings, isExplicit: false))
        } else {
          waiting.append((path, next.stack, next.settings))
        }
      }
    }
  }

  /// `build` holds copies of the sources after `pip install .`, but there are packages of that name.
  private func isBuildOutput(_ folder: FilePath, _ system: any OperatingSystem) -> Bool {
    guard folder.name.elementsEqual("build".utf8) else { return false }
    let package = folder.appending("__init__.py")
    return (try? system.status(of: package, followingLinks: true)) == nil
  }

  private func notableNames(_ entries: [FolderEntry]) -> Set<[UInt8]> {
    var names: Set<[UInt8]> = []
    for entry in entries where Discovery.notable.contains(entry.name) { names.insert(entry.name) }
    return names
  }

  private static let notable: Set<[UInt8]> = Set(
    [".git", ".gitignore", ".ignore"].map { Array($0.utf8) } + InstalledCode.marks
      + [SettingsFiles.own, SettingsFiles.shared])

  private mutating func sortAndMerge() {
    files.sort { $0.path < $1.path }
    failures.sort { $0.path < $1.path }
    var merged: [SourceFile] = []
    merged.reserveCapacity(files.count)
    for file in files {
      if merged.last?.path == file.path {
        merged[merged.count - 1].isExplicit = merged[merged.count - 1].isExplicit || file.isExplicit
      } else {
        merged.append(file)
      }
    }
    files = merged
  }
}
