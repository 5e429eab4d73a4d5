package import Diagnostics
import ProfileModel

/// Puts the requests of recordings to the endpoints that answered them: by method and path template,
/// where the beginning of a template is not known by its end, if only one endpoint has it. Workers are
/// known by the name of their coroutine.
package struct EndpointJoin: Sendable {
  private let recordings: [NamedRecording]

  package init(_ recordings: [NamedRecording]) { self.recordings = recordings }

  package func apply(to report: inout EntryPointReport) {
    var figures: [Int: RouteState] = [:]
    let threshold = recordings.map { $0.profile.threshold }.max() ?? 0
    var blocked: [Int: (spans: Int, lost: Int)] = [:]
    for recording in recordings {
      let profile = recording.profile
      report.recordings.append(RecordingFigures(recording))
      var owner: [RouteKey: Int] = [:]
      for endpoint in profile.endpoints {
        guard let index = EndpointJoin.match(endpoint.key, report.entryPoints) else {
          if !report.unmatched.contains(endpoint.key.words) {
            report.unmatched.append(endpoint.key.words)
          }
          continue
        }
        owner[endpoint.key] = index
        figures[index, default: RouteState()].merge(endpoint.figures)
      }
      for placed in profile.spans {
        let span = placed.span
        let index =
          span.route.map { owner[$0] ?? EndpointJoin.match($0, report.entryPoints) }
          ?? EndpointJoin.match(coroutine: span.coroutine, report.entryPoints)
        guard let index else { continue }
        blocked[index, default: (0, 0)].spans += 1
        blocked[index, default: (0, 0)].lost &+= span.duration
      }
    }
    report.unmatched.sort()
    for index in report.entryPoints.indices {
      guard figures[index] != nil || blocked[index] != nil else { continue }
      report.entryPoints[index].measured = EndpointJoin.measured(
        figures[index], blocked[index] ?? (0, 0), threshold)
    }
  }

  // MARK: Matching

  private static func match(_ key: RouteKey, _ points: [EntryPoint]) -> Int? {
    let route = plain(key.route)
    let fitting = points.indices.filter { index in
      let point = points[index]
      guard point.kind == .http || point.kind == .websocket, point.route != nil else {
        return false
      }
      return point.kind == .websocket || point.methods.isEmpty || key.method.isEmpty
        || point.methods.contains(key.method)
        || (key.method == "HEAD" && point.methods.contains("GET"))
    }
    let exact = fitting.filter { !points[$0].isRouteOpen && plain(points[$0].route ?? "") == route }
    if let first = exact.first { return first }
    let ends = fitting.filter { index in
      let end = plain(points[index].route ?? "")
      return points[index].isRouteOpen && (route == end || route.hasSuffix("/" + end))
    }
    // The longest end says most; two of one length say nothing.
    let most = ends.map { plain(points[$0].route ?? "").count }.max()
    let best = ends.filter { plain(points[$0].route ?? "").count == most }
    return best.count == 1 ? best.first : nil
  }

  private static func match(coroutine: String?, _ points: [EntryPoint]) -> Int? {
    guard let coroutine else { return nil }
    let name = PathJoin.plainName(coroutine)
    let found = points.indices.filter { index in
      let point = points[index]
      return point.kind != .http && point.kind != .websocket
        && (point.function == name || point.function.hasSuffix("." + name))
    }
    return found.count == 1 ? found.first : nil
  }

  /// Without the slashes around it and the converters in it: `items/{id:int}` as `items/{id}`, and
  /// `<int:id>` as `{id}`.
  static func plain(_ route: String) -> String {
    var text = ""
    var parameter: String?
    var depth = 0
    for character in route {
      switch character {
      case "{" where depth == 0, "<" where depth == 0:
        depth = 1
        parameter = ""
      case "{" where 0 < depth: depth += 1
      case "}" where 1 < depth: depth -= 1
      case "}", ">":
        guard let inside = parameter else { continue }
        let parts = inside.split(separator: ":", maxSplits: 1)
        let name = character == "}" ? parts.first : parts.last
        text += "{\(name ?? "")}"
        parameter = nil
        depth = 0
      default:
        if parameter != nil { parameter?.append(character) } else { text.append(character) }
      }
    }
    var parts = text.split(separator: "/", omittingEmptySubsequences: false)
    while parts.first?.isEmpty == true { parts.removeFirst() }
    while parts.last?.isEmpty == true { parts.removeLast() }
    return parts.joined(separator: "/")
  }

  // MARK: Figures

  private static func measured(
    _ route: RouteState?, _ blocked: (spans: Int, lost: Int), _ threshold: Int
  ) -> EntryPoint.Measured {
    var measured = EntryPoint.Measured()
    measured.spans = blocked.spans
    measured.lost = blocked.lost
    guard let route else { return measured }
    let endpoint = Endpoint(key: RouteKey(method: "", route: ""), figures: route)
    measured.requests = endpoint.count
    measured.p50 = route.duration.quantile(0.5) ?? 0
    measured.p95 = route.duration.quantile(0.95) ?? 0
    measured.p99 = endpoint.count < 100 ? nil : route.duration.quantile(0.99)
    measured.longest = route.duration.largest
    if endpoint.isHeldKnown {
      measured.held = Int(endpoint.held)
      measured.waited = Int(endpoint.wait)
    }
    measured.kindOfWork = EntryPoint.Class(rawValue: endpoint.kind.rawValue) ?? .unknown
    // Shares of next to nothing say nothing.
    if measured.kindOfWork != .unknown, measured.longest < threshold {
      measured.kindOfWork = .brief
    }
    return measured
  }
}
