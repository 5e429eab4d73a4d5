package import Diagnostics
import LibraryModels
import PythonSemantics
package import RuleKit

/// LW705: the file imports a package for asynchronous code that nobody maintains any more.
package struct UnmaintainedAsyncDependency: ModuleRule {
  package static let metadata = RuleMetadata(
    code: "LW705",
    name: "unmaintained-async-dependency",
    summary: "Imported async package is no longer maintained",
    group: .libraries,
    severity: .info,
    isDefault: .optIn,
    since: "0.1",
    why: """
      Nothing yet. Asynchronous packages hang on details of asyncio, which change with every \
      Python release: one that nobody maintains fails to import or hangs with some later release, \
      and until then gets no security fixes.
      """,
    ignoreWhen: "The version is pinned, and somebody of yours looks after it.",
    examples: [
      .bad(
        "A driver past its end of life",
        """
        from motor.motor_asyncio import AsyncIOMotorClient  # expect: LW705


        def connect(url):
            return AsyncIOMotorClient(url)
        """),
      .good(
        "Its successor",
        """
        from pymongo import AsyncMongoClient


        def connect(url):
            return AsyncMongoClient(url)
        """),
    ])

  package init() {}

  package func check(_ module: ModuleSubject) -> [Finding] {
    guard let body = module.functions.first else { return [] }
    return module.facts.imports.compactMap { row in
      guard row.level == 0, !row.isTypeOnly,
        let package = EndOfLifePackage.byName[module.facts.names.root(row.module)],
        !body.isInTry(offset: row.start)
      else { return nil }
      if let version = package.obsoleteSince {
        guard let target = module.context.target, version <= target else { return nil }
      }
      return finding(
        at: body.place(offset: row.start), "`\(package.name)` \(package.fate)",
        function: body.qualifiedName, label: "gets no fixes any more",
        help: "use `\(package.successor)`")
    }
  }
}
