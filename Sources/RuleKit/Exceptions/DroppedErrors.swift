import PythonSemantics

// Handlers after which nobody learns that a task failed.

extension FunctionSubject {
  /// Whether nobody learns of the errors that the handler catches, whichever it names.
  package func dropsErrors(_ handler: Handler) -> Bool {
    guard !isTeardown, isRoot, isOuter(handler.try) else { return false }
    let body = facts.statements(.body, of: handler.try)
    let awaits = nodes.filter { node in
      kind(node) == .await && body.contains { isInside(node, $0) }
    }
    return !awaits.isEmpty && !awaits.allSatisfy { isClosing($0) }
      && facts.statements(.body, of: handler.node).allSatisfy { isSilent($0) }
  }

  /// A task runs it, or nobody in the program awaits it: a handler, a callback of a framework.
  private var isRoot: Bool { isSpawned || !isAwaited }

  /// At the top of the function, or of the loop that is its body.
  private func isOuter(_ statement: IRNodeID) -> Bool {
    let around = ancestors(statement)
    guard around.allSatisfy({ [.while, .for, .with].contains(kind($0)) }) else { return false }
    if around.contains(where: { kind($0) == .while }) { return true }
    // `for` over alternatives tries the next one; a task of its own has nobody who would miss them.
    if around.contains(where: { kind($0) == .for }) { return isSpawned }
    // A method may have callers that could not be resolved.
    if isMethod, !isSpawned { return false }
    // Otherwise all that the function waits for is in it, and nothing is said after it.
    let isLast = around.isEmpty && facts.list(row.body).last == statement
    return isLast && nodes.allSatisfy { kind($0) != .await || isInside($0, statement) }
  }

  /// `pass`, `continue`, `break`, `return`, `return None`, and `...`.
  private func isSilent(_ node: IRNodeID) -> Bool {
    let row = facts[node]
    switch row.kind {
    case .pass, .continue, .break: return true
    case .return: return row.a == 0 || isNone(row.operand)
    case .expression: return kind(row.operand) == .constant
    default: return false
    }
  }

  private static let closing: [String] = [
    "close", "aclose", "stop", "disconnect", "wait_closed", "shutdown", "cancel", "kill",
    "terminate", "release", "rollback", "remove", "unlink", "delete", "cleanup", "logout", "quit",
    "unsubscribe", "drain", "aexit", "send_close", "sleep", "wait_for", "gather", "join", "reset",
  ]

  private func isClosing(_ node: IRNodeID) -> Bool {
    guard let call = call(operand(node)) else { return false }
    let name = call.spelled.drop { $0 == "_" }
    if name == "wait_for" || name == "shield", let inner = call.argument(0) {
      return self.call(inner).map { isClosing(named: $0.spelled) } ?? false
    }
    return isClosing(named: call.spelled)
  }

  private func isClosing(named name: String) -> Bool {
    let plain = name.drop { $0 == "_" }
    return Self.closing.contains { plain.hasPrefix($0) }
  }
}
