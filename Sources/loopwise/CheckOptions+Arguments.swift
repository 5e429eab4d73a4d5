import Analyzer
import ArgumentParser
import Project
import System

extension CheckOptions {
  /// From what the commands have in common.
  init(
    _ choice: ChoiceOptions?, _ source: SourceOptions, _ system: any OperatingSystem
  ) throws {
    self.init()
    func resolved(_ text: String?) -> FilePath? {
      text.map { system.workingFolder.resolving(RawArguments.path($0)) }
    }
    discovery.isIsolated = source.isolated
    discovery.settingsFile = resolved(source.config)
    discovery.exclude = CheckOptions.list(source.exclude) ?? []
    if let choice {
      select = CheckOptions.list(choice.select)
      ignore = CheckOptions.list(choice.ignore) ?? []
      profile = choice.profile
      minimumConfidence = choice.minConfidence
      baseline = resolved(choice.baseline)
    }
    python = resolved(source.python)
    if let threads = source.threads {
      guard (1...1024).contains(threads) else {
        throw HostFailure(description: "--threads is \(threads); allowed: 1 to 1024")
      }
      self.threads = threads
    }
    if let text = source.targetVersion {
      guard let version = PythonVersionText.minor(of: text) else {
        let range = Settings.supportedVersions
        throw HostFailure(
          description:
            "--target-version is \(text); allowed: 3.\(range.lowerBound) to 3.\(range.upperBound)")
      }
      targetVersion = version
    }
  }

  /// Reads what `-` among the paths stands for; it goes by the given name then.
  mutating func readStandardInput(
    for paths: inout [FilePath], as name: String?, _ system: any OperatingSystem
  ) throws {
    guard let place = paths.firstIndex(of: FilePath("-")) else { return }
    let name = system.workingFolder.resolving(RawArguments.path(name ?? "stdin.py"))
    let buffer = ByteBuffer()
    try system.readStandardInput(into: buffer, limit: SourceLoader.sizeLimit)
    overlay.texts[name] = buffer.bytes
    paths[place] = name
    paths.removeAll { $0 == FilePath("-") }
  }

  /// `A,B C` as A, B, C; `nil` where nothing was given.
  private static func list(_ texts: [String]) -> [String]? {
    let parts = texts.flatMap { $0.split { $0 == "," || $0 == " " } }.map(String.init)
    return parts.isEmpty ? nil : parts
  }
}
