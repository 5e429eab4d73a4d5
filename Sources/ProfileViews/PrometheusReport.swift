import ProfileModel

/// The text format of Prometheus. Labels are bounded: routes, own lines and kinds of waits only.
enum PrometheusReport {
  static func render(_ profile: Profile) -> String {
    var text = ""
    let sites = profile.sites.prefix(100).map { site in
      (
        labels([
          ("path", site.frame.path), ("line", "\(site.frame.line)"),
          ("function", site.frame.function),
        ]), site
      )
    }
    text += metric(
      "loopwise_loop_blocked_seconds_total", "counter", "Time in which a line held an event loop.",
      sites.map { ($0.0, Figures.seconds($0.1.total)) })
    text += metric(
      "loopwise_loop_blocked_spans_total", "counter", "Callbacks that held an event loop.",
      sites.map { ($0.0, "\($0.1.durations.count)") })
    text += summary(
      "loopwise_loop_lag_seconds", "Time until a ready callback runs.",
      [("", profile.lag)])
    if let utilisation = profile.utilisation {
      text += metric(
        "loopwise_loop_utilisation_ratio", "gauge", "Share of time in which a callback ran.",
        [("", Figures.fixed(utilisation, 3))])
    }
    let routes = profile.endpoints.map {
      (labels([("http_request_method", $0.key.method), ("http_route", $0.key.route)]), $0)
    }
    text += summary(
      "http_server_request_duration_seconds", "Duration of requests.",
      routes.map { ($0.0, $0.1.figures.duration) })
    text += summary(
      "loopwise_http_server_held_seconds", "Time in which a request held its loop.",
      routes.map { ($0.0, $0.1.figures.held) })
    return text + waits(profile) + own(profile)
  }

  private static func waits(_ profile: Profile) -> String {
    let waits = profile.waits.prefix(200).map {
      (
        labels([
          ("kind", $0.key.kind), ("path", $0.key.frame.path), ("line", "\($0.key.frame.line)"),
        ]), $0.figures
      )
    }
    var text = summary(
      "loopwise_wait_seconds", "Waits for a resource.", waits.map { ($0.0, $0.1.waited) })
    text += metric(
      "loopwise_queue_depth_max", "gauge", "Most items seen in a queue.",
      waits.filter { 0 <= $0.1.depth }.map { ($0.0, "\($0.1.mostDepth)") })
    text += metric(
      "loopwise_retries_total", "counter", "Attempts after the first.",
      profile.retries.map {
        (labels([("path", $0.frame.path), ("function", $0.frame.function)]), "\($0.count)")
      })
    return text
  }

  private static func own(_ profile: Profile) -> String {
    var text = metric(
      "loopwise_self_drops_total", "counter", "Events that were lost.",
      [("", "\(profile.own.drops)")])
    text += metric(
      "loopwise_self_errors_total", "counter", "Own errors.", [("", "\(profile.own.errors)")])
    return text
  }

  /// One metric with its samples: labels and value.
  private static func metric(
    _ name: String, _ kind: String, _ help: String, _ samples: [(String, String)]
  ) -> String {
    guard !samples.isEmpty else { return "" }
    var text = "# HELP \(name) \(help)\n# TYPE \(name) \(kind)\n"
    for (labels, value) in samples {
      text += "\(name)\(labels.isEmpty ? "" : "{\(labels)}") \(value)\n"
    }
    return text
  }

  /// Quantiles of merged histograms, with sum and count. No 0.99 below a hundred values.
  private static func summary(
    _ name: String, _ help: String, _ series: [(labels: String, histogram: Histogram)]
  ) -> String {
    let known = series.filter { $0.histogram.number != 0 }
    guard !known.isEmpty else { return "" }
    var text = "# HELP \(name) \(help)\n# TYPE \(name) summary\n"
    for (labels, histogram) in known {
      for (share, word) in [(0.5, "0.5"), (0.95, "0.95"), (0.99, "0.99")] {
        guard share < 0.99 || 100 <= histogram.number, let value = histogram.quantile(share) else {
          continue
        }
        let all = (labels.isEmpty ? "" : labels + ",") + "quantile=\"\(word)\""
        text += "\(name){\(all)} \(Figures.seconds(value))\n"
      }
      let tail = labels.isEmpty ? "" : "{\(labels)}"
      text += "\(name)_sum\(tail) \(Figures.seconds(histogram.total))\n"
      text += "\(name)_count\(tail) \(histogram.number)\n"
    }
    return text
  }

  private static func labels(_ pairs: [(String, String)]) -> String {
    pairs.map { "\($0.0)=\"\(escaped($0.1))\"" }.joined(separator: ",")
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case "\"": result += "\\\""
      case "\n": result += "\\n"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
