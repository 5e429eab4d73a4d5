/// What recordings of the running program say about a finding. Times are nanoseconds.
package struct Evidence: Sendable, Hashable {
  package enum Status: String, Sendable, Hashable, CaseIterable {
    /// The loop was held with the finding's own line, and what it calls, on the stack.
    case confirmed
    /// The loop was held with the finding's function on the stack, at an uncertain line or with
    /// something else below it.
    case likely
    /// The loop was held in the finding's function at other lines only, for which the finding is not
    /// charged.
    case elsewhere
    /// The line ran, and no loop was held for longer than the threshold.
    case ranClean = "ran-clean"
    /// The line was watched in every process and did not run.
    case neverRan = "never-ran"
    /// The recordings cannot tell.
    case unknown
  }

  package var status: Status
  package var spans = 0
  /// Loop time that was lost in these spans.
  package var lost = 0
  package var longest = 0
  package var p95 = 0
  /// Requests that ran it, by route.
  package var endpoints: [String] = []
  /// Requests of others that had to wait for it.
  package var hurt = 0
  /// How often the line ran; nil where nobody counted.
  package var runs: Int?
  /// The file is not what it was when it was recorded.
  package var isStale = false
  /// Why it is not certain, what is to be known besides, or where else in the function it was; may be
  /// empty.
  package var note = ""

  package init(_ status: Status) { self.status = status }
}

extension Evidence {
  /// In words, for people: `confirmed: held the loop 4 times, 320 ms in all, 95 ms at p95`.
  package var words: String {
    var text: String
    switch status {
    case .confirmed, .likely:
      text = "\(status.rawValue): held the loop \(spans == 1 ? "once" : "\(spans) times"), "
      text += spans == 1 ? Duration.words(lost) : "\(Duration.words(lost)) in all"
      // Of fewer spans, the 95th percentile is the longest.
      if 20 <= spans { text += ", \(Duration.words(p95)) at p95" }
      if 1 < spans { text += ", \(Duration.words(longest)) at most" }
      if !endpoints.isEmpty {
        text += "; in " + endpoints.prefix(3).joined(separator: ", ")
        if 3 < endpoints.count { text += " and \(endpoints.count - 3) more" }
      }
      if 0 < hurt { text += "; \(hurt == 1 ? "1 request" : "\(hurt) requests") had to wait" }
    case .ranClean:
      text = "ran clean: \(runsInWords) without holding the loop for long"
    case .neverRan: text = "never ran"
    case .elsewhere: return "ran, but \(note)" + staleness
    case .unknown: text = "unknown"
    }
    if !note.isEmpty { text += status == .unknown ? ": \(note)" : " (\(note))" }
    return text + staleness
  }

  private var staleness: String { isStale ? "; the file has changed since" : "" }

  /// Counting stops here: a line that runs more often is not slowed down any further.
  package static let mostRuns = 10_000

  private var runsInWords: String {
    let runs = runs ?? 0
    if Evidence.mostRuns <= runs { return "\(Evidence.mostRuns) times or more" }
    return runs == 1 ? "once" : "\(runs) times"
  }

  /// Nanoseconds with three significant digits.
  package enum Duration {
    package static func words(_ nanoseconds: Int) -> String {
      let value = Double(nanoseconds)
      if value < 999.5e6 { return "\(digits(value / 1e6)) ms" }
      if value < 119.5e9 { return "\(digits(value / 1e9)) s" }
      return "\(digits(value / 60e9)) min"
    }

    private static func digits(_ value: Double) -> String {
      let scale = value < 9.995 ? 100 : value < 99.95 ? 10 : 1
      let scaled = Int((value * Double(scale)).rounded())
      if scale == 1 { return "\(scaled)" }
      let rest = String(scale + scaled % scale).dropFirst()
      return "\(scaled / scale).\(rest)"
    }
  }
}

/// A recording that findings were joined with.
package struct RecordingFigures: Sendable, Hashable {
  /// The file as it was named.
  package var name: String
  package var command = ""
  /// Seconds since 1970 at its start.
  package var wallSeconds = 0
  package var duration = 0
  package var spans = 0
  /// Loop time lost in all of its spans, and the part that findings of this report explain.
  package var lost = 0
  package var explained = 0
  /// Loop time lost in code outside of the checked files.
  package var elsewhere = 0
  /// The recording ended in an orderly way.
  package var isComplete = true
  /// How the program ended, where nobody asked it to: `ended with status 1 (KeyError)`.
  package var ending: String?
  /// Whether an event loop was seen, for how long, and how many callbacks ran in it.
  package var hasLoop = true
  package var observed = 0
  package var callbacks = 0
  /// Its lines were counted in every process; where not, `never-ran` is not known.
  package var countsRuns = false
  /// Why they were not, though somebody asked for it.
  package var uncounted: String?
  /// Files of the project that it speaks of and that have changed since.
  package var changed: [String] = []

  package init(name: String) { self.name = name }
}
