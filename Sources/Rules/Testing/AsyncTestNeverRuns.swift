package import Diagnostics
import PythonSemantics
package import RuleKit

/// LW931: a test that is a coroutine function, and nothing that would run it.
package struct AsyncTestNeverRuns: ModuleRule {
  package static let metadata = RuleMetadata(
    code: "LW931",
    name: "async-test-never-runs",
    summary: "Async test has no marker or plugin that would run it",
    group: .testing,
    severity: .error,
    since: "0.1",
    fix: .sometimes(.changesBehavior),
    why: """
      pytest itself does not run coroutine functions: without a plugin that takes them, such a \
      test is skipped with a warning, or fails since pytest 8.4. A plain `unittest.TestCase` calls \
      it, drops the coroutine, and counts the test as passed. In the strict mode of pytest-asyncio \
      each test needs its mark, and `@pytest.fixture` hands out coroutines.
      """,
    ignoreWhen: """
      The plugin is loaded where the analysis cannot see it, as by an option of the command line.
      """,
    equivalents: [],
    examples: [
      .bad(
        "2 is not 1, and this says `OK`",
        """
        import unittest


        async def load() -> int:
            return 2


        class LoadTest(unittest.TestCase):
            async def test_load(self):  # expect: LW931
                self.assertEqual(await load(), 1)


        unittest.main()
        """),
      .good(
        "A test case with a loop of its own; now it fails",
        """
        import unittest


        async def load() -> int:
            return 2


        class LoadTest(unittest.IsolatedAsyncioTestCase):
            async def test_load(self):
                self.assertEqual(await load(), 1)


        unittest.main()
        """),
      .good(
        "The mark of pytest-asyncio",
        """
        import pytest


        async def load() -> int:
            return 1


        @pytest.mark.asyncio
        async def test_load():
            assert await load() == 1
        """),
    ])

  package init() {}

  package func check(_ module: ModuleSubject) -> [Finding] {
    guard module.isCollected || module.facts.names.find("TestCase") != nil else { return [] }
    return module.context.asyncTests.lost(in: module.module).compactMap { test in
      let function = module.functions[test.function]
      // `asyncio.run(test_all())`: a script that runs its tests itself.
      if test.kind == .unmarked, 0 < module.context.callCount(of: function.name) { return nil }
      return finding(
        at: function.namePlace, "nothing runs `\(function.name)`",
        function: function.qualifiedName, confidence: test.isCertain ? .high : .medium,
        label: label(test), help: help(test, function), fix: fix(test, function))
    }
  }

  private func label(_ test: LostTest) -> String {
    switch test.kind {
    case .unmarked: "a coroutine function without a mark"
    case .testCase: "the coroutine is dropped, the test passes"
    case .fixture: "tests get the coroutine, not its result"
    }
  }

  private func help(_ test: LostTest, _ function: FunctionSubject) -> String {
    switch test.kind {
    case .unmarked: "mark it with `@pytest.mark.asyncio`, or set `asyncio_mode = auto`"
    case .testCase: "derive the class from `unittest.IsolatedAsyncioTestCase`"
    case .fixture: "decorate it with `@pytest_asyncio.fixture`"
    }
  }

  private func fix(_ test: LostTest, _ function: FunctionSubject) -> Fix? {
    switch test.kind {
    case .unmarked: function.markFix()
    case .fixture: function.asyncFixtureFix()
    case .testCase: function.asyncTestCaseFix()
    }
  }
}
