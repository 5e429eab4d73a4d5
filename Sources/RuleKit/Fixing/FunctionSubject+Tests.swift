package import Diagnostics
import PythonSemantics
import SourceText

// Fixes of tests.

extension FunctionSubject {
  private static let mark = "Mark it with `@pytest.mark.asyncio`"

  /// A mark above the function.
  package func markFix() -> Fix? {
    fix(Self.mark, .changesBehavior) { $0.markTest() }
  }

  /// `@pytest.fixture` → `@pytest_asyncio.fixture`.
  package func asyncFixtureFix() -> Fix? {
    fix("Decorate it with `@pytest_asyncio.fixture`", .changesBehavior) { draft in
      let decorators = facts.list(row.decorators).map { kind($0) == .call ? operand($0) : $0 }
      guard let fixture = decorators.first(where: { path($0) == "pytest.fixture" }) else {
        return draft.spoil()
      }
      draft.replace(fixture, with: draft.importing("pytest_asyncio") + ".fixture")
    }
  }

  /// `class T(unittest.TestCase)` → `class T(unittest.IsolatedAsyncioTestCase)`.
  package func asyncTestCaseFix() -> Fix? {
    guard row.owner != 0 else { return nil }
    return fix("Derive the class from `unittest.IsolatedAsyncioTestCase`", .changesBehavior) {
      draft in
      let bases = facts.list(facts.classes[Int(row.owner) - 1].bases)
      guard let base = bases.first(where: { spelling($0) == "TestCase" }) else {
        return draft.spoil()
      }
      draft.replace(base, with: draft.importing("unittest") + ".IsolatedAsyncioTestCase")
    }
  }

  /// `def test(): asyncio.run(f())` → `async def test(): await f()`.
  package func asyncTestFix(_ runs: [Call]) -> Fix? {
    // What the test waits for outside of the runs would hold the loop that it then shares.
    let held = BlockingSites(context).holders(in: unit)
    guard let tests = context.asyncTests.runner(in: module),
      held.allSatisfy({ node in runs.contains { isInside(node, $0.node) } })
    else { return nil }
    return fix("Make the test asynchronous", .changesBehavior) { draft in
      let start = row.range.start
      guard draft.text.text(start, start + 4) == "def " else { return draft.spoil() }
      if tests == .marks { draft.markTest() }
      draft.insert("async ", at: start)
      for run in runs { draft.unwrapRun(run) }
    }
  }
}

extension FixDraft {
  mutating func markTest() {
    let start = function.row.range.start
    guard text.isSpace(text.lineStart(start), start) else { return spoil() }
    insert("@\(importing("pytest")).mark.asyncio\n" + text.indentation(start), at: start)
  }
}
