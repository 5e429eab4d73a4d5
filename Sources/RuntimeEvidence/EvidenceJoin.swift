package import Analyzer
package import Diagnostics
package import ProfileModel

/// A recording with the name that its user gave it.
package struct NamedRecording: Sendable {
  package var name: String
  package var profile: Profile

  package init(name: String, profile: Profile) {
    self.name = name
    self.profile = profile
  }
}

extension RecordingFigures {
  init(_ recording: NamedRecording) {
    let profile = recording.profile
    self.init(name: recording.name)
    command = profile.command
    wallSeconds = profile.wallSeconds
    duration = profile.duration
    spans = profile.spans.count
    lost = profile.blockedTotal
    isComplete = profile.isComplete
    ending = profile.ending.complaint
    hasLoop = !profile.spans.isEmpty || profile.processes.contains { !$0.loops.isEmpty }
    observed = profile.wall
    callbacks = profile.callbacks
  }
}

/// Joins the spans of recordings with the findings of a check: which findings did hold the loop, which
/// ran and did not, and which spans no finding explains.
///
/// A span confirms a finding if the finding's line is on its stack and what stands below it is what the
/// finding says. Stacks that were taken late, or not at all, make nothing certain.
package struct EvidenceJoin: Sendable {
  private let recordings: [NamedRecording]

  package init(_ recordings: [NamedRecording]) { self.recordings = recordings }

  package func apply(
    to findings: inout [Finding], _ outline: ProjectOutline
  ) -> [RecordingFigures] {
    let index = FindingIndex(findings, outline)
    var tallies = [Tally](repeating: Tally(), count: findings.count)
    var gaps = Gaps()
    var figures: [RecordingFigures] = []
    for recording in recordings {
      let reader = SpanReader(recording, index, outline)
      for placed in recording.profile.spans {
        reader.read(placed.span, &tallies, &gaps)
      }
      reader.readProbes(&tallies)
      figures.append(reader.figures)
    }
    let changed = Set(figures.flatMap { $0.changed })
    for position in findings.indices {
      findings[position].evidence = tallies[position].evidence(
        of: index.claims[position], isStale: changed.contains(findings[position].place.path))
      // What was measured needs no further proof.
      if findings[position].evidence?.status == .confirmed { findings[position].confidence = .high }
    }
    findings += gaps.findings(outline, changed)
    return figures
  }
}

/// What the recordings said about one finding so far.
struct Tally {
  /// Of each span, the time with the finding's own line on the stack.
  var confirmed: [Int] = []
  var likely: [Int] = []
  /// Where else in the function the loop was held, and for how long.
  var elsewhere: [Int: Int] = [:]
  var endpoints: Set<RouteKey> = []
  var hurt = 0
  var runs: Int?
  /// A probe that nobody hit in a recording where some process does not count.
  var mayHaveRun = false

  func evidence(of claim: FindingIndex.Claim, isStale: Bool) -> Evidence {
    let durations = confirmed.isEmpty ? likely : confirmed
    var evidence = Evidence(confirmed.isEmpty ? .likely : .confirmed)
    evidence.runs = runs
    evidence.isStale = isStale
    if durations.isEmpty {
      evidence.status = clean(claim)
      if evidence.status == .unknown { evidence.note = reason(claim) }
      guard let elsewhere = held else { return evidence }
      evidence.note = elsewhere
      if evidence.status == .unknown { evidence.status = .elsewhere }
      return evidence
    }
    let sorted = durations.sorted()
    evidence.spans = sorted.count
    evidence.lost = sorted.reduce(0, &+)
    evidence.longest = sorted.last ?? 0
    evidence.p95 = sorted[max(0, Int((0.95 * Double(sorted.count)).rounded(.up)) - 1)]
    evidence.endpoints = endpoints.sorted().map { $0.words }
    evidence.hurt = hurt
    if evidence.status == .likely { evidence.note = whereElse }
    return evidence
  }

  private func clean(_ claim: FindingIndex.Claim) -> Evidence.Status {
    guard let runs, !mayHaveRun || 0 < runs else { return .unknown }
    if runs == 0 { return .neverRan }
    return claim == .holdsLoop ? .ranClean : .unknown
  }

  private func reason(_ claim: FindingIndex.Claim) -> String {
    if claim == .other {
      return (runs ?? 0) == 0
        ? "recordings do not show faults of this kind"
        : "the line ran, but recordings do not show faults of this kind"
    }
    if mayHaveRun { return "not seen, but not every process could count runs" }
    return "not on the stack of any span, and its runs were not counted"
  }

  private var most: (key: Int, value: Int)? {
    elsewhere.max { ($0.value, $1.key) < ($1.value, $0.key) }
  }

  private var held: String? {
    most.map {
      "elsewhere in this function: line \($0.key) held the loop for \(Evidence.Duration.words($0.value))"
    }
  }

  private var whereElse: String {
    most.map { "the same function, line \($0.key)" } ?? "the exact line was not seen"
  }
}

extension RouteKey {
  var words: String { method.isEmpty ? route : "\(method) \(route)" }
}
