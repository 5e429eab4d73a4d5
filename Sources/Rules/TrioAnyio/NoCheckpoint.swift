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
      A coroutine gives way to others only at an `await` that waits. An endless loop that has none \
      holds the event loop for good: nothing else runs, and not even a cancellation arrives, because \
      that is delivered at an `await` too.
      """,
    equivalents: ["ASYNC913"],
    examples: [
      .bad(
        "A worker that spins",
        """
        jobs: list[int] = []


        async def worker() -> None:
            while True:  # expect: LW977
                if jobs:
                    print(jobs.pop())
        """),
      .good(
        "It waits for work",
        """
        import asyncio


        async def worker(jobs: asyncio.Queue[int]) -> None:
            while True:
                print(await jobs.get())
        """),
      .good(
        "It ends by itself",
        """
        async def parse(text: str) -> int:
            place = 0
            while True:
                place = text.find("x", place + 1)
                if place < 0:
                    return place
        """),
    ])

  package init() {}

  package func check(_ function: FunctionSubject) -> [Finding] {
    guard function.isAsync, function.row.flags.contains(.hasLoop), !function.isTest else {
      return []
    }
    return function.nodes.compactMap { node in
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
