package import Diagnostics
import PythonSemantics
package import RuleKit
import Summaries

/// LW607: a coroutine asks for a lock that it holds itself.
package struct SelfDeadlock: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW607",
    name: "self-deadlock",
    summary: "Lock is asked for again by the task that holds it",
    group: .locks,
    severity: .error,
    since: "0.1",
    why: """
      `asyncio.Lock` may be taken once, also by the same task: the task waits for itself, for \
      ever, and all others wait behind it, while the rest of the program goes on and nothing is \
      printed. Two locks that are taken in one order here and in the other order there do the same \
      to two tasks: each holds what the other one waits for.
      """,
    ignoreWhen: """
      The two are different objects, such as the locks of a parent and of its child, and always \
      taken from parent to child.
      """,
    examples: [
      .bad(
        "A helper takes the same lock; never prints `done`",
        """
        import asyncio


        class Store:
            def __init__(self):
                self.lock = asyncio.Lock()

            async def get(self):
                async with self.lock:
                    return 1

            async def update(self):
                async with self.lock:
                    await self.get()  # expect: LW607


        async def main():
            await Store().update()
            print("done")


        asyncio.run(main())
        """),
      .good(
        "The lock is taken outside, the work is done by a function without",
        """
        import asyncio


        class Store:
            def __init__(self):
                self.lock = asyncio.Lock()

            async def get(self):
                async with self.lock:
                    return await self._get()

            async def _get(self):
                return 1

            async def update(self):
                async with self.lock:
                    await self._get()
        """),
    ])

  package static var needs: FunctionNeeds { FunctionNeeds([.isAsync, .hasAsyncWith]) }

  package init() {}

  private static let locks: Set<String> = ["asyncio.Lock", "anyio.Lock", "trio.Lock"]

  package func check(_ function: FunctionSubject) -> [Finding] {
    let orders = orders(function)
    return orders.compactMap { order in
      order.held == order.taken
        ? again(order.node, order.taken, order.steps, function) : inverted(order, function)
    }
  }

  /// A lock that is asked for while another one (or the same) is held.
  private struct Order {
    var held: String
    var taken: String
    var node: IRNodeID
    var steps: [ChainStep]
  }

  private func orders(_ function: FunctionSubject) -> [Order] {
    function.nodes.flatMap { node -> [Order] in
      guard function.kind(node) == .await || isLock(node, function) else { return [] }
      let held = function.managers(around: node).filter {
        $0.isAsync && $0.context != node && isLock($0.context, function)
      }.compactMap { function.sharedPath($0.context) }
      guard !held.isEmpty else { return [] }
      if let path = function.sharedPath(node) {
        return held.map { Order(held: $0, taken: path, node: node, steps: []) }
      }
      guard let call = function.call(function.operand(node)) else { return [] }
      return held.flatMap { path -> [Order] in
        var seen: Set<FunctionReference> = []
        return taken(beside: path, by: call, in: function, given: [], &seen).map {
          Order(held: path, taken: $0.path, node: call.callee, steps: $0.steps)
        }
      }
    }
  }

  /// Another function of the file, further up, takes the same two locks the other way round.
  private func inverted(_ order: Order, _ function: FunctionSubject) -> Finding? {
    if function.isTest { return nil }
    for index in function.facts.functions.indices where index < function.index {
      let row = function.facts.functions[index]
      guard row.flags.contains(.isAsync), row.flags.contains(.hasAsyncWith),
        row.owner == function.row.owner || !order.held.contains(".") && !order.taken.contains(".")
      else { continue }
      let other = function.neighbour(index)
      guard
        let opposite = orders(other).first(where: {
          $0.held == order.taken && $0.taken == order.held
        })
      else { continue }
      return finding(
        at: function.place(order.node),
        "`\(order.held)` and `\(order.taken)` are taken in two orders",
        function: function.qualifiedName, severity: .warning,
        label: "two tasks may wait for each other",
        help: "take them in the same order everywhere",
        chain: order.steps + [
          ChainStep(
            place: other.place(opposite.node), function: other.qualifiedName,
            text: opposite.taken)
        ])
    }
    return nil
  }

  private func isLock(_ node: IRNodeID, _ function: FunctionSubject) -> Bool {
    guard function.sharedPath(node) != nil, case .managed = function.use(of: node) else {
      return false
    }
    return function.isInstance(node, of: Self.locks)
  }

  /// The locks that a call leads to, in methods of the same object or in functions of the same file, with
  /// the way there.
  private func taken(
    beside path: String, by call: Call, in function: FunctionSubject, given values: [TypeID],
    _ seen: inout Set<FunctionReference>
  ) -> [(path: String, steps: [ChainStep])] {
    guard seen.count < 12, isSame(path, call, function),
      let callee = function.context.function(ofCallee: function.type(call.callee)),
      let given = function.values(handedTo: callee, at: call.node, given: values),
      seen.insert(callee).inserted
    else { return [] }
    let subject = function.context.subject(of: callee)
    guard subject.isInFile(of: function), subject.isAsync, !subject.isGenerator else { return [] }
    let step = subject.definitionStep
    var found: [(path: String, steps: [ChainStep])] = []
    for node in subject.nodes {
      if isLock(node, subject), let other = subject.sharedPath(node) {
        found.append((other, [step]))
      } else if subject.kind(node) == .await, let inner = subject.call(subject.operand(node)) {
        found += taken(beside: path, by: inner, in: subject, given: given, &seen)
          .map { ($0.path, [step] + $0.steps) }
      }
    }
    // The shortest way to each.
    var shown: Set<String> = []
    return found.sorted { $0.steps.count < $1.steps.count }.filter {
      shown.insert($0.path).inserted
    }
  }

  private func isSame(_ path: String, _ call: Call, _ function: FunctionSubject) -> Bool {
    guard path.contains(".") else { return true }
    guard let receiver = call.receiver, let own = function.receiverName else { return false }
    return function.kind(receiver) == .name && function.spelling(receiver) == own
  }

  private func again(
    _ node: IRNodeID, _ path: String, _ chain: [ChainStep], _ function: FunctionSubject
  ) -> Finding {
    finding(
      at: function.place(node), "`\(function.name)` asks for `\(path)` while it holds it",
      function: function.qualifiedName, label: "waits for itself, for ever",
      help: "move the work into a method that takes no lock", chain: chain)
  }
}
