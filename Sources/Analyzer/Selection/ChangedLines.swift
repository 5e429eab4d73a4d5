import Diagnostics
import PythonSemantics
import SourceText
package import System

/// The lines that differ from an older state of a folder's files.
///
/// A finding counts as changed with its function, or with any function on its path: a helper that began
/// to block makes its callers' findings new, although none of their lines moved.
package struct ChangedLines: Sendable {
  /// By absolute path.
  private var ranges: [String: [ClosedRange<Int>]] = [:]
  private let folder: FilePath
  /// The files of the older state; others below the folder are new as a whole.
  private let known: Set<String>

  /// What differs between an older state of a folder's files and the present one. `older` has the bytes
  /// of each file by its path in the folder; line ends do not count.
  package init(
    _ folder: FilePath, older: [(path: FilePath, bytes: [UInt8])], _ system: any OperatingSystem
  ) {
    self.folder = folder
    known = Set(older.map { folder.resolving($0.path).description })
    for (path, bytes) in older {
      let full = folder.resolving(path)
      guard let present = system.contents(full, limit: 64 << 20), present != bytes else { continue }
      let changes = LineChanges.between(
        LineChanges.lines(bytes.filter { $0 != 0x0d }),
        LineChanges.lines(present.filter { $0 != 0x0d }))
      for change in changes {
        // What is gone changed the lines around it.
        let first = change.new.isEmpty ? change.new.lowerBound : change.new.lowerBound + 1
        note(
          max(1, first), max(1, change.new.isEmpty ? first + 1 : change.new.upperBound),
          in: full.description)
      }
    }
  }

  private mutating func note(_ first: Int, _ last: Int, in path: String) {
    ranges[path, default: []].append(first...last)
  }

  // MARK: Findings

  /// Whether the finding's function or one on its path changed. `facts` knows the functions of files.
  func touches(_ finding: Finding, root: FilePath, facts: (String) -> FileFacts?) -> Bool {
    touches(finding.place, root, facts)
      || finding.chain.contains { touches($0.place, root, facts) }
  }

  private func touches(
    _ place: Place, _ root: FilePath, _ facts: (String) -> FileFacts?
  ) -> Bool {
    guard let changed = lines(of: place.path, root), let start = place.start else { return false }
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

  private func lines(of path: String, _ root: FilePath) -> [ClosedRange<Int>]? {
    let full = root.resolving(FilePath(path))
    guard full.relative(to: folder) != nil else { return nil }
    return known.contains(full.description) ? ranges[full.description] : [1...Int.max]
  }
}
