import Project
import PythonSemantics

/// `with` and `try`: what runs whatever happens, and what handles it.
extension Interpreter {
  mutating func with(_ row: IRNode) {
    let isAsync = row.flags & 1 != 0
    let locks = frame.locks
    var managers: [(node: IRNodeID, value: TypeID)] = []
    for pair in module.facts.pairs(row.a) {
      let node = IRNodeID(rawValue: pair.first)
      if isAsync { evaluator.noteAwaited(node) }
      let value = evaluator.type(of: node)
      evaluator.manage(value, isAsync ? .asyncEnter : .enter, CallContext(node: node))
      if pair.second != 0 {
        let target = IRNodeID(rawValue: pair.second)
        let entered = engine.enterType(value, isAsync: isAsync)
        evaluator.bind(target, to: entered)
        note(target, holds: node, entered)
      }
      if !isAsync, isLock(value), let lock = evaluator.lock(of: node) {
        evaluator.note(lock: lock, CallContext(node: node, kind: .enter))
        if !passesItsThread(value) { frame.locks.append(lock) }
      }
      managers.append((node, value))
    }
    block(row.b)
    let wasReachable = frame.isReachable
    frame.isReachable = true
    for manager in managers.reversed() {
      evaluator.manage(
        manager.value, isAsync ? .asyncExit : .exit, CallContext(node: manager.node))
    }
    frame.isReachable = wasReachable || swallows(managers.map { $0.value })
    frame.locks = locks
  }

  /// `with suppress(…):` goes on after an exception.
  private func swallows(_ values: [TypeID]) -> Bool {
    values.contains { value in
      guard engine.types.kind(value) == .instance else { return false }
      let (module, row) = engine.locate(ClassID(rawValue: engine.types[value].a))
      return module.facts.names[row.name] == "suppress"
    }
  }

  /// A re-entrant lock that a coroutine takes: tasks of the same loop pass through it.
  private func passesItsThread(_ type: TypeID) -> Bool {
    guard frame.row.flags.contains(.isAsync), frame.offLoopDepth == 0 else { return false }
    return engine.types.alternatives(type).allSatisfy { member in
      guard engine.types.kind(member) == .instance else { return false }
      let (module, row) = engine.locate(ClassID(rawValue: engine.types[member].a))
      return module.facts.names[row.name].hasSuffix("RLock") && module.name != "multiprocessing"
    }
  }

  func isLock(_ type: TypeID) -> Bool {
    engine.types.alternatives(type).contains { member in
      guard engine.types.kind(member) == .instance else { return false }
      let (module, row) = engine.locate(ClassID(rawValue: engine.types[member].a))
      let name = module.facts.names[row.name].lowercased()
      return (module.name == "_thread" || module.name == "threading")
        && (name.contains("lock") || name == "condition" || name.contains("semaphore"))
    }
  }

  mutating func tryStatement(_ row: IRNode) {
    let body = module.facts.field(row.a, 0).rawValue
    let handlers = module.facts.list(module.facts.field(row.a, 1).rawValue)
    let start = frame.save()
    // The standard library handles it for callers with blocking descriptors too.
    let handlesWouldBlock =
      module.origin != .standardLibrary && handlers.contains { names(["BlockingIOError"], $0) }
    if handlesWouldBlock { frame.wouldBlockDepth += 1 }
    block(body)
    if handlesWouldBlock { frame.wouldBlockDepth -= 1 }
    var end = frame.save()
    // A handler can start from anywhere in the body.
    frame.restore(start)
    frame.isReachable = true
    var middle = end
    middle.isReachable = true
    frame.join(middle, engine.types)
    let handlerStart = frame.save()
    let asksForLoop = callsRunningLoop(body)
    frame.restore(end)
    block(module.facts.field(row.a, 2).rawValue)
    end = frame.save()
    for handler in handlers {
      frame.restore(handlerStart)
      frame.handlerDepth += 1
      let absence = evaluator.absence(
        triedIn: module.facts.list(body), of: module.facts[handler])
      if let absence { frame.conditions.append(absence) }
      let isOff = asksForLoop && catchesRuntimeError(handler)
      if isOff { frame.offLoopDepth += 1 }
      self.handler(module.facts[handler])
      if isOff { frame.offLoopDepth -= 1 }
      frame.handlerDepth -= 1
      end = frame.joined(with: end, engine.types)
    }
    frame.restore(end)
    frame.conditions = start.conditions
    let final = module.facts.field(row.a, 3).rawValue
    guard final != 0 else { return }
    let isReachable = frame.isReachable
    frame.isReachable = true
    frame.handlerDepth += 1
    block(final)
    frame.handlerDepth -= 1
    frame.isReachable = frame.isReachable && isReachable
  }

  private mutating func handler(_ row: IRNode) {
    let type = row.a == 0 ? TypeID.unknown : evaluator.type(of: row.operand)
    let symbol = module.facts.field(row.b, 1).rawValue
    if symbol != 0, let index = frame.local(symbol - 1) {
      frame.locals[index] = engine.instanceOf(type)
    }
    block(module.facts.field(row.b, 2).rawValue)
  }

  /// `try: get_running_loop() except RuntimeError:` — the handler runs only where no loop does.
  private func callsRunningLoop(_ block: UInt32) -> Bool {
    module.facts.list(block).contains { statement in
      var node = module.facts[statement]
      if node.kind == .expression || node.kind == .assign || node.kind == .return {
        guard node.a != 0 else { return false }
        node = module.facts[node.operand]
      }
      guard node.kind == .call else { return false }
      let callee = module.facts[node.operand]
      let name =
        callee.kind == .attribute ? module.facts.names[callee.b] : module.facts.names[callee.a]
      switch name {
      case "get_running_loop", "current_async_library", "get_event_loop", "current_task",
        "in_async_context":
        return true
      default: return false
      }
    }
  }

  private func catchesRuntimeError(_ handler: IRNodeID) -> Bool {
    !module.facts.operand(handler).exists
      || names(
        ["RuntimeError", "Exception", "AsyncLibraryNotFoundError", "NoEventLoopError"], handler)
  }

  /// Whether a handler names one of the classes, alone or in a tuple.
  private func names(_ classes: Set<String>, _ handler: IRNodeID) -> Bool {
    func matches(_ node: IRNodeID) -> Bool {
      let row = module.facts[node]
      switch row.kind {
      case .tuple: return module.facts.items(node).contains { matches($0) }
      case .name, .attribute:
        return classes.contains(module.facts.names[row.kind == .name ? row.a : row.b])
      default: return false
      }
    }
    return matches(module.facts.operand(handler))
  }
}
