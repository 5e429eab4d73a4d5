import Project
import PythonFlow
package import PythonSemantics
import Summaries

/// How a coroutine object ends that an expression makes.
package enum Fate: Sendable, Equatable {
  /// Awaited, scheduled, or gone to code that is not known, on every way that matters.
  case consumed
  /// An expression statement, or bound to `_`.
  case dropped
  /// Looked at at most: nothing ever runs it. The node is the last thing that happens to it.
  case ignored(IRNodeID)
  /// Bound to a variable that nobody reads afterwards, on every path or on some.
  case forgotten(isAlways: Bool)
  /// Used as if it were its result.
  case misused(IRNodeID, Misuse)
  /// Kept in a list that nobody awaits.
  case collected
}

extension FunctionSubject {
  /// Follows the coroutine that a call makes through variables and displays of this function, and into
  /// functions of the project that get it.
  package func fate(of node: IRNodeID) -> Fate {
    if isDropped(node) { return .dropped }
    if let misuse = unpacking(of: node) ?? elementMisuse(of: node) {
      return .misused(node, misuse)
    }
    switch use(of: node) {
    case .assigned(let statement):
      return kind(statement) == .namedExpression
        ? fate(named: statement) : fate(of: node, boundBy: statement, isContainer: false)
    case .element(let display):
      guard kind(display) != .comprehension || isEager(display) else { return .consumed }
      if case .assigned(let statement) = use(of: display) {
        return fate(of: node, boundBy: statement, isContainer: true)
      }
    case .argument(let call):
      if let list = appendedTo(call, node) { return fate(ofListFilledBy: list) }
    default: break
    }
    switch treatment(of: node) {
    case .consumed: return .consumed
    case .ignored(let place): return place == node && !isArgument(node) ? .dropped : .ignored(place)
    case .misused(let place, let misuse): return .misused(place, misuse)
    }
  }

  private func isArgument(_ node: IRNodeID) -> Bool {
    if case .argument = use(of: node) { return true }
    return false
  }

  // MARK: Variables

  private func fate(
    of node: IRNodeID, boundBy statement: IRNodeID, isContainer: Bool
  ) -> Fate {
    guard let target = onlyTarget(of: statement), let symbol = symbol(target) else {
      return .consumed
    }
    if isModule { return moduleFate(symbol, target) }
    guard isLocal(symbol), !isCaptured(symbol), flow.isComplete else { return .consumed }
    let reads = reads(of: symbol)
    // A generator expression reads it at a time that the graph does not show.
    guard reads.allSatisfy({ flow.places[$0] != nil }) else { return .consumed }
    guard let start = flow.points(of: target, .write).first,
      flow.points(of: target, .write).count == 1
    else { return .consumed }
    var treatments: [IRNodeID: Treatment] = [:]
    for read in reads { treatments[read] = treatment(of: read, isContainer: isContainer) }
    return fate(Binding(symbol: symbol, target: target, start: start), treatments)
  }

  /// `if (user := find(name)) is not None:` the expression has the coroutine as the variable has it.
  private func fate(named expression: IRNodeID) -> Fate {
    let here = treatment(of: expression)
    if here == .consumed { return .consumed }
    let later = fate(of: expression, boundBy: expression, isContainer: false)
    guard case .misused(let place, let misuse) = here else { return later }
    return later == .consumed && !misuse.raises ? .consumed : .misused(place, misuse)
  }

  private struct Binding {
    var symbol: UInt32
    var target: IRNodeID
    var start: PointID
  }

  private func fate(_ binding: Binding, _ treatments: [IRNodeID: Treatment]) -> Fate {
    func isRebound(_ point: PointID) -> Bool {
      let here = flow[point]
      guard here.kind == .write || here.kind == .delete else { return false }
      // `jobs += more` keeps what is in the list.
      return symbol(here.node) == binding.symbol && kind(parent(here.node)) != .augAssign
    }
    let reached = flow.reached(from: binding.start, following: .all, avoiding: isRebound)
      .filter { flow[$0].kind == .read && treatments[flow[$0].node] != nil }
    let isConsumed = reached.contains { treatments[flow[$0].node] == .consumed }
    if !isConsumed {
      for point in reached {
        if case .misused(let place, let misuse)? = treatments[flow[point].node] {
          return .misused(place, misuse)
        }
      }
      if let last = reached.last { return .ignored(flow[last].node) }
      return .forgotten(isAlways: true)
    }
    for point in reached {
      if case .misused(let place, let misuse)? = treatments[flow[point].node], misuse.raises {
        return .misused(place, misuse)
      }
    }
    return isForgottenOnSomePath(binding, treatments, isRebound)
      ? .forgotten(isAlways: false) : .consumed
  }

