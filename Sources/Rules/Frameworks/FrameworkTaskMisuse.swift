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
      `add_task` and `Depends` take the function and its arguments, and call it when the time comes. \
      A coroutine object in its place cannot be called: the work is never done, or fails after the \
      response has been sent.
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
      .good(
        "A call that returns the function",
        """
        from fastapi import BackgroundTasks


        def mailer(server):
            async def send(): ...

            return send


        async def handler(tasks: BackgroundTasks):
            tasks.add_task(mailer("smtp"))
        """),
    ])

  package init() {}

  private static let adders: Set<String> = [
    "starlette.background.BackgroundTasks.add_task", "fastapi.BackgroundTasks.add_task",
    "fastapi.background.BackgroundTasks.add_task", "starlette.background.BackgroundTask",
  ]
  private static let dependers: Set<String> = [
    "fastapi.Depends", "fastapi.Security", "fastapi.param_functions.Depends",
    "fastapi.params.Depends",
  ]

  package func check(_ function: FunctionSubject) -> [Finding] {
    guard function.row.flags.contains(.hasCall) || function.isModule || !function.nested.isEmpty,
      function.mentions(["add_task", "Depends", "Security", "BackgroundTask"])
    else { return [] }
    return function.calls.compactMap { call in
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

  /// A call that gives nothing at all.
  private func isPlainResult(_ node: IRNodeID, _ function: FunctionSubject) -> Bool {
    function.type(node) == .none
  }
}
