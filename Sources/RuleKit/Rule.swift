package import Diagnostics

/// One thing that Loopwise can say. What a rule is shown is told by the protocols below, one for each
/// subject; a rule is a pure function of its subject.
package protocol Rule: Sendable {
  static var metadata: RuleMetadata { get }
  init()
}

/// Sees each place in a coroutine or loop callback that holds the loop's thread.
package protocol BlockingRule: Rule {
  func check(_ site: BlockingSite) -> Finding?
}

/// Sees each function of the project, the bodies of modules too.
package protocol FunctionRule: Rule {
  func check(_ function: FunctionSubject) -> [Finding]
}

/// Sees each file of the project as a whole: classes, and what several of its functions share.
package protocol ModuleRule: Rule {
  func check(_ module: ModuleSubject) -> [Finding]
}

extension Rule {
  package var code: String { Self.metadata.code }

  /// A finding of this rule with its code, name and severity, as sure as the rule can be. Information is
  /// never sure: it says what is so, not that somebody has to act.
  package func finding(
    at place: Place, _ message: String, function: String, confidence: Confidence = .high,
    severity: Severity? = nil, label: String = "", why: String = "", help: String = "",
    chain: [ChainStep] = [], fix: Fix? = nil
  ) -> Finding {
    let severity = severity ?? Self.metadata.severity
    return Finding(
      code: Self.metadata.code, name: Self.metadata.name, severity: severity,
      confidence: severity == .info ? .medium : min(confidence, Self.metadata.confidence),
      place: place,
      function: function, message: message, label: label, why: why, help: help, chain: chain,
      fix: fix)
  }
}
