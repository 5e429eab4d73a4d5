package import Diagnostics
import FoundationEssentials
package import System

/// Findings that were there before and are not to be reported again.
///
/// A finding is known by its fingerprint, which no line number goes into. Where a file was renamed its
/// fingerprints change; then an entry is matched by what it says, one finding for one entry.
package struct Baseline: Sendable {
  package struct Entry: Sendable, Hashable, Decodable {
    package var code: String
    package var path: String
    package var function: String
    package var message: String
    package var fingerprint: String
    /// Steps of the chain; those of a report may be of libraries.
    private var chain: [Step]?

    private struct Step: Hashable, Decodable {
      var text: String
      var path: String?
    }

    /// The steps to the project's own functions: see `Finding.ownPath`.
    fileprivate var steps: ArraySlice<String> {
      let chain = chain ?? []
      // A baseline has no paths, and no step of a library.
      guard chain.contains(where: { $0.path != nil }) else { return chain.map(\.text)[...] }
      let foreign = chain.firstIndex { LibraryPath.isForeign($0.path ?? "") }
      return chain.map(\.text)[..<(foreign ?? max(0, chain.count - 1))]
    }

    package init(_ finding: Finding) {
      code = finding.code
      path = finding.place.path
      function = finding.function
      message = finding.message
      fingerprint = finding.fingerprint
      chain = finding.ownPath.map { Step(text: $0.text, path: nil) }
    }
  }

  package let entries: [Entry]

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
        message: """
          baseline: seen something else; allowed: a file of `--write-baseline`, or a report of \
          `--output-format json`
          """)
    }
    entries = report.findings
  }

  private struct Saved: Decodable {
    var findings: [Entry]
  }

  /// Takes out of `findings` what the baseline has, and says which entries nothing answers to.
  /// `exists` tells whether there still is a file of that path.
  package func remove(
    from findings: inout [Finding], exists: (String) -> Bool
  ) -> (known: Int, unmatched: [Entry]) {
    let before = findings.count
    let known = Set(entries.map { $0.fingerprint })
    let seen = Set(findings.map { $0.fingerprint })
    findings.removeAll { known.contains($0.fingerprint) }
    var open = entries.filter { !seen.contains($0.fingerprint) }
    if !open.isEmpty, !findings.isEmpty {
      var waiting: [Kin: [Entry]] = [:]
      for entry in open.reversed() { waiting[Kin(entry), default: []].append(entry) }
      findings.removeAll { finding in
        let kin = Kin(Entry(finding))
        let place = waiting[kin]?.lastIndex { entry in
          entry.path == finding.place.path || !exists(entry.path)
        }
        guard let place, let entry = waiting[kin]?.remove(at: place) else { return false }
        if let index = open.firstIndex(of: entry) { open.remove(at: index) }
        return true
      }
    }
    return (before - findings.count, open)
  }

  /// What an entry says, but for the names of files and modules.
  private struct Kin: Hashable {
    var code: String
    var function: String
    var words: [String]

    init(_ entry: Entry) {
      code = entry.code
      function = Self.local(entry.function, in: entry.path)
      words = entry.message.split(separator: "`", omittingEmptySubsequences: false).map(Self.last)
      words += entry.steps.map(Self.last)
    }

    private static func last(_ text: some StringProtocol) -> String {
      String(text.reversed().prefix { $0 != "." }.reversed())
    }

    /// `Store.get` of `app.cache.Store.get` in `src/app/cache.py`.
    private static func local(_ function: String, in path: String) -> String {
      var parts = path.split(separator: "/").map(String.init)
      if let file = parts.popLast() {
        let stem = String(file.prefix { $0 != "." })
        if stem != "__init__" { parts.append(stem) }
      }
      while !parts.isEmpty {
        let prefix = parts.joined(separator: ".") + "."
        if function.hasPrefix(prefix) { return String(function.dropFirst(prefix.count)) }
        parts.removeFirst()
      }
      return function
    }
  }
}
