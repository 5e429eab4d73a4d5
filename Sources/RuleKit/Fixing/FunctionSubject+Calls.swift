package import Diagnostics
import Project
package import PythonSemantics
import SourceText

// Fixes that rewrite one call or one expression.

extension FunctionSubject {
  /// `f()` → `await f()`. Not where a loop around it would let go of a collection that somebody changes.
  package func awaitFix(_ node: IRNodeID) -> Fix? {
    guard isAsync, !loops(around: node).contains(where: goesThroughChanging) else { return nil }
    return fix("Await it", .changesBehavior) { $0.await(node) }
  }

  /// Inserts text before a node and keeps behaviour.
  package func insertion(_ text: String, before node: IRNodeID, _ title: String) -> Fix? {
    fix(title, .safe) { draft in
      guard let range = draft.range(node) else { return draft.spoil() }
      draft.insert(text, at: range.start)
    }
  }

  /// `await value` → `value`.
  package func removeAwaitFix(_ node: IRNodeID) -> Fix? {
    fix("Remove the `await`", .safe) { $0.removeAwait(node) }
  }

  /// `old(…)` → `new(…)`: the callee alone. `module` is what `new` is a member of.
  package func calleeFix(
    _ call: Call, _ title: String, _ safety: FixSafety, module: String? = nil, _ name: String
  ) -> Fix? {
    fix(title, safety) { draft in
      draft.replace(call.callee, with: module.map { draft.importing($0) + "." + name } ?? name)
    }
  }

  /// `.error(…)` → `.exception(…)`: the last part of the callee.
  package func memberFix(
    _ callee: IRNodeID, _ name: String, _ title: String, _ safety: FixSafety
  ) -> Fix? {
    fix(title, safety) { draft in
      guard kind(callee) == .attribute, let range = draft.range(callee) else {
        return draft.spoil()
      }
      let start = range.end - UInt32(spelling(callee).utf8.count)
      draft.replace(TextRange(start: start, end: range.end), with: name)
    }
  }

  /// `g(f(a, b))` → `g(f, a, b)`: hands the function over, with its arguments where they are wanted.
  package func handOverFix(
    _ inner: IRNodeID, keepsArguments: Bool, _ title: String = "Hand the function over"
  ) -> Fix? {
    guard let call = call(inner) else { return nil }
    return fix(title, .changesBehavior) { draft in
      guard let open = draft.openParenthesis(call), let whole = draft.range(inner),
        let content = draft.argumentsText(call), kind(call.callee) != .lambda
      else { return draft.spoil() }
      let isEmpty = content.allSatisfy { $0.isWhitespace }
      if isEmpty {
        draft.delete(open, whole.end)
      } else if keepsArguments, draft.range(call.arguments[0].node)?.start != open,
        !draft.text.hasComment(whole)
      {
        draft.replace(
          TextRange(start: open, end: draft.text.skipSpace(open + 1)), with: ", ")
        // A comma before the parenthesis becomes the outer call's.
        draft.delete(whole.end - 1, whole.end)
      } else {
        draft.spoil()
      }
    }
  }

  /// `sync_to_async(f(x))` → `sync_to_async(f)(x)`.
  package func wrapFunctionFix(_ inner: IRNodeID) -> Fix? {
    guard let call = call(inner) else { return nil }
    return fix("Wrap the function, not its result", .changesBehavior) { draft in
      guard let open = draft.openParenthesis(call), let whole = draft.range(inner) else {
        return draft.spoil()
      }
      let after = draft.text.skipSpace(whole.end)
      guard draft.text[after] == UInt8(ascii: ")") else { return draft.spoil() }
      draft.insert(")", at: open)
      draft.delete(whole.end, after + 1)
    }
  }

  /// `f(x)` → `asyncio.run(f(x))`.
  package func runFix(_ node: IRNodeID) -> Fix? {
    fix("Run it", .changesBehavior) { draft in
      guard let range = draft.range(node) else { return draft.spoil() }
      draft.insert(draft.importing("asyncio") + ".run(", at: range.start)
      draft.insert(")", at: range.end)
    }
  }

  /// `await f()` → `await asyncio.wait_for(f(), timeout=30)`; the time is a guess for people to change.
  package func timeLimitFix(_ call: Call) -> Fix? {
    guard use(of: call.node) == .awaited else { return nil }
    return fix("Wait 30 seconds at most", .changesBehavior) { draft in
      guard let range = draft.range(call.node) else { return draft.spoil() }
      draft.insert(draft.importing("asyncio") + ".wait_for(", at: range.start)
      draft.insert(", timeout=30)", at: range.end)
    }
  }

  /// Another value for an argument.
  package func argumentFix(
    _ node: IRNodeID, _ value: String, _ title: String
  ) -> Fix? {
    fix(title, .changesBehavior) { $0.replace(node, with: value) }
  }

