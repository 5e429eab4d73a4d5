package import Diagnostics
import PythonSemantics
package import RuleKit
import Summaries

/// LW116: what is handed to a thread or a process is not what runs there.
package struct OffloadMisuse: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW116",
    name: "offload-misuse",
    summary: "What is handed to a thread does not run there",
    group: .blocking,
    severity: .error,
    since: "0.1",
    fix: .sometimes(.changesBehavior),
    why: """
      `to_thread(f(x))` calls `f` at once, on the loop, and hands its result to the thread, which \
      raises `TypeError` when it tries to call that. A coroutine function or a generator function \
      only makes an object in the thread; its body does not run there. A process pool cannot \
      pickle a lambda or a function defined inside another.
      """,
    ignoreWhen: "What the call returns is itself the function that the thread is to run.",
    equivalents: [],
    examples: [
      .bad(
        "`load` runs on the loop; then a thread tries to call the text",
        """
        import asyncio


        def load(path) -> str:
            with open(path) as file:
                return file.read()


        async def show(path):
            return await asyncio.to_thread(load(path))  # expect: LW110, LW116


        asyncio.run(show(__file__))
        """),
      .bad(
        "Never prints `working`",
        """
        import asyncio


        async def work():
            print("working")


        async def main():
            await asyncio.get_running_loop().run_in_executor(None, work)  # expect: LW116


        asyncio.run(main())
        """),
      .good(
        "The function and its arguments; a coroutine function is awaited",
        """
        import asyncio


        def load(path) -> str:
            with open(path) as file:
                return file.read()


        async def work():
            print("working")


        async def main():
            print(await asyncio.to_thread(load, __file__))
            await work()


        asyncio.run(main())
        """),
    ])

  package static var needs: FunctionNeeds { FunctionNeeds(someOf: [.hasCall, .isModule]) }

  package init() {}

  /// Calls that run a function elsewhere, and the position of that function.
  private static let offloaders: [String: Int] = [
    "asyncio.to_thread": 0, "anyio.to_thread.run_sync": 0, "trio.to_thread.run_sync": 0,
    "starlette.concurrency.run_in_threadpool": 0, "fastapi.concurrency.run_in_threadpool": 0,
    "asyncio.AbstractEventLoop.run_in_executor": 1, "asyncio.BaseEventLoop.run_in_executor": 1,
    "asyncio.base_events.BaseEventLoop.run_in_executor": 1,
    "asyncio.events.AbstractEventLoop.run_in_executor": 1,
  ]
  private static let offloaderNames = CalleeNames(Set(offloaders.keys))
  private static let processPools: Set<String> = [
    "concurrent.futures.ProcessPoolExecutor",
    "concurrent.futures.process.ProcessPoolExecutor",
  ]

  package func check(_ function: FunctionSubject) -> [Finding] {
    guard function.mayCall(Self.offloaderNames) else { return [] }
    return function.calls.compactMap { call in
      guard let position = Self.position(of: call), let target = call.argument(position) else {
        return nil
      }
      // `run = partial(to_thread, f); run(x)` has its function already.
      let isPartial = function.context.types.alternatives(function.type(call.callee)).contains {
        function.context.types.kind($0) == .partial
      }
      guard !isPartial, let problem = problem(target, call, function) else { return nil }
      return finding(
        at: function.place(target), problem.message, function: function.qualifiedName,
        label: problem.label, help: problem.help, fix: fix(target, call, function))
    }
  }

  /// `to_thread(f(x))` → `to_thread(f, x)`; keywords only where they are passed on.
  private func fix(_ target: IRNodeID, _ call: Call, _ function: FunctionSubject) -> Fix? {
    guard let inner = function.call(target) else { return nil }
    let takesKeywords = call.isNamed("asyncio.to_thread") || call.spelled == "run_in_threadpool"
    guard takesKeywords || inner.arguments.allSatisfy({ $0.keyword == nil }) else { return nil }
    return function.handOverFix(target, keepsArguments: true)
  }

  private static func position(of call: Call) -> Int? {
    guard let first = call.names.first, let position = offloaders[first],
      call.names.allSatisfy({ offloaders[$0] == position })
    else { return nil }
    return position
  }

  private typealias Problem = (message: String, label: String, help: String)

  private func problem(
    _ target: IRNodeID, _ call: Call, _ function: FunctionSubject
  ) -> Problem? {
    let type = function.type(target)
    let text = function.text(target)
    if function.kind(target) == .call, isNoCallable(type, function) {
      return (
        "`\(text)` runs on the event loop, before `\(function.text(call.callee))` starts",
        "its result is handed over, not the function", "pass the function and its arguments"
      )
    }
    if let flags = function.context.flags(ofCallee: type) {
      if flags.isSuperset(of: [.isAsync, .isGenerator]) {
        return (
          "`\(text)` is an async generator function: its body runs where it is iterated",
          "the thread only makes the generator", "iterate it with `async for` on the loop"
        )
      }
      if flags.contains(.isAsync), !function.asksForKind(of: target) {
        return (
          "`\(text)` is a coroutine function: in a thread it only makes a coroutine",
          "nothing of its body runs", "await it on the loop instead"
        )
      }
      if flags.contains(.isGenerator), !isHandedOn(call.node, function) {
        return (
          "`\(text)` is a generator function: its body runs where it is iterated",
          "the thread only makes the generator", "collect the items in a plain function"
        )
      }
    }
    return processProblem(target, call, function)
  }

  /// `rows = await to_thread(read); await store(rows, executor)`: who gets the generator may take its
  /// items on a thread too. Functions of the language take them here.
  private func isHandedOn(_ node: IRNodeID, _ function: FunctionSubject) -> Bool {
    let around = function.parent(node)
    guard around.exists else { return false }
    switch function.kind(around) {
    case .await, .keyword: return isHandedOn(around, function)
    case .call:
      guard let taker = function.call(around), taker.callee != node else { return false }
      return !taker.names.contains { !$0.contains(".") }
    case .assign:
      guard let target = function.facts.targets(around).first, let symbol = function.symbol(target),
        function.isLocal(symbol), function.onlyDefinition(of: symbol) != nil
      else { return false }
      let reads = function.reads(of: symbol)
      return !reads.isEmpty
        && reads.allSatisfy {
          function.kind(function.parent($0)) == .call && isHandedOn($0, function)
        }
    default: return false
    }
  }

  /// Every alternative is a value that cannot be called.
  private func isNoCallable(_ type: TypeID, _ function: FunctionSubject) -> Bool {
    let members = function.context.types.alternatives(type)
    return members.allSatisfy { member in
      switch function.context.types.kind(member) {
      case .none, .literal, .tuple, .record, .coroutine, .generator: true
      case .instance: function.context.isPlainObject(member)
      default: false
      }
    }
  }

  /// A lambda or a local function for a pool of processes.
  private func processProblem(
    _ target: IRNodeID, _ call: Call, _ function: FunctionSubject
  ) -> Problem? {
    guard let pool = call.argument(0), pool != target,
      function.isInstance(pool, of: Self.processPools), isLocal(target, function)
    else { return nil }
    return (
      "`\(function.text(target))` cannot be sent to another process",
      "only functions of a module can be pickled", "define the function at the top of a module"
    )
  }

  private func isLocal(_ target: IRNodeID, _ function: FunctionSubject) -> Bool {
    if function.kind(target) == .lambda { return true }
    guard let symbol = function.symbol(target), function.isLocal(symbol) else { return false }
    return function.context.isNested(callee: function.type(target))
  }
}
