package import Diagnostics
import PythonSemantics
package import RuleKit
import Summaries

/// LW802: a framework that wants a function is given what calling it makes.
package struct FrameworkTaskMisuse: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW802",
    name: "framework-task-misuse",
    summary: "Framework gets a coroutine or result where it wants a function",
    group: .frameworks,
    severity: .error,
    since: "0.1",
    fix: .sometimes(.changesBehavior),
    why: """
      `add_task` and `Depends` take a function and call it when the time comes. A coroutine in its \
      place cannot be called: `TypeError` after the response has been sent, so the client sees \
      success and no mail is sent. What a dependency yields is closed when the request is over, or \
      kept open by the background task. An application with a `lifespan` never asks `on_event` \
      handlers.
      """,
    ignoreWhen: """
      The result of the call is itself the function, in a way that the analysis cannot see.
      """,
    examples: [
      .bad(
        "The coroutine instead of the function",
        """
        from fastapi import BackgroundTasks


        async def send_email(address): ...


        async def handler(tasks: BackgroundTasks):
            tasks.add_task(send_email("a@example.org"))  # expect: LW802
        """),
      .good(
        "The function and its arguments",
        """
        from fastapi import BackgroundTasks


        async def send_email(address): ...


        async def handler(tasks: BackgroundTasks):
            tasks.add_task(send_email, "a@example.org")
        """),
    ])

  package static var needs: FunctionNeeds {
    FunctionNeeds(spelled: [
      "add_task", "Depends", "Security", "BackgroundTask", "on_event",
    ])
  }

  package init() {}

  private static let adders: CalleeNames = [
    "starlette.background.BackgroundTasks.add_task", "fastapi.BackgroundTasks.add_task",
    "fastapi.background.BackgroundTasks.add_task", "starlette.background.BackgroundTask",
  ]
  private static let dependers: CalleeNames = [
    "fastapi.Depends", "fastapi.Security", "fastapi.param_functions.Depends",
    "fastapi.params.Depends",
  ]

  package func check(_ function: FunctionSubject) -> [Finding] {
    guard function.row.flags.contains(.hasCall) || function.isModule || !function.nested.isEmpty
    else { return [] }
    return deafHandlers(function)
      + function.calls.compactMap { call in
        if let lent = lent(call, function) { return lent }
        let isDependency = call.isOne(of: Self.dependers)
        guard isDependency || call.isOne(of: Self.adders),
          let given = call.argument(0, isDependency ? "dependency" : "func"),
          let made = function.call(given)
        else { return nil }
        let type = function.awaitability(given)
        let isResult = type == .coroutine || type == .future || isPlainResult(given, function)
        guard isResult else { return nil }
        let callee = function.text(made.callee)
        return finding(
          at: function.place(call.callee),
          "`\(call.spelled)` is given the result of `\(callee)()`",
          function: function.qualifiedName, label: "wants the function itself",
          help: isDependency
            ? "write `Depends(\(callee))`" : "write `\(call.spelled)(\(callee), …)`",
          fix: function.handOverFix(given, keepsArguments: !isDependency))
      }
  }

  private static let applications: CalleeNames = [
    "fastapi.FastAPI", "fastapi.applications.FastAPI", "fastapi.APIRouter",
    "starlette.applications.Starlette",
  ]

  /// `FastAPI(lifespan=…)` and `@app.on_event("startup")`: with a lifespan of its own the router asks no
  /// handler (fastapi 0.165.0 routing.py, `_DefaultLifespan` only where none is given).
  private func deafHandlers(_ function: FunctionSubject) -> [Finding] {
    guard function.mentions(["lifespan"]) else { return [] }
    let deaf = function.calls.filter { call in
      call.isOne(of: Self.applications)
        && call.argument(nil, "lifespan").map { function.type($0) != .none } ?? false
    }.flatMap { call -> [String] in
      guard case .assigned(let statement) = function.use(of: call.node) else { return [] }
      return function.facts.targets(statement).compactMap { function.path($0) }
    }
    guard !deaf.isEmpty else { return [] }
    return function.calls.compactMap { call in
      guard ["on_event", "add_event_handler"].contains(call.spelled),
        let path = call.receiver.flatMap(function.path), deaf.contains(path)
      else { return nil }
      return finding(
        at: function.place(call.callee), "`\(path)` has a lifespan, so this handler never runs",
        function: function.qualifiedName, label: "one or the other is asked, not both",
        help: "move it into the lifespan")
    }
  }

  /// `tasks.add_task(work, db)` where a dependency yields `db` and closes it behind the response.
  private func lent(_ call: Call, _ function: FunctionSubject) -> Finding? {
    guard call.isOne(of: Self.adders), !function.isTest else { return nil }
    for argument in call.arguments.dropFirst() {
      guard let symbol = function.symbol(argument.node),
        let row = function.row.parameters.map({ function.facts.parameters[Int($0)] })
          .first(where: { $0.symbol == symbol }),
        let depends = ([row.defaultValue] + function.nodes(in: row.annotation))
          .filter({ $0.exists && function.kind($0) == .call }).compactMap({ function.plainCall($0) }
          )
          .first(where: { $0.isOne(of: Self.dependers) }),
        let given = depends.argument(0, "dependency"),
        let dependency = function.context.function(
          ofCallee: function.context.engine.evaluate(given, in: function.module)),
        function.context.flags(of: dependency).contains(.isGenerator)
      else { continue }
      let name = function.spelling(argument.node)
      return finding(
        at: function.place(argument.node), "`\(name)` of the request is lent to a background task",
        function: function.qualifiedName, confidence: .medium, severity: .warning,
        label: "closed, or held, behind the response", help: "open one in the task itself")
    }
    return nil
  }

  /// A call that gives nothing at all.
  private func isPlainResult(_ node: IRNodeID, _ function: FunctionSubject) -> Bool {
    function.type(node) == .none
  }
}
