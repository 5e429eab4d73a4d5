package import Diagnostics
import PythonFlow
import PythonSemantics
package import RuleKit
import Summaries

/// LW452: a timeout around code that never gives way, so that it can never fire.
package struct TimeoutWithoutSuspension: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW452",
    name: "timeout-without-suspension",
    summary: "Timeout scope has nothing inside that it could interrupt",
    group: .timeouts,
    severity: .warning,
    since: "0.1",
    fix: .sometimes(.changesBehavior),
    why: """
      A timeout of asyncio, anyio or trio works by cancelling the task at its next suspension point. \
      Code without an `await` runs to its end whatever the clock says.
      """,
    ignoreWhen: "The scope guards code that will wait one day.",
    equivalents: ["ASYNC100", "ASYNC912", "S7490"],
    examples: [
      .bad(
        "A plain computation under a timeout",
        """
        import asyncio


        def compute(n: int) -> int:
            return n + 1


        async def guarded(n: int) -> int:
            async with asyncio.timeout(5):  # expect: LW452
                return compute(n)
        """),
      .good(
        "The wait for a thread can be interrupted; the thread itself runs on",
        """
        import asyncio


        def compute(n: int) -> int:
            return n + 1


        async def guarded(n: int) -> int:
            async with asyncio.timeout(5):
                return await asyncio.to_thread(compute, n)
        """),
      .good(
        "A context manager hands over to the block it guards",
        """
        import asyncio
        from contextlib import asynccontextmanager


        @asynccontextmanager
        async def limited():
            async with asyncio.timeout(5):
                yield
        """),
    ])

  package init() {}

  private static let scopes: CalleeNames = [
    "asyncio.timeout", "asyncio.timeout_at", "async_timeout.timeout", "async_timeout.timeout_at",
    "anyio.fail_after", "anyio.move_on_after", "anyio.CancelScope", "trio.fail_after",
    "trio.move_on_after", "trio.fail_at", "trio.move_on_at", "trio.CancelScope",
  ]

  package func check(_ function: FunctionSubject) -> [Finding] {
    guard function.isAsync else { return [] }
    var findings: [Finding] = []
    for node in function.nodes where function.kind(node) == .with {
      for context in function.facts.managers(node).map(\.context) {
        guard let call = function.plainCall(context), call.isOne(of: Self.scopes),
          !suspends(node, function)
        else { continue }
        findings.append(
          finding(
            at: function.place(call.callee),
            "nothing under `\(function.text(call.callee))` can be interrupted",
            function: function.qualifiedName, label: "this timeout never fires",
            help: "remove it, or run the work in a thread and await that",
            fix: function.unwrapScopeFix(node, "Remove the timeout")))
        break
      }
    }
    return findings
  }

  private func suspends(_ with: IRNodeID, _ function: FunctionSubject) -> Bool {
    // Another asynchronous manager entered in the same statement.
    if function[with].isAsync, 1 < function.facts.managers(with).count { return true }
    return function.nodes.contains { node in
      guard function.isInside(node, .body, of: with) else { return false }
      let row = function[node]
      switch row.kind {
      case .await: return Suspension.mayHappen(awaiting: row.operand, function)
      case .yield, .yieldFrom, .broken: return true
      case .for, .with: return row.isAsync
      case .comprehension: return function.facts.generators(node).contains { $0.isAsync }
      default: return false
      }
    }
  }
}
