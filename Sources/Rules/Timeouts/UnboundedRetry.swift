package import Diagnostics
import PythonFlow
import PythonSemantics
package import RuleKit
import Summaries

/// LW462: a failed request is repeated at once and for ever.
package struct UnboundedRetry: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW462",
    name: "unbounded-retry",
    summary: "Failed operation is retried without pause and without limit",
    group: .timeouts,
    severity: .warning,
    since: "0.1",
    why: """
      While the other side is down, every attempt fails at once, so the loop tries thousands of \
      times a second: it keeps a processor and the network busy, fills the log, and hits a \
      recovering service hardest when it is weakest. No error ever reaches the caller.
      """,
    ignoreWhen: """
      What is tried again pauses or gives up by itself, where the analysis cannot see it.
      """,
    examples: [
      .bad(
        "Again and again",
        """
        import aiohttp


        async def load(session: aiohttp.ClientSession, url: str) -> bytes:
            while True:
                try:
                    async with session.get(url) as response:
                        return await response.read()
                except aiohttp.ClientError:  # expect: LW462
                    continue
        """),
      .good(
        "A limit and a growing pause",
        """
        import asyncio

        import aiohttp


        async def load(session: aiohttp.ClientSession, url: str) -> bytes:
            for attempt in range(5):
                try:
                    async with session.get(url) as response:
                        return await response.read()
                except aiohttp.ClientError:
                    await asyncio.sleep(2**attempt)
            raise RuntimeError(url)
        """),
    ])

  package static var needs: FunctionNeeds {
    FunctionNeeds(
      [.isAsync, .hasTry, .hasLoop], in: .exceptTestsUnlessStrict)
  }

  package init() {}

  package func check(_ function: FunctionSubject) -> [Finding] {
    var findings: [Finding] = []
    for loop in function.nodes(.while) where function.isEndless(loop) {
      for attempt in function.nodes(.try) where function.loops(around: attempt).first == loop {
        findings += handlers(of: attempt, in: loop, function)
      }
    }
    return findings
  }

  private func handlers(
    of attempt: IRNodeID, in loop: IRNodeID, _ function: FunctionSubject
  ) -> [Finding] {
    let awaits = function.nodes.filter {
      Self.waits(function[$0]) && function.isInside($0, .body, of: attempt)
    }
    guard !awaits.isEmpty, awaits.allSatisfy({ isRequest($0, function) }),
      !awaitsOutside(attempt, loop, function), function.flow.isComplete
    else { return [] }
    return function.facts.handlers(attempt).compactMap { handler in
      guard isBroad(handler, function), repeatsAtOnce(handler, attempt, function) else {
        return nil
      }
      return finding(
        at: place(of: handler, function), "a failed attempt is repeated at once, without limit",
        function: function.qualifiedName, confidence: .medium,
        label: "tries again without a pause",
        help: "count the attempts and `await asyncio.sleep(…)` between them")
    }
  }

  private func place(of handler: IRNodeID, _ function: FunctionSubject) -> Place {
    let type = function.operand(handler)
    return function.place(type.exists ? type : handler)
  }

  private static func waits(_ row: IRNode) -> Bool {
    row.kind == .await || row.isAsync
  }

  /// Something else in the loop waits: for new work, a connection, the clock.
  private func awaitsOutside(
    _ attempt: IRNodeID, _ loop: IRNodeID, _ function: FunctionSubject
  ) -> Bool {
    function.nodes.contains { node in
      Self.waits(function[node]) && function.isInside(node, loop)
        && !function.isInside(node, attempt) && !function.isInside(attempt, node)
    }
      || function.ancestors(attempt).contains {
        Self.waits(function[$0]) && function.isInside($0, loop) && $0 != loop
      }
  }

  /// A request to a peer: fails at once when that is down. A queue, an event or the clock do not.
  private func isRequest(_ node: IRNodeID, _ function: FunctionSubject) -> Bool {
    let values =
      function.kind(node) == .with
      ? function.facts.managers(node).map(\.context) : [function.operand(node)]
    return values.allSatisfy { value in
      guard let call = function.call(value) else { return false }
      return PeerCalls.reachesPeer(call, function)
    }
  }

  /// A bare handler, `Exception`, or a class that says that the peer failed.
  private func isBroad(_ handler: IRNodeID, _ function: FunctionSubject) -> Bool {
    let type = function.operand(handler)
    guard type.exists else { return true }
    let parts = function.kind(type) == .tuple ? function.facts.items(type) : [type]
    return parts.contains { part in
      let name = function.spelling(part)
      return ["Exception", "BaseException", "OSError", "ConnectionError", "TimeoutError"]
        .contains(name) || name.hasSuffix("ClientError") || name.hasSuffix("HTTPError")
        || name.hasSuffix("RequestError") || name.hasSuffix("TransportError")
        || name.hasSuffix("ConnectionError") || name.hasSuffix("ConnectError")
        || name.hasSuffix("OperationalError")
    }
  }

  /// From the handler every way leads to another attempt, and none of them waits.
  private func repeatsAtOnce(
    _ handler: IRNodeID, _ attempt: IRNodeID, _ function: FunctionSubject
  ) -> Bool {
    let flow = function.flow
    guard let start = flow.points(of: handler, .handler).first else { return false }
    let body = function.facts.statements(.body, of: attempt)
    guard let first = body.first else { return false }
    func isAttempt(_ point: PointID) -> Bool {
      flow[point].statement == first
        || flow[point].node.exists
          && function.isInside(flow[point].node, first)
    }
    func waits(_ point: PointID) -> Bool {
      switch flow[point].kind {
      case .await, .asyncEnter, .asyncLeave, .asyncIterate: !isAttempt(point)
      default: false
      }
    }
    guard
      flow.firstReached(from: start, avoiding: { waits($0) || isAttempt($0) }, goal: isAttempt)
        != nil
    else { return false }
    // A way out of the loop is a limit.
    return flow.firstReached(
      from: start, avoiding: isAttempt,
      goal: { point in
        point == flow.exit || flow[point].kind == .break || flow[point].kind == .return
          || flow[point].kind == .raise || waits(point)
      }) == nil
  }
}
