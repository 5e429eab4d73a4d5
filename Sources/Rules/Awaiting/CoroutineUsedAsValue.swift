package import Diagnostics
import PythonSemantics
package import RuleKit

/// LW203: a coroutine is used as if it were its result.
package struct CoroutineUsedAsValue: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW203",
    name: "coroutine-used-as-value",
    summary: "Coroutine is used as if it were its result",
    group: .awaiting,
    severity: .error,
    since: "0.1",
    fix: .sometimes(.changesBehavior),
    why: """
      A coroutine is not its result. It is always true, so a test of it decides the same way each \
      time, and the body that should have decided never runs. It has none of the result's \
      attributes, and raises `TypeError` when it is indexed, iterated or added.
      """,
    ignoreWhen: """
      The code asks whether there is a coroutine at all, not what its result is; `is not None` \
      says so, and is not reported.
      """,
    examples: [
      .bad(
        "Prints `[1, -1]`: no item is ever refused",
        """
        import asyncio


        async def is_valid(item):
            return item > 0


        async def keep(items):
            kept = []
            for item in items:
                if is_valid(item):  # expect: LW203
                    kept.append(item)
            return kept


        print(asyncio.run(keep([1, -1])))
        """),
      .bad(
        "`TypeError: 'coroutine' object is not subscriptable`",
        """
        import asyncio


        async def load():
            return {"name": "Ann"}


        async def main():
            user = load()  # expect: LW203
            return user["name"]


        asyncio.run(main())
        """),
      .good(
        "Awaited first: prints `[1]` and `Ann`",
        """
        import asyncio


        async def is_valid(item):
            return item > 0


        async def load():
            return {"name": "Ann"}


        async def main():
            print([item for item in [1, -1] if await is_valid(item)])
            user = await load()
            print(user["name"])


        asyncio.run(main())
        """),
    ])

  package static var needs: FunctionNeeds { FunctionNeeds(someOf: [.hasCall, .isModule]) }

  package init() {}

  package func check(_ function: FunctionSubject) -> [Finding] {
    function.calls.compactMap { calledFinding($0, function) }
      + function.coroutineReads.compactMap { readFinding($0, function) }
  }

  private func calledFinding(_ call: Call, _ function: FunctionSubject) -> Finding? {
    let isCertain = function.unawaited.contains { $0 === call }
    guard
      isCertain
        || function.likelyMakesCoroutine(call) && function.use(of: call.node) != .awaited,
      let (place, misuse) = misuse(of: call.node, function),
      !isDeclaredGenerator(call, misuse, function)
    else { return nil }
    let callee = function.text(call.callee)
    return finding(
      at: function.place(call.callee), "`\(callee)()` is used without being awaited",
      function: function.qualifiedName, confidence: isCertain ? .high : .medium,
      label: label(misuse),
      why: place == call.node ? "" : why(misuse),
      help: function.isAsync ? "write `await \(callee)(…)`" : "run it from a coroutine",
      fix: function.awaitFix(call.node))
  }

  /// `user.profile["name"]` of a property that gives a coroutine.
  private func readFinding(_ node: IRNodeID, _ function: FunctionSubject) -> Finding? {
    guard let (place, misuse) = misuse(of: node, function) else { return nil }
    let text = function.text(node)
    return finding(
      at: function.place(node), "`\(text)` is used without being awaited",
      function: function.qualifiedName, label: label(misuse),
      why: place == node ? "The property gives a coroutine." : why(misuse),
      help: function.isAsync ? "write `await \(text)`" : "run it from a coroutine")
  }

  /// What is done with a coroutine as if it were its result, and where.
  private func misuse(
    of node: IRNodeID, _ function: FunctionSubject
  ) -> (place: IRNodeID, misuse: Misuse)? {
    guard !function.isExpectedToFail(node),
      case .misused(let place, let misuse) = function.fate(of: node)
    else { return nil }
    if case .callback = misuse { return nil }
    return (place, misuse)
  }

  /// An abstract `async def stream() -> AsyncIterator` without `yield` stands for asynchronous
  /// generators.
  private func isDeclaredGenerator(
    _ call: Call, _ misuse: Misuse, _ function: FunctionSubject
  ) -> Bool {
    guard misuse == .iterated || misuse == .entered,
      let origin = function.context.origin(ofCoroutine: call.result)
    else { return false }
    return function.context.flags(of: origin).contains(.isTrivial)
  }

  private func label(_ misuse: Misuse) -> String {
    switch misuse {
    case .tested: "a coroutine is always true"
    case .operand: "a coroutine is compared or calculated with"
    case .index: "no key is a coroutine made here"
    case .attribute(let name):
      "a coroutine has no `\(name)`".count <= 45
        ? "a coroutine has no `\(name)`" : "a coroutine has no such attribute"
    case .subscript: "a coroutine cannot be indexed"
    case .iterated: "a coroutine cannot be iterated"
    case .entered: "a coroutine is no context manager"
    case .formatted: "prints `<coroutine object …>`"
    case .argument(let name):
      name.count <= 12 ? "`\(name)` wants the result" : "the result is wanted"
    case .message: "the message is `<coroutine object …>`"
    case .callback, .called: "a coroutine cannot be called"
    }
  }

  private func why(_ misuse: Misuse) -> String {
    misuse.raises
      ? "Where it is used, Python raises an exception."
      : "Where it is used, nothing of its body has run."
  }
}
