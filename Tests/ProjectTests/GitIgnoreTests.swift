import Foundation
import Project
import System
import Testing

/// The ignore matcher says of random trees what git says of them.
@Suite struct GitIgnoreTests {
  @Test(arguments: 0..<24)
  func agreesWithGit(seed: Int) throws {
    guard let git = Tool.find("git") else {
      print("skipped: git is not installed")
      return
    }
    var random = SplitMix(seed: UInt64(seed) &* 7919 &+ 3)
    let top = try TemporaryFolder()
    defer { top.remove() }
    _ = try Tool.run(git, ["init", "-q", top.path], input: "")
    let folders = makeFolders(&random)
    var paths: [(path: String, isFolder: Bool)] = []
    for folder in folders where !folder.isEmpty {
      try top.makeFolder(folder)
      paths.append((folder, true))
    }
    for folder in folders {
      let prefix = folder.isEmpty ? "" : folder + "/"
      for name in Self.names where Int.random(in: 0..<3, using: &random) == 0 {
        if folders.contains(prefix + name) { continue }
        try top.write(prefix + name, "")
        paths.append((prefix + name, false))
      }
      if folder.isEmpty || Int.random(in: 0..<2, using: &random) == 0 {
        let lines = (0..<Int.random(in: 1...9, using: &random)).map { _ in pattern(&random) }
        try top.write(prefix + ".gitignore", lines.joined(separator: "\n") + "\n")
      }
    }

    let input = paths.map { $0.path }.joined(separator: "\0") + "\0"
    let output = try Tool.run(
      git, ["-C", top.path, "check-ignore", "--no-index", "--stdin", "-z"], input: input)
    let expected = Set(output.split(separator: "\0").map(String.init))

    let actual = try ignored(in: top.path)
    let known = Set(paths.map { $0.path })
    for path in known.sorted() where expected.contains(path) != actual.contains(path) {
      let rules = try ruleFiles(above: path, in: top.path)
      Issue.record("\(path): git ignores it: \(expected.contains(path))\n\(rules)")
    }
    #expect(!known.isEmpty)
  }

  private func ruleFiles(above path: String, in top: String) throws -> String {
    var folder = ""
    var text = ""
    for part in [""] + path.split(separator: "/").map(String.init) {
      folder += part.isEmpty ? "" : part + "/"
      guard let data = FileManager.default.contents(atPath: "\(top)/\(folder).gitignore") else {
        continue
      }
      text += "--- \(folder).gitignore\n" + String(decoding: data, as: UTF8.self)
    }
    return text
  }

  /// Walks the whole tree and says what is left out, with all that lies below.
  private func ignored(in top: String) throws -> Set<String> {
    let system = NativeSystem()
    let root = FilePath(top)
    var result: Set<String> = []
    func walk(_ folder: FilePath, _ stack: IgnoreStack, isIgnored: Bool) throws {
      let entries = try system.list(folder)
      var inner = stack
      inner.enter(folder, names: Set(entries.map { $0.name }), system)
      for entry in entries where !entry.name.elementsEqual(".git".utf8) {
        let path = folder.appending(entry.name)
        let isFolder = entry.kind == .folder
        let isOut = isIgnored || inner.ignores(path, isFolder: isFolder)
        if isOut, let relative = path.relative(to: root) { result.insert(relative.description) }
        if isFolder { try walk(path, inner, isIgnored: isOut) }
      }
    }
    try walk(root, IgnoreStack(), isIgnored: false)
    return result
  }

  private static let names = [
    "a", "b", "ab", "a.py", "b.py", "ab.py", "c", "a b", "#a", "!b", "[a]",
  ]
  private static let pieces = [
    "a", "b", "ab", "c", "*", "?", "**", "/", "/", "[ab]", "[!a]", "[a-c]", "a*", "*.py", "**/",
    "/**",
    "\\a", "\\*", "[[:alpha:]]", "[a", "]", " ", "\\ ", "#", "!", ".py", "[^b]", "[]a]", "[a-]",
  ]

  private func pattern(_ random: inout SplitMix) -> String {
    var text = Int.random(in: 0..<4, using: &random) == 0 ? "!" : ""
    for _ in 0..<Int.random(in: 1...5, using: &random) {
      text += Self.pieces[Int.random(in: 0..<Self.pieces.count, using: &random)]
    }
    if Int.random(in: 0..<5, using: &random) == 0 { text += "/" }
    return isDisputed(text) ? pattern(&random) : text
  }

  /// Git compares the plain start of a pattern on its own, and so takes the stars of `!?name**/x` for
  /// the start of a pattern. Its manual says that such stars are two plain ones; we follow the manual.
  private func isDisputed(_ pattern: String) -> Bool {
    let pattern = pattern.hasPrefix("!") ? pattern.dropFirst() : pattern[...]
    guard let special = pattern.firstIndex(where: "*?[\\".contains) else { return false }
    return pattern[special...].hasPrefix("**") && special != pattern.startIndex
      && pattern[pattern.index(before: special)] != "/"
  }

  private func makeFolders(_ random: inout SplitMix) -> [String] {
    var folders = [""]
    for _ in 0..<10 {
      let parent = folders[Int.random(in: 0..<folders.count, using: &random)]
      let name = ["a", "b", "ab", "c"][Int.random(in: 0..<4, using: &random)]
      let path = parent.isEmpty ? name : parent + "/" + name
      if !folders.contains(path) { folders.append(path) }
    }
    return folders
  }
}
