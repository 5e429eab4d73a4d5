package import Diagnostics
import PythonFlow
import PythonSemantics
package import RuleKit
import Summaries

/// LW555: `join` counts on `task_done`, and a consumer does not call it.
package struct QueueJoinHang: ModuleRule {
  package static let metadata = RuleMetadata(
    code: "LW555",
    name: "queue-join-hang",
    summary: "Joined queue has a consumer that does not mark its items done",
    group: .queues,
    severity: .error,
    since: "0.1",
    fix: .sometimes(.changesBehavior),
    why: """
      `Queue.join` returns when `task_done` was called once for every item that was put. An item \
      that is taken and never marked makes it wait for ever: the work is done, and the program \
      does not end.
      """,
    ignoreWhen: """
      Nobody waits in `join` any more, or the items are marked where the analysis cannot see it.
      """,
    examples: [
      .bad(
        "Prints `a`, then hangs in `join`",
        """
        import asyncio


        async def consume(queue: asyncio.Queue) -> None:
            while True:
                print(await queue.get())  # expect: LW555


        async def main() -> None:
            queue = asyncio.Queue(maxsize=10)
            async with asyncio.TaskGroup() as group:
                worker = group.create_task(consume(queue))
                await queue.put("a")
                await queue.join()
                worker.cancel()


        asyncio.run(main())
        """),
      .good(
        "Marked whatever happens",
        """
        import asyncio


        async def consume(queue: asyncio.Queue) -> None:
            while True:
                item = await queue.get()
                try:
                    print(item)
                finally:
                    queue.task_done()


        async def main() -> None:
            queue = asyncio.Queue(maxsize=10)
            async with asyncio.TaskGroup() as group:
                worker = group.create_task(consume(queue))
                await queue.put("a")
                await queue.join()
                worker.cancel()
        """),
    ])

  package init() {}

  package func check(_ module: ModuleSubject) -> [Finding] {
    guard module.facts.names.contains(anyOf: ["join"]) else { return [] }
    var findings: [Finding] = []
    var attributes: Set<String> = []
    for function in module.functions {
      for call in function.calls where call.spelled == "join" {
        guard let receiver = call.receiver,
          function.isInstance(receiver, of: QueueUse.classes.names)
        else { continue }
        if let symbol = function.symbol(receiver), !function.isModule {
          findings += check(QueueUse.of(local: symbol, in: function))
        } else if function.kind(receiver) == .attribute, function.row.owner != 0,
          function.isReceiver(function.operand(receiver)),
          attributes.insert("\(function.row.owner).\(function.spelling(receiver))").inserted
        {
          findings += check(
            QueueUse.of(
              attribute: function.spelling(receiver),
              in: module.methods(of: Int(function.row.owner) - 1)))
        }
      }
    }
    return findings
  }

  private func check(_ use: QueueUse) -> [Finding] {
    guard !use.joins.isEmpty else { return [] }
    return use.gets.compactMap { get -> Finding? in
      let own = use.dones.filter { $0.function.unit.id == get.function.unit.id }
      if own.isEmpty {
        // Somebody else may mark what is taken here.
        if !use.dones.isEmpty || use.escapes { return nil }
        return report(get, "an item taken here is never marked done", done: nil)
      }
      // What another function marks, or a loop over a batch, is not on the ways through this one.
      let isCounted =
        own.count < use.dones.count || own.contains { isInLoop($0.call.node, not: get) }
      return isCounted && !get.function.isStrict ? nil : misses(get, own.map { $0.call })
    }
  }

  private func isInLoop(_ done: IRNodeID, not get: QueueUse.Operation) -> Bool {
    get.function.loops(around: done).contains { !get.function.isInside(get.call.node, $0) }
  }

  /// A way from one `get` to the next without `task_done`; in the strict profile also a way out by an
  /// exception.
  private func misses(_ get: QueueUse.Operation, _ dones: [Call]) -> Finding? {
    let flow = get.function.flow
    guard flow.isComplete, let start = flow.points(of: get.call.node, .call).first else {
      return nil
    }
    let marks = Set(dones.flatMap { flow.points(of: $0.node, .call) })
    let again = Set(flow.points(of: get.call.node, .call))
    if flow.firstReached(
      from: start, avoiding: { marks.contains($0) }, goal: { again.contains($0) }) != nil,
      !isPolled(get)
    {
      return report(
        get, "some way to the next item does not mark this one done", done: dones.first)
    }
    guard get.function.isStrict,
      let after = flow.firstReached(
        from: start, avoiding: { marks.contains($0) }, goal: { flow[$0].kind == .await })
    else { return nil }
    let isTaken = flow.firstReached(
      from: after, avoiding: { marks.contains($0) },
      goal: { !marks.contains($0) && [.call, .await].contains(flow[$0].kind) })
    guard let work = isTaken,
      flow.firstReached(
        from: work, following: .all, avoiding: { marks.contains($0) },
        goal: { $0 == flow.raised }) != nil
    else { return nil }
    return report(
      get, "an exception after this leaves the item unmarked", severity: .warning,
      done: dones.first)
  }

  /// `get_nowait` may find nothing, and then there is nothing to mark.
  private func isPolled(_ get: QueueUse.Operation) -> Bool {
    get.call.spelled == "get_nowait"
      || get.function.ancestors(get.call.node).contains { get.function.kind($0) == .try }
  }

  private func report(
    _ get: QueueUse.Operation, _ message: String, severity: Severity? = nil, done: Call?
  ) -> Finding {
    finding(
      at: get.function.place(get.call.callee), message, function: get.function.qualifiedName,
      severity: severity, label: "`join` waits for it for ever",
      help: "call `task_done()` in a `finally` after each `get`",
      fix: get.function.markDoneFix(get.call, done))
  }
}
