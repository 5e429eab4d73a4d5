package import Diagnostics
import LibraryModels
import PythonFlow
import PythonSemantics
package import RuleKit
import Summaries

/// LW505: what belongs to one event loop is made outside it, or used by another one.
package struct LoopBoundObjectShared: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW505",
    name: "loop-bound-object-shared",
    summary: "Session or pool is made outside its loop, or used by two",
    group: .resources,
    severity: .error,
    since: "0.1",
    why: """
      A session or pool belongs to the event loop that runs when it is made. At import none runs, \
      so `ClientSession()` raises `RuntimeError: no running event loop`. A second `asyncio.run` \
      has a loop of its own: the connections of the first are dead there, and its locks and queues \
      raise `RuntimeError` as soon as somebody has to wait for them.
      """,
    ignoreWhen: """
      The constructor is only called while the one loop of the process runs, as by an import \
      inside a coroutine.
      """,
    examples: [
      .bad(
        "The import of this file fails",
        """
        import aiohttp

        session = aiohttp.ClientSession()  # expect: LW505


        async def load(url):
            async with session.get(url) as response:
                return await response.text()
        """),
      .good(
        "Made by `main`, and handed on",
        """
        import asyncio
        import aiohttp


        async def load(session, url):
            async with session.get(url) as response:
                return await response.text()


        async def main():
            async with aiohttp.ClientSession() as session:
                print(await load(session, "https://example.com"))


        asyncio.run(main())
        """),
      .good(
        "A client that opens connections later may be made at import",
        """
        import httpx

        client = httpx.AsyncClient()


        async def load(url):
            return await client.get(url)
        """),
    ])

  package static var needs: FunctionNeeds { FunctionNeeds(in: .exceptTests) }

  package init() {}

  package func check(_ function: FunctionSubject) -> [Finding] {
    atImport(function) + acrossRuns(function)
  }

  private func atImport(_ function: FunctionSubject) -> [Finding] {
    guard function.isModule else { return [] }
    return early(function)
      + function.acquisitions.compactMap { acquisition in
        guard acquisition.kind.traits.contains(.bindsLoop),
          function.awaitability(acquisition.call.node) != .coroutine
        else { return nil }
        // A pool that is not awaited yet binds when it is.
        if acquisition.kind.traits.contains(.pool) { return nil }
        return finding(
          at: function.place(acquisition.call.callee),
          "\(acquisition.kind.noun) is made at import, where no loop runs",
          function: function.qualifiedName, label: "asks for the running event loop",
          help: "make it in a coroutine, when the application starts")
      }
  }

  /// Before 3.10 a primitive asks for the loop where it is made: `asyncio.run` has another one.
  private func early(_ function: FunctionSubject) -> [Finding] {
    guard let target = function.context.target, target < 10 else { return [] }
    return function.calls.compactMap { call in
      guard call.isOne(of: Self.primitives), case .assigned = function.use(of: call.node) else {
        return nil
      }
      return finding(
        at: function.place(call.callee), "`\(call.spelled)` is made before the loop that uses it",
        function: function.qualifiedName, confidence: .medium,
        label: "belongs to another loop before Python 3.10",
        help: "make it in a coroutine, when the application starts")
    }
  }

  private static let primitives: CalleeNames = [
    "asyncio.Lock", "asyncio.Event", "asyncio.Condition", "asyncio.Semaphore",
    "asyncio.BoundedSemaphore", "asyncio.Queue", "asyncio.PriorityQueue", "asyncio.LifoQueue",
  ]

  // MARK: Two runs

  private static let runners: CalleeNames = ["asyncio.run"]

  private func acrossRuns(_ function: FunctionSubject) -> [Finding] {
    guard !function.isAsync, function.mentions(["run"]) else { return [] }
    let runs = function.calls(of: Self.runners)
    guard 1 < runs.count else { return [] }
    let atImport = made(in: function.moduleBody)
    var earlier: [String: (noun: String, run: IRNodeID)] = [:]
    var findings: [Finding] = []
    for run in runs {
      guard let main = run.argument(0).flatMap({ function.call($0) }),
        let callee = function.context.function(ofCallee: function.type(main.callee))
      else { continue }
      let (made, used) = reach(callee, function.context)
      let name = earlier.keys.sorted().first { name in
        used.contains(name) && made[name] == nil
          && earlier[name].map { follows(run, $0.run, function) } ?? false
      }
      if let name, let noun = earlier[name]?.noun {
        let shown = name.split(separator: ":").last.map { String($0) } ?? name
        findings.append(report(run, "\(noun) `\(shown)`", function))
      } else if let argument = main.arguments.first(where: { isOfRun($0.node, runs, function) }) {
        findings.append(report(run, "`\(function.text(argument.node))`", function))
      }
      earlier.merge(made.mapValues { ($0, run.node) }) { first, _ in first }
      for (name, noun) in atImport where used.contains(name) && earlier[name] == nil {
        earlier[name] = (noun, run.node)
      }
    }
    return findings
  }

  private func report(_ run: Call, _ what: String, _ function: FunctionSubject) -> Finding {
    finding(
      at: function.place(run.callee), "\(what) is used by a second event loop",
      function: function.qualifiedName, label: "it belongs to the loop before",
      help: "run one coroutine that awaits both")
  }

  /// Two branches of one `if` are no two runs.
  private func follows(_ run: Call, _ earlier: IRNodeID, _ function: FunctionSubject) -> Bool {
    let flow = function.flow
    let goals = Set(flow.points(of: run.node, .call))
    return flow.points(of: earlier, .call).contains { start in
      flow.firstReached(from: start) { goals.contains($0) } != nil
    }
  }

  /// `session = asyncio.run(connect())`: what an earlier run has opened and returned.
  private func isOfRun(_ node: IRNodeID, _ runs: [Call], _ function: FunctionSubject) -> Bool {
    guard let symbol = function.symbol(node),
      let run = runs.first(where: { function.holder(of: $0.node)?.symbol == symbol }),
      let main = run.argument(0).flatMap({ function.call($0) }),
      let callee = function.context.function(ofCallee: function.type(main.callee))
    else { return false }
    return function.context.subject(of: callee).acquisitions.contains {
      $0.use == .returned && !$0.kind.traits.isDisjoint(with: [.bindsLoop, .bindsLoopOnUse])
    }
  }

  /// Variables of modules that a function fills with something loop-bound.
  private func made(in function: FunctionSubject) -> [String: String] {
    var result: [String: String] = [:]
    for acquisition in function.acquisitions
    where !acquisition.kind.traits.isDisjoint(with: [.bindsLoop, .bindsLoopOnUse]) {
      guard case .assigned(let statement) = acquisition.use else { continue }
      for target in function.facts.targets(statement) {
        guard function.kind(target) == .name, let path = function.sharedPath(target) else {
          continue
        }
        result[function.moduleName + ":" + path] = acquisition.kind.noun
      }
    }
    if function.isModule {
      for call in function.calls where call.isOne(of: Self.primitives) {
        guard case .assigned(let statement) = function.use(of: call.node) else { continue }
        for target in function.facts.targets(statement) where function.kind(target) == .name {
          result[function.moduleName + ":" + function.spelling(target)] = call.spelled
        }
      }
    }
    return result
  }

  /// What a coroutine, and what it calls, makes and reads.
  private func reach(
    _ start: FunctionReference, _ context: RuleContext
  ) -> (made: [String: String], used: Set<String>) {
    var made: [String: String] = [:]
    var used: Set<String> = []
    var seen: Set<FunctionReference> = [start]
    var work = [start]
    while let next = work.popLast(), seen.count < 200 {
      let subject = context.subject(of: next)
      guard subject.isFirstParty else { continue }
      made.merge(self.made(in: subject)) { first, _ in first }
      for node in subject.nodes where subject.kind(node) == .name && !subject.isBinding(node) {
        if let path = subject.sharedPath(node) { used.insert(subject.moduleName + ":" + path) }
      }
      for callee in context.concurrency.callees(next) where seen.insert(callee).inserted {
        work.append(callee)
      }
    }
    return (made, used)
  }
}
