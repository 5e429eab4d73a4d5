import System

/// Where settings are looked for.
enum SettingsFiles {
  static let own = Array("loopwise.toml".utf8)
  static let shared = Array("pyproject.toml".utf8)

  /// The settings that hold for the project root: of the named file, or of the nearest file upward.
  static func forFolder(
    _ root: FilePath, _ options: DiscoveryOptions, _ system: any OperatingSystem
  ) throws(SettingsError) -> Settings {
    if let file = options.settingsFile {
      let buffer = ByteBuffer()
      do throws(FileFailure) {
        try system.read(file, into: buffer, limit: 16 << 20)
      } catch {
        throw SettingsError(file: file.description, line: nil, message: error.description)
      }
      var settings = try SettingsReader.read(file, buffer.bytes) ?? Settings()
      complete(&settings, root, system)
      return settings
    }
    if options.isIsolated { return Settings() }
    var folder = root
    while true {
      if var found = try inFolder(folder, system) {
        complete(&found, root, system)
        return found
      }
      let parent = folder.parent
      if parent == folder || parent.isEmpty { break }
      folder = parent
    }
    var settings = Settings()
    complete(&settings, root, system)
    return settings
  }

  /// What no settings of ours say, the rest of the project may.
  private static func complete(
    _ settings: inout Settings, _ root: FilePath, _ system: any OperatingSystem
  ) {
    takeRequiredVersion(into: &settings, from: root, system)
    let file = root.appending(shared)
    if settings.origin == nil, let bytes = system.contents(file) {
      settings.lookalike = SettingsReader.lookalike(in: file, bytes)
    }
    ForeignSettings.complete(&settings, root: root, system)
  }

  /// The settings of `folder` itself: `loopwise.toml`, else the table in `pyproject.toml`.
  static func inFolder(
    _ folder: FilePath, _ system: any OperatingSystem
  ) throws(SettingsError) -> Settings? {
    let ownFile = folder.appending(own)
    if let bytes = system.contents(ownFile) {
      guard var found = try SettingsReader.read(ownFile, bytes) else { return nil }
      takeRequiredVersion(into: &found, from: folder, system)
      return found
    }
    let sharedFile = folder.appending(shared)
    guard let bytes = system.contents(sharedFile), mentionsLoopwise(bytes) else { return nil }
    return try SettingsReader.read(sharedFile, bytes)
  }

  /// What the packaging says: `pyproject.toml` first, as its readers do.
  private static func takeRequiredVersion(
    into settings: inout Settings, from folder: FilePath, _ system: any OperatingSystem
  ) {
    let file = folder.appending(shared)
    guard settings.targetVersion == nil else { return }
    if let bytes = system.contents(file) {
      SettingsReader.takeRequiredVersion(from: file, bytes, into: &settings)
    }
    ForeignSettings.takeRequiredVersion(into: &settings, from: folder, system)
  }

  /// Most `pyproject.toml` files have nothing for us, and then are not even parsed: a mistake in a
  /// fixture of someone's test tree is not ours to report.
  private static func mentionsLoopwise(_ bytes: [UInt8]) -> Bool {
    let word = Array("loopwise".utf8)
    guard word.count <= bytes.count else { return false }
    return (0...(bytes.count - word.count)).contains { at in
      bytes[at] == word[0] && bytes[at..<(at + word.count)].elementsEqual(word)
    }
  }
}
