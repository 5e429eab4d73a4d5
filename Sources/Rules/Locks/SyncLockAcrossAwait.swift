package import Diagnostics
import PythonFlow
import PythonSemantics
package import RuleKit
import Summaries

/// LW601: a lock of threads is held while the coroutine is suspended.
package struct SyncLockAcrossAwait: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW601",
    name: "sync-lock-across-await",
    summary: "Lock of threads is held at an await",
    group: .locks,
    severity: .error,
    since: "0.1",
    why: """
      While the coroutine waits at its `await`, the lock stays held. The next task that asks for \
      it stops the thread of the event loop, so the first can never go on to release it: the whole \
      program stands still, for ever and without a word. An `asyncio.Lock` stops only the task \
      that asks.
      """,
    ignoreWhen: """
      No other task of the loop ever asks for that lock; only other threads do, and they hold it \
      for a moment.
      """,
    examples: [
      .bad(
        "Two tasks, and it hangs",
        """
        import asyncio
        import threading

        lock = threading.Lock()


        async def update():
            with lock:  # expect: LW601
                await asyncio.sleep(1)


        async def main():
            await asyncio.gather(update(), update())


        asyncio.run(main())
        """),
      .good(
        "A lock of tasks: two seconds, one after the other",
        """
        import asyncio

        lock = asyncio.Lock()


        async def update():
            async with lock:
                await asyncio.sleep(1)
        """),
      .good(
        "Released before the await",
        """
        import asyncio
        import threading

        lock = threading.Lock()
        total = 0


        async def update(n):
            global total
            with lock:
                total += n
            await asyncio.sleep(1)
        """),
    ])

  package static var needs: FunctionNeeds {
    FunctionNeeds(
      .isAsync, someOf: [.hasAwait, .hasAsyncWith, .hasAsyncFor], in: .exceptTests)
  }

  package init() {}

  private static let reentrant: Set<String> = [
    "_thread.RLock", "threading.RLock", "threading._RLock", "threading.Condition",
    "multiprocessing.synchronize.RLock",
  ]

  package func check(_ function: FunctionSubject) -> [Finding] {
    managers(function) + acquisitions(function)
  }

  private func managers(_ function: FunctionSubject) -> [Finding] {
    guard function.row.flags.contains(.hasWith) else { return [] }
    var findings: [Finding] = []
    for node in function.nodes where function.kind(node) == .with {
      guard !function[node].isAsync else { continue }
      for context in function.facts.managers(node).map(\.context)
      where (function.isInstance(context, of: ThreadLocks.classes) || locks(context, function))
        && isHeld(context, function)
      {
        findings.append(finding(context, context, function))
      }
    }
    return findings
  }

  /// `with self.exclusive():` of a context manager of the project that yields under a lock of threads.
  private func locks(_ context: IRNodeID, _ function: FunctionSubject) -> Bool {
    guard function.context.types.kind(function.type(context)) == .contextManager,
      let call = function.call(context),
      let callee = function.context.function(ofCallee: function.type(call.callee)),
      let manager = function.context.readableSubject(of: callee)
    else { return false }
    return manager.nodes(.with).contains { node in
      !manager[node].isAsync
        && manager.facts.managers(node).contains {
          manager.isInstance($0.context, of: ThreadLocks.classes)
        }
        && manager.nodes(.yield).contains { manager.isInside($0, .body, of: node) }
    }
  }

  /// Whether a suspension is reached from the entry before the exit or a `release()`.
  private func isHeld(_ context: IRNodeID, _ function: FunctionSubject) -> Bool {
    let flow = function.flow
    let ends = Set(
      flow.points(of: context, .leave) + releases(of: function.text(context), function))
    return flow.points(of: context, .enter).contains { reachesSuspension($0, ends, flow) }
  }

  /// `lock.acquire()` as a statement.
  private func acquisitions(_ function: FunctionSubject) -> [Finding] {
    function.calls.compactMap { call in
      guard call.spelled == "acquire", call.arguments.isEmpty, let lock = call.receiver,
        function.use(of: call.node) == .discarded,
        function.isInstance(lock, of: ThreadLocks.classes)
      else { return nil }
      let flow = function.flow
      let ends = Set(releases(of: function.text(lock), function))
      guard !ends.isEmpty else { return nil }
      let isHeld = flow.points(of: call.node, .call).contains { reachesSuspension($0, ends, flow) }
      return isHeld ? finding(call.callee, lock, function) : nil
    }
  }

  private func releases(of name: String, _ function: FunctionSubject) -> [PointID] {
    function.calls.filter {
      $0.spelled == "release" && $0.receiver.map { function.text($0) } == name
    }.flatMap { function.flow.points(of: $0.node, .call) }
  }

  private func reachesSuspension(
    _ start: PointID, _ ends: Set<PointID>, _ flow: ControlFlow
  ) -> Bool {
    flow.firstReached(from: start, avoiding: { ends.contains($0) }) {
      switch flow[$0].kind {
      case .await, .asyncEnter, .asyncLeave, .asyncIterate: !ends.contains($0)
      default: false
      }
    } != nil
  }

  private func finding(
    _ place: IRNodeID, _ lock: IRNodeID, _ function: FunctionSubject
  ) -> Finding {
    finding(
      at: function.place(place), "`\(function.name)` holds `\(function.text(lock))` at an await",
      function: function.qualifiedName,
      // Tasks of one thread pass through a re-entrant lock: only another thread makes the loop wait.
      confidence: function.isInstance(lock, of: Self.reentrant) ? .medium : .high,
      label: "blocks the loop when another task asks for it",
      help: "use `asyncio.Lock` and `async with`")
  }
}
