import System

/// What git ignores besides `.gitignore` files: the repository's `info/exclude` and the user's file.
struct GitExcludes {
  /// The top of the working tree that holds a folder, if any.
  static func workTree(holding folder: FilePath, _ system: any OperatingSystem) -> FilePath? {
    var folder = folder
    while true {
      if (try? system.status(of: folder.appending(".git"), followingLinks: true)) != nil {
        return folder
      }
      let parent = folder.parent
      if parent == folder || parent.isEmpty { return nil }
      folder = parent
    }
  }

  /// In order of falling precedence.
  static func rules(of workTree: FilePath, _ system: any OperatingSystem) -> [IgnoreRules] {
    var found: [IgnoreRules] = []
    let own = gitFolder(of: workTree, system).appending("info/exclude")
    if let text = system.contents(own) {
      found.append(IgnoreRules(folder: workTree, text: text))
    }
    if let file = userFile(system), let text = system.contents(file) {
      found.append(IgnoreRules(folder: workTree, text: text))
    }
    return found
  }

  /// `.git`, or where it points: in a linked work tree it is a file naming a folder, whose
  /// `commondir` names the repository that holds `info`.
  private static func gitFolder(
    of workTree: FilePath, _ system: any OperatingSystem
  ) -> FilePath {
    let git = workTree.appending(".git")
    guard let link = system.contents(git, limit: 1 << 16) else { return git }
    let prefix = Array("gitdir: ".utf8)
    guard link.starts(with: prefix) else { return git }
    let target = workTree.resolving(FilePath(bytes: trimmed(link.dropFirst(prefix.count))))
    guard let common = system.contents(target.appending("commondir"), limit: 1 << 16) else {
      return target
    }
    return target.resolving(FilePath(bytes: trimmed(common[...])))
  }

  /// `core.excludesFile`, or git's default place.
  private static func userFile(_ system: any OperatingSystem) -> FilePath? {
    let home = system.environment("HOME").map { FilePath($0) }
    let settings = system.environment("XDG_CONFIG_HOME").flatMap { $0.isEmpty ? nil : FilePath($0) }
    let folder = settings ?? home?.appending(".config")
    let files = [home?.appending(".gitconfig"), folder?.appending("git/config")]
    for case .some(let file) in files {
      guard let text = system.contents(file), let value = excludesFile(in: text) else { continue }
      guard value.starts(with: "~/".utf8) else { return FilePath(bytes: value) }
      return home?.appending(value.dropFirst(2))
    }
    return folder?.appending("git/ignore")
  }

  /// The last `excludesFile` of a `[core]` section.
  private static func excludesFile(in text: [UInt8]) -> [UInt8]? {
    var isCore = false
    var value: [UInt8]?
    for line in text.split(separator: UInt8(ascii: "\n")) {
      let line = trimmed(line)
      if line.first == UInt8(ascii: "[") {
        isCore = String(decoding: line, as: UTF8.self).lowercased() == "[core]"
      } else if isCore, let equals = line.firstIndex(of: UInt8(ascii: "=")) {
        let key = String(decoding: trimmed(line[..<equals]), as: UTF8.self).lowercased()
        guard key == "excludesfile" else { continue }
        let quote = UInt8(ascii: "\"")
        value = trimmed(line[(equals + 1)...]).filter { $0 != quote }
      }
    }
    return value
  }

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    let isSpace: (UInt8) -> Bool = { $0 <= 0x20 }
    guard let first = bytes.firstIndex(where: { !isSpace($0) }),
      let last = bytes.lastIndex(where: { !isSpace($0) })
    else { return [] }
    return Array(bytes[first...last])
  }

  private static func trimmed(_ bytes: [UInt8]) -> [UInt8] { trimmed(bytes[...]) }
}
