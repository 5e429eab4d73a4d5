package import Diagnostics
import LibraryModels
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
      Connections are registered with the loop that runs when they are opened. At import no loop \
      runs, so the constructor fails; a second `asyncio.run` has a loop of its own, where the \
      connections of the first one are dead.
      """,
    examples: [
      .bad(
        "Made at import",
        """
        import aiohttp

        session = aiohttp.ClientSession()  # expect: LW505


        async def load(url):
            async with session.get(url) as response:
                return await response.text()
        """),
      .good(
        "Made by the coroutine that uses it",
        """
        import aiohttp


        async def load(url):
            async with aiohttp.ClientSession() as session:
                async with session.get(url) as response:
                    return await response.text()
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

  package init() {}

  package func check(_ function: FunctionSubject) -> [Finding] {
    guard !function.isTest else { return [] }
    return atImport(function) + acrossRuns(function)
  }

  private func atImport(_ function: FunctionSubject) -> [Finding] {
    guard function.isModule else { return [] }
    return function.acquisitions.compactMap { acquisition in
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

  // MARK: Two runs

  private func acrossRuns(_ function: FunctionSubject) -> [Finding] {
    guard !function.isAsync, function.mentions(["run"]) else { return [] }
    let runs = function.calls.filter { $0.isNamed("asyncio.run") }
    guard 1 < runs.count else { return [] }
    let atImport = made(in: function.moduleBody)
    var earlier: [String: String] = [:]
    var findings: [Finding] = []
    for run in runs {
      guard let main = run.argument(0).flatMap({ function.call($0) }),
        let callee = function.context.function(ofCallee: function.type(main.callee))
      else { continue }
      let (made, used) = reach(callee, function.context)
      if let name = earlier.keys.sorted().first(where: { used.contains($0) && made[$0] == nil }),
        let noun = earlier[name]
      {
        let shown = name.split(separator: ":").last.map { String($0) } ?? name
        findings.append(
          finding(
            at: function.place(run.callee), "\(noun) `\(shown)` is used by a second event loop",
            function: function.qualifiedName, label: "its connections belong to the loop before",
            help: "run one coroutine that awaits both"))
      }
      earlier.merge(made) { first, _ in first }
      for (name, noun) in atImport where used.contains(name) { earlier[name] = noun }
    }
    return findings
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
