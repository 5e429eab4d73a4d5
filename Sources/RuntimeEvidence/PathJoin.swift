import Analyzer
import ProfileModel

/// Finds the function and the line of today for a frame that was recorded elsewhere or earlier.
///
/// Never guesses between two files: what fits several is in none.
final class PathJoin {
  /// A recorded frame in a checked file.
  struct Place: Hashable {
    var path: String
    /// Position in `ProjectOutline.File.functions`.
    var function: Int
    /// Moved along with the first line of its function.
    var line: Int
    /// The function does not have that line any more.
    var isOutside: Bool
    /// Of a lambda or comprehension inside of the function.
    var isInner: Bool
  }

  private let outline: ProjectOutline
  private let root: String
  /// Recorded in the tree that is checked now, or in a folder above or below it.
  private let isSameTree: Bool
  private var candidates: [String: [String]] = [:]
  private var places: [Frame: Place?] = [:]

  init(_ outline: ProjectOutline, recordedIn root: String) {
    self.outline = outline
    self.root = root
    let (here, there) = (PathJoin.folder(outline.root), PathJoin.folder(root))
    isSameTree = here.hasPrefix(there) || there.hasPrefix(here)
  }

  private static func folder(_ path: String) -> String { path.hasSuffix("/") ? path : path + "/" }

  func place(_ frame: Frame) -> Place? {
    if let known = places[frame] { return known }
    let place = find(frame)
    places[frame] = place
    return place
  }

  private func find(_ frame: Frame) -> Place? {
    let name = PathJoin.plainName(frame.function)
    for path in paths(frame.path, isInstalled: frame.origin == .installed) {
      guard let file = outline.file(path) else { continue }
      if let place = place(frame, name, path, file) { return place }
    }
    return nil
  }

  // MARK: Files

  /// The files that a recorded path may mean: one, or for a file that moved the one with the longest
  /// common end.
  func paths(_ recorded: String, isInstalled: Bool) -> [String] {
    if let known = candidates[recorded] { return known }
    let found = files(recorded, isInstalled: isInstalled)
    candidates[recorded] = found
    return found
  }

  private func files(_ recorded: String, isInstalled: Bool) -> [String] {
    let whole = recorded.hasPrefix("/") ? recorded : PathJoin.folder(root) + recorded
    let here = PathJoin.folder(outline.root)
    if whole.hasPrefix(here) {
      let path = String(whole.dropFirst(here.count))
      if outline.has(path) { return [path] }
    }
    if outline.has(whole) { return [whole] }
    if isInstalled { return installed(whole) }
    if isSameTree { return [] }
    return moved(whole)
  }

  /// The project itself may be what was installed.
  private func installed(_ whole: String) -> [String] {
    for folder in ["/site-packages/", "/dist-packages/"] {
      guard let range = whole.ranges(of: folder).last else { continue }
      let end = String(whole[range.upperBound...])
      // A lone module is too common a name.
      let found = outline.paths.filter { $0 == end || $0.hasSuffix("/" + end) }
      return found.count == 1 && end.contains("/") ? found : []
    }
    return []
  }

  private func moved(_ whole: String) -> [String] {
    let parts = whole.split(separator: "/")
    var best: (count: Int, paths: [String]) = (0, [])
    for path in outline.paths {
      let other = path.split(separator: "/")
      var count = 0
      while count < min(parts.count, other.count),
        parts[parts.count - 1 - count] == other[other.count - 1 - count]
      {
        count += 1
      }
      // A file at the top of the project has one part to share, and shares all of it.
      guard 2 <= count || (count == 1 && other.count == 1) else { continue }
      if best.count < count { best = (count, []) }
      if best.count == count { best.paths.append(path) }
    }
    return best.paths.count == 1 ? best.paths : []
  }

  // MARK: Functions

  /// `Store.<locals>.order` as `Store.order`; a lambda or comprehension as the function around it.
  static func plainName(_ name: String) -> String {
    var parts = name.split(separator: ".").filter { $0 != "<locals>" }
    while parts.last?.hasPrefix("<") == true { parts.removeLast() }
    return parts.joined(separator: ".")
  }

  private func place(
    _ frame: Frame, _ name: String, _ path: String, _ file: ProjectOutline.File
  ) -> Place? {
    let isInner = frame.function.hasSuffix(">") && frame.function != "<module>"
    if name.isEmpty, !isInner {
      return Place(path: path, function: 0, line: frame.line, isOutside: false, isInner: false)
    }
    // Before 3.11 interpreters only know the last part of the name.
    let isWhole = file.functions.contains { $0.name == name }
    let found = file.functions.indices.dropFirst().filter { index in
      let function = file.functions[index]
      if name.isEmpty { return function.firstLine <= frame.line && frame.line <= function.lastLine }
      return isWhole ? function.name == name : function.name.hasSuffix("." + name)
    }
    func distance(_ index: Int) -> Int {
      isInner && name.isEmpty
        ? file.functions[index].lastLine - file.functions[index].firstLine
        : abs(file.functions[index].firstLine - frame.firstLine)
    }
    guard let function = found.min(by: { distance($0) < distance($1) }) else { return nil }
    let row = file.functions[function]
    let line = isInner ? frame.line : frame.line + row.firstLine - frame.firstLine
    return Place(
      path: path, function: function, line: line,
      isOutside: line < row.firstLine || row.lastLine < line, isInner: isInner)
  }
}
