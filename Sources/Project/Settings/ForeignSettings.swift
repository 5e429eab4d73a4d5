import PythonSemantics
import PythonSyntax
import SourceText
import System
import TOMLKit

/// What a project has told setuptools, ruff and flake8-async already, so that it need not be told
/// twice: the target version, and the blocking calls of ASYNC200. Anything Loopwise is told itself wins.
enum ForeignSettings {
  /// Fills what `settings` leaves open; only files of the project root count.
  static func complete(
    _ settings: inout Settings, root: FilePath, _ system: any OperatingSystem
  ) {
    if settings.targetVersion == nil { takeVersion(&settings, root, system) }
    for name in [".flake8", "setup.cfg", "tox.ini"] {
      let file = root.appending(name)
      guard let bytes = system.contents(file) else { continue }
      if takeCalls(bytes, file, &settings) { break }
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

  // MARK: setuptools

  /// `python_requires` of `setup.cfg`, else of a call in `setup.py` where it is a literal.
  static func takeRequiredVersion(
    into settings: inout Settings, from folder: FilePath, _ system: any OperatingSystem
  ) {
    let readers: [(name: String, read: ([UInt8]) -> (text: String, line: Int)?)] = [
      ("setup.cfg", { value(of: ["python_requires", "python-requires"], in: "options", $0) }),
      ("setup.py", requirement(ofSetup:)),
    ]
    for (name, read) in readers where settings.targetVersion == nil {
      let file = folder.appending(name)
      guard let found = system.contents(file).flatMap(read),
        let version = PythonVersionText.lowerBound(of: found.text)
      else { continue }
      settings.targetVersion = version
      settings.origins["target-version"] = SettingOrigin(
        file: file, line: found.line, foreignKey: "python_requires")
    }
  }

  private static func requirement(ofSetup bytes: [UInt8]) -> (text: String, line: Int)? {
    let source = SourceBuffer()
    source.load(bytes)
    let facts = lower(ParserWorkspace().parse(source), options: LoweringOptions())
    for node in facts.nodes where node.kind == .keyword && facts.names[node.b] == "python_requires"
    {
      guard let text = facts.string(node.operand.rawValue) else { continue }
      return (text, facts.line(of: node.start))
    }
    return nil
  }

  // MARK: ASYNC200

  private static let keys = [
    "async200-blocking-calls", "async200_blocking_calls", "trio200-blocking-calls",
    "trio200_blocking_calls",
  ]

  /// What an INI file sets a key to, on one line or several indented ones, and on which line.
  private static func value(
    of keys: [String], in section: String, _ bytes: [UInt8]
  ) -> (text: String, line: Int)? {
    var isInside = false
    var found: (text: String, line: Int)?
    for (index, line) in SettingsReader.lines(of: bytes).enumerated() {
      if found != nil {
        guard let first = line.first, first == " " || first == "\t" else { break }
        found?.text += line
      } else if line.hasPrefix("[") {
        isInside = line.hasPrefix("[\(section)]")
      } else if isInside, let key = keys.first(where: line.hasPrefix) {
        let rest = line.dropFirst(key.count).drop { $0 == " " }
        if rest.first == "=" || rest.first == ":" { found = (String(rest.dropFirst()), index + 1) }
      }
    }
    return found
  }

  /// `a.b -> c, d.* -> e`, on one line or several indented ones. A pattern that begins with a wildcard
  /// goes by spelling alone, which says nothing of what is called: it is left where it is.
  private static func takeCalls(
    _ bytes: [UInt8], _ file: FilePath, _ settings: inout Settings
  ) -> Bool {
    guard let (text, line) = value(of: keys, in: "flake8", bytes) else { return false }
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
        SettingOrigin(file: file, line: line, foreignKey: keys[0]))
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
