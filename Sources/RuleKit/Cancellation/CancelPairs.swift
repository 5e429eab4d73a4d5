package import PythonFlow
package import PythonSemantics
import Summaries

extension FunctionSubject {
  private static let teardowns = [
    "close", "aclose", "stop", "shutdown", "disconnect", "cancel", "cleanup", "teardown", "dispose",
    "terminate", "aexit", "kill", "finalize", "unload", "destroy", "async_stop", "async_shutdown",
    "async_close", "wait_closed", "clean_up", "tear_down",
  ]

  /// Named as code that ends things: `aclose`, `_stop_worker`, `__aexit__`.
  package var isTeardown: Bool { Self.isTeardown(name: name) }

  package static func isTeardown(name: String) -> Bool {
    let plain = name.lowercased().drop { $0 == "_" }
    return teardowns.contains { plain.hasPrefix($0) }
  }

  private static let removals = [
    "delete", "remove", "unsubscribe", "unregister", "release", "unlink", "drop", "purge", "leave",
  ]

  /// Named as something that is to happen to all of several things, whatever becomes of one of them.
  package static func isEnding(name: String) -> Bool {
    let plain = name.lowercased().drop { $0 == "_" }
    return isTeardown(name: name) || removals.contains { plain.hasPrefix($0) }
  }

  /// Names and attributes in an expression that may stand for a task: not `self`, not what is called.
  package func taskNames(in node: IRNodeID) -> Set<String> {
    var result: Set<String> = []
    for part in nodes where isInside(part, node) {
      let kind = kind(part)
      guard kind == .name || kind == .attribute else { continue }
      if case .called = use(of: part) { continue }
      let name = spelling(part)
      if name != "self", name != "cls", !isModuleName(part) { result.insert(name) }
    }
    return result
  }

  private func isModuleName(_ node: IRNodeID) -> Bool {
    context.types.kind(type(node)) == .module
  }

  /// The names, and those of what they were taken from: `task` of `for task in self._tasks`.
  private func widened(_ names: Set<String>) -> Set<String> {
    var result = names
    for definition in facts.definitions {
      let symbol = facts.symbols[Int(definition.symbol)]
      guard symbol.scope == row.scope || kind(definition.statement) == .comprehension,
        names.contains(facts.names[symbol.name]),
        [.assignment, .iteration].contains(definition.kind)
      else { continue }
      result.formUnion(taskNames(in: definition.node))
    }
    return result
  }

  /// Whether the function cancelled what it waits for at the suspension: then the cancellation that
  /// arrives there is the one that it asked for.
  package func isOwnCancellation(_ suspension: PointID) -> Bool {
    guard flow[suspension].kind == .await else { return false }
    let awaited = operand(flow[suspension].node)
    let wanted = taskNames(in: awaited)
    for call in calls {
      var cancelled: Set<String> = []
      var isGeneral = false
      if call.spelled.lowercased().contains("cancel") {
        // `self._cancel_tasks()` may cancel anything of the object.
        if let receiver = call.receiver { cancelled.formUnion(taskNames(in: receiver)) }
        for argument in call.arguments { cancelled.formUnion(taskNames(in: argument.node)) }
        isGeneral = cancelled.isEmpty && call.spelled != "cancelled"
      } else if call.node != awaited, call.isNamed("asyncio.wait_for"),
        let task = call.argument(0, "fut"), [.name, .attribute].contains(kind(task))
      {
        // It cancels the task whose time is up.
        cancelled = taskNames(in: task)
      } else {
        continue
      }
      let isSame =
        isGeneral || !cancelled.isDisjoint(with: wanted)
        || !widened(cancelled).isDisjoint(with: widened(wanted))
      guard isSame else { continue }
      for start in flow.points(of: call.node, .call)
      where flow.firstReached(from: start, following: .all, goal: { $0 == suspension }) != nil {
        return true
      }
    }
    return isTeardown && waitsForTask(awaited)
  }

  /// Whether some code of the file cancels what is awaited there: `self.task.cancel()` in `stop`.
  package func isCancelledElsewhere(_ suspension: PointID) -> Bool {
    guard let path = path(operand(flow[suspension].node)) else { return false }
    return facts.nodes.contains { node in
      guard node.kind == .call else { return false }
      let callee = facts[node.operand]
      return callee.kind == .attribute && facts.names[callee.b] == "cancel"
        && self.path(callee.operand) == path
    }
  }

  /// Whether the suspension awaits a task or future that runs by itself.
  package func waitsForTask(at suspension: PointID) -> Bool {
    flow[suspension].kind == .await
      && waitsForTask(operand(flow[suspension].node))
  }

  /// A task or future that runs by itself, not a coroutine that this very `await` runs.
  private func waitsForTask(_ awaited: IRNodeID) -> Bool {
    switch kind(awaited) {
    case .name, .attribute, .subscript: return true
    case .call:
      guard let call = call(awaited) else { return false }
      let joiners: CalleeNames = [
        "asyncio.gather", "asyncio.wait", "asyncio.wait_for", "asyncio.shield",
      ]
      guard call.isOne(of: joiners), let first = call.arguments.first else { return false }
      return waitsForTask(first.node)
    default: return false
    }
  }

  /// Whether the function takes part in the protocol of `Task.uncancel` and `Task.cancelling`.
  package var countsCancellations: Bool {
    calls.contains { ["uncancel", "cancelling"].contains($0.spelled) }
  }

  /// Whether a suspension comes after the handler or manager, so that the task lives on.
  package func suspendsAfter(_ node: IRNodeID, from starts: [PointID]) -> Bool {
    starts.contains { start in
      flow.firstReached(from: start) { [self] point in
        switch flow[point].kind {
        case .await, .asyncIterate, .asyncEnter:
          // What a `finally` still awaits belongs to the end.
          return !isInside(flow[point].statement, node)
            && !ancestors(flow[point].statement).contains {
              kind($0) == .try && isInside(flow[point].statement, .final, of: $0)
            }
        default: return false
        }
      } != nil
    }
  }
}
