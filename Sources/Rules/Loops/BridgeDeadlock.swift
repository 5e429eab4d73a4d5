package import Diagnostics
import PythonSemantics
package import RuleKit

/// LW655: a coroutine waits, on its loop's own thread, for what only that loop can do.
package struct BridgeDeadlock: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW655",
    name: "bridge-deadlock",
    summary: "Coroutine waits for its own event loop through a thread bridge",
    group: .loops,
    severity: .error,
    since: "0.1",
    why: """
      `run_coroutine_threadsafe(…).result()` and `from_thread.run` are bridges for other threads. \
      On the thread of the loop they wait for work that this very thread would have to do: the \
      process stands still for ever and prints nothing. `async_to_sync` and `from_thread` notice \
      it and raise.
      """,
    ignoreWhen: "The loop handed over is another one, which runs in another thread.",
    examples: [
      .bad(
        "Never prints `done`",
        """
        import asyncio


        async def job(): ...


        async def main():
            loop = asyncio.get_running_loop()
            asyncio.run_coroutine_threadsafe(job(), loop).result()  # expect: LW655
            print("done")


        asyncio.run(main())
        """),
      .good(
        "Awaited",
        """
        import asyncio


        async def job(): ...


        async def main():
            await job()
            print("done")


        asyncio.run(main())
        """),
      .good(
        "From another thread",
        """
        import asyncio


        async def job(): ...


        def worker(loop):
            asyncio.run_coroutine_threadsafe(job(), loop).result()


        async def main():
            await asyncio.to_thread(worker, asyncio.get_running_loop())
        """),
    ])

  package static var needs: FunctionNeeds {
    FunctionNeeds(
      .isAsync, spelled: ["run_coroutine_threadsafe", "async_to_sync", "from_thread"],
      in: .exceptTests)
  }

  package init() {}

  private static let raising: CalleeNames = [
    "anyio.from_thread.run", "anyio.from_thread.run_sync", "trio.from_thread.run",
    "trio.from_thread.run_sync",
  ]

  package func check(_ function: FunctionSubject) -> [Finding] {
    function.calls.compactMap { call in
      if call.isNamed("asyncio.run_coroutine_threadsafe") { return waiting(call, function) }
      let isBridge = call.isOne(of: Self.raising)
      guard isBridge || isAsyncToSync(call, function) else { return nil }
      return finding(
        at: function.place(call.callee),
        "`\(function.name)` enters its own event loop from outside",
        function: function.qualifiedName, label: "raises: this is the loop's own thread",
        help: "await the coroutine")
    }
  }

  /// `async_to_sync(f)(…)`.
  private func isAsyncToSync(_ call: Call, _ function: FunctionSubject) -> Bool {
    guard let inner = function.call(call.callee) else { return false }
    return inner.isOne(of: ["asgiref.sync.async_to_sync", "asgiref.sync.AsyncToSync"])
  }

  private func waiting(_ call: Call, _ function: FunctionSubject) -> Finding? {
    guard let loop = call.argument(1, "loop"), isOwnLoop(loop, function) else { return nil }
    var places: [IRNodeID] = [call.node]
    if let holder = function.holder(of: call.node) { places = function.reads(of: holder.symbol) }
    let waits = places.compactMap { node -> IRNodeID? in
      guard case .receiver(let attribute) = function.use(of: node),
        ["result", "exception"].contains(function.spelling(attribute)),
        case .called = function.use(of: attribute)
      else { return nil }
      return attribute
    }
    guard let wait = waits.first else { return nil }
    return finding(
      at: function.place(wait), "`\(function.name)` waits for its own event loop",
      function: function.qualifiedName, label: "the loop cannot run while this thread waits",
      help: "await the coroutine")
  }

  /// The running loop, asked for here.
  private func isOwnLoop(_ node: IRNodeID, _ function: FunctionSubject) -> Bool {
    let askers: Set<String> = ["get_running_loop", "get_event_loop"]
    if let call = function.call(node) { return askers.contains(call.spelled) }
    guard let symbol = function.symbol(node), function.isLocal(symbol) else { return false }
    let values = function.nodes.filter {
      function.kind($0) == .assign
        && function.facts.targets($0).contains { function.symbol($0) == symbol }
    }.map { function.assignedValue($0) }
    return !values.isEmpty
      && values.allSatisfy { function.call($0).map { askers.contains($0.spelled) } ?? false }
  }
}
