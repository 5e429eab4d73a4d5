package import Diagnostics
package import Project
package import System

/// What a check is asked to do, from the command line or an editor. Settings files come on top of
/// the defaults, these on top of settings files.
package struct CheckOptions: Sendable {
  package var discovery = DiscoveryOptions()
  package var overlay = SourceOverlay()
  /// Codes, prefixes of codes, or names of rules; replaces the settings' `select`.
  package var select: [String]?
  /// Adds to the settings' `ignore`.
  package var ignore: [String] = []
  package var profile: Profile?
  package var minimumConfidence = Confidence.medium
  /// The minor number of the Python 3 that the code is for.
  package var targetVersion: UInt8?
  package var python: FilePath?
  /// Only findings that these changes have to do with.
  package var changes: ChangedLines?
  /// A saved report whose findings are not reported again, absolute.
  package var baseline: FilePath?
  /// Report all, whatever a baseline has: a new one is to be written.
  package var ignoresBaseline = false
  /// Joins what the rules found with recordings: adds evidence and findings of its own. Asked once,
  /// before anything is selected or suppressed.
  package var evidence: (@Sendable (inout [Finding], ProjectOutline) -> [RecordingFigures])?
  package var threads: Int?
  package var measuresStages = false
  /// Called now and then with the number of files done and of all files. From any thread.
  package var progress: (@Sendable (_ done: Int, _ total: Int) -> Void)?

  package init() {}
}

/// Why a check could not begin.
package enum CheckFailure: Error, Sendable, Hashable, CustomStringConvertible {
  case settings(SettingsError)
  case selector(SelectorError)
  case environment(EnvironmentFailure)

  package var description: String {
    switch self {
    case .settings(let error): error.description
    case .selector(let error): error.description
    case .environment(let error): "\(error.path): \(error.description)"
    }
  }
}