  /// Takes an argument away, with the comma before it or after it.
  package func removeArgumentFix(_ node: IRNodeID, of call: Call, _ title: String) -> Fix? {
    fix(title, .safe) { draft in
      guard let value = draft.range(node), let open = draft.openParenthesis(call),
        let whole = draft.range(call.node), !draft.text.hasComment(whole)
      else { return draft.spoil() }
      // From the keyword on.
      var start = value.start
      while open < start, ![0x2c, 0x28].contains(draft.text[start - 1]) { start -= 1 }
      let end = draft.text.skipSpace(value.end)
      if draft.text[end] == 0x2c, draft.text[start - 1] == 0x28 {
        draft.delete(start, draft.text.skipSpace(end + 1))
      } else if draft.text[start - 1] == 0x2c {
        draft.delete(start - 1, value.end)
      } else {
        draft.delete(start, value.end)
      }
    }
  }

  /// `await asyncio.wait_for(x, None)` → `await x`.
  package func unwrapFix(_ call: Call, _ title: String) -> Fix? {
    fix(title, .changesBehavior) { draft in
      guard let first = call.arguments.first, first.keyword == nil, !first.isStarred,
        let value = draft.source(first.node), let whole = draft.range(call.node),
        !draft.text.hasComment(whole)
      else { return draft.spoil() }
      draft.replace(whole, with: value)
    }
  }

  /// `[await f(x) for x in xs]` → `await asyncio.gather(*[f(x) for x in xs])`.
  package func gatherFix(
    _ comprehension: IRNodeID, _ element: IRNodeID, _ safety: FixSafety
  ) -> Fix? {
    guard kind(comprehension) == .comprehension,
      self[comprehension].comprehension == .list
    else { return nil }
    return fix("Start all, then wait", safety) { draft in
      guard let whole = draft.range(comprehension), draft.canAwait(at: comprehension) else {
        return draft.spoil()
      }
      let needs = draft.needsParentheses(comprehension)
      let library = draft.importing("asyncio")
      draft.insert((needs ? "(" : "") + "await \(library).gather(*", at: whole.start)
      draft.removeAwait(element)
      draft.insert(needs ? "))" : ")", at: whole.end)
    }
  }

  /// `queue.put_nowait(x)` → `loop.call_soon_threadsafe(queue.put_nowait, x)`, and a task of the loop →
  /// `asyncio.run_coroutine_threadsafe(…)`.
  package func handOverFix(_ call: Call) -> Fix? {
    guard use(of: call.node) == .discarded, !call.hasStars,
      call.arguments.allSatisfy({ $0.keyword == nil })
    else { return nil }
    return fix("Hand it to the loop's thread", .changesBehavior) { draft in
      guard let whole = draft.range(call.node), let open = draft.openParenthesis(call),
        let loop = visibleName(of: Self.loopClasses)
      else { return draft.spoil() }
      if call.spelled == "create_task" || call.spelled == "ensure_future" {
        guard call.arguments.count == 1, let job = draft.argumentsText(call),
          !draft.text.hasComment(whole)
        else { return draft.spoil() }
        let run = draft.importing("asyncio") + ".run_coroutine_threadsafe"
        return draft.replace(whole, with: "\(run)(\(job), \(loop))")
      }
      draft.insert("\(loop).call_soon_threadsafe(", at: whole.start)
      if call.arguments.isEmpty {
        draft.replace(TextRange(start: open, end: whole.end), with: ")")
      } else {
        draft.replace(TextRange(start: open, end: open + 1), with: ", ")
      }
    }
  }

  private static let loopClasses: Set<String> = [
    "asyncio.AbstractEventLoop", "asyncio.events.AbstractEventLoop",
  ]

  /// How the function can name an object of one of the classes: a variable that it reads, an attribute
  /// that a method of its class sets, or a variable of the module.
  func visibleName(of classes: Set<String>) -> String? {
    for node in nodes where [.name, .attribute].contains(kind(node)) && !isBinding(node) {
      if isInstance(node, of: classes), let path = path(node) { return path }
    }
    func assigned(_ function: FunctionSubject, _ isWanted: (IRNodeID) -> Bool) -> String? {
      for node in function.nodes where function.kind(node) == .assign {
        guard let target = facts.targets(node).first, isWanted(target),
          function.isInstance(function.assignedValue(node), of: classes)
        else { continue }
        return function.spelling(target)
      }
      return nil
    }
    if let receiver = receiverName, row.owner != 0 {
      for index in facts.functions.indices where facts.functions[index].owner == row.owner {
        let method = context.subject(of: module.function(UInt32(index)))
        let name = assigned(method) {
          method.kind($0) == .attribute && method.isReceiver(facts.operand($0))
        }
        if let name { return receiver + "." + name }
      }
    }
    let body = context.subject(of: module.function(0))
    let name = assigned(body) { body.kind($0) == .name }
    let own = facts.scopes[Int(row.scope)].symbols.map { facts.names[facts.symbols[Int($0)].name] }
    return name.flatMap { own.contains($0) ? nil : $0 }
  }
}
