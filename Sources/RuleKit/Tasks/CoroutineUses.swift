package import Project
import PythonSemantics
import SourceText
import Summaries

/// Who runs the coroutines of each function, in the whole program: its callers by `await`, the places
/// that make a task of it, and those that run a loop for it alone.
package final class CoroutineUses {
  private var spawned: Set<FunctionID> = []
  private var entries: Set<FunctionID> = []
  private var awaiters: [FunctionID: Set<FunctionID>] = [:]
  /// Names of functions whose coroutines are handed to something that is called like a starter of tasks.
  private var handedOver: Set<String> = []

  private static let runners: Set<String> = ["run", "run_until_complete", "run_sync"]
  private static let spawners: Set<String> = [
    "create_task", "ensure_future", "run_coroutine_threadsafe", "start_soon", "start",
  ]

  init(_ engine: Engine) {
    var isStarter: [String: Bool] = [:]
    for module in engine.program.modules where module.origin == .firstParty {
      readNames(module.facts, &isStarter)
    }
    for unit in engine.units {
      let (module, _) = engine.program.location(of: unit.function)
      for index in unit.sites.indices {
        for target in unit.sites[index].targets where target.mode == .awaits {
          let callee = engine.units[Int(target.unit.rawValue)].function
          // A coroutine that is handed over is told from one that is awaited by what it is given to.
          let row = module.facts[unit.sites[index].node]
          guard target.isIndirect, row.kind == .call else {
            awaiters[callee, default: []].insert(unit.function)
            continue
          }
          let name = module.facts.spelling(row.operand)
          if Self.runners.contains(name) {
            entries.insert(callee)
          } else if Self.spawners.contains(name) {
            spawned.insert(callee)
          } else {
            awaiters[callee, default: []].insert(unit.function)
          }
        }
      }
    }
  }

  /// `create_task(self._fetch())` by a wrapper of the project: its name says what it does. Only what
  /// keeps a rule silent may rest on this.
  private func readNames(_ facts: FileFacts, _ isStarter: inout [String: Bool]) {
    for node in facts.nodes where node.kind == .call {
      let handed = facts.list(node.b).lazy.compactMap { argument -> IRNodeID? in
        let value = facts[argument].kind == .keyword ? facts[argument].operand : argument
        return facts[value].kind == .call ? facts.operand(value) : nil
      }
      guard !handed.isEmpty else { continue }
      let callee = facts.spelling(node.operand)
      if isStarter[callee] == nil { isStarter[callee] = Self.startsTasks(callee.lowercased()) }
      guard isStarter[callee] == true else { continue }
      for made in handed { handedOver.insert(facts.spelling(made)) }
    }
  }

  private static func startsTasks(_ name: String) -> Bool {
    ByteWords.contains(Array(name.utf8), anyOf: ["task", "spawn", "background"])
  }

  /// A task of its own runs it somewhere.
  package func isSpawned(_ function: FunctionID) -> Bool { spawned.contains(function) }

  func isHandedOver(_ name: String) -> Bool { handedOver.contains(name) }

  /// `asyncio.run` and the like run it: when it ends, the loop ends.
  package func isEntry(_ function: FunctionID) -> Bool {
    if entries.contains(function) { return true }
    // What only an entry awaits ends about when the loop does.
    guard let callers = awaiters[function], callers.count == 1, let caller = callers.first else {
      return false
    }
    return entries.contains(caller)
  }

  /// Whether some coroutine of the program awaits it.
  package func isAwaited(_ function: FunctionID) -> Bool { awaiters[function] != nil }
}

extension FunctionSubject {
  /// `asyncio.run` and the like run it: when it ends, the loop ends.
  package var isEntry: Bool { context.coroutineUses.isEntry(unit.function) }
  /// Some coroutine of the program awaits it.
  package var isAwaited: Bool { context.coroutineUses.isAwaited(unit.function) }
  /// A task of its own runs it, or so the name of what it is handed to says.
  package var maySpawn: Bool { isSpawned || context.coroutineUses.isHandedOver(name) }
  /// A task of its own runs it somewhere.
  package var isSpawned: Bool { context.coroutineUses.isSpawned(unit.function) }
}
