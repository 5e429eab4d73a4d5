package import Diagnostics
import PythonSemantics
package import RuleKit

/// LW979: a coroutine awaits a primitive of another library than the one that runs it.
package struct MixedAsyncLibraries: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW979",
    name: "mixed-async-libraries",
    summary: "Coroutine awaits another async library than the one that runs it",
    group: .trioAnyio,
    severity: .error,
    since: "0.1",
    why: """
      asyncio and trio have loops of their own. What belongs to asyncio asks for the running \
      asyncio loop and raises `RuntimeError: no running event loop` under `trio.run`; what belongs \
      to trio fails under `asyncio.run`. anyio works with both.
      """,
    ignoreWhen: "A bridge such as trio-asyncio runs both, where the analysis cannot see it.",
    examples: [
      .bad(
        "A sleep of asyncio under trio",
        """
        import asyncio

        import trio


        async def main():
            await asyncio.sleep(1)  # expect: LW979


        trio.run(main)
        """),
      .good(
        "anyio works with both",
        """
        import anyio
        import trio


        async def main():
            await anyio.sleep(1)


        trio.run(main)
        """),
      .good(
        "A thread with a loop of asyncio",
        """
        import asyncio

        import trio


        async def load():
            await asyncio.sleep(1)


        async def main():
            await trio.to_thread.run_sync(lambda: asyncio.run(load()))


        trio.run(main)
        """),
    ])

  package static var needs: FunctionNeeds { FunctionNeeds(spelled: ["trio", "anyio"]) }

  package init() {}

  /// What needs the running loop of asyncio.
  private static let asyncio: CalleeNames = [
    "asyncio.sleep", "asyncio.gather", "asyncio.wait", "asyncio.wait_for", "asyncio.create_task",
    "asyncio.ensure_future", "asyncio.shield", "asyncio.to_thread", "asyncio.timeout",
    "asyncio.open_connection", "asyncio.start_server", "asyncio.get_running_loop",
    "asyncio.create_subprocess_exec", "asyncio.create_subprocess_shell", "asyncio.TaskGroup",
  ]
  private static let trio: CalleeNames = [
    "trio.sleep", "trio.sleep_forever", "trio.sleep_until", "trio.open_nursery",
    "trio.move_on_after", "trio.fail_after", "trio.move_on_at", "trio.fail_at", "trio.open_file",
    "trio.open_tcp_stream", "trio.run_process", "trio.to_thread.run_sync",
  ]
  /// Signs of code that knows which library runs it.
  private static let branching: Set<String> = [
    "sniffio", "current_async_library", "trio_asyncio", "greenback", "aio_as_trio",
  ]

  package func check(_ function: FunctionSubject) -> [Finding] {
    guard !function.isAsync, function.mentions(["run"]) else { return [] }
    return function.calls.flatMap { call -> [Finding] in
      guard let library = library(of: call, function), let main = call.argument(0) else {
        return []
      }
      let callee = function.kind(main) == .call ? function.operand(main) : main
      guard let entry = function.context.function(ofCallee: function.type(callee)) else {
        return []
      }
      return foreign(from: entry, library == "trio" ? Self.asyncio : Self.trio, library, function)
    }
  }

  private func library(of call: Call, _ function: FunctionSubject) -> String? {
    if call.isNamed("trio.run") { return "trio" }
    if call.isOne(of: ["asyncio.run", "asyncio.runners.run"]) { return "asyncio" }
    guard call.isOne(of: ["anyio.run", "anyio._core._eventloop.run"]) else { return nil }
    guard let backend = call.argument(nil, "backend") else { return "asyncio" }
    let name = function.string(backend)
    return name == "trio" || name == "asyncio" ? name : nil
  }

  /// The foreign primitives in what a coroutine awaits, in order of discovery.
  private func foreign(
    from entry: FunctionReference, _ names: CalleeNames, _ library: String,
    _ runner: FunctionSubject
  ) -> [Finding] {
    var seen: Set<FunctionReference> = [entry]
    var work = [entry]
    var found: [Finding] = []
    while let next = work.popLast(), seen.count < 200 {
      let subject = runner.context.subject(of: next)
      guard subject.isFirstParty, subject.isAsync, !subject.mentions(Self.branching) else {
        continue
      }
      for call in subject.calls where call.isOne(of: names) {
        found.append(
          finding(
            at: subject.place(call.callee),
            "`\(subject.text(call.callee))` under `\(library).run`",
            function: subject.qualifiedName, label: "asks for a loop that does not run",
            help: "use what `\(library)` has for it, or anyio"))
      }
      for callee in runner.context.concurrency.callees(next) where seen.insert(callee).inserted {
        work.append(callee)
      }
    }
    return found
  }
}
