package import System
import TOMLKit

/// Turns the text of a settings file into `Settings`, or into an error that names file, line, key,
/// the value seen and the values allowed.
package struct SettingsReader {
  private let file: FilePath
  private let shownFile: String
  private let lines: [Substring]

  /// The settings in `file`; `nil` if it is a `pyproject.toml` that has none for Loopwise.
  package static func read(
    _ file: FilePath, _ bytes: [UInt8]
  ) throws(SettingsError) -> Settings? {
    let reader = SettingsReader(file: file, bytes: bytes)
    let document = try reader.parse(bytes)
    guard file.name.elementsEqual("pyproject.toml".utf8) else {
      return try reader.settings(from: document)
    }
    guard let own = document["tool"]?.table?["loopwise"] else { return nil }
    guard let table = own.table else {
      throw reader.error("tool.loopwise", "seen \(own.debugDescription), allowed: a table")
    }
    var settings = try reader.settings(from: table)
    reader.takeRequiredVersion(of: document, bytes, into: &settings)
    return settings
  }

  /// The first line that sets `key`, in any table.
  static func line(of key: String, below header: String = "", in bytes: [UInt8]) -> Int? {
    let lines = lines(of: bytes)
    let start = lines.firstIndex { $0.hasPrefix(header) } ?? 0
    return lines[start...].firstIndex { line in
      guard line.hasPrefix(key) else { return false }
      return line.dropFirst(key.count).first { $0 != " " } == "="
    }.map { $0 + 1 }
  }

  /// A carriage return and a line feed are one character, which is no line feed.
  static func lines(of bytes: [UInt8]) -> [Substring] {
    String(decoding: bytes, as: UTF8.self).split(omittingEmptySubsequences: false) { $0.isNewline }
  }

  private init(file: FilePath, bytes: [UInt8]) {
    self.file = file
    shownFile = file.description
    lines = Self.lines(of: bytes)
  }

  private func parse(_ bytes: [UInt8]) throws(SettingsError) -> TOMLTable {
    // The C++ parser takes a C string and would stop at a zero byte.
    if bytes.contains(0) { throw error(nil, "holds a zero byte") }
    do {
      return try TOMLTable(string: String(decoding: bytes, as: UTF8.self))
    } catch let problem as TOMLParseError {
      throw SettingsError(
        file: shownFile, line: problem.source.begin.line, message: problem.description)
    } catch {
      throw self.error(nil, "is not TOML")
    }
  }

  private func settings(from table: TOMLTable) throws(SettingsError) -> Settings {
    for key in table.keys where !Settings.keys.contains(key) {
      var hint = NearestName.of(key, among: Settings.keys).map { ", did you mean `\($0)`?" }
      if key == "tool" { hint = "; keys stand here without the table `[tool.loopwise]`" }
      throw error(key, "unknown key `\(key)`\(hint ?? "; see docs/settings.md for the known ones")")
    }
    var settings = Settings()
    settings.origin = file
    for key in table.keys {
      settings.origins[key] = SettingOrigin(file: file, line: line(of: key))
    }
    settings.select = try strings(table, "select")
    settings.ignore = try strings(table, "ignore") ?? []
    settings.exclude = try strings(table, "exclude") ?? []
    settings.offloaders = try strings(table, "offloaders") ?? []
    settings.cuts = try strings(table, "cuts") ?? []
    settings.python = try path(table, "python")
    settings.baseline = try path(table, "baseline")
    settings.src = try strings(table, "src")?.map { file.parent.resolving(FilePath($0)) }
    try readChoices(table, into: &settings)
    try readTables(table, into: &settings)
    return settings
  }

  private func readChoices(
    _ table: TOMLTable, into settings: inout Settings
  ) throws(SettingsError) {
    if let text = try string(table, "profile") {
      guard let profile = Profile(rawValue: text) else {
        throw refused("profile", "\"\(text)\"", Profile.allCases.map { "\"\($0.rawValue)\"" })
      }
      settings.profile = profile
    }
    if let text = try string(table, "target-version") {
      guard let version = PythonVersionText.minor(of: text) else {
        let range = Settings.supportedVersions
        throw refused(
          "target-version", "\"\(text)\"",
          ["\"3.\(range.lowerBound)\" to \"3.\(range.upperBound)\""])
      }
      settings.targetVersion = version
    }
    if let names = try strings(table, "frameworks") {
      for name in names where !Settings.knownFrameworks.contains(name) {
        throw refused("frameworks", "\"\(name)\"", Settings.knownFrameworks.map { "\"\($0)\"" })
      }
      settings.frameworks = names
    }
    if let value = table["budget-ms"] {
      guard let budget = value.double ?? value.int.map(Double.init), 0 <= budget, budget.isFinite
      else { throw refused("budget-ms", value.debugDescription, ["a number of milliseconds"]) }
      settings.budgetMilliseconds = budget
    }
  }

  private func readTables(
    _ table: TOMLTable, into settings: inout Settings
  ) throws(SettingsError) {
    if let ignores = try subtable(table, "per-file-ignores") {
      for pattern in ignores.keys.sorted() {
        let codes = try strings(ignores, pattern) ?? []
        settings.perFileIgnores.append(PerFileIgnore(pattern: pattern, codes: codes))
      }
    }
    guard let facts = try subtable(table, "facts") else { return }
    for function in facts.keys.sorted() {
      guard let effect = facts[function]?.string.flatMap(DeclaredEffect.init(rawValue:)) else {
        let seen = facts[function]?.debugDescription ?? ""
        throw refused(function, seen, DeclaredEffect.allCases.map { "\"\($0.rawValue)\"" })
      }
      settings.facts.append(DeclaredFact(function: function, effect: effect))
    }
  }

  // MARK: Values

  private func string(_ table: TOMLTable, _ key: String) throws(SettingsError) -> String? {
    guard let value = table[key] else { return nil }
    guard let text = value.string else { throw refused(key, value.debugDescription, ["a string"]) }
    return text
  }

  private func path(_ table: TOMLTable, _ key: String) throws(SettingsError) -> FilePath? {
    try string(table, key).map { file.parent.resolving(FilePath($0)) }
  }

  private func strings(_ table: TOMLTable, _ key: String) throws(SettingsError) -> [String]? {
    guard let value = table[key] else { return nil }
    guard let array = value.array else {
      throw refused(key, value.debugDescription, ["an array of strings"])
    }
    var texts: [String] = []
    for item in array {
      guard let text = item.string else {
        throw refused(key, item.debugDescription, ["strings"])
      }
      texts.append(text)
    }
    return texts
  }

  private func subtable(_ table: TOMLTable, _ key: String) throws(SettingsError) -> TOMLTable? {
    guard let value = table[key] else { return nil }
    guard let inner = value.table else { throw refused(key, value.debugDescription, ["a table"]) }
    return inner
  }

  /// `requires-python`, else what Poetry is told, speaks where `target-version` does not.
  private func takeRequiredVersion(
    of document: TOMLTable, _ bytes: [UInt8], into settings: inout Settings
  ) {
    guard settings.targetVersion == nil else { return }
    let required = document["project"]?.table?["requires-python"]?.string
    let poetry = document["tool"]?.table?["poetry"]?.table?["dependencies"]?.table?["python"]
    guard let version = (required ?? poetry?.string).flatMap(PythonVersionText.lowerBound) else {
      return
    }
    settings.targetVersion = version
    let line =
      required == nil
      ? Self.line(of: "python", below: "[tool.poetry.dependencies]", in: bytes)
      : Self.line(of: "requires-python", in: bytes)
    settings.origins["target-version"] = SettingOrigin(
      file: file, line: line,
      foreignKey: required == nil ? "python of Poetry" : "requires-python")
  }

  /// The same for a `pyproject.toml` that has no settings of ours, or whose neighbour has them.
  static func takeRequiredVersion(
    from file: FilePath, _ bytes: [UInt8], into settings: inout Settings
  ) {
    let reader = SettingsReader(file: file, bytes: bytes)
    guard let document = try? reader.parse(bytes) else { return }
    reader.takeRequiredVersion(of: document, bytes, into: &settings)
  }

  /// The first table of a `pyproject.toml` that is probably meant for Loopwise, and is not read.
  static func lookalike(in file: FilePath, _ bytes: [UInt8]) -> SettingOrigin? {
    for (index, line) in lines(of: bytes).enumerated() where line.hasPrefix("[tool.") {
      let name = String(line.dropFirst("[tool.".count).prefix { $0 != "]" && $0 != "." })
      guard NearestName.of(name, among: ["loopwise"], within: 2) != nil else { continue }
      return SettingOrigin(file: file, line: index + 1, foreignKey: "tool.\(name)")
    }
    return nil
  }

  // MARK: Errors

  private func refused(_ key: String, _ seen: String, _ allowed: [String]) -> SettingsError {
    error(key, "`\(key)` is \(seen); allowed: \(allowed.joined(separator: ", "))")
  }

  private func error(_ key: String?, _ message: String) -> SettingsError {
    SettingsError(file: shownFile, line: key.flatMap(line(of:)), message: message)
  }

  /// The first line that sets `key` in a table of Loopwise's. The TOML parser keeps no places.
  private func line(of key: String) -> Int? {
    let isOwnFile = !file.name.elementsEqual("pyproject.toml".utf8)
    var isInside = isOwnFile
    for (index, line) in lines.enumerated() {
      var text = line.drop { $0 == " " || $0 == "\t" }
      if text.hasPrefix("[") {
        isInside = isOwnFile || text.hasPrefix("[tool.loopwise")
        if isInside, text.hasPrefix("[tool.loopwise.\(key)]") || text.hasPrefix("[\(key)]") {
          return index + 1
        }
        continue
      }
      guard isInside else { continue }
      let quote = text.first.flatMap { $0 == "\"" || $0 == "'" ? $0 : nil }
      if quote != nil { text = text.dropFirst() }
      guard text.hasPrefix(key) else { continue }
      var rest = text.dropFirst(key.count)
      if let quote, rest.first == quote { rest = rest.dropFirst() }
      rest = rest.drop { $0 == " " || $0 == "\t" }
      if rest.first == "=" || rest.first == "." { return index + 1 }
    }
    return nil
  }
}
