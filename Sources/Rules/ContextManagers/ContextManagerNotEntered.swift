package import Diagnostics
import PythonSemantics
package import RuleKit
import Summaries

/// LW255: a context manager is made and dropped, or awaited where only entering does anything.
package struct ContextManagerNotEntered: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW255",
    name: "context-manager-not-entered",
    summary: "Asynchronous context manager is made, but never entered",
    group: .contextManagers,
    severity: .error,
    since: "0.1",
    why: """
      `asyncio.timeout(…)`, a `TaskGroup`, a transaction and a function under \
      `asynccontextmanager` only describe what is to happen. Until `async with` enters them no \
      clock runs, no transaction has begun and no body has started, and nothing says so. Most of \
      them cannot be awaited either.
      """,
    ignoreWhen: "Other code enters it, in a way that the analysis cannot see.",
    examples: [
      .bad(
        "Waits for ten seconds; nothing limits it to one",
        """
        import asyncio


        async def main():
            asyncio.timeout(1)  # expect: LW255
            await asyncio.sleep(10)


        asyncio.run(main())
        """),
      .bad(
        "`TypeError`: a context manager cannot be awaited",
        """
        import asyncio
        from contextlib import asynccontextmanager


        @asynccontextmanager
        async def connection():
            yield 1


        async def main():
            await connection()  # expect: LW255


        asyncio.run(main())
        """),
      .good(
        "Entered: raises `TimeoutError` after one second",
        """
        import asyncio
        from contextlib import asynccontextmanager


        @asynccontextmanager
        async def connection():
            yield 1


        async def main():
            async with connection():
                async with asyncio.timeout(1):
                    await asyncio.sleep(10)


        asyncio.run(main())
        """),
    ])

  package static var needs: FunctionNeeds { FunctionNeeds(.hasCall) }

  package init() {}

  /// Library classes that do nothing before they are entered, and cannot be awaited.
  private static let classes: Set<String> = [
    "asyncio.Timeout", "asyncio.timeouts.Timeout", "asyncio.TaskGroup",
    "asyncio.taskgroups.TaskGroup", "anyio.abc.TaskGroup", "anyio.CancelScope",
    "trio.CancelScope", "async_timeout.Timeout",
  ]

  /// Those that do nothing when they are dropped, but may be awaited.
  private static let awaitable: Set<String> = [
    "aiohttp.client._RequestContextManager", "aiohttp.client._WSRequestContextManager",
    "aiohttp.client._BaseRequestContextManager", "asyncpg.pool.PoolAcquireContext",
    "asyncpg.transaction.Transaction",
  ]

  package func check(_ function: FunctionSubject) -> [Finding] {
    function.calls.compactMap { call in
      if call.result == .unknown || call.result == .none { return nil }
      let isDropped = function.isDropped(call.node)
      guard isDropped || function.use(of: call.node) == .awaited,
        isManager(call, isDropped, function), !function.takesOut(call.callee),
        !function.isExpectedToFail(call.node)
      else { return nil }
      let text = function.text(call.callee)
      return finding(
        at: function.place(call.callee),
        isDropped ? "`\(text)()` is never entered" : "`\(text)()` is awaited, not entered",
        function: function.qualifiedName,
        label: isDropped ? "does nothing by itself" : "a context manager is no awaitable",
        help: "write `async with \(text)(…)`")
    }
  }

  private func isManager(
    _ call: Call, _ isDropped: Bool, _ function: FunctionSubject
  ) -> Bool {
    let context = function.context
    if context.types.kind(call.result) == .asyncContextManager {
      return function.isCertainCall(call.node)
        && context.types.kind(TypeID(rawValue: context.types[call.result].b)) == .activation
    }
    if context.isInstance(call.result, of: Self.classes) { return true }
    return isDropped && context.isInstance(call.result, of: Self.awaitable)
  }
}
