package import System

/// The ignore files that are in force in one folder of a walk.
///
/// Precedence as git and its friends have it: `.ignore` over `.gitignore` over the repository's own
/// excludes, and among equals the nearest file. A repository inside another starts afresh.
package struct IgnoreStack: Sendable {
  private var plain: [IgnoreRules] = []
  private var git: [IgnoreRules] = []
  private var repository: [IgnoreRules] = []
  private var isInRepository = false

  package init() {}

  /// The rules in force around `folder`, read from its repository's top downward; those of `folder`
  /// itself come with `enter`.
  package init(above folder: FilePath, _ system: any OperatingSystem) {
    guard let top = GitExcludes.workTree(holding: folder, system), top != folder else { return }
    var folders: [FilePath] = []
    var parent = folder.parent
    while parent != top {
      folders.append(parent)
      parent = parent.parent
    }
    folders.append(top)
    for folder in folders.reversed() {
      let names = [".git", ".gitignore", ".ignore"].filter {
        (try? system.status(of: folder.appending($0), followingLinks: true)) != nil
      }
      enter(folder, names: Set(names.map { Array($0.utf8) }), system)
    }
  }

  /// Adds the ignore files of `folder`; `names` is what stands in it, as far as it matters here.
  package mutating func enter(
    _ folder: FilePath, names: Set<[UInt8]>, _ system: any OperatingSystem
  ) {
    if names.contains(Array(".git".utf8)) {
      isInRepository = true
      git = []
      repository = GitExcludes.rules(of: folder, system)
    }
    if isInRepository, names.contains(Array(".gitignore".utf8)),
      let text = system.contents(folder.appending(".gitignore"))
    {
      git.append(IgnoreRules(folder: folder, text: text))
    }
    if names.contains(Array(".ignore".utf8)),
      let text = system.contents(folder.appending(".ignore"))
    {
      plain.append(IgnoreRules(folder: folder, text: text))
    }
  }

  /// Whether a walk leaves `path` out. Nothing below a folder that is left out is asked about.
  package func ignores(_ path: FilePath, isFolder: Bool) -> Bool {
    for rules in plain.reversed() {
      if let verdict = rules.verdict(on: path, isFolder: isFolder) { return verdict == .ignored }
    }
    for rules in git.reversed() {
      if let verdict = rules.verdict(on: path, isFolder: isFolder) { return verdict == .ignored }
    }
    for rules in repository {
      if let verdict = rules.verdict(on: path, isFolder: isFolder) { return verdict == .ignored }
    }
    return false
  }
}
