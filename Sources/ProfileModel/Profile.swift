/// What a recording comes to: the figures that every report shows, in the order to show them.
package struct Profile: Sendable {
  package var root: String
  package var command: String
  package var wallSeconds: Int
  package var duration: Int
  /// The recording ended in an orderly way.
  package var isComplete: Bool
  package var ending: ProgramEnding
  package var tornLines: Int
  package var processes: [ProcessFigures]
  /// Interpreters were seen, and none of them ran an event loop.
  package var hasNoLoop: Bool {
    !processes.isEmpty && processes.allSatisfy { $0.loops.isEmpty }
  }
  /// Most loop time lost first; imports, which happen once, behind all others.
  package var sites: [BlockedSite]
  package var endpoints: [Endpoint]
  package var waits: [WaitFigures]
  package var retries: [RetryFigures]
  /// In order of time.
  package var spans: [PlacedSpan]
  package var lag: Histogram
  package var held: Int
  package var wall: Int
  package var mostReady: Int
  /// Those of the last look, the oldest first.
  package var tasks: [TaskGroup]
  package var taskCount: Int
  /// The most that one loop was seen to have at once.
  package var mostTasks: Int
  package var callbacks: Int
  package var own: OwnFigures
  /// The least time that counts as blocked.
  package var threshold: Int
  /// Lines whose runs were counted.
  package var probes: [ProbeState]
  /// Whether every process counted: where one did not, a line without runs may have run there.
  package var countsRuns: Bool
  /// What told the bytes of a file from others while it was recorded, by path.
  package var marks: [String: String]

  package var blockedTotal: Int { spans.reduce(0) { $0 &+ $1.span.duration } }
  package var utilisation: Double? { wall == 0 ? nil : min(1, Double(held) / Double(wall)) }
}

/// How the program ended, as far as that was seen.
package struct ProgramEnding: Sendable, Hashable {
  package var status: Int?
  package var signal: Int?
  /// The kind of exception that ended its main module; may be empty.
  package var failure = ""

  /// `ended with status 1 (KeyError)`; `nil` for an end that somebody asked for, and where nothing is
  /// known of it.
  package var complaint: String? {
    let interrupt = 2
    let terminate = 15
    if let signal {
      return [interrupt, terminate].contains(signal) ? nil : "was killed by signal \(signal)"
    }
    if failure == "KeyboardInterrupt" { return nil }
    guard let status else { return failure.isEmpty ? nil : "ended with \(failure)" }
    // As a shell says it of a program that was ended by a signal.
    if [0, 128 + interrupt, 128 + terminate].contains(status) { return nil }
    return "ended with status \(status)" + (failure.isEmpty ? "" : " (\(failure))")
  }
}

extension Profile {
  /// Why it is not known how often lines ran that somebody asked for; `nil` where it is, or nobody asked.
  package var uncounted: String? {
    guard !probes.isEmpty, !countsRuns, !processes.isEmpty else { return nil }
    let text = "how often lines ran was not counted"
    let old = processes.first { process in
      let numbers = process.python.split(separator: ".").compactMap { Int($0) }
      return numbers.count < 2 || numbers[1] < 12
    }
    guard let old else { return text + " in every process" }
    return text + ": Python \(old.python) cannot do it, 3.12 can"
  }
}

package struct ProcessFigures: Sendable {
  package var pid: Int
  package var parent: Int
  package var python: String
  package var loops: [String]
  package var level: Int
  package var saidBye: Bool
}

package struct OwnFigures: Sendable {
  /// Of the wall time of the loops; an estimate from calibrated costs.
  package var costShare: Double?
  package var drops: Int
  package var errors: Int
  package var level: Int
  /// The longest time for which a process did not time callbacks, to keep its cost down.
  package var low: Int
  /// The longest time for which a process did not measure the requests that began.
  package var unmeasured: Int
  /// Spans that are not in the recording any more, which keeps to a size.
  package var lostSpans: Int
  package var lostNanoseconds: Int
}

/// A span with the process it comes from and the sites it was charged to.
package struct PlacedSpan: Sendable {
  package var pid: Int
  package var span: BlockedSpan
  /// Positions in `Profile.sites`, with nanoseconds.
  package var charges: [(site: Int, duration: Int)]
}

/// A line of the program that held a loop.
package struct BlockedSite: Sendable {
  package enum Kind: String, Sendable {
    case call
    /// Code of modules that were imported on the loop, for most of the time.
    case imported = "import"
  }

  /// The innermost frame of the program's own code; without one, of an installed package, or the
  /// leaf.
  package var frame: Frame
  package var kind: Kind
  /// In ascending order, one for each span.
  package var durations: [Int]
  package var total: Int
  /// Of the time over which it was taken; `nil` where too little was seen.
  package var processorShare: Double?
  package var collecting: Int
  package var late: Int
  /// Spans of which no stack was seen while they ran.
  package var unseen: Int
  package var error: Int
  /// Leaf first: the stack that the most time was spent in.
  package var stack: [Frame]
  /// Where requests ran this themselves.
  package var endpoints: [RouteKey]
  /// Requests that had to wait for it.
  package var victims: [(route: RouteKey, count: Int)]

  package func quantile(_ share: Double) -> Int {
    guard !durations.isEmpty else { return 0 }
    let rank = Int((share * Double(durations.count)).rounded(.up))
    return durations[min(max(rank, 1), durations.count) - 1]
  }
}

package struct Endpoint: Sendable {
  package enum Class: String, Sendable {
    case waitHeavy = "wait-heavy"
    case computeHeavy = "compute-heavy"
    case blocking
    case mixed
    /// Too few requests to tell.
    case unknown
  }

  package var key: RouteKey
  package var figures: RouteState
  package private(set) var kind: Class

  package init(key: RouteKey, figures: RouteState) {
    self.key = key
    self.figures = figures
    kind = .unknown
    kind = classified
  }

  package var count: Int { figures.duration.number }
  /// False on loops whose callbacks cannot be timed by an interpreter of that age.
  package var isHeldKnown: Bool { figures.held.number != 0 }
  /// Of one request, on average over those of which it is known.
  package var held: Double { mean(figures.heldTotal, figures.held.number) }
  package var wait: Double { max(0, mean(figures.duration.total, count) - held) }
  package var processorShare: Double? {
    // Taken over a small part of the held time, it says nothing of the rest.
    let least = max(1_000_000, figures.heldTotal / 10)
    guard least <= figures.processorSpan else { return nil }
    return min(1, Double(figures.processor) / Double(figures.processorSpan))
  }

  private func mean(_ total: Int, _ count: Int) -> Double {
    count == 0 ? 0 : Double(total) / Double(count)
  }
}

package struct WaitFigures: Sendable {
  package var key: WaitKey
  package var figures: WaitState
}

package struct RetryFigures: Sendable {
  package var frame: Frame
  package var count: Int
  package var pause: Int
}
