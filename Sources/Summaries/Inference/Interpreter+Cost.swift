import LibraryModels
import Project
import PythonSemantics
import PythonSyntax
import SourceText

/// Work that is evidently long: loops whose literal trip counts multiply to a million steps, three
/// nested loops over one size, and branching recursion from a large literal. Anything less is left
/// to measurements.
extension Interpreter {
  /// Steps of pure Python that take some tens of milliseconds.
  static let stepLimit = 1_000_000.0
  /// `fib(25)` makes a quarter of a million calls.
  static let recursionLimit = 25.0

  /// Called at the head of a loop; returns what to restore behind it.
  func enterLoop(_ iterable: IRNodeID, at node: IRNodeID) -> LoopCost {
    let outer = frame.cost
    guard let count = evaluator.rangeCount(iterable) else {
      frame.cost = LoopCost()
      return outer
    }
    if outer.levels == 0 { frame.cost.node = node }
    frame.cost.levels += 1
    let steps = outer.steps
    if let number = engine.number(count) {
      frame.cost.steps = steps * max(number, 1)
      if Self.stepLimit <= frame.cost.steps { noteCost(frame.cost.node, []) }
    } else {
      frame.cost.unknown += 1
      let kind = engine.types.kind(count)
      if kind == .parameter {
        let limit = engine.literal((Self.stepLimit / steps).rounded(.up))
        noteCost(
          frame.cost.node,
          [Atom(value: count, test: .less, other: limit, isNegated: true)])
      }
      if frame.cost.unknown == 3 { noteCost(frame.cost.node, []) }
    }
    return outer
  }

  func leaveLoop(_ outer: LoopCost) { frame.cost = outer }

  private func noteCost(_ node: IRNodeID, _ conditions: [Atom]) {
    guard !suspends(inside: node) else { return }
    evaluator.recordCost(node, conditions + frame.conditions)
  }

  /// Whether the loop gives way somewhere in its body.
  private func suspends(inside node: IRNodeID) -> Bool {
    let row = module.facts[node]
    let end = row.length == .max ? frame.row.range.end : row.start + UInt32(row.length)
    return module.facts.nodes.contains { other in
      guard row.start <= other.start, other.start < end else { return false }
      switch other.kind {
      case .await, .yield, .yieldFrom: return true
      case .for, .with: return other.flags & 1 != 0
      default: return false
      }
    }
  }

  /// `f(n - 1) + f(n - 2)`: two calls of itself double the work at each step.
  func noteRecursion() {
    guard 2 <= frame.selfCalls.count, let first = frame.row.parameters.first,
      !frame.row.flags.contains(.isAsync)
    else { return }
    let position = frame.unit.receiver == nil ? 0 : 1
    guard position < frame.row.parameters.count, first < UInt32.max else { return }
    let value = engine.types.make(.parameter, unit.function.rawValue, UInt32(position))
    let atom = Atom(
      value: value, test: .less, other: engine.literal(Self.recursionLimit), isNegated: true)
    if let node = frame.selfCalls.sorted().first {
      evaluator.recordCost(IRNodeID(rawValue: node), [atom])
    }
  }
}

extension Evaluator {
  /// Steps of a builtin, each a hundredth of one of pure Python.
  private static let builtinLimit = 10_000_000.0

  /// `sum(range(50_000_000))`
  func isLongRange(in call: IRNodeID) -> Bool {
    let row = module.facts[call]
    guard row.kind == .call else { return false }
    return module.facts.list(row.b).contains { argument in
      guard let count = rangeCount(argument), let number = engine.number(count) else {
        return false
      }
      return Self.builtinLimit <= number
    }
  }

  /// `range(n)` and `range(a, n)`: the count.
  func rangeCount(_ node: IRNodeID) -> TypeID? {
    let row = module.facts[node]
    guard row.kind == .call else { return nil }
    let callee = module.facts[row.operand]
    guard callee.kind == .name, callee.b == 0, module.facts.names.spells(callee.a, "range") else {
      return nil
    }
    let arguments = module.facts.list(row.b)
    guard let last = arguments.count == 1 ? arguments.first : arguments.dropFirst().first else {
      return nil
    }
    return quiet(last)
  }
}

/// The loops around a statement, as far as their counts are known.
struct LoopCost {
  var node = IRNodeID.none
  var levels = 0
  var steps = 1.0
  /// Levels whose count is not a literal.
  var unknown = 0
}
