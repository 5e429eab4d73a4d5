/// How bad a finding is when it is true.
package enum Severity: String, Sendable, Hashable, CaseIterable, Comparable {
  /// An improvement. Printed, but never a reason for a failing exit status.
  case info
  /// A likely defect or loss of service.
  case warning
  /// Wrong at run time on some proven path.
  case error

  private var rank: Int {
    switch self {
    case .info: 0
    case .warning: 1
    case .error: 2
    }
  }

  package static func < (a: Severity, b: Severity) -> Bool { a.rank < b.rank }

  /// One step less severe; `info` stays.
  package var lowered: Severity { self == .error ? .warning : .info }
}

/// How sure the analysis is. What would be a guess is never emitted.
package enum Confidence: String, Sendable, Hashable, CaseIterable, Comparable {
  /// Likely: some step rests on a convention rather than on a resolved name, or whether it matters rests
  /// on what the text does not tell, such as sizes.
  case medium
  /// Path and types are resolved, and it is of a kind that readers of drawn findings would act on, at
  /// least 85 times of 100 (`Tests/Precision`).
  case high

  package static func < (a: Confidence, b: Confidence) -> Bool { a == .medium && b == .high }
}
