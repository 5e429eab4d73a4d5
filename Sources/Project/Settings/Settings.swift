package import System

/// Which rules speak without being selected.
package enum Profile: String, Sendable, Hashable, CaseIterable {
  case `default`
  case strict
}

/// What a user says of a function that the analysis cannot or should not look into.
package enum DeclaredEffect: String, Sendable, Hashable, CaseIterable {
  /// Waits for the disk or the network.
  case io = "blocks=io"
  /// As long as others please.
  case blocks
  /// Computes for long.
  case cpu = "blocks=cpu"
  case nonblocking
}

/// `[tool.loopwise]` of a `pyproject.toml`, or a whole `loopwise.toml`. Plain values; unset is `nil`
/// or empty, so that command-line options can be laid over them.
package struct Settings: Sendable {
  /// The file these come from; `nil` for the built-in ones.
  package var origin: FilePath?
  /// Where each value that is not built in comes from, by key.
  package var origins: [String: SettingOrigin] = [:]
  /// Settings of other tools that were taken over into `facts`.
  package var taken: [SettingOrigin] = []
  /// A table whose name is nearly ours, where none is ours: `[tool.loopwize]`.
  package var lookalike: SettingOrigin?
  /// Rule codes, prefixes of codes, or names of rules.
  package var select: [String]?
  package var ignore: [String] = []
  package var profile = Profile.default
  /// The minor number of the Python 3 that the code is for; `nil` means the newest known.
  package var targetVersion: UInt8?
  /// An interpreter or environment, absolute.
  package var python: FilePath?
  /// Folders that hold top-level modules, absolute; `nil` where they are to be found.
  package var src: [FilePath]?
  package var exclude: [String] = []
  package var perFileIgnores: [PerFileIgnore] = []
  /// By qualified name, in order of name.
  package var facts: [DeclaredFact] = []
  /// Qualified names of functions that run their argument on another thread.
  package var offloaders: [String] = []
  /// Qualified names of functions whose effects count for nothing.
  package var cuts: [String] = []
  /// Frameworks whose conventions hold; `nil` where the imports decide.
  package var frameworks: [String]?
  /// A literal wait strictly below this is no stall.
  package var budgetMilliseconds = 10.0
  package var baseline: FilePath?

  package init() {}

  /// The folder that relative patterns start from.
  package var folder: FilePath? { origin?.parent }

  package static let keys = SettingsKey.all.map { $0.name }
  package static let knownFrameworks = [
    "aiogram", "aiohttp", "asyncio", "channels", "discord", "django", "fastapi", "faststream",
    "flask", "litestar", "quart", "sanic", "starlette", "taskiq", "telegram", "tornado",
    "websockets",
  ]
  package static let supportedVersions: ClosedRange<UInt8> = 8...15
}

package struct PerFileIgnore: Sendable, Hashable {
  package var pattern: String
  package var codes: [String]

  package init(pattern: String, codes: [String]) {
    self.pattern = pattern
    self.codes = codes
  }
}

package struct DeclaredFact: Sendable, Hashable {
  package var function: String
  package var effect: DeclaredEffect

  package init(function: String, effect: DeclaredEffect) {
    self.function = function
    self.effect = effect
  }
}

/// A mistake in a settings file, with all that is needed to repair it.
package struct SettingsError: Error, Sendable, Hashable, CustomStringConvertible {
  package var file: String
  package var line: Int?
  package var message: String

  package var description: String {
    line.map { "\(file):\($0): \(message)" } ?? "\(file): \(message)"
  }
}
