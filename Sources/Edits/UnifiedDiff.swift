/// Two versions of a file as `diff -u` prints them.
package enum UnifiedDiff {
  private static let context = 3

  package static func text(_ name: String, _ before: [UInt8], _ after: [UInt8]) -> String {
    let old = lines(before)
    let new = lines(after)
    // Fixes change few lines: what both ends share is cut off, the middle is shown as one change.
    var start = 0
    while start < old.count, start < new.count, old[start] == new[start] { start += 1 }
    var tail = 0
    while tail < old.count - start, tail < new.count - start,
      old[old.count - 1 - tail] == new[new.count - 1 - tail]
    {
      tail += 1
    }
    if start == old.count, start == new.count { return "" }
    var text = "--- \(name)\n+++ \(name)\n"
    for hunk in hunks(Array(old[start..<old.count - tail]), Array(new[start..<new.count - tail])) {
      let from = start + hunk.old.lowerBound
      let first = max(0, from - context)
      let last = min(old.count, start + hunk.old.upperBound + context)
      let shift = hunk.new.lowerBound - hunk.old.lowerBound
      let count = last - first
      let added = count - hunk.old.count + hunk.new.count
      text += "@@ -\(first + 1),\(count) +\(first + 1 + shift),\(added) @@\n"
      for line in old[first..<from] { text += shown(" ", line) }
      for line in old[from..<start + hunk.old.upperBound] { text += shown("-", line) }
      for line in new[start + hunk.new.lowerBound..<start + hunk.new.upperBound] {
        text += shown("+", line)
      }
      for line in old[start + hunk.old.upperBound..<last] { text += shown(" ", line) }
    }
    return text
  }

  private static func shown(_ mark: String, _ line: ArraySlice<UInt8>) -> String {
    let text = String(decoding: line, as: UTF8.self)
    // By bytes: CR LF is one character of Swift's.
    return mark + (line.last == 0x0a ? text : text + "\n\\ No newline at end of file\n")
  }

  /// Lines with their ends.
  private static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    var result: [ArraySlice<UInt8>] = []
    var start = 0
    for (index, byte) in bytes.enumerated() where byte == 0x0a {
      result.append(bytes[start...index])
      start = index + 1
    }
    if start < bytes.count { result.append(bytes[start...]) }
    return result
  }

  /// The differing runs of the standard library's longest-common-subsequence difference, those less
  /// than two contexts apart taken together.
  private static func hunks(
    _ old: [ArraySlice<UInt8>], _ new: [ArraySlice<UInt8>]
  ) -> [(old: Range<Int>, new: Range<Int>)] {
    let difference = new.difference(from: old)
    var removed = Set<Int>()
    var inserted = Set<Int>()
    for change in difference {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): inserted.insert(offset)
      }
    }
    var result: [(old: Range<Int>, new: Range<Int>)] = []
    var (at, to) = (0, 0)
    while at < old.count || to < new.count {
      guard removed.contains(at) || inserted.contains(to) else {
        (at, to) = (at + 1, to + 1)
        continue
      }
      let (oldStart, newStart) = (at, to)
      while removed.contains(at) { at += 1 }
      while inserted.contains(to) { to += 1 }
      if let last = result.last, oldStart - last.old.upperBound <= 2 * context {
        result[result.count - 1] = (last.old.lowerBound..<at, last.new.lowerBound..<to)
      } else {
        result.append((oldStart..<at, newStart..<to))
      }
    }
    return result
  }
}
