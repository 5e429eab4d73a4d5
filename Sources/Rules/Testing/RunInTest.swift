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
      Each `asyncio.run` is a loop of its own, and closes it. What a fixture or an earlier test \
      made (a client, a lock, a queue) belongs to another loop: it raises `RuntimeError` as soon \
      as somebody has to wait for it. An `async def` test run by the plugin shares the loop of its \
      fixtures.
      """,
    ignoreWhen: "The test needs nothing that was made outside of its own `run`.",
    examples: [
      .bad(
        "The loop of the fixture would set the event; the test's loop waits in vain",
        """
        import asyncio
        import pytest_asyncio


        @pytest_asyncio.fixture
        async def ready():
            event = asyncio.Event()
            asyncio.get_running_loop().call_later(1, event.set)
            return event


        def test_ready(ready) -> None:
            asyncio.run(asyncio.wait_for(ready.wait(), 2))  # expect: LW932
        """),
      .good(
        "An asynchronous test runs in the loop of its fixtures",
        """
        import asyncio
        import pytest
        import pytest_asyncio


        @pytest_asyncio.fixture
        async def ready():
            event = asyncio.Event()
            asyncio.get_running_loop().call_later(1, event.set)
            return event


        @pytest.mark.asyncio
        async def test_ready(ready) -> None:
            await asyncio.wait_for(ready.wait(), 2)
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

  package static var needs: FunctionNeeds { FunctionNeeds(.hasCall) }

  package init() {}

  private static let runners: CalleeNames = ["asyncio.run", "asyncio.runners.run"]

  package func check(_ function: FunctionSubject) -> [Finding] {
    guard !function.isAsync, !function.isMethod, function.name.hasPrefix("test_"),
      // A test of what `asyncio.run` leaves behind.
      !function.name.contains("_run_"), !function.name.hasSuffix("_run")
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
