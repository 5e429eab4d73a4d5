package import Diagnostics
import PythonSemantics
package import RuleKit

/// LW408: a shielded coroutine goes on after its waiter is cancelled, and nobody has its task.
package struct ShieldWithoutReference: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW408",
    name: "shield-without-reference",
    summary: "Shielded coroutine runs on, and nobody has its task",
    group: .cancellation,
    severity: .warning, confidence: .medium,
    since: "0.1",
    fix: .sometimes(.changesBehavior),
    why: """
      `shield` protects what it wraps, not its caller: on timeout or cancellation the caller goes on \
      and the inner task too. Made from a bare coroutine, that task has no other reference: it can \
      neither be awaited nor cancelled, and may be collected. In the strict profile also where no \
      timeout stands around it.
      """,
    examples: [
      .bad(
        "Lost on timeout",
        """
        import asyncio


        async def save(): ...


        async def handle():
            await asyncio.wait_for(asyncio.shield(save()), 1)  # expect: LW408
        """),
      .good(
        "The task has a name",
        """
        import asyncio


        async def save(): ...


        async def handle():
            task = asyncio.ensure_future(save())
            try:
                await asyncio.wait_for(asyncio.shield(task), 1)
            except TimeoutError:
                await task
        """),
    ])

  package init() {}

  package func check(_ function: FunctionSubject) -> [Finding] {
    guard function.isAsync, !function.isTest else { return [] }
    return function.calls.compactMap { call in
      guard call.isNamed("asyncio.shield"), let inner = call.argument(0, "arg"),
        function.awaitability(inner) == .coroutine, function.kind(inner) == .call,
        !function.isInCleanup(call.node), function.isStrict || isInterrupted(call, function)
      else { return nil }
      return finding(
        at: function.place(call.callee),
        "`\(function.name)` shields a task that it cannot reach again",
        function: function.qualifiedName, label: "its task has no other reference",
        help: "bind it first: `task = asyncio.create_task(…)`", fix: function.bindTaskFix(inner))
    }
  }

  /// Under a timeout, or where the function goes on after a cancellation.
  private func isInterrupted(_ call: Call, _ function: FunctionSubject) -> Bool {
    if case .argument(let outer) = function.use(of: call.node),
      function.call(outer)?.isNamed("asyncio.wait_for") ?? false
    {
      return true
    }
    let isTimed = function.managers(around: call.node).contains { manager in
      function.call(manager.context)?.isOne(of: [
        "asyncio.timeout", "asyncio.timeout_at", "async_timeout.timeout",
      ]) ?? false
    }
    return isTimed
      || function.tries(around: call.node).contains { statement in
        function.handlers(of: statement).contains { handler in
          handler.namesCancellation
            && !function.nodes.contains {
              function.kind($0) == .raise && function.isInside($0, handler.node)
            }
        }
      }
  }
}
