import Analyzer
import Diagnostics
import ProfileModel
import SourceText

/// Functions that held the loop and that no finding speaks of: LW120, one for each, at the line that
/// cost the most.
struct Gaps {
  private struct Key: Hashable {
    var path: String
    var function: Int
  }

  private struct Draft {
    /// Of each span.
    var durations: [Int] = []
    var lines: [Int: Int] = [:]
    var stacks: [Stack: Int] = [:]
    var endpoints: Set<RouteKey> = []
    var hurt = 0
    var processor = 0
    var processorSpan = 0
    var uncertain = 0
  }

  /// What stood around a line of the project.
  struct Stack: Hashable {
    /// Below it, leaf first: code that is not the project's.
    var inner: [Frame]
    /// The function that called this one, if it is the project's.
    var caller: PathJoin.Place?
  }

  /// A part of a span that no finding explains.
  struct Part {
    var place: PathJoin.Place
    var stack: Stack
    var duration: Int
  }

  private var drafts: [Key: Draft] = [:]

  /// One span may come from a busy machine; what is to be acted upon comes back, or is long.
  private static let leastSpans = 3
  private static let longSpan = 50_000_000

  /// The parts of one span.
  mutating func add(_ parts: [Part], _ span: BlockedSpan, isCertain: Bool) {
    var totals: [Key: Int] = [:]
    for part in parts {
      let key = Key(path: part.place.path, function: part.place.function)
      totals[key, default: 0] &+= part.duration
      drafts[key, default: Draft()].lines[part.place.line, default: 0] &+= part.duration
      drafts[key, default: Draft()].stacks[part.stack, default: 0] &+= part.duration
    }
    for (key, total) in totals {
      var draft = drafts[key] ?? Draft()
      draft.durations.append(total)
      if let route = span.route { draft.endpoints.insert(route) }
      draft.hurt += span.victims.values.reduce(0, +)
      // How much of a span was computing is known of the whole; that is no measure of a small part.
      if let processor = span.processor, span.duration / 10 * 9 <= total {
        draft.processor &+= processor
        draft.processorSpan &+= span.processorSpan
      }
      if !isCertain { draft.uncertain += 1 }
      drafts[key] = draft
    }
  }

  func findings(_ outline: ProjectOutline, _ changed: Set<String>) -> [Finding] {
    drafts.keys.sorted { ($0.path, $0.function) < ($1.path, $1.function) }.compactMap { key in
      guard let draft = drafts[key] else { return nil }
      let longest = draft.durations.max() ?? 0
      guard Gaps.leastSpans <= draft.durations.count || Gaps.longSpan <= longest else { return nil }
      return finding(key, draft, outline, isStale: changed.contains(key.path))
    }
  }

  private func finding(
    _ key: Key, _ draft: Draft, _ outline: ProjectOutline, isStale: Bool
  ) -> Finding? {
    let worst = draft.lines.max { ($0.value, $1.key) < ($1.value, $0.key) }
    guard let line = worst?.key, let file = outline.file(key.path),
      let range = outline.range(ofLine: line, in: key.path)
    else { return nil }
    let evidence = evidence(draft, isStale: isStale)
    let function = file.functions[key.function]
    let name = function.qualifiedName.split(separator: ".").last.map { String($0) } ?? ""
    let stack = draft.stacks.max {
      ($0.value, Gaps.text($1.key)) < ($1.value, Gaps.text($0.key))
    }?.key
    let rule = ToolRules.measuredBlocking
    var finding = Finding(
      code: rule.code, name: rule.name, severity: rule.severity,
      confidence: evidence.status == .confirmed ? .high : .medium,
      place: Place(path: key.path, range: range), function: function.qualifiedName,
      message: "`\(name)` held the event loop for \(Evidence.Duration.words(evidence.longest))",
      label: "no other task ran meanwhile", why: why(draft, line, stack, outline),
      help: help(draft), chain: Gaps.chain(stack?.inner ?? []))
    finding.evidence = evidence
    return finding
  }

  private func evidence(_ draft: Draft, isStale: Bool) -> Evidence {
    var tally = Tally()
    tally.confirmed = draft.durations
    tally.endpoints = draft.endpoints
    tally.hurt = draft.hurt
    var evidence = tally.evidence(of: .holdsLoop, isStale: isStale)
    if draft.uncertain == draft.durations.count {
      evidence.status = .likely
      evidence.note = "the stack was taken late: the line may be another of this function"
    }
    return evidence
  }

  private func why(
    _ draft: Draft, _ line: Int, _ stack: Stack?, _ outline: ProjectOutline
  ) -> String {
    var parts: [String] = []
    if let caller = stack?.caller, let file = outline.file(caller.path) {
      let name = file.functions[caller.function].name.split(separator: ".").last ?? ""
      parts.append("It runs on the loop through `\(name)` (\(caller.path):\(caller.line)).")
    }
    let total = draft.lines.values.reduce(0, &+)
    let others = draft.lines.filter { $0.key != line && total / 10 <= $0.value }.keys.sorted()
    if !others.isEmpty {
      let list = others.prefix(3).map { "\($0)" }.joined(separator: ", ")
      let noun = others.count == 1 ? "Line" : "Lines"
      parts.append("\(noun) \(list) cost time too.")
    }
    return parts.joined(separator: " ")
  }

  private func help(_ draft: Draft) -> String {
    guard 10_000_000 <= draft.processorSpan else { return "run it in a thread or a process" }
    return Double(draft.processor) / Double(draft.processorSpan) < 0.5
      ? "it waits with the loop in hand: run it in a thread"
      : "it computes: run it in a process, or in pieces with an `await` in between"
  }

  /// What stood below the line, outermost first: library code, which has no place in the project.
  private static func chain(_ frames: [Frame]) -> [ChainStep] {
    frames.reversed().filter { $0.origin != .machinery }.map { frame in
      let line = Position(line: max(1, frame.line), column: 1)
      let place = Place(
        path: frame.path, range: TextRange(start: 0, end: 0), start: line, end: line)
      let name = PathJoin.plainName(frame.function)
      return ChainStep(place: place, function: name, text: name)
    }
  }

  private static func text(_ stack: Stack) -> String {
    stack.inner.map { "\($0.path):\($0.line)" }.joined(separator: ";")
      + (stack.caller.map { " \($0.path):\($0.line)" } ?? "")
  }
}
