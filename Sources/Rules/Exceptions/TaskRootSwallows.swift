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
      No caller stands above the outermost function of a task: what its handler drops is gone. A \
      worker that fails on every round, because a password has changed, looks like one that has \
      nothing to do. In the strict profile also: a log line without the traceback.
      """,
    ignoreWhen: """
      The error is expected and means nothing, such as a peer that hangs up; then name it in place \
      of `Exception`.
      """,
    equivalents: ["S110", "S112", "BLE001", "TRY400"],
    examples: [
      .bad(
        "Fails each second, and prints nothing",
        """
        import asyncio


        async def refresh():
            raise OSError("no route")


        async def worker():
            while True:
                await asyncio.sleep(1)
                try:
                    await refresh()
                except Exception:  # expect: LW357
                    pass


        asyncio.run(worker())
        """),
      .good(
        "Tells each failure with its traceback",
        """
        import asyncio
        import logging

        log = logging.getLogger(__name__)


        async def refresh():
            raise OSError("no route")


        async def worker():
            while True:
                await asyncio.sleep(1)
                try:
                    await refresh()
                except Exception:
                    log.exception("refresh failed")


        asyncio.run(worker())
        """),
    ])

  package static var needs: FunctionNeeds {
    FunctionNeeds([.isAsync, .hasTry, .hasAwait], in: .exceptTests)
  }

  package init() {}

  package func check(_ function: FunctionSubject) -> [Finding] {
    function.nodes(.try).flatMap { statement in
      function.handlers(of: statement).compactMap { handler in
        guard handler.types == ["Exception"] else { return nil }
        if let found = lostTraceback(handler, function) { return found }
        return function.dropsErrors(handler) ? report(handler, function) : nil
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
