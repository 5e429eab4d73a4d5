package import Diagnostics
import PythonSemantics
package import RuleKit

/// LW901: one wait follows another although neither needs the other.
package struct SequentialIndependentAwaits: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW901",
    name: "sequential-independent-awaits",
    summary: "Independent waits follow one another",
    group: .performance,
    severity: .info,
    isDefault: .strict,
    since: "0.1",
    fix: .sometimes(.changesBehavior),
    why: """
      Two awaits in a row take the sum of their times, even where the second does not need what \
      the first one gives: the page is ready after one second, not after half. Started together \
      they take the longer of the two.
      """,
    examples: [
      .bad(
        "Half a second and another half: prints `1.0 s`",
        """
        import asyncio
        import time


        async def user(uid: int) -> str:
            await asyncio.sleep(0.5)
            return str(uid)


        async def posts(uid: int) -> list:
            await asyncio.sleep(0.5)
            return [uid]


        async def page(uid: int):
            name = await user(uid)
            items = await posts(uid)  # expect: LW901
            return name, items


        start = time.monotonic()
        asyncio.run(page(1))
        print(round(time.monotonic() - start, 1), "s")
        """),
      .good(
        "Both at once: prints `0.5 s`",
        """
        import asyncio


        async def user(uid: int) -> str:
            await asyncio.sleep(0.5)
            return str(uid)


        async def posts(uid: int) -> list:
            await asyncio.sleep(0.5)
            return [uid]


        async def page(uid: int):
            return await asyncio.gather(user(uid), posts(uid))
        """),
    ])

  package static var needs: FunctionNeeds { FunctionNeeds([.isAsync, .hasAwait], in: .strict) }

  package init() {}

  package func check(_ function: FunctionSubject) -> [Finding] {
    // The bodies are walked for the strict profile alone.
    if function.isTest { return [] }
    return IndependentAwaits.blocks(of: function).flatMap { statements -> [Finding] in
      zip(statements, statements.dropFirst()).compactMap { first, second in
        guard let one = IndependentAwaits.read(first, function),
          let two = IndependentAwaits.read(second, function),
          IndependentAwaits.areIndependent(one, two, function)
        else { return nil }
        return finding(
          at: function.place(two.call.callee),
          "`\(function.text(two.call.callee))` waits for `\(function.text(one.call.callee))` first",
          function: function.qualifiedName, confidence: .medium,
          label: "neither needs the other", help: "start both with `asyncio.gather` or a TaskGroup",
          fix: function.togetherFix(first, second))
      }
    }
  }
}
