package import Diagnostics
import PythonFlow
import PythonSemantics
package import RuleKit

/// LW307: `asyncio.wait` returns while tasks still run, and the function forgets them.
package struct PendingNotSettled: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW307",
    name: "pending-not-settled",
    summary: "Tasks that are still pending after wait are forgotten",
    group: .tasks,
    severity: .warning, confidence: .medium,
    since: "0.1",
    fix: .sometimes(.changesBehavior),
    why: """
      `asyncio.wait` with a timeout or `FIRST_COMPLETED` neither cancels nor awaits the tasks that \
      are not done. They go on for nobody, and nobody sees their errors. In the strict profile \
      also: tasks that are cancelled and not awaited.
      """,
    ignoreWhen: "The rest is to go on, and other code keeps these tasks and waits for them.",
    examples: [
      .bad(
        "Waits for 1 s, and `asked 2` is printed all the same",
        """
        import asyncio


        async def ask(n):
            await asyncio.sleep(n)
            print("asked", n)


        async def in_time():
            tasks = [asyncio.create_task(ask(n)) for n in (0, 2)]
            done, pending = await asyncio.wait(tasks, timeout=1)  # expect: LW307


        async def handle():
            await in_time()


        async def main():
            await asyncio.gather(handle(), asyncio.sleep(3))


        asyncio.run(main())
        """),
      .good(
        "The late ones are cancelled and awaited",
        """
        import asyncio


        async def ask(n):
            await asyncio.sleep(n)
            print("asked", n)


        async def in_time():
            tasks = [asyncio.create_task(ask(n)) for n in (0, 2)]
            done, pending = await asyncio.wait(tasks, timeout=1)
            for task in pending:
                task.cancel()
            await asyncio.gather(*pending, return_exceptions=True)
        """),
    ])

  package static var needs: FunctionNeeds { FunctionNeeds(.isAsync, in: .exceptTests) }
  package init() {}

  /// An `asyncio.wait`, written here or in a helper that returns what it gives.
  private struct Wait {
    var call: Call
    var tasks: IRNodeID
  }

  package func check(_ function: FunctionSubject) -> [Finding] {
    guard !function.isEntry else { return [] }
    let found = function.calls.compactMap { call -> Finding? in
      guard function.use(of: call.node) == .awaited, let wait = wait(call, function),
        startsHere(wait, function)
      else { return nil }
      if let pending = pendingSymbols(call, function) {
        let fate = pending.reduce(into: TaskFate()) {
          $0.formUnion(function.context.fates.reads(of: $1, in: function))
        }
        if isOnlyCancelled(fate), function.isStrict {
          return report(call, function, "are cancelled and not awaited")
        }
        guard pending.allSatisfy({ function.reads(of: $0).isEmpty }) else { return nil }
      }
      if isSettledByName(wait, function) { return nil }
      return report(call, function, "run on and are forgotten")
    }
    return function.isStrict ? found + cancelled(function) : found
  }

  private func isOnlyCancelled(_ fate: TaskFate) -> Bool {
    fate.contains(.cancelled) && fate.isDisjoint(with: [.awaited, .kept, .returned])
  }

  private func wait(_ call: Call, _ function: FunctionSubject) -> Wait? {
    if call.isNamed("asyncio.wait") {
      guard mayLeaveSome(call, function), let tasks = call.argument(0, "fs") else { return nil }
      return Wait(call: call, tasks: tasks)
    }
    guard let pending = pendingSymbols(call, function), !pending.isEmpty,
      let callee = function.context.function(ofCallee: function.type(call.callee)),
      let helper = function.context.readableSubject(of: callee), helper.isAsync
    else { return nil }
    let returns = helper.nodes.filter { helper.kind($0) == .return }
    guard returns.count == 1, let inner = helper.call(helper.operand(helper.operand(returns[0]))),
      inner.isNamed("asyncio.wait"), mayLeaveSome(inner, helper),
      let given = inner.argument(0, "fs").flatMap({ helper.symbol($0) }),
      helper.reads(of: given).count == 1,
      let tasks = call.arguments.first(where: {
        function.parameter(of: callee, for: $0.node, in: call) == given
      })
    else { return nil }
    return Wait(call: call, tasks: tasks.node)
  }

  /// Strict: `task.cancel()`, and nothing waits until the task has ended.
  private func cancelled(_ function: FunctionSubject) -> [Finding] {
    var own = Set(function.taskLists(isStart(function)).keys)
    own.formUnion(
      function.calls.filter(isStart(function)).compactMap {
        function.holder(of: $0.node)?.symbol
      })
    return own.sorted().compactMap { symbol in
      guard isOwn(symbol, function),
        isOnlyCancelled(function.context.fates.reads(of: symbol, in: function)),
        let cancel = function.calls.first(where: { cancels($0, symbol, function) })
      else { return nil }
      return finding(
        at: function.place(cancel.callee),
        "`\(function.facts.names[function.facts.symbols[Int(symbol)].name])` is cancelled and not awaited",
        function: function.qualifiedName, label: "only asks it to end",
        help: "`await asyncio.gather(…, return_exceptions=True)` after it")
    }
  }

  private func cancels(_ call: Call, _ symbol: UInt32, _ function: FunctionSubject) -> Bool {
    guard call.spelled == "cancel", let receiver = call.receiver else { return false }
    if function.symbol(receiver) == symbol { return true }
    return function.loops(around: call.node).contains { loop in
      function.kind(loop) == .for && function.symbol(function.operand(loop)) == symbol
    }
  }

  private func isStart(_ function: FunctionSubject) -> (Call) -> Bool {
    { function.startsUnkeptTask($0) || function.startsThroughHelper($0) }
  }

  private func report(_ call: Call, _ function: FunctionSubject, _ what: String) -> Finding {
    finding(
      at: function.place(call.callee), "pending tasks of `\(function.name)` \(what)",
      function: function.qualifiedName, label: "returns before all of them are done",
      help: "cancel the pending ones, then `await asyncio.gather(*pending, …)`",
      fix: fix(call, function))
  }

  private func fix(_ call: Call, _ function: FunctionSubject) -> Fix? {
    guard let pending = pendingSymbols(call, function)?.first else { return nil }
    let name = function.facts.names[function.facts.symbols[Int(pending)].name]
    return function.appendFix(call.node, "Cancel the rest and wait for them") { draft in
      let library = draft.importing("asyncio")
      return [
        "for task in \(name):", draft.step + "task.cancel()",
        "await \(library).gather(*\(name), return_exceptions=True)",
      ]
    }
  }

  /// Without a timeout, and waiting for all, nothing is pending afterwards.
  private func mayLeaveSome(_ call: Call, _ function: FunctionSubject) -> Bool {
    if let timeout = call.argument(nil, "timeout"), !function.isNone(timeout) { return true }
    guard let mode = call.argument(nil, "return_when") else { return false }
    return function.spelling(mode) != "ALL_COMPLETED"
  }

  /// The variables for the pending ones: nil when the pair is not taken apart.
  private func pendingSymbols(_ call: Call, _ function: FunctionSubject) -> [UInt32]? {
    switch function.use(of: function.parent(call.node)) {
    case .discarded: return []
    case .assigned(let statement):
      guard function.kind(statement) == .assign,
        let target = function.facts.targets(statement).first,
        function.kind(target) == .tuple
      else { return nil }
      let parts = function.facts.items(target)
      guard parts.count == 2, let symbol = function.symbol(parts[1]), function.isLocal(symbol),
        !function.isCaptured(symbol)
      else { return nil }
      return [symbol]
    default: return nil
    }
  }

  /// Tasks of somebody else are settled elsewhere.
  private func startsHere(_ wait: Wait, _ function: FunctionSubject) -> Bool {
    guard pendingSymbols(wait.call, function) != nil else { return false }
    if let symbol = function.symbol(wait.tasks) {
      return function.taskLists(isStart(function))[symbol] != nil && isOwn(symbol, function)
    }
    guard [.list, .set, .tuple].contains(function.kind(wait.tasks)) else { return false }
    let items = function.facts.items(wait.tasks)
    return !items.isEmpty && items.allSatisfy { isOwnTask($0, function) }
  }

  private func isOwn(_ symbol: UInt32, _ function: FunctionSubject) -> Bool {
    function.isLocal(symbol) && !function.isCaptured(symbol)
  }

  /// A start, or a variable bound to one.
  private func isOwnTask(_ node: IRNodeID, _ function: FunctionSubject) -> Bool {
    if let call = function.call(node) { return isStart(function)(call) }
    guard let symbol = function.symbol(node), isOwn(symbol, function) else { return false }
    let rows = function.facts.symbols[Int(symbol)].definitions
    return rows.allSatisfy { row in
      let definition = function.facts.definitions[Int(row)]
      return definition.kind == .assignment
        && (function.call(definition.node).map(isStart(function)) ?? false)
    }
  }

  /// The tasks have other names, and the function does something with these after the wait, or in
  /// the clean-up around it.
  private func isSettledByName(_ wait: Wait, _ function: FunctionSubject) -> Bool {
    let flow = function.flow
    let call = wait.call
    let names = function.nodes.filter { function.isInside($0, wait.tasks) }
      .compactMap { function.symbol($0) }
    let reads = Set(names).flatMap { function.reads(of: $0) }
      .filter { !function.isInside($0, call.node) && settles($0, function) }
    return flow.points(of: function.parent(call.node), .await).contains { start in
      flow.firstReached(from: start, following: .all) { point in
        flow[point].kind == .read && reads.contains(flow[point].node)
      } != nil
    }
  }

  /// `task in done` and `if task.done()` only look.
  private func settles(_ read: IRNodeID, _ function: FunctionSubject) -> Bool {
    let fate = function.context.fates.fate(of: read, in: function)
    return !fate.isDisjoint(with: [.awaited, .cancelled, .kept, .returned])
  }
}
