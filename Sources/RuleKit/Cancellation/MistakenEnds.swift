import Project
import PythonFlow
import PythonSemantics
import Summaries

extension FunctionSubject {
  /// Whether some coroutine that awaits this one takes its end for a success: it uses what it gives, or
  /// goes on to wait for something else. A task whose cancellation was caught here then does not end.
  package var isEndMistaken: Bool { isEndMistaken(seen: [unit.function.rawValue]) }

  private func isEndMistaken(seen: Set<UInt32>) -> Bool {
    guard seen.count <= Self.callerLimit else { return true }
    return context.callers(of: unit.function).contains { site in
      let function = context.engine.units[Int(site.unit.rawValue)].function
      guard !seen.contains(function.rawValue),
        let caller = context.readableSubject(of: function)
      else { return false }
      let wait = caller.kind(site.node) == .await ? site.node : caller.parent(site.node)
      guard caller.kind(wait) == .await else { return false }
      let statement = caller.parent(wait)
      let isHandedOn = caller.kind(statement) == .return
      guard caller.kind(statement) == .expression || isHandedOn else { return true }
      if caller.suspendsAfter(wait, from: caller.flow.points(of: wait, .await)) { return true }
      return caller.isEndMistaken(seen: seen.union([function.rawValue]))
    }
  }

  /// Further up it is not worth to look.
  private static let callerLimit = 4
}
