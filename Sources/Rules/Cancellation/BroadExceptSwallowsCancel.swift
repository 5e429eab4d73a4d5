package import Diagnostics
import PythonFlow
import PythonSemantics
package import RuleKit
import Summaries

/// LW402: a handler or manager for everything takes cancellation with it.
package struct BroadExceptSwallowsCancel: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW402",
    name: "broad-except-swallows-cancel",
    summary: "Handler for every exception swallows cancellation too",
    group: .cancellation,
    severity: .error, confidence: .medium,
    since: "0.1",
    fix: .sometimes(.changesBehavior),
    why: """
      `CancelledError` is a `BaseException`, not an `Exception`: a bare `except:`, `except \
      BaseException` and `suppress(BaseException)` around an `await` catch it, and the task that \
      was cancelled goes on as if the call had failed. A timeout around it does not raise, and a \
      shutdown waits. So does an `__aexit__` that returns True whatever the body raises.
      """,
    ignoreWhen: "It is the last thing the task does, and nobody asks how it ended.",
    equivalents: ["ASYNC103", "E722", "BLE001"],
    examples: [
      .bad(
        "Prints `failed` and `False`: nobody sees that it was cancelled",
        """
        import asyncio


        async def refresh():
            try:
                await asyncio.sleep(10)
            except:  # expect: LW402
                print("failed")


        async def main():
            task = asyncio.create_task(refresh())
            await asyncio.sleep(1)
            task.cancel()
            await task
            print(task.cancelled())


        asyncio.run(main())
        """),
      .good(
        "`Exception` does not include cancellation",
        """
        import asyncio


        async def refresh():
            try:
                await asyncio.sleep(10)
            except Exception:
                print("failed")
        """),
      .good(
        "Everything is raised again",
        """
        async def transfer(client):
            try:
                await client.pay()
            except BaseException:
                client.roll_back()
                raise
        """),
    ])

  package static var needs: FunctionNeeds { FunctionNeeds(.isAsync, in: .exceptTests) }

  package init() {}

  package func check(_ function: FunctionSubject) -> [Finding] {
    if function.isMethod, function.name == "__aexit__" { return truthyExits(function) }
    guard !function.row.flags.isDisjoint(with: [.hasTry, .hasWith]) else { return [] }
    let handlers = function.nodes.filter { function.kind($0) == .try }
      .flatMap { function.handlers(of: $0) }.filter { $0.isCatchAll }
    let suppressors = function.calls.filter {
      $0.isNamed("contextlib.suppress") && function.suppressesCancellation($0.node)
    }
    guard !handlers.isEmpty || !suppressors.isEmpty, !function.countsCancellations,
      !function.isEntry
    else { return [] }
    return handlers.compactMap { check($0, function) }
      + suppressors.compactMap { check(suppressor: $0, function) }
  }

  /// `return True` in `__aexit__` of which no test says for what exception.
  private func truthyExits(_ function: FunctionSubject) -> [Finding] {
    let given = Set(
      function.row.parameters.dropFirst().map { function.facts.parameters[Int($0)].symbol })
    let looks = function.nodes.filter { node in
      function.symbol(node).map { given.contains($0) } ?? false
    }
    let asksOnlyForAny = looks.allSatisfy { node in
      switch function.use(of: node) {
      case .tested: true
      case .operand:
        function.facts.items(function.parent(node)).contains { function.type($0) == .none }
          || function.nodes(in: function.parent(node)).contains { function.type($0) == .none }
      default: false
      }
    }
    guard asksOnlyForAny else { return [] }
    return function.nodes.compactMap { node in
      let value = function.kind(node) == .return ? function.operand(node) : .none
      guard value.exists, function.kind(value) == .constant, function.facts.truth(value) == true,
        function.ancestors(node).allSatisfy({ around in
          function.kind(around) != .if
            || looks.contains { function.isInside($0, function.operand(around)) }
        })
      else { return nil }
      return finding(
        at: function.place(node), "`__aexit__` swallows whatever the body raises",
        function: function.qualifiedName, label: "`CancelledError` too",
        help: "return nothing, or test for the exceptions that are meant")
    }
  }

  private func check(_ handler: Handler, _ function: FunctionSubject) -> Finding? {
    guard let caught = function.cancellation.caught[handler.node],
      caught.contains(where: { !function.isOwnCancellation($0) }), swallows(handler, function),
      // What cleans up after a failure is on its way out already.
      function.isStrict
        || !function.ancestors(handler.try).contains(where: { function.kind($0) == .handler })
    else { return nil }
    // A task of its own that tells its end: its owner waits for no more than what the handler does.
    if handler.symbol != nil, function.maySpawn, !function.isAwaited, !function.isStrict,
      function.loops(around: handler.try).isEmpty
    {
      return nil
    }
    let starts = function.flow.points(of: handler.node, .handler)
    let livesOn =
      function.suspendsAfter(handler.node, from: starts)
      || function.isAwaited
    let narrowed = [handler] + outer(handler, function)
    // As `except Exception` it would still be one that drops every error.
    let drops = narrowed.contains { function.dropsErrors($0) }
    return finding(
      at: handler.isBare ? function.place(handler.node) : function.place(handler.type),
      "cancellation of `\(function.name)` is swallowed with all exceptions",
      function: function.qualifiedName, severity: livesOn ? .error : .warning,
      label: "catches `CancelledError` too",
      help: handler.isBare
        ? "write `except Exception:`" : "catch `Exception`, or `raise` at the end",
      fix: drops ? nil : function.narrowFix(narrowed))
  }

  private func swallows(_ handler: Handler, _ function: FunctionSubject) -> Bool {
    guard !function.handsOnException(handler), !testsForCancellation(handler, function) else {
      return false
    }
    switch function.end(of: handler) {
    case .raises, .depends: return false
    case .converts: return handler.symbol == nil
    case .swallows: return true
    }
  }

  /// Handlers around it that would swallow what it lets through.
  private func outer(_ handler: Handler, _ function: FunctionSubject) -> [Handler] {
    function.ancestors(handler.node).filter {
      function.kind($0) == .try && function.isInside(handler.node, .body, of: $0)
    }.flatMap { function.handlers(of: $0) }.filter { $0.isCatchAll && swallows($0, function) }
  }

  /// `if isinstance(e, CancelledError): raise`
  private func testsForCancellation(_ handler: Handler, _ function: FunctionSubject) -> Bool {
    function.calls.contains { call in
      guard call.isNamed("isinstance"), function.isInside(call.node, handler.node),
        let classes = call.argument(1)
      else { return false }
      return function.exceptionNames(classes).contains {
        ExceptionNames.isCancellation($0) || $0 == "Exception"
      }
    }
  }

  private func check(suppressor call: Call, _ function: FunctionSubject) -> Finding? {
    guard let caught = function.cancellation.suppressed[call.node],
      caught.contains(where: { !function.isOwnCancellation($0) }),
      function.isStrict || !function.isInCleanup(call.node)
    else { return nil }
    let with = function.statement(of: call.node)
    let starts = function.flow.points(of: call.node, .leave)
    let livesOn =
      function.suspendsAfter(with, from: starts)
      || function.isAwaited
    if !livesOn, function.isSpawned, !function.isStrict { return nil }
    return finding(
      at: function.place(call.node), "cancellation of `\(function.name)` is suppressed",
      function: function.qualifiedName, severity: livesOn ? .error : .warning,
      label: "the task ends or goes on as if nothing was",
      help: "let `CancelledError` through")
  }
}
