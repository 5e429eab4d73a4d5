package import Diagnostics
import PythonFlow
import PythonSemantics
package import RuleKit

/// LW302: the only reference to a task is a local variable, and the function ends first.
package struct TaskOutlivesReference: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW302",
    name: "task-outlives-last-reference",
    summary: "Task's last reference is a local variable that goes away",
    group: .tasks,
    severity: .warning,
    since: "0.1",
    fix: .sometimes(.changesBehavior),
    why: """
      The variable goes away when the function returns, and with it the last reference to the \
      task. From then on the task may be garbage-collected in the middle of its work (`Task was \
      destroyed but it is pending!`), and no code hears of its exception.
      """,
    ignoreWhen: "Something else keeps the task, such as a registry that its own first line enters.",
    equivalents: ["RUF006"],
    examples: [
      .bad(
        "`accepted` is answered; `audit` may never come to its end",
        """
        import asyncio


        async def audit(): ...


        async def handle(request):
            task = asyncio.create_task(audit())  # expect: LW302
            return "accepted"
        """),
      .good(
        "A set keeps the task until it is done",
        """
        import asyncio

        running = set()


        async def audit(): ...


        async def handle(request):
            task = asyncio.create_task(audit())
            running.add(task)
            task.add_done_callback(running.discard)
            return "accepted"
        """),
    ])

  package static var needs: FunctionNeeds { FunctionNeeds(in: .exceptTests) }

  package init() {}

  package func check(_ function: FunctionSubject) -> [Finding] {
    guard !function.isModule else { return [] }
    return function.unkeptTasks.compactMap { call in
      guard !function.isDropped(call.node) else { return nil }
      let fate = function.context.fates.fate(of: call.node, in: function)
      guard fate.contains(.local), fate.isSubset(of: [.local, .mentioned, .observed]),
        endsAfter(call, function)
      else { return nil }
      return finding(
        at: function.place(call.callee),
        "`\(function.name)` ends and leaves its task without a reference",
        function: function.qualifiedName,
        confidence: fate.contains(.observed) ? .medium : .high,
        label: "only a local variable holds the task",
        help: "await the task, or keep it in a set until it is done",
        fix: function.keepTaskFix(call))
    }
  }

  /// Some way leads from the start to the end of the function, and the loop goes on after that.
  private func endsAfter(_ call: Call, _ function: FunctionSubject) -> Bool {
    if function.isAsync, function.isEntry {
      return false
    }
    let flow = function.flow
    return flow.points(of: call.node, .call).contains { start in
      flow.firstReached(
        from: start, avoiding: { function.neverReturns(flow[$0]) }, goal: { $0 == flow.exit })
        != nil
    }
  }
}
