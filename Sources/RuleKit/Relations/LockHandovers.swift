import Project
package import PythonFlow
package import PythonSemantics
import Summaries

/// How a lock or a permit that was acquired by hand gets lost.
package struct LockLoss {
  package var point: PointID
  package var cause: HeldPaths.Cause
  /// Kept on purpose when all goes well, as a pool does.
  package var isKept: Bool
}

extension HeldPaths {
  /// The first loss by a cancellation, and by a failure if that is asked for. Others may give back what they
  /// are handed, so the ways on which that happens end there.
  package func loss(
    of lock: IRNodeID, from starts: [PointID], byFailure: Bool
  ) -> LockLoss? {
    guard let handed = subject.handovers(of: lock) else { return nil }
    let paths = HeldPaths(subject, ends: ends.union(handed))
    // What ends with its program, or only when it is stopped, leaves nobody behind who waits.
    let isStopped =
      subject.context.concurrency.isEntry(subject)
      || subject.context.neverReturns(subject.unit.function)
    let causes: [Cause] = (byFailure ? [.failure] : []) + (isStopped ? [] : [.cancellation])
    let isKept = starts.contains { paths.leaksNormally(from: $0) }
    for start in starts {
      for cause in causes {
        guard let point = paths.exceptionalLeak(from: start, by: cause) else { continue }
        // Only a handler that gives it back says that nobody else does.
        if isKept, !isHandled(point) { continue }
        return LockLoss(point: point, cause: cause, isKept: isKept)
      }
    }
    return nil
  }

  /// In a `try` one of whose handlers gives it back.
  private func isHandled(_ point: PointID) -> Bool {
    subject.tries(around: subject.flow[point].node).contains { around in
      subject.facts.handlers(around).contains { handler in
        ends.contains { subject.isInside(subject.flow[$0], handler) }
      }
    }
  }
}

/// Who else may give back a lock or a permit that a function acquired by hand. Names decide: a release that
/// is spelled alike counts, whatever it releases.
extension FunctionSubject {
  /// The `await` that takes what the call asks for: `await lock.acquire()`, and the same in
  /// `asyncio.wait_for`.
  package func awaited(_ acquire: Call) -> IRNodeID? {
    switch use(of: acquire.node) {
    case .awaited: return parent(acquire.node)
    case .argument(let outer):
      guard let call = call(outer), call.isNamed("asyncio.wait_for"), use(of: outer) == .awaited
      else { return nil }
      return parent(outer)
    default: return nil
    }
  }

  /// Where somebody else gets hold of the lock, or code runs or is kept that releases it; nil where a
  /// function inside this one releases something, since that may run at any time.
  ///
  ///     await self.slots.acquire()
  ///     task = asyncio.create_task(self.serve(item))    # releases in the end
  package func handovers(of lock: IRNodeID) -> Set<PointID>? {
    if nested.contains(where: { nestedFunction($0).spellsRelease }) { return nil }
    let name = text(lock)
    var root = lock
    while kind(root) == .attribute { root = operand(root) }
    let object = symbol(root)
    var points: Set<PointID> = []
    for node in nodes(anyOf: [.name, .attribute]) where !isBinding(node) {
      var isHandedOver = context.function(ofCallee: type(node)).map { releases($0) } ?? false
      if text(node) == name {
        isHandedOver = !isOnlyUsed(node)
      } else if let object, symbol(node) == object {
        // `Lease(self)` can give back `self.slots`; `self.queue` cannot.
        if case .receiver = use(of: node) { continue }
        isHandedOver = true
      }
      if isHandedOver { points.formUnion(flow.points(of: node, .read)) }
    }
    return points
  }

  /// `lock.acquire()`, `lock.release()`, `lock.locked()`, `if lock:`; not `callback(lock.release)`.
  private func isOnlyUsed(_ lock: IRNodeID) -> Bool {
    switch use(of: lock) {
    case .receiver(let attribute):
      if case .called = use(of: attribute) { return true }
      return spelling(attribute) != "release"
    case .tested, .operand, .formatted, .managed: return true
    default: return false
    }
  }

  private var spellsRelease: Bool {
    nodes(.attribute).contains { spelling($0) == "release" }
      || nested.contains { nestedFunction($0).spellsRelease }
  }

  /// Whether a function of the project, or what it calls or starts, releases something.
  private func releases(_ function: FunctionID) -> Bool {
    var seen: Set<FunctionID> = [function]
    var work = [function]
    while let next = work.popLast() {
      let subject = context.subject(of: next)
      guard subject.isFirstParty else { continue }
      if 50 < seen.count || subject.spellsRelease { return true }
      for site in subject.unit.sites {
        for target in site.targets {
          let callee = context.engine.units[Int(target.unit.rawValue)].function
          if seen.insert(callee).inserted { work.append(callee) }
        }
      }
    }
    return false
  }
}
