package import Diagnostics
import PythonSemantics
package import RuleKit

/// LW932: a test starts an event loop of its own.
package struct RunInTest: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW932",
    name: "run-in-test",
    summary: "Test starts an event loop by hand",
    group: .testing,
    severity: .info,
    since: "0.1",
    fix: .sometimes(.changesBehavior),
    why: """
      `asyncio.run` in the body of a test makes a loop that no fixture shares: clients and locks of \
      fixtures belong to another loop. An `async def` test run by the plugin has one loop for all.
      """,
    examples: [
      .bad(
        "A loop by hand",
        """
        import asyncio


        async def fetch() -> int:
            return 1


        def test_fetch() -> None:
            assert asyncio.run(fetch()) == 1  # expect: LW932
        """),
      .good(
        "An asynchronous test",
        """
        import pytest


        async def fetch() -> int:
            return 1


        @pytest.mark.asyncio
        async def test_fetch() -> None:
            assert await fetch() == 1
        """),
      .good(
        "The entry point itself is tested",
        """
        import asyncio


        async def main() -> int:
            return 1


        def test_program() -> None:
            assert asyncio.run(main()) == 1
        """),
    ])

  package init() {}

  private static let runners: CalleeNames = ["asyncio.run", "asyncio.runners.run"]

  package func check(_ function: FunctionSubject) -> [Finding] {
    guard !function.isAsync, !function.isMethod, function.name.hasPrefix("test_"),
      // A test of what `asyncio.run` leaves behind.
      !function.name.contains("_run_"), !function.name.hasSuffix("_run"),
      function.row.flags.contains(.hasCall)
    else { return [] }
    return function.calls.compactMap { call in
      guard call.isOne(of: Self.runners), let job = call.argument(0, "main"),
        let made = function.call(job), !["main", "amain", "run"].contains(made.spelled),
        !function.isExpectedToFail(call.node)
      else { return nil }
      return finding(
        at: function.place(call.callee), "`\(function.name)` starts an event loop by hand",
        function: function.qualifiedName, label: "a loop that no fixture shares",
        help: "write `async def \(function.name)` and await it",
        fix: function.asyncTestFix(function.calls.filter { $0.isOne(of: Self.runners) }))
    }
  }
}
