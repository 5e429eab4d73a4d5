import SourceText
package import System

/// What pytest is told about tests that are coroutine functions.
package enum AsyncTestMode: Sendable, Hashable {
  /// A plugin runs every one of them: `asyncio_mode = auto` and the like.
  case runsAll
  /// pytest is configured, and nothing there speaks of such a mode.
  case markedOnly
  /// Nothing was found that configures pytest.
  case unknown
}

/// Reads what configures pytest in the folders above test files. This is not a setting of ours: it
/// says what the program's tests mean, and is read even where our own settings are left aside.
package struct AsyncTestSettings {
  private let system: any OperatingSystem
  private var known: [FilePath: AsyncTestMode] = [:]

  package init(_ system: any OperatingSystem) { self.system = system }

  /// The mode for a test file, by its absolute path.
  package mutating func mode(for file: FilePath) -> AsyncTestMode { mode(in: file.parent) }

  private mutating func mode(in folder: FilePath) -> AsyncTestMode {
    if let mode = known[folder] { return mode }
    var mode = read(folder)
    let isTop = folder.parent == folder || folder.parent.isEmpty || isRepository(folder)
    if mode == .unknown, !isTop { mode = self.mode(in: folder.parent) }
    known[folder] = mode
    return mode
  }

  private func isRepository(_ folder: FilePath) -> Bool {
    (try? system.status(of: folder.appending(".git"), followingLinks: true)) != nil
  }

  /// Files that configure pytest, with the line that says so; those without one may still hand the mode
  /// to pytest when they start it.
  private static let files: [(name: String, section: String?)] = [
    ("pytest.toml", ""), (".pytest.toml", ""), ("pytest.ini", ""), (".pytest.ini", ""),
    ("pyproject.toml", "[tool.pytest"), ("tox.ini", "[pytest]"), ("setup.cfg", "[tool:pytest]"),
    ("noxfile.py", nil), ("Makefile", nil), ("justfile", nil),
  ]

  private func read(_ folder: FilePath) -> AsyncTestMode {
    var isConfigured = false
    for (name, section) in Self.files {
      guard let bytes = system.contents(folder.appending(name), limit: 1 << 20) else { continue }
      let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
        .filter { line in
          let first = line.first { $0 != " " && $0 != "\t" }
          return first != "#" && first != ";"
        }
      if lines.contains(where: { Self.runsAll($0) }) { return .runsAll }
      if let section {
        isConfigured = isConfigured || section.isEmpty || lines.contains { $0.hasPrefix(section) }
      }
    }
    return isConfigured ? .markedOnly : .unknown
  }

  /// Modes in which a plugin runs what carries no mark, and plugins that have no other mode.
  private static let signs = [
    "asyncio_modeauto", "asyncio-modeauto", "anyio_modeauto", "trio_modetrue", "trio_mode1",
    "tornasync", "pytest-jupyter", "pytest_jupyter", "pytest-aiohttp", "pytest_aiohttp",
    "pytest-twisted", "alt-pytest-asyncio", "pytest-tornado", "pytest-sanic",
    "pytest-homeassistant",
  ]

  private static func runsAll(_ line: Substring) -> Bool {
    ByteWords.contains(
      line.lowercased().utf8.filter { !" \t\"'=".utf8.contains($0) }, anyOf: signs)
  }
}
