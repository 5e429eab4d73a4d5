package import Diagnostics
import PythonFlow
import PythonSemantics
package import RuleKit
import Summaries

/// LW602: shared state is read, the coroutine is suspended, and what it read is written back.
package struct RaceAcrossAwait: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW602",
    name: "race-across-await",
    summary: "Shared state is changed from a value read before an await",
    group: .locks,
    severity: .warning,
    otherSeverities: "information where a missing item is loaded twice",
    since: "0.1",
    why: """
      Other tasks run during the `await`. What was read before it may be old afterwards: written \
      back, it undoes what they did, without an error. Two tasks that find a key missing both load \
      it. Lines without an `await` between them need no lock.
      """,
    repair: """
      Read after the `await`; where that cannot be, hold an `asyncio.Lock` from the read to the \
      write.
      """,
    ignoreWhen: "Only one task ever calls this, or the last one to write is right in any case.",
    equivalents: ["require-atomic-updates"],
    examples: [
      .bad(
        "Two increments; prints `1`",
        """
        import asyncio


        class Counter:
            def __init__(self):
                self.value = 0

            async def increment(self):
                current = self.value
                await asyncio.sleep(0.01)
                self.value = current + 1  # expect: LW602


        async def main():
            counter = Counter()
            await asyncio.gather(counter.increment(), counter.increment())
            print(counter.value)


        asyncio.run(main())
        """),
      .good(
        "Read after the await: prints `2`",
        """
        import asyncio


        class Counter:
            def __init__(self):
                self.value = 0

            async def increment(self):
                await asyncio.sleep(0.01)
                self.value += 1
        """),
    ])

  package static var needs: FunctionNeeds {
    FunctionNeeds([.isAsync, .hasAwait], in: .exceptTests)
  }

  package init() {}

  /// Life-cycle methods run once for an object, whatever the call graph can see.
  private static let single: Set<String> = [
    "__init__", "__aenter__", "__aexit__", "__anext__", "main", "run", "start", "stop", "close",
    "aclose", "connect", "disconnect", "setup", "teardown", "shutdown", "startup", "initialize",
    "init", "open", "setUp", "tearDown", "asyncSetUp", "asyncTearDown",
  ]

  package func check(_ function: FunctionSubject) -> [Finding] {
    if Self.single.contains(function.name) { return [] }
    let writes = function.nodes.compactMap { node -> SharedWrite? in
      guard isWrite(node, function) else { return nil }
      return SharedWrite(node, function)
    }
    guard !writes.isEmpty, let confidence = confidence(function) else { return [] }
    var said: Set<String> = []
    return writes.compactMap { write in
      guard !said.contains(write.path) else { return nil }
      // An object may belong to one task: loading twice what it lacks takes proof of two runs.
      let mayTest = confidence == .high || !write.path.contains(".")
      let isLost = isLost(write, function)
      guard isLost || mayTest && isTestedBefore(write, function) else { return nil }
      said.insert(write.path)
      return finding(
        at: function.place(write.target),
        "`\(write.path)` is changed from what was read before an await",
        function: function.qualifiedName, confidence: confidence,
        // A cache that is filled twice with the same has only done its work twice.
        severity: !isLost && write.isContainer ? .info : nil,
        label: "another task may have changed it meanwhile",
        help: "hold an `asyncio.Lock` around the read and the write")
    }
  }

  /// High where two live runs are proven, medium where nobody in the program calls the function; a
  /// function whose callers are all known to run one after the other has no race.
  private func confidence(_ function: FunctionSubject) -> Confidence? {
    let concurrency = function.context.concurrency
    if concurrency.evidence(function.unit.function) != nil { return .high }
    if concurrency.isEntry(function) || function.name.hasPrefix("_") { return nil }
    return concurrency.hasCallers(function.unit.function) ? nil : .medium
  }

  private func isWrite(_ node: IRNodeID, _ function: FunctionSubject) -> Bool {
    switch function.kind(node) {
    case .assign, .augAssign: return true
    default: return false
    }
  }

  // MARK: Read, await, write back

  /// The written value depends on one that was read before a suspension.
  private func isLost(_ write: SharedWrite, _ function: FunctionSubject) -> Bool {
    if write.isContainer, !write.isAugmented, !mayBeOneItem(write, function) { return false }
    let inside = function.nodes.filter { function.isInside($0, write.value) }
    // `x += await f()`, `x = x + await f()`: the old value is loaded first.
    if let pause = inside.first(where: { isSuspension($0, function) }) {
      let isReadFirst =
        write.isAugmented
        || inside.contains {
          write.isRead(by: $0, function)
            && function.facts[$0].start < function.facts[pause].start && isArithmetic($0, function)
        }
      return isReadFirst && !isProtected(write.statement, pause, function)
    }
    if write.isAugmented { return false }
    return inside.contains { node in
      guard let symbol = function.symbol(node), function.isLocal(symbol),
        !function.isCaptured(symbol)
      else { return false }
      return isStale(symbol, write, function)
    }
  }

  /// Requests may have the same key; tasks that are started for different ones have not.
  private func mayBeOneItem(_ write: SharedWrite, _ function: FunctionSubject) -> Bool {
    write.key != nil
      && function.context.concurrency.evidence(function.unit.function)?.kind == .handler
  }

  private func isArithmetic(_ node: IRNodeID, _ function: FunctionSubject) -> Bool {
    function.use(of: node) == .operand
  }

  /// Whether the local was read from the path, and a suspension lies between that and the write.
  private func isStale(
    _ symbol: UInt32, _ write: SharedWrite, _ function: FunctionSubject
  ) -> Bool {
    let flow = function.flow
    return function.nodes.contains { node in
      guard function.kind(node) == .assign,
        function.facts.targets(node).contains(where: { function.symbol($0) == symbol }),
        isArithmeticOf(write, function.assignedValue(node), function),
        usesArithmetically(symbol, write, function)
      else { return false }
      let again = Set(
        function.nodes.filter { function.symbol($0) == symbol && function.isBinding($0) }
          .flatMap { flow.points(of: $0, .write) })
      let target = function.facts.targets(node)[0]
      let suspensions = suspensions(function)
      return flow.points(of: target, .write).contains { start in
        passes(start, suspensions, write, flow, avoiding: again, function)
      } && !isProtected(node, write.statement, function)
    }
  }

  /// `v = self.x` itself, or arithmetic with it.
  private func isArithmeticOf(
    _ write: SharedWrite, _ value: IRNodeID, _ function: FunctionSubject
  ) -> Bool {
    write.isRead(by: value, function)
      || function.nodes.contains {
        function.isInside($0, value) && write.isRead(by: $0, function)
          && function.use(of: $0) == .operand
      }
  }

  /// `self.x = v + 1`; `self.x = v` alone restores a value, which is meant.
  private func usesArithmetically(
    _ symbol: UInt32, _ write: SharedWrite, _ function: FunctionSubject
  ) -> Bool {
    function.nodes.contains {
      function.symbol($0) == symbol && function.isInside($0, write.value)
        && function.use(of: $0) == .operand
    }
  }

  // MARK: Test, await, act

  /// `if key not in cache: cache[key] = await load(key)`, and a first use that builds a resource.
  private func isTestedBefore(_ write: SharedWrite, _ function: FunctionSubject) -> Bool {
    guard !write.isAugmented,
      write.isContainer ? comesFromAwait(write, function) : buildsResource(write, function)
    else { return false }
    return function.nodes.contains { node in
      guard function.kind(node) == .if, asksForAbsence(function.operand(node), write, function),
        function.isInside(write.statement, .body, of: node) || leavesBefore(write, node, function),
        !isProtected(node, write.statement, function)
      else { return false }
      let flow = function.flow
      let suspensions = suspensions(function)
      return flow.points(of: function.operand(node), .test).contains { start in
        passes(start, suspensions, write, flow, avoiding: [], function)
      }
    }
  }

  /// `if self.pool is not None: return self.pool`, and further down `self.pool = …`.
  private func leavesBefore(
    _ write: SharedWrite, _ test: IRNodeID, _ function: FunctionSubject
  ) -> Bool {
    let facts = function.facts
    let body = facts.list(facts.field(function[test].b, 0).rawValue)
    guard !function.isInside(write.statement, test), let last = body.last,
      function.kind(last) == .return
    else { return false }
    let around = function.parent(test)
    return !around.exists || around == function.parent(write.statement)
      || function.ancestors(write.statement).contains(around)
  }

  private func asksForAbsence(
    _ test: IRNodeID, _ write: SharedWrite, _ function: FunctionSubject
  ) -> Bool {
    function.nodes.contains { node in
      guard function.isInside(node, test), function.sharedPath(node) == write.path else {
        return false
      }
      switch function.use(of: node) {
      case .operand, .tested: return true
      // `cache.get(key) is None`
      case .receiver(let attribute): return function.spelling(attribute) == "get"
      default: return false
      }
    }
  }

  /// The value was awaited here, or a local that was.
  private func comesFromAwait(_ write: SharedWrite, _ function: FunctionSubject) -> Bool {
    if function.kind(write.value) == .await { return isSuspension(write.value, function) }
    guard let symbol = function.symbol(write.value), function.isLocal(symbol) else { return false }
    return function.nodes.contains { node in
      guard function.kind(node) == .assign,
        function.facts.targets(node).contains(where: { function.symbol($0) == symbol })
      else { return false }
      let value = function.assignedValue(node)
      return function.kind(value) == .await && isSuspension(value, function)
    }
  }

  private func buildsResource(_ write: SharedWrite, _ function: FunctionSubject) -> Bool {
    function.acquisitions.contains {
      $0.value == write.value
        || function.holder(of: $0.value)?.symbol == function.symbol(write.value)
          && function.symbol(write.value) != nil
    } || isMadeByHelper(write.value, function)
  }

  /// `self.pool = await self._connect()` of a coroutine function that opens one and returns it.
  private func isMadeByHelper(_ value: IRNodeID, _ function: FunctionSubject) -> Bool {
    guard function.kind(value) == .await, let call = function.call(function.operand(value)),
      let callee = function.context.function(ofCallee: function.type(call.callee)),
      let helper = function.context.readableSubject(of: callee)
    else { return false }
    return helper.acquisitions.contains { made in
      made.use == .returned
        || helper.returnedValues.contains { returned in
          made.holder.map { helper.symbol(returned) == $0.symbol } ?? false
        }
    }
  }

  // MARK: Paths

  private func suspensions(_ function: FunctionSubject) -> Set<PointID> {
    let flow = function.flow
    return Set(
      flow.allPoints.map { PointID(rawValue: $0) }.filter { point in
        switch flow[point].kind {
        case .await: isSuspension(flow[point].node, function)
        case .asyncIterate, .asyncEnter: true
        default: false
        }
      })
  }

  /// Whether a suspension, and then the write, is reached, without another test or write of the path.
  private func passes(
    _ start: PointID, _ suspensions: Set<PointID>, _ write: SharedWrite, _ flow: ControlFlow,
    avoiding again: Set<PointID>, _ function: FunctionSubject
  ) -> Bool {
    let writes = Set(flow.points(of: write.target, .write))
    var others: Set<PointID> = again
    for node in function.nodes {
      guard let shared = SharedWrite(node, function), shared.path == write.path,
        shared.target != write.target
      else { continue }
      others.formUnion(flow.points(of: shared.target, .write))
    }
    let tests = retests(write, flow, function)
    return flow.reached(from: start, avoiding: { others.contains($0) || writes.contains($0) })
      .contains { point in
        suspensions.contains(point)
          && flow.firstReached(
            from: point, avoiding: { others.contains($0) || tests.contains($0) },
            goal: { writes.contains($0) }) != nil
      }
  }

  /// Points that look at the path again to decide something.
  private func retests(
    _ write: SharedWrite, _ flow: ControlFlow, _ function: FunctionSubject
  ) -> Set<PointID> {
    var result: Set<PointID> = []
    for node in function.nodes where function.kind(node) == .if || function.kind(node) == .while {
      let test = function.operand(node)
      let looks = function.nodes.contains {
        function.isInside($0, test) && function.sharedPath($0) == write.path
      }
      if looks { result.formUnion(flow.points(of: test, .test)) }
    }
    return result
  }

  /// A coroutine of the project without any await gives way to nobody.
  private func isSuspension(_ node: IRNodeID, _ function: FunctionSubject) -> Bool {
    guard function.kind(node) == .await else { return false }
    guard let call = function.call(function.operand(node)),
      let callee = function.context.function(ofCallee: function.type(call.callee))
    else { return true }
    let (flags, hasBody) = function.context.definition(of: callee)
    if !hasBody || !flags.contains(.isAsync) || flags.contains(.isTrivial) { return true }
    return !flags.isDisjoint(with: [.hasAwait, .hasAsyncWith, .hasAsyncFor])
  }

  /// A lock, or something that might be one, around both places.
  private func isProtected(
    _ first: IRNodeID, _ second: IRNodeID, _ function: FunctionSubject
  ) -> Bool {
    let around = function.managers(around: second)
    return function.managers(around: first).contains { manager in
      around.contains { $0.context == manager.context } && mayExclude(manager.context, function)
    } || function.calls.contains { $0.spelled == "acquire" }
  }

  private static let open: Set<String> = [
    "asyncio.Timeout", "asyncio.timeouts.Timeout", "asyncio.TaskGroup", "aiohttp.ClientSession",
    "aiohttp._RequestContextManager", "httpx.AsyncClient",
  ]

  private func mayExclude(_ context: IRNodeID, _ function: FunctionSubject) -> Bool {
    !function.isInstance(context, of: Self.open)
  }
}
