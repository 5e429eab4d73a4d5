import PythonSemantics

/// Locks of threads and processes: who holds one over an `await` keeps every other task of the loop from it.
package enum ThreadLocks {
  package static let classes: Set<String> = [
    "_thread.lock", "_thread.RLock", "threading.Lock", "threading.RLock", "threading._RLock",
    "threading.Condition", "threading.Semaphore", "threading.BoundedSemaphore",
    "multiprocessing.synchronize.Lock", "multiprocessing.synchronize.RLock",
    "multiprocessing.synchronize.Semaphore", "multiprocessing.synchronize.BoundedSemaphore",
    "multiprocessing.synchronize.Condition",
  ]
}

extension FunctionSubject {
  /// Whether a node stands in the body of `with lock:`.
  func isUnderThreadLock(_ node: IRNodeID) -> Bool {
    ancestors(node).contains { around in
      kind(around) == .with && !self[around].isAsync && isInside(node, .body, of: around)
        && facts.managers(around).contains { isInstance($0.context, of: ThreadLocks.classes) }
    }
  }
}
