package import Diagnostics
import PythonSemantics
package import RuleKit

/// LW202: a coroutine is kept or handed on, but nothing ever runs it.
package struct CoroutineLost: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW202",
    name: "coroutine-lost",
    summary: "Coroutine is kept or passed on, but nothing ever awaits it",
    group: .awaiting,
    severity: .error,
    since: "0.1",
    fix: .sometimes(.changesBehavior),
    why: """
      Kept in a variable or a list, a coroutine does nothing by itself. When the last one who has \
      it lets go, its body has not run at all. The code around looks complete and goes on; only a \
      `RuntimeWarning: coroutine 'load' was never awaited` tells.
      """,
    ignoreWhen: "Other code takes it in a way that the analysis cannot see, and awaits it there.",
    examples: [
      .bad(
        "Prints `2`, and loads nobody",
        """
        import asyncio


        async def load(n):
            print("load", n)


        async def load_all(ids):
            users = [load(n) for n in ids]  # expect: LW202
            return len(users)


        print(asyncio.run(load_all([1, 2])))
        """),
      .bad(
        "Prints `<coroutine object load at 0x…>`",
        """
        import asyncio


        async def load():
            return "Ann"


        async def main():
            print(load())  # expect: LW202


        asyncio.run(main())
        """),
      .good(
        "Awaited, one or all together",
        """
        import asyncio


        async def load(n):
            print("load", n)


        async def main():
            print(await load(1))
            users = [load(n) for n in range(3)]
            return await asyncio.gather(*users)


        asyncio.run(main())
        """),
    ])

  package static var needs: FunctionNeeds { FunctionNeeds(someOf: [.hasCall, .isModule]) }

  package init() {}

  package func check(_ function: FunctionSubject) -> [Finding] {
    function.unawaited.compactMap { call in
      if function.isExpectedToFail(call.node) { return nil }
      return verdict(call, function)
    }
  }

  private func verdict(_ call: Call, _ function: FunctionSubject) -> Finding? {
    switch function.fate(of: call.node) {
    case .ignored(let place):
      return report(
        call, function, "never awaited", "only looked at, never run", at: place,
        fix: function.awaitFix(call.node))
    case .collected:
      return report(call, function, "never awaited", "put into a list that nobody awaits")
    case .forgotten(let isAlways):
      return report(
        call, function, isAlways ? "never awaited" : "not awaited on every path",
        isAlways ? "kept, but never run" : "some path ends without running it",
        severity: isAlways ? .error : .warning,
        fix: isAlways ? function.awaitFix(call.node) : nil)
    case .misused(_, .callback(let name)):
      return report(
        call, function, "never awaited", "`\(name)` wants the function, not a call")
    case .consumed: return returned(call, function)
    default: return nil
    }
  }

  private func report(
    _ call: Call, _ function: FunctionSubject, _ what: String, _ label: String,
    severity: Severity = .error, at place: IRNodeID? = nil, fix: Fix? = nil
  ) -> Finding {
    let callee = function.text(call.callee)
    return finding(
      at: function.place(call.callee), "coroutine of `\(callee)()` is \(what)",
      function: function.qualifiedName, severity: severity, label: label,
      help: function.isAsync ? "write `await \(callee)(…)`" : "run it from a coroutine",
      fix: fix)
  }

  /// `async def` that returns the coroutine of another: its callers await once and get the coroutine.
  private func returned(_ call: Call, _ function: FunctionSubject) -> Finding? {
    guard function.isAsync, !function.isGenerator, !function.row.returns.exists,
      isOnlyReturned(call.node, function), CoroutineCallers.awaitOnce(function)
    else { return nil }
    let callee = function.text(call.callee)
    return finding(
      at: function.place(call.callee),
      "`\(function.name)` returns the coroutine of `\(callee)()` unawaited",
      function: function.qualifiedName, label: "callers that await get a coroutine",
      help: "write `await \(callee)(…)`", fix: function.awaitFix(call.node))
  }

  /// Returned itself, or bound to a variable whose one use is to be returned.
  private func isOnlyReturned(_ node: IRNodeID, _ function: FunctionSubject) -> Bool {
    switch function.use(of: node) {
    case .returned: return true
    case .assigned(let statement):
      guard function.kind(statement) == .assign else { return false }
      let targets = function.facts.targets(statement)
      guard targets.count == 1,
        let symbol = function.symbol(targets[0]), function.isLocal(symbol),
        !function.isCaptured(symbol)
      else { return false }
      let reads = function.reads(of: symbol)
      return reads.count == 1 && function.use(of: reads[0]) == .returned
    default: return false
    }
  }
}
