import Analyzer
import Diagnostics
import LibraryModels
import Renderers
import RuleKit

/// The answer of `loopwise explain path::function`.
enum ExplanationPage {
  /// `findings` are those of the line that was asked for.
  static func page(of explanation: FunctionExplanation, and findings: [Finding]) -> Page {
    var blocks: [Page.Block] = [
      .heading(1, "\(explanation.name) (\(line(explanation.definition)))"),
      .paragraph(verdict(explanation)),
    ]
    if let declared = explanation.declared {
      blocks.append(.paragraph("Its body does not count: \(declared)."))
    }
    if !findings.isEmpty {
      blocks += [
        .heading(2, "What `loopwise check` says of this line"),
        .list(findings.map { "\($0.code) \($0.message)" + ($0.why.isEmpty ? "" : ". \($0.why)") }),
      ]
    }
    for wait in explanation.waits { blocks += self.wait(wait) }
    if !explanation.discounted.isEmpty {
      blocks += [
        .heading(2, "Seen, and left out"),
        .list(explanation.discounted.map { "\(line($0.place)) `\($0.text)`: \($0.reason)" }),
      ]
    }
    if !explanation.unresolved.isEmpty {
      blocks += [
        .heading(2, "Not followed"),
        .paragraph(
          "What these call is not known. They count for nothing, whatever they do in truth."),
        .list(explanation.unresolved.map { "\(line($0.place)) `\($0.text)`" }),
      ]
    }
    blocks.append(
      .paragraph("\(explanation.resolved) of \(explanation.calls) calls were resolved."))
    return Page(blocks)
  }

  private static func verdict(_ explanation: FunctionExplanation) -> String {
    let isOnLoop = explanation.kind == .coroutine || explanation.kind == .callback
    let what = "This is \(explanation.kind.rawValue)"
    let matters = explanation.waits.filter { !$0.isBrief }
    if !matters.isEmpty {
      func places(_ count: Int) -> String { count == 1 ? "one place" : "\(count) places" }
      let brief = explanation.waits.count - matters.count
      let rest = brief == 0 ? "" : " It waits briefly at \(places(brief)) more."
      return isOnLoop
        ? "\(what). It blocks the event loop at \(places(matters.count)).\(rest)"
        : "\(what). It blocks its thread at \(places(matters.count)); a coroutine that calls it blocks"
          + " the loop.\(rest)"
    }
    if !explanation.waits.isEmpty {
      return "\(what). It waits only briefly, which counts with `--profile strict` alone."
    }
    let doubt =
      explanation.resolved == explanation.calls
      ? "all of its own calls were followed" : "some of its calls could not be followed"
    return "\(what). Nothing was found that blocks; \(doubt)."
  }

  private static func wait(_ site: BlockingSite) -> [Page.Block] {
    var notes: [String] = []
    if site.isOnce { notes.append("on first use only") }
    if site.isBrief { notes.append("brief") }
    if site.confidence == .medium { notes.append("likely, not proven") }
    let suffix = notes.isEmpty ? "" : " (\(notes.joined(separator: ", ")))"
    var blocks: [Page.Block] = [
      .heading(2, "\(line(site.place)) \(site.action) waits for \(site.family.words)\(suffix)")
    ]
    if !site.chain.isEmpty {
      blocks.append(.list(site.chain.map { "`\($0.text)` (\(line($0.place)))" }))
    }
    return blocks
  }

  private static func line(_ place: Place) -> String {
    place.path + (place.start.map { ":\($0.line)" } ?? "")
  }
}
