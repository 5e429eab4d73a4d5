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
      An event loop runs all tasks of a program on one thread, one at a time. A task keeps the thread \
      until it reaches an `await` that has to wait; only then does another one run. Whatever holds the \
      thread in between holds up every client, timer and health check of the process.
      """
    case .awaiting:
      """
      Calling a function that was declared with `async def` does not run it. The call makes a \
      coroutine: an object that runs once it is awaited, or handed to a task. `await` runs it and \
      gives its result.
      """
    case .contextManagers:
      """
      `async with` and `async for` may wait while they enter, leave or fetch the next item. A \
      generator stops at each `yield` and goes on when it is asked to; what it opened before is \
      closed only if somebody goes on with it, or closes it.
      """
    case .tasks:
      """
      `asyncio.create_task` starts a coroutine that runs beside the code that made it. The event \
      loop holds the task only weakly: someone has to keep it, wait for it, and look at its outcome.
      """
    case .exceptions:
      """
      An exception in a task does not reach the code that started the task. It is kept there until \
      someone awaits the task or asks for its result; if nobody does, it is a line in a log at best.
      """
    case .cancellation:
      """
      To cancel a task, the event loop raises `asyncio.CancelledError` inside it, at the `await` where \
      it waits. Timeouts, task groups and shutdown all work this way, and rely on that exception to \
      leave the task again.
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
      Tasks change over only at an `await`. Between two of them nothing else runs; across one, \
      everything may have changed, because other tasks saw and wrote the same objects.
      """
    case .loops:
      """
      An event loop belongs to one thread, and what was made for it (locks, queues, clients) belongs \
      to that loop. Few of its functions may be called from elsewhere.
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
      trio and anyio are other ways to run coroutines: tasks live in a nursery or task group, and \
      cancellation reaches a scope rather than a task. Objects of one do not work under another.
      """
    }
  }

  /// When a finding of the family may stand, for rules that say nothing more exact.
  package var ignoreWhen: String {
    switch self {
    case .tool: "Hardly ever: the comment or the file is to be mended."
    case .blocking:
      """
      Nothing else shares the loop at that time (a script that does one thing, start-up before the \
      first client), or the call was measured and is too short for anyone to notice.
      """
    case .awaiting: "The object is meant to be thrown away, as in a test of the warning itself."
    case .contextManagers: "The manager or generator owns nothing that has to be given back."
    case .tasks: "The task's end and outcome do not matter to anyone, and that is said beside it."
    case .exceptions: "The outcome is looked at in another place, which the analysis does not see."
    case .cancellation: "Nothing ever cancels this code: no timeout, no task group, no shutdown."
    case .timeouts: "A caller further up sets the limit, or waiting for ever is what is wanted."
    case .resources: "Another place closes it, or it lives exactly as long as the process."
    case .queues: "Something else bounds what can be in the queue at one time."
    case .locks: "Only one task ever gets here."
    case .loops: "The code runs in one thread with one loop, and always will."
    case .libraries: "The library's version in use documents another behaviour."
    case .frameworks: "The framework is configured so that this handler runs elsewhere."
    case .performance:
      "The order matters, the peer allows one request at a time, or it is rarely run."
    case .testing: "The test is about exactly this behaviour."
    case .versions: "The code never runs on the versions concerned."
    case .trioAnyio: "The code runs under one library only, which allows it."
    }
  }
}
