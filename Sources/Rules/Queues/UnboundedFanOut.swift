package import Diagnostics
import PythonSemantics
package import RuleKit
import Summaries

/// LW553: more work is started at once than anything limits.
package struct UnboundedFanOut: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW553",
    name: "unbounded-fan-out",
    summary: "Any number of tasks is started at once",
    group: .queues,
    severity: .warning,
    since: "0.1",
    why: """
      Every task takes memory, and usually a socket or a connection. Started all at once for a \
      huge or endless source, they end in `OSError: Too many open files`, in a pool where all time \
      out, or in a server that refuses. In the strict profile also: for a list of unknown length, \
      where a semaphore limits only how many run.
      """,
    ignoreWhen: """
      The source is known to be short, or another limit stands before it, such as the connector of \
      the session.
      """,
    examples: [
      .bad(
        "A hundred thousand requests at once",
        """
        import asyncio


        async def fetch(number: int) -> int:
            await asyncio.sleep(1)
            return number


        async def main() -> None:
            await asyncio.gather(*[fetch(n) for n in range(100_000)])  # expect: LW553
        """),
      .good(
        "A semaphore limits how many run",
        """
        import asyncio


        async def main() -> None:
            slots = asyncio.Semaphore(20)

            async def fetch(number: int) -> int:
                async with slots:
                    await asyncio.sleep(1)
                    return number

            await asyncio.gather(*[fetch(n) for n in range(100_000)])
        """),
    ])

  package static var needs: FunctionNeeds {
    FunctionNeeds([.isAsync, .hasCall], in: .exceptTestsUnlessStrict)
  }

  package init() {}

  private static let gathers: CalleeNames = [
    "asyncio.gather", "asyncio.wait", "asyncio.as_completed",
  ]
  private static let starters: CalleeNames = [
    "asyncio.create_task", "asyncio.ensure_future", "asyncio.TaskGroup.create_task",
    "asyncio.AbstractEventLoop.create_task", "anyio.abc.TaskGroup.start_soon",
    "trio.Nursery.start_soon",
  ]
  private static let waits: CalleeNames = ["asyncio.shield", "asyncio.wait_for"]
  /// A literal source of fewer items is nobody's problem.
  private static let huge = 1000.0

  package func check(_ function: FunctionSubject) -> [Finding] {
    function.calls.compactMap { call in
      if call.isOne(of: Self.gathers) { return hugeGather(call, function) }
      if call.isOne(of: Self.starters) { return endlessSpawn(call, function) }
      return nil
    }
  }

  // MARK: gather(*[f(x) for x in range(100_000)])

  private func hugeGather(_ call: Call, _ function: FunctionSubject) -> Finding? {
    for argument in call.arguments {
      let list = written(argument.node, function)
      if function.isStrict, let finding = givenGather(list, call, function) { return finding }
      guard let size = size(of: list, function) else { continue }
      let element = function.facts.element(list)
      guard Self.huge <= size, FanOut.limit(of: element, function) == .none else { continue }
      return report(call, function, "\(Int(size)) tasks are started at once")
    }
    return nil
  }

  /// The comprehension that a variable was bound to, once.
  private func written(_ node: IRNodeID, _ function: FunctionSubject) -> IRNodeID {
    guard let definition = function.symbol(node).flatMap(function.onlyDefinition),
      definition.kind == .assignment
    else { return node }
    return definition.node
  }

  /// Strict: `gather(*[f(x) for x in items])` where `items` is what the caller gives. A semaphore that
  /// the coroutines take bounds what runs, not how many there are.
  private func givenGather(
    _ list: IRNodeID, _ call: Call, _ function: FunctionSubject
  ) -> Finding? {
    guard let name = FanOut.givenItems(of: list, function) else { return nil }
    switch FanOut.limit(of: function.facts.element(list), function) {
    case .unknown: return nil
    case .none: return report(call, function, "each item of `\(name)` starts a task at once")
    case .insideTask:
      return report(
        call, function, "each item of `\(name)` gets its task at once, limited or not",
        severity: .info, label: "the limit holds them back when they exist")
    }
  }

  /// The literal number of items of `for x in range(n)`.
  private func size(of node: IRNodeID, _ function: FunctionSubject) -> Double? {
    let generators = function.facts.generators(node)
    guard generators.count == 1, let source = function.plainCall(generators[0].iterable),
      source.isNamed("range") || source.spelled == "range"
    else { return nil }
    let numbers = source.arguments.map {
      function.context.engine.number(function.type($0.node))
    }
    switch numbers.count {
    case 1: return numbers[0]
    case 2: return numbers[0].flatMap { low in numbers[1].map { $0 - low } }
    default: return nil
    }
  }

  // MARK: while True: create_task(…)

  private func endlessSpawn(_ call: Call, _ function: FunctionSubject) -> Finding? {
    guard let loop = function.loops(around: call.node).first(where: { isFed($0, function) }),
      let started = call.argument(0, nil), FanOut.limit(of: started, function) == .none,
      !isThrottled(loop, function), !isAwaited(call, in: loop, function)
    else { return nil }
    return report(call, function, "every item of an endless source starts a task")
  }

  /// The loop waits for the task itself, shielded or not, before it asks for the next item.
  private func isAwaited(
    _ call: Call, in loop: IRNodeID, _ function: FunctionSubject
  ) -> Bool {
    func isWaitedFor(_ node: IRNodeID) -> Bool {
      switch function.use(of: node) {
      case .awaited: true
      case .argument(let outer):
        function.call(outer)?.isOne(of: Self.waits) == true && isWaitedFor(outer)
      default: false
      }
    }
    let reads = function.holder(of: call.node).map { function.reads(of: $0.symbol) } ?? []
    return isWaitedFor(call.node)
      || reads.contains { function.isInside($0, loop) && isWaitedFor($0) }
  }

  /// An endless loop that takes its items from a queue.
  private func isFed(_ loop: IRNodeID, _ function: FunctionSubject) -> Bool {
    guard function.isEndless(loop) else { return false }
    return function.calls.contains { call in
      call.spelled == "get" && function.isInside(call.node, loop)
        && call.receiver.map { function.isInstance($0, of: QueueUse.classes.names) } ?? false
    }
  }

  /// The loop takes a slot, waits for tasks, or compares how many there are.
  private func isThrottled(_ loop: IRNodeID, _ function: FunctionSubject) -> Bool {
    function.nodes.contains { node in
      guard function.isInside(node, loop) else { return false }
      if function.kind(node) == .compare { return comparesLength(node, function) }
      guard let call = function.call(node) else { return false }
      if call.spelled == "acquire" || call.isOne(of: Self.gathers) { return true }
      return false
    }
      || function.managers(
        around: function.facts.statements(.body, of: loop).first ?? loop
      )
      .contains { function.isInstance($0.context, of: FanOut.limiters) }
  }

  private func comparesLength(_ node: IRNodeID, _ function: FunctionSubject) -> Bool {
    function.facts.items(node).contains { function.call($0)?.spelled == "len" }
  }

  private func report(
    _ call: Call, _ function: FunctionSubject, _ message: String, severity: Severity? = nil,
    label: String = "nothing limits how many run"
  ) -> Finding {
    finding(
      at: function.place(call.callee), message, function: function.qualifiedName,
      confidence: .medium, severity: severity, label: label,
      help: "take an `asyncio.Semaphore` before each start, or use a fixed set of workers")
  }
}
