package import Diagnostics
import PythonSemantics
package import RuleKit
import Summaries

/// LW606: code of another thread touches what belongs to the event loop.
package struct LoopObjectFromThread: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW606",
    name: "loop-object-from-thread",
    summary: "Thread touches tasks, futures or queues of an event loop",
    group: .locks,
    severity: .error, confidence: .medium,
    since: "0.1",
    fix: .sometimes(.changesBehavior),
    why: """
      Tasks, events and queues of asyncio belong to the thread of their loop. A change from \
      another thread is a race, and the loop, asleep until a socket or a timer wakes it, does not \
      hear of it: here for ever, in a busy server a little late now and then. `create_task` in a \
      thread without a loop raises `RuntimeError`. `call_soon_threadsafe` and \
      `run_coroutine_threadsafe` wake the loop.
      """,
    ignoreWhen: "The function only ever runs on the loop's thread, whatever its name suggests.",
    examples: [
      .bad(
        "Never prints `done`",
        """
        import asyncio
        import threading
        import time


        async def main():
            done = asyncio.Event()

            def worker():
                time.sleep(1)
                done.set()  # expect: LW606

            threading.Thread(target=worker).start()
            await done.wait()
            print("done")


        asyncio.run(main())
        """),
      .good(
        "The loop is asked to do it",
        """
        import asyncio
        import threading
        import time


        async def main():
            loop = asyncio.get_running_loop()
            done = asyncio.Event()

            def worker():
                time.sleep(1)
                loop.call_soon_threadsafe(done.set)

            threading.Thread(target=worker).start()
            await done.wait()
            print("done")
        """),
    ])

  package static var needs: FunctionNeeds { FunctionNeeds(.hasCall, in: .exceptTests) }

  package init() {}

  private static let operations: CalleeNames = [
    "asyncio.create_task", "asyncio.ensure_future", "asyncio.AbstractEventLoop.call_soon",
    "asyncio.AbstractEventLoop.call_later", "asyncio.AbstractEventLoop.call_at",
    "asyncio.AbstractEventLoop.create_task", "asyncio.BaseEventLoop.call_soon",
    "asyncio.Queue.put_nowait", "asyncio.Queue.get_nowait", "asyncio.PriorityQueue.put_nowait",
    "asyncio.LifoQueue.put_nowait", "asyncio.Event.set",
    "asyncio.Future.set_result", "asyncio.Future.set_exception", "asyncio.Future.cancel",
    "asyncio.Task.cancel", "_asyncio.Future.set_result", "_asyncio.Future.set_exception",
    "_asyncio.Future.cancel", "_asyncio.Task.cancel", "asyncio.StreamWriter.write",
    "asyncio.TaskGroup.create_task", "asyncio.Condition.notify", "asyncio.Semaphore.release",
  ]

  private static let spellings: Set<String> = [
    "create_task", "ensure_future", "call_soon", "call_later", "call_at", "put_nowait",
    "get_nowait", "set", "clear", "set_result", "set_exception", "cancel", "write", "notify",
    "release",
  ]

  /// Signs of a loop of its own, or of a test for the right thread.
  private static let exempting: Set<String> = [
    "new_event_loop", "run_until_complete", "run_forever", "get_running_loop", "get_ident",
    "current_thread", "set_event_loop", "Runner",
  ]

  package func check(_ function: FunctionSubject) -> [Finding] {
    guard !function.isAsync, !function.isModule, !isOfLoop(function),
      function.nodes(.call).contains(where: {
        Self.spellings.contains(function.spelling(function.operand($0)))
      }),
      let thread = thread(function)
    else { return [] }
    let calls = function.calls
    if calls.contains(where: { Self.exempting.contains($0.spelled) }) { return [] }
    return calls.compactMap { call in
      guard call.isOne(of: Self.operations), !isOwn(call, function), !asksForLoop(call, function)
      else { return nil }
      return finding(
        at: function.place(call.callee),
        "`\(function.name)` calls `\(function.text(call.callee))` from another thread",
        function: function.qualifiedName, label: "the event loop is not told",
        help: help(call, function), chain: thread.place.path.isEmpty ? [] : [thread],
        fix: call.spelled == "call_soon"
          ? function.memberFix(
            call.callee, "call_soon_threadsafe", "Tell the loop", .changesBehavior)
          : call.spelled.hasPrefix("call_") ? nil : function.handOverFix(call))
    }
  }

  /// A method of a class that is an event loop itself: it knows its thread.
  private func isOfLoop(_ function: FunctionSubject) -> Bool {
    function.unit.receiver.map {
      function.context.ancestry($0).contains("asyncio.AbstractEventLoop")
    } ?? false
  }

  /// `asyncio.create_task` raises where no loop runs: what is called from a thread and from the loop
  /// alike works on the loop, and its author has seen the other.
  private func asksForLoop(_ call: Call, _ function: FunctionSubject) -> Bool {
    call.isOne(of: ["asyncio.create_task", "asyncio.ensure_future"])
      && !function.context.concurrency.isThreadTarget(function.unit.function)
  }

  private func thread(_ function: FunctionSubject) -> ChainStep? {
    if let step = function.context.concurrency.thread(function.unit.function) { return step }
    // FastAPI and Starlette run plain endpoints in a pool of threads.
    let isEndpoint =
      function.row.decorators != 0
      && function.decoratorNames.contains {
        $0.hasPrefix("fastapi.FastAPI.") || $0.hasPrefix("fastapi.APIRouter.")
      }
    return isEndpoint && function.context.concurrency.isHandler(function)
      ? function.definitionStep : nil
  }

  /// A queue or an event that this function made itself, and that nobody waits for yet.
  private func isOwn(_ call: Call, _ function: FunctionSubject) -> Bool {
    guard let receiver = call.receiver else { return false }
    if function.name == "__init__", function.sharedPath(receiver) != nil { return true }
    guard let symbol = function.symbol(receiver) else { return false }
    return function.isLocal(symbol) && !function.isCaptured(symbol)
      && !function.facts.symbols[Int(symbol)].flags.contains(.parameter)
  }

  private func help(_ call: Call, _ function: FunctionSubject) -> String {
    switch call.spelled {
    case "create_task", "ensure_future":
      return "call `asyncio.run_coroutine_threadsafe(…, loop)`"
    case "call_soon": return "call `call_soon_threadsafe`"
    default: return "write `loop.call_soon_threadsafe(\(function.text(call.callee)), …)`"
    }
  }
}
