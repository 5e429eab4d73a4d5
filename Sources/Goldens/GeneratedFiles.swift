import Analyzer
import Diagnostics
import Renderers
package import System

/// Files of the repository that the program itself writes: rule pages and the like. Used by
/// `loopwise-dev generate` and by the test that holds them current; no part of the product.
package enum GeneratedFiles {
  /// Folders in which nothing else may lie, below the package.
  package static let folders = ["docs/rules"]

  /// Path below the package, and contents. In order of path. `tool` is the program that answers for its
  /// own command line; nil where it cannot be run.
  package static func all(tool: FilePath) -> [(path: String, text: String)]? {
    guard let commands = CommandPage.page(of: tool) else { return nil }
    let rules = Check.catalogue
    var files = rules.map {
      ("docs/rules/\($0.code).md", RulePage.page(of: $0, guide: "../asyncio.md").markdown)
    }
    files.append(("docs/rules/README.md", RuleTables.index(rules).markdown))
    files.append(("docs/cli.md", commands))
    files.append(("docs/limits.md", LimitsPage.page))
    files.append(("docs/settings.md", SettingsPages.page))
    files.append(
      ("docs/settings.schema.json", String(decoding: SettingsPages.schema, as: UTF8.self)))
    return files.sorted { $0.0 < $1.0 }
  }

  /// What differs from what should be there: files to write, and files that nothing writes.
  package static func stale(
    packageRoot: FilePath, tool: FilePath, _ system: any OperatingSystem
  ) -> (changed: [(path: String, text: String)], extra: [String])? {
    guard let files = all(tool: tool) else { return nil }
    let changed = files.filter { file in
      system.contents(packageRoot.appending(file.path)) != Array(file.text.utf8)
    }
    var extra: [String] = []
    for folder in folders {
      for entry in (try? system.list(packageRoot.appending(folder))) ?? [] {
        let path = folder + "/" + String(decoding: entry.name, as: UTF8.self)
        if !files.contains(where: { $0.path == path }) { extra.append(path) }
      }
    }
    return (changed, extra)
  }
}
