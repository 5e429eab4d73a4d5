import Project
import PythonSemantics

/// `while` and `for`.
extension Interpreter {
  mutating func whileLoop(_ row: IRNode) {
    let test = row.operand
    let body = module.facts.field(row.b, 0).rawValue
    let isEndless = evaluator.truth(of: test) == .yes
    loop {
      _ = $0.evaluator.type(of: test)
      $0.evaluator.assume(test, true)
      $0.block(body)
    }
    if !hasBreak(body) {
      if isEndless { frame.isReachable = false } else { evaluator.assume(test, false, []) }
    }
    block(module.facts.field(row.b, 1).rawValue)
  }

  mutating func forLoop(_ row: IRNode, _ node: IRNodeID) {
    let iterable = row.operand
    let isAsync = row.flags & 1 != 0
    if isAsync { evaluator.noteAwaited(iterable) }
    let value = evaluator.type(of: iterable)
    frame.loopDepth += 1
    evaluator.iterate(value, at: node, isAsync: isAsync)
    frame.loopDepth -= 1
    let element = engine.elementType(value)
    let target = module.facts.field(row.b, 0)
    let body = module.facts.field(row.b, 1).rawValue
    let cost = enterLoop(iterable, at: node)
    loop {
      $0.evaluator.bind(target, to: element)
      $0.block(body)
    }
    leaveLoop(cost)
    block(module.facts.field(row.b, 2).rawValue)
  }

  /// Runs a body until its variables settle: twice, or once where loops are nested deeply.
  private mutating func loop(_ body: (inout Interpreter) -> Void) {
    frame.loopDepth += 1
    let start = frame.save()
    for _ in 0..<(frame.loopDepth < 3 ? 2 : 1) {
      let kept = frame.keptVariables
      frame.loopExits.append([])
      body(&self)
      let end = frame.save()
      let exits = frame.loopExits.popLast() ?? []
      frame.restore(start)
      frame.isReachable = start.isReachable
      for exit in exits { frame.join(exit, engine.types) }
      var reached = end
      reached.isReachable = true
      frame.join(reached, engine.types)
      // A round that begins where the last one began ends where it ended.
      if frame.holds(start), frame.keptVariables == kept { break }
    }
    frame.conditions = start.conditions
    frame.isReachable = true
    frame.loopDepth -= 1
  }

  private func hasBreak(_ block: UInt32) -> Bool {
    module.facts.list(block).contains { statement in
      let row = module.facts[statement]
      switch row.kind {
      case .break: return true
      case .if:
        return hasBreak(module.facts.field(row.b, 0).rawValue)
          || hasBreak(module.facts.field(row.b, 1).rawValue)
      case .with: return hasBreak(row.b)
      case .try:
        let handlers = module.facts.list(module.facts.field(row.a, 1).rawValue)
        return [0, 2, 3].contains { hasBreak(module.facts.field(row.a, $0).rawValue) }
          || handlers.contains {
            hasBreak(module.facts.field(module.facts[$0].b, 2).rawValue)
          }
      case .match:
        return module.facts.list(row.b).contains {
          hasBreak(module.facts.field(module.facts[$0].b, 1).rawValue)
        }
      case .for, .while:
        // `break` of an inner loop ends that one; its `else` is ours.
        return hasBreak(module.facts.field(row.b, row.kind == .for ? 2 : 1).rawValue)
      default: return false
      }
    }
  }
}
