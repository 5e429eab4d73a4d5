package import Diagnostics
package import PythonSemantics
import SourceText

// Fixes that add, move or take away statements.

extension FunctionSubject {
  /// Puts lines after the statement of a node.
  package func appendFix(
    _ node: IRNodeID, _ title: String, _ build: (inout FixDraft) -> [String]
  ) -> Fix? {
    let statement = statement(of: node)
    return fix(title, .changesBehavior) { draft in
      let lines = build(&draft)
      draft.insert(lines, after: statement)
    }
  }

  /// Ends a handler with `raise`: in place of its last statement where that leaves the handler, else
  /// behind it.
  package func raiseFix(_ handler: Handler) -> Fix? {
    guard let last = facts.statements(.body, of: handler.node).last else { return nil }
    return fix("Raise the cancellation again", .changesBehavior) { draft in
      let row = self[last]
      switch row.kind {
      case .pass, .continue, .break: draft.replace(last, with: "raise")
      case .return:
        let value = row.operand
        // What the value calls would no longer happen.
        guard !value.exists || [.constant, .name, .attribute].contains(kind(value)) else {
          return draft.spoil()
        }
        draft.replace(last, with: "raise")
      case .raise: draft.spoil()
      default: draft.insert(["raise"], after: last)
      }
    }
  }

  /// `except:` and `except BaseException:` → `except Exception:`.
  package func narrowFix(_ handlers: [Handler]) -> Fix? {
    fix("Catch `Exception`", .changesBehavior) { draft in
      for handler in handlers { draft.narrow(handler) }
    }
  }

  // MARK: Tasks

  /// Keeps a task that a statement starts: in the task group around it, or in a set of the module that
  /// forgets it when it is done.
  package func keepTaskFix(_ call: Call) -> Fix? {
    if call.spelled == "create_task",
      let group = managers(around: call.node).first(where: {
        self.call($0.context)?.isNamed("asyncio.TaskGroup") ?? false
      }), kind(group.target) == .name
    {
      return calleeFix(
        call, "Start it in the task group", .changesBehavior,
        spelling(group.target) + ".create_task")
    }
    let statement = statement(of: call.node)
    return fix("Keep the task until it is done", .changesBehavior) { draft in
      let name: String
      switch use(of: call.node) {
      case .discarded:
        guard let start = draft.range(statement)?.start else { return draft.spoil() }
        name = draft.isTaken("task") ? draft.freshName("background_task") : "task"
        draft.insert("\(name) = ", at: start)
      case .assigned(let around):
        guard let target = facts.targets(around).first, facts.targets(around).count == 1,
          kind(target) == .name, around == statement
        else { return draft.spoil() }
        guard spelling(target) == "_" else {
          name = spelling(target)
          break
        }
        name = draft.isTaken("task") ? draft.freshName("background_task") : "task"
        draft.replace(target, with: name)
      default: return draft.spoil()
      }
      let tasks = draft.taskSet()
      draft.insert(
        ["\(tasks).add(\(name))", "\(name).add_done_callback(\(tasks).discard)"],
        after: statement)
    }
  }

  /// `await shield(f())` → the task is bound first.
  package func bindTaskFix(_ coroutine: IRNodeID) -> Fix? {
    let statement = statement(of: coroutine)
    return fix("Bind the task first", .changesBehavior) { draft in
      guard let text = draft.source(coroutine), !text.contains("\n"),
        loops(around: coroutine).isEmpty || isSimple(statement)
      else { return draft.spoil() }
      let name = draft.isTaken("task") ? draft.freshName("shielded_task") : "task"
      let library = draft.importing("asyncio")
      draft.insert(["\(name) = \(library).create_task(\(text))"], before: statement)
      draft.replace(coroutine, with: name)
    }
  }

  /// A statement without a block of its own.
  package func isSimple(_ statement: IRNodeID) -> Bool {
    switch kind(statement) {
    case .expression, .assign, .annAssign, .augAssign, .return: true
    default: false
    }
  }

  // MARK: Scopes

