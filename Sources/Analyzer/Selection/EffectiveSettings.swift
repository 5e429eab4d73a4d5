import Diagnostics
package import Project
package import System

/// The settings that hold for the files of one settings file, key by key, with where each comes from.
package struct EffectiveSettings: Sendable {
  package struct Row: Sendable {
    package var key: String
    package var value: String
    package var origin: String
  }

  package var rows: [Row]
  /// The rules that speak, in order of code.
  package var rules: [String]

  package init(
    _ settings: Settings, _ options: CheckOptions, root: FilePath
  ) throws(CheckFailure) {
    let writer = Writer(settings, options, root: root)
    rows = SettingsKey.all.map { writer.row($0.name) }
    do throws(SelectorError) {
      let selection = try RuleSelection(
        settings, options, catalogue: Check.catalogue, root: root)
      rules = Check.catalogue.map { $0.code }.filter { selection.isEnabled($0) }
    } catch {
      throw .selector(error)
    }
  }

  private final class Writer {
    let settings: Settings
    let options: CheckOptions
    let root: FilePath

    init(_ settings: Settings, _ options: CheckOptions, root: FilePath) {
      self.settings = settings
      self.options = options
      self.root = root
    }

    func row(_ key: String) -> Row {
      let isGiven = given.contains(key)
      return Row(key: key, value: value(key), origin: isGiven ? "command line" : origin(key))
    }

    private var given: [String] {
      var keys: [String] = []
      if options.select != nil { keys.append("select") }
      if !options.ignore.isEmpty { keys.append("ignore") }
      if !options.discovery.exclude.isEmpty { keys.append("exclude") }
      if options.profile != nil { keys.append("profile") }
      if options.targetVersion != nil { keys.append("target-version") }
      if options.python != nil { keys.append("python") }
      if options.baseline != nil { keys.append("baseline") }
      return keys
    }

    private func origin(_ key: String) -> String {
      var places = [settings.origins[key]].compactMap { $0 }
      if key == "facts" { places += settings.taken }
      return places.isEmpty ? "default" : places.map(place).joined(separator: ", ")
    }

    private func place(_ origin: SettingOrigin) -> String {
      origin.place(from: root) + (origin.foreignKey.map { " (\($0))" } ?? "")
    }

    private func shown(_ path: FilePath) -> String {
      (path.relative(to: root) ?? path).description
    }

    private func value(_ key: String) -> String {
      switch key {
      case "select": list(options.select ?? settings.select) ?? "the profile's rules"
      case "ignore": list(settings.ignore + options.ignore) ?? "[]"
      case "profile": quoted((options.profile ?? settings.profile).rawValue)
      case "target-version":
        (options.targetVersion ?? settings.targetVersion).map { quoted("3.\($0)") } ?? "newest"
      case "python": path(options.python ?? settings.python) ?? "VIRTUAL_ENV, .venv"
      case "src": list(settings.src?.map { shown($0) }) ?? "found"
      case "exclude": list(settings.exclude + options.discovery.exclude) ?? "[]"
      case "per-file-ignores":
        table(settings.perFileIgnores.map { ($0.pattern, list($0.codes) ?? "[]") })
      case "facts": table(settings.facts.map { ($0.function, quoted($0.effect.rawValue)) })
      case "offloaders": list(settings.offloaders) ?? "[]"
      case "cuts": list(settings.cuts) ?? "[]"
      case "frameworks": list(settings.frameworks) ?? "all that are known"
      case "budget-ms": "\(settings.budgetMilliseconds)"
      case "baseline": path(options.baseline ?? settings.baseline) ?? "none"
      default: ""
      }
    }

    private func path(_ path: FilePath?) -> String? { path.map { quoted(shown($0)) } }
    private func quoted(_ text: String) -> String { "\"\(text)\"" }

    private func list(_ items: [String]?) -> String? {
      guard let items, !items.isEmpty else { return nil }
      return "[" + items.map(quoted).joined(separator: ", ") + "]"
    }

    private func table(_ items: [(String, String)]) -> String {
      items.isEmpty
        ? "{}" : "{ " + items.map { "\(quoted($0.0)) = \($0.1)" }.joined(separator: ", ") + " }"
    }
  }
}
