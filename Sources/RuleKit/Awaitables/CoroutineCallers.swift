import Project
import PythonSemantics
import Summaries

/// What those who await a coroutine function do with what it gives.
package enum CoroutineCallers {
  /// Whether no caller is seen to want the awaitable that an `async def` returns: to await it again,
  /// or to hand it on.
  package static func awaitOnce(_ function: FunctionSubject) -> Bool {
    let context = function.context
    // A base class or a decorator may say that the result is awaited twice.
    guard function.row.decorators == 0 else { return false }
    for unit in context.engine.units {
      for site in unit.sites where site.kind == .await {
        let isCall = site.targets.contains {
          context.engine.units[Int($0.unit.rawValue)].function == function.unit.function
        }
        guard isCall, let caller = context.readableSubject(of: unit.function) else { continue }
        if caller.fate(of: site.node) == .consumed { return false }
      }
    }
    return true
  }
}
