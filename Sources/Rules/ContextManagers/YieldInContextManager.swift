package import Diagnostics
import PythonSemantics
package import RuleKit

/// LW258: an asynchronous generator yields while it holds something, and its user decides for how long.
package struct YieldInContextManager: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW258",
    name: "yield-in-context-manager",
    summary: "Async generator yields while it holds a resource",
    group: .contextManagers,
    severity: .info,
    isDefault: .strict,
    since: "0.1",
    why: """
      At a `yield` the user of the generator decides when it goes on, or whether. While the user \
      works on a row, the connection is out and nobody else has it; a user who stops early leaves \
      the `async with` open until the generator is collected. A lock that is held over a `yield` \
      is held for as long as the user likes.
      """,
    ignoreWhen: """
      All users read to the end at once, or close the generator with `contextlib.aclosing`, and \
      results are too large to hold.
      """,
    equivalents: ["ASYNC119"],
    examples: [
      .bad(
        "The connection stays out for as long as the user reads",
        """
        async def rows(pool):
            async with pool.acquire() as connection:
                for row in await connection.fetch("select 1"):
                    yield row  # expect: LW258
        """),
      .good(
        "Take all, give the connection back, then yield",
        """
        async def rows(pool):
            async with pool.acquire() as connection:
                found = await connection.fetch("select 1")
            for row in found:
                yield row
        """),
    ])

  package static var needs: FunctionNeeds {
    FunctionNeeds(
      [.isAsync, .isGenerator, .hasAsyncWith], in: .exceptTests)
  }

  package init() {}

  /// Managers whose exit gives nothing back.
  private static let harmless: CalleeNames = [
    "contextlib.suppress", "contextlib.nullcontext", "contextlib.redirect_stdout",
    "contextlib.redirect_stderr", "contextlib.aclosing",
  ]

  package func check(_ function: FunctionSubject) -> [Finding] {
    guard function.row.decorators == 0 else { return [] }
    var seen: Set<IRNodeID> = []
    return function.nodes.compactMap { node in
      guard function.kind(node) == .yield,
        let manager = function.managers(around: node).first(where: {
          $0.isAsync && !isHarmless($0.context, function)
        }), seen.insert(manager.context).inserted
      else { return nil }
      return finding(
        at: function.place(node),
        "`\(function.name)` yields inside `async with \(shown(manager.context, function))`",
        function: function.qualifiedName, label: "held until the user goes on, or for ever",
        help: "leave the block before the `yield`, or make it a context manager")
    }
  }

  private func isHarmless(_ context: IRNodeID, _ function: FunctionSubject) -> Bool {
    function.call(context)?.isOne(of: Self.harmless) ?? false
  }

  private func shown(_ context: IRNodeID, _ function: FunctionSubject) -> String {
    let node = function.kind(context) == .call ? function.operand(context) : context
    let text = function.text(node)
    return text.count <= 24 ? text : "…"
  }
}
