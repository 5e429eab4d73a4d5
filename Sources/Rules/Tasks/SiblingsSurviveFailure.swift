package import Diagnostics
import PythonFlow
import PythonSemantics
package import RuleKit
import Summaries

/// LW306: when one of several tasks fails, the others run on and nobody waits for them.
package struct SiblingsSurviveFailure: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW306",
    name: "siblings-survive-failure",
    summary: "When one task fails, the others run on unwatched",
    group: .tasks,
    severity: .info,
    since: "0.1",
    why: """
      When one task fails, `gather` raises its exception at once and leaves the others running. \
      They go on writing, with connections that the caller is closing, after the caller has \
      reported failure; their own errors nobody sees. A `TaskGroup` cancels the others and waits \
      for them.
      """,
    ignoreWhen: """
      The others are to finish whatever happens to one, and they need nothing of what the caller \
      closes.
      """,
    examples: [
      .bad(
        "Prints `failed`, and after that `written 2`",
        """
        import asyncio


        async def write(n):
            await asyncio.sleep(n)
            if n == 1:
                raise OSError
            print("written", n)


        async def write_all(ns):
            tasks = [asyncio.create_task(write(n)) for n in ns]
            return await asyncio.gather(*tasks)  # expect: LW306


        async def main():
            try:
                await write_all([1, 2])
            except OSError:
                print("failed")
            await asyncio.sleep(2)


        asyncio.run(main())
        """),
      .good(
        "A task group cancels the rest",
        """
        import asyncio


        async def write(n):
            await asyncio.sleep(n)
            if n == 1:
                raise OSError
            print("written", n)


        async def write_all(ns):
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(write(n)) for n in ns]
            return [task.result() for task in tasks]
        """),
    ])

  package static var needs: FunctionNeeds { FunctionNeeds(.isAsync, in: .exceptTests) }

  package init() {}

  package func check(_ function: FunctionSubject) -> [Finding] {
    let gathers = function.gathers.filter {
      function.use(of: $0.node) == .awaited
        && $0.argument(nil, "return_exceptions") == nil
    }
    var found = gathers.compactMap { teardown($0, function) ?? endings($0, function) }
    if function.unkeptTasks.isEmpty { return found }
    let lists = function.taskLists
    for gather in gathers {
      guard let symbol = gather.arguments.compactMap({ function.variable($0) }).first,
        let starts = lists[symbol], !isAlone(starts, function),
        !function.isCleanedUp(symbol, around: gather.node), !areDone(symbol, function),
        !starts.allSatisfy({ catches($0, function) })
      else { continue }
      found.append(
        finding(
          at: function.place(gather.callee),
          "tasks of `\(function.name)` run on when one of them fails",
          function: function.qualifiedName, label: "raises at once, cancels nothing",
          help: "start them in `async with asyncio.TaskGroup()`"))
    }
    if function.isStrict { found += sequence(function) }
    return found
  }

  /// `await asyncio.wait(tasks)` returns when all of them have ended.
  private func areDone(_ symbol: UInt32, _ function: FunctionSubject) -> Bool {
    function.calls.contains { call in
      call.isNamed("asyncio.wait") && call.arguments.count == 1
        && call.arguments.first.flatMap { function.variable($0) } == symbol
    }
  }

  /// One task has no siblings.
  private func isAlone(_ starts: [Call], _ function: FunctionSubject) -> Bool {
    guard starts.count == 1, let start = starts.first else { return false }
    return function.loops(around: start.node).isEmpty
  }

  private func catches(_ start: Call, _ function: FunctionSubject) -> Bool {
    guard let unit = function.startedFunction(start) else { return false }
    // `ensure_future(sleep(0, value))` stands for a value, and does not fail.
    if function.context.name(of: unit.function) == "asyncio.sleep" { return true }
    return function.context.containsItsErrors(unit.function)
  }

  /// `await gather(*self._tasks)` in `aclose`: the first failure keeps the rest of the clean-up from
  /// running.
  private func teardown(_ gather: Call, _ function: FunctionSubject) -> Finding? {
    guard function.isTeardown, gather.arguments.count == 1, let argument = gather.arguments.first,
      argument.isStarred, function.kind(argument.node) == .attribute,
      function.tries(around: gather.node).isEmpty,
      function.flow.points(of: function.parent(gather.node), .await).contains(where: { point in
        function.flow.firstReached(from: point) { isWork($0, function) } != nil
      })
    else { return nil }
    return finding(
      at: function.place(gather.callee), "one failed task ends `\(function.name)` half-way",
      function: function.qualifiedName, severity: .warning,
      label: "what comes after it does not run",
      help: "pass `return_exceptions=True` and look at the results")
  }

  /// `await gather(*[client.close() for client in clients])`: all are to end, and one that fails lets
  /// the caller go on while the others are half-way.
  private func endings(_ gather: Call, _ function: FunctionSubject) -> Finding? {
    guard gather.arguments.count == 1, let argument = gather.arguments.first, argument.isStarred,
      function.use(of: function.parent(gather.node)) == .discarded,
      function.tries(around: gather.node).isEmpty
    else { return nil }
    let children = function.calls(in: argument.node)
    guard !children.isEmpty, children.allSatisfy({ isEnding($0, function) }) else { return nil }
    return finding(
      at: function.place(gather.callee), "one failure leaves `\(function.name)` half done",
      function: function.qualifiedName, confidence: .medium, severity: .warning,
      label: "raises at once, the others run on",
      help: "pass `return_exceptions=True` and look at the results")
  }

  /// A coroutine that ends or removes something, and lets its errors out.
  private func isEnding(_ call: Call, _ function: FunctionSubject) -> Bool {
    guard FunctionSubject.isEnding(name: call.spelled),
      function.awaitability(call.node) == .coroutine
    else { return false }
    guard let callee = function.context.function(ofCallee: function.type(call.callee)) else {
      return false
    }
    guard !function.context.containsItsErrors(callee) else { return false }
    // One that handles what its awaits raise has decided what a failure means.
    guard let body = function.context.readableSubject(of: callee) else { return true }
    return body.nodes.contains { node in
      body.kind(node) == .await
        && body.tries(around: node).allSatisfy { body.handlers(of: $0).isEmpty }
    }
  }

  private func isWork(_ point: PointID, _ function: FunctionSubject) -> Bool {
    function.flow[point].kind == .call || function.flow[point].kind == .write
  }

  // MARK: Strict

  /// `a = create_task(f()); b = create_task(g()); await a; await b`
  private func sequence(_ function: FunctionSubject) -> [Finding] {
    let starts = function.calls.filter { call in
      guard function.startsUnkeptTask(call) else { return false }
      let fate = function.context.fates.fate(of: call.node, in: function)
      return fate == [.local, .awaited]
    }
    guard 2 <= starts.count, let first = starts.first,
      case .assigned(let statement) = function.use(of: first.node),
      function.tries(around: first.node).isEmpty,
      let target = function.facts.targets(statement).first,
      let symbol = function.symbol(target),
      let awaited = function.reads(of: symbol).first(where: { function.use(of: $0) == .awaited }),
      function.tries(around: awaited).isEmpty
    else { return [] }
    return [
      finding(
        at: function.place(awaited), "tasks of `\(function.name)` run on when this one fails",
        function: function.qualifiedName, label: "awaited one after another",
        help: "start them in `async with asyncio.TaskGroup()`")
    ]
  }
}
