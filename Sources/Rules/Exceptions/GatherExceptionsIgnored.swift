package import Diagnostics
import PythonFlow
import PythonSemantics
package import RuleKit
import Summaries

/// LW351: `gather(…, return_exceptions=True)` hands out exceptions as values, and nobody looks.
package struct GatherExceptionsIgnored: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW351",
    name: "gather-exceptions-ignored",
    summary: "Exceptions that gather returns are never looked at",
    group: .exceptions,
    severity: .warning, confidence: .medium,
    since: "0.1",
    why: """
      With `return_exceptions=True` a failed coroutine does not raise: its exception stands among \
      the results, where a value was. Where nobody tests for it, the failure is lost without a \
      line in any log, or the exception is used as if it were a result.
      """,
    ignoreWhen: "Each coroutine reports its own failure before it ends.",
    examples: [
      .bad(
        "Prints `all told`, and no word of the failure",
        """
        import asyncio


        async def send(user):
            raise OSError("no route")


        async def notify(users):
            await asyncio.gather(*[send(u) for u in users], return_exceptions=True)  # expect: LW351
            print("all told")


        asyncio.run(notify(["ann"]))
        """),
      .good(
        "Failures are told",
        """
        import asyncio


        async def send(user):
            raise OSError("no route")


        async def notify(users):
            results = await asyncio.gather(*[send(u) for u in users], return_exceptions=True)
            for user, result in zip(users, results):
                if isinstance(result, BaseException):
                    print(user, "failed:", result)


        asyncio.run(notify(["ann"]))
        """),
      .good(
        "Errors of closing are set aside on purpose",
        """
        import asyncio


        async def close_all(sessions):
            await asyncio.gather(*[s.close() for s in sessions], return_exceptions=True)
        """),
    ])

  package static var needs: FunctionNeeds { FunctionNeeds(in: .exceptTests) }

  package init() {}

  package func check(_ function: FunctionSubject) -> [Finding] {
    function.gathers.compactMap { call in
      guard function.gathersExceptions(call), function.use(of: call.node) == .awaited,
        !isCleanup(call, function), !childrenCatch(call, function)
      else { return nil }
      let use = function.resultUse(of: call.node)
      let label: String
      switch use {
      case []: label = "failed children leave no trace"
      case .returned where !function.isAwaited && !function.isSpawned:
        label = "the caller gets exceptions as results"
      case _
      where use.isSubset(of: [.value, .tested]) && use.contains(.value)
        && !(use.contains(.tested) && givesNothing(call, function)):
        label = "an exception is used as a result"
      default: return nil
      }
      return finding(
        at: function.place(call.callee),
        "exceptions of `gather` in `\(function.name)` are not looked at",
        function: function.qualifiedName, label: label,
        help: "test each result with `isinstance(result, BaseException)`")
    }
  }

  private static let closers: Set<String> = [
    "close", "aclose", "stop", "astop", "shutdown", "disconnect", "cancel", "wait_closed",
    "terminate", "kill", "cleanup", "release", "async_stop", "async_close", "unsubscribe", "join",
    "teardown", "dispose", "rollback", "unload", "async_shutdown",
  ]

  /// Dropping errors is the point of closing, and of waiting for what was cancelled.
  private func isCleanup(_ call: Call, _ function: FunctionSubject) -> Bool {
    if function.isTeardown || function.isInCleanup(call.node) { return true }
    for point in function.flow.points(of: function.parent(call.node), .await)
    where function.isOwnCancellation(point) {
      return true
    }
    return function.calls.contains {
      Self.closers.contains(String($0.spelled.drop { $0 == "_" }))
        && function.isInside($0.node, call.node)
    }
      || children(of: call, function).contains { name in
        Self.closers.contains { name.drop { $0 == "_" }.hasPrefix($0) }
      }
  }

  /// The names of the coroutine functions whose coroutines are gathered.
  private func children(of call: Call, _ function: FunctionSubject) -> [String] {
    function.calls.filter {
      $0.node != call.node && function.isInside($0.node, call.node)
    }.map { $0.spelled }
  }

  /// Tasks that run by themselves may be watched elsewhere; children that catch everything have
  /// nothing to tell.
  private func childrenCatch(_ call: Call, _ function: FunctionSubject) -> Bool {
    let inner = coroutines(of: call, function)
    if inner.isEmpty { return !isLocal(call, function) }
    return inner.allSatisfy { child in
      guard let callee = function.context.function(ofCallee: function.type(child.callee)) else {
        return false
      }
      return function.context.containsItsErrors(callee)
    }
  }

  /// The coroutines that are gathered: in the call itself, or in a list that it is given.
  private func coroutines(of call: Call, _ function: FunctionSubject) -> [Call] {
    let lists = call.arguments.compactMap { function.symbol($0.node) }
      .flatMap { function.definitions(of: $0) }.map { $0.node }
    return function.calls.filter { child in
      child.node != call.node && function.awaitability(child.node) == .coroutine
        && ([call.node] + lists).contains { $0.exists && function.isInside(child.node, $0) }
    }
  }

  /// The children return `None`: what is true among the results is an exception.
  private func givesNothing(_ call: Call, _ function: FunctionSubject) -> Bool {
    let children = coroutines(of: call, function)
    return !children.isEmpty
      && children.allSatisfy { child in
        guard let callee = function.context.function(ofCallee: function.type(child.callee)) else {
          return false
        }
        let subject = function.context.subject(of: callee)
        return subject.unit.returns == .none && !subject.row.flags.contains(.isTrivial)
      }
  }

  /// `gather(*coros)` of a list that this function made of coroutines.
  private func isLocal(_ call: Call, _ function: FunctionSubject) -> Bool {
    call.arguments.contains { argument in
      guard argument.keyword == nil else { return false }
      if function.call(argument.node)?.isNamed("map") ?? false { return true }
      guard let symbol = function.symbol(argument.node) else { return false }
      return function.isLocal(symbol)
        && !function.facts.symbols[Int(symbol)].flags.contains(.parameter)
        && collectsCoroutines(symbol, function)
    }
  }

  /// `tasks = [load(n) for n in ns]`, `tasks.append(load(n))`; not `tasks = list(self.running)`, which
  /// only waits for them.
  private func collectsCoroutines(_ symbol: UInt32, _ function: FunctionSubject) -> Bool {
    let values = function.definitions(of: symbol).map { $0.node }
    return function.calls.contains { made in
      function.awaitability(made.node) == .coroutine
        && (values.contains { $0.exists && function.isInside(made.node, $0) }
          || function.calls.contains { call in
            call.receiver.flatMap { function.symbol($0) } == symbol
              && call.arguments.contains { function.isInside(made.node, $0.node) }
          })
    }
  }
}
