package import Diagnostics
import PythonSemantics
package import RuleKit

/// LW208: a coroutine function is given where its result is dropped.
package struct AsyncCallableToSyncAPI: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW208",
    name: "async-callable-to-sync-api",
    summary: "Coroutine function is given to something that never awaits it",
    group: .awaiting,
    severity: .error,
    since: "0.1",
    why: """
      Threads, timers, `atexit`, sort keys and the callbacks of the event loop call what they are \
      given and take the result as it is. A coroutine function gives them a coroutine, which they \
      drop or pass on: none of its body runs, and nothing raises.
      """,
    ignoreWhen: """
      The receiver does await it, in a way that the analysis cannot see: a subclass or a wrapper \
      of your own.
      """,
    examples: [
      .bad(
        "Never prints `ping`",
        """
        import asyncio


        async def ping():
            print("ping")


        async def main():
            asyncio.get_running_loop().call_later(1, ping)  # expect: LW208
            await asyncio.sleep(2)


        asyncio.run(main())
        """),
      .good(
        "A plain callback that starts a task",
        """
        import asyncio

        running = set()


        async def ping():
            print("ping")


        def start():
            task = asyncio.create_task(ping())
            running.add(task)
            task.add_done_callback(running.discard)


        async def main():
            asyncio.get_running_loop().call_later(1, start)
            await asyncio.sleep(2)


        asyncio.run(main())
        """),
    ])

  package static var needs: FunctionNeeds { FunctionNeeds(someOf: [.hasCall, .isModule]) }

  package init() {}

  package func check(_ function: FunctionSubject) -> [Finding] {
    function.calls.compactMap { call in
      guard let (name, callback) = Callbacks.synchronous(call), isNamed(callback, function),
        function.context.isCoroutineFunction(function.type(callback)),
        !function.isExpectedToFail(call.node)
      else { return nil }
      return finding(
        at: function.place(callback),
        "`\(name)` calls `\(function.text(callback))`, and nobody awaits it",
        function: function.qualifiedName, label: "a coroutine function: it never runs here",
        help: help(name))
    }
  }

  /// Not a variable, which may hold something else as well.
  private func isNamed(_ node: IRNodeID, _ function: FunctionSubject) -> Bool {
    guard let symbol = function.symbol(node) else { return true }
    return function.facts.symbols[Int(symbol)].flags.isDisjoint(with: [.assigned, .parameter])
  }

  private func help(_ name: String) -> String {
    if name.hasSuffix("ExitStack.callback") { return "use `push_async_callback`" }
    return "give it a plain function that starts a task"
  }
}
