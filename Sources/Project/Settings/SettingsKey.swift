package import System

/// A key of `[tool.loopwise]`: what settings files, their schema and their documentation agree on.
package struct SettingsKey: Sendable {
  package enum Shape: Sendable {
    case strings
    case string
    case choice([String])
    case choices([String])
    case number
    /// Glob pattern → array of rules.
    case rulesByPattern
    /// Qualified name → effect.
    case effects
  }

  package var name: String
  package var shape: Shape
  /// As the documentation spells it.
  package var initial: String
  package var meaning: String

  package static let all = [
    SettingsKey(
      name: "select", shape: .strings, initial: "the profile's rules",
      meaning: """
        only these rules: codes (`"LW110"`), beginnings of codes (`"LW1"`), names \
        (`"task-dropped"`), or `"ALL"`
        """),
    SettingsKey(name: "ignore", shape: .strings, initial: "`[]`", meaning: "not these rules"),
    SettingsKey(
      name: "profile", shape: .choice(Profile.allCases.map { $0.rawValue }),
      initial: "`\"default\"`",
      meaning: "`strict` adds the rules and forms that are off for their noise"),
    SettingsKey(
      name: "target-version",
      shape: .choice(Settings.supportedVersions.map { "3.\($0)" }),
      initial: """
        lower bound of `requires-python`, else of Poetry's `python`, else of `python_requires`, else the \
        newest
        """,
      meaning: "the Python that the code is for"),
    SettingsKey(
      name: "python", shape: .string, initial: "`VIRTUAL_ENV`, `.venv`",
      meaning: "interpreter or environment whose packages count"),
    SettingsKey(
      name: "src", shape: .strings, initial: "found", meaning: "folders that hold top-level modules"
    ),
    SettingsKey(
      name: "exclude", shape: .strings, initial: "`[]`",
      meaning: "left out besides the default folders; the patterns of `.gitignore`"),
    SettingsKey(
      name: "per-file-ignores", shape: .rulesByPattern, initial: "`{}`",
      meaning: "not these rules in these files"),
    SettingsKey(
      name: "facts", shape: .effects, initial: "`{}`",
      meaning: """
        what a function does, by qualified name (`"pkg.mod.Class.method"`, `"pkg.mod.*"`), for code \
        that cannot be looked into
        """),
    SettingsKey(
      name: "offloaders", shape: .strings, initial: "`[]`",
      meaning: "functions that run what they are given on another thread, by qualified name"),
    SettingsKey(
      name: "cuts", shape: .strings, initial: "`[]`",
      meaning: "functions whose effects count for nothing, by qualified name"),
    SettingsKey(
      name: "frameworks", shape: .choices(Settings.knownFrameworks), initial: "all that are known",
      meaning: "frameworks whose endpoints `loopwise endpoints` lists; background work always is"),
    SettingsKey(
      name: "budget-ms", shape: .number, initial: "`10`",
      meaning: "a literal wait strictly below this is no stall"),
    SettingsKey(
      name: "baseline", shape: .string, initial: "none",
      meaning: "what `--write-baseline` saved: findings that are not reported again"),
  ]
}

/// Where the value of a setting comes from.
package struct SettingOrigin: Sendable, Hashable {
  package var file: FilePath
  package var line: Int?
  /// The key there, where it is another tool's: `requires-python`, `async200-blocking-calls`.
  package var foreignKey: String?

  package init(file: FilePath, line: Int? = nil, foreignKey: String? = nil) {
    self.file = file
    self.line = line
    self.foreignKey = foreignKey
  }

  /// `pyproject.toml:12`, as seen from a folder.
  package func place(from root: FilePath) -> String {
    (file.relative(to: root) ?? file).description + (line.map { ":\($0)" } ?? "")
  }
}