  /// Whether a normal path leads from the binding to the end of the function, or to a new binding,
  /// without anybody taking the coroutine. Paths that the same test may exclude do not count.
  private func isForgottenOnSomePath(
    _ binding: Binding, _ treatments: [IRNodeID: Treatment], _ isRebound: (PointID) -> Bool
  ) -> Bool {
    // Bound under a condition, it may be taken under the same condition: no proof.
    let isConditional = ancestors(binding.target).contains {
      [.if, .match, .try, .while, .for, .with].contains(kind($0))
    }
    if isConditional { return false }
    let names = reads(of: binding.symbol)
    // A loop that runs zero times is no proof either.
    let isTakenInLoop = names.contains { treatments[$0] == .consumed && !loops(around: $0).isEmpty }
    if isTakenInLoop { return false }
    func stops(_ point: PointID) -> Bool {
      let here = flow[point]
      if here.kind == .read, treatments[here.node] == .consumed { return true }
      // A test of the coroutine itself (`if coro is not None`) decides rightly.
      if here.kind == .test { return names.contains { isInside($0, here.node) } }
      if here.kind == .raise { return true }
      return false
    }
    let end = flow.firstReached(
      from: binding.start, following: .normal, avoiding: { stops($0) || isRebound($0) },
      goal: { $0 == flow.exit || isRebound($0) })
    return end == flow.exit
  }

  /// The one target of `x = …`, `x: T = …` or `x := …`.
  private func onlyTarget(of statement: IRNodeID) -> IRNodeID? {
    guard [.assign, .annAssign, .namedExpression].contains(kind(statement)) else { return nil }
    let targets = facts.targets(statement)
    return targets.count == 1 && kind(targets[0]) == .name ? targets[0] : nil
  }

  // MARK: Lists that are filled

  /// The list of `jobs.append(f())`.
  private func appendedTo(_ callNode: IRNodeID, _ node: IRNodeID) -> UInt32? {
    guard let call = call(callNode), ["append", "add"].contains(call.spelled),
      let receiver = call.receiver, let symbol = symbol(receiver),
      call.arguments.count == 1, call.arguments[0].node == node, use(of: callNode) == .discarded,
      !isModule, isLocal(symbol), !isCaptured(symbol)
    else { return nil }
    return symbol
  }

  private func fate(ofListFilledBy symbol: UInt32) -> Fate {
    let definitions = facts.definitions[
      Int(
        facts.symbols[Int(symbol)].definitions.lowerBound)..<Int(
          facts.symbols[Int(symbol)].definitions.upperBound)]
    // Made here, empty: `jobs = []`.
    let isOwn = definitions.allSatisfy {
      $0.kind == .assignment && $0.position == -1
        && [.list, .set].contains(facts[$0.node].kind)
        || $0.kind == .annotation
    }
    guard isOwn, !definitions.isEmpty else { return .consumed }
    let isUsed = reads(of: symbol).contains {
      treatment(of: $0, isContainer: true) == .consumed
    }
    return isUsed ? .consumed : .collected
  }

  // MARK: Modules

  /// A global that no code of the project mentions again.
  private func moduleFate(_ symbol: UInt32, _ target: IRNodeID) -> Fate {
    let name = spelling(target)
    let mentions = facts.nodes.indices.contains { index in
      let node = IRNodeID(rawValue: UInt32(index))
      return facts[node].kind == .name && facts[node].b == symbol + 1 && node != target
    }
    if mentions { return .consumed }
    if let exports = facts.exports, exports.contains(where: { facts.names[$0] == name }) {
      return .consumed
    }
    let isKnownElsewhere = context.engine.program.modules.contains {
      $0.origin == .firstParty && $0.id != module.id && Self.mayMention(name, $0.facts)
    }
    return isKnownElsewhere ? .consumed : .forgotten(isAlways: true)
  }

  /// `from module import name`, `module.name`, or a star that may bring it.
  private static func mayMention(_ name: String, _ facts: FileFacts) -> Bool {
    if facts.imports.contains(where: { facts.names[$0.name] == "*" }) { return true }
    guard let local = facts.names.find(name) else { return false }
    return facts.imports.contains { $0.name == local }
      || facts.nodes.contains { $0.kind == .attribute && $0.b == local }
  }
}
