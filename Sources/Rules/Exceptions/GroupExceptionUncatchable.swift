package import Diagnostics
import PythonFlow
import PythonSemantics
package import RuleKit
import SourceText

/// LW354: a handler names the exception of a child, but a task group raises an exception group.
package struct GroupExceptionUncatchable: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW354",
    name: "group-exception-uncatchable",
    summary: "Handler cannot catch what a task group raises",
    group: .exceptions,
    severity: .error,
    since: "0.1",
    fix: .sometimes(.changesBehavior),
    why: """
      A task group wraps whatever its tasks or its body raise in an `ExceptionGroup`, even a \
      single exception. `except ValueError` around it does not match, so the handler is skipped \
      and the group goes on up, to the end of the program here. `except* ValueError` looks into \
      the group.
      """,
    ignoreWhen: "The handler is for lines inside its `try` that stand outside of the group.",
    examples: [
      .bad(
        "Does not print `failed`; the program ends with a traceback",
        """
        import asyncio


        async def job():
            raise ValueError


        async def run_all():
            try:
                async with asyncio.TaskGroup() as group:
                    group.create_task(job())
                    group.create_task(job())
            except ValueError:  # expect: LW354
                print("failed")


        asyncio.run(run_all())
        """),
      .good(
        "`except*` catches both errors",
        """
        import asyncio


        async def job():
            raise ValueError


        async def run_all():
            try:
                async with asyncio.TaskGroup() as group:
                    group.create_task(job())
                    group.create_task(job())
            except* ValueError as failed:
                print(failed.exceptions)


        asyncio.run(run_all())
        """),
    ])

  package static var needs: FunctionNeeds { FunctionNeeds([.isAsync, .hasTry, .hasAsyncWith]) }

  package init() {}

  package func check(_ function: FunctionSubject) -> [Finding] {
    function.taskGroups.compactMap { group in
      guard let statement = function.tries(around: group.with).first,
        !function[statement].isStar, !function.children(of: group).isEmpty,
        isAlone(group, in: statement, function)
      else { return nil }
      let handlers = function.handlers(of: statement)
      // Whoever names groups knows of them.
      guard !handlers.contains(where: { $0.types.contains { $0.hasSuffix("Group") } }) else {
        return nil
      }
      return handlers.first { isDead($0, group, function) }.map {
        report($0, alone: handlers.count == 1, function)
      }
    }
  }

  /// Whether nothing else in the body of the `try` can raise.
  private func isAlone(
    _ group: TaskGroupScope, in statement: IRNodeID, _ function: FunctionSubject
  ) -> Bool {
    let body = function.facts.statements(.body, of: statement)
    return !function.nodes.contains { node in
      switch function.kind(node) {
      case .call, .await, .subscript, .raise, .assert, .for: break
      default: return false
      }
      return body.contains { function.isInside(node, $0) }
        && !function.isInside(node, .body, of: group.with)
        && !function.isInside(node, group.context) && !isQuiet(node, group, function)
    }
  }

  /// Timeouts around the group raise `TimeoutError` alone; see `isDead`.
  private func isQuiet(
    _ node: IRNodeID, _ group: TaskGroupScope, _ function: FunctionSubject
  ) -> Bool {
    function.managers(around: group.with).contains { manager in
      function.isInside(node, manager.context) && isTimeout(manager.context, function)
    }
      || function.facts.managers(group.with).contains {
        function.isInside(node, $0.context) && isTimeout($0.context, function)
      }
  }

  private func isTimeout(_ context: IRNodeID, _ function: FunctionSubject) -> Bool {
    function.call(context)?.isOne(of: [
      "asyncio.timeout", "asyncio.timeout_at", "anyio.fail_after", "anyio.move_on_after",
      "trio.fail_after", "trio.move_on_after", "async_timeout.timeout",
    ]) ?? false
  }

  /// What gets out of a group unwrapped, or may be meant for something else.
  private static let unwrapped: Set<String> = [
    "Exception", "BaseException", "KeyboardInterrupt", "SystemExit", "GeneratorExit",
    "TimeoutError", "asyncio.TimeoutError", "trio.TooSlowError",
  ]

  private func isDead(
    _ handler: Handler, _ group: TaskGroupScope, _ function: FunctionSubject
  ) -> Bool {
    !handler.isBare && !handler.types.isEmpty
      && !handler.types.contains {
        Self.unwrapped.contains($0) || ExceptionNames.isCancellation($0) || $0.isEmpty
      }
  }

  private func report(
    _ handler: Handler, alone: Bool, _ function: FunctionSubject
  ) -> Finding {
    let name = handler.types.first ?? ""
    return finding(
      at: function.place(handler.type),
      "`except` in `\(function.name)` does not see into the group",
      function: function.qualifiedName, label: "`\(name)` arrives in an `ExceptionGroup`",
      help: "write `except* \(name)`", fix: alone ? fix(handler, function) : nil)
  }

  /// `except*` allows neither `return` nor `break` nor `continue` in its block.
  private func fix(_ handler: Handler, _ function: FunctionSubject) -> Fix? {
    let hasJump = function.nodes.contains {
      [.return, .break, .continue].contains(function.kind($0))
        && function.isInside($0, handler.node)
    }
    let place = function.place(handler.node)
    let start = place.range.start
    guard !hasJump else { return nil }
    var fix = Fix("Catch the members of the group", safety: .changesBehavior)
    let offset = start + 6
    fix.replace(Place(path: place.path, range: TextRange(start: offset, end: offset)), with: "*")
    return fix
  }
}
