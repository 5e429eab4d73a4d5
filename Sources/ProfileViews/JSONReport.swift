import ProfileModel
import Renderers

/// The report for programs: the contract of `report --output-format json`.
enum JSONReport {
  static func render(_ profile: Profile, _ options: ReportOptions) -> [UInt8] {
    value(profile, options).encoded(spread: 4)
  }

  static func value(_ profile: Profile, _ options: ReportOptions) -> JSON {
    .object([
      ("version", .int(1)),
      (
        "tool",
        .object([("name", .string(options.toolName)), ("version", .string(options.toolVersion))])
      ),
      ("process", process(profile)),
      ("blocked_spans", blocked(profile)),
      ("endpoints", .array(profile.endpoints.map(endpoint))),
      ("loop", loop(profile)),
      ("waits", .array(profile.waits.map(wait))),
      ("retries", .array(profile.retries.map(retry))),
      ("tasks", tasks(profile)),
      ("self", own(profile)),
    ])
  }

  static func milliseconds(_ nanoseconds: Int) -> JSON {
    .decimal(Figures.milliseconds(nanoseconds))
  }

  private static func optional(_ nanoseconds: Int?) -> JSON {
    nanoseconds.map(milliseconds) ?? .null
  }

  private static func share(_ value: Double?) -> JSON { value.map { .decimal($0) } ?? .null }

  private static func process(_ profile: Profile) -> JSON {
    let first = profile.processes.first
    return .object([
      ("command", .string(profile.command)),
      ("root", .string(profile.root)),
      ("pid", first.map { .int($0.pid) } ?? .null),
      ("python", first.map { .string($0.python) } ?? .null),
      ("started", .int(profile.wallSeconds)),
      ("duration_ms", milliseconds(profile.duration)),
      ("complete", .bool(profile.isComplete)),
      ("status", profile.ending.status.map { .int($0) } ?? .null),
      ("signal", profile.ending.signal.map { .int($0) } ?? .null),
      ("exception", .string(profile.ending.failure)),
      (
        "processes",
        .array(
          profile.processes.map { process in
            .object([
              ("pid", .int(process.pid)), ("parent", .int(process.parent)),
              ("python", .string(process.python)),
              ("loops", .array(process.loops.map { .string($0) })),
              ("level", .int(process.level)), ("ended", .bool(process.saidBye)),
            ])
          })
      ),
    ])
  }

  private static func blocked(_ profile: Profile) -> JSON {
    .object([
      ("count", .int(profile.spans.count)),
      ("total_ms", milliseconds(profile.blockedTotal)),
      ("threshold_ms", milliseconds(profile.threshold)),
      ("sites", .array(profile.sites.map(site))),
    ])
  }

  private static func site(_ site: BlockedSite) -> JSON {
    .object([
      ("path", .string(site.frame.path)),
      ("line", .int(site.frame.line)),
      ("function", .string(site.frame.function)),
      ("kind", .string(site.kind.rawValue)),
      ("nature", .string(site.nature)),
      ("count", .int(site.durations.count)),
      ("total_ms", milliseconds(site.total)),
      ("p50_ms", milliseconds(site.quantile(0.5))),
      ("p95_ms", milliseconds(site.quantile(0.95))),
      ("max_ms", milliseconds(site.durations.last ?? 0)),
      ("error_ms", milliseconds(site.error)),
      ("cpu_share", share(site.processorShare)),
      ("gc_ms", milliseconds(site.collecting)),
      ("late", .int(site.late)),
      ("unseen", .int(site.unseen)),
      ("stack", .array(site.stack.map(frame))),
      ("endpoints", .array(site.endpoints.map { .string($0.route) })),
      (
        "victims",
        .array(
          site.victims.map {
            .object([
              ("route", .string($0.route.route)), ("method", .string($0.route.method)),
              ("requests", .int($0.count)),
            ])
          })
      ),
    ])
  }

  static func frame(_ frame: Frame) -> JSON {
    .object([
      ("path", .string(frame.path)), ("line", .int(frame.line)),
      ("function", .string(frame.function)),
    ])
  }

