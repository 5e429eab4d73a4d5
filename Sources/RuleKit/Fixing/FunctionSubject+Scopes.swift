package import Diagnostics
package import PythonSemantics
import SourceText

// Fixes that change what runs together, or under what.

extension FunctionSubject {
  /// `async for x in f():` → `async with contextlib.aclosing(f()) as items:` around it.
  package func aclosingFix(_ iterable: IRNodeID, _ loop: IRNodeID) -> Fix? {
    if let target = context.target, target < 10 { return nil }
    return fix("Close the generator when the loop is left", .changesBehavior) { draft in
      guard let text = draft.source(iterable), let lines = draft.wholeLines(of: loop),
        let moved = draft.range(iterable)
      else { return draft.spoil() }
      let name = draft.isTaken("items") ? draft.freshName("generated") : "items"
      let library = draft.importing("contextlib")
      draft.insert(["async with \(library).aclosing(\(text)) as \(name):"], before: loop)
      // Lines of the iterable itself are no lines of the loop any more.
      draft.indent(TextRange(start: lines.start, end: moved.start))
      draft.indent(TextRange(start: draft.text.nextLine(moved.end), end: lines.end))
      draft.replace(iterable, with: name)
    }
  }

  /// `yield` and the clean-up after it → `try: yield`, `finally:` the clean-up.
  package func protectYieldFix(_ yield: IRNodeID) -> Fix? {
    let statement = statement(of: yield)
    guard isSimple(statement), let draft = FixDraft(self, "", .changesBehavior) else { return nil }
    let block = draft.block(around: statement)
    guard let index = block.firstIndex(of: statement) else { return nil }
    let cleanup = Array(block[(index + 1)...])
    // Anything else there may be meant for success alone.
    guard cleanup.allSatisfy({ expressionCall($0)?.arguments.isEmpty ?? false }) else { return nil }
    return finallyFix(after: yield, cleanup: cleanup, "Clean up in `finally`")
  }

  /// Takes a statement away; alone in its block it becomes `pass`.
  package func passFix(_ node: IRNodeID, _ title: String) -> Fix? {
    let statement = statement(of: node)
    guard kind(statement) == .expression else { return nil }
    return fix(title, .changesBehavior) { $0.drop(statement) }
  }

  /// A loop that is made, used once and closed by hand → `asyncio.run(…)`.
  package func runnerFix(_ made: Call) -> Fix? {
    fix("Let `asyncio.run` handle the loop", .changesBehavior) { draft in
      let runs = calls.filter { $0.spelled == "run_until_complete" }
      guard let run = runs.first, runs.count == 1, let job = run.argument(0, "future"),
        awaitability(job) == .coroutine
      else { return draft.spoil() }
      draft.replace(run.callee, with: draft.importing("asyncio") + ".run")
      if run.receiver == made.node { return }
      guard case .assigned(let statement) = use(of: made.node), kind(statement) == .assign,
        let target = facts.targets(statement).first, facts.targets(statement).count == 1,
        let symbol = symbol(target), isLocal(symbol), !isCaptured(symbol)
      else { return draft.spoil() }
      draft.drop(statement)
      for read in reads(of: symbol) where parent(read) != run.callee {
        let around = self.statement(of: read)
        guard let call = expressionCall(around),
          ["close", "set_event_loop"].contains(call.spelled), call.node != run.node
        else { return draft.spoil() }
        draft.drop(around)
      }
    }
  }

  /// `a = await f()`, `b = await g()` → `a, b = await asyncio.gather(f(), g())`.
  package func togetherFix(_ first: IRNodeID, _ second: IRNodeID) -> Fix? {
    fix("Wait for both at once", .changesBehavior) { draft in
      guard let one = draft.lines(of: first), let two = draft.lines(of: second),
        let start = draft.range(first), let end = draft.range(second),
        draft.text.isSpace(start.end, end.start), one.end < two.start,
        let left = awaited(first, draft), let right = awaited(second, draft),
        (left.name == nil) == (right.name == nil)
      else { return draft.spoil() }
      let names = [left.name, right.name].compactMap { $0 }.joined(separator: ", ")
      let library = draft.importing("asyncio")
      draft.replace(
        TextRange(start: start.start, end: end.end),
        with: (names.isEmpty ? "" : names + " = ")
          + "await \(library).gather(\(left.call), \(right.call))")
    }
  }

  private func awaited(
    _ statement: IRNodeID, _ draft: FixDraft
  ) -> (name: String?, call: String)? {
    let value =
      kind(statement) == .assign
      ? assignedValue(statement) : facts.operand(statement)
    guard kind(value) == .await, let call = draft.source(facts.operand(value)),
      !call.contains("\n")
    else { return nil }
    if kind(statement) == .expression { return (nil, call) }
    let targets = facts.targets(statement)
    guard targets.count == 1, kind(targets[0]) == .name else { return nil }
    return (spelling(targets[0]), call)
  }

  /// Lets others run once in each turn of a loop.
  package func giveWayFix(_ loop: IRNodeID) -> Fix? {
    guard isAsync, let first = facts.statements(.body, of: loop).first else {
      return nil
    }
    return fix("Give way in each turn", .changesBehavior) { draft in
      let library = draft.library()
      draft.insert(["await \(library).sleep(0)"], before: first)
    }
  }
}

extension FixDraft {
  /// Takes a statement away; alone in its block it becomes `pass`.
  package mutating func drop(_ statement: IRNodeID) {
    let block = block(around: statement)
    guard !block.isEmpty else { return spoil() }
    if block.count == 1 { replace(statement, with: "pass") } else { remove(statement) }
  }
}
