package import Analyzer
package import Diagnostics
import Project
import SourceText
package import System

/// Which fixes are applied.
package enum FixLevel: Sendable {
  /// Those that keep what the program does.
  case safe
  /// Also those that change timing or order.
  case unsafe

  func admits(_ safety: FixSafety) -> Bool {
    switch safety {
    case .safe: true
    case .changesBehavior: self == .unsafe
    case .sketch: false
    }
  }
}

/// One fix that was applied, or taken back with the reason.
package struct FixOutcome: Sendable {
  package var finding: Finding
  package var title: String
  /// Why it was not applied; nil when it was.
  package var refusal: String?
}

/// What a run of fixes made of the project. Nothing is written yet.
package struct FixResult: Sendable {
  /// The files that changed: their bytes before and after.
  package var files: [(path: FilePath, before: [UInt8], after: [UInt8])] = []
  package var outcomes: [FixOutcome] = []
  /// What is still found.
  package var report: Report
}

/// Applies fixes until none is left, each round checked as a whole: a fix has to take its finding away
/// and bring no other.
///
///     check → choose edits that do not overlap → apply in memory → check again → keep or take back
package struct FixRun {
  private let system: any OperatingSystem
  private let options: CheckOptions
  private let level: FixLevel
  /// Rounds; each applies at least one fix or ends the run.
  private static let roundLimit = 50

  package init(_ system: any OperatingSystem, _ options: CheckOptions, _ level: FixLevel) {
    self.system = system
    self.options = options
    self.level = level
  }

  package func run(_ paths: [FilePath]) throws(CheckFailure) -> FixResult {
    var texts = options.overlay
    var report = try check(paths, texts)
    let root = FilePath(report.root)
    var outcomes: [FixOutcome] = []
    var refused: Set<String> = []
    var files = FileTexts(system, root: root)
    // What the parser made of a damaged file may be other than what its author meant.
    let damaged = Set(
      report.findings.filter { $0.code == ToolRules.syntaxError.code }.map { $0.place.path })
    for _ in 0..<Self.roundLimit {
      var wanted = report.findings.filter { finding in
        finding.fix.map { level.admits($0.safety) && !$0.edits.isEmpty } ?? false
          && !refused.contains(finding.fingerprint)
      }
      if !damaged.isEmpty {
        let spoilt = wanted.filter { finding in
          finding.fix?.edits.contains { damaged.contains($0.place.path) } ?? false
        }
        outcomes += spoilt.map {
          FixOutcome(
            finding: $0, title: $0.fix?.title ?? "", refusal: "its file has a syntax error")
        }
        refused.formUnion(spoilt.map { $0.fingerprint })
        wanted.removeAll { refused.contains($0.fingerprint) }
      }
      if wanted.isEmpty { break }
      let chosen = Self.withoutOverlaps(wanted)
      let applied = try apply(chosen, to: texts, &files, paths, report)
      if applied.kept.isEmpty, applied.refused.isEmpty { break }
      outcomes += applied.refused
      outcomes += applied.kept.map { FixOutcome(finding: $0, title: $0.fix?.title ?? "") }
      refused.formUnion(applied.refused.map { $0.finding.fingerprint })
      texts = applied.texts
      report = applied.report
    }
    var result = FixResult(report: report)
    result.outcomes = outcomes
    result.files = files.changed(texts)
    return result
  }

  // MARK: One round

  private struct Round {
    var texts: SourceOverlay
    var report: Report
    var kept: [Finding] = []
    var refused: [FixOutcome] = []
  }

  /// All together first; when that brings something new, without those that it is owed to, by halves.
  private func apply(
    _ findings: [Finding], to texts: SourceOverlay, _ files: inout FileTexts, _ paths: [FilePath],
    _ report: Report
  ) throws(CheckFailure) -> Round {
    var round = Round(texts: texts, report: report)
    var open = [findings]
    while let group = open.popLast() {
      // Offsets and fingerprints are those of the last report that was kept.
      let wanted = Set(group.map { $0.fingerprint })
      let current = round.report.findings.filter { wanted.contains($0.fingerprint) }
      if current.isEmpty { continue }
      switch try attempt(current, round.texts, &files, paths, round.report) {
      case .good(let texts, let report):
        round.texts = texts
        round.report = report
        round.kept += current
      case .bad(let suspects):
        if current.count == 1 {
          round.refused += current.map {
            FixOutcome(
              finding: $0, title: $0.fix?.title ?? "",
              refusal: "the result would still be reported, or something new would be")
          }
          continue
        }
        let isSuspect = current.map { suspects.contains($0.fingerprint) }
        let blamed = zip(current, isSuspect).filter { $0.1 }.map { $0.0 }
        if blamed.isEmpty || blamed.count == current.count {
          open.append(Array(current[(current.count / 2)...]))
          open.append(Array(current[..<(current.count / 2)]))
        } else {
          open.append(blamed)
          open.append(zip(current, isSuspect).filter { !$0.1 }.map { $0.0 })
        }
      }
    }
    return round
  }

  private enum Attempt {
    case good(SourceOverlay, Report)
    /// Fingerprints of those whose fix may have been the wrong one.
    case bad(suspects: Set<String>)
  }

  /// The texts with the fixes and what is found there: good when each finding is gone and none is new.
  private func attempt(
    _ findings: [Finding], _ texts: SourceOverlay, _ files: inout FileTexts, _ paths: [FilePath],
    _ report: Report
  ) throws(CheckFailure) -> Attempt {
    guard let edited = files.applying(findings.compactMap { $0.fix }, to: texts) else {
      return .bad(suspects: [])
    }
    let after = try check(paths, edited)
    if report.errors.count < after.errors.count { return .bad(suspects: []) }
    var known: [String: Int] = [:]
    for finding in report.findings { known[Self.identity(finding), default: 0] += 1 }
    for finding in findings { known[Self.identity(finding), default: 0] -= 1 }
    var surplus: [Finding] = []
    for finding in after.findings {
      known[Self.identity(finding), default: 0] -= 1
      guard (known[Self.identity(finding)] ?? 0) < 0, !isNextStep(finding, after: findings)
      else { continue }
      surplus.append(finding)
    }
    return surplus.isEmpty
      ? .good(edited, after) : .bad(suspects: Self.suspects(findings, surplus))
  }

  /// What a repair makes possible and the next round does: calls that suspend now may run together. A
  /// function that has lost its last `await` is found in the same way as the one it called.
  private func isNextStep(_ finding: Finding, after repaired: [Finding]) -> Bool {
    guard finding.severity == .info,
      !repaired.contains(where: { Self.identity($0) == Self.identity(finding) })
    else { return false }
    return repaired.contains { $0.code == finding.code }
      || finding.fix.map { level.admits($0.safety) && !$0.edits.isEmpty } ?? false
  }

  /// Those in the function that something new or remaining is said of; else those in its file.
  private static func suspects(_ findings: [Finding], _ surplus: [Finding]) -> Set<String> {
    var result: Set<String> = []
    for new in surplus {
      let near = findings.filter {
        $0.place.path == new.place.path && new.function.hasPrefix($0.function)
      }
      let blamed = near.isEmpty ? findings.filter { $0.place.path == new.place.path } : near
      result.formUnion(blamed.map { $0.fingerprint })
    }
    return result
  }

  /// What a finding is about: neither its line, which edits above move, nor its words, which may quote
  /// what an edit has changed.
  private static func identity(_ finding: Finding) -> String {
    "\(finding.code) \(finding.place.path) \(finding.function)"
  }

  private func check(
    _ paths: [FilePath], _ texts: SourceOverlay
  ) throws(CheckFailure) -> Report {
    var options = options
    options.overlay = texts
    return try Check(system, options).run(paths)
  }

  /// In order of place; a fix whose edits touch an earlier one waits for the next round. Two may want
  /// the same line inserted: an import.
  private static func withoutOverlaps(_ findings: [Finding]) -> [Finding] {
    var taken: [String: [FixEdit]] = [:]
    var chosen: [Finding] = []
    for finding in findings {
      let edits = finding.fix?.edits ?? []
      let isFree = edits.allSatisfy { edit in
        !(taken[edit.place.path] ?? []).contains { other in
          edit.place.range.start <= other.place.range.end
            && other.place.range.start <= edit.place.range.end && !edit.isSameLine(as: other)
        }
      }
      guard isFree else { continue }
      for edit in edits { taken[edit.place.path, default: []].append(edit) }
      chosen.append(finding)
    }
    return chosen
  }
}

extension FixEdit {
  /// Both insert the same whole line at the same place, where once is enough.
  func isSameLine(as other: FixEdit) -> Bool {
    place.range == other.place.range && place.range.count == 0 && text == other.text
      && (text.hasSuffix("\n") || text.hasPrefix("\n"))
  }
}
