import Diagnostics

/// Evidence in the formats that show it.
enum EvidenceText {
  /// `confirmed, 320 ms`; nothing for what is not known.
  static func short(_ evidence: Evidence) -> String? {
    switch evidence.status {
    case .confirmed, .likely:
      "\(evidence.status.rawValue), \(Evidence.Duration.words(evidence.lost))"
    case .elsewhere: "ran, but elsewhere in this function"
    case .ranClean: "ran clean"
    case .neverRan: "never ran"
    case .unknown: nil
    }
  }

  static func json(_ evidence: Evidence) -> JSON {
    .object([
      ("status", .string(evidence.status.rawValue)),
      ("spans", .int(evidence.spans)),
      ("total_ms", milliseconds(evidence.lost)),
      ("p95_ms", milliseconds(evidence.p95)),
      ("max_ms", milliseconds(evidence.longest)),
      ("endpoints", .array(evidence.endpoints.map { .string($0) })),
      ("requests_hurt", .int(evidence.hurt)),
      ("runs", evidence.runs.map { .int($0) } ?? .null),
      ("stale", .bool(evidence.isStale)),
      ("note", .string(evidence.note)),
    ])
  }

  static func json(_ recording: RecordingFigures) -> JSON {
    .object([
      ("file", .string(recording.name)),
      ("command", .string(recording.command)),
      ("started", .int(recording.wallSeconds)),
      ("duration_ms", milliseconds(recording.duration)),
      ("spans", .int(recording.spans)),
      ("total_ms", milliseconds(recording.lost)),
      ("explained_ms", milliseconds(recording.explained)),
      ("elsewhere_ms", milliseconds(recording.elsewhere)),
      ("complete", .bool(recording.isComplete)),
      ("ending", recording.ending.map { .string($0) } ?? .null),
      ("observed_ms", milliseconds(recording.observed)),
      ("callbacks", .int(recording.callbacks)),
      ("counts_runs", .bool(recording.countsRuns)),
      ("changed", .array(recording.changed.map { .string($0) })),
    ])
  }

  static func milliseconds(_ nanoseconds: Int) -> JSON { .decimal(Double(nanoseconds) / 1e6) }

  /// What a recording said as a whole, and what it could not say.
  static func line(_ recording: RecordingFigures, explains: Bool = true) -> String {
    func time(_ nanoseconds: Int) -> String { Evidence.Duration.words(nanoseconds) }
    var text = "\(recording.name): "
    if let ending = recording.ending {
      text += "the program \(ending) after \(time(recording.duration)); "
    }
    if !recording.hasLoop {
      text += "no event loop was seen"
      if recording.ending == nil { text += " in \(time(recording.duration))" }
    } else if recording.spans == 0, recording.ending != nil {
      text += "in \(time(recording.observed)) of its event loop, "
      text += recording.callbacks == 1 ? "1 callback" : "\(recording.callbacks) callbacks"
      text += " ran and none held it for long"
    } else if recording.spans == 0 {
      text += "no loop was held for long in \(time(recording.duration))"
    } else {
      text += "\(recording.spans) blocked \(recording.spans == 1 ? "span" : "spans"), "
      text += "\(time(recording.lost)) of loop time lost in \(time(recording.duration))"
      if explains { text += "; findings explain \(time(recording.explained))" }
    }
    if 0 < recording.elsewhere {
      text += ", \(time(recording.elsewhere)) were lost outside of the checked files"
    }
    if let uncounted = recording.uncounted { text += "; \(uncounted)" }
    if !recording.isComplete { text += "; its end is missing" }
    if !recording.changed.isEmpty {
      let names = recording.changed.prefix(3).joined(separator: ", ")
      let more = recording.changed.count - min(3, recording.changed.count)
      text += "; changed since: \(names)" + (0 < more ? " and \(more) more" : "")
    }
    return text + "."
  }
}
