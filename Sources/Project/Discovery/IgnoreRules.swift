package import System

/// The rules of one ignore file, or of one list of patterns in the settings.
///
/// Git's rules: the last match wins; `!` takes back; a slash before the end ties a pattern to the
/// folder of the file; a slash at the end means folders only.
package struct IgnoreRules: Sendable {
  package enum Verdict: Sendable {
    case ignored
    case included
  }

  private struct Rule: Sendable {
    var pattern: GlobPattern
    var isNegated: Bool
    var isFolderOnly: Bool
    var isAnchored: Bool
  }

  /// The folder that anchored patterns start from.
  package let folder: FilePath
  private var rules: [Rule] = []
  /// Rules of one plain name, by that name: most are, and files are many.
  private var literal: [[UInt8]: [Int]] = [:]
  private var other: [Int] = []

  package init(folder: FilePath, text: [UInt8]) {
    self.folder = folder
    // Windows line ends and a byte order mark are tolerated, as git does.
    let mark: [UInt8] = [0xef, 0xbb, 0xbf]
    let body = text.starts(with: mark) ? text[3...] : text[...]
    for line in body.split(separator: UInt8(ascii: "\n")) { add(line: line) }
  }

  package init(folder: FilePath, patterns: [String]) {
    self.folder = folder
    for pattern in patterns { add(line: Array(pattern.utf8)[...]) }
  }

  package var isEmpty: Bool { rules.isEmpty }

  private mutating func add(line: ArraySlice<UInt8>) {
    var line = line
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    line = IgnoreRules.withoutTrailingSpaces(line)
    if line.isEmpty || line.first == UInt8(ascii: "#") { return }
    let isNegated = line.first == UInt8(ascii: "!")
    if isNegated { line.removeFirst() }
    let isFolderOnly = line.last == FilePath.slash
    if isFolderOnly { line.removeLast() }
    let isAnchored = line.contains(FilePath.slash)
    if line.first == FilePath.slash { line.removeFirst() }
    if line.isEmpty { return }

    let rule = Rule(
      pattern: GlobPattern(line), isNegated: isNegated, isFolderOnly: isFolderOnly,
      isAnchored: isAnchored)
    if !isAnchored, let name = rule.pattern.literalName {
      literal[name, default: []].append(rules.count)
    } else {
      other.append(rules.count)
    }
    rules.append(rule)
  }

  /// Spaces at the end do not count unless a backslash stands before the last one kept.
  private static func withoutTrailingSpaces(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var end = line.startIndex
    var at = line.startIndex
    while at < line.endIndex {
      if line[at] == UInt8(ascii: "\\") {
        at = min(at + 2, line.endIndex)
        end = at
      } else {
        at += 1
        if line[at - 1] != UInt8(ascii: " ") { end = at }
      }
    }
    return line[..<end]
  }

  /// What the rules say of `path`, which lies below `folder`; `nil` if they say nothing.
  /// Does not ask about the folders above: the caller walks from the top.
  package func verdict(on path: FilePath, isFolder: Bool) -> Verdict? {
    let name = path.name
    var winner = -1
    for index in literal[Array(name)] ?? [] where isFolder || !rules[index].isFolderOnly {
      winner = index
    }
    var names: [ArraySlice<UInt8>]?
    for index in other.reversed() {
      if index < winner { break }
      let rule = rules[index]
      if rule.isFolderOnly && !isFolder { continue }
      let matches: Bool
      if rule.isAnchored {
        let parts = names ?? self.names(of: path)
        names = parts
        matches = rule.pattern.matches(path: parts[...])
      } else {
        matches = rule.pattern.matches(name: name)
      }
      if matches {
        winner = index
        break
      }
    }
    if winner < 0 { return nil }
    return rules[winner].isNegated ? .included : .ignored
  }

  private func names(of path: FilePath) -> [ArraySlice<UInt8>] {
    guard let rest = path.relative(to: folder) else { return [] }
    return rest.bytes.split(separator: FilePath.slash)
  }
}
