package import Diagnostics
import LibraryModels
import Project
import PythonSemantics
import Summaries

/// Follows an entry point through the coroutines of the project that it awaits or starts, and collects
/// what these wait for and what holds their thread. Plain functions need no visit of their own: what
/// they hold is a site of the coroutine that calls them.
package final class EntryPointFacts {
  /// What one function does by itself.
  private struct Local {
    var waits: [EntryPoint.Wait] = []
    var holds: [EntryPoint.Hold] = []
    var next: [UnitID] = []
    var loops: [Place] = []
    var calls = 0
    var unresolved = 0
  }

  private let context: RuleContext
  private let sites: BlockingSites
  private var locals: [UnitID: Local] = [:]
  private var joins: [FunctionID: Bool] = [:]
  /// By the function that they stand in: `path` and dotted name.
  private let findings: [String: [Finding]]
  /// Places without a time limit, as a rule found.
  private let unlimited: Set<Place>
  private static let limit = 2000

  package init(_ context: RuleContext, findings: [Finding]) {
    self.context = context
    sites = BlockingSites(context)
    self.findings = Dictionary(grouping: findings) {
      EntryPointFacts.key($0.place.path, $0.function)
    }
    unlimited = Set(findings.filter { $0.code == "LW451" }.map { $0.place })
  }

  private static func key(_ path: String, _ function: String) -> String { "\(path)\n\(function)" }

  /// The entry with all that is known of it.
  package func describe(_ entry: EntryPoints.Entry) -> EntryPoint {
    var point = entry.point
    let root = context.unit(of: entry.function)
    let isPlain = !context.subject(of: root).isAsync
    var queue = [root.id] + dependencies(of: context.subject(of: root))
    for function in entry.dependencies {
      let subject = context.subject(of: function)
      guard subject.isFirstParty, subject.isAsync, !queue.contains(subject.unit.id) else {
        continue
      }
      queue.append(subject.unit.id)
      queue += dependencies(of: subject).filter { !queue.contains($0) }
    }
    var seen = Set(queue)
    var callers: [UnitID: UnitID] = [:]
    for dependency in queue.dropFirst() { callers[dependency] = root.id }
    var next = 0
    var findings: [Finding] = []
    var functions: Set<FunctionID> = []
    while next < queue.count, next < EntryPointFacts.limit {
      let unit = context.engine.units[Int(queue[next].rawValue)]
      let local = local(unit, isRoot: unit.id == root.id && isPlain)
      next += 1
      point.waits += local.waits
      let via = local.holds.isEmpty ? [] : way(to: unit.id, from: root.id, callers)
      point.holds += local.holds.map { hold in
        var hold = hold
        hold.via = via
        return hold
      }
      point.calls += local.calls
      point.unresolved += local.unresolved
      point.loops += local.loops
      for other in local.next where seen.insert(other).inserted {
        callers[other] = unit.id
        queue.append(other)
      }
      guard functions.insert(unit.function).inserted else { continue }
      let subject = context.subject(of: unit)
      findings +=
        self.findings[EntryPointFacts.key(subject.module.path, subject.qualifiedName)] ?? []
    }
    point.functions = functions.count
    point.findings = EntryPointFacts.unique(findings, by: { [$0.code: $0.place] })
      .filter { EntryPointFacts.telling.contains($0.code) }
    point.waits = EntryPointFacts.unique(point.waits, by: { [$0.name: $0.place] })
    point.loops = EntryPointFacts.unique(point.loops, by: { $0 })
    point.holds = EntryPointFacts.unique(point.holds, by: { [$0.leaf: $0.place] })
    point.kindOfWork = EntryPointFacts.classify(point)
    return point
  }

  /// The functions on the shortest way that was found.
  private func way(
    to unit: UnitID, from root: UnitID, _ callers: [UnitID: UnitID]
  ) -> [ChainStep] {
    var steps: [ChainStep] = []
    var current = unit
    while current != root, let caller = callers[current] {
      let subject = context.subject(of: current)
      steps.append(subject.definitionStep)
      current = caller
    }
    return steps.reversed()
  }

  /// Rules whose findings say how an endpoint treats its resources and its time.
  private static let telling: Set<String> = [
    "LW451", "LW462", "LW501", "LW502", "LW504", "LW505", "LW508", "LW551", "LW552", "LW553",
    "LW602", "LW652", "LW804", "LW901", "LW902", "LW903", "LW904", "LW301", "LW302",
  ]

  private static func unique<Item, Key: Hashable>(
    _ items: [Item], by key: (Item) -> Key
  ) -> [Item] {
    var seen: Set<Key> = []
    return items.filter { seen.insert(key($0)).inserted }
  }

  // MARK: Class

  /// From what is known alone. Waiting for a peer, a process or a thread with the loop in hand outweighs
  /// all; what is as short as a file makes a waiting endpoint a mixed one.
  static func classify(_ point: EntryPoint) -> EntryPoint.Class {
    let holds = point.holds.filter { !$0.isOnce }
    let isFree = point.runs == .inThread || point.runs == .onOwnLoop
    let computes = holds.contains { $0.isComputation }
    let parks = holds.contains { !$0.isComputation }
    let parksForLong = holds.contains { !$0.isComputation && !$0.isShort }
    if parks, point.runs == .unknown { return .unknown }
    if parksForLong, !isFree { return .blocking }
    let waits =
      (parks && isFree) || point.waits.contains { $0.kind != .unknown && $0.kind != .tasks }
    if parks, !isFree { return waits ? .mixed : .blocking }
    if computes { return waits ? .mixed : .computeHeavy }
    if waits { return .waitHeavy }
    let isKnown = point.waits.isEmpty && point.unresolved == 0 && point.runs != .unknown
    return isKnown && point.loops.isEmpty ? .brief : .unknown
  }

  // MARK: One function

  private func local(_ unit: Unit, isRoot: Bool) -> Local {
    if let known = locals[unit.id] { return known }
    var local = Local()
    let subject = context.subject(of: unit)
    // A plain function that is called on the way has its say at its caller's site.
    if subject.isAsync || isRoot {
      for site in sites.sites(of: unit, isCallback: !subject.isAsync, atLeast: .io) {
        local.holds.append(hold(site))
      }
    }
    if subject.isAsync {
      local.waits = waits(subject)
    }
    local.loops = subject.nodes.filter {
      [.for, .while, .comprehension].contains(subject.kind($0)) && !subject[$0].isAsync
    }.map { subject.place($0) }
    local.calls = unit.callCount
    local.unresolved = max(0, unit.callCount - unit.resolvedCount)
    // Made here and started there: the start decides.
    let started = Set(
      unit.sites.lazy.flatMap { $0.targets }.filter { $0.starter != nil }.map { $0.unit })
    for site in unit.sites {
      for target in site.targets
      where target.mode == .runs || target.mode == .awaits || target.mode == .creates {
        let callee = context.engine.units[Int(target.unit.rawValue)]
        let (module, index) = context.engine.program.location(of: callee.function)
        guard module.origin == .firstParty, !module.isStub else { continue }
        let flags = module.facts.functions[Int(index)].flags
        // An override that might be meant says too little of this very endpoint.
        if target.isOverride, !flags.contains(.isAsync) { continue }
        if target.mode == .creates, target.starter == nil, started.contains(target.unit) {
          continue
        }
        if isLeftAlone(target, site, subject, local) { continue }
        local.next.append(target.unit)
      }
    }
    locals[unit.id] = local
    return local
  }

  /// The coroutine of a task that the function starts and waits for in no way: it runs on by itself, and
  /// what it does is no part of what the endpoint does.
  private func isLeftAlone(
    _ target: CallTarget, _ site: CallSite, _ subject: FunctionSubject, _ local: Local
  ) -> Bool {
    if local.waits.contains(where: { $0.kind == .tasks }) { return false }
    guard let starter = target.starter else {
      // By a loop of unknown type.
      guard target.mode == .creates, case .argument(let node) = subject.use(of: site.node),
        let call = subject.call(node)
      else { return false }
      return subject.taskStart(call) == .unkept
    }
    var helpers = site.targets.filter { !$0.isIndirect }.map {
      context.engine.units[Int($0.unit.rawValue)].function
    }
    let isAsync = helpers.contains { context.subject(of: $0).isAsync }
    // Awaiting a coroutine that starts the task says nothing of the task.
    if !isAsync, context.fates.fate(of: site.node, in: subject).contains(.awaited) { return false }
    helpers.append(starter)
    return !helpers.contains { waitsForTasks($0) }
  }

  private func waitsForTasks(_ function: FunctionID) -> Bool {
    if let known = joins[function] { return known }
    let subject = context.subject(of: function)
    let answer =
      subject.isFirstParty && subject.isAsync && waits(subject).contains { $0.kind == .tasks }
    joins[function] = answer
    return answer
  }

  private func hold(_ site: BlockingSite) -> EntryPoint.Hold {
    EntryPoint.Hold(
      leaf: site.kind == .computation ? "a long computation" : site.leaf,
      reason: site.family.words, isComputation: site.kind == .computation || site.family == .cpu,
      isShort: site.isFileSystem || site.family == .callback, isOnce: site.isOnce,
      place: site.place, function: site.function, chain: site.chain)
  }

  // MARK: Waits

  private func waits(_ subject: FunctionSubject) -> [EntryPoint.Wait] {
    var result: [EntryPoint.Wait] = []
    for node in subject.nodes {
      let row = subject[node]
      switch row.kind {
      case .call:
        if let call = subject.call(node), let wait = wait(call, subject) { result.append(wait) }
      case .await:
        let value = row.operand
        if subject.kind(value) != .call, subject.awaitability(value) != .coroutine {
          result.append(tasks(value, subject))
        }
      case .for where row.isAsync:
        if let wait = wait(entering: row.operand, subject) { result.append(wait) }
      case .with where row.isAsync:
        for manager in subject.facts.managers(node) {
          if let wait = wait(entering: manager.context, subject) { result.append(wait) }
        }
      default: break
      }
    }
    return result
  }

  /// A future or task, or something unknown, that is awaited as it stands.
  private func tasks(_ value: IRNodeID, _ subject: FunctionSubject) -> EntryPoint.Wait {
    let kind: EntryPoint.Wait.Kind = subject.awaitability(value) == .future ? .tasks : .unknown
    return wait(subject.text(value), kind, value, subject)
  }

  private func wait(_ call: Call, _ subject: FunctionSubject) -> EntryPoint.Wait? {
    let isAwaited = subject.use(of: call.node) == .awaited
    guard isAwaited || subject.awaitability(call.node) == .coroutine else { return nil }
    if isOwn(call.callee, subject) { return nil }
    guard let name = call.names.first else {
      return isAwaited ? wait(subject.text(call.callee), .unknown, call.callee, subject) : nil
    }
    var wait = wait(name, kind(name), call.callee, subject)
    if wait.limit == .unknown, let time = call.argument(nil, "timeout"),
      !subject.isNone(time)
    {
      wait.limit = .present
    }
    return wait
  }

  /// `async with client.get(url)`, `async for message in socket`.
  private func wait(entering node: IRNodeID, _ subject: FunctionSubject) -> EntryPoint.Wait? {
    if let call = subject.call(node) {
      if isOwn(call.callee, subject) { return nil }
      guard let name = call.names.first ?? className(of: node, subject) else {
        return wait(subject.text(call.callee), .unknown, call.callee, subject)
      }
      // A scope waits for what is in it; entering a client opens nothing yet.
      if Self.scopes.contains(name) || ResourceKind.byMaker[name]?.traits.contains(.client) == true
      {
        return nil
      }
      return wait(name, kind(name), call.callee, subject)
    }
    guard let name = className(of: node, subject) else {
      return wait(subject.text(node), .unknown, node, subject)
    }
    return kind(name) == .library ? nil : wait(name, kind(name), node, subject)
  }

  private func className(of node: IRNodeID, _ subject: FunctionSubject) -> String? {
    context.types.alternatives(subject.type(node)).compactMap { context.className($0) }.first
  }

  private static let scopes: Set<String> = [
    "asyncio.timeout", "asyncio.timeout_at", "asyncio.TaskGroup", "anyio.create_task_group",
    "anyio.fail_after", "anyio.move_on_after", "contextlib.AsyncExitStack",
    "contextlib.aclosing", "asyncio.Runner",
  ]

  private func isOwn(_ callee: IRNodeID, _ subject: FunctionSubject) -> Bool {
    guard let function = context.function(ofCallee: subject.type(callee)) else { return false }
    let (module, _) = context.engine.program.location(of: function)
    return module.origin == .firstParty && !module.isStub
  }

  private func wait(
    _ name: String, _ kind: EntryPoint.Wait.Kind, _ node: IRNodeID, _ subject: FunctionSubject
  ) -> EntryPoint.Wait {
    let place = subject.place(node)
    var limit = EntryPoint.Wait.Limit.unknown
    if unlimited.contains(place) {
      limit = .missing
    } else if kind != .timer, kind != .tasks, Deadlines.bound(node, in: subject) {
      limit = .present
    }
    return EntryPoint.Wait(
      name: name, kind: kind, limit: limit, place: place, function: subject.qualifiedName)
  }

  private func kind(_ name: String) -> EntryPoint.Wait.Kind {
    let parts = name.split(separator: ".")
    let last = parts.last.map { String($0) } ?? ""
    if Self.combiners.contains(name) { return .tasks }
    if name.hasSuffix(".sleep") { return .timer }
    if Self.offloaders.contains(last) || name.hasPrefix("asgiref.sync.sync_to_async") {
      return .thread
    }
    if Self.signals.contains(where: { name.hasPrefix($0) }) { return .signal }
    let package = parts.first.map { String($0) } ?? ""
    if Self.servers.contains(package) || name.hasPrefix("aiohttp.web") { return .client }
    return PeerCalls.isPeer([name]) ? .peer : .library
  }

  private static let combiners: Set<String> = [
    "asyncio.gather", "asyncio.wait", "asyncio.wait_for", "asyncio.shield", "asyncio.as_completed",
    "asyncio.create_task", "asyncio.ensure_future", "asyncio.TaskGroup.create_task",
    "asyncio.tasks.wait_for", "asyncio.AbstractEventLoop.create_task",
  ]
  private static let offloaders: Set<String> = [
    "to_thread", "run_in_executor", "run_sync", "run_in_threadpool", "iterate_in_threadpool",
    "sync_to_async",
  ]
  private static let signals = [
    "asyncio.Queue.", "asyncio.Event.", "asyncio.Lock", "asyncio.Semaphore", "asyncio.Condition",
    "asyncio.BoundedSemaphore", "asyncio.PriorityQueue.", "asyncio.LifoQueue.", "asyncio.Barrier",
    "anyio.Event.", "anyio.Lock", "anyio.Semaphore", "asyncio.queues.", "asyncio.locks.",
  ]
  private static let servers: Set<String> = [
    "fastapi", "starlette", "sanic", "quart", "litestar", "tornado", "django", "channels",
  ]

  // MARK: Dependencies

  /// `Depends(connect)` among the parameters: FastAPI awaits it before the endpoint.
  private func dependencies(of subject: FunctionSubject) -> [UnitID] {
    var result: [UnitID] = []
    for index in subject.row.parameters {
      let row = subject.facts.parameters[Int(index)]
      for function in subject.dependencies(of: row) {
        let callee = context.subject(of: function)
        guard callee.isFirstParty, callee.isAsync else { continue }
        result.append(callee.unit.id)
        result += callee.unit.function == subject.unit.function ? [] : dependencies(of: callee)
      }
    }
    return Array(Set(result)).sorted()
  }
}
