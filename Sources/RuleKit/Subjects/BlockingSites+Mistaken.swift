package import PythonSemantics
import Summaries

// Places where nothing waits, although what is called there does.

extension BlockingSites {
  /// Whether the program shows that the place does not hold the loop.
  package func isMistaken(_ site: BlockingSite) -> Bool {
    let function = context.subject(of: site.unit)
    switch site.kind {
    // What was found gives nothing to await, and is awaited: the program runs, so another object is
    // meant, such as an asynchronous client derived from the synchronous one.
    case .call:
      return function.use(of: site.node) == .awaited && function.awaitability(site.node) == .plain
        || isInMemory(site, function)
    case .exit:
      return function.isInstance(site.node, of: WorkerPools.classes.names)
        && isDoneAtExit(site.node, function)
    default: return false
    }
  }

  /// The block awaits what it gives to the pool: no work is left when it ends.
  private func isDoneAtExit(_ pool: IRNodeID, _ function: FunctionSubject) -> Bool {
    let blocks = function.nodes.filter { node in
      function.kind(node) == .with && function.facts.managers(node).contains { $0.context == pool }
    }
    return blocks.contains { block in
      let awaits = function.nodes.contains {
        function.kind($0) == .await && function.isInside($0, .body, of: block)
      }
      return awaits
        && !function.facts.managers(block).contains {
          $0.context == pool && function.leavesWork(in: $0, of: block)
        }
    }
  }
}

/// Pools of threads and processes whose end waits for what they were given.
package enum WorkerPools {
  package static let classes: CalleeNames = [
    "concurrent.futures.ThreadPoolExecutor", "concurrent.futures.ProcessPoolExecutor",
    "concurrent.futures.thread.ThreadPoolExecutor",
    "concurrent.futures.process.ProcessPoolExecutor", "concurrent.futures.Executor",
  ]
}

extension FunctionSubject {
  private static let submitting: Set<String> = ["submit", "map"]

  /// Whether something is submitted to a pool in its block that nothing there awaits.
  package func leavesWork(in pool: IRManager, of block: IRNodeID) -> Bool {
    guard let symbol = symbol(pool.target) else { return false }
    let inside = calls.filter { isInside($0.node, .body, of: block) }
    return !inside.contains { $0.spelled == "wrap_future" }
      && inside.contains { call in
        Self.submitting.contains(call.spelled)
          && call.receiver.map { self.symbol($0) == symbol } ?? false
      }
  }
}