  /// `x = f()` → `async with f() as x:` around the rest of the block. `closers` are calls of the
  /// value that the scope does itself: as the block's last statement they go.
  package func enterFix(
    _ call: Call, holder: UInt32, closers: Set<String>, _ title: String
  ) -> Fix? {
    let statement = statement(of: call.node)
    return fix(title, .changesBehavior) { draft in
      guard kind(statement) == .assign, isAsync,
        let target = facts.targets(statement).first, facts.targets(statement).count == 1,
        symbol(target) == holder, isWhole(call.node, assignedValue(statement)),
        let value = draft.source(call.node)
      else { return draft.spoil() }
      let name = spelling(target)
      draft.enter("async with \(value) as \(name):", at: statement) { last in
        closes(last, holder, closers)
      }
      let inside = draft.block(around: statement)
      let isSeenElsewhere = nodes.contains { node in
        symbol(node) == holder && !inside.contains { isInside(node, $0) }
      }
      if isSeenElsewhere || isCaptured(holder) { draft.spoil() }
    }
  }

  /// `connect()` or `await connect()`, not `known or connect()`: another's is not for us to close.
  private func isWhole(_ call: IRNodeID, _ value: IRNodeID) -> Bool {
    value == call || kind(value) == .await && facts.operand(value) == call
  }

  /// `await lock.acquire()` … `lock.release()` → `async with lock:`.
  package func lockFix(_ acquire: Call) -> Fix? {
    let statement = statement(of: acquire.node)
    guard let lock = acquire.receiver, kind(statement) == .expression else { return nil }
    let name = text(lock)
    return fix("Hold it with `async with`", .changesBehavior) { draft in
      var hasRelease = false
      draft.enter("async with \(name):", at: statement) { last in
        guard let call = expressionCall(last), call.spelled == "release",
          let receiver = call.receiver, text(receiver) == name
        else { return false }
        hasRelease = true
        return true
      }
      let others = calls.filter {
        $0.spelled == "release" && $0.receiver.map { text($0) } == name
      }
      if !hasRelease || others.count != 1 { draft.spoil() }
    }
  }

  /// The call that a statement is: `f()`, `await f()`.
  package func expressionCall(_ statement: IRNodeID) -> Call? {
    guard kind(statement) == .expression else { return nil }
    var value = facts.operand(statement)
    if kind(value) == .await { value = facts.operand(value) }
    return call(value)
  }

  private func closes(_ statement: IRNodeID, _ holder: UInt32, _ closers: Set<String>) -> Bool {
    guard let call = expressionCall(statement) else { return false }
    if closers.contains(call.spelled), let receiver = call.receiver {
      return symbol(receiver) == holder
    }
    return false
  }

  /// Puts the statements of the node's block from there on in `try`, the last ones in `finally`.
  package func finallyFix(after node: IRNodeID, cleanup: [IRNodeID], _ title: String) -> Fix? {
    let statement = statement(of: node)
    return fix(title, .changesBehavior) { draft in
      let block = draft.block(around: statement)
      guard let first = cleanup.first, let from = block.firstIndex(of: statement),
        let to = block.firstIndex(of: first), from < to,
        cleanup == Array(block[to..<min(to + cleanup.count, block.count)])
      else { return draft.spoil() }
      draft.wrap(from: statement, to: block[to - 1], in: "try:")
      draft.insert(["finally:"], before: first)
      if let lines = draft.lines(from: first, to: cleanup[cleanup.count - 1]) {
        draft.indent(lines)
      } else {
        draft.spoil()
      }
    }
  }

  /// Takes a `with` away from around its block.
  package func unwrapScopeFix(_ with: IRNodeID, _ title: String) -> Fix? {
    fix(title, .changesBehavior) { $0.unwrap(with) }
  }

  /// `async with TaskGroup() as group: group.create_task(f())` → `await f()`.
  package func loneChildFix(_ group: TaskGroupScope, _ child: Call) -> Fix? {
    guard let job = child.arguments.first, job.keyword == nil, !child.hasStars,
      child.arguments.allSatisfy({ $0.keyword == nil }),
      child.arguments.count == 1
        || child.spelled == "start_soon", kind(job.node) != .lambda
    else { return nil }
    return fix("Await the coroutine itself", .changesBehavior) { draft in
      guard let whole = draft.range(child.node), let value = draft.range(job.node),
        !draft.text.hasComment(whole)
      else { return draft.spoil() }
      draft.unwrap(group.with)
      draft.replace(TextRange(start: whole.start, end: value.start), with: "await ")
      if child.spelled == "create_task" {
        draft.delete(value.end, whole.end)
      } else if child.arguments.count == 1 {
        draft.replace(TextRange(start: value.end, end: whole.end), with: "()")
      } else if let next = draft.range(child.arguments[1].node) {
        draft.replace(TextRange(start: value.end, end: next.start), with: "(")
      } else {
        draft.spoil()
      }
    }
  }

