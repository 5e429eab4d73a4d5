import Analyzer
import Diagnostics
import LibraryModels
import Project
import PythonFlow
import Renderers
import Summaries

/// Where the analysis is blind, as far as its own tables tell: what it has rows for, where it gives up,
/// and which rules wait to be asked.
enum LimitsPage {
  static var page: String {
    """
    # Limits

    Written by `loopwise-dev generate` from the tables of the program.
    What they cannot tell (aliasing, plug-ins found by name, other event loops) stands in [how the analysis works](analysis.md#where-it-is-blind).

    ## Compiled and foreign code

    Sources are read wherever they are, also in installed packages.
    What has none is known by a model, a stub in `Sources/LibraryModels/Tables`; calls into anything else are counted below each report, and have no effect.

    Packages with models:
    \(list(packages)).

    ## Frameworks

    Endpoints, commands and background work are found for \(list(frameworks)).
    Handlers that another framework calls are ordinary functions: what blocks in them is found, that they are endpoints is not.

    ## What has to be given back

    Leaks, use after the end and use by two tasks at once are found for instances of these classes.

    \(Page([.table(resources)]).markdown)
    ## Where it gives up

    Beyond these bounds an answer is *unknown*, which neither makes a finding nor takes one back.

    \(Page([.table(bounds)]).markdown)
    ## Rules that wait to be asked

    \(list(rules { $0.isDefault == .strict })) need `--profile strict`.
    To be selected by name: \(list(rules { $0.isDefault == .optIn })).
    Without a repair: \(list(rules { $0.fix == .none })).

    """
  }

  private static func list(_ names: [String]) -> String {
    names.isEmpty ? "none" : names.map { "`\($0)`" }.joined(separator: ", ")
  }

  private static func rules(_ isWanted: (RuleMetadata) -> Bool) -> [String] {
    Check.catalogue.filter(isWanted).map { $0.code }
  }

  private static var packages: [String] {
    let roots = Model.all.map { String($0.module.prefix { $0 != "." }) }
    return Set(roots.filter { !StandardLibraryNames.contains($0) }).sorted()
  }

  private static var frameworks: [String] { EntryPointModel.all.map { $0.name }.sorted() }

  private static var resources: [[String]] {
    var rows: [String: Set<String>] = [:]
    for kind in ResourceKind.all {
      rows[kind.noun, default: []].formUnion(kind.classes.isEmpty ? kind.makers : kind.classes)
    }
    return [["what", "classes"]]
      + rows.keys.sorted().map { [$0, list((rows[$0] ?? []).sorted())] }
  }

  private static var bounds: [[String]] {
    [
      ["bound", "value", "beyond it"],
      ["size of a file", "\(SourceLoader.sizeLimit >> 20) MiB", "the file is named and not read"],
      [
        "points in the flow of one function", "\(ControlFlow.pointLimit)",
        "rules that follow paths leave the function out",
      ],
      [
        "alternatives of one type", "\(TypeTable.unionLimit)",
        "the type is unknown; \(TypeTable.callableUnionLimit) for functions",
      ],
      [
        "implementations of one method", "\(Engine.implementationLimit)",
        "the call leads nowhere known",
      ],
      [
        "ways in which one function holds its thread", "\(SummaryTable.limit)",
        "the best one of each kind is kept",
      ],
    ]
  }
}
