import Project
package import PythonSemantics
package import Summaries

/// How a call starts a task.
package enum TaskStart: Sendable {
  /// `asyncio.create_task` and its kin: the result is the only strong reference.
  case unkept
  /// `TaskGroup.create_task`, `Nursery.start_soon`: the group keeps the task and waits for it.
  case grouped
}

extension FunctionSubject {
  /// What starts a task that only its result refers to.
  package static let taskStarters: CalleeNames = [
    "asyncio.create_task", "asyncio.ensure_future", "asyncio.AbstractEventLoop.create_task",
    "asyncio.BaseEventLoop.create_task", "asyncio.base_events.BaseEventLoop.create_task",
    "uvloop.Loop.create_task",
  ]

  private static let groupStarters: CalleeNames = [
    "asyncio.TaskGroup.create_task", "anyio.abc.TaskGroup.start_soon", "anyio.abc.TaskGroup.start",
    "trio.Nursery.start_soon", "trio.Nursery.start",
  ]

  private static let loopNames: Set<String> = ["loop", "_loop", "event_loop", "_event_loop"]

  /// What the call starts; nil for any other call.
  package func taskStart(_ call: Call) -> TaskStart? {
    if call.isOne(of: Self.groupStarters) { return .grouped }
    if call.isOne(of: Self.taskStarters) { return handsBack(call) ? nil : .unkept }
    // A loop of unknown type: its name and the coroutine that it gets leave little doubt.
    if call.names.isEmpty, call.spelled == "create_task", let receiver = call.receiver,
      Self.loopNames.contains(spelling(receiver)), let coroutine = call.argument(0, "coro"),
      awaitability(coroutine) == .coroutine
    {
      return .unkept
    }
    return nil
  }

  /// `ensure_future(loop.run_in_executor(None, f))` makes no task: it gives back the future that it was
  /// given, which others refer to. What is declared as an `Awaitable` may be one as well. Only its own
  /// children refer to what `gather` gives.
  private func handsBack(_ call: Call) -> Bool {
    guard call.spelled == "ensure_future", let given = call.argument(0, "coro_or_future"),
      [.future, .awaitable].contains(awaitability(given))
    else { return false }
    if kind(given) != .call { return true }
    let makers = context.names(ofCallee: type(operand(given)))
    return makers.allSatisfy { $0 != "asyncio.gather" && !Self.taskStarters.contains($0) }
  }

  /// A method of an event loop or of a transport: what it starts waits for the loop's own callbacks,
  /// which refer to it.
  package var isLoopMachinery: Bool {
    guard let owner = context.engine.owner(of: unit.function) else { return false }
    return context.ancestry(owner).contains {
      $0.hasSuffix("AbstractEventLoop") || $0.hasSuffix("BaseTransport")
    }
  }

  package func startsUnkeptTask(_ call: Call) -> Bool { taskStart(call) == .unkept }

  /// Calls a function of the program that starts a task and leaves it to its caller to keep it.
  package func startsThroughHelper(_ call: Call) -> Bool {
    guard call.names.count == 1, let callee = context.function(ofCallee: type(call.callee)),
      awaitability(call.node) == .future
    else { return false }
    return context.fates.returnsOnlyReference(callee)
  }

  /// The coroutine that a start is given; for `start_soon(f, x)` the function.
  package func startedCoroutine(_ call: Call) -> IRNodeID? { call.argument(0, "coro") }

  /// The function whose body the started task runs, when it is known.
  package func startedFunction(_ call: Call) -> Unit? {
    guard let argument = startedCoroutine(call) else { return nil }
    let callee = kind(argument) == .call ? operand(argument) : argument
    guard let function = context.function(ofCallee: type(callee)) else { return nil }
    return context.unit(of: function)
  }

  /// A function or method of the same file, as its own class has it.
  package func neighbour(_ index: Int) -> FunctionSubject {
    context.subject(of: module.function(UInt32(index)))
  }

  /// A function or lambda of the same file, by its index.
  package func nestedFunction(_ index: UInt32) -> FunctionSubject {
    context.subject(of: context.engine.unit(for: module.function(index), receiver: nil))
  }
}
