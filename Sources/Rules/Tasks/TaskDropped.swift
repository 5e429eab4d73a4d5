package import Diagnostics
import PythonSemantics
package import RuleKit
import Summaries

/// LW301: nobody keeps a task that was started, so it may be collected before it is done.
package struct TaskDropped: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW301",
    name: "task-dropped",
    summary: "Task is started and no reference to it is kept",
    group: .tasks,
    severity: .error,
    since: "0.1",
    fix: .sometimes(.changesBehavior),
    why: """
      A task that nobody else refers to can be garbage-collected in the middle of its work: the \
      rest of it never runs, and all that is said is `Task was destroyed but it is pending!`. It \
      takes a task whose awaited object is forgotten, too, and a collection at that time, so it \
      happens rarely, and in production. If the task raises, no code hears of it.
      """,
    ignoreWhen: "The task's loss would harm nobody, as with a cache that is warmed up.",
    equivalents: ["RUF006", "ASYNC300", "S7502"],
    examples: [
      .bad(
        "Never prints `audited`",
        """
        import asyncio
        import gc


        async def audit():
            await asyncio.Future()  # an answer that is still to come
            print("audited")


        async def handle():
            asyncio.create_task(audit())  # expect: LW301


        async def main():
            await handle()
            await asyncio.sleep(0)
            gc.collect()  # as Python does from time to time


        asyncio.run(main())
        """),
      .good(
        "A set keeps the task until it is done",
        """
        import asyncio

        running = set()


        async def audit(): ...


        async def handle():
            task = asyncio.create_task(audit())
            running.add(task)
            task.add_done_callback(running.discard)
        """),
    ])

  package static var needs: FunctionNeeds { FunctionNeeds(in: .exceptTests) }

  package init() {}

  package func check(_ function: FunctionSubject) -> [Finding] {
    if function.isLoopMachinery { return [] }
    let starts = function.unkeptTasks
    return function.calls.compactMap { call in
      if starts.contains(where: { $0 === call }) { return check(start: call, function) }
      return check(helper: call, function) ?? check(callback: call, function)
    }
  }

  private func check(start call: Call, _ function: FunctionSubject) -> Finding? {
    guard isLost(call, function) else { return nil }
    return finding(
      at: function.place(call.callee), "task of `\(function.text(call.callee))` is not kept",
      function: function.qualifiedName,
      confidence: isPerhapsHarmless(call, function) ? .medium : .high,
      label: "may be collected before it is done",
      help: "keep the task and await it, or use `asyncio.TaskGroup`",
      fix: function.keepTaskFix(call))
  }

  /// An object that goes away has nobody left to keep what it starts: the last resort.
  private func isPerhapsHarmless(_ call: Call, _ function: FunctionSubject) -> Bool {
    if case .receiver = function.use(of: call.node) { return true }
    return call.names.isEmpty || isOverAtOnce(call, function) || isAsked(call, function)
      || function.context.spelling(of: function.unit.function) == "__del__"
  }

  /// What never gives way is over in the task's first step, until which the loop keeps it.
  private func isOverAtOnce(_ call: Call, _ function: FunctionSubject) -> Bool {
    guard let started = function.startedFunction(call) else { return false }
    return !Suspension.mayHappen(in: started.function, function.context)
  }

  /// `if isawaitable(result): ensure_future(result)`: perhaps there never is anything to start.
  private func isAsked(_ call: Call, _ function: FunctionSubject) -> Bool {
    guard let given = function.startedCoroutine(call) ?? call.argument(0, "coro_or_future"),
      function.kind(given) == .name, let path = function.path(given)
    else { return false }
    return function.ancestors(call.node).contains { branch in
      guard function.kind(branch) == .if else { return false }
      return function.nodes(in: function.facts.operand(branch)).contains { node in
        function.kind(node) == .call
          && Self.questions.contains(function.spelling(function.facts.operand(node)))
          && function.facts.list(function[node].b).contains { function.path($0) == path }
      }
    }
  }

  private static let questions: Set<String> = [
    "isawaitable", "iscoroutine", "isfuture", "is_awaitable", "is_coroutine",
  ]

  private func isLost(_ call: Call, _ function: FunctionSubject) -> Bool {
    if function.isDropped(call.node) { return true }
    switch function.use(of: call.node) {
    // `[create_task(f(x)) for x in items]` as a statement.
    case .element: return function.context.fates.fate(of: call.node, in: function).isEmpty
    // `create_task(f()).add_done_callback(g)`: what the task calls in the end does not refer to it.
    case .receiver(let attribute) where function.spelling(attribute) == "add_done_callback":
      let around = function.parent(attribute)
      return function.kind(around) == .call && function.isDropped(around)
    default: return false
    }
  }

  /// A function of the program that starts a task and leaves it to its caller to keep it.
  private func check(helper call: Call, _ function: FunctionSubject) -> Finding? {
    guard function.context.awaitability(call.result) == .future, function.isDropped(call.node),
      function.startsThroughHelper(call)
    else { return nil }
    return finding(
      at: function.place(call.callee), "task of `\(function.text(call.callee))` is not kept",
      function: function.qualifiedName, label: "returns the only reference to its task",
      help: "keep the task that it returns, and await it", fix: function.keepTaskFix(call))
  }

  private static let callbacks: Set<String> = [
    "call_soon", "call_soon_threadsafe", "call_later", "call_at", "add_signal_handler",
    "add_reader", "add_writer",
  ]

  /// `loop.call_later(5, asyncio.create_task, f())` and `lambda: asyncio.create_task(f())`: the loop
  /// drops what its callbacks return.
  private func check(callback call: Call, _ function: FunctionSubject) -> Finding? {
    guard call.names.contains(where: { isLoop($0) }), Self.callbacks.contains(call.spelled) else {
      return nil
    }
    for argument in call.arguments where isStarter(argument.node, function) {
      return finding(
        at: function.place(argument.node), "task of a loop callback is not kept",
        function: function.qualifiedName, confidence: .medium, severity: .warning,
        label: "the loop drops what callbacks return",
        help: "call a function that keeps the task")
    }
    return nil
  }

  private func isLoop(_ name: String) -> Bool {
    name.hasPrefix("asyncio.") && name.contains("EventLoop.") || name.hasPrefix("uvloop.Loop.")
  }

  private func isStarter(_ node: IRNodeID, _ function: FunctionSubject) -> Bool {
    guard function.kind(node) == .lambda else {
      let names = function.context.names(ofCallee: function.type(node))
      return !names.isEmpty && names.allSatisfy { FunctionSubject.taskStarters.contains($0) }
    }
    let inner = function.nestedFunction(function[node].a)
    return inner.calls.contains {
      inner.startsUnkeptTask($0) && inner.use(of: $0.node) == .returned
    }
  }
}
