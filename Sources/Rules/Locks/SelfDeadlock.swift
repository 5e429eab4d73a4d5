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
      `asyncio.Lock` is not reentrant: the task that holds it waits for itself, for ever, and all \
      others wait behind it.
      """,
    examples: [
      .bad(
        "A helper takes the same lock",
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
        """),
      .good(
        "The helper leaves locking to its caller",
        """
        import asyncio


        class Store:
            def __init__(self):
                self.lock = asyncio.Lock()

            async def _get(self):
                return 1

            async def update(self):
                async with self.lock:
                    await self._get()
        """),
      .good(
        "Called when the lock is free again",
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
                    pass
                await self.get()
        """),
    ])

  package init() {}

  private static let locks: Set<String> = ["asyncio.Lock", "anyio.Lock", "trio.Lock"]

  package func check(_ function: FunctionSubject) -> [Finding] {
    guard function.isAsync, function.row.flags.contains(.hasAsyncWith) else { return [] }
    return function.nodes.compactMap { node in
      guard function.kind(node) == .await || isLock(node, function) else { return nil }
      let held = function.managers(around: node).filter {
        $0.isAsync && $0.context != node && isLock($0.context, function)
      }.compactMap { function.sharedPath($0.context) }
      guard !held.isEmpty else { return nil }
      if let path = function.sharedPath(node) {
        return held.contains(path) ? again(node, path, [], function) : nil
      }
      guard let call = function.call(function.operand(node)) else { return nil }
      for path in held {
        var seen: Set<FunctionReference> = []
        if let steps = taken(path, by: call, in: function, &seen) {
          return again(call.callee, path, steps, function)
        }
      }
      return nil
    }
  }

  private func isLock(_ node: IRNodeID, _ function: FunctionSubject) -> Bool {
    guard function.sharedPath(node) != nil, case .managed = function.use(of: node) else {
      return false
    }
    return function.isInstance(node, of: Self.locks)
  }

  /// The way from a call to `async with` of the same lock: a method of the same object, or the same
  /// variable of the same file.
  private func taken(
    _ path: String, by call: Call, in function: FunctionSubject,
    _ seen: inout Set<FunctionReference>
  ) -> [ChainStep]? {
    guard seen.count < 12, isSame(path, call, function),
      let callee = function.context.function(ofCallee: function.type(call.callee)),
      seen.insert(callee).inserted
    else { return nil }
    let subject = function.context.subject(of: callee)
    guard subject.isInFile(of: function), subject.isAsync, !subject.isGenerator else {
      return nil
    }
    let step = ChainStep(
      place: subject.namePlace, function: subject.qualifiedName, text: subject.name)
    for node in subject.nodes {
      if isLock(node, subject), subject.sharedPath(node) == path { return [step] }
    }
    for node in subject.nodes where subject.kind(node) == .await {
      guard let inner = subject.call(subject.operand(node)) else { continue }
      if let steps = taken(path, by: inner, in: subject, &seen) { return [step] + steps }
    }
    return nil
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
