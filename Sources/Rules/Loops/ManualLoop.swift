package import Diagnostics
import PythonFlow
import PythonSemantics
package import RuleKit
import Summaries

/// LW652: an event loop is made and run by hand, or a new one for each of several calls.
package struct ManualLoop: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW652",
    name: "manual-loop",
    summary: "Event loop is run by hand, or once for each item",
    group: .loops,
    severity: .info,
    since: "0.1",
    fix: .sometimes(.changesBehavior),
    why: """
      `asyncio.run` makes a loop, cancels the tasks that are left and waits for them, closes \
      asynchronous generators and threads, and closes the loop. By hand some of that is forgotten: \
      tasks are cut off without their `finally`. Each call of `asyncio.run` starts from nothing: \
      connections and locks of one run are of no use in the next.
      """,
    ignoreWhen: "A library asks for a loop of its own, and this one is closed in the end.",
    examples: [
      .bad(
        "The task is cut off: `Task was destroyed but it is pending!`",
        """
        import asyncio

        running = set()


        async def main():
            running.add(asyncio.create_task(asyncio.sleep(10)))


        def start():
            loop = asyncio.new_event_loop()  # expect: LW652
            try:
                loop.run_until_complete(main())
            finally:
                loop.close()


        start()
        """),
      .bad(
        "One run for each item",
        """
        import asyncio


        async def handle(item): ...


        def start(items):
            for item in items:
                asyncio.run(handle(item))  # expect: LW652
        """),
      .good(
        "One run for the program",
        """
        import asyncio


        async def handle(item): ...


        async def main(items):
            for item in items:
                await handle(item)


        if __name__ == "__main__":
            asyncio.run(main([]))
        """),
      .good(
        "A loop that belongs to a thread",
        """
        import asyncio
        import threading


        def serve():
            loop = asyncio.new_event_loop()
            asyncio.set_event_loop(loop)
            loop.run_forever()


        threading.Thread(target=serve).start()
        """),
    ])

  package static var needs: FunctionNeeds {
    FunctionNeeds(
      .hasCall, spelled: ["get_event_loop", "new_event_loop", "run"], in: .exceptTests)
  }

  package init() {}

  private static let makers: CalleeNames = [
    "asyncio.get_event_loop", "_asyncio.get_event_loop", "asyncio.new_event_loop",
  ]

  /// Calls that show that the loop is handled on purpose: embedding, signals, debugging, bridges.
  private static let purposes: Set<String> = [
    "run_forever", "add_signal_handler", "set_exception_handler", "set_debug", "is_running",
    "get_running_loop", "set_event_loop_policy", "set_task_factory", "run_in_executor",
    "set_default_executor", "call_soon_threadsafe", "run_coroutine_threadsafe", "all_tasks",
    "is_closed", "_get_running_loop", "Thread",
  ]

  package func check(_ function: FunctionSubject) -> [Finding] {
    if function.isAsync { return [] }
    let calls = function.calls
    guard calls.contains(where: { $0.isOne(of: Self.makers) || $0.isNamed("asyncio.run") }) else {
      return []
    }
    // Another thread has no loop yet, and each thread needs its own.
    if function.context.concurrency.thread(function.unit.function) != nil { return [] }
    return byHand(calls, function) + repeated(calls, function)
  }

  // MARK: By hand

  private func byHand(_ calls: [Call], _ function: FunctionSubject) -> [Finding] {
    guard !calls.contains(where: { Self.purposes.contains($0.spelled) }) else { return [] }
    let runs = calls.filter { $0.spelled == "run_until_complete" }
    guard !runs.isEmpty else { return [] }
    let made = calls.first { call in
      guard call.isOne(of: Self.makers) else { return false }
      if case .assigned(let statement) = function.use(of: call.node) {
        let names = function.facts.targets(statement).map { function.text($0) }
        return runs.contains { run in
          run.receiver.map { names.contains(function.text($0)) } ?? false
        }
      }
      return runs.contains { $0.receiver == call.node }
    }
    guard let made else { return [] }
    // What was made on a loop that is closed by then serves nobody.
    let server = calls.first { $0.spelled == "run_app" }
    return [
      finding(
        at: function.place(made.callee), "\(Self.name(function)) runs an event loop by hand",
        function: function.qualifiedName, label: "its tasks and generators are left as they are",
        help: server == nil
          ? "call `asyncio.run(…)`" : "give the coroutine to `run_app`: one loop for all of it",
        fix: server == nil && runs.allSatisfy { function.loops(around: $0.node).isEmpty }
          ? function.runnerFix(made) : nil)
    ]
  }

  // MARK: Repeated

  private func repeated(_ calls: [Call], _ function: FunctionSubject) -> [Finding] {
    let runs = calls.filter { $0.isNamed("asyncio.run") }
    guard !runs.isEmpty else { return [] }
    var findings: [Finding] = []
    for run in runs {
      let isItemwise = function.loops(around: run.node).contains {
        function.kind($0) == .comprehension
          || function.kind($0) == .for && !function.isRetry($0)
      }
      if isItemwise {
        findings.append(again(run, "once for each item", function))
      } else if follows(run, runs, function) {
        findings.append(again(run, "a second time", function))
      }
    }
    return findings
  }

  private func follows(_ run: Call, _ runs: [Call], _ function: FunctionSubject) -> Bool {
    let flow = function.flow
    let places = Set(flow.points(of: run.node, .call))
    return runs.contains { other in
      guard other.node != run.node else { return false }
      return flow.points(of: other.node, .call).contains { start in
        // Each in a loop of its own reaches the other round the loop; order of the text decides.
        function.facts[other.node].start < function.facts[run.node].start
          && flow.firstReached(from: start) { places.contains($0) } != nil
      }
    }
  }

  private func again(_ run: Call, _ times: String, _ function: FunctionSubject) -> Finding {
    finding(
      at: function.place(run.callee), "\(Self.name(function)) calls `asyncio.run` \(times)",
      function: function.qualifiedName,
      label: "a new loop; nothing of the last run is left",
      help: "await all of it in one coroutine, and run that once")
  }

  private static func name(_ function: FunctionSubject) -> String {
    function.isModule ? "the module" : "`\(function.name)`"
  }
}
