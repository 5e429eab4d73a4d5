import Diagnostics
import Project
import System

/// A `select` or `ignore`, of the command line or of the settings, that names no rule.
package struct SelectorError: Error, Sendable, Hashable, CustomStringConvertible {
  package var selector: String
  package var suggestion: String?
  /// File and line of the settings that name it; nil for the command line.
  package var place: String?

  package var description: String {
    let hint = suggestion.map { "; did you mean `\($0)`?" } ?? ""
    return (place.map { "\($0): " } ?? "") + "no rule is called `\(selector)`\(hint)"
  }
}

/// Which rules speak, for the files of one settings file.
struct RuleSelection: Sendable {
  private let enabled: Set<String>
  private let perFile: [(rules: IgnoreRules, codes: Set<String>)]
  private let minimumConfidence: Confidence

  init(
    _ settings: Settings, _ options: CheckOptions, catalogue: [RuleMetadata], root: FilePath
  ) throws(SelectorError) {
    let profile = options.profile ?? settings.profile
    func place(_ key: String) -> String? { settings.origins[key]?.place(from: root) }
    var enabled: Set<String>
    if let select = options.select ?? settings.select {
      enabled = try RuleSelection.codes(
        select, catalogue, options.select == nil ? place("select") : nil)
      // Input that is no Python is never passed over in silence: no other rule saw it.
      enabled.insert(ToolRules.syntaxError.code)
    } else {
      let spoken = catalogue.filter { rule in
        rule.isDefault == .on || (rule.isDefault == .strict && profile == .strict)
      }
      enabled = Set(spoken.map { $0.code })
    }
    let ignored = try RuleSelection.codes(settings.ignore, catalogue, place("ignore"))
    let ignoredHere = try RuleSelection.codes(options.ignore, catalogue, nil)
    self.enabled = enabled.subtracting(ignored).subtracting(ignoredHere)

    let folder = settings.folder ?? root
    var perFile: [(rules: IgnoreRules, codes: Set<String>)] = []
    for entry in settings.perFileIgnores {
      let codes = try RuleSelection.codes(entry.codes, catalogue, place("per-file-ignores"))
      perFile.append((IgnoreRules(folder: folder, patterns: [entry.pattern]), codes))
    }
    self.perFile = perFile
    minimumConfidence = options.minimumConfidence
  }

  func isEnabled(_ code: String) -> Bool { enabled.contains(code) }

  func admits(_ finding: Finding, in file: FilePath) -> Bool {
    minimumConfidence <= finding.confidence && isEnabled(finding.code, in: file)
  }

  /// What `per-file-ignores` takes out counts, too.
  func isEnabled(_ code: String, in file: FilePath) -> Bool {
    guard isEnabled(code) else { return false }
    return !perFile.contains { $0.codes.contains(code) && $0.rules.ignores(file) }
  }

  /// `ALL`, a code, the beginning of codes, or the name of a rule.
  private static func codes(
    _ selectors: [String], _ catalogue: [RuleMetadata], _ place: String?
  ) throws(SelectorError) -> Set<String> {
    var codes: Set<String> = []
    for selector in selectors {
      let code = selector.uppercased()
      if code == "ALL" {
        codes.formUnion(catalogue.map { $0.code })
        continue
      }
      let isFamily = code.hasPrefix("LW") && code.utf8.count < 5
      let matches = catalogue.filter {
        isFamily ? $0.code.hasPrefix(code) : $0.code == code || $0.name == selector
      }
      if matches.isEmpty {
        throw SelectorError(
          selector: selector, suggestion: catalogue.meant(by: selector), place: place)
      }
      codes.formUnion(matches.map { $0.code })
    }
    return codes
  }
}

extension [RuleMetadata] {
  /// What to say instead of a name that no rule has: the code of the rule that finds what another
  /// tool's code is for, or else the nearest name.
  package func meant(by name: String) -> String? {
    let other = first { $0.equivalents.contains(name.uppercased()) }
    return other?.code ?? NearestName.of(name, among: flatMap { [$0.code, $0.name] })
  }
}

extension IgnoreRules {
  /// Whether the rules name `file` or a folder above it.
  fileprivate func ignores(_ file: FilePath) -> Bool {
    var path = file
    var isFolder = false
    while path != folder, path.relative(to: folder) != nil {
      if verdict(on: path, isFolder: isFolder) == .ignored { return true }
      path = path.parent
      isFolder = true
    }
    return false
  }
}
