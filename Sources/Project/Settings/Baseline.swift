import FoundationEssentials
package import System

/// Findings that were there before and are not to be reported again, by their fingerprints.
///
/// The file is a report of `check --output-format json`, kept.
package struct Baseline: Sendable {
  package let fingerprints: Set<String>

  package init(file: FilePath, _ system: any OperatingSystem) throws(SettingsError) {
    let buffer = ByteBuffer()
    do throws(FileFailure) {
      try system.read(file, into: buffer, limit: 1 << 30)
    } catch {
      throw SettingsError(
        file: file.description, line: nil, message: "baseline: \(error.description)")
    }
    guard let report = try? JSONDecoder().decode(Saved.self, from: Data(buffer.bytes)) else {
      throw SettingsError(
        file: file.description, line: nil,
        message: "baseline: seen something else; allowed: a report of `--output-format json`")
    }
    fingerprints = Set(report.findings.map { $0.fingerprint })
  }

  private struct Saved: Decodable {
    var findings: [Entry]
  }
  private struct Entry: Decodable {
    var fingerprint: String
  }
}
