package import Diagnostics
import LibraryModels
import PythonFlow
import PythonSemantics
package import RuleKit

/// LW501: what a function opens stays open on some way out of it.
package struct AsyncResourceLeak: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW501",
    name: "async-resource-leak",
    summary: "Session, connection or file is not closed on every path",
    group: .resources,
    severity: .error,
    since: "0.1",
    fix: .sometimes(.changesBehavior),
    why: """
      What is opened and not closed when an `await` fails, or when the task is cancelled there, \
      stays open until it is garbage-collected, if ever; aiohttp then prints `Unclosed client \
      session`. Under load the process runs out of file descriptors (`OSError: Too many open \
      files`) or of database connections. `async with` closes on every path.
      """,
    ignoreWhen: "Other code closes it, or it lives exactly as long as the process.",
    equivalents: ["SIM115", "R1732"],
    examples: [
      .bad(
        "Nobody answers here, so `close` is not reached",
        """
        import asyncio
        import aiohttp


        async def load(url):
            session = aiohttp.ClientSession()  # expect: LW501
            async with session.get(url) as response:
                data = await response.json()
            await session.close()
            return data


        async def main():
            await asyncio.gather(load("http://127.0.0.1:9"))


        asyncio.run(main())
        """),
      .good(
        "`async with` closes on every path",
        """
        import aiohttp


        async def load(url):
            async with aiohttp.ClientSession() as session:
                async with session.get(url) as response:
                    return await response.json()
        """),
      .good(
        "Handed to an owner who closes it",
        """
        import aiohttp


        class Client:
            async def open(self):
                session = aiohttp.ClientSession()
                self.session = session

            async def close(self):
                await self.session.close()
        """),
    ])

  package static var needs: FunctionNeeds { FunctionNeeds(in: .exceptTests) }

  package init() {}

  package func check(_ function: FunctionSubject) -> [Finding] {
    guard !function.isModule else { return [] }
    return closedTwice(function)
      + function.acquisitions.compactMap { acquisition in
        guard acquisition.kind.traits.isDisjoint(with: [.borrowed, .livesOn]) else { return nil }
        return finding(acquisition, function)
      }
  }

  private func finding(_ acquisition: Acquisition, _ function: FunctionSubject) -> Finding? {
    if let dropped = dropped(acquisition, function) { return dropped }
    guard let holder = acquisition.holder else { return nil }
    let leak = ResourceLeak.find(
      holder, closers: acquisition.kind.closers, in: function, value: acquisition.value)
    return leak.flatMap { finding($0, acquisition, holder.symbol, function) }
  }

  /// `await ClientSession().get(url)`: nothing refers to the session afterwards.
  private func dropped(_ acquisition: Acquisition, _ function: FunctionSubject) -> Finding? {
    switch acquisition.use {
    case .discarded: break
    case .receiver(let attribute):
      guard function.kind(attribute) == .attribute, !acquisition.kind.traits.contains(.pool),
        case .called(let call) = function.use(of: attribute),
        !acquisition.kind.closers.contains(function.spelling(attribute)),
        function.use(of: call) == .awaited
      else { return nil }
    default: return nil
    }
    return finding(
      at: function.place(acquisition.call.callee),
      "\(acquisition.kind.noun) in `\(function.name)` is never closed",
      function: function.qualifiedName, label: "nothing can close it after this line",
      help: "open it with `async with`")
  }

  private func finding(
    _ leak: ResourceLeak, _ acquisition: Acquisition, _ symbol: UInt32,
    _ function: FunctionSubject
  ) -> Finding? {
    let name = function.facts.names[function.facts.symbols[Int(symbol)].name]
    switch leak {
    case .always(let isNever):
      return finding(
        at: function.place(acquisition.call.callee),
        isNever ? "`\(name)` is never closed" : "`\(name)` is not closed on every path",
        function: function.qualifiedName, label: "this \(acquisition.kind.noun) stays open",
        help: "open it with `async with`", fix: fix(acquisition, symbol, function))
    case .onException(let point):
      // The program ends with its main coroutine, and the process with it.
      if function.context.concurrency.isEntry(function) { return nil }
      let isYield = function.flow[point].kind == .yield
      if isYield, function.isManagerFactory { return nil }
      return finding(
        at: function.place(isYield ? function.flow[point].node : acquisition.call.callee),
        "`\(name)` stays open when \(ResourceLeak.cause(point, function))",
        function: function.qualifiedName, confidence: .medium, severity: .warning,
        label: isYield
          ? "an exception of the user arrives here" : "this \(acquisition.kind.noun) stays open",
        help: "open it with `async with`, or close it in `finally`",
        fix: isYield ? nil : fix(acquisition, symbol, function))
    }
  }

  /// Strict: closed in a handler, and again in the `finally` that runs after it.
  private func closedTwice(_ function: FunctionSubject) -> [Finding] {
    guard function.isStrict, function.isAsync, function.row.flags.contains(.hasTry) else {
      return []
    }
    let closings = function.calls.compactMap { call -> (call: Call, of: String)? in
      guard ["close", "aclose"].contains(call.spelled), let receiver = call.receiver else {
        return nil
      }
      // `[res.close() for res in resources]` closes what `resources` holds.
      let around = function.parent(call.node)
      let source = function.facts.generators(around).first {
        function.symbol($0.target) != nil && function.symbol($0.target) == function.symbol(receiver)
      }
      return function.path(source?.iterable ?? receiver).map { (call, $0) }
    }
    return closings.compactMap { first, path in
      guard
        let handler = function.ancestors(first.node).first(where: {
          function.kind($0) == .handler || function.kind($0) == .if
        }), function.kind(handler) == .handler,
        // One that goes on with something else gives up early what it holds.
        let last = function.facts.statements(.body, of: handler).last,
        [.raise, .return].contains(function.kind(last))
      else { return nil }
      let attempt = function.parent(handler)
      let isAgain = closings.contains { second, other in
        other == path && function.isInside(second.node, .final, of: attempt)
          && function.ancestors(second.node).first { function.kind($0) == .if } == nil
      }
      return !isAgain
        ? nil
        : finding(
          at: function.place(first.callee), "`\(path)` is closed here and again in `finally`",
          function: function.qualifiedName, severity: .info, label: "`finally` runs after this",
          help: "leave it to `finally`")
    }
  }

  private func fix(
    _ acquisition: Acquisition, _ symbol: UInt32, _ function: FunctionSubject
  ) -> Fix? {
    guard acquisition.value == acquisition.call.node,
      function.context.hasAlways("__aenter__", function.type(acquisition.call.node))
    else { return nil }
    return function.enterFix(
      acquisition.call, holder: symbol, closers: acquisition.kind.closers,
      "Open it with `async with`")
  }
}
