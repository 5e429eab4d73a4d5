package import Diagnostics
import PythonSemantics
package import RuleKit
import Summaries

/// LW551: a queue without a limit stands between a producer and a consumer.
package struct UnboundedQueue: ModuleRule {
  package static let metadata = RuleMetadata(
    code: "LW551",
    name: "unbounded-queue",
    summary: "Queue between producer and consumer has no limit",
    group: .queues,
    severity: .info,
    since: "0.1",
    why: """
      `put` on a queue without `maxsize` never waits. A producer that is faster than its consumers \
      fills memory until the process is killed, and what the consumers get is older and older. \
      With a limit `put` waits: the producer feels how fast the work is done.
      """,
    ignoreWhen: """
      Something else bounds what can be in the queue at one time, such as a fixed number of jobs.
      """,
    examples: [
      .bad(
        "A million numbers are in the queue before the first is taken",
        """
        import asyncio


        async def produce(queue: asyncio.Queue) -> None:
            for number in range(1_000_000):
                await queue.put(number)


        async def consume(queue: asyncio.Queue) -> None:
            while True:
                await queue.get()


        async def main() -> None:
            queue = asyncio.Queue()  # expect: LW551
            task = asyncio.create_task(consume(queue))
            await produce(queue)
            print(queue.qsize())
            task.cancel()


        asyncio.run(main())
        """),
      .good(
        "Never more than a hundred",
        """
        import asyncio


        async def produce(queue: asyncio.Queue) -> None:
            for number in range(1_000_000):
                await queue.put(number)


        async def consume(queue: asyncio.Queue) -> None:
            while True:
                await queue.get()


        async def main() -> None:
            queue = asyncio.Queue(maxsize=100)
            task = asyncio.create_task(consume(queue))
            await produce(queue)
            print(queue.qsize())
            task.cancel()
        """),
    ])

  package init() {}

  package func check(_ module: ModuleSubject) -> [Finding] {
    guard module.facts.names.contains(anyOf: ["Queue", "LifoQueue", "PriorityQueue"]) else {
      return []
    }
    return module.functions.flatMap { function -> [Finding] in
      guard !function.isTest || function.isStrict else { return [] }
      return function.calls(of: QueueUse.classes).compactMap { call in
        guard isUnbounded(call, function),
          case .assigned(let statement) = function.use(of: call.node),
          let use = queueUse(statement, function, module), isBetweenTasks(use, function)
        else { return nil }
        return finding(
          at: function.place(call.callee), "nothing limits how far this queue grows",
          function: function.qualifiedName, confidence: .medium,
          label: "a slow consumer fills memory", help: "give it a `maxsize`")
      }
    }
  }

  private func isUnbounded(_ call: Call, _ function: FunctionSubject) -> Bool {
    guard !call.hasStars else { return false }
    guard let size = call.argument(0, "maxsize") else { return true }
    return function.context.engine.number(function.type(size)).map { $0 <= 0 } ?? false
  }

  private func queueUse(
    _ statement: IRNodeID, _ function: FunctionSubject, _ module: ModuleSubject
  ) -> QueueUse? {
    let targets = function.facts.targets(statement)
    guard targets.count == 1, let target = targets.first else { return nil }
    if let symbol = function.symbol(target), !function.isModule {
      return QueueUse.of(local: symbol, in: function)
    }
    guard function.kind(target) == .attribute, function.row.owner != 0,
      function.isReceiver(function.operand(target))
    else { return nil }
    return QueueUse.of(
      attribute: function.spelling(target), in: module.methods(of: Int(function.row.owner) - 1))
  }

  /// `await self.queue.put(…)` in one method and `await self.queue.get()` in another, each for whoever
  /// calls: the producer waits at `put`, and there is nothing to wait for.
  private func isServed(_ use: QueueUse) -> Bool {
    func awaited(_ operations: [QueueUse.Operation], _ name: String) -> [QueueUse.Operation] {
      operations.filter {
        $0.call.spelled == name && $0.function.isAsync && $0.function.isMethod
          && $0.function.use(of: $0.call.node) == .awaited && !$0.function.isTeardown
      }
    }
    let puts = awaited(use.puts, "put")
    guard !puts.isEmpty, puts.count == use.puts.count else { return false }
    return awaited(use.gets, "get").contains { get in
      puts.allSatisfy { $0.function.unit.function != get.function.unit.function }
    }
  }

  /// One coroutine function keeps putting, another keeps getting. A loop of the function that made the
  /// queue fills it with what is at hand.
  private func isBetweenTasks(_ use: QueueUse, _ maker: FunctionSubject) -> Bool {
    let producers = use.puts.filter {
      $0.isInLoop && $0.function.isAsync && $0.function.unit.function != maker.unit.function
    }
    let consumers = use.gets.filter { $0.isInLoop && $0.function.isAsync }
    if isServed(use) { return true }
    return producers.contains { producer in
      consumers.contains { $0.function.unit.function != producer.function.unit.function }
    }
  }
}
