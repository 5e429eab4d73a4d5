import Analyzer
import Diagnostics
import Renderers
import System

extension Golden {
  /// Each folder of `Tests/Golden/check` holds a project under `input` and what `check` prints of it.
  static func projectGoldens(
    _ packageRoot: FilePath, _ system: any OperatingSystem
  ) -> [Golden] {
    let folder = packageRoot.appending("Tests/Golden/check")
    let cases = (try? system.list(folder)) ?? []
    return cases.filter { $0.kind == .folder }.flatMap { entry -> [Golden] in
      let name = String(decoding: entry.name, as: UTF8.self)
      let input = folder.appending(entry.name).appending("input")
      return [OutputFormat.full, .json].map { format in
        Golden("check/\(name)/\(format.rawValue).txt") {
          var report = try Check(system, CheckOptions()).run([input])
          // Where the checkout lies is nobody's business.
          report.root = "/project"
          var options = RenderOptions()
          options.workingFolder = "/project"
          options.columns = 100
          options.rules = Check.catalogue
          return format.render(report, options)
        }
      }
    }
  }
}
