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
      A timeout of asyncio, anyio or trio works by cancelling the task at the next `await` that \
      waits. Code without one runs to its end whatever the clock says: the timeout neither stops \
      it nor raises afterwards.
      """,
    ignoreWhen: "An `await` is to come into the block soon, or a test is about the scope itself.",
    equivalents: ["ASYNC100", "ASYNC912", "S7490"],
    examples: [
      .bad(
        "Computes for longer than 0.1 s, and raises nothing",
        """
        import asyncio


        def compute(n: int) -> int:
            return sum(range(n))


        async def guarded(n: int) -> int:
            async with asyncio.timeout(0.1):  # expect: LW452
                return compute(n)


        print(asyncio.run(guarded(50_000_000)))
        """),
      .good(
        "The wait for a thread can be interrupted; the thread itself runs on",
        """
        import asyncio


        def compute(n: int) -> int:
            return sum(range(n))


        async def guarded(n: int) -> int:
            async with asyncio.timeout(0.1):
                return await asyncio.to_thread(compute, n)
        """),
    ])

  package static var needs: FunctionNeeds { FunctionNeeds(.isAsync) }

  package init() {}

  private static let scopes: CalleeNames = [
    "asyncio.timeout", "asyncio.timeout_at", "async_timeout.timeout", "async_timeout.timeout_at",
    "anyio.fail_after", "anyio.move_on_after", "anyio.CancelScope", "trio.fail_after",
    "trio.move_on_after", "trio.fail_at", "trio.move_on_at", "trio.CancelScope",
  ]

  package func check(_ function: FunctionSubject) -> [Finding] {
    var findings: [Finding] = []
    for node in function.nodes(.with) {
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
