package import PythonSemantics
import Summaries

/// One `except` clause.
package struct Handler: Sendable {
  package var node: IRNodeID
  package var `try`: IRNodeID
  /// Public names of the classes that it catches; empty for a bare `except:`. Classes that could not
  /// be resolved stand under the name as written.
  package var types: [String]
  /// The node of the type expression; none for a bare `except:`.
  package var type: IRNodeID
  package var symbol: UInt32?
  package var isBare: Bool { !type.exists }

  /// Catches whatever is raised, cancellation too.
  package var isCatchAll: Bool { isBare || types.contains("BaseException") }

  /// Names cancellation itself.
  package var namesCancellation: Bool { types.contains { ExceptionNames.isCancellation($0) } }

  package var catchesCancellation: Bool { isCatchAll || namesCancellation }
}

package enum ExceptionNames {
  private static let cancellation: Set<String> = [
    "asyncio.CancelledError", "asyncio.exceptions.CancelledError", "trio.Cancelled",
    // Classes that could not be resolved, and the function that names the class in anyio.
    "CancelledError", "Cancelled", "get_cancelled_exc_class", "anyio.get_cancelled_exc_class",
  ]

  package static func isCancellation(_ name: String) -> Bool { cancellation.contains(name) }
}

extension FunctionSubject {
  /// The clauses of a `try`, in order.
  package func handlers(of try: IRNodeID) -> [Handler] {
    facts.handlers(`try`).map { node in
      let type = facts.operand(node)
      return Handler(
        node: node, try: `try`, types: exceptionNames(type), type: type,
        symbol: facts.symbol(ofHandler: node))
    }
  }

  /// The public names of the classes that an expression stands for: a class, a tuple of classes, a
  /// constant with such a tuple.
  package func exceptionNames(_ node: IRNodeID) -> [String] {
    guard node.exists else { return [] }
    switch kind(node) {
    case .tuple, .list: return facts.items(node).flatMap { exceptionNames($0) }
    case .starred: return exceptionNames(operand(node))
    case .call:
      // `anyio.get_cancelled_exc_class()`
      return exceptionNames(operand(node))
    default: break
    }
    let found = context.types.alternatives(type(node)).flatMap { classNames($0) }
    // `Unavailable: type[BaseException]` says what it is at most.
    let isDeclared =
      found == ["BaseException"] && kind(node) == .attribute && spelling(node) != "BaseException"
    return found.isEmpty || isDeclared ? [spelling(node)] : found
  }

  private func classNames(_ type: TypeID) -> [String] {
    if context.types.kind(type) == .tuple {
      return context.types.members(type).flatMap { classNames($0) }
    }
    return context.names(ofCallee: type)
  }

  /// The `try` statements whose body (not handlers, `else` or `finally`) holds the node, innermost
  /// first.
  package func tries(around node: IRNodeID) -> [IRNodeID] {
    ancestors(node).filter {
      kind($0) == .try && isInside(node, .body, of: $0)
    }
  }

  /// Whether the node stands in a `finally` block or in a handler.
  package func isInCleanup(_ node: IRNodeID) -> Bool {
    ancestors(node).contains {
      kind($0) == .handler
        || kind($0) == .try && isInside(node, .final, of: $0)
    }
  }
}
