package import PythonFlow
package import PythonSemantics

/// What is known of the time between taking something and giving it back, on the ways through one
/// function.
package struct HeldPaths {
  package let subject: FunctionSubject
  /// Points that end the time: closing, handing over, entering it as a manager.
  package let ends: Set<PointID>

  package init(_ subject: FunctionSubject, ends: Set<PointID>) {
    self.subject = subject
    self.ends = ends
  }

  private var flow: ControlFlow { subject.flow }

  /// Whether the function can end, or come back to the start, without passing an end and without any
  /// exception.
  package func leaksNormally(from start: PointID) -> Bool {
    flow.firstReached(from: start, following: .normal, avoiding: { ends.contains($0) }) {
      $0 == flow.exit || $0 == start
    } != nil
  }

  /// What ends an `await` early. A cancellation is no `Exception`:
  ///
  ///     await slots.acquire()
  ///     try:
  ///         await work()
  ///     except Exception:
  ///         slots.release()
  package enum Cause: Sendable { case failure, cancellation }

  /// The first point at which an exception or a cancellation leaves the function without passing an
  /// end. Only points that suspend and `raise` count: what any call might raise would be a guess.
  package func exceptionalLeak(
    from start: PointID, by cause: Cause = .failure
  ) -> PointID? {
    var origins: [PointID?] = Array(repeating: nil, count: flow.points.count)
    var seen = [Bool](repeating: false, count: flow.points.count)
    var queue = [start]
    var next = 0
    while next < queue.count {
      let point = queue[next]
      next += 1
      for edge in flow.successors(point) {
        let target = Int(edge.target.rawValue)
        // When the taking itself fails, nothing was taken.
        if point == start, edge.kind == .exception { continue }
        if seen[target] || !follows(edge, from: point, cause) { continue }
        let isFirst = edge.kind == .exception && origins[Int(point.rawValue)] == nil
        if isFirst, cause == .cancellation, !suspends(point) { continue }
        let origin = isFirst ? point : origins[Int(point.rawValue)]
        if edge.target == flow.raised { return origin }
        if edge.target == flow.exit, let origin { return origin }
        seen[target] = true
        if ends.contains(edge.target) { continue }
        origins[target] = origin
        queue.append(edge.target)
      }
    }
    return nil
  }

  private func suspends(_ point: PointID) -> Bool {
    [.await, .asyncEnter, .asyncIterate].contains(flow[point].kind)
  }

  private func follows(_ edge: Edge, from point: PointID, _ cause: Cause) -> Bool {
    switch edge.kind {
    case .next, .whenTrue, .whenFalse: return true
    case .swallowed: return false
    case .exception: break
    }
    let row = flow[point]
    // Cleaning up is short: a cancellation seldom comes just then.
    if cause == .cancellation, suspends(point) { return !subject.isInCleanup(row.node) }
    switch row.kind {
    case .await, .asyncEnter, .asyncIterate, .yield, .raise, .endFinally, .beginFinally, .join:
      return true
    case .asyncLeave, .leave:
      // An exception on its way; the normal exit of a manager seldom raises.
      return !flow.successors(point).contains { $0.kind == .next }
        && !isSuppressed(by: row.node, cause)
    case .dispatch where cause == .cancellation:
      let catching = subject.handlers(of: row.node).first { $0.catchesCancellation }
      return catching.map { $0.node == flow[edge.target].node }
        ?? (flow[edge.target].kind != .handler)
    case .dispatch:
      return flow[edge.target].kind == .handler || !catchesBroadly(row.node)
    default: return false
    }
  }

  /// `with suppress(Exception)` ends a failure, and no cancellation.
  private func isSuppressed(by context: IRNodeID, _ cause: Cause) -> Bool {
    guard cause == .failure else { return subject.suppressesCancellation(context) }
    return !Self.broad.isDisjoint(with: subject.suppressed(by: context))
  }

  private static let broad: Set<String> = ["Exception", "BaseException"]

  /// A handler for `Exception` or more is where its author takes care of failures.
  private func catchesBroadly(_ node: IRNodeID) -> Bool {
    let facts = subject.facts
    return facts.handlers(node).contains { handler in
      let type = facts.operand(handler)
      guard type.exists else { return true }
      let names = facts[type].kind == .tuple ? facts.items(type) : [type]
      return names.contains { Self.broad.contains(subject.spelling($0)) }
    }
  }
}

extension FunctionSubject {
  /// The points at which a variable's resource is given back or handed on.
  package func ends(
    of symbol: UInt32, acquiredAt acquired: IRNodeID, closers: Set<String>
  ) -> (points: Set<PointID>, closes: Bool) {
    var points: Set<PointID> = []
    let found = reads(of: symbol).compactMap { read in
      end(read, closers).map { (end: $0, isYield: use(of: read) == .yielded) }
    }
    let closes = found.contains { $0.end.isClosing }
    // `yield session` lends it; without a close after it, the user of the generator owns it.
    for (end, isYield) in found where !(isYield && closes) {
      points.formUnion(flow.points(of: end.node, end.kind))
      // `if own: await session.close()`: the test decides who closes.
      for ancestor in ancestors(end.node)
      where kind(ancestor) == .if || kind(ancestor) == .conditional {
        if isInside(acquired, ancestor) { break }
        points.formUnion(flow.points(of: facts.operand(ancestor), .test))
      }
    }
    return (points, closes)
  }

  private struct End {
    var node: IRNodeID
    var kind: PointKind
    var isClosing = false
  }

  private func end(_ read: IRNodeID, _ closers: Set<String>) -> End? {
    switch use(of: read) {
    case .receiver(let attribute):
      let name = spelling(attribute)
      guard kind(attribute) == .attribute else { return nil }
      if name == "transport" { return End(node: read, kind: .read, isClosing: true) }
      guard closers.contains(name) else { return nil }
      if case .called(let call) = use(of: attribute) {
        return End(node: call, kind: .call, isClosing: true)
      }
      return End(node: read, kind: .read, isClosing: true)
    case .managed(let with):
      let isAsync = facts[with].isAsync
      return End(node: read, kind: isAsync ? .asyncEnter : .enter, isClosing: true)
    case .argument(let call):
      guard !context.borrows(self, call, read) else { return nil }
      let isManaged = use(of: call) != .discarded && use(of: call) != .awaited
      return End(node: call, kind: .call, isClosing: isManaged || closesArgument(call, closers))
    case .tested, .operand, .formatted, .discarded, .iterated: return nil
    default: return End(node: read, kind: .read)
    }
  }

  /// `pool.release(connection)`.
  private func closesArgument(_ call: IRNodeID, _ closers: Set<String>) -> Bool {
    closers.contains(spelling(facts.operand(call)))
  }
}
