import ProfileModel
import Renderers

/// Figures as people read them: a unit with each number, no more digits than the clock has.
enum Figures {
  static func milliseconds(_ nanoseconds: Int) -> Double { Double(nanoseconds) / 1e6 }

  /// Three significant digits: `0.42 ms`, `31.5 ms`, `1.24 s`.
  static func time(_ nanoseconds: Int) -> String { time(Double(nanoseconds)) }

  static func time(_ nanoseconds: Double) -> String {
    if nanoseconds < 999.5e6 { return "\(digits(nanoseconds / 1e6)) ms" }
    if nanoseconds < 119.5e9 { return "\(digits(nanoseconds / 1e9)) s" }
    return "\(digits(nanoseconds / 60e9)) min"
  }

  static func digits(_ value: Double) -> String {
    let places = value < 9.995 ? 2 : value < 99.95 ? 1 : 0
    return fixed(value, places)
  }

  static func fixed(_ value: Double, _ places: Int) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return "?" }
    let scale = [1, 10, 100, 1000][min(max(places, 0), 3)]
    let scaled = Int((abs(value) * Double(scale)).rounded())
    let sign = value < 0 && scaled != 0 ? "-" : ""
    if places == 0 { return "\(sign)\(scaled)" }
    let rest = String(scaled % scale)
    let zeros = String(repeating: "0", count: places - rest.count)
    return "\(sign)\(scaled / scale).\(zeros)\(rest)"
  }

  /// Exact to the nanosecond.
  static func seconds(_ nanoseconds: Int) -> String {
    let rest = String(nanoseconds.magnitude % 1_000_000_000)
    let sign = nanoseconds < 0 ? "-" : ""
    let zeros = String(repeating: "0", count: 9 - rest.count)
    return "\(sign)\(nanoseconds.magnitude / 1_000_000_000).\(zeros)\(rest)"
  }

  static func share(_ value: Double?) -> String {
    value.map { "\(fixed($0 * 100, $0 < 0.0995 ? 1 : 0)) %" } ?? "?"
  }

  static func plural(_ count: Int, _ word: String) -> String {
    "\(count) \(word)\(count == 1 ? "" : word.hasSuffix("s") ? "es" : "s")"
  }

  static func place(_ frame: Frame) -> String {
    if frame.path.isEmpty { return "(nothing was seen)" }
    return "\(shortened(frame.path)):\(frame.line)"
  }

  /// Paths of installed packages as they are imported.
  private static func shortened(_ path: String) -> String {
    for folder in ["/site-packages/", "/dist-packages/"] {
      if let range = path.ranges(of: folder).last { return String(path[range.upperBound...]) }
    }
    return path
  }

  static func name(_ key: RouteKey) -> String {
    key.method.isEmpty ? key.route : "\(key.method) \(key.route)"
  }

  static func padded(_ text: String, _ width: Int, right: Bool = false) -> String {
    let gap = String(repeating: " ", count: max(0, width - text.count))
    return right ? gap + text : text + gap
  }
}

extension BlockedSite {
  /// What the time was spent in, if that is not the line itself: the leaf of the stack.
  var leaf: Frame? {
    guard let leaf = stack.first, leaf != frame, leaf.origin != .machinery else { return nil }
    return leaf
  }

  private static let certificateReaders: Set<Substring> = [
    "create_default_context", "load_default_certs",
  ]

  /// In words: does the line compute, or does it park the thread?
  var nature: String {
    if let leaf = stack.first?.function.split(separator: ".").last,
      leaf.contains("ssl_context") || BlockedSite.certificateReaders.contains(leaf)
    {
      return "loads certificates"
    }
    if kind == .imported { return "imports" }
    guard let processorShare else { return "held the loop" }
    return processorShare < 0.5 ? "waits with the loop in hand" : "computes"
  }
}

extension Endpoint {
  /// Why there is no class.
  var classReason: String? {
    guard kind == .unknown else { return nil }
    if count < Endpoint.leastRequests {
      return "too few requests: \(count) of \(Endpoint.leastRequests)"
    }
    return isHeldKnown ? nil : "what they held is not known"
  }
}
