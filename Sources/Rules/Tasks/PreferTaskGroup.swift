package import Diagnostics
import PythonSemantics
package import RuleKit

/// LW305: a task group with one child that its body only waits for.
package struct PreferTaskGroup: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW305",
    name: "prefer-task-group",
    summary: "Task group and plain await are used where the other fits",
    group: .tasks,
    severity: .info,
    isDefault: .strict,
    since: "0.1",
    fix: .sometimes(.changesBehavior),
    why: """
      A task group lets two or more tasks run at once and waits for all. With one task and nothing \
      beside it that is a plain `await`, except that an error arrives wrapped in an \
      `ExceptionGroup`, which `except OSError` does not catch.
      """,
    ignoreWhen: "More children are to come, or callers expect the exception group.",
    equivalents: ["ASYNC112", "S7513"],
    examples: [
      .bad(
        "Ends with an `ExceptionGroup` around the `OSError`",
        """
        import asyncio


        async def load():
            raise OSError


        async def main():
            async with asyncio.TaskGroup() as group:  # expect: LW305
                group.create_task(load())


        asyncio.run(main())
        """),
      .good(
        "Ends with the `OSError`",
        """
        import asyncio


        async def load():
            raise OSError


        async def main():
            await load()


        asyncio.run(main())
        """),
    ])

  package static var needs: FunctionNeeds { FunctionNeeds([.isAsync, .hasAsyncWith]) }

  package init() {}

  package func check(_ function: FunctionSubject) -> [Finding] {
    function.taskGroups.compactMap { group in
      let body = function.facts.statements(.body, of: group.with)
      let children = function.children(of: group)
      guard body.count == 1, let statement = body.first, children.count == 1,
        let child = children.first, child.spelled != "start",
        function.kind(statement) == .expression,
        function[statement].a == child.node.rawValue,
        // The child may start others in the group.
        child.arguments.allSatisfy({ !mentions(group, $0.node, function) })
      else { return nil }
      return finding(
        at: function.place(group.context), "`\(function.name)` opens a task group for one child",
        function: function.qualifiedName, label: "waits for a single task",
        help: "await the coroutine itself", fix: function.loneChildFix(group, child))
    }
  }

  private func mentions(
    _ group: TaskGroupScope, _ node: IRNodeID, _ function: FunctionSubject
  ) -> Bool {
    guard let symbol = function.symbol(group.target) else { return false }
    return function.reads(of: symbol).contains { function.isInside($0, node) }
  }
}
