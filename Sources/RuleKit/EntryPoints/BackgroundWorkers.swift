import Diagnostics
import Project
import PythonSemantics
import Summaries

/// Coroutine functions that run beside everything else: started as tasks by what runs at the start, or
/// started anywhere and made to go on for ever.
struct BackgroundWorkers {
  private let context: RuleContext
  private let startups: Set<FunctionID>

  init(_ context: RuleContext, startups: Set<FunctionID>) {
    self.context = context
    self.startups = startups
  }

  private static let starters: Set<String> = [
    "create_task", "ensure_future", "start_soon", "start", "run_coroutine_threadsafe", "run",
  ]

  func find() -> [EntryPoints.Entry] {
    let early = atStart()
    var entries: [EntryPoints.Entry] = []
    for module in context.engine.program.modules
    where module.origin == .firstParty && module.isChecked && !module.isStub
      && !module.servesTests
    {
      guard Self.starters.contains(where: { module.facts.names.find($0) != nil }) else { continue }
      for index in module.facts.functions.indices {
        let function = module.function(UInt32(index))
        let subject = context.subject(of: function)
        let isSpelled = subject.nodes.contains { node in
          subject.kind(node) == .call
            && Self.starters.contains(subject.spelling(subject.facts.operand(node)))
        }
        guard isSpelled else { continue }
        for call in subject.calls where Self.starters.contains(call.spelled) {
          guard let worker = started(call, subject, isEarly: early.contains(function)) else {
            continue
          }
          entries.append(worker)
        }
      }
    }
    return entries
  }

  /// What the start-up hooks call, two calls deep.
  private func atStart() -> Set<FunctionID> {
    var result = startups
    var edge = startups.sorted { $0.rawValue < $1.rawValue }
    for _ in 0..<2 {
      edge = edge.flatMap { context.concurrency.callees($0) }.filter { result.insert($0).inserted }
    }
    return result
  }

  private static let runners: CalleeNames = [
    "asyncio.run", "asyncio.Runner.run", "anyio.run", "trio.run",
  ]

  private func started(
    _ call: Call, _ subject: FunctionSubject, isEarly: Bool
  ) -> EntryPoints.Entry? {
    let isRunner = call.isOne(of: Self.runners)
    guard isRunner || subject.taskStart(call) != nil, let unit = subject.startedFunction(call)
    else {
      return nil
    }
    let worker = context.subject(of: unit)
    // What one request starts for itself belongs to its endpoint; plain functions serve requests in threads,
    // where there is no loop to start it on.
    let isOfRequest =
      worker.row.parent != 0 && subject.isAsync && !isEarly && !subject.isModule && !isRunner
    guard !isOfRequest else { return nil }
    guard worker.isFirstParty, worker.module.isChecked, worker.isAsync, !worker.isGenerator,
      isEarly && !isRunner || Self.goesOn(worker, isProgram: isRunner)
    else { return nil }
    let point = EntryPoint(
      kind: .worker, framework: "asyncio", methods: [], route: nil,
      place: context.printer.definitionPlace(worker.unit), function: worker.qualifiedName,
      runs: .onLoop)
    return EntryPoints.Entry(function: unit.function, point: point)
  }

  /// A loop that waits in each round, and whose test is no comparison: `while True`, `while self.running`,
  /// `while not stop.is_set()`, or `async for`. The main function of a program may poll in other loops:
  /// there only `while True` counts.
  private static func goesOn(_ function: FunctionSubject, isProgram: Bool) -> Bool {
    function.nodes.contains { node in
      let row = function[node]
      if row.kind == .for, row.isAsync { return true }
      guard row.kind == .while, function.kind(row.operand) != .compare,
        !isProgram || function.facts.truth(row.operand) == true
      else { return false }
      return function.nodes.contains {
        [.await, .with, .for].contains(function.kind($0)) && function.isInside($0, node)
          && (function.kind($0) == .await || function[$0].isAsync)
      }
    }
  }
}
