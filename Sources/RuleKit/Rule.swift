package import Diagnostics
import Project
package import PythonSemantics

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

/// Sees each function of the project that has what the rule needs, the bodies of modules too.
package protocol FunctionRule: Rule {
  static var needs: FunctionNeeds { get }
  func check(_ function: FunctionSubject) -> [Finding]
}

extension FunctionRule {
  package static var needs: FunctionNeeds { FunctionNeeds() }
}

/// What a function has to have for a rule to be shown it. Most functions have nothing for most rules, so
/// this is asked in one place, before the rule is.
package struct FunctionNeeds: Sendable {
  package enum Files: Sendable { case all, exceptTests, exceptTestsUnlessStrict, strict }

  private let files: Files
  /// The file spells one of them, if there are any.
  private let spelled: [String]
  /// All of these.
  private let all: FunctionFlags
  /// One of these, if there are any.
  private let some: FunctionFlags

  @inline(never)
  package init(
    _ all: FunctionFlags = [], someOf some: FunctionFlags = [], spelled: [String] = [],
    in files: Files = .all
  ) {
    self.all = all
    self.some = some
    self.spelled = spelled
    self.files = files
  }

  /// Whether some function of the file may have it.
  package func mayBeMet(in file: ModuleSubject) -> Bool {
    switch files {
    case .all: break
    case .exceptTests: if file.module.servesTests { return false }
    case .exceptTestsUnlessStrict:
      if file.module.servesTests, !file.context.isStrict { return false }
    case .strict: if !file.context.isStrict { return false }
    }
    return spelled.isEmpty || file.facts.names.contains(anyOf: spelled)
  }

  package func areMet(by flags: FunctionFlags) -> Bool {
    flags.isSuperset(of: all) && (some.isEmpty || !flags.isDisjoint(with: some))
  }
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
