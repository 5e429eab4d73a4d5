/// The families of rules: the hundreds and fifties of their codes.
package enum RuleGroup: String, Sendable, Hashable, CaseIterable {
  /// The tool itself and its input.
  case tool
  case blocking
  case awaiting
  case contextManagers = "context-managers"
  case tasks
  case exceptions
  case cancellation
  case timeouts
  case resources
  case queues
  case locks
  case loops
  case libraries
  case frameworks
  case performance
  case testing
  case versions
  case trioAnyio = "trio-anyio"
}

extension RuleGroup {
  /// What a reader has to know before any rule of the family makes sense, for someone who has never
  /// seen asyncio. Stands on top of each rule's page.
  package var background: String {
    switch self {
    case .tool:
      "This is about Loopwise's own comments and input, not about what a program does when it runs."
    case .blocking:
      """
      asyncio serves all requests of a process on one thread. Its event loop runs tasks one at a \
      time: a task keeps the thread until it reaches an `await` that has to wait, and only then does \
      another one run. Whatever holds the thread in between holds up every client, timer and health \
      check of the process.
      """
    case .awaiting:
      """
      Calling a function that was declared with `async def` does not run it. The call makes a \
      coroutine: an object that runs once it is awaited, or handed to a task. `await` runs it and \
      gives its result.
      """
    case .contextManagers:
      """
      `async with` and `async for` are `with` and `for` that may wait, and let other tasks run \
      meanwhile, while they enter, leave or fetch the next item. A generator stops at each `yield` and goes on when it is asked to; what it opened before is \
      closed only if somebody goes on with it, or closes it.
      """
    case .tasks:
      """
      A task is a coroutine (a call of an `async def`) that the event loop runs beside the code that \
      made it; `asyncio.create_task` starts one. The loop refers to it only weakly: someone has to \
      keep it, wait for it, and look at its outcome.
      """
    case .exceptions:
      """
      A task runs beside the code that started it, so its exception does not reach that code. It is \
      kept in the task until someone awaits the task or asks for its result; if nobody does, it is a \
      line in a log at best.
      """
    case .cancellation:
      """
      To cancel a task, the event loop raises `asyncio.CancelledError` inside it, at the `await` where \
      it waits. Timeouts, task groups and shutdown all end tasks this way, and wait until that \
      exception has left the task.
      """
    case .timeouts:
      """
      What waits for another machine may wait for ever: a connection that broke silently never \
      answers. A limit on the time makes an error of it, which can be handled.
      """
    case .resources:
      """
      Connections, sessions and files stay open until they are closed. A service runs for weeks, so \
      what stays open on one path in a thousand adds up until the system gives no more.
      """
    case .queues:
      """
      A queue joins tasks that make work with tasks that do it. Where the first are faster, it grows \
      until memory is used up, unless it has a limit at which they wait.
      """
    case .locks:
      """
      All tasks of an event loop share a thread, and change over only at an `await`. Between two of them nothing else runs; across one, \
      everything may have changed, because other tasks saw and wrote the same objects.
      """
    case .loops:
      """
      An event loop runs tasks on one thread, and what was made for it (locks, queues, clients) \
      belongs to it. Few of its functions may be called from elsewhere.
      """
    case .libraries:
      """
      Each library decides which of its objects tasks may share, what has to be awaited, and what has \
      to be closed.
      """
    case .frameworks:
      """
      A framework decides where a handler runs: handlers declared with `async def` share the event \
      loop, plain ones usually get a thread of a pool. What is right in one is a fault in the other.
      """
    case .performance:
      """
      Waiting costs nothing while something else goes on. Requests that do not need each other's \
      results can wait together: the whole then takes as long as the longest, not as the sum.
      """
    case .testing:
      """
      A test of asynchronous code has to run an event loop and to wait for what it started: what is \
      not awaited is not tested.
      """
    case .versions:
      """
      asyncio changes with each version of Python: functions are added, change their meaning, or go.
      """
    case .trioAnyio:
      """
      trio and anyio are other ways to run coroutines, with event loops of their own: tasks live in \
      a nursery or task group, and a cancellation reaches all that runs in a scope (a `with` block) \
      rather than one task. Objects of one do not work under another.
      """
    }
  }

  /// When a finding of the family may stand, where the same is true of each of its rules. Empty where
  /// every rule has to say it.
  package var ignoreWhen: String {
    switch self {
    case .tool: "Hardly ever: the comment or the file is to be mended."
    case .blocking:
      """
      Nothing else shares the loop at that time (a script that does one thing, start-up before the \
      first client), or the call was measured and is too short for anyone to notice.
      """
    case .performance:
      "The order matters, the peer allows one request at a time, or it is rarely run."
    default: ""
    }
  }
}
