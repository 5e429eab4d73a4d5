package import PythonSemantics

/// Library functions that call a function which they are given and drop what it returns (or hand it to
/// somebody who does): a coroutine that comes out of it never runs.
package enum Callbacks {
  struct Slot: Sendable {
    var position: Int?
    var keyword: String?
  }

  /// The last part of the name, for methods of the loop, of futures and of executors.
  private static let methods: [String: Slot] = [
    "call_soon": Slot(position: 0, keyword: "callback"),
    "call_soon_threadsafe": Slot(position: 0, keyword: "callback"),
    "call_later": Slot(position: 1, keyword: "callback"),
    "call_at": Slot(position: 1, keyword: "callback"),
    "add_reader": Slot(position: 1, keyword: "callback"),
    "add_writer": Slot(position: 1, keyword: "callback"),
    "add_signal_handler": Slot(position: 1, keyword: "callback"),
    "add_done_callback": Slot(position: 0, keyword: "fn"),
  ]

  private static let functions: [String: Slot] = [
    "threading.Thread": Slot(position: 1, keyword: "target"),
    "threading.Timer": Slot(position: 1, keyword: "function"),
    "multiprocessing.Process": Slot(position: 1, keyword: "target"),
    "multiprocessing.context.Process": Slot(position: 1, keyword: "target"),
    "multiprocessing.process.BaseProcess": Slot(position: 1, keyword: "target"),
    "concurrent.futures.Executor.submit": Slot(position: 0, keyword: "fn"),
    "concurrent.futures.ThreadPoolExecutor.submit": Slot(position: 0, keyword: "fn"),
    "concurrent.futures.ProcessPoolExecutor.submit": Slot(position: 0, keyword: "fn"),
    "concurrent.futures.thread.ThreadPoolExecutor.submit": Slot(position: 0, keyword: "fn"),
    "concurrent.futures.process.ProcessPoolExecutor.submit": Slot(position: 0, keyword: "fn"),
    "atexit.register": Slot(position: 0, keyword: "func"),
    "signal.signal": Slot(position: 1, keyword: "handler"),
    "weakref.finalize": Slot(position: 1, keyword: "func"),
    "filter": Slot(position: 0, keyword: nil),
    "sorted": Slot(position: nil, keyword: "key"),
    "min": Slot(position: nil, keyword: "key"),
    "max": Slot(position: nil, keyword: "key"),
    "list.sort": Slot(position: nil, keyword: "key"),
    "functools.reduce": Slot(position: 0, keyword: nil),
    "contextlib._BaseExitStack.callback": Slot(position: 0, keyword: "callback"),
    "contextlib.ExitStack.callback": Slot(position: 0, keyword: "callback"),
    "contextlib.AsyncExitStack.callback": Slot(position: 0, keyword: "callback"),
  ]

  /// The name of the function that takes a callback, as users know it; nil for other calls.
  package static func name(of call: Call) -> String? {
    slot(of: call)?.name
  }

  /// The argument that is called back.
  package static func callback(of call: Call, in subject: FunctionSubject) -> IRNodeID? {
    guard let found = slot(of: call) else { return nil }
    return call.argument(found.slot.position, found.slot.keyword)
  }

  /// Both at once.
  package static func synchronous(
    _ call: Call
  ) -> (name: String, callback: IRNodeID)? {
    guard let found = slot(of: call),
      let node = call.argument(found.slot.position, found.slot.keyword)
    else { return nil }
    return (found.name, node)
  }

  private static func slot(
    of call: Call
  ) -> (name: String, slot: Slot)? {
    if call.isOne(of: names), let name = call.names.first, let slot = functions[name] {
      return (name, slot)
    }
    guard call.mayBe(of: loops), let slot = methods[call.spelled], call.receiver != nil,
      call.names.allSatisfy({ isOfLoop($0, call.spelled) })
    else { return nil }
    return (call.spelled, slot)
  }

  private static let names = CalleeNames(Set(functions.keys))
  private static let loops: PackageNames = ["asyncio", "_asyncio", "uvloop", "concurrent"]

  /// `asyncio.AbstractEventLoop.call_soon`, `uvloop.Loop.call_soon`, `asyncio.Task.add_done_callback`.
  private static func isOfLoop(_ name: String, _ method: String) -> Bool {
    guard name.hasSuffix("." + method) else { return false }
    return ["asyncio.", "_asyncio.", "uvloop.", "concurrent.futures."].contains {
      name.hasPrefix($0)
    }
  }
}
