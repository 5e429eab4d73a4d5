package import LibraryModels
package import PythonSemantics

/// One effect of a modelled function.
package struct FactEffect: Sendable {
  package var effect: EffectClass
  package var family: EffectFamily
  /// Condition over the parameters, in the model's own code; none: always.
  package var condition: IRNodeID
  /// The receiver is the lock whose table entry decides the class.
  package var isLock = false
  package var isOnce = false
  /// How long it takes depends on the size of what is handed in, of which the text says nothing.
  package var isSized = false
  /// Looks at one folder; others go through several.
  package var isSingle = false
}

/// What a model says of a function: its decorators, decoded. Parameter numbers count `self`. A class: one
/// function in a hundred has any, and every function and unit has a place for them.
package final class Fact {
  package var effects: [FactEffect] = []
  package var timeouts: [Int] = []
  package var cutReason: String?
  package var threads: [Int] = []
  package var processes: [Int] = []
  package var loopCallbacks: [Int] = []
  /// Run on the loop when a descriptor is ready.
  package var readyCallbacks: [Int] = []
  package var calls: [Int] = []
  package var spawns: [Int] = []
  package var awaits: [Int] = []
  /// Coroutine functions that are called and awaited here.
  package var runs: [Int] = []
  package var retains = false
  /// Nil: not said.
  package var suspends: Bool?
  /// Condition under which the receiver stops blocking; `hasNonblocking` tells whether there is one.
  package var nonblocking = IRNodeID.none
  package var hasNonblocking = false
  package var isNestedRun = false
  package var twin: String?
}

/// Reads the decorators of model functions. Unknown decorators are ordinary Python and are left alone.
struct FactReader {
  let facts: FileFacts

  func fact(of function: FunctionRow) -> Fact? {
    let fact = Fact()
    var isFact = false
    for node in facts.list(function.decorators) {
      let row = facts[node]
      guard row.kind == .call else {
        if row.kind == .name, read(facts.names[row.a], [], [], function, into: fact) {
          isFact = true
        }
        continue
      }
      let callee = facts[row.operand]
      guard callee.kind == .name else { continue }
      var positional: [IRNodeID] = []
      var keywords: [(String, IRNodeID)] = []
      for argument in facts.list(row.b) {
        let item = facts[argument]
        if item.kind == .keyword {
          keywords.append((facts.names[item.b], item.operand))
        } else {
          positional.append(argument)
        }
      }
      if read(facts.names[callee.a], positional, keywords, function, into: fact) { isFact = true }
    }
    return isFact ? fact : nil
  }

  private func read(
    _ name: String, _ positional: [IRNodeID], _ keywords: [(String, IRNodeID)],
    _ function: FunctionRow, into fact: Fact
  ) -> Bool {
    func parameters() -> [Int] { positional.compactMap { parameter($0, of: function) } }
    switch name {
    case "blocks": fact.effects += effect(positional, keywords)
    case "timeout": fact.timeouts += parameters()
    case "cut": fact.cutReason = positional.first.map { text($0) } ?? ""
    case "thread": fact.threads += parameters()
    case "process": fact.processes += parameters()
    case "loop": fact.loopCallbacks += parameters()
    case "ready": fact.readyCallbacks += parameters()
    case "calls": fact.calls += parameters()
    case "spawns": fact.spawns += parameters()
    case "awaits": fact.awaits += parameters()
    case "runs": fact.runs += parameters()
    case "retains": fact.retains = true
    case "suspends": fact.suspends = positional.first.map { text($0) != "never" } ?? true
    case "nonblocking":
      fact.hasNonblocking = true
      fact.nonblocking = keywords.first { $0.0 == "when" }?.1 ?? positional.first ?? .none
    case "nested_run": fact.isNestedRun = true
    case "twin": fact.twin = positional.first.map { text($0) }
    default: return false
    }
    return true
  }

  private func effect(
    _ positional: [IRNodeID], _ keywords: [(String, IRNodeID)]
  ) -> [FactEffect] {
    guard 2 <= positional.count, let family = EffectFamily(rawValue: text(positional[1])) else {
      return []
    }
    var result = FactEffect(effect: .none, family: family, condition: .none)
    switch text(positional[0]) {
    case "unbounded": result.effect = .unbounded
    case "io": result.effect = .io
    case "brief": result.effect = .brief
    case "cpu":
      result.effect = .io
      result.family = .cpu
    default: return []
    }
    for (name, value) in keywords {
      switch name {
      case "when": result.condition = value
      case "lock": result.isLock = true
      case "once": result.isOnce = true
      case "sized": result.isSized = true
      case "single": result.isSingle = true
      default: break
      }
    }
    // `when=a or b` happens in either case: two effects with one condition each.
    let condition = facts[result.condition]
    guard result.condition.exists, condition.kind == .boolean, condition.flags & 1 != 0 else {
      return [result]
    }
    return facts.list(condition.a).map {
      var part = result
      part.condition = $0
      return part
    }
  }

  /// The spelling of a bare name or of a short string.
  private func text(_ node: IRNodeID) -> String {
    let row = facts[node]
    return row.kind == .name || row.kind == .constant ? facts.names[row.a] : ""
  }

  private func parameter(_ node: IRNodeID, of function: FunctionRow) -> Int? {
    let name = text(node)
    for (index, row) in function.parameters.enumerated()
    where facts.names[facts.parameters[Int(row)].name] == name {
      return index
    }
    return nil
  }
}
