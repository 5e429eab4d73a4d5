package import Project
package import PythonSemantics
import Summaries

/// Whether an `await` can give way to other tasks at all: a coroutine whose body holds no await of its
/// own runs straight through.
package enum Suspension {
  /// Unless the awaited coroutine is known never to suspend.
  package static func mayHappen(awaiting value: IRNodeID, _ function: FunctionSubject) -> Bool {
    guard let call = function.call(value),
      let callee = function.context.function(ofCallee: function.type(call.callee))
    else { return true }
    // Somebody may override it with one that waits.
    return function.context.flags(of: callee).contains(.isMethod)
      || mayHappen(in: callee, function.context)
  }

  private static let waiting: FunctionFlags = [
    .hasAwait, .hasAsyncWith, .hasAsyncFor, .hasAsyncComprehension, .isGenerator,
  ]

  /// Whether the body of a coroutine function may give way, or that of a subclass of the program.
  package static func mayHappen(in function: FunctionID, _ context: RuleContext) -> Bool {
    let (module, index) = context.engine.program.location(of: function)
    let row = module.facts.functions[Int(index)]
    guard !module.isStub, row.flags.contains(.isAsync), !row.flags.contains(.isTrivial) else {
      return true
    }
    if row.owner != 0, context.isOverridden(function) { return true }
    return !row.flags.isDisjoint(with: waiting) || row.decorators != 0
  }
}
