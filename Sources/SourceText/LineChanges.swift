/// Lines of an old text that others of a new one replace; counted from 0.
package struct LineChange: Sendable, Hashable {
  package var old: Range<Int>
  package var new: Range<Int>
}

package enum LineChanges {
  /// Beyond this many pairs of lines to compare, the part between what both ends share is one change.
  private static let workLimit = 64_000_000

  /// Lines with their ends.
  package static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    var result: [ArraySlice<UInt8>] = []
    var start = 0
    for (index, byte) in bytes.enumerated() where byte == 0x0a {
      result.append(bytes[start...index])
      start = index + 1
    }
    if start < bytes.count { result.append(bytes[start...]) }
    return result
  }

  /// The differing runs, in order: the standard library's longest common subsequence of what lies
  /// between the lines that both ends share.
  package static func between(
    _ old: [ArraySlice<UInt8>], _ new: [ArraySlice<UInt8>]
  ) -> [LineChange] {
    var start = 0
    while start < old.count, start < new.count, old[start] == new[start] { start += 1 }
    var tail = 0
    while tail < old.count - start, tail < new.count - start,
      old[old.count - 1 - tail] == new[new.count - 1 - tail]
    {
      tail += 1
    }
    let left = start..<old.count - tail
    let right = start..<new.count - tail
    if left.isEmpty && right.isEmpty { return [] }
    if left.isEmpty || right.isEmpty || workLimit / left.count < right.count {
      return [LineChange(old: left, new: right)]
    }
    return runs(Array(old[left]), Array(new[right])).map {
      LineChange(
        old: $0.old.lowerBound + start..<$0.old.upperBound + start,
        new: $0.new.lowerBound + start..<$0.new.upperBound + start)
    }
  }

  private static func runs(
    _ old: [ArraySlice<UInt8>], _ new: [ArraySlice<UInt8>]
  ) -> [LineChange] {
    var removed = Set<Int>()
    var inserted = Set<Int>()
    for change in new.difference(from: old) {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): inserted.insert(offset)
      }
    }
    var result: [LineChange] = []
    var (at, to) = (0, 0)
    while at < old.count || to < new.count {
      guard removed.contains(at) || inserted.contains(to) else {
        (at, to) = (at + 1, to + 1)
        continue
      }
      let (oldStart, newStart) = (at, to)
      while removed.contains(at) { at += 1 }
      while inserted.contains(to) { to += 1 }
      result.append(LineChange(old: oldStart..<at, new: newStart..<to))
    }
    return result
  }
}
