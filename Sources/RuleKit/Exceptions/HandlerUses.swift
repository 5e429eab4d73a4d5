import PythonSemantics

extension FunctionSubject {
  private static let reports: CalleeNames = [
    "print", "str", "repr", "format", "type", "isinstance", "traceback.print_exception",
    "traceback.format_exception",
  ]

  private static let levels: Set<String> = [
    "debug", "info", "warning", "warn", "error", "exception", "critical", "log", "fatal",
    "capture_exception", "record_exception",
  ]

  /// A call that tells people of something, and changes nothing: printing, logging.
  package func isReport(_ call: Call) -> Bool {
    call.isOne(of: Self.reports) || call.receiver != nil && Self.levels.contains(call.spelled)
  }

  /// Whether the caught exception lives on: stored, returned, or handed to more than a report.
  package func handsOnException(_ handler: Handler) -> Bool {
    guard let symbol = handler.symbol else {
      return calls.contains { $0.isNamed("sys.exc_info") && isInside($0.node, handler.node) }
    }
    return reads(of: symbol).contains { read in
      guard isInside(read, handler.node) else { return false }
      switch use(of: read) {
      case .assigned, .returned, .yielded, .element, .other: return true
      case .argument(let node): return call(node).map { !isReport($0) } ?? true
      default: return false
      }
    }
  }

  /// Whether nothing that the body awaits can get out of the function: a handler for `Exception`
  /// stands around all of it.
  package var containsItsErrors: Bool {
    guard row.flags.contains(.hasTry) else { return false }
    let awaits = nodes.filter { kind($0) == .await }
    return !awaits.isEmpty
      && awaits.allSatisfy { node in
        if isInCleanup(node) { return true }
        return tries(around: node).contains { statement in
          handlers(of: statement).contains { handler in
            (handler.isCatchAll || handler.types.contains("Exception"))
              && !nodes.contains { kind($0) == .raise && isInside($0, handler.node) }
          }
        }
      }
  }
}
