package import Diagnostics
package import Project
package import PythonSemantics
import Summaries

/// Why two runs of a function can be under way at once.
package struct ConcurrencyEvidence: Sendable {
  package enum Kind: Sendable {
    /// A framework calls it for each request, message or connection.
    case handler
    /// A loop or comprehension starts it once for each item.
    case startedInLoop
    /// Several places start it.
    case startedTwice
  }

  package var kind: Kind
  /// The function that the framework calls, or that starts the runs.
  package var root: FunctionID
  /// The start, or the handler's name.
  package var place: Place
}

/// Which functions of the program can have two live runs, which run once, and which run on other
/// threads. Built once, when the first rule asks.
///
/// What nobody in the program calls is unknown, not sequential.
package final class Concurrency {
  private let context: RuleContext
  private var evidences: [FunctionID: ConcurrencyEvidence] = [:]
  private var entries: Set<FunctionID> = []
  private var called = IDTable<Bool>()
  /// Function → where it is handed to a thread, directly or by what calls it there.
  private var threads: [FunctionID: ChainStep] = [:]
  private var threadTargets: Set<FunctionID> = []
  private var starts: [FunctionID: [(caller: FunctionID, place: Place, inLoop: Bool)]] = [:]
  private var edges = IDTable<[FunctionID]>()
  private var synchronousEdges = IDTable<[FunctionID]>()
  private var loopCalls: [FunctionID: (caller: FunctionID, place: Place)] = [:]

  init(_ context: RuleContext) {
    self.context = context
    for unit in context.engine.units { read(unit) }
    for function in RequestHandlers(context).found.sorted(by: { $0.rawValue < $1.rawValue }) {
      let place = context.printer.definitionPlace(context.subject(of: function).unit)
      evidences[function] = ConcurrencyEvidence(kind: .handler, root: function, place: place)
    }
    judgeStarts()
    spread()
    spreadThreads()
  }

  /// Proof that two runs of the function can be under way at once.
  package func evidence(_ function: FunctionID) -> ConcurrencyEvidence? { evidences[function] }

  package func isHandler(_ function: FunctionSubject) -> Bool {
    evidences[function.unit.function]?.kind == .handler
      && evidences[function.unit.function]?.root == function.unit.function
  }

  /// Handed to `asyncio.run` or its kin: runs once in a process.
  package func isEntry(_ function: FunctionSubject) -> Bool {
    entries.contains(function.unit.function)
  }

  /// Whether some code of the program calls or starts the function.
  package func hasCallers(_ function: FunctionID) -> Bool { called[function] == true }

  /// Whether the function itself is handed to a thread, not only called by one that is.
  package func isThreadTarget(_ function: FunctionID) -> Bool { threadTargets.contains(function) }

  /// Where a plain function is handed to a thread.
  package func thread(_ function: FunctionID) -> ChainStep? { threads[function] }

  /// A place that calls or starts the function once for each item of a loop.
  package func loopCall(_ function: FunctionID) -> (caller: FunctionID, place: Place)? {
    loopCalls[function]
  }

  /// What a function calls, awaits or starts, each once.
  package func callees(_ function: FunctionID) -> [FunctionID] {
    var seen: Set<FunctionID> = []
    return (edges[function] ?? []).filter { seen.insert($0).inserted }
  }

  // MARK: Reading the call graph

  private func read(_ unit: Unit) {
    let (module, _) = context.engine.program.location(of: unit.function)
    guard module.origin == .firstParty, !module.isStub, !module.servesTests else {
      return
    }
    for index in unit.sites.indices {
      for target in unit.sites[index].targets { read(target, at: index, unit, module) }
    }
  }

  private func read(_ target: CallTarget, at site: Int, _ unit: Unit, _ module: Module) {
    let callee = context.engine.units[Int(target.unit.rawValue)].function
    called[callee] = true
    switch target.mode {
    case .runs, .awaits:
      if !target.isIndirect || target.mode == .runs {
        edges[unit.function, default: []].append(callee)
      }
      if target.mode == .runs { synchronousEdges[unit.function, default: []].append(callee) }
    case .creates where unit.sites[site].kind == .call && target.starter == nil:
      create(callee, unit.sites[site], unit, module)
    case .schedulesElsewhere:
      let row = context.engine.units[Int(target.unit.rawValue)]
      guard !context.subject(of: row.function).isAsync, threads[callee] == nil else { return }
      threadTargets.insert(callee)
      threads[callee] = ChainStep(
        place: context.printer.calleePlace(unit.sites[site], in: module),
        function: context.engine.program.qualifiedName(of: unit.function),
        text: context.printer.callee(unit.sites[site], in: module))
    default: break
    }
  }

  private func create(
    _ callee: FunctionID, _ site: CallSite, _ unit: Unit, _ module: Module
  ) {
    let place = context.printer.calleePlace(site, in: module)
    let isAwaited = unit.sites.contains {
      $0.kind == .await && module.facts.operand($0.node) == site.node
    }
    if isAwaited {
      edges[unit.function, default: []].append(callee)
      if site.flags.contains(.inLoop) { noteLoop(callee, site, unit, place) }
      return
    }
    let subject = context.subject(of: unit.function)
    let loops = subject.loops(around: site.node)
    noteLoop(callee, site, unit, place)
    switch subject.use(of: site.node) {
    case .argument(let call):
      let name = subject.spelling(subject.operand(call))
      // `asyncio.run(main())` runs it alone.
      if Self.runners.contains(name) {
        entries.insert(callee)
        return
      }
      if name == "wait_for" || name == "shield", subject.use(of: call) == .awaited {
        edges[unit.function, default: []].append(callee)
        return
      }
    case .element, .assigned: break
    default: return
    }
    starts[callee, default: []].append((unit.function, place, !loops.isEmpty))
  }

  private static let runners: Set<String> = ["run", "run_until_complete", "run_sync"]

  /// Only `for` loops and comprehensions count: a `while` loop is often one long life. `for check in checks:
  /// await check()` calls each of them once.
  private func noteLoop(
    _ callee: FunctionID, _ site: CallSite, _ unit: Unit, _ place: Place
  ) {
    guard loopCalls[callee] == nil else { return }
    let called = site.targets.map { context.engine.units[Int($0.unit.rawValue)].function }
    guard called.allSatisfy({ $0 == callee }) else { return }
    let subject = context.subject(of: unit.function)
    let isItemwise = subject.loops(around: site.node).contains {
      subject.kind($0) == .for && !subject.isRetry($0) || subject.kind($0) == .comprehension
    }
    if isItemwise { loopCalls[callee] = (unit.function, place) }
  }

  // MARK: Closure

  private func judgeStarts() {
    for (function, list) in starts.sorted(by: { $0.key.rawValue < $1.key.rawValue })
    where evidences[function] == nil {
      if let start = list.first(where: { $0.inLoop }) {
        evidences[function] = ConcurrencyEvidence(
          kind: .startedInLoop, root: start.caller, place: start.place)
      } else if 1 < list.count {
        evidences[function] = ConcurrencyEvidence(
          kind: .startedTwice, root: list[1].caller, place: list[1].place)
      }
    }
  }

  /// What a function with two runs calls and awaits has two runs as well.
  private func spread() {
    var work = evidences.keys.sorted { $0.rawValue < $1.rawValue }
    var next = 0
    while next < work.count {
      let function = work[next]
      next += 1
      guard let evidence = evidences[function] else { continue }
      for callee in edges[function] ?? [] where evidences[callee] == nil {
        evidences[callee] = evidence
        work.append(callee)
      }
    }
  }

  private func spreadThreads() {
    var work = threads.keys.sorted { $0.rawValue < $1.rawValue }
    var next = 0
    while next < work.count {
      let function = work[next]
      next += 1
      guard let step = threads[function], !knowsLoop(function) else { continue }
      for callee in synchronousEdges[function] ?? [] where threads[callee] == nil {
        guard !context.subject(of: callee).isAsync else { continue }
        threads[callee] = step
        work.append(callee)
      }
    }
  }
}

