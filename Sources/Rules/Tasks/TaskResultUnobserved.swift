package import Diagnostics
import PythonSemantics
package import RuleKit
import Summaries

/// LW303: a task is kept, but nobody ever asks how it ended.
package struct TaskResultUnobserved: ModuleRule {
  package static let metadata = RuleMetadata(
    code: "LW303",
    name: "task-result-unobserved",
    summary: "Task is kept, but its exception is never read",
    group: .tasks,
    severity: .warning,
    isDefault: .strict,
    since: "0.1",
    why: """
      An exception in a task stays inside until somebody awaits the task or asks for its result. A \
      reference that nobody reads keeps it there: the poller is dead, the service runs on without \
      it, and the traceback is printed when the program ends.
      """,
    ignoreWhen: "The task handles and reports its own errors, down to its last line.",
    examples: [
      .bad(
        "Says `running` although the poller has failed; its error comes last",
        """
        import asyncio


        async def poll():
            raise OSError("no route")


        class Service:
            def start(self):
                self.poller = asyncio.create_task(poll())  # expect: LW303


        async def main():
            service = Service()
            service.start()
            await asyncio.sleep(1)
            print("running")


        asyncio.run(main())
        """),
      .good(
        "A callback asks for the outcome as soon as it is there",
        """
        import asyncio


        async def poll():
            raise OSError("no route")


        def report(task):
            if not task.cancelled() and task.exception():
                print("poller failed:", task.exception())


        class Service:
            def start(self):
                self.poller = asyncio.create_task(poll())
                self.poller.add_done_callback(report)
        """),
    ])

  package init() {}

  package func check(_ module: ModuleSubject) -> [Finding] {
    module.functions.flatMap { function -> [Finding] in
      guard !function.isTest, function.row.flags.contains(.hasCall) else { return [] }
      return function.unkeptTasks.compactMap { call in
        guard let attribute = attribute(holding: call, function),
          !catches(call, function), !isRead(attribute, in: module)
        else { return nil }
        return finding(
          at: function.place(call.callee), "nobody asks how the task in `\(attribute)` ends",
          function: function.qualifiedName, label: "its exception is never read",
          help: "await the task, or give it a callback that reads `exception()`")
      }
    }
  }

  /// `self.task = create_task(…)`
  private func attribute(holding call: Call, _ function: FunctionSubject) -> String? {
    guard case .assigned(let statement) = function.use(of: call.node),
      function.kind(statement) == .assign
    else { return nil }
    let targets = function.facts.targets(statement)
    guard targets.count == 1, let target = targets.first, function.kind(target) == .attribute else {
      return nil
    }
    return function.spelling(target)
  }

  private func catches(_ call: Call, _ function: FunctionSubject) -> Bool {
    guard let unit = function.startedFunction(call) else { return false }
    return function.context.containsItsErrors(unit.function)
  }

  /// Whether some function of the file does more with an attribute of the name than cancel it.
  private func isRead(_ name: String, in module: ModuleSubject) -> Bool {
    module.functions.contains { function in
      function.nodes.contains { node in
        guard function.kind(node) == .attribute, function.spelling(node) == name,
          !function.isBinding(node)
        else { return false }
        let fate = function.context.fates.fate(of: node, in: function)
        return !fate.isDisjoint(with: [.awaited, .kept, .observed, .returned])
      }
    }
  }
}
