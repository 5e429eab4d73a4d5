import Analyzer
import Diagnostics
import ProfileModel

/// Reads the spans of one recording and charges them to findings, or to the gaps between these.
final class SpanReader {
  private let recording: NamedRecording
  private let index: FindingIndex
  private let paths: PathJoin
  private let outline: ProjectOutline
  private(set) var figures: RecordingFigures

  init(_ recording: NamedRecording, _ index: FindingIndex, _ outline: ProjectOutline) {
    self.recording = recording
    self.index = index
    self.outline = outline
    let profile = recording.profile
    paths = PathJoin(outline, recordedIn: profile.root)
    figures = RecordingFigures(recording)
    figures.countsRuns = profile.countsRuns && !profile.probes.isEmpty
    figures.uncounted = profile.uncounted
    for (path, mark) in profile.marks.sorted(by: { $0.key < $1.key }) {
      for file in paths.paths(path, isInstalled: path.contains("-packages/"))
      where outline.mark(of: file) != mark {
        figures.changed.append(file)
      }
    }
  }

  // MARK: Spans

  /// What one span is to one finding.
  private struct Charge {
    var confirmed = 0
    var likely = 0
  }

  func read(_ span: BlockedSpan, _ tallies: inout [Tally], _ gaps: inout Gaps) {
    var charges: [Int: Charge] = [:]
    var open: [(part: Gaps.Part, frames: [Frame])] = []
    let isCertain = !span.isLate && span.source != .afterwards
    for part in span.parts {
      let places = part.frames.map { $0.origin == .machinery ? nil : paths.place($0) }
      let found = match(places, isCertain: isCertain, part.duration, &charges, &tallies)
      if found != .unknown { figures.explained &+= part.duration }
      if found == .confirmed || (found == .likely && !isCertain) { continue }
      guard let inner = places.firstIndex(where: { $0 != nil }), let place = places[inner] else {
        figures.elsewhere &+= part.duration
        continue
      }
      if SpanReader.isImport(part.frames.prefix(inner)) || place.function == 0 { continue }
      let caller = places.dropFirst(inner + 1).first { $0 != nil } ?? nil
      let stack = Gaps.Stack(inner: Array(part.frames.prefix(inner)), caller: caller)
      open.append(
        (Gaps.Part(place: place, stack: stack, duration: part.duration), part.frames))
    }
    // Collected garbage is nobody's line.
    if span.collecting &* 2 <= span.duration {
      gaps.add(SpanReader.joined(open), span, isCertain: isCertain)
    }
    for (finding, charge) in charges {
      if 0 < charge.confirmed { tallies[finding].confirmed.append(charge.confirmed) }
      if 0 < charge.likely { tallies[finding].likely.append(charge.likely) }
      if let route = span.route { tallies[finding].endpoints.insert(route) }
      tallies[finding].hurt += span.victims.values.reduce(0, +)
    }
  }

  /// The way into a call and out of it belongs to the call: what it makes is freed in its caller.
  private static func joined(_ open: [(part: Gaps.Part, frames: [Frame])]) -> [Gaps.Part] {
    open.map { item in
      let around = open.filter { other in
        item.frames.count < other.frames.count
          && other.frames.suffix(item.frames.count).elementsEqual(item.frames)
      }
      guard let call = around.max(by: { $0.part.duration < $1.part.duration }) else {
        return item.part
      }
      var part = call.part
      part.duration = item.part.duration
      return part
    }
  }

  private static func isImport(_ inner: ArraySlice<Frame>) -> Bool {
    inner.contains { $0.path.hasPrefix("<frozen importlib") || $0.function == "<module>" }
  }

  /// The best that the findings on a stack come to.
  private func match(
    _ places: [PathJoin.Place?], isCertain: Bool, _ duration: Int,
    _ charges: inout [Int: Charge], _ tallies: inout [Tally]
  ) -> Evidence.Status {
    var best = Evidence.Status.unknown
    var seen: Set<Int> = []
    for (position, place) in places.enumerated() {
      guard let place else { continue }
      let key = FindingIndex.Key(path: place.path, function: place.function)
      for row in index.rows[key] ?? []
      where index.claims[row.finding] == .holdsLoop && !seen.contains(row.finding) {
        let isHit = row.lines.contains(place.line) && isCertain && !place.isOutside
        if isHit, agrees(row, place, places[..<position]) {
          seen.insert(row.finding)
          charges[row.finding, default: Charge()].confirmed &+= duration
          best = .confirmed
        } else if !hits(row, places) || !isCertain {
          seen.insert(row.finding)
          let isElsewhere = !row.lines.contains(place.line)
          if isElsewhere { tallies[row.finding].elsewhere[place.line, default: 0] &+= duration }
          if isElsewhere, isCertain, !place.isOutside { continue }
          charges[row.finding, default: Charge()].likely &+= duration
          if best != .confirmed { best = .likely }
        }
      }
    }
    return best
  }

  /// A recursive function may stand on the stack several times: any of them may be the finding's.
  private func hits(_ row: FindingIndex.Row, _ places: [PathJoin.Place?]) -> Bool {
    places.indices.contains { position in
      guard let place = places[position], row.lines.contains(place.line), !place.isOutside,
        index.rows[FindingIndex.Key(path: place.path, function: place.function)]?.contains(where: {
          $0.finding == row.finding
        }) == true
      else { return false }
      return agrees(row, place, places[..<position])
    }
  }

  /// Whether what stands below the line is what the finding says: its first function, or nothing of the
  /// project.
  private func agrees(
    _ row: FindingIndex.Row, _ place: PathJoin.Place, _ below: ArraySlice<PathJoin.Place?>
  ) -> Bool {
    let own = below.compactMap { $0 }.filter {
      !($0.isInner && $0.path == place.path && $0.function == place.function)
    }
    guard let callee = row.callee else { return own.isEmpty }
    return own.contains { lower in
      outline.file(lower.path)?.functions[lower.function].name.split(separator: ".").last
        .map { $0 == callee } ?? false
    }
  }

  // MARK: Probes

  /// A probe belongs to the findings of its line.
  func readProbes(_ tallies: inout [Tally]) {
    let profile = recording.profile
    for probe in profile.probes {
      for path in paths.paths(probe.path, isInstalled: probe.path.contains("-packages/")) {
        guard let file = outline.file(path) else { continue }
        for function in file.functions.indices {
          let name = file.functions[function].name.split(separator: ".").last
          guard name.map({ $0 == probe.function }) ?? false else { continue }
          for row in index.rows[FindingIndex.Key(path: path, function: function)] ?? []
          where row.lines.contains(probe.line) {
            tallies[row.finding].runs = (tallies[row.finding].runs ?? 0) &+ probe.runs
            if !profile.countsRuns { tallies[row.finding].mayHaveRun = true }
          }
        }
      }
    }
  }
}
