package import Diagnostics
import PythonSemantics
package import RuleKit

/// LW459: a coroutine function takes a timeout and keeps time by itself.
package struct TimeoutParameter: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW459",
    name: "timeout-parameter",
    summary: "Coroutine function reimplements a timeout for its callers",
    group: .timeouts,
    severity: .info,
    isDefault: .strict,
    since: "0.1",
    why: """
      The function looks at the clock only between two waits: when `ping` hangs, it hangs too, \
      whatever `timeout` says. A caller can put any `await` under `asyncio.timeout`, which \
      interrupts the wait itself.
      """,
    ignoreWhen: """
      An interface prescribes the parameter, or its meaning differs from a limit, as a time \
      between two polls does.
      """,
    equivalents: ["ASYNC109", "S7483"],
    examples: [
      .bad(
        "Given one second, it waits for `ping` as long as that takes",
        """
        import asyncio
        import time


        async def wait_ready(server, timeout: float) -> bool:  # expect: LW459
            end = time.monotonic() + timeout
            while time.monotonic() < end:
                if await server.ping():
                    return True
                await asyncio.sleep(1)
            return False
        """),
      .good(
        "The scope interrupts `ping`, too",
        """
        import asyncio


        async def wait_ready(server, timeout: float) -> bool:
            try:
                async with asyncio.timeout(timeout):
                    while not await server.ping():
                        await asyncio.sleep(1)
            except TimeoutError:
                return False
            return True
        """),
    ])

  package static var needs: FunctionNeeds { FunctionNeeds(.isAsync) }

  package init() {}

  package func check(_ function: FunctionSubject) -> [Finding] {
    guard !function.isLambda, function.row.decorators == 0 else { return [] }
    for index in function.row.parameters {
      let row = function.facts.parameters[Int(index)]
      guard function.facts.names[row.name] == "timeout" else { continue }
      let reads = function.reads(of: row.symbol)
      guard !reads.isEmpty, reads.allSatisfy({ isArithmetic($0, function) }) else { continue }
      return [
        finding(
          at: function.namePlace, "`\(function.name)` keeps its own time",
          function: function.qualifiedName, confidence: .medium,
          label: "a caller can use `asyncio.timeout`",
          help: "drop the parameter, or use `async with asyncio.timeout(timeout)`")
      ]
    }
    return []
  }

  private func isArithmetic(_ node: IRNodeID, _ function: FunctionSubject) -> Bool {
    switch function.use(of: node) {
    case .operand, .tested: true
    default: false
    }
  }
}
