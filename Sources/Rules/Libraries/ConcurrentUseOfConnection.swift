package import Diagnostics
import LibraryModels
import PythonFlow
import PythonSemantics
package import RuleKit
import Summaries

/// LW751: one connection is used by two operations at once.
package struct ConcurrentUseOfConnection: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW751",
    name: "concurrent-use-of-connection",
    summary: "One connection or session is used by two operations at once",
    group: .libraries,
    severity: .error,
    since: "0.1",
    why: """
      A database connection, an `AsyncSession`, a cursor or a stream carries one operation at a \
      time. A second one fails (asyncpg: `InterfaceError: … another operation is in progress`), or \
      with some drivers gets the answer to the first. Each concurrent operation needs a connection \
      of its own, from a pool.
      """,
    ignoreWhen: "The driver queues the operations by itself and says so, as clients of Redis do.",
    examples: [
      .bad(
        "Two queries at once on one connection",
        """
        import asyncio

        import asyncpg


        async def load(connection: asyncpg.Connection):
            return await asyncio.gather(
                connection.fetch("select 1"),
                connection.fetch("select 2"),  # expect: LW751
            )
        """),
      .good(
        "The pool lends one connection to each",
        """
        import asyncio

        import asyncpg


        async def load(pool: asyncpg.Pool):
            return await asyncio.gather(pool.fetch("select 1"), pool.fetch("select 2"))
        """),
    ])

  package static var needs: FunctionNeeds {
    FunctionNeeds(
      .isAsync, spelled: ["gather", "create_task", "ensure_future", "as_completed", "wait"])
  }

  package init() {}

  private static let starters: CalleeNames = [
    "asyncio.gather", "asyncio.create_task", "asyncio.ensure_future",
    "asyncio.TaskGroup.create_task", "asyncio.taskgroups.TaskGroup.create_task", "asyncio.wait",
    "asyncio.as_completed",
  ]

  package func check(_ function: FunctionSubject) -> [Finding] {
    let starts = function.calls(of: Self.starters)
    guard !starts.isEmpty else { return [] }
    var first: [String: Operation] = [:]
    var said: Set<String> = []
    return operations(starts, function).compactMap { operation -> Finding? in
      if said.contains(operation.path) { return nil }
      let earlier = first[operation.path]
      first[operation.path] = earlier ?? operation
      let overlaps =
        operation.isRepeated || earlier.map { $0.overlaps(operation, function) } ?? false
      guard overlaps else { return nil }
      said.insert(operation.path)
      return finding(
        at: function.place(operation.node),
        "`\(operation.path)` is used by several operations at once",
        function: function.qualifiedName, label: "the one before may not be done",
        help: "give each operation a connection of its own, from a pool", chain: operation.chain)
    }
  }

  private struct Operation {
    var path: String
    /// The call that makes the coroutine, and its callee.
    var made: IRNodeID
    var node: IRNodeID
    /// Started once for each item of a comprehension or loop.
    var isRepeated: Bool
    /// The call that starts it, and whether its end is awaited at once.
    var start: IRNodeID
    var isGather: Bool
    /// Where the coroutine works with a connection that it was not handed.
    var chain: [ChainStep]

    /// Both in one `gather`, or started as tasks one after the other without an await in between.
    func overlaps(_ other: Operation, _ function: FunctionSubject) -> Bool {
      guard precedes(other, function) else { return false }
      if start == other.start { return true }
      guard !isGather, !other.isGather else { return false }
      return !function.nodes.contains {
        function.kind($0) == .await && function.facts[start].start < function.facts[$0].start
          && function.facts[$0].start < function.facts[other.start].start
      }
    }

    /// Not of two branches, or of two rounds of a loop.
    private func precedes(_ other: Operation, _ function: FunctionSubject) -> Bool {
      let flow = function.flow
      let starts = Set(flow.points(of: other.start, .call))
      let others = Set(flow.points(of: other.made, .call))
      return flow.points(of: made, .call).contains {
        flow.firstReached(from: $0, avoiding: starts.contains, goal: others.contains) != nil
      }
    }
  }

  /// Coroutines made for the starters that work with an exclusive resource.
  private func operations(_ starts: [Call], _ function: FunctionSubject) -> [Operation] {
    var result: [Operation] = []
    for start in starts {
      for node in start.arguments.flatMap({ coroutines(in: $0, function) }) {
        guard let call = function.call(node), function.awaitability(node) == .coroutine else {
          continue
        }
        for used in function.connections(usedBy: call) {
          result.append(
            Operation(
              path: used.path, made: node, node: call.callee,
              isRepeated: isRepeated(node, used.root, start, function), start: start.node,
              isGather: start.spelled == "gather" || start.spelled == "wait", chain: used.chain))
        }
      }
    }
    return result
  }

  /// The calls in an argument, or those that a variable stands for which is bound once: a coroutine, or a
  /// list of them.
  private func coroutines(
    in argument: CallArgument, _ function: FunctionSubject
  ) -> [IRNodeID] {
    guard let symbol = function.variable(argument) else {
      return function.nodes.filter { function.isInside($0, argument.node) }
    }
    guard let made = function.onlyDefinition(of: symbol), made.kind == .assignment else {
      return []
    }
    return [function.assignedValue(made.statement)]
      + function.calls(in: argument.node).map { $0.node }
  }

  /// In a comprehension, or in a loop that starts a task for each item, while the connection is the
  /// same for all.
  private func isRepeated(
    _ node: IRNodeID, _ root: UInt32, _ start: Call, _ function: FunctionSubject
  ) -> Bool {
    let loops = function.loops(around: node)
    guard let loop = loops.first else { return false }
    let isComprehension = function.kind(loop) == .comprehension
    // `[create_task(c) for c in (read(a), read(b))]` makes each of them once.
    let sources =
      isComprehension
      ? function.facts.generators(loop).map { $0.iterable } : [function.operand(loop)]
    if function.kind(loop) != .while, sources.contains(where: { function.isInside(node, $0) }) {
      return false
    }
    guard
      isComprehension || !function.isInside(function.parent(start.node), loop)
        || function.use(of: start.node) != .awaited
    else { return false }
    // A variable of the loop itself is another one each time.
    let isBoundInside = function.nodes.contains {
      function.symbol($0) == root && function.isBinding($0) && function.isInside($0, loop)
    }
    return !isBoundInside && !isAwaitedInLoop(start, loop, function)
  }

  private func isAwaitedInLoop(
    _ start: Call, _ loop: IRNodeID, _ function: FunctionSubject
  ) -> Bool {
    function.kind(loop) != .comprehension
      && function.nodes.contains {
        function.kind($0) == .await && function.isInside($0, loop)
          && !function.isInside($0, start.node)
      }
  }
}
