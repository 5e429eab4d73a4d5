import Project
import PythonSemantics
import SourceText

/// A thread that tells the loop of its end.
extension Evaluator {
  /// `thread.join()` behind `await future`, where the last thing that the thread does is to complete the
  /// future: all that is left of it is to return.
  func isEnding(_ thread: UInt32) -> Bool {
    guard let frame, frame.local(thread) != nil, let made = onlyCall(boundTo: thread) else {
      return false
    }
    var target: IRNodeID?
    var handed: [IRNodeID] = []
    for argument in module.facts.list(module.facts[made].b) {
      let row = module.facts[argument]
      guard row.kind == .keyword else { continue }
      if module.facts.names.spells(row.b, "target") { target = row.operand }
      if module.facts.names.spells(row.b, "args"), module.facts[row.operand].kind == .tuple {
        handed = Array(module.facts.items(row.operand))
      }
    }
    guard let target, let (function, isBound) = body(of: quiet(target)) else { return false }
    let (home, row) = engine.locate(function)
    return frame.ready.contains { path in
      guard path.isVariable else { return false }
      let place = handed.firstIndex { module.facts.isName($0, of: path.symbol) }
      if let place {
        let index = row.parameters.lowerBound + UInt32(place + (isBound ? 1 : 0))
        guard row.parameters.contains(index) else { return false }
        return home.facts.endsCompleting(home.facts.parameters[Int(index)].symbol, row)
      }
      return home === module && module.facts.endsCompleting(path.symbol, row)
    }
  }

  /// The call whose value a variable has, if it is bound nowhere else.
  private func onlyCall(boundTo symbol: UInt32) -> IRNodeID? {
    let definitions = module.facts.definitions[module.facts.symbolRange(symbol)]
    guard definitions.count == 1, let only = definitions.first, only.kind == .assignment,
      only.position == -1, module.facts[only.node].kind == .call
    else { return nil }
    return only.node
  }

  private func body(of callable: TypeID) -> (function: FunctionID, isBound: Bool)? {
    let row = engine.types[callable]
    switch row.kind {
    case .function: return (FunctionID(rawValue: row.a), false)
    case .bound:
      let inner = engine.types[TypeID(rawValue: row.a)]
      return inner.kind == .function ? (FunctionID(rawValue: inner.a), true) : nil
    default: return nil
    }
  }
}

extension FileFacts {
  fileprivate func isName(_ node: IRNodeID, of symbol: UInt32) -> Bool {
    self[node].kind == .name && self[node].b == symbol + 1
  }

  /// Whether a function completes the future of a variable, and does nothing after it did.
  fileprivate func endsCompleting(_ symbol: UInt32, _ function: FunctionRow) -> Bool {
    let ends = lastActions(function.body).count { completes($0, symbol) }
    guard 0 < ends else { return false }
    let all = nodes.indices.count { index in
      let start = nodes[index].start
      return function.range.start <= start && start < function.range.end
        && completes(IRNodeID(rawValue: UInt32(index)), symbol)
    }
    return ends == all
  }

  /// `future.set_result(…)`, `loop.call_soon_threadsafe(future.set_result, …)` and
  /// `loop.call_soon_threadsafe(complete, future, …)`.
  private func completes(_ node: IRNodeID, _ symbol: UInt32) -> Bool {
    let call = self[node]
    guard call.kind == .call else { return false }
    let callee = self[call.operand]
    guard callee.kind == .attribute else { return false }
    if names.spells(callee.b, anyOf: ["set_result", "set_exception"]) {
      return isName(callee.operand, of: symbol)
    }
    guard names.spells(callee.b, "call_soon_threadsafe") else { return false }
    return list(call.b).contains { argument in
      isName(argument, of: symbol)
        || self[argument].kind == .attribute && isName(self[argument].operand, of: symbol)
    }
  }

  /// The expressions after which nothing of a block is left to do.
  private func lastActions(_ block: UInt32) -> [IRNodeID] {
    guard let last = list(block).last else { return [] }
    let row = self[last]
    switch row.kind {
    case .expression: return [row.operand]
    case .return where row.a != 0: return [row.operand]
    case .if:
      return lastActions(field(row.b, 0).rawValue) + lastActions(field(row.b, 1).rawValue)
    case .try:
      let final = field(row.a, 3).rawValue
      if final != 0 { return lastActions(final) }
      let orElse = field(row.a, 2).rawValue
      return list(field(row.a, 1).rawValue).reduce(
        lastActions(orElse == 0 ? field(row.a, 0).rawValue : orElse)
      ) { $0 + lastActions(field(self[$1].b, 2).rawValue) }
    default: return []
    }
  }
}
