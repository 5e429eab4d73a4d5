import SourceText

/// What a rule claims about one place of the program.
///
/// A plain value: it holds names, ranges and text, never nodes of a tree.
package struct Finding: Sendable, Hashable {
  /// `LWnnn`.
  package var code: String
  /// The pattern, as in `transitive-blocking`.
  package var name: String
  package var severity: Severity
  package var confidence: Confidence
  package var place: Place
  /// The dotted name of the function that holds the place; empty at module level.
  package var function: String
  /// The headline: what is true of this program. Stands alone, at most 72 characters, no full stop.
  package var message: String
  /// What happens at the place, at most 45 characters. May be empty.
  package var label: String
  /// One sentence, where the headline does not carry the reason. May be empty.
  package var why: String
  /// One imperative with code to paste, or empty.
  package var help: String
  /// The path that proves a claim resting on other functions, from the finding's function downward.
  package var chain: [ChainStep]
  package var fix: Fix?
  /// Equal for the same fault in an edited or moved tree; see `Fingerprint`.
  package var fingerprint: String
  /// The line that `place` starts in, for source frames.
  package var excerpt: SourceExcerpt?
  /// What is waited for, in findings of code that holds the loop's thread.
  package var wait: Wait?
  /// What recordings say about it, where some were given.
  package var evidence: Evidence?

  package init(
    code: String, name: String, severity: Severity, confidence: Confidence = .high, place: Place,
    function: String = "", message: String, label: String = "", why: String = "",
    help: String = "", chain: [ChainStep] = [], fix: Fix? = nil
  ) {
    self.code = code
    self.name = name
    self.severity = severity
    self.confidence = confidence
    self.place = place
    self.function = function
    self.message = message
    self.label = label
    self.why = why
    self.help = help
    self.chain = chain
    self.fix = fix
    self.fingerprint = ""
    self.excerpt = nil
  }
}

extension Finding {
  /// What cost the most loop time first; the rest in output order.
  package static func inOrderOfLoss(_ a: Finding, _ b: Finding) -> Bool {
    let (first, second) = (a.evidence?.lost ?? 0, b.evidence?.lost ?? 0)
    return first == second ? inOutputOrder(a, b) : second < first
  }

  /// The order of all output: (path, offset, code), then the message, so that it is total.
  package static func inOutputOrder(_ a: Finding, _ b: Finding) -> Bool {
    if a.place.path != b.place.path || a.place.range != b.place.range { return a.place < b.place }
    return a.code == b.code ? a.message < b.message : a.code < b.code
  }
}

/// How code holds the thread that runs the loop.
package struct Wait: Sendable, Hashable {
  /// How long each time: `brief`, `io`, or `unbounded`, which is as long as others please.
  package var length: String
  /// What for, as models of libraries say it: `sleep`, `http`, `file_open`.
  package var family: String
  /// Only on first use.
  package var isOnce: Bool

  package init(length: String, family: String, isOnce: Bool) {
    self.length = length
    self.family = family
    self.isOnce = isOnce
  }
}

/// One function on the way from a finding to what it rests on.
package struct ChainStep: Sendable, Hashable {
  /// Where the function's name stands in its definition; for the last step, the leaf, the call.
  package var place: Place
  /// The function's dotted name; for the leaf, that of the function which makes the call.
  package var function: String
  /// The function as its caller writes it, or the leaf: `load_config`, `requests.get`.
  package var text: String
  /// The line of `place`, for source frames.
  package var excerpt: SourceExcerpt?

  package init(place: Place, function: String, text: String) {
    self.place = place
    self.function = function
    self.text = text
  }
}

/// A line of source text, or the part of a long one around what matters.
package struct SourceExcerpt: Sendable, Hashable {
  /// The column of the first scalar of `text`, from 1.
  package var firstColumn: Int
  package var text: String
  /// Up to two lines on either side.
  package var before: [String] = []
  package var after: [String] = []

  package init(firstColumn: Int = 1, text: String) {
    self.firstColumn = firstColumn
    self.text = text
  }
}
