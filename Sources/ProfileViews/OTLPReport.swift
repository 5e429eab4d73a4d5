import ProfileModel
import Renderers

/// Metrics in the JSON form of the OpenTelemetry protocol, as one file of an exporter holds them.
enum OTLPReport {
  static func render(_ profile: Profile, _ options: ReportOptions) -> [UInt8] {
    let clock = Clock(profile)
    var metrics = [
      sum(
        "loopwise.loop.blocked", "s", "Time in which a line held an event loop.",
        profile.sites.map { site in
          clock.point([("asDouble", .number(Figures.seconds(site.total)))], code(site.frame))
        }),
      sum(
        "loopwise.loop.blocked.spans", "{span}", "Callbacks that held an event loop.",
        profile.sites.map { site in
          clock.point([("asInt", .string("\(site.durations.count)"))], code(site.frame))
        }),
      histogram(
        "loopwise.loop.lag", "Time until a ready callback runs.", [(profile.lag, [])], clock),
      histogram(
        "http.server.request.duration", "Duration of requests.",
        profile.endpoints.map { ($0.figures.duration, route($0)) }, clock),
      histogram(
        "loopwise.http.server.held", "Time in which a request held its loop.",
        profile.endpoints.map { ($0.figures.held, route($0)) }, clock),
      histogram(
        "loopwise.wait", "Waits for a resource.",
        profile.waits.map {
          ($0.figures.waited, [("loopwise.wait.kind", $0.key.kind)] + code($0.key.frame))
        }, clock),
    ]
    if let utilisation = profile.utilisation {
      metrics.append(
        .object([
          ("name", .string("loopwise.loop.utilisation")), ("unit", .string("1")),
          (
            "gauge",
            .object([
              ("dataPoints", .array([clock.point([("asDouble", .decimal(utilisation))], [])]))
            ])
          ),
        ]))
    }
    return enveloped(metrics, profile, options)
  }

  private static func enveloped(
    _ metrics: [JSON], _ profile: Profile, _ options: ReportOptions
  ) -> [UInt8] {
    let resource = [
      ("service.name", profile.command),
      ("process.runtime.name", "cpython"),
      ("process.runtime.version", profile.processes.first?.python ?? ""),
    ]
    return JSON.object([
      (
        "resourceMetrics",
        .array([
          .object([
            ("resource", .object([("attributes", attributes(resource))])),
            (
              "scopeMetrics",
              .array([
                .object([
                  (
                    "scope",
                    .object([
                      ("name", .string(options.toolName)),
                      ("version", .string(options.toolVersion)),
                    ])
                  ),
                  ("metrics", .array(metrics)),
                ])
              ])
            ),
          ])
        ])
      )
    ]).encoded(spread: 8)
  }

  /// From the monotonic clock of the recording to the wall clock of the protocol.
  private struct Clock {
    let start: String
    let end: String

    init(_ profile: Profile) {
      start = "\(profile.wallSeconds)000000000"
      let (nanoseconds, overflows) = profile.wallSeconds.multipliedReportingOverflow(
        by: 1_000_000_000)
      end = "\(overflows ? 0 : nanoseconds &+ profile.duration)"
    }

    func point(_ value: [(String, JSON)], _ labels: [(String, String)]) -> JSON {
      .object(
        [
          ("startTimeUnixNano", .string(start)), ("timeUnixNano", .string(end)),
          ("attributes", attributes(labels)),
        ] + value)
    }
  }

  private static func sum(_ name: String, _ unit: String, _ text: String, _ points: [JSON]) -> JSON
  {
    .object([
      ("name", .string(name)), ("unit", .string(unit)), ("description", .string(text)),
      (
        "sum",
        .object([
          ("dataPoints", .array(points)), ("aggregationTemporality", .int(2)),
          ("isMonotonic", .bool(true)),
        ])
      ),
    ])
  }

  private static func histogram(
    _ name: String, _ text: String, _ series: [(Histogram, [(String, String)])], _ clock: Clock
  ) -> JSON {
    let points = series.filter { $0.0.number != 0 }.map { histogram, labels in
      let buckets = histogram.counts.keys.sorted()
      // Bounds between neighbours; the last count lies above the last bound.
      let bounds = buckets.dropFirst().map {
        JSON.number(Figures.seconds(Histogram.lowerBound(of: $0)))
      }
      return clock.point(
        [
          ("count", .string("\(histogram.number)")),
          ("sum", .number(Figures.seconds(histogram.total))),
          ("max", .number(Figures.seconds(histogram.largest))),
          ("explicitBounds", .array(Array(bounds))),
          ("bucketCounts", .array(buckets.map { .string("\(histogram.counts[$0] ?? 0)") })),
        ], labels)
    }
    return .object([
      ("name", .string(name)), ("unit", .string("s")), ("description", .string(text)),
      (
        "histogram",
        .object([("dataPoints", .array(points)), ("aggregationTemporality", .int(2))])
      ),
    ])
  }

  private static func code(_ frame: Frame) -> [(String, String)] {
    [
      ("code.file.path", frame.path), ("code.line.number", "\(frame.line)"),
      ("code.function.name", frame.function),
    ]
  }

  private static func route(_ endpoint: Endpoint) -> [(String, String)] {
    [("http.request.method", endpoint.key.method), ("http.route", endpoint.key.route)]
  }

  private static func attributes(_ pairs: [(String, String)]) -> JSON {
    .array(
      pairs.map {
        .object([("key", .string($0.0)), ("value", .object([("stringValue", .string($0.1))]))])
      })
  }
}