extension Concurrency {
  private static let loopMakers: Set<String> = [
    "new_event_loop", "run_until_complete", "run_forever", "Runner",
  ]
  private static let handovers: Set<String> = [
    "call_soon_threadsafe", "run_coroutine_threadsafe", "get_ident", "current_thread",
  ]

  /// Makes or runs an event loop itself: what a thread calls there stays on the thread of that loop.
  /// So does one that asks which thread it is on, or hands over to the loop in one branch only:
  ///
  ///     if loop.is_running():
  ///         loop.call_soon_threadsafe(self.dispatch, data)
  ///     else:
  ///         self.dispatch(data)
  private func knowsLoop(_ function: FunctionID) -> Bool {
    let subject = context.subject(of: function)
    guard subject.mentions(Self.loopMakers.union(Self.handovers)) else { return false }
    return subject.nodes.contains { node in
      guard subject.kind(node) == .call else { return false }
      let name = subject.spelling(subject[node].operand)
      return Self.loopMakers.contains(name)
        || Self.handovers.contains(name)
          && subject.ancestors(node).contains { subject.kind($0) == .if }
    }
  }
}

extension FunctionSubject {
  /// A `for` loop that tries one thing again: over `range(…)`, left when it worked.
  package func isRetry(_ loop: IRNodeID) -> Bool {
    guard kind(loop) == .for else { return false }
    let iterable = facts.operand(loop)
    guard kind(iterable) == .call, spelling(facts.operand(iterable)) == "range" else {
      return false
    }
    return nodes.contains {
      (kind($0) == .break || kind($0) == .return) && isInside($0, loop)
    }
  }
}
