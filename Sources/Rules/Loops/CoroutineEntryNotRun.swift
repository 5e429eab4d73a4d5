package import Diagnostics
import PythonSemantics
package import RuleKit

/// LW654: the program's main coroutine is called at module level and never run.
package struct CoroutineEntryNotRun: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW654",
    name: "coroutine-entry-not-run",
    summary: "Main coroutine is called, not run",
    group: .loops,
    severity: .error,
    since: "0.1",
    fix: .sometimes(.changesBehavior),
    why: """
      The call makes a coroutine and runs nothing of it; at module level nothing can await it. The \
      program ends at once, with `RuntimeWarning: coroutine 'main' was never awaited`; as a \
      console command it ends with the coroutine for its exit status, printed, and status 1. \
      `asyncio.run` makes a loop and runs it to its end.
      """,
    ignoreWhen: """
      `main` is a wrapper that runs the loop itself, by a decorator that the analysis cannot see.
      """,
    equivalents: ["S7614"],
    examples: [
      .bad(
        "Never prints `hello`",
        """
        async def main():
            print("hello")


        if __name__ == "__main__":
            main()  # expect: LW654
        """),
      .bad(
        "Its coroutine is the exit status",
        """
        import sys


        async def main():
            print("hello")


        if __name__ == "__main__":
            sys.exit(main())  # expect: LW654
        """),
      .good(
        "Run by a loop",
        """
        import asyncio


        async def main():
            print("hello")


        if __name__ == "__main__":
            asyncio.run(main())
        """),
    ])

  package static var needs: FunctionNeeds { FunctionNeeds(.isModule) }

  package init() {}

  package func check(_ function: FunctionSubject) -> [Finding] {
    function.calls.compactMap { call in
      guard function.makesCoroutine(call.node), isLost(call, function) else { return nil }
      let callee = function.text(call.callee)
      return finding(
        at: function.place(call.callee), "`\(callee)()` is called at module level and never run",
        function: function.qualifiedName, label: "makes a coroutine; nothing of it runs",
        help: "write `asyncio.run(\(callee)(…))`", fix: function.runFix(call.node))
    }
  }

  private func isLost(_ call: Call, _ function: FunctionSubject) -> Bool {
    if case .argument(let outer) = function.use(of: call.node) {
      return function.call(outer)?.isOne(of: ["sys.exit", "exit", "quit"]) == true
    }
    return function.isDropped(call.node)
  }
}
