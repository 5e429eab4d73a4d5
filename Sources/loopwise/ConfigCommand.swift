import Analyzer
import ArgumentParser
import Project
import Renderers
import System

/// `loopwise config`: the settings that hold, and where each comes from.
struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config",
    abstract: "Print the settings that hold for a file or folder, and where each comes from.")

  @Argument(help: "A file or folder.") var path = "."
  @OptionGroup(title: "Choosing rules") var choice: ChoiceOptions
  @OptionGroup(title: "Settings and environment") var source: SourceOptions

  func run() throws {
    let system = NativeSystem()
    let options = try CheckOptions(choice, source, system)
    let path = system.workingFolder.resolving(RawArguments.path(path))
    let discovery: Discovery
    do throws(SettingsError) {
      discovery = try Discovery(paths: [path], options: options.discovery, system)
    } catch {
      throw HostFailure(description: error.description)
    }
    if let failure = discovery.failures.first {
      throw HostFailure(description: "\(failure.path): \(failure.reason)")
    }
    let isFolder = system.isFolder(path)
    let first = isFolder ? 0 : discovery.files.first?.settings ?? 0
    var text = "root: \(discovery.root)\n"
    text += try block(discovery.settings[first], options, discovery.root)
    for (index, settings) in discovery.settings.enumerated() where isFolder && index != 0 {
      let folder = settings.folder.flatMap { $0.relative(to: discovery.root) }
      text += "\nbelow \(folder?.description ?? "")/, where its own file holds instead:\n"
      text += try block(settings, options, discovery.root)
    }
    try system.write(Array(text.utf8), to: .output)
  }

  private func block(
    _ settings: Settings, _ options: CheckOptions, _ root: FilePath
  ) throws -> String {
    let effective: EffectiveSettings
    do throws(CheckFailure) {
      effective = try EffectiveSettings(settings, options, root: root)
    } catch {
      throw HostFailure(description: error.description)
    }
    let file = settings.origin.map { ($0.relative(to: root) ?? $0).description } ?? "none"
    let rows = effective.rows.map { [$0.key, $0.origin, $0.value] }
    return "settings file: \(file)\n" + Page.aligned(rows) + "\n"
      + "rules: \(effective.rules.joined(separator: " "))\n"
  }
}
