import ProfileModel
import Renderers

/// One self-contained page: flame graph of loop-held time, timeline of blocked spans, latency
/// distributions, victims. It loads nothing, so it can be mailed and kept.
enum HTMLReport {
  static func render(_ profile: Profile, _ options: ReportOptions) -> [UInt8] {
    let data = JSON.object([
      ("report", JSONReport.value(profile, options)),
      ("flame", flame(profile)),
      ("spans", .array(profile.spans.map { span($0, profile) })),
      ("latency", .array(profile.endpoints.map(latency))),
    ]).encoded(spread: 1)
    // Inside of a script element only `<` could end it; in JSON it stands in strings alone.
    let safe = data.flatMap { $0 == UInt8(ascii: "<") ? Array("\\u003c".utf8) : [$0] }
    return Array(HTMLPage.head.utf8) + safe + Array(HTMLPage.tail.utf8)
  }

  /// Start and duration in milliseconds, the site with the largest charge, the process, the error.
  private static func span(_ placed: PlacedSpan, _ profile: Profile) -> JSON {
    let first = profile.spans.first?.span.start ?? 0
    let site = placed.charges.max { $0.duration < $1.duration }?.site ?? 0
    return .array([
      JSONReport.milliseconds(placed.span.start &- first),
      JSONReport.milliseconds(placed.span.duration), .int(site), .int(placed.pid),
      JSONReport.milliseconds(placed.span.error),
    ])
  }

  /// Lower ends of the buckets in milliseconds, with counts.
  private static func latency(_ endpoint: Endpoint) -> JSON {
    let counts = endpoint.figures.duration.counts
    return .array(
      counts.keys.sorted().map {
        .array([JSONReport.milliseconds(Histogram.lowerBound(of: $0)), .int(counts[$0] ?? 0)])
      })
  }

  // MARK: Flame graph

  private struct Node {
    var frame: Frame?
    var total = 0
    var children: [Frame: Int] = [:]
    var order: [Int] = []
  }

  private static func flame(_ profile: Profile) -> JSON {
    var nodes = [Node()]
    for (stack, duration) in StackReports.stacks(profile) {
      var at = 0
      nodes[0].total &+= duration
      for frame in stack.reversed() {
        if let child = nodes[at].children[frame] {
          at = child
        } else {
          nodes.append(Node(frame: frame))
          nodes[at].children[frame] = nodes.count - 1
          nodes[at].order.append(nodes.count - 1)
          at = nodes.count - 1
        }
        nodes[at].total &+= duration
      }
    }
    return encoded(0, nodes)
  }

  /// Stacks have a bounded depth, so this has too.
  private static func encoded(_ index: Int, _ nodes: [Node]) -> JSON {
    let node = nodes[index]
    let children = node.order.sorted {
      nodes[$0].total != nodes[$1].total ? nodes[$1].total < nodes[$0].total : $0 < $1
    }
    return .array([
      .string(node.frame?.function ?? "event loops"),
      .string(node.frame.map(Figures.place) ?? ""),
      JSONReport.milliseconds(node.total), .int(node.frame?.origin.rawValue ?? 0),
      .array(children.map { encoded($0, nodes) }),
    ])
  }
}
