package import Diagnostics
import PythonSemantics
package import RuleKit
import Summaries

/// LW256: a loop leaves an asynchronous generator that still has cleanup to do.
package struct AsyncGeneratorAbandoned: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW256",
    name: "async-generator-abandoned",
    summary: "Loop leaves an async generator early, so its cleanup runs late or never",
    group: .contextManagers,
    severity: .warning, confidence: .medium,
    since: "0.1",
    fix: .sometimes(.changesBehavior),
    why: """
      `break`, `return` or an exception in the loop's body does not close an asynchronous \
      generator. Its `finally` and `async with` run later, in a task that the loop starts for it \
      once the object is collected, or when the loop itself ends: the connection stays out \
      meanwhile, and a timeout or transaction ends in the wrong task. `contextlib.aclosing` closes \
      it at the end of the block.
      """,
    ignoreWhen: "The generator's cleanup is harmless whenever and wherever it runs.",
    examples: [
      .bad(
        "Prints `released` after `next`, not before",
        """
        import asyncio


        async def rows():
            try:
                yield 1
            finally:
                await asyncio.sleep(0)
                print("released")


        async def main():
            async for row in rows():  # expect: LW256
                if row:
                    break
            print("next")


        asyncio.run(main())
        """),
      .good(
        "Closed with the block",
        """
        import asyncio
        from contextlib import aclosing


        async def rows():
            try:
                yield 1
            finally:
                await asyncio.sleep(0)
                print("released")


        async def main():
            async with aclosing(rows()) as found:
                async for row in found:
                    if row:
                        break
            print("next")


        asyncio.run(main())
        """),
    ])

  package static var needs: FunctionNeeds {
    FunctionNeeds([.isAsync, .hasAsyncFor], in: .exceptTests)
  }

  package init() {}

  package func check(_ function: FunctionSubject) -> [Finding] {
    function.nodes(.for).compactMap { node in
      guard function[node].isAsync else { return nil }
      let iterable = function.operand(node)
      guard function.kind(iterable) == .call, function.awaitability(iterable) == .asyncGenerator,
        function.isCertainCall(iterable), let leaving = leaving(node, function),
        let origin = function.context.origin(ofCoroutine: function.type(iterable)),
        let generator = function.context.readableSubject(of: origin), cleansUp(generator)
      else { return nil }
      let text = function.text(function[iterable].operand) + "(…)"
      return finding(
        at: function.place(iterable),
        leaving == .here
          ? "`\(text)` is left before it is done" : "`\(text)` is left when its user stops early",
        function: function.qualifiedName,
        severity: leaving == .here ? .warning : .info, label: "its cleanup runs late, or never",
        help: "use `async with aclosing(\(text)) as …`",
        fix: isLeftItself(function) ? nil : function.aclosingFix(iterable, node))
    }
  }

  private enum Leaving {
    case here
    /// The generator around is closed at a `yield` of the loop: nothing closes the inner one then.
    case byUser
  }

  private func leaving(_ loop: IRNodeID, _ function: FunctionSubject) -> Leaving? {
    if isLeft(loop, function) { return .here }
    guard function.isGenerator, !function.isManagerFactory else { return nil }
    let handsOn = function.nodes.contains {
      function.kind($0) == .yield && function.isInside($0, .body, of: loop)
    }
    return handsOn ? .byUser : nil
  }

  /// `break` of this loop, or `return`, in its body.
  private func isLeft(_ loop: IRNodeID, _ function: FunctionSubject) -> Bool {
    function.nodes.contains { node in
      guard [.break, .return].contains(function.kind(node)),
        function.isInside(node, .body, of: loop)
      else { return false }
      return function.kind(node) == .return || function.loops(around: node).first == loop
    }
  }

  /// Whether a loop of the file leaves this generator early: once it has something to close, that loop
  /// has to close it, too.
  private func isLeftItself(_ generator: FunctionSubject) -> Bool {
    guard generator.isGenerator, !cleansUp(generator) else { return false }
    return generator.facts.functions.indices.contains { index in
      let flags = generator.facts.functions[index].flags
      guard flags.isSuperset(of: [.isAsync, .hasAsyncFor]) else { return false }
      let user = generator.neighbour(index)
      return user.nodes.contains { loop in
        guard user.kind(loop) == .for, leaving(loop, user) != nil else { return false }
        let origin = user.context.origin(ofCoroutine: user.type(user.operand(loop)))
        return origin == generator.unit.function
      }
    }
  }

  /// Yields where an `await` in a `finally` or the exit of an `async with` is still to come.
  private func cleansUp(_ generator: FunctionSubject) -> Bool {
    guard generator.row.decorators == 0 else { return false }
    return generator.nodes.contains { node in
      guard generator.kind(node) == .yield else { return false }
      if generator.managers(around: node).contains(where: { $0.isAsync }) { return true }
      return generator.ancestors(node).contains { ancestor in
        generator.kind(ancestor) == .try && generator.isInside(node, .body, of: ancestor)
          && generator.nodes.contains {
            generator.kind($0) == .await && generator.isInside($0, .final, of: ancestor)
          }
      }
    }
  }
}
