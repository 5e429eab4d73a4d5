package import Diagnostics
package import RuleKit
import SourceText

/// LW201: a coroutine is made and dropped at once, so none of its body runs.
package struct CoroutineNotAwaited: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW201",
    name: "coroutine-not-awaited",
    summary: "Coroutine is created and dropped, so it never runs",
    group: .awaiting,
    severity: .error,
    since: "0.1",
    why: """
      Calling a coroutine function only makes a coroutine object. Nothing of its body runs until \
      the object is awaited or handed to a task; dropped, it is destroyed with a warning at most.
      """,
    equivalents: ["ASYNC105"],
    examples: [
      .bad(
        "A call without await",
        """
        import asyncio


        async def save(): ...


        async def handle():
            save()  # expect: LW201
        """),
      .good(
        "Awaited, or made into a task that is kept",
        """
        import asyncio


        async def save(): ...


        async def handle():
            await save()
            task = asyncio.create_task(save())
            await task
        """),
    ])

  package init() {}

  package func check(_ function: FunctionSubject) -> [Finding] {
    function.calls.compactMap { call in
      guard function.awaitability(call.node) == .coroutine, function.isDropped(call.node) else {
        return nil
      }
      let callee = function.text(call.callee)
      return finding(
        at: function.place(call.callee), "`\(callee)()` is never awaited",
        function: function.qualifiedName, label: "makes a coroutine that never runs",
        help: function.isAsync ? "write `await \(callee)(…)`" : "run it from a coroutine",
        fix: fix(call, function))
    }
  }

  /// `await` in front of a statement in a coroutine.
  private func fix(_ call: Call, _ function: FunctionSubject) -> Fix? {
    guard function.isAsync, function.use(of: call.node) == .discarded else { return nil }
    var fix = Fix("await the coroutine", safety: .changesBehavior)
    var place = function.place(call.node)
    place.range.end = place.range.start
    fix.replace(place, with: "await ")
    return fix
  }
}
