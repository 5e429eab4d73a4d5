import PythonSemantics
import PythonSyntax
import SourceText
import System

extension Golden {
  /// The facts of each file of `Tests/Golden/facts/input`, as `loopwise-dev facts` prints them.
  static func factsGoldens(
    _ packageRoot: FilePath, _ system: any OperatingSystem
  ) -> [Golden] {
    let folder = packageRoot.appending("Tests/Golden/facts/input")
    let files = (try? system.list(folder)) ?? []
    return files.filter { $0.kind == .file }.map { entry in
      let name = String(decoding: entry.name, as: UTF8.self)
      return Golden("facts/\(name.replacing(".py", with: ".txt"))") {
        let source = SourceBuffer()
        source.load(system.contents(folder.appending(entry.name)) ?? [])
        let tree = ParserWorkspace().parse(source)
        let options = LoweringOptions(version: PythonVersion(minor: 13), platform: "linux")
        return Array(FactsDump.of(lower(tree, options: options)).utf8)
      }
    }
  }
}
