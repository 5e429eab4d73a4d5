package import PythonSemantics
import Summaries

/// Whether a wait ends by a deadline that somebody set around it: a timeout scope or `wait_for` in the
/// function itself, or around the calls that lead there.
package enum Deadlines {
  /// Context managers that end their body after a time: the position of that time.
  private static let scopes: CalleeNames = [
    "asyncio.timeout", "asyncio.timeout_at", "async_timeout.timeout", "async_timeout.timeout_at",
    "anyio.fail_after", "anyio.move_on_after", "trio.fail_after", "trio.move_on_after",
    "trio.fail_at", "trio.move_on_at", "asyncio.Timeout",
  ]
  private static let waits: CalleeNames = ["asyncio.wait_for", "asyncio.tasks.wait_for"]
  private static let timedWaits: CalleeNames = ["asyncio.wait", "asyncio.as_completed"]

  /// How many callers away a deadline still counts.
  private static let reach = 4

  package static func bound(_ node: IRNodeID, in function: FunctionSubject) -> Bool {
    bound(node, in: function, depth: 0)
  }

  private static func bound(_ node: IRNodeID, in function: FunctionSubject, depth: Int) -> Bool {
    if boundHere(node, in: function) { return true }
    guard depth < reach, !function.isModule else { return false }
    // A deadline in any caller counts: whoever wrote it knows that this may take long.
    return function.context.callers(of: function.unit.function).prefix(24).contains { site in
      guard site.unit != function.unit.id else { return false }
      let caller = function.context.subject(of: site.unit)
      // A task outlives the deadlines around its start, unless its starter waits for it under one.
      if isStarted(site.node, in: caller) { return setsDeadline(caller) }
      return bound(site.node, in: caller, depth: depth + 1)
    }
  }

  private static func isStarted(_ node: IRNodeID, in caller: FunctionSubject) -> Bool {
    var candidates = [node]
    if case .argument(let outer) = caller.use(of: node) { candidates.append(outer) }
    return candidates.compactMap { caller.plainCall($0) }.contains {
      $0.isOne(of: FunctionSubject.taskStarters)
    }
  }

  private static func setsDeadline(_ function: FunctionSubject) -> Bool {
    function.nodes.contains { node in
      guard let call = function.plainCall(node) else { return false }
      if call.isOne(of: timedWaits) { return call.argument(nil, "timeout") != nil }
      return call.isOne(of: waits) || call.isOne(of: scopes)
    }
  }

  private static func boundHere(_ node: IRNodeID, in function: FunctionSubject) -> Bool {
    for manager in function.managers(around: node) {
      guard let call = function.plainCall(manager.context), call.isOne(of: scopes) else { continue }
      if let time = call.argument(0), function.isNone(time) { continue }
      return true
    }
    for ancestor in function.ancestors(node) where function.kind(ancestor) == .call {
      guard let call = function.plainCall(ancestor) else { continue }
      if call.isOne(of: waits) {
        guard let time = call.argument(1, "timeout"), function.isNone(time) else { return true }
      }
      if call.isOne(of: timedWaits), let time = call.argument(nil, "timeout"),
        !function.isNone(time)
      {
        return true
      }
    }
    return false
  }
}

extension FunctionSubject {
  /// Takes a reader and a writer: what `asyncio.start_server` calls for each peer.
  package var isServerHandler: Bool {
    let names = row.parameters.map { facts.names[facts.parameters[Int($0)].name] }
    return names.contains { $0.contains("reader") } && names.contains { $0.contains("writer") }
  }

  /// A deadline that comes as a parameter and is used.
  package var takesDeadline: Bool {
    row.parameters.contains { index in
      let row = facts.parameters[Int(index)]
      let name = facts.names[row.name]
      return (name.contains("timeout") || name.contains("deadline"))
        && !reads(of: row.symbol).isEmpty
    }
  }
}
