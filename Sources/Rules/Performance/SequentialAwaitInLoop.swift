package import Diagnostics
import PythonSemantics
package import RuleKit

/// LW902: a loop waits for one item after another although no item needs the one before.
package struct SequentialAwaitInLoop: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW902",
    name: "sequential-await-in-loop",
    summary: "Loop waits for each item in turn",
    group: .performance,
    severity: .info,
    isDefault: .strict,
    since: "0.1",
    fix: .sometimes(.changesBehavior),
    why: """
      A comprehension or loop that awaits a call for each item makes one request at a time: a \
      hundred addresses of half a second take fifty seconds. `asyncio.gather`, with a semaphore \
      for long lists, makes them at once.
      """,
    equivalents: ["WPS476"],
    examples: [
      .bad(
        "One after the other",
        """
        import asyncio


        async def fetch(url: str) -> str:
            await asyncio.sleep(0.5)
            return url


        async def fetch_all(urls: list) -> list:
            return [await fetch(url) for url in urls]  # expect: LW902
        """),
      .good(
        "Together",
        """
        import asyncio


        async def fetch(url: str) -> str:
            await asyncio.sleep(0.5)
            return url


        async def fetch_all(urls: list) -> list:
            return await asyncio.gather(*[fetch(url) for url in urls])
        """),
    ])

  package static var needs: FunctionNeeds { FunctionNeeds([.isAsync, .hasAwait], in: .strict) }

  package init() {}

  package func check(_ function: FunctionSubject) -> [Finding] {
    if function.isTest { return [] }
    return function.nodes.compactMap { node in
      guard function.kind(node) == .comprehension else { return nil }
      let element = function.facts.element(node)
      let generators = function.facts.generators(node)
      guard function.kind(element) == .await, generators.count == 1, !generators[0].isAsync,
        let call = function.call(function.operand(element)),
        IndependentAwaits.waits(call, function), !IndependentAwaits.writes(call.spelled)
      else { return nil }
      // What each run changes by itself, all at once change under each other.
      let isSafe = !IndependentAwaits.changesWhatAllShare(call, function)
      return finding(
        at: function.place(call.callee),
        "`\(function.text(call.callee))` is awaited for one item after the other",
        function: function.qualifiedName, confidence: .medium, label: "one request at a time",
        help: "`await asyncio.gather(*[…])`, with a semaphore for long lists",
        fix: isSafe
          ? function.gatherFix(
            node, element, isBounded(node, call, function) ? .changesBehavior : .sketch) : nil)
    }
  }

  /// All at once is a repair where somebody keeps the number small; else it needs a semaphore first.
  private func isBounded(
    _ comprehension: IRNodeID, _ call: Call, _ function: FunctionSubject
  ) -> Bool {
    FanOut.givenItems(of: comprehension, function) == nil
      || FanOut.limit(of: call.node, function) == .unknown
  }
}
