package import Diagnostics
import PythonSemantics
package import RuleKit

/// LW215: a coroutine function does not say what it gives.
package struct MissingAsyncAnnotation: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW215",
    name: "missing-async-annotation",
    summary: "Coroutine function does not declare its result",
    group: .awaiting,
    severity: .info,
    isDefault: .strict,
    since: "0.1",
    why: """
      Nothing at run time. But a type checker takes all that comes out for `Any`, so that \
      `fetch(1)["id"]`, where an `await` is missing, passes its check and fails in production.
      """,
    ignoreWhen: "The project does not use a type checker.",
    examples: [
      .bad(
        "No result declared",
        """
        async def fetch(uid: int):  # expect: LW215
            return {"id": uid}
        """),
      .good(
        "Declared",
        """
        async def fetch(uid: int) -> dict[str, int]:
            return {"id": uid}
        """),
    ])

  package static var needs: FunctionNeeds { FunctionNeeds(.isAsync, in: .exceptTests) }

  package init() {}

  package func check(_ function: FunctionSubject) -> [Finding] {
    guard !function.row.returns.exists,
      !function.name.hasPrefix("_"),
      function.facts.functions[Int(function.row.parent)].flags
        .contains(.isModule)
    else { return [] }
    return [
      finding(
        at: function.namePlace, "`\(function.name)` does not declare its result",
        function: function.qualifiedName, label: "callers get `Any`", help: "write `-> …`")
    ]
  }
}
