import System
import TOMLKit

/// What a project has told ruff and flake8-async already, so that it need not be told twice: the
/// target version, and the blocking calls of ASYNC200. Anything Loopwise is told itself wins.
enum ForeignSettings {
  /// Fills what `settings` leaves open; only files of the project root count.
  static func complete(
    _ settings: inout Settings, root: FilePath, _ system: any OperatingSystem
  ) {
    if settings.targetVersion == nil { takeVersion(&settings, root, system) }
    for name in [".flake8", "setup.cfg", "tox.ini"] {
      let file = root.appending(name)
      guard let bytes = system.contents(file) else { continue }
      let lines = sectionLines("flake8", of: String(decoding: bytes, as: UTF8.self))
      if takeCalls(lines, file, &settings) { break }
    }
  }

  private static func takeVersion(
    _ settings: inout Settings, _ root: FilePath, _ system: any OperatingSystem
  ) {
    for (name, isShared) in [("ruff.toml", false), (".ruff.toml", false), ("pyproject.toml", true)]
    {
      let file = root.appending(name)
      guard let bytes = system.contents(file), !bytes.contains(0),
        let document = try? TOMLTable(string: String(decoding: bytes, as: UTF8.self))
      else { continue }
      let table = isShared ? document["tool"]?.table?["ruff"]?.table : document
      guard let text = table?["target-version"]?.string,
        let version = PythonVersionText.minor(of: text)
      else { continue }
      settings.targetVersion = version
      settings.origins["target-version"] = SettingOrigin(
        file: file, line: SettingsReader.line(of: "target-version", in: bytes),
        foreignKey: "target-version of ruff")
      return
    }
  }

  // MARK: ASYNC200

  private static let keys = [
    "async200-blocking-calls", "async200_blocking_calls", "trio200-blocking-calls",
    "trio200_blocking_calls",
  ]

  /// The lines of one section of an INI file, with their numbers.
  private static func sectionLines(_ section: String, of text: String) -> [(Int, Substring)] {
    var isInside = false
    var found: [(Int, Substring)] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      if line.hasPrefix("[") {
        isInside = line.hasPrefix("[\(section)]")
      } else if isInside {
        found.append((index + 1, line.filter { $0 != "\r" }[...]))
      }
    }
    return found
  }

  /// `a.b -> c, d.* -> e`, on one line or several indented ones. A pattern that begins with a wildcard
  /// goes by spelling alone, which says nothing of what is called: it is left where it is.
  private static func takeCalls(
    _ lines: [(number: Int, text: Substring)], _ file: FilePath, _ settings: inout Settings
  ) -> Bool {
    guard
      let start = lines.firstIndex(where: { line in
        keys.contains { key in
          guard line.text.hasPrefix(key) else { return false }
          let rest = line.text.dropFirst(key.count).drop { $0 == " " }
          return rest.first == "=" || rest.first == ":"
        }
      })
    else { return false }
    var text = String(lines[start].text.drop { $0 != "=" && $0 != ":" }.dropFirst())
    for line in lines[(start + 1)...] {
      guard let first = line.text.first, first == " " || first == "\t" else { break }
      text += line.text
    }
    var seen: [String] = []
    for pair in text.split(separator: ",") {
      let words = pair.split { $0 == " " || $0 == "\t" }
      guard let name = words.first.map(String.init), isQualified(name) else { continue }
      seen.append(name)
    }
    let known = Set(settings.facts.map { $0.function })
    let fresh = seen.filter { !known.contains($0) }
    settings.facts += fresh.map { DeclaredFact(function: $0, effect: .blocks) }
    if !fresh.isEmpty {
      settings.taken.append(
        SettingOrigin(file: file, line: lines[start].number, foreignKey: keys[0]))
    }
    return true
  }

  private static func isQualified(_ name: String) -> Bool {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() {
      if part == "*", index != 0, index == parts.count - 1 { continue }
      let isName =
        !part.isEmpty
        && part.utf8.allSatisfy {
          (0x30...0x39).contains($0) || (0x41...0x5a).contains($0) || (0x61...0x7a).contains($0)
            || $0 == 0x5f || 0x80 <= $0
        }
      if !isName { return false }
    }
    return true
  }
}
