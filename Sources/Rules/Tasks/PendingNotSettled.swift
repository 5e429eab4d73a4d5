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
    severity: .warning,
    since: "0.1",
    fix: .sometimes(.changesBehavior),
    why: """
      `asyncio.wait` with a timeout or `FIRST_COMPLETED` neither cancels nor awaits the tasks that \
      are not done. Left alone they go on working for nobody, and their errors are never seen. In the \
      strict profile also: tasks that are cancelled and not awaited.
      """,
    examples: [
      .bad(
        "The losers run on",
        """
        import asyncio


        async def ask(host): ...


        async def fastest(hosts):
            tasks = [asyncio.create_task(ask(host)) for host in hosts]
            done, pending = await asyncio.wait(  # expect: LW307
                tasks, return_when=asyncio.FIRST_COMPLETED
            )
            return done.pop().result()
        """),
      .good(
        "The losers are cancelled and awaited",
        """
        import asyncio


        async def ask(host): ...


        async def fastest(hosts):
            tasks = [asyncio.create_task(ask(host)) for host in hosts]
            done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in pending:
                task.cancel()
            await asyncio.gather(*pending, return_exceptions=True)
            return done.pop().result()
        """),
    ])

  package init() {}

  package func check(_ function: FunctionSubject) -> [Finding] {
    guard function.isAsync, !function.isTest, !function.isEntry else { return [] }
    return function.calls.compactMap { call in
      guard call.isNamed("asyncio.wait"), function.use(of: call.node) == .awaited,
        mayLeaveSome(call, function), startsHere(call, function)
      else { return nil }
      if let pending = pendingSymbols(call, function) {
        let fate = pending.reduce(into: TaskFate()) {
          $0.formUnion(function.context.fates.reads(of: $1, in: function))
        }
        if fate.contains(.cancelled), !fate.contains(.awaited), !fate.contains(.kept),
          function.isStrict
        {
          return report(call, function, "are cancelled and not awaited")
        }
        guard pending.allSatisfy({ function.reads(of: $0).isEmpty }) else { return nil }
      }
      if isSettledByName(call, function) { return nil }
      return report(call, function, "run on and are forgotten")
    }
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
    if let timeout = call.argument(nil, "timeout") {
      let row = function[timeout]
      if row.kind != .constant || IRConstant(rawValue: row.flags) != IRConstant.none { return true }
    }
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
  private func startsHere(_ call: Call, _ function: FunctionSubject) -> Bool {
    guard let tasks = call.argument(0, "fs") else { return false }
    guard pendingShape(call, function) else { return false }
    let lists = function.taskLists
    if let symbol = function.symbol(tasks) {
      return lists[symbol] != nil && isOwn(symbol, function)
    }
    guard [.list, .set, .tuple].contains(function.kind(tasks)) else { return false }
    let items = function.facts.items(tasks)
    return !items.isEmpty && items.allSatisfy { isOwnTask($0, function) }
  }

  private func pendingShape(_ call: Call, _ function: FunctionSubject) -> Bool {
    pendingSymbols(call, function) != nil
  }

  private func isOwn(_ symbol: UInt32, _ function: FunctionSubject) -> Bool {
    function.isLocal(symbol) && !function.isCaptured(symbol)
  }

  /// A start, or a variable bound to one.
  private func isOwnTask(_ node: IRNodeID, _ function: FunctionSubject) -> Bool {
    if let call = function.call(node) { return function.startsUnkeptTask(call) }
    guard let symbol = function.symbol(node), isOwn(symbol, function) else { return false }
    let rows = function.facts.symbols[Int(symbol)].definitions
    return rows.allSatisfy { row in
      let definition = function.facts.definitions[Int(row)]
      return definition.kind == .assignment
        && (function.call(definition.node).map {
          function.startsUnkeptTask($0)
        } ?? false)
    }
  }

  /// The tasks have other names, and the function does something with these after the wait, or in
  /// the clean-up around it.
  private func isSettledByName(_ call: Call, _ function: FunctionSubject) -> Bool {
    guard let tasks = call.argument(0, "fs") else { return true }
    let flow = function.flow
    let names = function.nodes.filter { function.isInside($0, tasks) }
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
