package import Diagnostics
import PythonFlow
import PythonSemantics
import PythonSyntax
package import RuleKit
import Summaries

/// LW558: a loop sleeps and looks whether something in this process has changed.
package struct AsyncBusyWait: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW558",
    name: "async-busy-wait",
    summary: "Loop sleeps until a variable of this process changes",
    group: .queues,
    severity: .warning,
    since: "0.1",
    why: """
      Sleeping and looking again reacts late, by up to the length of the sleep, and wakes up for \
      nothing ten times a second in between. If the flag is set and cleared during one sleep, the \
      change is missed and the loop goes on for ever. An `asyncio.Event` wakes its waiters at \
      once.
      """,
    ignoreWhen: """
      What changes the flag cannot set an event: a signal of a C library, a file, another process.
      """,
    equivalents: ["ASYNC110", "S7484"],
    examples: [
      .bad(
        "Waiting for a flag",
        """
        import asyncio


        class Worker:
            def __init__(self) -> None:
                self.ready = False

            async def wait_ready(self) -> None:
                while not self.ready:  # expect: LW558
                    await asyncio.sleep(0.1)
        """),
      .good(
        "An event",
        """
        import asyncio


        class Worker:
            def __init__(self) -> None:
                self.ready = asyncio.Event()

            async def wait_ready(self) -> None:
                await self.ready.wait()
        """),
      .good(
        "A remote system has no event to wait for",
        """
        import asyncio


        async def wait_done(client, job: str) -> None:
            while not await client.is_done(job):
                await asyncio.sleep(1)
        """),
    ])

  package static var needs: FunctionNeeds {
    FunctionNeeds(
      [.isAsync, .hasLoop, .hasAwait], in: .exceptTestsUnlessStrict)
  }

  package init() {}

  private static let sleeps: CalleeNames = ["asyncio.sleep", "anyio.sleep", "trio.sleep"]
  private static let pollable: [String: Set<String>] = [
    "is_set": ["asyncio.Event", "anyio.Event", "trio.Event"],
    "empty": QueueUse.classes.names, "full": QueueUse.classes.names,
    "done": RuleContext.futureClasses,
    "locked": ["asyncio.Lock", "asyncio.Semaphore"],
  ]

  package func check(_ function: FunctionSubject) -> [Finding] {
    function.nodes(.while).compactMap { node in
      let test = function.operand(node)
      guard let pause = onlyPause(of: node, function), changesHere(test, function),
        !staysUntilStopped(node, pause, function)
      else { return nil }
      return finding(
        at: function.place(test), "`\(function.name)` polls a variable of this process",
        function: function.qualifiedName, confidence: .medium,
        label: "sleeps and looks again",
        help: "set an `asyncio.Event` where it changes, and await that")
    }
  }

  private func onlyPause(of loop: IRNodeID, _ function: FunctionSubject) -> Call? {
    let body = function.facts.statements(.body, of: loop)
    guard body.count == 1, let statement = body.first, function.kind(statement) == .expression
    else { return nil }
    let wait = function[function.operand(statement)]
    guard wait.kind == .await, let call = function.call(wait.operand), call.isOne(of: Self.sleeps)
    else { return nil }
    return call
  }

  /// `await connect()`, and long pauses until `stop()` is called: the loop is there to stay, and nothing
  /// but clearing up comes after it.
  private func staysUntilStopped(
    _ loop: IRNodeID, _ pause: Call, _ function: FunctionSubject
  ) -> Bool {
    let flow = function.flow
    let start = function[loop].start
    guard let seconds = pause.argument(0),
      let test = flow.points(of: function.operand(loop), .test).first,
      let length = function.context.engine.number(function.type(seconds)), 0.5 <= length,
      function.loops(around: loop).isEmpty,
      function.nodes(.await).contains(where: { function[$0].start < start }),
      isEndedByRequest(function.operand(loop), function)
    else { return false }
    return flow.isComplete
      && flow.firstReached(from: test) { point in
        let node = flow[point].node
        return node.exists && !function.isInside(node, loop) && !function.isInside(loop, node)
          && !isClearingUp(node, after: loop, function)
      } == nil
  }

  private func isClearingUp(
    _ node: IRNodeID, after loop: IRNodeID, _ function: FunctionSubject
  ) -> Bool {
    function.ancestors(loop).contains {
      function.kind($0) == .try && function.isInside(node, .final, of: $0)
    }
  }

  /// Methods that clear the flag do it first: none says so at the end of some work.
  private func isEndedByRequest(_ flag: IRNodeID, _ function: FunctionSubject) -> Bool {
    guard function.kind(flag) == .attribute else { return false }
    let ends = constants(of: flag, function).filter { row in
      function.facts.truth(row.value) == false && row.function != 0
        && row.function != function.index
        && function.neighbour(Int(row.function)).name != "__init__"
    }
    return !ends.isEmpty
      && ends.allSatisfy { row in
        let method = function.neighbour(Int(row.function))
        return !method.nodes(.await).contains { method[$0].start < row.start }
      }
  }

  /// Whether the test asks for something that only this process changes, and nothing else.
  private func changesHere(_ node: IRNodeID, _ function: FunctionSubject) -> Bool {
    let row = function[node]
    switch row.kind {
    case .unary where row.flags == UnaryOperator.not.rawValue:
      return changesHere(row.operand, function)
    case .boolean:
      return function.facts.items(node).allSatisfy { changesHere($0, function) }
    case .compare:
      let operands = function.facts.items(node)
      guard operands.count == 2, function.kind(operands[1]) == .constant else { return false }
      return changesHere(row.operand, function)
    case .attribute: return isOwnFlag(node, function)
    case .name: return isSharedVariable(node, function)
    case .call:
      guard let call = function.call(node), let receiver = call.receiver,
        let classes = Self.pollable[call.spelled], call.arguments.isEmpty
      else { return false }
      return function.isInstance(receiver, of: classes)
    default: return false
    }
  }

  /// A plain attribute of `self` that methods of the class assign: no property, no proxy.
  private func isOwnFlag(_ node: IRNodeID, _ function: FunctionSubject) -> Bool {
    let base = function.operand(node)
    guard function.isReceiver(base), function.row.owner != 0 else { return false }
    return !constants(of: node, function).isEmpty
  }

  /// What the class sets the attribute to, where that is a constant.
  private func constants(of node: IRNodeID, _ function: FunctionSubject) -> [AttributeRow] {
    let name = function[node].b
    let owner = function.facts.classes[Int(function.row.owner - 1)]
    return owner.attributes.map { function.facts.attributes[Int($0)] }.filter { row in
      row.name == name && row.value.exists && function.kind(row.value) == .constant
    }
  }

  /// A global or a variable of an enclosing function that other code assigns.
  private func isSharedVariable(_ node: IRNodeID, _ function: FunctionSubject) -> Bool {
    guard let symbol = function.symbol(node) else { return false }
    let row = function.facts.symbols[Int(symbol)]
    guard row.flags.contains(.rebound), row.flags.contains(.assigned) else { return false }
    // Somebody else assigns it: this function only looks.
    return function.facts.definitions[
      Int(row.definitions.lowerBound)..<Int(row.definitions.upperBound)
    ]
    .contains { Int($0.function) != function.index && $0.function != 0 }
  }
}
