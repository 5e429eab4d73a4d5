import Project
package import PythonSemantics

/// Whether something limits how many coroutines of one comprehension or loop run at once.
package enum FanOut {
  package static let limiters: Set<String> = [
    "asyncio.Semaphore", "asyncio.BoundedSemaphore", "asyncio.Lock", "anyio.Semaphore",
    "anyio.CapacityLimiter", "trio.Semaphore", "trio.CapacityLimiter", "aiolimiter.AsyncLimiter",
  ]

  /// The parameter that a comprehension takes its items from: as many as the caller gives.
  package static func givenItems(
    of comprehension: IRNodeID, _ function: FunctionSubject
  ) -> String? {
    guard let generator = function.facts.generators(comprehension).first,
      let symbol = function.symbol(generator.iterable),
      function.facts.symbols[Int(symbol)].flags.contains(.parameter)
    else { return nil }
    return function.spelling(generator.iterable)
  }

  package enum Limit: Sendable {
    case none, insideTask, unknown
  }

  /// Whether the coroutine that is started takes a semaphore, or is handed one.
  package static func limit(of node: IRNodeID, _ function: FunctionSubject) -> Limit {
    guard let call = function.call(node) else { return .unknown }
    if function.startsUnkeptTask(call), let started = function.startedCoroutine(call) {
      return limit(of: started, function)
    }
    if call.arguments.contains(where: { function.isInstance($0.node, of: limiters) }) {
      return .insideTask
    }
    guard let callee = function.context.function(ofCallee: function.type(call.callee)) else {
      return .unknown
    }
    let inner = function.context.subject(of: callee)
    let isLimited = inner.nodes.contains { other in
      let row = inner[other]
      switch row.kind {
      case .with where row.isAsync:
        return inner.facts.managers(other).contains {
          inner.isInstance($0.context, of: limiters)
        }
      case .call:
        let name = inner.spelling(row.operand)
        return name == "acquire" || name == "release"
      default: return false
      }
    }
    return isLimited ? .insideTask : .none
  }
}
