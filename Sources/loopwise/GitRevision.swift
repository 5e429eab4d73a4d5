import Analyzer
import System

/// An older state of a repository's Python files, read by git's plumbing: names and contents of objects
/// alone. No hook, filter, textconv, monitor, pager or fetch that a configuration names takes part.
enum GitRevision {
  private static let limit = 1 << 30

  static func changes(
    since revision: String, _ system: any OperatingSystem
  ) throws -> ChangedLines {
    func fail(_ what: String) -> HostFailure {
      HostFailure(description: "--since \(revision): \(what)")
    }
    guard let top = line(["rev-parse", "--show-toplevel"]) else {
      throw fail("no git repository here, or no git")
    }
    guard
      let commit = line([
        "rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}",
      ])
    else { throw fail("names no commit") }
    let folder = RawArguments.path(top)
    guard let listing = git(["-C", top, "ls-tree", "-r", "-z", "--full-tree", commit]) else {
      throw fail("its files cannot be listed")
    }
    // `100644 blob <id><tab>path`; links and other repositories are left out.
    var files: [(path: [UInt8], object: [UInt8])] = []
    for row in listing.split(separator: 0) {
      guard let tab = row.firstIndex(of: 0x09), row.starts(with: Array("100".utf8)) else {
        continue
      }
      let path = Array(row[(tab + 1)...])
      let words = row[..<tab].split(separator: 0x20)
      guard 3 <= words.count, isPython(path) else { continue }
      files.append((path, Array(words[2])))
    }
    guard let contents = objects(files.map { $0.object }, top) else {
      throw fail("its files cannot be read")
    }
    return ChangedLines(
      folder, older: zip(files, contents).map { (FilePath(bytes: $0.path), $1) }, system)
  }

  private static func isPython(_ path: [UInt8]) -> Bool {
    [".py", ".pyi", ".ipynb"].contains { path.suffix($0.utf8.count).elementsEqual($0.utf8) }
  }

  /// `<id> blob <size>` and the bytes, one after the other.
  private static func objects(_ names: [[UInt8]], _ top: String) -> [[UInt8]]? {
    if names.isEmpty { return [] }
    let input: [UInt8] = Array(names.joined(separator: [0x0a])) + [0x0a]
    guard let output = git(["-C", top, "cat-file", "--batch"], input: input) else { return nil }
    var result: [[UInt8]] = []
    var at = output.startIndex
    for _ in names {
      guard let end = output[at...].firstIndex(of: 0x0a) else { return nil }
      let words = output[at..<end].split(separator: 0x20)
      guard words.count == 3, let size = Int(String(decoding: words[2], as: UTF8.self)),
        0 <= size, size <= output.count - end - 1
      else { return nil }
      result.append(Array(output[(end + 1)..<(end + 1 + size)]))
      at = min(end + size + 2, output.count)
    }
    return result
  }

  private static func line(_ arguments: [String]) -> String? {
    guard let output = git(arguments) else { return nil }
    let text = String(decoding: output.prefix { $0 != 0x0a }, as: UTF8.self)
    return text.isEmpty ? nil : text
  }

  private static func git(_ arguments: [String], input: [UInt8] = []) -> [UInt8]? {
    let fixed = ["git", "--no-pager", "--no-replace-objects", "-c", "core.fsmonitor=false"]
    return Processes.output(
      of: (fixed + arguments).map { Array($0.utf8) }, input: input,
      environment: [
        ("GIT_NO_LAZY_FETCH", [0x31]), ("GIT_OPTIONAL_LOCKS", [0x30]),
        ("GIT_TERMINAL_PROMPT", [0x30]),
      ], limit: limit)
  }
}
