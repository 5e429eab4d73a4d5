package import Diagnostics
import PythonSemantics
package import RuleKit
import Summaries

/// LW211: a coroutine function that never suspends and that nothing forces to be one.
package struct AsyncWithoutAwait: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW211",
    name: "async-without-await",
    summary: "Coroutine function never awaits, and nobody needs it to be one",
    group: .awaiting,
    severity: .info,
    isDefault: .strict,
    since: "0.1",
    fix: .sometimes(.changesBehavior),
    why: """
      Nothing goes wrong, but nothing is gained: the body runs straight through, without ever \
      giving way to another task. Each caller has to be `async` too and write `await`, and one who \
      forgets it gets a coroutine instead of the sum. As a plain function it is simpler and can be \
      called anywhere.
      """,
    ignoreWhen: """
      Code outside the project awaits it, or an interface of your own is to stay the same once it \
      does wait for something.
      """,
    equivalents: ["RUF029", "ASYNC124", "S7503"],
    examples: [
      .bad(
        "Nothing to wait for",
        """
        async def add(a: int, b: int) -> int:  # expect: LW211
            return a + b
        """),
      .good(
        "A plain function",
        """
        def add(a: int, b: int) -> int:
            return a + b
        """),
      .good(
        "An override has no choice",
        """
        class Store:
            async def get(self, key: str) -> str:
                raise NotImplementedError


        class Memory(Store):
            async def get(self, key: str) -> str:
                return self.data[key]
        """),
    ])

  package static var needs: FunctionNeeds { FunctionNeeds(.isAsync, in: .strict) }

  package init() {}

  private static let suspending: FunctionFlags = [
    .hasAwait, .hasAsyncWith, .hasAsyncFor, .hasAsyncComprehension, .isGenerator, .isTrivial,
  ]

  package func check(_ function: FunctionSubject) -> [Finding] {
    guard !function.isTest,
      function.row.flags.isDisjoint(with: Self.suspending), function.row.decorators == 0,
      !function.name.hasPrefix("__"), isFree(function), !usesTask(function)
    else { return [] }
    return [
      finding(
        at: function.namePlace, "`\(function.name)` never awaits anything",
        function: function.qualifiedName, label: "could be a plain function",
        help: "drop `async`, and the `await` of its callers", fix: function.plainFix())
    ]
  }

  /// No class above or below, and no place that takes the function as a value, asks for a coroutine.
  private func isFree(_ function: FunctionSubject) -> Bool {
    let context = function.context
    if function.isMethod {
      let id = function.unit.function
      if context.overrides(id) || context.isOverridden(id) { return false }
      // A class without bases may still fit a protocol by its methods.
      if context.isProtocolMember(function.name) { return false }
    }
    return !context.isUsedAsValue(function.name)
  }

  private func usesTask(_ function: FunctionSubject) -> Bool {
    function.calls.contains {
      ["current_task", "get_running_loop", "create_task", "set", "reset"].contains($0.spelled)
    }
  }
}
