package import Diagnostics
import PythonFlow
import PythonSemantics
package import RuleKit

/// LW605: a lock that is not released on every path, or one that nobody else can see.
package struct LockHandling: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW605",
    name: "lock-handling",
    summary: "Lock stays held after a failure, or guards nothing",
    group: .locks,
    severity: .warning, confidence: .medium,
    since: "0.1",
    fix: .sometimes(.changesBehavior),
    why: """
      A lock that stays held after an exception or a cancellation stops every task that asks for \
      it later, for ever, and the error that did it may be hours old. A lock that is made inside \
      the function which it guards is a new one for each call, so it never makes anybody wait: a \
      limit of five lets any number through.
      """,
    ignoreWhen: """
      Another function releases it, on every path; or the limit is meant to hold inside this one \
      call.
      """,
    equivalents: ["PLW2101", "W2101"],
    examples: [
      .bad(
        "The second call hangs, as the first one has failed",
        """
        import asyncio

        lock = asyncio.Lock()


        async def update(work):
            await lock.acquire()  # expect: LW605
            await work()
            lock.release()


        async def fail():
            raise OSError


        async def main():
            try:
                await update(fail)
            except OSError:
                await update(fail)


        asyncio.run(main())
        """),
      .bad(
        "A new semaphore for each call",
        """
        import asyncio


        async def call(fetch):
            slots = asyncio.Semaphore(5)
            async with slots:  # expect: LW605
                return await fetch()
        """),
      .good(
        "Released on every path; one semaphore for all calls",
        """
        import asyncio

        lock = asyncio.Lock()
        slots = asyncio.Semaphore(5)


        async def update(work):
            async with lock:
                await work()


        async def call(fetch):
            async with slots:
                return await fetch()
        """),
    ])

  package static var needs: FunctionNeeds { FunctionNeeds(.hasCall, in: .exceptTests) }

  package init() {}

  private static let asynchronous: Set<String> = [
    "asyncio.Lock", "asyncio.Semaphore", "asyncio.BoundedSemaphore", "asyncio.Condition",
    "anyio.Lock", "anyio.Semaphore", "trio.Lock", "trio.Semaphore",
  ]
  private static let makers = CalleeNames(
    asynchronous.union([
      "_thread.lock", "threading.Lock", "threading.RLock", "threading.Semaphore",
      "threading.BoundedSemaphore", "_thread.RLock",
    ]))
  private static let permit = "asyncio.Semaphore.acquire"
  private static let handled = CalleeNames(makers.names.union(["asyncio.Lock.acquire", permit]))

  package func check(_ function: FunctionSubject) -> [Finding] {
    function.calls(of: Self.handled).compactMap { call in
      if call.isOne(of: Self.makers) { return fresh(call, function) }
      return leak(call, function)
    }
  }

  // MARK: Not released

  private func leak(_ call: Call, _ function: FunctionSubject) -> Finding? {
    let isPermit = call.isNamed(Self.permit)
    guard let lock = call.receiver, let taken = function.awaited(call),
      !isOneOfMany(lock, function), !isOwn(lock, isPermit, function)
    else { return nil }
    let name = function.text(lock)
    let flow = function.flow
    var ends: Set<PointID> = []
    for release in function.calls
    where release.spelled == "release" && release.receiver.map({ function.text($0) }) == name {
      ends.formUnion(flow.points(of: release.node, .call))
      for ancestor in function.ancestors(release.node) where function.kind(ancestor) == .if {
        if function.isInside(call.node, ancestor) { break }
        ends.formUnion(flow.points(of: function.operand(ancestor), .test))
      }
    }
    // Without a release here the lock is handed over: `__aenter__` takes what `__aexit__` gives.
    guard !ends.isEmpty, flow.isComplete else { return nil }
    let starts = flow.points(of: taken, .await)
    let fix = function.use(of: call.node) == .awaited ? function.lockFix(call) : nil
    let found =
      isPermit ? nil : ResourceLeak.find(from: starts, ends: ends, closes: true, function)
    switch found {
    case nil:
      return lost(call, lock, isPermit, HeldPaths(function, ends: ends), starts, fix)
    case .always?:
      // `__aexit__` gives back what this takes, where taking it did not fail.
      if function.name == "__aenter__" { return nil }
      // The caller's, given back for a while and taken again.
      let takes = flow.points(of: call.node, .call)
      if flow.firstReached(from: flow.entry, avoiding: takes.contains, goal: ends.contains) != nil {
        return nil
      }
      return finding(
        at: function.place(call.callee), "`\(name)` is not released on every path",
        function: function.qualifiedName, severity: .error, label: "later tasks wait for ever",
        help: "write `async with \(name)`", fix: fix)
    case .onException(let point)?:
      let isYield = flow[point].kind == .yield
      return finding(
        at: function.place(isYield ? flow[point].node : call.callee),
        "`\(name)` stays held when \(ResourceLeak.cause(point, function))",
        function: function.qualifiedName, severity: .error,
        label: isYield ? "the release below is skipped" : "later tasks wait for ever",
        help: "write `async with \(name)`", fix: fix)
    }
  }

  /// A permit that a failure or a cancellation loses, or a lock that a cancellation leaves held.
  private func lost(
    _ call: Call, _ lock: IRNodeID, _ isPermit: Bool, _ paths: HeldPaths, _ starts: [PointID],
    _ fix: Fix?
  ) -> Finding? {
    let function = paths.subject
    guard let loss = paths.loss(of: lock, from: starts, byFailure: isPermit) else { return nil }
    let isCancelled = loss.cause == .cancellation
    let name = function.text(lock)
    let cause = ResourceLeak.cause(
      loss.point, function, verb: isCancelled ? "is cancelled" : "fails")
    return finding(
      at: function.place(call.callee), "`\(name)` stays held when \(cause)",
      function: function.qualifiedName, severity: isCancelled ? nil : .error,
      label: isPermit ? "its permit is never given back" : "later tasks wait for ever",
      help: loss.isKept
        ? "give it back in `except BaseException:`, a cancellation is no `Exception`"
        : "write `async with \(name)`",
      fix: fix)
  }

  /// Made by this call of the function: those who wait for its permits end with it, and of a lock nobody
  /// else may know.
  private func isOwn(_ lock: IRNodeID, _ isPermit: Bool, _ function: FunctionSubject) -> Bool {
    guard let made = made(lock, function) else { return false }
    return isPermit || !function.isCaptured(made) && entries(of: made, function) != nil
  }

  /// `for lock in self.locks: await lock.acquire()`: another loop gives them back.
  private func isOneOfMany(_ lock: IRNodeID, _ function: FunctionSubject) -> Bool {
    guard let symbol = function.symbol(lock) else { return false }
    return function.loops(around: lock).contains { loop in
      function.kind(loop) == .for
        && function.facts.targets(loop).contains { function.symbol($0) == symbol }
    }
  }

  // MARK: Guards nothing

  private func fresh(_ call: Call, _ function: FunctionSubject) -> Finding? {
    guard !function.isModule else { return nil }
    if case .managed = function.use(of: call.node) {
      return nothing(at: call.callee, "`\(function.text(call.callee))()`", function)
    }
    // `known.get(key) or Lock()` is new only where nobody has one yet.
    guard let holder = function.holder(of: call.node),
      function.kind(function.parent(call.node)) != .boolean,
      let entered = entries(of: holder.symbol, function)?.first, function.nodes.contains(call.node)
    else { return nil }
    return nothing(at: entered, "`\(function.text(entered))`", function)
  }

  /// The variable of this function that holds a lock which it made itself.
  private func made(_ lock: IRNodeID, _ function: FunctionSubject) -> UInt32? {
    guard let symbol = function.symbol(lock), let made = function.onlyDefinition(of: symbol),
      made.statement.exists, let call = function.call(function.assignedValue(made.statement)),
      call.isOne(of: Self.makers)
    else { return nil }
    return symbol
  }

  /// Where a lock is entered that nobody else can see; nil if somebody may.
  private func entries(of symbol: UInt32, _ function: FunctionSubject) -> [IRNodeID]? {
    var result: [IRNodeID] = []
    for read in function.reads(of: symbol) {
      switch function.use(of: read) {
      case .managed: result.append(read)
      case .receiver(let attribute):
        guard ["acquire", "release", "locked"].contains(function.spelling(attribute)) else {
          return nil
        }
      default: return nil
      }
    }
    return result
  }

  private func nothing(
    at node: IRNodeID, _ name: String, _ function: FunctionSubject
  ) -> Finding {
    finding(
      at: function.place(node), "\(name) is new for each call and guards nothing",
      function: function.qualifiedName, label: "no other task can hold this one",
      help: "make it once, beside what it guards")
  }
}
