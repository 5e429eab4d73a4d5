package import Diagnostics
import PythonSemantics
package import RuleKit
import Summaries

/// LW974: trio and anyio have a plainer or safer way to say it.
package struct TrioAnyioIdioms: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW974",
    name: "trio-anyio-idioms",
    summary: "trio or anyio has a plainer or safer form",
    group: .trioAnyio,
    severity: .info,
    isDefault: .strict,
    since: "0.1",
    fix: .sometimes(.safe),
    why: """
      A function that takes `task_status` and never calls `started()` makes `nursery.start` wait \
      until it ends, and then raise. `sleep(0)` is a checkpoint, the moment at which others run, \
      and does not say so; a sleep of years means for ever. A deadline is a time of the loop's \
      clock: a constant one lies in the past.
      """,
    ignoreWhen: "A test is about the value itself.",
    equivalents: ["ASYNC115", "ASYNC116", "ASYNC125", "ASYNC128", "S7486", "S7491"],
    examples: [
      .bad(
        "`RuntimeError: child exited without calling task_status.started()`",
        """
        import trio


        async def serve(task_status=trio.TASK_STATUS_IGNORED):  # expect: LW974
            await trio.sleep(1)


        async def main():
            async with trio.open_nursery() as nursery:
                await nursery.start(serve)


        trio.run(main)
        """),
      .bad(
        "A checkpoint in disguise",
        """
        import trio


        async def breathe():
            await trio.sleep(0)  # expect: LW974
        """),
      .good(
        "Says when it is ready; a checkpoint by its name",
        """
        import trio


        async def serve(task_status=trio.TASK_STATUS_IGNORED):
            task_status.started()
            await trio.sleep(1)


        async def breathe():
            await trio.lowlevel.checkpoint()
        """),
    ])

  package static var needs: FunctionNeeds { FunctionNeeds(.isAsync, spelled: ["trio", "anyio"]) }

  package init() {}

  private static let sleeps: CalleeNames = [
    "trio.sleep", "anyio.sleep", "anyio._core._eventloop.sleep",
  ]
  private static let deadlines: CalleeNames = ["trio.move_on_at", "trio.fail_at"]
  /// A day: nobody waits that long on purpose.
  private static let long = 86_400.0

  package func check(_ function: FunctionSubject) -> [Finding] {
    function.calls.compactMap { sleep($0, function) ?? deadline($0, function) }
      + unstarted(function)
  }

  private func sleep(_ call: Call, _ function: FunctionSubject) -> Finding? {
    guard call.isOne(of: Self.sleeps), let time = call.argument(0, nil),
      let seconds = function.context.engine.number(function.type(time)),
      let library = function.path(call.callee)?.split(separator: ".").first,
      library == "trio" || library == "anyio"
    else { return nil }
    if seconds == 0 {
      var fix = Fix("Write the checkpoint", safety: .safe)
      fix.replace(function.place(call.node), with: "\(library).lowlevel.checkpoint()")
      return finding(
        at: function.place(call.callee), "`sleep(0)` stands for a checkpoint",
        function: function.qualifiedName, label: "gives way once",
        help: "write `\(library).lowlevel.checkpoint()`", fix: fix)
    }
    guard Self.long < seconds else { return nil }
    return finding(
      at: function.place(call.callee), "a sleep of more than a day stands for one without end",
      function: function.qualifiedName, label: "wakes up some day",
      help: "write `\(library).sleep_forever()`")
  }

  private func deadline(_ call: Call, _ function: FunctionSubject) -> Finding? {
    guard call.isOne(of: Self.deadlines), let time = call.argument(0, nil),
      function.kind(time) == .constant
    else { return nil }
    return finding(
      at: function.place(call.callee), "`\(call.spelled)` is given a duration for a time",
      function: function.qualifiedName, label: "counted from the clock's start: long past",
      help: "write `\(call.spelled.replacing("_at", with: "_after"))`")
  }

  /// A parameter `task_status` that is not looked at.
  private func unstarted(_ function: FunctionSubject) -> [Finding] {
    for index in function.row.parameters {
      let row = function.facts.parameters[Int(index)]
      guard function.facts.names[row.name] == "task_status",
        function.reads(of: row.symbol).isEmpty, !function.isCaptured(row.symbol),
        !function.row.flags.contains(.isTrivial)
      else { continue }
      return [
        finding(
          at: function.namePlace, "`\(function.name)` never says that it has started",
          function: function.qualifiedName, label: "`start` waits until it ends",
          help: "call `task_status.started()`")
      ]
    }
    return []
  }
}
