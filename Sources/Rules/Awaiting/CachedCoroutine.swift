package import Diagnostics
import PythonSemantics
package import RuleKit

/// LW209: a cache keeps coroutine objects.
package struct CachedCoroutine: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW209",
    name: "cached-coroutine",
    summary: "Cache keeps a coroutine, which can be awaited only once",
    group: .awaiting,
    severity: .error,
    since: "0.1",
    why: """
      `functools.lru_cache` and its like keep what the call returns, and a call of an `async def` \
      returns a coroutine. The first caller awaits it; the next one with the same arguments gets \
      the same object, and Python raises `RuntimeError: cannot reuse already awaited coroutine`. \
      So it works until the cache is hit for the first time.
      """,
    ignoreWhen: "No two calls ever have the same arguments; but then the cache has no use.",
    examples: [
      .bad(
        "The second call raises",
        """
        import asyncio
        import functools


        @functools.lru_cache(maxsize=100)  # expect: LW209
        async def load(key):
            return key


        async def main():
            print(await load(1))
            print(await load(1))


        asyncio.run(main())
        """),
      .good(
        "A cache of tasks, which may be awaited again",
        """
        import asyncio
        import functools


        async def load(key):
            return key


        @functools.lru_cache(maxsize=100)
        def start(key):
            return asyncio.create_task(load(key))


        async def main():
            print(await start(1))
            print(await start(1))


        asyncio.run(main())
        """),
      .good(
        "A cache that is made for coroutines",
        """
        from async_lru import alru_cache


        @alru_cache(maxsize=32)
        async def load(key): ...
        """),
    ])

  package init() {}

  private static let caches: Set<String> = [
    "functools.lru_cache", "functools.cache", "functools.cached_property", "cachetools.cached",
    "cachetools.cachedmethod", "cachetools.func.lru_cache", "cachetools.func.ttl_cache",
    "django.utils.functional.cached_property",
  ]

  package func check(_ function: FunctionSubject) -> [Finding] {
    var result = memoFindings(function)
    guard function.isAsync, !function.isGenerator, function.row.decorators != 0 else {
      return result
    }
    let names = function.decoratorNames
    let nodes = function.facts.list(function.row.decorators)
    // Only a cache next to the `async def` sees coroutines; the ones above see what it returns.
    guard let last = names.last, Self.caches.contains(last), let node = nodes.last else {
      return result
    }
    result.append(
      finding(
        at: function.place(node), "`\(last)` caches the coroutine of `\(function.name)`",
        function: function.qualifiedName, label: "the second await of it raises",
        help: "cache the result, or a task of it"))
    return result
  }

  /// `cache[key] = load(key)`, and then `await cache[key]`.
  private func memoFindings(_ function: FunctionSubject) -> [Finding] {
    guard function.isAsync, function.row.flags.contains(.hasAwait) else { return [] }
    return function.calls.compactMap { call in
      guard case .assigned(let statement) = function.use(of: call.node),
        function.kind(statement) == .assign,
        let target = function.facts.targets(statement).first,
        function.kind(target) == .subscript, function.makesCoroutine(call.node)
      else { return nil }
      let base = function.operand(target)
      if let symbol = function.symbol(base), function.isLocal(symbol) { return nil }
      let text = function.text(base)
      let isAwaited = function.nodes.contains { node in
        guard function.kind(node) == .subscript, function.use(of: node) == .awaited else {
          return false
        }
        return function.text(function.operand(node)) == text
      }
      guard isAwaited else { return nil }
      return finding(
        at: function.place(call.node), "`\(text)` keeps a coroutine that is awaited from it",
        function: function.qualifiedName, label: "the second await of it raises",
        help: "keep the result, or a task of it")
    }
  }
}
