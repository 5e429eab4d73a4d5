package import Diagnostics
import PythonFlow
import PythonSemantics
package import RuleKit

/// LW404: `return`, `break` or `continue` leaves a `finally` block and drops the cancellation on its
/// way through.
package struct ExitInFinally: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW404",
    name: "exit-in-finally",
    summary: "Jump out of finally drops exceptions and cancellation",
    group: .cancellation,
    severity: .error,
    since: "0.1",
    why: """
      A `return`, `break` or `continue` that leaves a `finally` block throws away the exception \
      that is on its way through it: an error is never seen, and a cancelled task ends as if it \
      had finished, or goes on.
      """,
    ignoreWhen: """
      Dropping every error there is the intention; a handler that names the errors says so better.
      """,
    equivalents: ["B012", "PLW0150", "SIM107"],
    examples: [
      .bad(
        "Prints `0`, where `TimeoutError` was to come",
        """
        import asyncio


        async def worker():
            try:
                await asyncio.sleep(10)
            finally:
                return 0  # expect: LW404


        print(asyncio.run(asyncio.wait_for(worker(), 1)))
        """),
      .good(
        "The value is returned behind it",
        """
        import asyncio


        async def worker():
            try:
                await asyncio.sleep(10)
            finally:
                print("done")
            return 0


        print(asyncio.run(asyncio.wait_for(worker(), 1)))
        """),
    ])

  package static var needs: FunctionNeeds { FunctionNeeds([.isAsync, .hasTry]) }

  package init() {}

  package func check(_ function: FunctionSubject) -> [Finding] {
    function.nodes.compactMap { node in
      let kind = function.kind(node)
      guard kind == .return || kind == .break || kind == .continue,
        let left = cleanup(leftBy: node, isReturn: kind == .return, function),
        function.cancellation.finalized[left] != nil
      else { return nil }
      let word = kind == .return ? "return" : kind == .break ? "break" : "continue"
      return finding(
        at: function.place(node),
        "`\(word)` in `finally` drops the cancellation of `\(function.name)`",
        function: function.qualifiedName, label: "exceptions on their way end here",
        help: "move the `\(word)` out of the `finally` block")
    }
  }

  /// The `try` whose `finally` block the jump leaves.
  private func cleanup(
    leftBy node: IRNodeID, isReturn: Bool, _ function: FunctionSubject
  ) -> IRNodeID? {
    for ancestor in function.ancestors(node) {
      switch function.kind(ancestor) {
      case .while, .for: if !isReturn { return nil }
      case .try:
        if function.isInside(node, .final, of: ancestor) { return ancestor }
      default: break
      }
    }
    return nil
  }
}
