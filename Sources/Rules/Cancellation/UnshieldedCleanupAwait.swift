package import Diagnostics
import PythonFlow
import PythonSemantics
package import RuleKit

/// LW405: cleanup that awaits is itself cancelled.
package struct UnshieldedCleanupAwait: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW405",
    name: "unshielded-cleanup-await",
    summary: "Cleanup that awaits is cancelled before it is done",
    group: .cancellation,
    severity: .warning, confidence: .medium,
    since: "0.1",
    why: """
      In trio and anyio cancellation is a state: inside a cancelled scope every `await` raises \
      again, those in `finally` too, so what was to be sent, rolled back or closed is not. A scope \
      with `shield=True` keeps the cancellation out. In asyncio it comes once; there only the \
      strict profile reports a commit under `wait_for`, which may be cut off half-way.
      """,
    ignoreWhen: """
      The cleanup may be left out when time is up, as a farewell to a peer that hangs may.
      """,
    equivalents: ["ASYNC102", "ASYNC120"],
    examples: [
      .bad(
        "Never prints `bye`",
        """
        import trio


        async def talk():
            try:
                await trio.sleep(10)
            finally:
                await trio.sleep(0.1)  # expect: LW405
                print("bye")


        async def main():
            with trio.move_on_after(1):
                await talk()


        trio.run(main)
        """),
      .good(
        "A shielded scope with a limit",
        """
        import trio


        async def talk():
            try:
                await trio.sleep(10)
            finally:
                with trio.move_on_after(1, shield=True):
                    await trio.sleep(0.1)
                    print("bye")
        """),
      .good(
        "asyncio cancels once",
        """
        import asyncio


        async def talk(writer):
            try:
                await asyncio.sleep(10)
            finally:
                writer.close()
                await writer.wait_closed()
        """),
    ])

  package static var needs: FunctionNeeds {
    FunctionNeeds([.isAsync, .hasAwait], in: .exceptTests)
  }

  package init() {}

  package func check(_ function: FunctionSubject) -> [Finding] {
    if function.isStrict, let found = commit(function) { return found }
    guard function.row.flags.contains(.hasTry),
      function.calls.contains(where: { $0.names.contains(where: isLevel) }),
      hasScopes(function)
    else { return [] }
    return function.nodes.filter { function.kind($0) == .await }.compactMap { check($0, function) }
  }

  private func isLevel(_ name: String) -> Bool {
    name.hasPrefix("trio.") || name.hasPrefix("anyio.")
  }

  /// Tasks of asyncio that use `anyio.to_thread` alone are cancelled once, as asyncio does.
  private func hasScopes(_ function: FunctionSubject) -> Bool {
    function.facts.names.contains(anyOf: [
      "trio", "CancelScope", "create_task_group", "fail_after", "get_cancelled_exc_class",
      "move_on_after", "open_cancel_scope",
    ])
  }

  private func check(_ node: IRNodeID, _ function: FunctionSubject) -> Finding? {
    guard let statement = cleanedUp(by: node, function),
      suspendsInTrio(statement, function), !isShielded(node, inside: statement, function),
      !isExempt(node, function)
    else { return nil }
    return finding(
      at: function.place(node), "cleanup of `\(function.name)` is cancelled at once",
      function: function.qualifiedName, label: "raises `Cancelled` again without a shield",
      help: "put it into `with CancelScope(shield=True):`, with a limit")
  }

  /// The `try` in whose `finally` or cancellation handler the node stands.
  private func cleanedUp(by node: IRNodeID, _ function: FunctionSubject) -> IRNodeID? {
    for ancestor in function.ancestors(node) {
      switch function.kind(ancestor) {
      case .try:
        if function.isInside(node, .final, of: ancestor) { return ancestor }
      case .handler:
        guard let statement = function.ancestors(ancestor).first,
          let handler = function.handlers(of: statement).first(where: { $0.node == ancestor })
        else { return nil }
        return handler.catchesCancellation ? statement : nil
      default: break
      }
    }
    return nil
  }

  /// The body waits for something of trio or anyio, so cancellation there is by level. Coroutines of
  /// asyncio take threads of anyio as well.
  private func suspendsInTrio(_ statement: IRNodeID, _ function: FunctionSubject) -> Bool {
    let isOfAsyncio = function.calls.contains { call in
      call.names.contains { $0.hasPrefix("asyncio.") }
    }
    return function.calls.contains { call in
      call.names.contains { isLevel($0) && !(isOfAsyncio && $0.hasPrefix("anyio.to_thread.")) }
        && function.isInside(call.node, .body, of: statement) && isSuspension(call, function)
    }
  }

  private func isSuspension(_ call: Call, _ function: FunctionSubject) -> Bool {
    switch function.use(of: call.node) {
    case .awaited, .managed: return true
    default: return false
    }
  }

  private func isShielded(
    _ node: IRNodeID, inside statement: IRNodeID? = nil, _ function: FunctionSubject
  ) -> Bool {
    if let statement, isShieldedLate(node, inside: statement, function) { return true }
    return function.managers(around: node).contains { manager in
      guard statement.map({ function.isInside(manager.with, $0) }) ?? true,
        let call = function.call(manager.context)
      else { return false }
      return call.argument(nil, "shield") != nil || call.spelled.contains("shield")
    }
  }

  /// `scope.shield = True` before it, in the same cleanup.
  private func isShieldedLate(
    _ node: IRNodeID, inside statement: IRNodeID, _ function: FunctionSubject
  ) -> Bool {
    function.nodes(.assign).contains { assignment in
      function[assignment].start < function[node].start
        && function.facts.truth(function.assignedValue(assignment)) == true
        && function.facts.targets(assignment).contains { function.spelling($0) == "shield" }
        && function.isInside(assignment, statement)
        && !function.isInside(assignment, .body, of: statement)
    }
  }

  /// What is done even when it is cancelled: closing in trio and anyio (`aclose`, the exit of a context
  /// manager), what never waits, and coroutine functions of the project that do nothing but this.
  private func isExempt(
    _ node: IRNodeID, _ function: FunctionSubject, depth: Int = 0
  ) -> Bool {
    guard let call = function.call(function.operand(node)) else { return false }
    return call.spelled == "aclose" && call.arguments.isEmpty || call.spelled == "__aexit__"
      || call.spelled.contains("aclose_forcefully") || call.spelled.contains("shielded")
      || hasRoom(call, function) || depth < 3 && isExempt(calleeOf: call, function, depth + 1)
  }

  private func isExempt(
    calleeOf call: Call, _ function: FunctionSubject, _ depth: Int
  ) -> Bool {
    guard let callee = function.context.function(ofCallee: function.type(call.callee)),
      let body = function.context.readableSubject(of: callee)
    else { return false }
    if !Suspension.mayHappen(in: callee, function.context) { return true }
    let awaits = body.nodes(.await)
    return !awaits.isEmpty
      && awaits.allSatisfy { isShielded($0, body) || isExempt($0, body, depth: depth) }
      && body.nodes(anyOf: [.with, .for]).allSatisfy { !body[$0].isAsync || isShielded($0, body) }
  }

  /// `put` of a queue of asyncio that was made without a limit.
  private func hasRoom(_ call: Call, _ function: FunctionSubject) -> Bool {
    guard call.spelled == "put", let queue = call.receiver, let symbol = function.symbol(queue),
      function.isInstance(queue, of: QueueUse.classes.names)
    else { return false }
    let rows = function.definitions(of: symbol)
    return rows.count == 1
      && rows.allSatisfy { function.call($0.node)?.arguments.isEmpty == true }
  }

  // MARK: Strict

  private static let commits: Set<String> = ["commit", "rollback", "flush"]

  /// `wait_for(session.commit(), 1)`: the timeout cancels the commit, and nobody knows how it ended.
  private func commit(_ function: FunctionSubject) -> [Finding]? {
    let found = function.calls.filter { call in
      guard call.isNamed("asyncio.wait_for"), let inner = call.argument(0, "fut"),
        let operation = function.call(inner)
      else { return false }
      return Self.commits.contains(operation.spelled)
    }
    if found.isEmpty { return nil }
    return found.map { call in
      finding(
        at: function.place(call.callee), "timeout in `\(function.name)` cuts off a commit",
        function: function.qualifiedName, severity: .info,
        label: "cancelled half-way, outcome unknown",
        help: "keep the task and wait for `asyncio.shield(task)`")
    }
  }
}
