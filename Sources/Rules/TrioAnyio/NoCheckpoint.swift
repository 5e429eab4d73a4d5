package import Diagnostics
import PythonSemantics
package import RuleKit

/// LW977: an endless loop in a coroutine has a way round without giving way to anybody.
package struct NoCheckpoint: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW977",
    name: "no-checkpoint",
    summary: "Endless loop in a coroutine never suspends",
    group: .trioAnyio,
    severity: .warning,
    since: "0.1",
    fix: .sometimes(.changesBehavior),
    why: """
      A coroutine gives way to others only at an `await` that waits. An endless loop without one \
      holds the event loop for good: one processor is busy, nothing else runs, and neither a \
      timeout nor a cancellation arrives, as those come at an `await` too.
      """,
    ignoreWhen: "The loop runs in a thread of its own, with a loop for itself.",
    equivalents: ["ASYNC913"],
    examples: [
      .bad(
        "The timeout of one second never comes; this hangs",
        """
        import asyncio

        jobs: list[int] = []


        async def worker() -> None:
            while True:  # expect: LW977
                if jobs:
                    print(jobs.pop())


        async def main() -> None:
            await asyncio.wait_for(worker(), 1)


        asyncio.run(main())
        """),
      .good(
        "It waits for work, and the timeout comes",
        """
        import asyncio

        jobs: asyncio.Queue[int] = asyncio.Queue()


        async def worker() -> None:
            while True:
                print(await jobs.get())


        async def main() -> None:
            await asyncio.wait_for(worker(), 1)
        """),
    ])

  package static var needs: FunctionNeeds { FunctionNeeds([.isAsync, .hasLoop], in: .exceptTests) }

  package init() {}

  package func check(_ function: FunctionSubject) -> [Finding] {
    function.nodes(.while).compactMap { node in
      guard function.isEndless(node), neverLeaves(node, function) else { return nil }
      return finding(
        at: function.place(node), "`while True` in `\(function.name)` never gives way",
        function: function.qualifiedName, label: "no `await` in it: nothing else can run",
        help: "await what it waits for", fix: function.giveWayFix(node))
    }
  }

  /// A loop without a way out and without anything that may suspend.
  private func neverLeaves(_ node: IRNodeID, _ function: FunctionSubject) -> Bool {
    let inside = function.nodes(in: node)
    // `json.loads(rest)` ends the loop by what it raises.
    let mayRaise =
      inside.contains { function.kind($0) == .call }
      && function.tries(around: node).contains { !function.handlers(of: $0).isEmpty }
    return !mayRaise
      && !inside.contains { part in
        switch function.kind(part) {
        case .await, .yield, .yieldFrom, .return, .break, .raise: return true
        case .for, .with: return function[part].isAsync
        case .comprehension: return true
        default: return false
        }
      }
  }
}
