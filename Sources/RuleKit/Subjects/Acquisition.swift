package import LibraryModels
package import PythonSemantics

/// A place of a function where a resource is opened, and what becomes of it there.
package struct Acquisition {
  package var kind: ResourceKind
  package var call: Call
  /// The call, or the `await` around it.
  package var value: IRNodeID
  package var use: Use
  /// The local variable that alone holds it, with the node that binds it.
  package var holder: (symbol: UInt32, target: IRNodeID)?
}

extension FunctionSubject {
  private static let makers = CalleeNames(Set(ResourceKind.byMaker.keys))

  /// Finds what the function opens. Files that spell no maker's name are not looked at.
  func findAcquisitions() -> [Acquisition] {
    guard context.mayAcquire(module) else { return [] }
    return calls(of: Self.makers).compactMap { call in
      guard call.names.count == 1, let kind = ResourceKind.byMaker[call.names[0]] else {
        return nil
      }
      let isAwaited = use(of: call.node) == .awaited
      // A coroutine that nobody awaits opens nothing: that is another rule's business.
      if !isAwaited, awaitability(call.node) == .coroutine { return nil }
      let value = isAwaited ? parent(call.node) : call.node
      return Acquisition(
        kind: kind, call: call, value: value, use: use(of: value),
        holder: holder(of: value, position: kind.position))
    }
  }

  /// The variable that an assignment binds to the value (or to one element of it), when it is a local
  /// that no closure sees and no other name is bound along.
  package func holder(
    of value: IRNodeID, position: Int? = nil
  ) -> (symbol: UInt32, target: IRNodeID)? {
    guard case .assigned(let statement) = use(of: value) else { return nil }
    let targets = facts.targets(statement)
    guard targets.count == 1, var target = targets.first else { return nil }
    if let position {
      guard kind(target) == .tuple else { return nil }
      let items = facts.items(target)
      guard items.indices.contains(position) else { return nil }
      target = items[position]
    }
    guard let symbol = symbol(target), isLocal(symbol), !isCaptured(symbol) else { return nil }
    return (symbol, target)
  }
}
