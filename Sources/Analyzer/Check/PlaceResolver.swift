import Diagnostics
import Project
import RuleKit
import SourceText
import System

/// Gives lines, columns and excerpts to places that know only their bytes, by reading each file that
/// is spoken of once more. Few are, so that nothing has to be kept of the many that are not.
struct PlaceResolver {
  private let loader: SourceLoader
  private let root: FilePath
  private var lines = LineIndex()
  private var loaded: String?
  /// Files of this check by the path that findings call them; others are resolved against the root.
  private let files: [String: SourceFile]

  init(loader: SourceLoader, root: FilePath, files: [String: SourceFile]) {
    self.loader = loader
    self.root = root
    self.files = files
  }

  mutating func resolve(_ findings: inout [Finding]) {
    // Each file is loaded once: the places are taken in order of path.
    var order: [(path: String, apply: (inout [Finding], inout PlaceResolver) -> Void)] = []
    for index in findings.indices {
      order.append(
        (
          findings[index].place.path,
          { findings, resolver in
            resolver.resolve(&findings[index].place)
            findings[index].excerpt = resolver.excerpt(findings[index].place)
          }
        ))
      for step in findings[index].chain.indices {
        order.append(
          (
            findings[index].chain[step].place.path,
            { findings, resolver in
              // What a recording saw outside of the project has its line, and no bytes.
              if findings[index].chain[step].place.start != nil { return }
              resolver.resolve(&findings[index].chain[step].place)
              findings[index].chain[step].excerpt = resolver.excerpt(
                findings[index].chain[step].place)
            }
          ))
      }
      for edit in (findings[index].fix?.edits ?? []).indices {
        guard let path = findings[index].fix?.edits[edit].place.path else { continue }
        order.append(
          (
            path,
            { findings, resolver in
              guard var fix = findings[index].fix else { return }
              resolver.resolve(&fix.edits[edit].place)
              findings[index].fix = fix
            }
          ))
      }
    }
    for item in order.sorted(by: { $0.path < $1.path }) { item.apply(&findings, &self) }
  }

  mutating func resolve(_ explanation: inout FunctionExplanation) {
    resolve(&explanation.definition)
    for index in explanation.waits.indices {
      resolve(&explanation.waits[index].place)
      for step in explanation.waits[index].chain.indices {
        resolve(&explanation.waits[index].chain[step].place)
      }
    }
    for index in explanation.discounted.indices { resolve(&explanation.discounted[index].place) }
    for index in explanation.unresolved.indices { resolve(&explanation.unresolved[index].place) }
  }

  mutating func resolve(_ points: inout [EntryPoint]) {
    // Places come back again and again, since endpoints share what they call.
    var known: [Place: Place] = [:]
    func lookUp(_ place: inout Place, _ resolver: inout PlaceResolver) {
      if let found = known[place] {
        place = found
        return
      }
      let key = place
      resolver.resolve(&place)
      known[key] = place
    }
    for index in points.indices {
      lookUp(&points[index].place, &self)
      for wait in points[index].waits.indices { lookUp(&points[index].waits[wait].place, &self) }
      for hold in points[index].holds.indices {
        lookUp(&points[index].holds[hold].place, &self)
        for step in points[index].holds[hold].via.indices {
          lookUp(&points[index].holds[hold].via[step].place, &self)
        }
        for step in points[index].holds[hold].chain.indices {
          lookUp(&points[index].holds[hold].chain[step].place, &self)
        }
      }
      // Only the first is shown; of the others, the number.
      if !points[index].loops.isEmpty { lookUp(&points[index].loops[0], &self) }
      for finding in points[index].findings.indices {
        lookUp(&points[index].findings[finding].place, &self)
      }
    }
  }

  private mutating func resolve(_ place: inout Place) {
    guard load(place.path) else { return }
    place.start = position(place.range.start)
    place.end = position(max(place.range.start, place.range.end))
    guard let cells = loader.cells, let start = place.start, let end = place.end else { return }
    let first = cells.place(ofLine: start.line)
    let last = cells.place(ofLine: end.line)
    place.cell = first.cell
    place.start?.line = first.line
    place.end?.line = first.cell == last.cell ? last.line : first.line
  }

  private func position(_ offset: UInt32) -> Position {
    let offset = min(offset, UInt32(loader.source.count))
    let line = lines.line(of: offset)
    return Position(
      line: line, column: lines.scalarColumn(of: offset, in: loader.source) + 1)
  }

  private mutating func load(_ path: String) -> Bool {
    if loaded == path { return true }
    loaded = nil
    let file = files[path]
    let full = file?.path ?? root.resolving(FilePath(path))
    let kind = file?.kind ?? SourceKind(fileName: full.name) ?? .module
    do throws(SourceFailure) { try loader.load(full, kind: kind) } catch { return false }
    lines.rebuild(loader.source)
    loaded = path
    return true
  }

  /// A line beside an excerpt; of a very long one, the beginning.
  private func shortLine(_ line: Int) -> String {
    let start = lines.start(ofLine: line)
    var end = min(lines.end(ofLine: line), start + 200)
    let bytes = loader.source.bytes
    while start < end, bytes[Int(end) - 1] < 0x20 || 0x80 <= bytes[Int(end) - 1] { end -= 1 }
    return loader.source.text(of: TextRange(start: start, end: end))
  }

  /// The line of a place that was just resolved, or 200 scalars of it around the place: a line may
  /// be as long as a file.
  private func excerpt(_ place: Place) -> SourceExcerpt? {
    guard loaded == place.path else { return nil }
    let offset = min(place.range.start, UInt32(loader.source.count))
    let line = lines.line(of: offset)
    let start = lines.start(ofLine: line)
    var end = lines.end(ofLine: line)
    let bytes = loader.source.bytes
    while start < end, bytes[Int(end) - 1] == 0x0a || bytes[Int(end) - 1] == 0x0d { end -= 1 }
    if end - start <= 400 {
      var excerpt = SourceExcerpt(text: loader.source.text(of: TextRange(start: start, end: end)))
      if place.cell == nil {
        excerpt.before = (max(1, line - 2)..<line).map(shortLine)
        excerpt.after = ((line + 1)..<max(line + 1, min(line + 3, lines.starts.count + 1)))
          .map(shortLine)
      }
      return excerpt
    }
    var from = max(start, offset < 120 ? 0 : offset - 120)
    var to = min(end, from + 400)
    // Not in the middle of a scalar.
    while start < from, bytes[Int(from)] & 0xc0 == 0x80 { from -= 1 }
    while to < end, bytes[Int(to)] & 0xc0 == 0x80 { to += 1 }
    let column = lines.scalarColumn(of: from, in: loader.source) + 1
    return SourceExcerpt(
      firstColumn: column, text: loader.source.text(of: TextRange(start: from, end: to)))
  }
}
