package import Diagnostics
import PythonSemantics
package import RuleKit
import Summaries

/// LW201: a coroutine is made and dropped at once, so none of its body runs.
package struct CoroutineNotAwaited: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW201",
    name: "coroutine-not-awaited",
    summary: "Coroutine is created and dropped, so it never runs",
    group: .awaiting,
    severity: .error,
    since: "0.1",
    fix: .sometimes(.changesBehavior),
    why: """
      The call makes the coroutine, nobody awaits it, and it is thrown away. What it was to do is \
      not done; there is no exception, only `RuntimeWarning: coroutine 'save' was never awaited` \
      on standard error. An asynchronous generator that nobody iterates does not even warn. \
      `asyncio.gather` without `await` does start its coroutines, but nobody waits for them or \
      hears of their errors.
      """,
    ignoreWhen: "A test provokes the warning on purpose.",
    equivalents: ["ASYNC105"],
    examples: [
      .bad(
        "Prints the warning, and never `saved`",
        """
        import asyncio


        async def save():
            print("saved")


        async def handle():
            save()  # expect: LW201


        asyncio.run(handle())
        """),
      .good(
        "Awaited: prints `saved`",
        """
        import asyncio


        async def save():
            print("saved")


        async def handle():
            await save()


        asyncio.run(handle())
        """),
      .good(
        "A group runs it beside what follows, and waits for it in the end",
        """
        import asyncio


        async def save(): ...


        async def handle():
            async with asyncio.TaskGroup() as group:
                group.create_task(save())
        """),
    ])

  package static var needs: FunctionNeeds { FunctionNeeds(someOf: [.hasCall, .isModule]) }

  package init() {}

  package func check(_ function: FunctionSubject) -> [Finding] {
    function.calls.compactMap { call in
      let made = function.context.awaitability(call.result)
      let isGather = function.gathers.contains { $0 === call }
      guard
        made == .coroutine || made == .asyncGenerator || made == .awaitable || isGather
          || call.names.isEmpty,
        function.isDropped(call.node)
      else { return nil }
      if isGather { return gather(call, function) }
      let isGenerator = made == .asyncGenerator
      let isCertain =
        isGenerator ? function.isCertainCall(call.node) : function.makesCoroutine(call.node)
      guard
        isCertain || function.likelyMakesCoroutine(call) || isDeclared(call, function)
          || startsWhenAwaited(call, function),
        !function.isExpectedToFail(call.node)
      else { return nil }
      let callee = function.text(call.callee)
      return finding(
        at: function.place(call.callee),
        isGenerator ? "`\(callee)()` is never iterated" : "`\(callee)()` is never awaited",
        function: function.qualifiedName, confidence: isCertain ? .high : .medium,
        label: isGenerator
          ? "makes a generator that never runs" : "makes a coroutine that never runs",
        help: help(callee, isGenerator, function),
        fix: isGenerator ? nil : function.awaitFix(call.node))
    }
  }

  /// `callback()` of a `callback: Callable[[], Awaitable[None]]`. Who hands one over may start a task in it.
  private func isDeclared(_ call: Call, _ function: FunctionSubject) -> Bool {
    guard call.names.isEmpty else { return false }
    let result = function.context.engine.declaredResult(ofCallable: function.type(call.callee))
    let made = function.context.awaitability(result)
    return made == .coroutine || made == .awaitable
  }

  /// `message.answer("hi")` of aiogram 3: an object that asks the server where it is awaited.
  ///
  ///     def __await__(self):
  ///         return self.emit(self.bot).__await__()
  private func startsWhenAwaited(_ call: Call, _ function: FunctionSubject) -> Bool {
    let context = function.context
    let members = context.alternatives(call.result)
    guard function.isAsync, !call.names.isEmpty, members.count == 1,
      context.types.kind(members[0]) == .instance
    else { return false }
    let id = context.classOfInstance(members[0])
    // A client that may be awaited, entered or used as it is, as the one of redis 7.
    let isManager = ["__enter__", "__aenter__"].contains { context.engine.hasMember($0, of: id) }
    guard !isManager, let method = context.engine.method("__await__", of: id),
      let body = context.readableSubject(of: method)
    else { return false }
    let values = body.returnedValues
    guard values.count == 1, let inner = body.call(values[0]), inner.spelled == "__await__",
      let receiver = inner.receiver
    else { return false }
    return body.makesCoroutine(receiver)
  }

  private func help(_ callee: String, _ isGenerator: Bool, _ function: FunctionSubject) -> String {
    if !function.isAsync { return "run it from a coroutine" }
    return isGenerator ? "write `async for … in \(callee)(…)`" : "write `await \(callee)(…)`"
  }

  private func gather(_ call: Call, _ function: FunctionSubject) -> Finding {
    finding(
      at: function.place(call.callee), "nobody awaits the result of `asyncio.gather`",
      function: function.qualifiedName, label: "goes on without waiting; errors are lost",
      help: "write `await asyncio.gather(…)`", fix: function.awaitFix(call.node))
  }
}
