import Diagnostics
import Project
import SourceText
import System

/// The files that fixes touch: their bytes as they were given or found on disk, and how offsets of
/// findings lie in them.
struct FileTexts {
  private let system: any OperatingSystem
  private let root: FilePath
  private var original: [FilePath: [UInt8]] = [:]

  init(_ system: any OperatingSystem, root: FilePath) {
    self.system = system
    self.root = root
  }

  /// The texts after the edits; nil where one of the files cannot be edited.
  mutating func applying(_ fixes: [Fix], to texts: SourceOverlay) -> SourceOverlay? {
    var edits: [FilePath: [FixEdit]] = [:]
    for edit in fixes.flatMap({ $0.edits }) {
      let path = root.resolving(FilePath(edit.place.path))
      if edits[path, default: []].contains(where: { $0.isSameLine(as: edit) }) { continue }
      edits[path, default: []].append(edit)
    }
    var result = texts
    for path in edits.keys.sorted(by: { $0.description < $1.description }) {
      guard let before = bytes(path, texts), SourceKind(fileName: path.name) != .notebook,
        let after = Self.apply(edits[path] ?? [], to: before)
      else { return nil }
      result.texts[path] = after
    }
    return result
  }

  private mutating func bytes(_ path: FilePath, _ texts: SourceOverlay) -> [UInt8]? {
    // A text that the caller gave need not be on the disk.
    let found = texts.texts[path] ?? system.contents(path, limit: SourceLoader.sizeLimit)
    if let found, original[path] == nil { original[path] = found }
    return found
  }

  /// Offsets count from the first byte after a byte order mark; texts in other encodings than UTF-8
  /// are left alone. Line ends of inserted text follow the file's.
  private static func apply(_ edits: [FixEdit], to bytes: [UInt8]) -> [UInt8]? {
    let source = SourceBuffer()
    source.load(bytes)
    let shift = bytes.count - source.count
    guard !source.isReencoded, 0 <= shift, shift <= 3 else { return nil }
    let isWindows = usesCarriageReturns(bytes)
    var result = bytes
    // From the end, so that offsets hold; what stands at one place keeps its order.
    let order = edits.enumerated().sorted {
      ($1.element.place.range, $1.offset) < ($0.element.place.range, $0.offset)
    }
    for (_, edit) in order {
      let start = Int(edit.place.range.start) + shift
      let end = Int(edit.place.range.end) + shift
      guard start <= end, end <= result.count else { return nil }
      var text = Array(edit.text.utf8)
      if isWindows { text = text.flatMap { $0 == 0x0a ? [0x0d, 0x0a] : [$0] } }
      result.replaceSubrange(start..<end, with: text)
    }
    return result
  }

  private static func usesCarriageReturns(_ bytes: [UInt8]) -> Bool {
    guard let line = bytes.firstIndex(of: 0x0a), 0 < line else { return false }
    return bytes[line - 1] == 0x0d
  }

  /// What differs from before, in order of path.
  func changed(
    _ texts: SourceOverlay
  ) -> [(path: FilePath, before: [UInt8], after: [UInt8])] {
    original.keys.sorted { $0.description < $1.description }.compactMap { path in
      guard let before = original[path], let after = texts.texts[path], before != after else {
        return nil
      }
      return (path, before, after)
    }
  }
}
