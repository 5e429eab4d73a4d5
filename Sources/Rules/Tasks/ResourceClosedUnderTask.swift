package import Diagnostics
import PythonFlow
import PythonSemantics
package import RuleKit
import Summaries

/// LW312: a task is given something that is closed before the task can have used it.
package struct ResourceClosedUnderTask: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW312",
    name: "resource-closed-under-task",
    summary: "Task uses a resource that is closed before it is done",
    group: .tasks,
    severity: .error, confidence: .medium,
    since: "0.1",
    why: """
      `create_task` does not begin the work at once: the task runs when its maker next waits. If \
      the block that owns the session ends before that, the task finds it closed and fails \
      (`RuntimeError: Session is closed`), out of sight of the code that made it. A loop variable \
      that a function reads late goes wrong in the same way: all tasks see its last value.
      """,
    ignoreWhen: """
      The task does not use the resource any more when the block ends, by an order that the \
      analysis cannot see.
      """,
    equivalents: ["ASYNC111", "B023"],
    examples: [
      .bad(
        "Nothing is sent; the task fails with `Session is closed`",
        """
        import asyncio
        import aiohttp

        running = set()


        async def report(session):
            await session.post("https://example.com/done")


        async def handle():
            async with aiohttp.ClientSession() as session:
                task = asyncio.create_task(report(session))  # expect: LW312
                running.add(task)
                task.add_done_callback(running.discard)


        async def main():
            await handle()
            await asyncio.sleep(1)


        asyncio.run(main())
        """),
      .good(
        "Awaited inside the block",
        """
        import asyncio
        import aiohttp


        async def report(session):
            await session.post("https://example.com/done")


        async def handle():
            async with aiohttp.ClientSession() as session:
                task = asyncio.create_task(report(session))
                await task
        """),
    ])

  package static var needs: FunctionNeeds { FunctionNeeds(.hasCall, in: .exceptTests) }

  package init() {}

  package func check(_ function: FunctionSubject) -> [Finding] {
    function.taskStarts.compactMap { call, start in
      if let found = lateVariable(call, function) { return found }
      return start == .unkept ? closed(call, function) : nil
    }
  }

  // MARK: Resources

  private func closed(_ call: Call, _ function: FunctionSubject) -> Finding? {
    guard function.isAsync, let coroutine = function.startedCoroutine(call),
      function.kind(coroutine) == .call
    else { return nil }
    for manager in function.managers(around: call.node) {
      guard let symbol = function.symbol(manager.target), isResource(manager, function),
        isGiven(symbol, to: coroutine, function), mayOutlive(call, manager, function)
      else { continue }
      let name = function.text(manager.target)
      return finding(
        at: function.place(call.callee),
        "task of `\(function.name)` uses `\(name)` after it is closed",
        function: function.qualifiedName, label: "`\(name)` is closed when its block ends",
        help: "await the task before the block of `\(name)` ends")
    }
    return nil
  }

  private static let closers = [
    "close", "aclose", "disconnect", "terminate", "shutdown", "release",
  ]

  /// Groups, locks, timeouts and spans are managers too, but nothing that a task would use.
  private func isResource(
    _ manager: (context: IRNodeID, target: IRNodeID, with: IRNodeID, isAsync: Bool),
    _ function: FunctionSubject
  ) -> Bool {
    let context = function.context
    let members = context.alternatives(
      context.engine.enterType(function.type(manager.context), isAsync: manager.isAsync))
    return !members.isEmpty
      && members.allSatisfy { type in
        guard context.types.kind(type) == .instance else { return false }
        let id = context.classOfInstance(type)
        return Self.closers.contains { context.engine.hasMember($0, of: id) }
      }
  }

  private func isGiven(
    _ symbol: UInt32, to coroutine: IRNodeID, _ function: FunctionSubject
  ) -> Bool {
    function.reads(of: symbol).contains { read in
      guard function.isInside(read, coroutine) else { return false }
      switch function.use(of: read) {
      // `work(session)` and `session.work()`, not `work(session.name)`.
      case .argument(let call): return call == coroutine
      case .receiver(let access):
        if case .called(let call) = function.use(of: access) { return call == coroutine }
        return false
      default: return false
      }
    }
  }

  /// No suspension between the start and the end of the block, or nobody ever waits for the task.
  private func mayOutlive(
    _ call: Call, _ manager: (context: IRNodeID, target: IRNodeID, with: IRNodeID, isAsync: Bool),
    _ function: FunctionSubject
  ) -> Bool {
    let flow = function.flow
    let end: PointKind = manager.isAsync ? .asyncLeave : .leave
    let fate = function.context.fates.fate(of: call.node, in: function)
    guard fate.isDisjoint(with: [.awaited, .cancelled, .read]) else { return false }
    let isForgotten = fate.isDisjoint(with: [.kept, .returned])
    return flow.points(of: call.node, .call).contains { start in
      flow.firstReached(
        from: start,
        avoiding: { point in
          switch flow[point].kind {
          case .await, .asyncIterate, .asyncEnter: !isForgotten
          default: false
          }
        },
        goal: { flow[$0].kind == end && flow[$0].node == manager.context }) != nil
    }
  }

  // MARK: Loop variables

  /// `for x in xs: async def job(): use(x)`, started in the same round: all read the last `x`.
  private func lateVariable(_ call: Call, _ function: FunctionSubject) -> Finding? {
    guard let argument = function.startedCoroutine(call) else { return nil }
    let callee =
      function.kind(argument) == .call ? function.operand(argument) : argument
    guard function.kind(callee) == .name, let name = function.symbol(callee),
      let loop = function.loops(around: call.node).first, function.kind(loop) == .for,
      let index = definition(of: name, in: loop, function)
    else { return nil }
    guard let target = function.facts.targets(loop).first, let symbol = function.symbol(target),
      function.isCaptured(symbol),
      !suspends(after: call, in: loop, function)
    else { return nil }
    let inner = function.nestedFunction(index)
    guard inner.isAsync, !inner.reads(of: symbol).isEmpty else { return nil }
    return finding(
      at: function.place(call.callee),
      "tasks of `\(function.name)` all see the last `\(function.text(target))`",
      function: function.qualifiedName, label: "the loop is over before the task runs",
      help: "pass `\(function.text(target))` as an argument")
  }

  /// The function that the loop's body defines under the name.
  private func definition(
    of name: UInt32, in loop: IRNodeID, _ function: FunctionSubject
  ) -> UInt32? {
    let found = function.facts.symbols[Int(name)].definitions.compactMap { row -> UInt32? in
      let definition = function.facts.definitions[Int(row)]
      guard definition.kind == .function, function.isInside(definition.statement, loop) else {
        return nil
      }
      return definition.value
    }
    return found.count == 1 ? found.first : nil
  }

  private func suspends(
    after call: Call, in loop: IRNodeID, _ function: FunctionSubject
  ) -> Bool {
    function.nodes.contains { node in
      guard function.isInside(node, loop) else { return false }
      let row = function[node]
      return row.kind == .await || row.isAsync
    }
  }
}
