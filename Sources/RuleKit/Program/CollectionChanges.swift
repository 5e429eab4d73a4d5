import Project
package import PythonSemantics
import Summaries

/// What a loop over a collection does not bear.
package enum CollectionChange {
  /// Of a list: what comes behind is met as well.
  case removal
  /// Of a dict or set, where an added item matters as much.
  case any
}

extension FunctionSubject {
  private static let removers: Set<String> = [
    "remove", "pop", "popitem", "discard", "clear", "popleft", "difference_update",
  ]
  private static let adders: Set<String> = ["add", "setdefault", "update", "insert", "append"]

  /// `for x in self.items`, without an `await` so far, over what another function of the file changes.
  package func goesThroughChanging(_ loop: IRNodeID) -> Bool {
    guard kind(loop) == .for, !facts[loop].isAsync,
      !nodes(.await).contains(where: { isInside($0, .body, of: loop) })
    else { return false }
    let iterable = operand(loop)
    guard let collection = sharedCollection(call(iterable)?.receiver ?? iterable) else {
      return false
    }
    return facts.functions.indices.contains { index in
      let other = neighbour(index)
      return index != self.index && other.name != "__init__" && other.mentions([collection.name])
        && other.nodes.contains { node in
          other.collectionChanged(by: node, counting: .any).flatMap(other.sharedCollection)?
            .mayBe(collection, in: context) == true
        }
    }
  }

  /// What a node adds to or removes from: `x` of `x.remove(y)`, `del x[k]`, `x[k] = v`.
  package func collectionChanged(
    by node: IRNodeID, counting change: CollectionChange
  ) -> IRNodeID? {
    switch kind(node) {
    case .call:
      let callee = operand(node)
      guard kind(callee) == .attribute else { return nil }
      let name = spelling(callee)
      return Self.removers.contains(name) || change == .any && Self.adders.contains(name)
        ? operand(callee) : nil
    case .subscript:
      // `del d[k]` removes, `d[k] = v` adds to a dict.
      let outer = kind(parent(node))
      return outer == .delete || change == .any && outer == .assign && isBinding(node)
        ? operand(node) : nil
    default: return nil
    }
  }

  /// Whether a node speaks of what the function was given: `discard(socket)` of one that leaves, where
  /// `clear()` ends all.
  package func isGivenPart(of node: IRNodeID) -> Bool {
    let given = row.parameters.dropFirst(receiverName == nil ? 0 : 1)
      .map { facts.parameters[Int($0)].symbol }
    return nodes.contains { other in
      symbol(other).map { given.contains($0) } == true && isInside(other, node)
    }
  }

  /// An object of the project's own classes, which says itself what a loop over it sees.
  package func isOfProject(_ node: IRNodeID) -> Bool {
    context.alternatives(type(node)).contains { type in
      context.types.kind(type) == .instance
        && context.engine.program.location(of: context.classOfInstance(type)).module.origin
          == .firstParty
    }
  }

  /// Whether some coroutine of the project leads here that is neither its start nor its end: what only
  /// imports and set-up call is over before a loop runs.
  package var runsInCoroutines: Bool {
    var open = [unit.function]
    var seen = Set(open)
    while let function = open.popLast(), seen.count < 100 {
      let subject = context.subject(of: function)
      if subject.isAsync, !subject.isHook, !subject.isEntry { return true }
      for caller in context.callers(of: function) {
        let next = context.engine.units[Int(caller.unit.rawValue)].function
        if seen.insert(next).inserted { open.append(next) }
      }
    }
    return false
  }
}
