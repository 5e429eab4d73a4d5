package import Diagnostics
import PythonSemantics
import SourceText

/// The lines that a unified diff says are new or changed, by path.
///
/// A finding counts as changed with its function, or with any function on its path: a helper that began
/// to block makes its callers' findings new, although none of their lines moved.
package struct ChangedLines: Sendable {
  private var ranges: [String: [ClosedRange<Int>]] = [:]

  /// Reads what `git diff`, `hg diff` and `diff -u` print; `nil` where there is no trace of a diff in
  /// text that is not empty.
  package init?(diff bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    var path: String?
    var line = 0
    var removed = 0
    var added = 0
    var isDiff = false
    for row in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if 0 < removed || 0 < added {
        switch row.first {
        case "+":
          note(line, line, in: path)
          line += 1
          added -= 1
        case "-":
          // What is gone changed the lines around it.
          note(max(1, line - 1), line, in: path)
          removed -= 1
        case "\\": break
        default:
          line += 1
          removed -= 1
          added -= 1
        }
      } else if row.hasPrefix("+++ ") {
        path = Self.path(row.dropFirst(4))
        isDiff = true
      } else if row.hasPrefix("diff ") || row.hasPrefix("--- ") {
        isDiff = true
      } else if row.hasPrefix("@@ "), let hunk = Self.hunk(row) {
        (removed, line, added) = hunk
        // A hunk that only removes names the line before.
        if added == 0 { line += 1 }
      }
    }
    let isBlank = text.utf8.allSatisfy { $0 == 0x0a || $0 == 0x20 || $0 == 0x0d }
    if !isDiff && !isBlank { return nil }
  }

  private mutating func note(_ first: Int, _ last: Int, in path: String?) {
    guard let path else { return }
    ranges[path, default: []].append(first...last)
  }

  /// `@@ -1,2 +3,4 @@` as 2, 3, 4.
  private static func hunk(_ row: Substring) -> (removed: Int, line: Int, added: Int)? {
    let words = row.split(separator: " ")
    guard 3 <= words.count, words[1].hasPrefix("-"), words[2].hasPrefix("+") else { return nil }
    func pair(_ word: Substring) -> (Int, Int)? {
      let parts = word.dropFirst().split(separator: ",").map { Int($0) }
      guard let first = parts.first ?? nil, 0 <= first, first < 1 << 40 else { return nil }
      guard parts.count == 2 else { return (first, 1) }
      guard let count = parts[1], 0 <= count, count < 1 << 40 else { return nil }
      return (first, count)
    }
    guard let old = pair(words[1]), let new = pair(words[2]) else { return nil }
    return (old.1, new.0, new.1)
  }

  /// `b/app/x.py`, `"b/gr\303\266\303\237e.py"`, `app/x.py<tab>date`; nothing for `/dev/null`.
  private static func path(_ text: Substring) -> String? {
    var bytes = Array(text.prefix { $0 != "\t" }.utf8)
    while bytes.last == 0x0d || bytes.last == 0x20 { bytes.removeLast() }
    if bytes.first == UInt8(ascii: "\""), bytes.last == UInt8(ascii: "\""), 1 < bytes.count {
      bytes = unquoted(bytes.dropFirst().dropLast())
    }
    let path = String(decoding: bytes, as: UTF8.self)
    if path == "/dev/null" { return nil }
    return path.hasPrefix("b/") ? String(path.dropFirst(2)) : path
  }

  private static func unquoted(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    var at = bytes.startIndex
    while at < bytes.endIndex {
      let rest = bytes.index(after: at)
      guard bytes[at] == UInt8(ascii: "\\"), rest < bytes.endIndex else {
        result.append(bytes[at])
        at = rest
        continue
      }
      let digits = bytes[rest...].prefix(3).prefix { (0x30...0x37).contains($0) }
      if digits.count == 3 {
        result.append(digits.reduce(0) { $0 &* 8 &+ ($1 &- 0x30) })
        at = rest + 3
      } else {
        result.append(bytes[rest] == UInt8(ascii: "t") ? 0x09 : bytes[rest])
        at = rest + 1
      }
    }
    return result
  }

  // MARK: Findings

  /// Whether the finding's function or one on its path changed. `facts` knows the functions of files.
  func touches(_ finding: Finding, facts: (String) -> FileFacts?) -> Bool {
    touches(finding.place, facts) || finding.chain.contains { touches($0.place, facts) }
  }

  private func touches(_ place: Place, _ facts: (String) -> FileFacts?) -> Bool {
    guard let changed = lines(of: place.path), let start = place.start else { return false }
    var first = start.line
    var last = max(first, place.end?.line ?? first)
    if let facts = facts(place.path), place.cell == nil {
      let around = facts.functions.dropFirst().filter {
        !$0.flags.contains(.isLambda) && $0.range.start <= place.range.start
          && place.range.start < $0.range.end
      }.max { $0.range.start < $1.range.start }
      if let around {
        first = min(first, Self.line(of: around.range.start, facts))
        last = max(last, Self.line(of: around.range.end, facts))
      }
    }
    return changed.contains { $0.overlaps(first...last) }
  }

  private static func line(of offset: UInt32, _ facts: FileFacts) -> Int {
    facts.lineStarts.firstIndex { offset < $0 } ?? facts.lineStarts.count
  }

  /// A diff may be relative to another folder than the report: then the longer path ends with the other.
  private func lines(of path: String) -> [ClosedRange<Int>]? {
    if let exact = ranges[path] { return exact }
    let found = ranges.filter { $0.key.hasSuffix("/" + path) || path.hasSuffix("/" + $0.key) }
    return found.count == 1 ? found.first?.value : nil
  }
}
