import Project
import PythonSemantics
import Summaries

/// What the names of methods tell where the class of an object is unknown.
///
/// `self._client.fetch()` most likely makes a coroutine when every `fetch` of the project is an
/// `async def`, and the same file awaits another method of `self._client` that stands in the same class.
/// A name that asyncio gives to a plain method says nothing (`event.set()` beside `await event.wait()`),
/// and an object that the file makes of a library's class is not the project's.
extension RuleContext {
  /// The classes that define the method as a coroutine function; nil when anything of the project has
  /// the name otherwise.
  fileprivate func coroutineMethods(named name: String) -> Set<ClassKey>? {
    if namesakes == nil { namesakes = readNamesakes() }
    return namesakes?[name] ?? nil
  }

  private func readNamesakes() -> [String: Set<ClassKey>?] {
    var table: [String: Set<ClassKey>?] = [:]
    for module in engine.program.modules {
      let isOurs = module.origin == .firstParty
      guard isOurs || module.name == "asyncio" || module.name.hasPrefix("asyncio.") else {
        continue
      }
      let facts = module.facts
      for function in facts.functions where !function.flags.contains(.isModule) {
        let name = facts.names[function.name]
        if case .some(.none) = table[name] { continue }
        let isCoroutine =
          function.owner != 0 && function.flags.contains(.isAsync)
          && !function.flags.contains(.isGenerator) && function.decorators == 0
        guard isCoroutine else {
          if isOurs || !function.flags.contains(.isAsync) { table.updateValue(nil, forKey: name) }
          continue
        }
        guard isOurs else { continue }
        let key = ClassKey(module: module.id, index: function.owner - 1)
        table.updateValue((table[name] ?? [])?.union([key]) ?? [key], forKey: name)
      }
    }
    return table
  }
}

struct ClassKey: Hashable {
  var module: ModuleID
  var index: UInt32
}

extension FunctionSubject {
  /// Whether the call of a method of an unknown object makes a coroutine, by all that its name and its
  /// neighbours tell.
  package func likelyMakesCoroutine(_ call: Call) -> Bool {
    guard isAsync, call.names.isEmpty, let receiver = call.receiver, let path = path(receiver),
      kind(call.callee) == .attribute, !Self.plainOfSessions.contains(call.spelled),
      var classes = context.coroutineMethods(named: call.spelled), !isForeign(path)
    else { return false }
    // `async def add(self, item): session.add(item)` hands on to an object of another class.
    if row.owner != 0 { classes.remove(ClassKey(module: module.id, index: row.owner - 1)) }
    return facts.nodes.contains { node in
      guard node.kind == .await else { return false }
      let awaited = facts[node.operand]
      guard awaited.kind == .call else { return false }
      let callee = facts[awaited.operand]
      guard callee.kind == .attribute,
        self.path(callee.operand) == path, facts.names[callee.b] != "execute",
        let others = context.coroutineMethods(named: facts.names[callee.b])
      else { return false }
      return !others.isDisjoint(with: classes)
    }
  }

  /// Of a session of SQLAlchemy these are plain, and `commit` is not; of a pipeline of redis only `execute`
  /// is awaited.
  private static let plainOfSessions: Set<String> = ["add", "add_all", "expunge", "expunge_all"]

  /// `self.startup = trio.Event()` in the same file.
  private func isForeign(_ path: String) -> Bool {
    facts.nodes.indices.contains { index in
      let statement = IRNodeID(rawValue: UInt32(index))
      guard kind(statement) == .assign,
        facts.targets(statement).contains(where: { self.path($0) == path })
      else { return false }
      let value = assignedValue(statement)
      return kind(value) == .call && isImportedFromOutside(operand(value))
    }
  }

  /// Whether the first name of `a.b.c` comes from an import of something that is not the project's.
  private func isImportedFromOutside(_ node: IRNodeID) -> Bool {
    var root = node
    while kind(root) == .attribute { root = operand(root) }
    guard let symbol = symbol(root) else { return false }
    return facts.imports.contains { row in
      guard row.symbol == symbol, row.level == 0 else { return false }
      let top = facts.names.root(row.module)
      let found = context.engine.program.module(named: top)
      return found.map { context.engine.program[$0].origin != .firstParty } ?? true
    }
  }
}
