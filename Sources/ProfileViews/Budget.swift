package import ProfileModel

/// What `run --fail-over` says when the loop was held for too long.
package enum Budget {
  /// Where there was nothing to judge.
  package static let nothingSeen =
    "warning: the budget was not checked\n" + TextReport.nothing.joined(separator: "\n")

  /// `nil` if every span stayed within the budget.
  package static func verdict(_ profile: Profile, milliseconds: Double) -> String? {
    let limit = Int(min(milliseconds * 1e6, 1e15))
    let over = profile.spans.filter { limit < $0.span.duration }
    guard let longest = over.map({ $0.span.duration }).max() else { return nil }
    var lines = [
      "error: \(Figures.plural(over.count, "callback")) held the event loop longer than "
        + "\(Figures.time(limit)), the longest for \(Figures.time(longest))"
    ]
    var shown: Set<Int> = []
    for span in over.sorted(by: { $1.span.duration < $0.span.duration }) {
      for charge in span.charges where shown.count < 10 && shown.insert(charge.site).inserted {
        let site = profile.sites[charge.site]
        lines.append(
          "  \(Figures.time(charge.duration)) at \(Figures.place(site.frame)) in `\(site.frame.function)`"
        )
        for frame in site.stack.dropFirst(site.stack.firstIndex(of: site.frame).map { $0 + 1 } ?? 0)
        {
          lines.append("      from \(Figures.place(frame)) in `\(frame.function)`")
        }
      }
    }
    return lines.joined(separator: "\n")
  }
}
