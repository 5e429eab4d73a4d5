package import Diagnostics
import PythonSemantics
package import RuleKit

/// LW114: leaving a pool of workers waits for them, on the loop.
package struct ExecutorBlocksOnExit: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW114",
    name: "executor-blocks-on-exit",
    summary: "Coroutine leaves an executor that waits for its workers",
    group: .blocking,
    severity: .warning,
    confidence: .medium,
    since: "0.1",
    why: """
      The end of `with ThreadPoolExecutor()` waits for its workers, and it is the thread of the \
      loop that waits: nothing else runs until the last of what was submitted is finished. A pool \
      for each request also starts its threads or processes every time.
      """,
    equivalents: [],
    examples: [
      .bad(
        "Nobody awaits the work, so the end of the block does",
        """
        from concurrent.futures import ThreadPoolExecutor


        async def resize(images, resize_one):
            with ThreadPoolExecutor() as pool:  # expect: LW114
                for image in images:
                    pool.submit(resize_one, image)
        """),
      .good(
        "Everything is awaited inside",
        """
        import asyncio
        from concurrent.futures import ThreadPoolExecutor


        async def resize(images, resize_one):
            loop = asyncio.get_running_loop()
            with ThreadPoolExecutor() as pool:
                await asyncio.gather(
                    *(loop.run_in_executor(pool, resize_one, image) for image in images))
        """),
    ])

  package static var needs: FunctionNeeds { FunctionNeeds(.isAsync, in: .exceptTests) }

  package init() {}

  package func check(_ function: FunctionSubject) -> [Finding] {
    var findings: [Finding] = []
    let nodes = function.row.flags.contains(.hasWith) ? function.nodes : []
    for node in nodes where function.kind(node) == .with {
      guard !function[node].isAsync else { continue }
      for pool in function.facts.managers(node) {
        guard function.isInstance(pool.context, of: WorkerPools.classes.names),
          function.isStrict || function.leavesWork(in: pool, of: node)
        else { continue }
        findings.append(finding(pool.context, function))
      }
    }
    return findings + perRequest(function)
  }

  /// `pool = ThreadPoolExecutor()` in a request handler: new threads for each request.
  private func perRequest(_ function: FunctionSubject) -> [Finding] {
    guard function.mayCall(WorkerPools.classes), function.context.concurrency.isHandler(function)
    else { return [] }
    return function.calls.compactMap { call in
      guard call.isOne(of: WorkerPools.classes), function.holder(of: call.node) != nil else {
        return nil
      }
      return finding(
        at: function.place(call.callee), "`\(function.name)` makes an executor for each request",
        function: function.qualifiedName, label: "its workers start anew each time",
        help: "keep one executor for the whole program")
    }
  }

  private func finding(_ context: IRNodeID, _ function: FunctionSubject) -> Finding {
    let place =
      function.kind(context) == .call ? function.call(context)?.callee ?? context : context
    return finding(
      at: function.place(place),
      "leaving `\(function.text(place))` waits for its workers in `\(function.name)`",
      function: function.qualifiedName, label: "the end of this block joins all workers",
      help: "keep one executor for the whole program, and await `loop.run_in_executor(…)`")
  }
}
