import PythonFlow
package import PythonSemantics

/// A coroutine that is awaited or scheduled although it may have been before.
package struct SecondUse: Sendable {
  package var first: IRNodeID
  package var second: IRNodeID
}

extension FunctionSubject {
  private static let schedulers: CalleeNames = [
    "asyncio.create_task", "asyncio.ensure_future", "asyncio.gather", "asyncio.wait_for",
    "asyncio.shield", "asyncio.run", "asyncio.TaskGroup.create_task",
    "asyncio.AbstractEventLoop.create_task", "asyncio.AbstractEventLoop.run_until_complete",
    "asyncio.BaseEventLoop.create_task", "asyncio.BaseEventLoop.run_until_complete",
    "asyncio.base_events.BaseEventLoop.create_task",
    "asyncio.base_events.BaseEventLoop.run_until_complete", "asyncio.run_coroutine_threadsafe",
  ]

  /// Whether a read awaits or schedules the coroutine that it reads.
  private func spends(_ node: IRNodeID) -> Bool {
    switch use(of: node) {
    case .awaited: return true
    case .argument(let call):
      guard let call = self.call(call), call.arguments.contains(where: { $0.node == node }),
        !call.arguments.contains(where: { $0.node == node && $0.isStarred })
      else { return false }
      return call.isOne(of: Self.schedulers)
    default: return false
    }
  }

  /// The second use of the coroutine that is bound at `target`.
  package func secondUse(ofBinding target: IRNodeID) -> SecondUse? {
    guard let symbol = symbol(target), isLocal(symbol), !isCaptured(symbol), flow.isComplete else {
      return nil
    }
    let writes = flow.points(of: target, .write)
    guard writes.count == 1, let start = writes.first else { return nil }
    return secondUse(of: symbol, from: start)
  }

  /// Where a parameter is used again; nil when it is bound anew somewhere.
  func repeatedUse(ofParameter symbol: UInt32) -> IRNodeID? {
    guard !isCaptured(symbol), flow.isComplete else { return nil }
    let spending = reads(of: symbol).filter { spends($0) }
    guard !spending.isEmpty else { return nil }
    return secondUse(of: symbol, from: flow.entry)?.second
  }

  private func secondUse(of symbol: UInt32, from start: PointID) -> SecondUse? {
    let spending = Set(reads(of: symbol).filter { spends($0) })
    guard !spending.isEmpty else { return nil }
    func isRebound(_ point: PointID) -> Bool {
      let here = flow[point]
      return (here.kind == .write || here.kind == .delete) && self.symbol(here.node) == symbol
    }
    func isSpent(_ point: PointID) -> Bool {
      flow[point].kind == .read && spending.contains(flow[point].node)
    }
    for point in flow.reached(from: start, following: .all, avoiding: isRebound)
    where isSpent(point) {
      let refusals = refusals(at: point)
      let again = flow.firstReached(
        from: point, following: .all,
        avoiding: { isRebound($0) || isTest(of: symbol, $0) || refusals.contains($0) },
        goal: isSpent)
      if let again { return SecondUse(first: flow[point].node, second: flow[again].node) }
    }
    return nil
  }

  /// Where the function goes on when a call refuses to run the coroutine that is read at the point, and
  /// leaves it as it was:
  ///
  ///     try:
  ///         return asyncio.run(job)
  ///     except RuntimeError:
  ///         return loop.run_until_complete(job)
  private func refusals(at point: PointID) -> Set<PointID> {
    guard case .argument(let call) = use(of: flow[point].node) else { return [] }
    let edges = flow.points(of: call, .call).flatMap { flow.successors($0) }
    let kept = Set(edges.filter { EdgeSet.normal.contains($0.kind) }.map { $0.target })
    return Set(edges.map { $0.target }).subtracting(kept)
  }

  /// `if coro is not None:` may tell whether it was used.
  private func isTest(of symbol: UInt32, _ point: PointID) -> Bool {
    guard flow[point].kind == .test else { return false }
    return nodes(in: flow[point].node).contains { self.symbol($0) == symbol }
  }

  /// A node and everything in it, in order of evaluation.
  package func nodes(in node: IRNodeID) -> [IRNodeID] { BodyNodes.inside(node, facts) }
}
