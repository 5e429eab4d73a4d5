import LibraryModels
import Project
import PythonSemantics

/// Which files import a library for command lines, and which a framework; each name of a module is judged
/// once.
struct PackageImports {
  /// Indexed by `ModuleID`.
  private var kinds: [Kinds]

  struct Kinds: OptionSet {
    let rawValue: UInt8
    static let commands = Kinds(rawValue: 1)
    static let servers = Kinds(rawValue: 2)
  }

  private static let packages: [(kind: Kinds, names: Set<String>)] = [
    (.commands, Surface.commandPackages.union(["argparse"])),
    (.servers, Set(EntryPointModel.all.flatMap(\.packages)).subtracting(["asyncio"])),
  ]

  init(_ modules: [Module]) {
    var known = IDTable<Kinds>()
    kinds = modules.map { module in
      guard module.isChecked, !module.isStub, !module.servesTests else { return [] }
      var found: Kinds = []
      for row in module.facts.imports where row.level == 0 {
        let name = module.name(row.module)
        if let kinds = known[name] {
          found.formUnion(kinds)
          continue
        }
        let names = module.facts.names
        let kinds = Self.packages.filter { packages in
          packages.names.contains { names.spells(row.module, rootedIn: $0) }
        }.map(\.kind)
        known[name] = Kinds(kinds)
        found.formUnion(Kinds(kinds))
      }
      return found
    }
  }

  /// The project's files, without those for tests, that import one of the kind.
  func files(_ kind: Kinds, of modules: [Module]) -> [Module] {
    zip(modules, kinds).filter { $0.1.contains(kind) }.map(\.0)
  }
}
