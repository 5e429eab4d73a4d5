/// Finds what was probably meant.
package enum NearestName {
  /// The candidate with the fewest edits from `name`; the first of equals. `nil` if all are far off, or
  /// more than `limit` edits away.
  package static func of(
    _ name: String, among candidates: [String], within limit: Int? = nil
  ) -> String? {
    var best: (distance: Int, name: String)?
    for candidate in candidates {
      let distance = edits(Array(name.lowercased().utf8), Array(candidate.lowercased().utf8))
      if distance < best?.distance ?? Int.max { best = (distance, candidate) }
    }
    guard let best, best.distance <= limit ?? max(2, name.utf8.count / 2) else { return nil }
    return best.name
  }

  /// Insertions, deletions, replacements and swaps of neighbours (restricted Damerau distance).
  private static func edits(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var before: [Int] = []
    var previous = Array(0...b.count)
    for i in 0..<a.count {
      var row = [i + 1]
      for j in 0..<b.count {
        var cost = min(previous[j + 1] + 1, row[j] + 1, previous[j] + (a[i] == b[j] ? 0 : 1))
        if 0 < i, 0 < j, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, before[j - 1] + 1) }
        row.append(cost)
      }
      before = previous
      previous = row
    }
    return previous[b.count]
  }
}
