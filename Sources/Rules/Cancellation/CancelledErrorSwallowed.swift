package import Diagnostics
import PythonFlow
import PythonSemantics
package import RuleKit

/// LW401: a handler catches cancellation and ends without raising it again.
package struct CancelledErrorSwallowed: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW401",
    name: "cancelled-error-swallowed",
    summary: "Cancellation is caught and not raised again",
    group: .cancellation,
    severity: .error, confidence: .medium,
    since: "0.1",
    fix: .sometimes(.changesBehavior),
    why: """
      `cancel()` raises `CancelledError` in the task once. A handler that catches it and goes on \
      has used it up: the task lives on, and the timeout, the task group or the shutdown that \
      cancelled it waits for its end in vain; in the end somebody kills the process. Where the \
      handler returns instead, whoever cancelled it takes it for finished.
      """,
    ignoreWhen: """
      The task has to survive its cancellation (a final write), and something else is sure to end \
      it soon.
      """,
    equivalents: ["ASYNC103", "ASYNC104", "S7497"],
    examples: [
      .bad(
        "`cancel` does not end the worker, so this hangs",
        """
        import asyncio


        async def worker():
            while True:
                try:
                    await asyncio.sleep(10)
                except asyncio.CancelledError:  # expect: LW401
                    continue


        async def main():
            task = asyncio.create_task(worker())
            await asyncio.sleep(1)
            task.cancel()
            await task


        asyncio.run(main())
        """),
      .good(
        "Clean up, then raise it again",
        """
        import asyncio


        async def worker():
            while True:
                try:
                    await asyncio.sleep(10)
                except asyncio.CancelledError:
                    print("stopping")
                    raise
        """),
      .good(
        "The task that was cancelled is another one",
        """
        import asyncio


        async def stop(task):
            task.cancel()
            try:
                await task
            except asyncio.CancelledError:
                pass
        """),
    ])

  package static var needs: FunctionNeeds { FunctionNeeds([.isAsync, .hasTry], in: .exceptTests) }

  package init() {}

  package func check(_ function: FunctionSubject) -> [Finding] {
    let tries = function.nodes(.try)
    guard tries.contains(where: { function.handlers(of: $0).contains { $0.namesCancellation } }),
      !function.countsCancellations,
      !function.isEntry
    else { return [] }
    return tries.flatMap { function.handlers(of: $0) }.compactMap { check($0, function) }
  }

  private func check(_ handler: Handler, _ function: FunctionSubject) -> Finding? {
    guard handler.namesCancellation, !handler.isCatchAll,
      // The outermost frame of a program ends with it.
      !handler.types.contains("KeyboardInterrupt"), !handler.types.contains("SystemExit"),
      let caught = function.cancellation.caught[handler.node],
      caught.contains(where: { !function.isOwnCancellation($0) }),
      !function.handsOnException(handler), !raisesLater(handler, function),
      !cancelsAgain(handler, function), !arrivesAgain(handler, function),
      // What cleans up is on its way out already, and may hold out to the end.
      function.isStrict || !function.isInCleanup(handler.try)
    else { return nil }
    var conversion = IRNodeID.none
    switch function.end(of: handler) {
    case .raises, .depends: return nil
    case .converts(let node): conversion = node
    case .swallows: break
    }
    let starts = function.flow.points(of: handler.node, .handler)
    let goesOn = function.suspendsAfter(handler.node, from: starts)
    let livesOn =
      !conversion.exists && (goesOn ? !endsSoon(handler, function) : function.isEndMistaken)
    // A task of its own that ends at once: its owner waits for no more than that.
    if !livesOn, !goesOn, !conversion.exists, function.maySpawn, !function.isStrict { return nil }
    // Somebody may cancel what is awaited, to wake this function up: both arrive as the same thing.
    let isFuture = caught.allSatisfy { function.waitsForTask(at: $0) }
    // `await self.task` at the end of `start`, where `stop` cancels the task: that ends it.
    if isFuture, !goesOn, !conversion.exists, !function.isStrict,
      caught.allSatisfy({ function.isCancelledElsewhere($0) })
    {
      return nil
    }
    return finding(
      at: function.place(handler.type),
      conversion.exists
        ? "cancellation of `\(function.name)` becomes another exception"
        : "cancellation of `\(function.name)` is caught and not raised again",
      function: function.qualifiedName,
      severity: severity(livesOn, isFuture, conversion),
      label: livesOn ? "the canceller is ignored" : "the task counts as finished, not cancelled",
      help: "end the handler with `raise`",
      fix: conversion.exists || goesOn && endsOthers(handler, function)
        || leavesLoop(handler, function) ? nil : function.raiseFix(handler))
  }

  /// The task does not take up its work again: code that ends things, a task of its own that only clears
  /// up, or one that holds out until what it waits for has ended: `while not task.done():`.
  private func endsSoon(_ handler: Handler, _ function: FunctionSubject) -> Bool {
    if function.isTeardown { return true }
    let loops = function.loops(around: handler.try)
    if loops.isEmpty { return function.isSpawned && !function.isAwaited }
    let flow = function.flow
    let awaited = function.cancellation.caught[handler.node] ?? []
    let wanted = awaited.reduce(into: Set<String>()) {
      $0.formUnion(function.taskNames(in: flow[$1].node))
    }
    return loops.contains { loop in
      function.calls.contains { call in
        call.spelled == "done" && function.isInside(call.node, function.operand(loop))
          && call.receiver.map { !function.taskNames(in: $0).isDisjoint(with: wanted) } ?? false
      }
    }
  }

  /// `except CancelledError: break`: what stands behind the loop ends things in order.
  private func leavesLoop(_ handler: Handler, _ function: FunctionSubject) -> Bool {
    function.nodes.contains {
      function.kind($0) == .break && function.isInside($0, handler.node)
    }
  }

  /// `task.cancel()` in the handler: what is awaited after it is the end of those tasks, which a `raise`
  /// in the handler would leave out.
  private func endsOthers(_ handler: Handler, _ function: FunctionSubject) -> Bool {
    function.calls.contains { $0.spelled == "cancel" && function.isInside($0.node, handler.node) }
  }

  /// Where the function ends at once, and nobody of the project takes that for success, all that is lost
  /// is how its task ended.
  private func severity(_ livesOn: Bool, _ isFuture: Bool, _ conversion: IRNodeID) -> Severity {
    if livesOn, !isFuture { return .error }
    return livesOn || conversion.exists ? .warning : .info
  }

  /// `asyncio.current_task().cancel()` in the handler: the cancellation arrives again further on.
  private func cancelsAgain(_ handler: Handler, _ function: FunctionSubject) -> Bool {
    let inside = function.nodes.filter { function.isInside($0, handler.node) }
    return inside.contains { function.call($0)?.spelled == "cancel" }
      && inside.contains { function.call($0)?.spelled == "current_task" }
  }

  /// In trio whatever the handler awaits raises the cancellation again, unless it is shielded.
  private func arrivesAgain(_ handler: Handler, _ function: FunctionSubject) -> Bool {
    handler.types.contains { $0.hasSuffix("Cancelled") }
      && function.nodes.contains { node in
        function.kind(node) == .await && function.isInside(node, handler.node)
          && !function.managers(around: node).contains {
            function.isInside($0.with, handler.node)
          }
      }
  }

  /// `raise asyncio.CancelledError` further down: the handler only notes that it is to be raised.
  private func raisesLater(_ handler: Handler, _ function: FunctionSubject) -> Bool {
    function.nodes.contains { node in
      guard function.kind(node) == .raise, !function.isInside(node, handler.node),
        function[handler.node].start < function[node].start
      else { return false }
      let raised = function.operand(node)
      let type = function.kind(raised) == .call ? function.operand(raised) : raised
      return type.exists && ExceptionNames.isCancellation(function.spelling(type))
    }
  }
}
