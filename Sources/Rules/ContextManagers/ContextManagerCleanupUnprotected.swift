package import Diagnostics
import PythonFlow
import PythonSemantics
package import RuleKit

/// LW259: what a generator-based context manager releases after its `yield` is skipped on an exception.
package struct ContextManagerCleanupUnprotected: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW259",
    name: "context-manager-cleanup-unprotected",
    summary: "Cleanup after `yield` is skipped when the body raises",
    group: .contextManagers,
    severity: .warning, confidence: .medium,
    since: "0.1",
    fix: .sometimes(.changesBehavior),
    why: """
      Under `asynccontextmanager` an exception of the `async with` body, a cancellation too, is \
      raised at the `yield`. The lines below run only when the body ended well: after an error the \
      server stays up, the file open, the lock held.
      """,
    ignoreWhen: """
      What stands below the `yield` belongs to success only; then a word beside it helps the next \
      reader.
      """,
    equivalents: ["W0135"],
    examples: [
      .bad(
        "Never prints `stopped`",
        """
        import asyncio
        from contextlib import asynccontextmanager


        class Server:
            async def start(self): ...

            async def shutdown(self):
                print("stopped")


        @asynccontextmanager
        async def serving(server):
            await server.start()
            yield server  # expect: LW259
            await server.shutdown()


        async def main():
            async with serving(Server()):
                raise ValueError


        asyncio.run(main())
        """),
      .good(
        "In a `finally`",
        """
        import asyncio
        from contextlib import asynccontextmanager


        class Server:
            async def start(self): ...

            async def shutdown(self):
                print("stopped")


        @asynccontextmanager
        async def serving(server):
            await server.start()
            try:
                yield server
            finally:
                await server.shutdown()


        async def main():
            async with serving(Server()):
                raise ValueError


        asyncio.run(main())
        """),
      .good(
        "A commit belongs to success",
        """
        from contextlib import asynccontextmanager


        @asynccontextmanager
        async def unit_of_work(session):
            yield session
            await session.commit()
        """),
    ])

  package static var needs: FunctionNeeds {
    FunctionNeeds([.isAsync, .isGenerator], in: .exceptTests)
  }

  package init() {}

  private static let releases: Set<String> = [
    "close", "aclose", "disconnect", "shutdown", "stop", "terminate", "dispose", "release",
    "cleanup", "cancel", "kill",
  ]

  package func check(_ function: FunctionSubject) -> [Finding] {
    guard function.decoratorNames.contains("contextlib.asynccontextmanager") else { return [] }
    let calls = function.calls.filter { call in
      Self.releases.contains(call.spelled) && call.receiver != nil && call.arguments.isEmpty
    }
    let yields = function.nodes.filter { function.kind($0) == .yield }
    guard yields.count == 1, let yield = yields.first, function.flow.isComplete,
      let call = calls.first(where: {
        isSkipped($0.node, after: yield, function) && !isLeft($0, at: yield, function)
      })
        ?? report(after: yield, function)
    else { return [] }
    let isRelease = calls.contains { $0.node == call.node } && !isLifespan(function)
    return [
      finding(
        at: function.place(yield),
        "`\(function.text(call.callee))()` is skipped when the body raises",
        function: function.qualifiedName, severity: isRelease ? nil : .info,
        label: "an exception leaves from here",
        help: "put the `yield` in `try`, and the cleanup in `finally`",
        fix: function.protectYieldFix(yield))
    ]
  }

  /// Servers raise nothing into a lifespan, and the process ends with it. Who calls a method is open.
  private func isLifespan(_ function: FunctionSubject) -> Bool {
    function.isHook && !function.isMethod
  }

  /// A context manager around the `yield` releases it. In a lifespan the loop's end cancels tasks, and
  /// what was neither made nor started before the `yield` is somebody else's; the strict profile tells.
  private func isLeft(_ call: Call, at yield: IRNodeID, _ function: FunctionSubject) -> Bool {
    guard let object = call.receiver else { return false }
    var root = object
    while function.kind(root) == .attribute { root = function.operand(root) }
    if let symbol = function.symbol(root),
      function.managers(around: yield).contains(where: { function.symbol($0.target) == symbol })
    {
      return true
    }
    guard isLifespan(function), !function.isStrict else { return false }
    if call.spelled == "cancel", function.isInstance(object, of: RuleContext.futureClasses) {
      return true
    }
    let name = function.text(object)
    return !function.nodes.contains { node in
      let row = function[node]
      guard [.name, .attribute].contains(row.kind), row.start < function[yield].start,
        function.text(node) == name
      else { return false }
      if case .receiver(let part) = function.use(of: node), case .called = function.use(of: part) {
        return true
      }
      return function.isBinding(node)
    }
  }

  /// Strict: whatever else is said or counted after the `yield`.
  private func report(after yield: IRNodeID, _ function: FunctionSubject) -> Call? {
    guard function.isStrict else { return nil }
    return function.calls.first {
      function.use(of: $0.node) == .discarded && isSkipped($0.node, after: yield, function)
    }
  }

  /// Runs after the `yield` on normal ways only.
  private func isSkipped(
    _ node: IRNodeID, after yield: IRNodeID, _ function: FunctionSubject
  ) -> Bool {
    let flow = function.flow
    guard let start = flow.points(of: yield, .yield).first else { return false }
    func isHere(_ point: PointID) -> Bool { flow[point].node == node && flow[point].kind == .call }
    guard flow.firstReached(from: start, following: .normal, goal: isHere) != nil else {
      return false
    }
    // The same cleanup in a handler counts: it need not be the same line.
    let receiver = function.text(function.operand(node))
    func isSame(_ point: PointID) -> Bool {
      guard flow[point].kind == .call else { return false }
      return function.text(function.operand(flow[point].node)) == receiver
    }
    return !flow.successors(start).contains { edge in
      edge.kind == .exception
        && (isSame(edge.target)
          || flow.firstReached(from: edge.target, following: .all, goal: isSame) != nil)
    }
  }
}
