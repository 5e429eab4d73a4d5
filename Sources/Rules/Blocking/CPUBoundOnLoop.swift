package import Diagnostics
import LibraryModels
import PythonSemantics
package import RuleKit
import Summaries

/// LW112: a coroutine computes for so long that others notice.
package struct CPUBoundOnLoop: BlockingRule, FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW112",
    name: "cpu-bound-on-loop",
    summary: "Coroutine computes on the loop for a long time",
    group: .blocking,
    severity: .warning,
    since: "0.1",
    fix: .sometimes(.changesBehavior),
    why: """
      This password check computes for a fraction of a second, in which no other task gets a turn. \
      Ten logins at once take ten times that, and all others wait behind them. A thread helps \
      where the function gives up Python's global lock while it computes, as `hashlib`, `zlib` and \
      numpy do. Pure Python needs a process. In the strict profile also: Python code that computes \
      on a thread, since only one thread runs Python at a time.
      """,
    equivalents: [],
    examples: [
      .bad(
        "A key derivation in a coroutine",
        """
        import hashlib


        async def check(password: bytes, salt: bytes):
            return hashlib.pbkdf2_hmac("sha256", password, salt, 600_000)  # expect: LW112
        """),
      .good(
        "On a thread, which this function leaves free to run",
        """
        import asyncio
        import hashlib


        async def check(password: bytes, salt: bytes):
            return await asyncio.to_thread(
                hashlib.pbkdf2_hmac, "sha256", password, salt, 600_000
            )
        """),
    ])

  package static var needs: FunctionNeeds { FunctionNeeds([.isAsync, .hasCall], in: .strict) }

  package init() {}

  package func check(_ site: BlockingSite) -> Finding? {
    guard site.isDirect, !site.isCallback, site.family == .cpu else { return nil }
    return site.finding(by: self, help: site.offload)
  }

  // MARK: Strict: in a thread, which shares the interpreter's lock with the loop

  package func check(_ function: FunctionSubject) -> [Finding] {
    function.calls.compactMap { call in
      guard let position = threadPosition(call, function),
        let given = call.argument(position, nil),
        let callee = function.context.function(ofCallee: function.type(given)),
        function.context.types.kind(function.type(given)) == .function,
        function.context.table.computes(
          function.context.unit(of: callee),
          given: call.arguments.dropFirst(position + 1).map { function.type($0.node) })
      else { return nil }
      return finding(
        at: function.place(call.callee), "a thread computes here while the loop wants to run",
        function: function.qualifiedName, severity: .info,
        label: "only one thread runs Python at a time", help: "use a `ProcessPoolExecutor`")
    }
  }

  /// Which argument of the call is the function that a thread runs.
  private func threadPosition(_ call: Call, _ function: FunctionSubject) -> Int? {
    if call.hasStars { return nil }
    if call.isOne(of: ["asyncio.to_thread", "anyio.to_thread.run_sync"]) { return 0 }
    guard call.spelled == "run_in_executor", let executor = call.argument(0) else { return nil }
    let isThread =
      function.type(executor) == .none
      || function.isInstance(executor, of: ["concurrent.futures.ThreadPoolExecutor"])
    return isThread ? 1 : nil
  }
}
