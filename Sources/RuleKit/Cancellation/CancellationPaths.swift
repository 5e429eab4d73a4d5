import Project
package import PythonFlow
package import PythonSemantics
import PythonSyntax
import Summaries

/// Where a cancellation that arrives at a suspension is caught first.
package struct CancellationPaths {
  /// Handler → the suspensions (`await`, `async for`, `async with`) whose cancellation it gets.
  package private(set) var caught: [IRNodeID: [PointID]] = [:]
  /// Context expression of `with suppress(…)` → the same.
  package private(set) var suppressed: [IRNodeID: [PointID]] = [:]
  /// `try` without a handler for it → the suspensions whose cancellation passes its `finally`.
  package private(set) var finalized: [IRNodeID: [PointID]] = [:]

  package init(_ function: FunctionSubject) {
    let flow = function.flow
    guard flow.isComplete else { return }
    for index in flow.allPoints {
      let point = PointID(rawValue: index)
      switch flow[point].kind {
      case .await, .asyncIterate, .asyncEnter, .asyncLeave: break
      default: continue
      }
      follow(point, function)
    }
  }

  /// Along the exception edges, through `finally` blocks and ends of `with`.
  private mutating func follow(_ start: PointID, _ function: FunctionSubject) {
    let flow = function.flow
    var current = start
    var passed: Set<PointID> = []
    while passed.insert(current).inserted {
      guard
        let next = flow.successors(current).first(where: {
          $0.kind == .exception && flow[$0.target].kind != .handler
        })?.target
      else { return }
      switch flow[next].kind {
      case .dispatch:
        let handlers = function.handlers(of: flow[next].node)
        if let first = handlers.first(where: { $0.catchesCancellation }) {
          caught[first.node, default: []].append(start)
          return
        }
        current = next
      case .beginFinally:
        finalized[flow[next].node, default: []].append(start)
        guard let end = endOfCleanup(next, flow) else { return }
        current = end
      case .leave, .asyncLeave:
        if function.suppressesCancellation(flow[next].node) {
          suppressed[flow[next].node, default: []].append(start)
          return
        }
        current = next
      default: return
      }
    }
  }

  private func endOfCleanup(_ start: PointID, _ flow: ControlFlow) -> PointID? {
    let node = flow[start].node
    return flow.firstReached(from: start) { point in
      flow[point].kind == .endFinally && flow[point].node == node
        && flow.successors(point).contains { $0.kind == .exception }
    }
  }
}

/// How a handler that got a cancellation ends.
package enum HandlerEnd: Sendable {
  /// On all paths it raises the cancellation again, or never ends.
  case raises
  /// Some test decides whether it does.
  case depends
  /// It raises another exception: the `raise`.
  case converts(IRNodeID)
  /// It ends, and the function goes on or returns.
  case swallows
}

extension FunctionSubject {
  private static let suppressors: CalleeNames = ["contextlib.suppress"]

  /// `suppress(CancelledError)`, `suppress(BaseException)`.
  package func suppressesCancellation(_ context: IRNodeID) -> Bool {
    suppressed(by: context).contains {
      $0 == "BaseException" || ExceptionNames.isCancellation($0)
    }
  }

  /// The public names of the classes that `suppress(…)` is given.
  package func suppressed(by context: IRNodeID) -> [String] {
    guard let call = call(context), call.isOne(of: Self.suppressors) else { return [] }
    return call.arguments.flatMap { exceptionNames($0.node) }
  }

  /// What becomes of a cancellation in the handler, over all its paths.
  package func end(of handler: Handler) -> HandlerEnd {
    var raisesSome = false
    var conversion = IRNodeID.none
    var isSwallowed = false
    for start in flow.points(of: handler.node, .handler) {
      let found = flow.reached(from: start) { [self] point in
        flow[point].kind == .raise || !isInside(flow[point], handler.node)
          || neverReturns(flow[point])
      }
      for point in found {
        if !isInside(flow[point], handler.node) {
          isSwallowed = true
        } else if flow[point].kind == .raise, !isForOthers(flow[point].node, handler) {
          if raisesAgain(flow[point].node, handler) {
            raisesSome = true
          } else if kind(flow[point].node) == .raise {
            conversion = flow[point].node
          }
        }
      }
    }
    if raisesSome { return isSwallowed || conversion.exists ? .depends : .raises }
    if isSwallowed { return .swallows }
    return conversion.exists ? .converts(conversion) : .raises
  }

  /// Whether a point belongs to a statement or handler.
  package func isInside(_ point: Point, _ node: IRNodeID) -> Bool {
    isInside(point.node, node) || isInside(point.statement, node)
  }

  /// Whether a test of the exception keeps cancellation from a `raise`:
  ///
  ///     except (asyncio.CancelledError, GeneratorExit) as error:
  ///         if isinstance(error, GeneratorExit):
  ///             raise
  private func isForOthers(_ node: IRNodeID, _ handler: Handler) -> Bool {
    ancestors(node).contains { around in
      guard kind(around) == .if, isInside(around, handler.node) else { return false }
      var test = operand(around)
      let isNegated = kind(test) == .unary && facts[test].flags == UnaryOperator.not.rawValue
      if isNegated { test = operand(test) }
      guard let call = call(test), call.spelled == "isinstance", let value = call.argument(0),
        let type = call.argument(1), let caught = symbol(value), caught == handler.symbol
      else { return false }
      let names = exceptionNames(type)
      let isAsked = names.contains { $0 == "BaseException" || ExceptionNames.isCancellation($0) }
      // Any other class has to be known as another one.
      guard isAsked || names.allSatisfy({ handler.types.contains($0) || $0 == "GeneratorExit" })
      else { return false }
      return isInside(node, .body, of: around) == (isAsked == isNegated)
    }
  }

  /// `raise`, `raise e`, `raise asyncio.CancelledError(…)`, and what ends the program.
  private func raisesAgain(_ node: IRNodeID, _ handler: Handler) -> Bool {
    guard kind(node) == .raise else { return false }
    let value = operand(node)
    guard value.exists else { return true }
    if let symbol = symbol(value), symbol == handler.symbol { return true }
    let root = kind(value) == .call ? operand(value) : value
    if kind(root) == .attribute, let symbol = symbol(operand(root)),
      symbol == handler.symbol
    {
      return true
    }
    return exceptionNames(root).contains {
      ExceptionNames.isCancellation($0) || ["SystemExit", "KeyboardInterrupt"].contains($0)
    }
  }

  private static let endings: CalleeNames = ["sys.exit", "os._exit", "os.abort", "exit", "quit"]

  /// Whether a point hands over to code that never comes back: `sys.exit()`, a helper that always
  /// raises or loops for ever.
  package func neverReturns(_ point: Point) -> Bool {
    guard point.kind == .call || point.kind == .await else { return false }
    let node = point.kind == .await ? operand(point.node) : point.node
    guard let call = call(node) else { return false }
    if call.isOne(of: Self.endings) { return true }
    guard let callee = context.function(ofCallee: type(call.callee)) else { return false }
    let (module, index) = context.engine.program.location(of: callee)
    let isAsync = module.facts.functions[Int(index)].flags.contains(.isAsync)
    // Calling a coroutine function alone runs nothing.
    guard isAsync == (point.kind == .await) else { return false }
    return context.neverReturns(callee)
  }
}
