package import Diagnostics
import PythonSemantics
package import RuleKit

/// LW357: the outermost handler of a task drops every error without a trace.
package struct TaskRootSwallows: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW357",
    name: "task-root-swallows",
    summary: "Outermost handler of a task drops the error",
    group: .exceptions,
    severity: .warning,
    since: "0.1",
    fix: .sometimes(.safe),
    why: """
      Nobody stands above the outermost frame of a task: what its handler drops is gone. A worker \
      that fails on every round looks like one that has nothing to do. In the strict profile also: a \
      log line without the traceback.
      """,
    equivalents: ["S110", "S112", "BLE001", "TRY400"],
    examples: [
      .bad(
        "A worker that never tells",
        """
        async def worker(client):
            while True:
                try:
                    await client.refresh()
                except Exception:  # expect: LW357
                    pass
        """),
      .good(
        "A worker that tells",
        """
        import logging

        log = logging.getLogger(__name__)


        async def worker(client):
            while True:
                try:
                    await client.refresh()
                except Exception:
                    log.exception("refresh failed")
        """),
      .good(
        "Errors of closing do not matter",
        """
        async def leave(client):
            try:
                await client.close()
            except Exception:
                pass
        """),
    ])

  package init() {}

  package func check(_ function: FunctionSubject) -> [Finding] {
    guard function.isAsync, function.row.flags.isSuperset(of: [.hasTry, .hasAwait]),
      !function.isTest
    else { return [] }
    return function.nodes.filter { function.kind($0) == .try }.flatMap { statement in
      function.handlers(of: statement).compactMap { handler in
        guard handler.types == ["Exception"] else { return nil }
        if let found = lostTraceback(handler, function) { return found }
        return isDropped(handler, of: statement, function) ? report(handler, function) : nil
      }
    }
  }

  private func report(_ handler: Handler, _ function: FunctionSubject) -> Finding {
    finding(
      at: function.place(handler.type), "errors of `\(function.name)` vanish without a trace",
      // Best effort is often meant: ends of a connection, what is only shown or counted.
      function: function.qualifiedName, severity: .info, label: "nobody learns of any failure",
      help: "log it: `logger.exception(…)`, or catch what is expected")
  }

  // MARK: Dropped

  /// Whether nobody learns of the errors that the handler catches, whichever it names.
  func isDropped(
    _ handler: Handler, of statement: IRNodeID, _ function: FunctionSubject
  ) -> Bool {
    guard !function.isTeardown, isRoot(function), isOuter(statement, function) else { return false }
    let body = function.facts.statements(.body, of: statement)
    let awaits = function.nodes.filter { node in
      function.kind(node) == .await && body.contains { function.isInside(node, $0) }
    }
    return !awaits.isEmpty && !awaits.allSatisfy { isClosing($0, function) }
      && function.facts.statements(.body, of: handler.node).allSatisfy { isSilent($0, function) }
  }

  /// A task runs it, or nobody in the program awaits it: a handler, a callback of a framework.
  private func isRoot(_ function: FunctionSubject) -> Bool {
    function.isSpawned || !function.isAwaited
  }

  /// At the top of the function, or of the loop that is its body.
  private func isOuter(_ statement: IRNodeID, _ function: FunctionSubject) -> Bool {
    let around = function.ancestors(statement)
    guard around.allSatisfy({ [.while, .for, .with].contains(function.kind($0)) }) else {
      return false
    }
    if around.contains(where: { function.kind($0) == .while }) { return true }
    // `for` over alternatives tries the next one; a task of its own has nobody who would miss them.
    if around.contains(where: { function.kind($0) == .for }) { return function.isSpawned }
    // A method may have callers that could not be resolved.
    if function.isMethod, !function.isSpawned { return false }
    // Otherwise all that the function waits for is in it, and nothing is said after it.
    let isLast = around.isEmpty && function.facts.list(function.row.body).last == statement
    return isLast
      && function.nodes.allSatisfy {
        function.kind($0) != .await || function.isInside($0, statement)
      }
  }

  /// `pass`, `continue`, `break`, `return`, `return None`, and `...`.
  private func isSilent(_ node: IRNodeID, _ function: FunctionSubject) -> Bool {
    let row = function[node]
    switch row.kind {
    case .pass, .continue, .break: return true
    case .return: return row.a == 0 || isNone(row.operand, function)
    case .expression: return function.kind(row.operand) == .constant
    default: return false
    }
  }

  private func isNone(_ node: IRNodeID, _ function: FunctionSubject) -> Bool {
    function.kind(node) == .constant
      && IRConstant(rawValue: function[node].flags) == IRConstant.none
  }

  private static let closing: [String] = [
    "close", "aclose", "stop", "disconnect", "wait_closed", "shutdown", "cancel", "kill",
    "terminate", "release", "rollback", "remove", "unlink", "delete", "cleanup", "logout", "quit",
    "unsubscribe", "drain", "aexit", "send_close", "sleep", "wait_for", "gather", "join", "reset",
  ]

  private func isClosing(_ node: IRNodeID, _ function: FunctionSubject) -> Bool {
    guard let call = function.call(function.operand(node)) else { return false }
    let name = call.spelled.drop { $0 == "_" }
    if name == "wait_for" || name == "shield", let inner = call.argument(0) {
      return function.call(inner).map { isClosing(named: $0.spelled) } ?? false
    }
    return isClosing(named: call.spelled)
  }

  private func isClosing(named name: String) -> Bool {
    let plain = name.drop { $0 == "_" }
    return Self.closing.contains { plain.hasPrefix($0) }
  }

  // MARK: Told without a traceback

  private func lostTraceback(_ handler: Handler, _ function: FunctionSubject) -> Finding? {
    guard function.isStrict, let symbol = handler.symbol else { return nil }
    let inside = function.calls.filter { function.isInside($0.node, handler.node) }
    let hasTraceback = inside.contains { call in
      call.spelled == "exception" || call.argument(nil, "exc_info") != nil
        || call.names.contains { $0.hasPrefix("traceback.") }
    }
    let raises = function.nodes.contains {
      function.kind($0) == .raise && function.isInside($0, handler.node)
    }
    guard !hasTraceback, !raises, !function.handsOnException(handler) else { return nil }
    let read = function.reads(of: symbol).filter { function.isInside($0, handler.node) }
    guard
      let log = inside.first(where: { call in
        call.receiver != nil && ["error", "warning", "critical"].contains(call.spelled)
          && read.contains { function.isInside($0, call.node) }
      })
    else { return nil }
    return finding(
      at: function.place(log.callee), "`\(function.name)` logs an error without its traceback",
      function: function.qualifiedName, severity: .info, label: "where it was raised is lost",
      help: "use `exception(…)` instead of `\(log.spelled)(…)`",
      fix: log.spelled == "error"
        ? function.memberFix(log.callee, "exception", "Log the traceback too", .safe) : nil)
  }
}