  /// `item = await queue.get()` and what follows → the work in `try`, `queue.task_done()` in `finally`.
  package func markDoneFix(_ get: Call, _ done: Call?) -> Fix? {
    let statement = statement(of: get.node)
    guard kind(statement) == .assign, let queue = get.receiver,
      let draft = FixDraft(self, "", .changesBehavior)
    else { return nil }
    let block = draft.block(around: statement)
    guard let index = block.firstIndex(of: statement), index + 1 < block.count else { return nil }
    let rest = Array(block[(index + 1)...])
    let title = "Mark the item done in `finally`"
    if let done {
      let mark = self.statement(of: done.node)
      guard expressionCall(mark)?.node == done.node, rest.contains(mark) else { return nil }
      return finallyFix(after: rest[0], cleanup: [mark], title)
    }
    return fix(title, .changesBehavior) { draft in
      guard let name = draft.source(queue),
        let lines = draft.lines(from: rest[0], to: rest[rest.count - 1])
      else { return draft.spoil() }
      let outer = draft.indentation(of: statement)
      draft.wrap(from: rest[0], to: rest[rest.count - 1], in: "try:")
      draft.insert(
        "\n\(outer)finally:\n\(outer)\(draft.step)\(name).task_done()", at: lines.end)
    }
  }
}

extension FixDraft {
  /// Takes a `with` away from around its block; comments of its line stay above the block.
  mutating func unwrap(_ with: IRNodeID) {
    let body = function.facts.statements(.body, of: with)
    guard function.facts.managers(with).count == 1, let first = body.first, let last = body.last,
      let lines = lines(from: first, to: last), let whole = self.lines(of: with)
    else { return spoil() }
    let header = TextRange(start: whole.start, end: lines.start)
    let outer = indentation(of: with)
    let comments = text.comments(header).map { outer + text.text($0) + "\n" }
    replace(header, with: comments.joined())
    dedent(lines, from: indentation(of: first), to: outer)
  }

  fileprivate mutating func narrow(_ handler: Handler) {
    if handler.isBare {
      guard let range = range(handler.node),
        text.text(range.start, range.start + 6) == "except"
      else { return spoil() }
      insert(" Exception", at: range.start + 6)
    } else {
      guard function.kind(handler.type) == .name,
        function.spelling(handler.type) == "BaseException"
      else { return spoil() }
      replace(handler.type, with: "Exception")
    }
  }

  /// Replaces a statement by a header over the rest of its block; the last one goes where
  /// `isClosing` says that the header does the same.
  package mutating func enter(
    _ header: String, at statement: IRNodeID, isClosing: (IRNodeID) -> Bool
  ) {
    let block = block(around: statement)
    guard let index = block.firstIndex(of: statement), let place = lines(of: statement),
      let whole = range(statement), index + 1 < block.count
    else { return spoil() }
    var rest = Array(block[(index + 1)...])
    if let last = rest.last, isClosing(last), 1 < rest.count {
      rest.removeLast()
      remove(last)
    }
    guard let first = rest.first, let last = rest.last, let lines = lines(from: first, to: last)
    else { return spoil() }
    replace(whole, with: header)
    // Comments between the two move along.
    indent(TextRange(start: text.nextLine(place.end), end: lines.end))
  }

  /// A set of the module for tasks that run by themselves; made where there is none.
  package mutating func taskSet() -> String {
    let facts = function.facts
    for definition in facts.definitions where definition.kind == .assignment {
      let symbol = facts.symbols[Int(definition.symbol)]
      let value = definition.node
      guard facts.scopes[Int(symbol.scope)].kind == .module, facts[value].kind == .call else {
        continue
      }
      let callee = facts[facts.operand(value)]
      let name = facts.names[symbol.name]
      if callee.kind == .name, facts.names[callee.a] == "set", name.lowercased().contains("task") {
        return name
      }
    }
    let name = freshName("background_tasks")
    defineAfterImports("\(name) = set()")
    return name
  }
}
