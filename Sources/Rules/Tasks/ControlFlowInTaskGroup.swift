package import Diagnostics
import PythonSemantics
package import RuleKit
import Summaries

/// LW310: a jump out of a task group waits for a child that never ends.
package struct ControlFlowInTaskGroup: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW310",
    name: "control-flow-in-task-group",
    summary: "Leaving a task group waits for its children",
    group: .tasks,
    severity: .warning,
    since: "0.1",
    why: """
      `return`, `break` and `continue` leave the body of a task group, not the group: its end \
      waits until all tasks in it are done. With one that loops for ever the function never \
      returns, and its caller waits with it. In the strict profile also with tasks that may end.
      """,
    ignoreWhen: """
      Other code ends the tasks (an event, a closed connection), or waiting for them is the \
      intention.
      """,
    equivalents: ["ASYNC121", "S7514"],
    examples: [
      .bad(
        "Never prints `done`",
        """
        import asyncio


        async def heartbeat():
            while True:
                await asyncio.sleep(1)


        async def first():
            async with asyncio.TaskGroup() as group:
                group.create_task(heartbeat())
                return 1  # expect: LW310


        async def main():
            await first()
            print("done")


        asyncio.run(main())
        """),
      .good(
        "The task is cancelled first",
        """
        import asyncio


        async def heartbeat():
            while True:
                await asyncio.sleep(1)


        async def first():
            async with asyncio.TaskGroup() as group:
                beat = group.create_task(heartbeat())
                await asyncio.sleep(1)
                beat.cancel()
                return 1


        async def main():
            await first()
            print("done")


        asyncio.run(main())
        """),
    ])

  package static var needs: FunctionNeeds {
    FunctionNeeds([.isAsync, .hasAsyncWith], in: .exceptTests)
  }

  package init() {}

  package func check(_ function: FunctionSubject) -> [Finding] {
    function.taskGroups.flatMap { check($0, function) }
  }

  private func check(_ group: TaskGroupScope, _ function: FunctionSubject) -> [Finding] {
    let isCancelled = function.calls.contains {
      $0.spelled.contains("cancel") && function.isInside($0.node, .body, of: group.with)
    }
    let children = function.children(of: group)
    guard !isCancelled, !children.isEmpty else { return [] }
    return function.nodes.compactMap { node -> Finding? in
      let kind = function.kind(node)
      guard [.return, .break, .continue].contains(kind),
        function.isInside(node, .body, of: group.with),
        leaves(node, group, function)
      else { return nil }
      let before = children.filter { function[$0.node].start < function[node].start }
      guard
        let child = before.first(where: { isEndless($0, function) })
          ?? (function.isStrict ? before.first : nil)
      else { return nil }
      let callee = function.startedCoroutine(child).map { function.text($0) } ?? "a child"
      let word = kind == .return ? "return" : kind == .break ? "break" : "continue"
      let endless = isEndless(child, function)
      return finding(
        at: function.place(node),
        endless
          ? "`\(word)` in `\(function.name)` waits for a child that never ends"
          : "`\(word)` in `\(function.name)` waits for the children of its group",
        function: function.qualifiedName, label: "the group waits for its children here",
        why: "\(callee) \(endless ? "loops for ever" : "may still run")",
        help: "cancel the child, or leave after the group")
    }
  }

  private func leaves(
    _ node: IRNodeID, _ group: TaskGroupScope, _ function: FunctionSubject
  ) -> Bool {
    if function.kind(node) == .return { return true }
    for ancestor in function.ancestors(node) {
      if ancestor == group.with { return true }
      if [.while, .for].contains(function.kind(ancestor)) { return false }
    }
    return false
  }

  private func isEndless(_ child: Call, _ function: FunctionSubject) -> Bool {
    guard let unit = function.startedFunction(child) else { return false }
    return function.context.neverReturns(unit.function)
      && function.context.subject(of: unit).row.flags.contains(.hasLoop)
  }
}
