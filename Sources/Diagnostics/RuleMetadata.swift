/// When a rule speaks without having been selected by code.
package enum RuleDefault: String, Sendable, Hashable {
  case on
  /// With `--profile strict` only.
  case strict
  /// Only when selected.
  case optIn = "opt-in"
}

/// Whether a rule repairs what it finds.
package enum FixAvailability: Sendable, Hashable {
  case none
  case sometimes(FixSafety)
  case always(FixSafety)
}

/// A program on a rule's page, which is also a test.
package struct RuleExample: Sendable, Hashable {
  package enum Kind: Sendable, Hashable {
    case good
    case bad
  }

  package var kind: Kind
  package var title: String
  package var code: String

  package static func bad(_ title: String, _ code: String) -> RuleExample {
    RuleExample(kind: .bad, title: title, code: code)
  }

  package static func good(_ title: String, _ code: String) -> RuleExample {
    RuleExample(kind: .good, title: title, code: code)
  }
}

/// What is true of a rule whatever it is shown.
package struct RuleMetadata: Sendable, Hashable {
  /// `LWnnn`, never used again.
  package var code: String
  /// The pattern it flags; reads after "allow".
  package var name: String
  package var summary: String
  package var group: RuleGroup
  package var severity: Severity
  /// When a finding is less than that: completes "error; …". Empty where none is.
  package var otherSeverities: String
  /// The most that a finding of the rule claims by itself; a recording may make it sure.
  package var confidence: Confidence
  package var isDefault: RuleDefault
  /// The version that brought the rule.
  package var since: String
  package var fix: FixAvailability
  /// What happens at run time.
  package var why: String
  /// How to mend it, in words: one or two sentences that the examples then show. May be empty.
  package var repair: String
  /// When a finding is right and may stand all the same: a sentence. Empty where
  /// `RuleGroup.ignoreWhen` says it for the family.
  package var ignoreWhen: String
  /// Codes of other tools whose suppression at the same place is honoured for this rule.
  package var equivalents: [String]
  package var examples: [RuleExample]

  package init(
    code: String, name: String, summary: String, group: RuleGroup, severity: Severity,
    otherSeverities: String = "", confidence: Confidence = .high, isDefault: RuleDefault = .on,
    since: String,
    fix: FixAvailability = .none, why: String,
    repair: String = "", ignoreWhen: String = "", equivalents: [String] = [],
    examples: [RuleExample] = []
  ) {
    self.code = code
    self.name = name
    self.summary = summary
    self.group = group
    self.severity = severity
    self.otherSeverities = otherSeverities
    self.confidence = confidence
    self.isDefault = isDefault
    self.since = since
    self.fix = fix
    self.why = why
    self.repair = repair
    self.ignoreWhen = ignoreWhen
    self.equivalents = equivalents
    self.examples = examples
  }
}
