import Analyzer
import Diagnostics
import Renderers
import System

extension Golden {
  /// Each folder of `Tests/Golden/check` with an `input`, and each of `Examples`, is a project; its
  /// goldens are what `check` prints of it.
  static func projectGoldens(
    _ packageRoot: FilePath, _ system: any OperatingSystem
  ) -> [Golden] {
    let cases = folders(in: packageRoot.appending("Tests/Golden/check"), system).filter {
      system.isFolder($0.path.appending("input"))
    }
    let inputs =
      cases.map { ($0.name, $0.path.appending("input")) }
      + folders(in: packageRoot.appending("Examples"), system).map {
        ("example-\($0.name)", $0.path)
      }
    return inputs.flatMap { name, input in
      [OutputFormat.full, .json].map { format in
        Golden("check/\(name)/\(format.rawValue).txt") {
          try print(input, as: format, system)
        }
      }
    }
  }

  private static func folders(
    in folder: FilePath, _ system: any OperatingSystem
  ) -> [(name: String, path: FilePath)] {
    let entries = (try? system.list(folder)) ?? []
    return entries.filter { $0.kind == .folder }.map {
      (String(decoding: $0.name, as: UTF8.self), folder.appending($0.name))
    }
  }

  /// Checked on a machine in memory: no interpreter, settings or environment of this one count.
  private static func print(
    _ input: FilePath, as format: OutputFormat, _ system: any OperatingSystem
  ) throws -> [UInt8] {
    let memory = MemorySystem(workingFolder: "/project")
    try copy(input, to: memory.workingFolder, of: memory, from: system)
    let report = try Check(memory, CheckOptions()).run([])
    var options = RenderOptions()
    options.workingFolder = "/project"
    options.columns = 100
    options.rules = Check.catalogue
    return format.render(report, options)
  }

  private static func copy(
    _ folder: FilePath, to target: FilePath, of memory: MemorySystem,
    from system: any OperatingSystem
  ) throws {
    for entry in try system.list(folder) {
      let path = folder.appending(entry.name)
      let place = target.appending(entry.name)
      switch entry.kind {
      case .folder: try copy(path, to: place, of: memory, from: system)
      case .file: memory.add(place, .file(system.contents(path) ?? []))
      case .link, .special: break
      }
    }
  }
}
