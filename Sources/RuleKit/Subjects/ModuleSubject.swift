package import Project
package import PythonSemantics
import Summaries

/// One file of the project with all of its functions.
package final class ModuleSubject {
  package let context: RuleContext
  package let module: Module
  /// One subject for each function, in order of the file; the module's body first. A method stands for
  /// the class that defines it.
  package let functions: [FunctionSubject]

  package init(_ module: Module, _ context: RuleContext) {
    self.context = context
    self.module = module
    functions = module.facts.functions.indices.map { index in
      let function = module.function(UInt32(index))
      return FunctionSubject(context.unit(of: function), context)
    }
  }

  package var facts: FileFacts { module.facts }
  /// A file that pytest collects.
  package var isCollected: Bool { TestFiles.isCollected(module.path) }

  /// The functions that stand directly in the body of a class.
  package func methods(of class: Int) -> [FunctionSubject] {
    functions.filter { Int($0.row.owner) == `class` + 1 }
  }

  /// Whether the file has to do with asynchronous code at all; others are not shown to rules.
  package static func isRelevant(_ facts: FileFacts) -> Bool {
    if facts.functions.contains(where: { $0.flags.contains(.isAsync) }) { return true }
    return facts.imports.contains { row in
      roots.contains(facts.names.root(row.module))
        || row.name != 0 && roots.contains(facts.names[row.name])
    }
  }

  private static let roots: Set<String> = [
    "asyncio", "anyio", "trio", "uvloop", "aiohttp", "httpx", "asgiref", "nest_asyncio", "motor",
    "aioredis", "asynctest", "async_timeout", "databases", "threading", "concurrent",
  ]
}
