import SourceText

/// Two versions of a file as `diff -u` prints them.
package enum UnifiedDiff {
  private static let context = 3

  package static func text(_ name: String, _ before: [UInt8], _ after: [UInt8]) -> String {
    let old = LineChanges.lines(before)
    let new = LineChanges.lines(after)
    let changes = LineChanges.between(old, new)
    if changes.isEmpty { return "" }
    return hunks(changes).reduce("--- \(name)\n+++ \(name)\n") { $0 + shown($1, old, new) }
  }

  /// Changes less than two contexts apart stand together.
  private static func hunks(_ changes: [LineChange]) -> [[LineChange]] {
    var result: [[LineChange]] = []
    for change in changes {
      if let last = result.last?.last, change.old.lowerBound - last.old.upperBound <= 2 * context {
        result[result.count - 1].append(change)
      } else {
        result.append([change])
      }
    }
    return result
  }

  private static func shown(
    _ hunk: [LineChange], _ old: [ArraySlice<UInt8>], _ new: [ArraySlice<UInt8>]
  ) -> String {
    guard let first = hunk.first, let last = hunk.last else { return "" }
    let from = max(0, first.old.lowerBound - context)
    let to = min(old.count, last.old.upperBound + context)
    let shift = first.new.lowerBound - first.old.lowerBound
    let added = hunk.reduce(to - from) { $0 - $1.old.count + $1.new.count }
    var text = "@@ -\(from + 1),\(to - from) +\(from + 1 + shift),\(added) @@\n"
    var at = from
    for change in hunk {
      for line in old[at..<change.old.lowerBound] { text += shown(" ", line) }
      for line in old[change.old] { text += shown("-", line) }
      for line in new[change.new] { text += shown("+", line) }
      at = change.old.upperBound
    }
    for line in old[at..<to] { text += shown(" ", line) }
    return text
  }

  private static func shown(_ mark: String, _ line: ArraySlice<UInt8>) -> String {
    let text = String(decoding: line, as: UTF8.self)
    // By bytes: CR LF is one character of Swift's.
    return mark + (line.last == 0x0a ? text : text + "\n\\ No newline at end of file\n")
  }
}