  private static func endpoint(_ endpoint: Endpoint) -> JSON {
    let figures = endpoint.figures
    return .object([
      ("route", .string(endpoint.key.route)),
      ("method", .string(endpoint.key.method)),
      ("count", .int(endpoint.count)),
      ("p50_ms", optional(figures.duration.quantile(0.5))),
      ("p95_ms", optional(figures.duration.quantile(0.95))),
      ("p99_ms", optional(endpoint.hasTail ? figures.duration.quantile(0.99) : nil)),
      ("max_ms", milliseconds(figures.duration.largest)),
      ("held_ms", endpoint.isHeldKnown ? .decimal(endpoint.held / 1e6) : .null),
      ("wait_ms", endpoint.isHeldKnown ? .decimal(endpoint.wait / 1e6) : .null),
      ("cpu_share", share(endpoint.processorShare)),
      ("class", .string(endpoint.kind.rawValue)),
      ("class_reason", endpoint.classReason.map { .string($0) } ?? .null),
      ("late_requests", .int(figures.lateRequests)),
      ("late_ms", milliseconds(figures.lateTotal)),
      (
        "statuses",
        .object(
          figures.statuses.keys.sorted().map {
            ($0 == 0 ? "unknown" : "\($0)xx", .int(figures.statuses[$0] ?? 0))
          })
      ),
    ])
  }

  private static func loop(_ profile: Profile) -> JSON {
    .object([
      ("lag_ms", distribution(profile.lag)),
      ("utilisation", share(profile.utilisation)),
      ("held_ms", milliseconds(profile.held)),
      ("wall_ms", milliseconds(profile.wall)),
      ("callbacks", .int(profile.callbacks)),
      ("ready_max", .int(profile.mostReady)),
    ])
  }

  private static func distribution(_ histogram: Histogram) -> JSON {
    .object([
      ("count", .int(histogram.number)),
      ("p50", optional(histogram.quantile(0.5))),
      ("p95", optional(histogram.quantile(0.95))),
      ("p99", optional(100 <= histogram.number ? histogram.quantile(0.99) : nil)),
      ("max", optional(histogram.number == 0 ? nil : histogram.largest)),
    ])
  }

  private static func wait(_ wait: WaitFigures) -> JSON {
    let figures = wait.figures
    func known(_ value: Int) -> JSON { value < 0 ? .null : .int(value) }
    return .object([
      ("kind", .string(wait.key.kind)),
      ("path", .string(wait.key.frame.path)),
      ("line", .int(wait.key.frame.line)),
      ("function", .string(wait.key.frame.function)),
      ("count", .int(figures.waited.number)),
      ("total_ms", milliseconds(figures.waited.total)),
      ("p50_ms", optional(figures.waited.quantile(0.5))),
      ("p95_ms", optional(figures.waited.quantile(0.95))),
      ("max_ms", milliseconds(figures.waited.largest)),
      ("limit", known(figures.limit)),
      ("waiting", .int(figures.waiting)),
      ("waiting_max", .int(figures.mostWaiting)),
      ("depth", known(figures.depth)),
      ("depth_max", known(figures.mostDepth)),
      ("grows", .bool(figures.isGrowing)),
    ])
  }

  private static func tasks(_ profile: Profile) -> JSON {
    .object([
      ("count", .int(profile.taskCount)), ("most", .int(profile.mostTasks)),
      (
        "groups",
        .array(
          profile.tasks.map { group in
            .object([
              ("coroutine", .string(group.coroutine)), ("path", .string(group.frame.path)),
              ("line", .int(group.frame.line)), ("count", .int(group.count)),
              ("oldest_ms", milliseconds(group.age)),
            ])
          })
      ),
    ])
  }

  private static func retry(_ retry: RetryFigures) -> JSON {
    .object([
      ("path", .string(retry.frame.path)), ("line", .int(retry.frame.line)),
      ("function", .string(retry.frame.function)), ("count", .int(retry.count)),
      ("pause_ms", milliseconds(retry.pause)),
    ])
  }

  private static func own(_ profile: Profile) -> JSON {
    .object([
      ("cost_share", share(profile.own.costShare)), ("drops", .int(profile.own.drops)),
      ("errors", .int(profile.own.errors)), ("level", .int(profile.own.level)),
      ("low_ms", milliseconds(profile.own.low)),
      ("unmeasured_ms", milliseconds(profile.own.unmeasured)),
      ("lost_spans", .int(profile.own.lostSpans)),
      ("lost_ms", milliseconds(profile.own.lostNanoseconds)),
      ("torn_lines", .int(profile.tornLines)),
    ])
  }
}

extension Endpoint {
  /// Below this number of requests the slowest of a hundred is not known.
  var hasTail: Bool { 100 <= count }
}
