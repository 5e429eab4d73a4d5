package import Diagnostics
import PythonSemantics
package import RuleKit

/// LW951: an asyncio interface that the target version lacks, has removed, or warns about.
package struct AsyncioAPIAgainstTarget: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW951",
    name: "asyncio-api-vs-target",
    summary: "asyncio interface is missing, removed or deprecated in the target version",
    group: .versions,
    severity: .warning,
    since: "0.1",
    fix: .sometimes(.safe),
    why: """
      asyncio has changed with almost every release: `loop=` arguments raise `TypeError` since \
      3.10, `get_event_loop` raises where no loop runs since 3.14, child watchers are gone since \
      3.14, and `timeout`, `TaskGroup` and `Runner` came with 3.11. In the strict profile also: \
      what is deprecated, and goes with 3.16.
      """,
    ignoreWhen: """
      The line is reached only on versions that have it, by a test that the analysis cannot see.
      """,
    equivalents: ["UP041"],
    examples: [
      .bad(
        "`TypeError` on Python 3.10 and later",
        """
        import asyncio


        async def main():
            loop = asyncio.get_running_loop()
            return asyncio.Queue(loop=loop)  # expect: LW951


        asyncio.run(main())
        """),
      .good(
        "A queue finds its loop by itself",
        """
        import asyncio


        async def main():
            return asyncio.Queue()


        asyncio.run(main())
        """),
    ])

  package init() {}

  private static let asyncio: PackageNames = ["asyncio"]

  /// The minor version that brought the name.
  private static let added: [String: UInt8] = [
    "asyncio.to_thread": 9, "asyncio.timeout": 11, "asyncio.timeout_at": 11,
    "asyncio.TaskGroup": 11, "asyncio.Runner": 11, "asyncio.Barrier": 11,
    "asyncio.timeouts.timeout": 11, "asyncio.taskgroups.TaskGroup": 11,
    "asyncio.runners.Runner": 11, "asyncio.threads.to_thread": 9, "asyncio.Queue.shutdown": 13,
  ]

  /// The minor version that took the name away (CPython, What's New).
  private static let gone: [String: UInt8] = [
    "asyncio.Task.all_tasks": 9, "asyncio.Task.current_task": 9, "asyncio.coroutine": 11,
    "asyncio.get_child_watcher": 14, "asyncio.set_child_watcher": 14,
    "asyncio.SafeChildWatcher": 14, "asyncio.FastChildWatcher": 14,
    "asyncio.ThreadedChildWatcher": 14, "asyncio.PidfdChildWatcher": 14,
    "asyncio.MultiLoopChildWatcher": 14,
  ]

  /// Deprecated with 3.14, to be gone with 3.16.
  private static let fading: Set<String> = [
    "asyncio.iscoroutinefunction", "asyncio.get_event_loop_policy",
    "asyncio.set_event_loop_policy", "asyncio.DefaultEventLoopPolicy",
    "asyncio.WindowsSelectorEventLoopPolicy", "asyncio.WindowsProactorEventLoopPolicy",
  ]

  /// Primitives whose `loop` argument 3.10 removed.
  private static let loopless: CalleeNames = [
    "asyncio.sleep", "asyncio.gather", "asyncio.wait", "asyncio.wait_for", "asyncio.shield",
    "asyncio.as_completed", "asyncio.Lock", "asyncio.Event", "asyncio.Condition",
    "asyncio.Semaphore", "asyncio.BoundedSemaphore", "asyncio.Queue", "asyncio.PriorityQueue",
    "asyncio.LifoQueue", "asyncio.open_connection", "asyncio.start_server",
  ]

  package func check(_ function: FunctionSubject) -> [Finding] {
    let decorated = generatorBased(function)
    guard function.row.flags.contains(.hasCall) || function.isModule else { return decorated }
    return decorated
      + function.calls.compactMap { call in
        // What newer versions lack has no type.
        guard call.names.isEmpty || call.mayBe(of: Self.asyncio),
          let finding = runningLoop(call, function) ?? loopAtImport(call, function)
            ?? missing(call, function) ?? removed(call, function) ?? ended(call, function),
          !isGuarded(call.node, function)
        else { return nil }
        return finding
      }
  }

  /// `@asyncio.coroutine`
  private func generatorBased(_ function: FunctionSubject) -> [Finding] {
    guard function.row.decorators != 0, function.mentions(["coroutine"]),
      function.facts.list(function.row.decorators)
        .contains(where: { function.path($0) == "asyncio.coroutine" })
    else { return [] }
    return [
      finding(
        at: function.namePlace, "`asyncio.coroutine` is gone since Python 3.11",
        function: function.qualifiedName, severity: .error, label: "raises `AttributeError`",
        help: "write `async def`, and `await` for `yield from`")
    ]
  }

  private func ended(_ call: Call, _ function: FunctionSubject) -> Finding? {
    // It goes by its spelling then.
    let isLost = call.names.isEmpty && ["all_tasks", "current_task"].contains(call.spelled)
    let names = isLost ? [function.path(call.callee) ?? ""] : call.names
    guard let name = names.first, names.count == 1, !function.isTest else { return nil }
    if let version = Self.gone[name] {
      return finding(
        at: function.place(call.callee), "`\(name)` is gone since Python 3.\(version)",
        function: function.qualifiedName, severity: .error, label: "raises `AttributeError`",
        help: "leave it out, or ask for the version first")
    }
    let target = function.context.target ?? 0
    guard Self.fading.contains(name), function.isStrict || 14 <= target else { return nil }
    return finding(
      at: function.place(call.callee), "`\(name)` is deprecated since Python 3.14",
      function: function.qualifiedName, severity: .info, label: "gone with 3.16",
      help: name.hasSuffix("iscoroutinefunction")
        ? "write `inspect.iscoroutinefunction`" : "pass `loop_factory` to `asyncio.run`",
      fix: name.hasSuffix("iscoroutinefunction")
        ? function.calleeFix(
          call, "Ask `inspect`", .safe, module: "inspect", "iscoroutinefunction") : nil)
  }

  private func runningLoop(_ call: Call, _ function: FunctionSubject) -> Finding? {
    guard function.isAsync, !function.isTest, call.spelled == "get_event_loop",
      call.isOne(of: ["asyncio.get_event_loop", "asyncio.events.get_event_loop"])
    else { return nil }
    return finding(
      at: function.place(call.callee), "`get_event_loop` in a coroutine: the loop is running",
      function: function.qualifiedName, severity: .info, label: "asks the policy outside a loop",
      help: "write `asyncio.get_running_loop()`",
      fix: function.kind(call.callee) == .attribute
        ? function.memberFix(
          call.callee, "get_running_loop", "Ask for the running loop", .safe)
        : function.calleeFix(
          call, "Ask for the running loop", .safe, module: "asyncio", "get_running_loop"))
  }

  /// `loop = asyncio.get_event_loop()` at the top level: whoever imports the file has no loop yet. A script that
  /// runs its loop by hand is another rule's business.
  private func loopAtImport(_ call: Call, _ function: FunctionSubject) -> Finding? {
    guard function.isModule, !function.isTest, call.spelled == "get_event_loop",
      call.isOne(of: ["asyncio.get_event_loop", "asyncio.events.get_event_loop"]),
      !function.mentions([
        "run_until_complete", "run_forever", "set_event_loop", "new_event_loop", "__name__",
      ]),
      !function.ancestors(call.node).contains(where: { function.kind($0) == .try })
    else { return nil }
    return finding(
      at: function.place(call.callee), "`get_event_loop` at import, where no loop runs",
      function: function.qualifiedName, confidence: .medium,
      label: "raises `RuntimeError` since Python 3.14",
      help: "ask for the loop where it is used, in a coroutine: `asyncio.get_running_loop()`")
  }

  private func missing(_ call: Call, _ function: FunctionSubject) -> Finding? {
    guard let target = function.context.target, let name = call.names.first,
      call.names.count == 1, let version = Self.added[name], target < version
    else { return nil }
    return finding(
      at: function.place(call.callee), "`\(name)` came with Python 3.\(version)",
      function: function.qualifiedName, severity: .error,
      label: "the project also runs on 3.\(target)",
      help: "raise `requires-python`, or use a backport")
  }

  private func removed(_ call: Call, _ function: FunctionSubject) -> Finding? {
    guard call.isOne(of: Self.loopless), let loop = call.argument(nil, "loop"),
      10 <= (function.context.target ?? 10)
    else { return nil }
    return finding(
      at: function.place(loop), "`\(call.spelled)` takes no `loop` since Python 3.10",
      function: function.qualifiedName, severity: .error, label: "raises `TypeError`",
      help: "leave `loop` out",
      fix: function.removeArgumentFix(loop, of: call, "Leave `loop` out"))
  }

  /// Under a test of the version, or in a `try` that has another way.
  private func isGuarded(_ node: IRNodeID, _ function: FunctionSubject) -> Bool {
    function.ancestors(node).contains { ancestor in
      switch function.kind(ancestor) {
      case .if:
        return function.text(function.operand(ancestor)).contains("version")
          || versionTest(function.operand(ancestor), function)
      case .try:
        return function.facts.handlers(ancestor)
          .contains { handler in
            let name = function.spelling(function.operand(handler))
            return ["AttributeError", "ImportError", "TypeError"].contains(name)
          }
      default: return false
      }
    }
  }

  private func versionTest(_ node: IRNodeID, _ function: FunctionSubject) -> Bool {
    function.nodes(in: node).contains { function.spelling($0).lowercased().contains("version") }
  }
}
