import LibraryModels
package import Project
import PythonSemantics
import SourceText

/// Functions that run only under a command or a script, where nothing else may be scheduled: while such a function waits,
/// no other task does. A command is what a decorator of a command-line library makes of a function, and what a script or a
/// plain function hands to `asyncio.run`:
///
///     @app.command
///     async def show(path):
///         print(open(path).read())
///
/// Whether something else is scheduled has three answers. *No*: every coroutine that the command awaits is the project's
/// or `asyncio`'s own, and none makes a task. *Yes*: code that only the command runs made a task before, or starts a
/// server. *Unknown* is everything else: a dependency is awaited, shared code makes a task somewhere, a call leads
/// nowhere, or the first task is made further down.
///
/// A function belongs to commands if all its callers do. Calls that inference does not see are missed, so a function that
/// is only handed over as a value belongs to no command, and of a function in another file than its callers, which other
/// projects may call as well, the answer is never *no*.
package struct CommandFunctions {
  /// What else is scheduled while a function of a command runs.
  package enum Company { case nothing, unknown }

  private var members: [FunctionID: Company] = [:]
  /// Functions that run only while a service starts or ends: hooks, and what they alone call.
  private var hooks: Set<FunctionID> = []
  /// Functions that bring a server up, and where they do.
  private var serving: [FunctionID: UInt32] = [:]
  /// Functions that seem to run only then by their names and those of all their callers.
  private var likely: Set<FunctionID> = []
  /// Functions of commands that make tasks, and where the first one is made: up to there nothing else runs.
  private var early: [FunctionID: UInt32] = [:]
  private let graph: Graph

  package init(_ engine: Engine) {
    graph = Graph(engine)
    for unit in engine.units { graph.add(unit) }
    graph.addNestedCalls()
    graph.addMethodsWork()
    var runners: [FunctionID: Bool] = [:]
    for function in graph.functions {
      if Self.isCommand(function, engine) {
        graph.roots.insert(function)
      } else if Self.isRunByDecorator(function, engine, &runners) {
        graph.add(script: function)
      }
    }
    let imports = PackageImports(engine.program.modules)
    graph.roots.formUnion(CommandRegistrations(engine, imports).functions)
    for root in graph.roots.sorted(by: { $0.rawValue < $1.rawValue }) {
      let own = graph.closure(of: root, among: graph.roots)
      if own.contains(where: { graph.spawning[$0] != nil }) {
        early.merge(graph.early(root, own)) { max($0, $1) }
        continue
      }
      let isAlone = graph.isAlone(root)
      for function in own {
        let isHere = engine.locate(function).module.id == engine.locate(root).module.id
        let company: Company =
          isAlone && isHere && !graph.scripts.contains(root) ? .nothing : .unknown
        members[function] = members[function] == .unknown ? .unknown : company
      }
    }
    let coroutines = graph.functions.filter { engine.locate($0).row.flags.contains(.isAsync) }
    let named = Set(Self.functions(of: coroutines, engine, where: StartNames.isHook(_:)))
      .union(coroutines.filter { Self.isMadeForHook($0, engine) })
      .union(StartRegistrations(engine, imports).functions)
    serving = graph.serving.filter { !named.contains($0.key) }
    hooks = graph.closure(of: named.union(serving.keys)).subtracting(graph.late)
    let phases = graph.called(
      only: Self.functions(of: coroutines, engine, where: StartNames.isPhase(_:)),
      or: hooks.union(graph.roots))
    let begun = phases.union(coroutines.filter { Self.isStartHook($0, engine) })
    likely = graph.closure(of: begun)
    // `connect()` that a hook calls, and a command for itself, and `initialize`.
    let all = begun.union(hooks).union(members.keys)
    likely.formUnion(graph.closure(of: all).subtracting(graph.late))
  }

  /// Those whose names fit; each name is judged once.
  private static func functions(
    of all: [FunctionID], _ engine: Engine, where fits: (String) -> Bool
  ) -> [FunctionID] {
    var known = IDTable<Bool>()
    return all.filter { function in
      let (module, row) = engine.locate(function)
      let name = module.name(row.name)
      if let answer = known[name] { return answer }
      let answer = fits(module.facts.names[row.name])
      known[name] = answer
      return answer
    }
  }

  /// Whether a place of a function is reached only while a service starts or ends: nobody waits for it
  /// yet, or any more.
  package func isAtStartOrEnd(_ function: FunctionID, _ offset: UInt32) -> Bool {
    serving[function].map { offset < $0 } ?? hooks.contains(function)
  }

  /// The same by names alone, which are no proof.
  package func isLikelyAtStartOrEnd(_ function: FunctionID) -> Bool { likely.contains(function) }

  /// `on_mount` of a screen, before which nothing is shown: what its library calls once, at the start.
  private static func isStartHook(_ function: FunctionID, _ engine: Engine) -> Bool {
    let (module, row) = engine.locate(function)
    let name = module.facts.names[row.name]
    guard let packages = Surface.startHooks[name] else { return false }
    if row.owner == 0 { return packages.isEmpty }
    let model = engine.classModel(module.class(row.owner - 1))
    return engine.isOf(packages, model)
  }

  /// `def make_lifespan(config):` with an asynchronous context manager in it, which it gives back.
  private static func isMadeForHook(_ function: FunctionID, _ engine: Engine) -> Bool {
    let (module, row) = engine.locate(function)
    guard row.parent != 0, row.flags.contains(.isGenerator) else { return false }
    let maker = module.facts.functions[Int(row.parent)]
    return !maker.flags.contains(.isAsync) && StartNames.isHook(module.facts.names[maker.name])
  }

  /// Nil for a place that runs elsewhere as well, or where a task may run beside it.
  package func company(of function: FunctionID, at offset: UInt32) -> Company? {
    members[function] ?? (early[function].map { offset < $0 } == true ? .unknown : nil)
  }

  /// Who calls a function, with repetitions; tests do not count.
  package func callers(of function: FunctionID) -> ArraySlice<FunctionID> {
    graph.callers[function]
  }

  /// Whether something starts a task of it, or gathers it with others.
  package func isTask(_ function: FunctionID) -> Bool { graph.concurrent.contains(function) }

  /// `@app.command`, `@app.command(name="x")`, `@cli.default` on an object of a command-line library; or a
  /// parameter that such a library reads from the command line.
  package static func isCommand(_ function: FunctionID, _ engine: Engine) -> Bool {
    let (module, row) = engine.locate(function)
    if row.flags.contains(.isAsync), readsParameters(row, module, engine) { return true }
    if row.decorators == 0 { return false }
    return module.facts.list(row.decorators).contains { node in
      var decorator = module.facts[node]
      if decorator.kind == .call { decorator = module.facts[decorator.operand] }
      guard decorator.kind == .attribute else { return false }
      let owner = engine.evaluate(decorator.operand, in: module)
      return engine.types.alternatives(owner).contains { engine.isCommandObject($0) }
    }
  }

  /// `path: Annotated[str, typer.Option(…)]`, `path: str = typer.Argument(…)`.
  private static func readsParameters(
    _ row: FunctionRow, _ module: Module, _ engine: Engine
  ) -> Bool {
    let calls = row.parameters.flatMap { index -> [IRNodeID] in
      let parameter = module.facts.parameters[Int(index)]
      var values = [parameter.defaultValue]
      if parameter.annotation.exists {
        let annotation = module.facts[parameter.annotation]
        if annotation.kind == .subscript, module.facts[annotation.second].kind == .tuple {
          values += module.facts.items(annotation.second)
        }
      }
      return values.filter { $0.exists && module.facts[$0].kind == .call }
    }
    guard !calls.isEmpty, module.facts.imports(anyOf: Surface.commandPackages) else { return false }
    return calls.contains { node in
      let callee = engine.evaluate(module.facts[node].operand, in: module)
      return engine.types.alternatives(callee).contains { engine.isCommandObject($0) }
    }
  }

  /// A decorator runs what the function makes on a loop of its own, perhaps in a thread of its own:
  ///
  ///     def synchronous(f):
  ///         def wrapper(*args):
  ///             return asyncio.run(f(*args))
  ///         return wrapper
  private static func isRunByDecorator(
    _ function: FunctionID, _ engine: Engine, _ runners: inout [FunctionID: Bool]
  ) -> Bool {
    let (module, row) = engine.locate(function)
    guard row.decorators != 0, row.flags.contains(.isAsync) else { return false }
    for node in module.facts.list(row.decorators) {
      let decorator = module.facts[node]
      let value = engine.evaluate(
        decorator.kind == .call ? decorator.operand : node, in: module)
      guard engine.types.kind(value) == .function else { continue }
      let id = FunctionID(rawValue: engine.types[value].a)
      let runs = runners[id] ?? runsItsArgument(id, engine)
      runners[id] = runs
      if runs { return true }
    }
    return false
  }

  /// `asyncio.run(f(…))` of something that was handed in, and is not called otherwise.
  private static func runsItsArgument(_ function: FunctionID, _ engine: Engine) -> Bool {
    let (module, row) = engine.locate(function)
    let facts = module.facts
    func callsArgument(_ node: IRNode) -> Bool {
      guard node.kind == .call else { return false }
      let callee = facts[node.operand]
      return callee.kind == .name && callee.b != 0
        && facts.symbols[Int(callee.b - 1)].flags.contains(.parameter)
    }
    var calls = 0
    var runs = 0
    for node in facts.nodes where row.range.start <= node.start && node.start < row.range.end {
      guard node.kind == .call else { continue }
      if callsArgument(node) { calls += 1 }
      if ["run", "run_until_complete"].contains(facts.spelling(node.operand)) {
        runs += facts.list(node.b).count { callsArgument(facts[$0]) }
      }
    }
    return 0 < runs && runs == calls && !module.isStub
  }
}

/// Who calls whom among the functions of the project. A class: it is large, and changes with each call.
private final class Graph {
  private let engine: Engine
  var roots: Set<FunctionID> = []
  /// Roots that the top level of a file or some function runs. Guides show waits in such programs, and
  /// people copy them into services; and what one function runs by itself users of a library may await.
  /// They are told, though nobody is kept here.
  private(set) var scripts: Set<FunctionID> = []
  private(set) var functions: [FunctionID] = []
  /// What methods run on loops of their own, or hand to functions that do, and which ones.
  private var runners: [FunctionID: Set<FunctionID>] = [:]
  /// Plain functions that run a loop, and the coroutines that others hand to functions.
  private var looping: Set<FunctionID> = []
  private var handed: [(taker: FunctionID, coroutine: FunctionID, giver: FunctionID)] = []
  /// Functions that leave something behind on the loop, and where they first do.
  private(set) var spawning: [FunctionID: UInt32] = [:]
  private lazy var units = Grouping(
    engine.units.filter { known[$0.function] == true }.map { ($0.function, $0) })
  /// Functions that bring a server up, and the place of the last call that does.
  private(set) var serving: [FunctionID: UInt32] = [:]
  /// What is called where a server is up.
  private(set) var late: Set<FunctionID> = []
  private var known = IDTable<Bool>()
  /// Whether calling a function of a library brings a server up.
  private var starters = IDTable<Bool>()
  /// The same of names in packages that were not found.
  private var foreignStarters = IDTable<Bool>()
  /// Each call, with repetitions.
  private var calls: [(id: FunctionID, value: FunctionID)] = []
  private lazy var callees = Grouping(calls)
  private(set) lazy var callers = Grouping(calls.map { ($0.value, $0.id) })
  /// Functions that wait for something of which the code is not the project's.
  private var uncertain: Set<FunctionID> = []
  /// Functions that something hands to the loop, to run beside others.
  private(set) var concurrent: Set<FunctionID> = []

  init(_ engine: Engine) { self.engine = engine }

  func add(script function: FunctionID) {
    roots.insert(function)
    scripts.insert(function)
  }

  func add(_ unit: Unit) {
    let (module, row) = engine.locate(unit.function)
    // What tests call is no proof of anything.
    guard module.isChecked, !module.servesTests else { return }
    if !row.flags.contains(.isAsync) { noteHanded(unit, module) }
    if known[unit.function] == nil { functions.append(unit.function) }
    known[unit.function] = true
    if let index = unit.sites.indices.last(where: { bringsUpServer($0, of: unit) }) {
      let end = module.facts[unit.sites[index].node].start
      serving[unit.function] = end
      for site in unit.sites {
        let isLate = end <= module.facts[site.node].start
        // What is handed over is called when it is asked for.
        for target in site.targets
        where isLate || target.isIndirect || target.mode == .schedulesOnLoop {
          late.insert(engine.units[Int(target.unit.rawValue)].function)
        }
      }
    }
    for index in unit.sites.indices {
      let targets = unit.sites[index].targets
      var isRunner = false
      var isSpawn = false
      for target in targets {
        let callee = engine.units[Int(target.unit.rawValue)]
        if callee.fact?.isNestedRun == true { isRunner = true }
        if callee.fact?.spawns.isEmpty == false { isSpawn = true }
        if target.mode == .schedulesOnLoop { noteSpawn(unit, unit.sites[index]) }
        note(callee, target, from: unit)
      }
      // `await gather(…)` is over when it returns; a task that is only made goes on.
      if isSpawn, !unit.sites[index].flags.contains(.isAwaited) {
        noteSpawn(unit, unit.sites[index])
      }
      if isRunner, isPlainFunction(unit, row) { looping.insert(unit.function) }
      if unit.sites[index].external != nil { uncertain.insert(unit.function) }
      for target in targets where target.mode == .awaits && target.isIndirect {
        let callee = engine.units[Int(target.unit.rawValue)].function
        guard engine.locate(callee).module.isChecked else { continue }
        if isRunner, isPlainFunction(unit, row) {
          if row.owner != 0 {
            runners[callee, default: []].insert(unit.function)
          } else {
            roots.insert(callee)
            if !readsCommandLine(unit, row) { scripts.insert(callee) }
            // What classes below have under its name runs there as well.
            if engine.owner(of: callee) != nil {
              runners[callee, default: []].insert(unit.function)
            }
          }
        }
        if isSpawn { concurrent.insert(callee) }
      }
    }
    if unit.resolvedCount < unit.callCount { uncertain.insert(unit.function) }
  }

  /// A loop that makes tasks has made one when it begins anew: so its first round counts for all.
  private func noteSpawn(_ unit: Unit, _ site: CallSite) {
    let place = start(of: site, in: unit)
    spawning[unit.function] = min(spawning[unit.function] ?? .max, place)
  }

  private func start(of site: CallSite, in unit: Unit) -> UInt32 {
    let (module, row) = engine.locate(unit.function)
    let facts = module.facts
    let start = facts[site.node].start
    guard site.flags.contains(.inLoop) else { return start }
    return facts.nodes.lazy.filter {
      [.for, .while, .comprehension].contains($0.kind) && row.range.start <= $0.start
        && $0.start < start
    }.map(\.start).min() ?? start
  }

  private func note(_ callee: Unit, _ target: CallTarget, from unit: Unit) {
    let module = engine.locate(callee.function).module
    if module.isChecked {
      calls.append((unit.function, callee.function))
    } else if target.mode == .awaits, !Surface.isLoopMachinery(module.name) {
      uncertain.insert(unit.function)
    }
  }

  /// `run_now(self.fetch())`
  private func noteHanded(_ unit: Unit, _ module: Module) {
    var made: [IRNodeID: FunctionID] = [:]
    for index in unit.sites.indices {
      for target in unit.sites[index].targets where target.mode == .creates {
        made[unit.sites[index].node] = engine.units[Int(target.unit.rawValue)].function
      }
    }
    if made.isEmpty { return }
    for site in unit.sites where site.kind == .call {
      let given = module.facts.list(module.facts[site.node].b).compactMap { made[$0] }
      for target in site.targets where target.mode == .runs {
        let taker = engine.units[Int(target.unit.rawValue)].function
        handed += given.map { (taker, $0, unit.function) }
      }
    }
  }

  /// A command is a root itself.
  private func isPlainFunction(_ unit: Unit, _ row: FunctionRow) -> Bool {
    !row.flags.contains(.isAsync) && !CommandFunctions.isCommand(unit.function, engine)
  }

  /// What methods run, or hand to a function that does, is a script, whichever subclass has it, if nothing
  /// else of the program calls it: a method may as well be another face of a coroutine that a service
  /// awaits.
  func addMethodsWork() {
    for way in handed where looping.contains(way.taker) {
      runners[way.coroutine, default: []].formUnion([way.giver, way.taker])
    }
    var open = runners.sorted { $0.key.rawValue < $1.key.rawValue }
    var alone: Set<FunctionID> = []
    // What one of them awaits another may run by itself.
    while true {
      let more = open.filter { function, methods in
        let bodies = engine.bodies(of: function)
        let known = methods.union(bodies).union(alone)
        return bodies.allSatisfy { callers[$0].allSatisfy { known.contains($0) } }
      }
      if more.isEmpty { return }
      for (function, _) in more { engine.bodies(of: function).forEach { add(script: $0) } }
      open.removeAll { entry in more.contains { $0.key == entry.key } }
      alone = closure(of: roots)
    }
  }

  /// A library calls what its decorator wrapped; whose work that is the name of the call says:
  ///
  ///     @retry(stop=stop_after_attempt(3))
  ///     async def once(): …
  ///     await once()
  func addNestedCalls() {
    let called = Set(calls.map(\.value))
    for function in functions {
      let (module, row) = engine.locate(function)
      guard row.parent != 0, row.decorators != 0, row.flags.contains(.isAsync),
        !called.contains(function)
      else { continue }
      let facts = module.facts
      let maker = facts.functions[Int(row.parent)]
      let isCalled = facts.nodes.contains { node in
        guard node.kind == .call, maker.range.start <= node.start, node.start < maker.range.end
        else { return false }
        let callee = facts[node.operand]
        return callee.kind == .name && callee.a == row.name
      }
      if isCalled { calls.append((module.function(row.parent), function)) }
    }
  }

  /// A function that reads the command line: `parser.parse_args()`.
  private func readsCommandLine(_ unit: Unit, _ row: FunctionRow) -> Bool {
    if row.flags.contains(.isModule) { return false }
    let (module, _) = engine.locate(unit.function)
    guard module.facts.imports(anyOf: ["argparse"]) else { return false }
    return module.facts.nodes.contains { node in
      guard node.kind == .call, row.range.start <= node.start, node.start < row.range.end else {
        return false
      }
      let callee = module.facts[node.operand]
      return callee.kind == .attribute
        && ["parse_args", "parse_known_args"].contains(module.facts.names[callee.b])
    }
  }

  /// Whether all that the root reaches is known, and nothing of it makes a task.
  func isAlone(_ root: FunctionID) -> Bool {
    var seen: Set<FunctionID> = [root]
    var open = [root]
    while let function = open.popLast() {
      if spawning[function] != nil || uncertain.contains(function)
        || concurrent.contains(function)
      {
        return false
      }
      for callee in callees[function] where seen.insert(callee).inserted {
        open.append(callee)
      }
    }
    return true
  }

  /// `await site.start()`, `await asyncio.start_server(…)`.
  private func bringsUpServer(_ site: Int, of unit: Unit) -> Bool {
    if unit.sites[site].kind != .call || unit.sites[site].flags.contains(.inLoop) { return false }
    if let name = unit.sites[site].external, bringsUpServer(name) { return true }
    return unit.sites[site].targets.contains {
      bringsUpServer(engine.units[Int($0.unit.rawValue)].function)
    }
  }

  private func bringsUpServer(_ name: GlobalName) -> Bool {
    if let known = foreignStarters[name] { return known }
    let answer = Surface.bringsUpServer(engine.spelling(name.rawValue))
    foreignStarters[name] = answer
    return answer
  }

  private func bringsUpServer(_ function: FunctionID) -> Bool {
    if engine.locate(function).module.isChecked { return false }
    if let known = starters[function] { return known }
    let answer = Surface.bringsUpServer(engine.program.qualifiedName(of: function))
    starters[function] = answer
    return answer
  }

  /// Those of the functions which nothing else calls than they and the others.
  func called(only functions: [FunctionID], or others: Set<FunctionID>) -> Set<FunctionID> {
    let all = others.union(functions)
    return Set(functions.filter { callers[$0].allSatisfy { all.contains($0) } })
  }

  /// The roots, and what is called by them and by such functions only.
  func closure(of roots: Set<FunctionID>) -> Set<FunctionID> {
    var members = roots
    var open = Array(roots)
    while let function = open.popLast() {
      for callee in callees[function]
      where !members.contains(callee) && !concurrent.contains(callee)
        && callers[callee].allSatisfy({ members.contains($0) })
      {
        add(callee, &members, &open)
      }
    }
    return members
  }

  /// The root, and what is called by it, by other roots and by such functions only.
  func closure(of root: FunctionID, among roots: Set<FunctionID>) -> Set<FunctionID> {
    var members: Set<FunctionID> = [root]
    var open = [root]
    while let function = open.popLast() {
      for callee in callees[function] where !members.contains(callee) {
        let isOwn = callers[callee].allSatisfy { members.contains($0) || roots.contains($0) }
        if isOwn, !concurrent.contains(callee) { add(callee, &members, &open) }
      }
    }
    return members
  }

  /// With what stands under the name of a method in classes below, if nothing else calls that:
  ///
  ///     async def ask(self):
  ///         return await self.stream()  # that of the subclass
  private func add(
    _ callee: FunctionID, _ members: inout Set<FunctionID>, _ open: inout [FunctionID]
  ) {
    members.insert(callee)
    open.append(callee)
    guard engine.locate(callee).row.flags.contains(.isAsync) else { return }
    for body in engine.bodies(of: callee)
    where known[body] == true && callers[body].isEmpty && members.insert(body).inserted {
      open.append(body)
    }
  }

  /// Up to where the functions of a root run before the first task is made: the root itself, what it calls
  /// only up to there, and what makes that task for it.
  func early(_ root: FunctionID, _ own: Set<FunctionID>) -> [FunctionID: UInt32] {
    var spawners = own.filter { spawning[$0] != nil }
    var open = Array(spawners)
    while let function = open.popLast() {
      for caller in callers[function]
      where own.contains(caller) && spawners.insert(caller).inserted {
        open.append(caller)
      }
    }
    var found: [FunctionID: UInt32] = [:]
    var next: FunctionID? = root
    while let function = next, found[function] == nil {
      var limit = spawning[function] ?? .max
      var maker: (function: FunctionID, isInLoop: Bool)?
      var calls: [FunctionID: UInt32] = [:]
      for unit in units[function] {
        for site in unit.sites {
          let place = start(of: site, in: unit)
          for target in site.targets {
            let callee = engine.units[Int(target.unit.rawValue)].function
            guard own.contains(callee) else { continue }
            calls[callee] = max(calls[callee] ?? 0, place)
            if spawners.contains(callee), place < limit {
              limit = place
              maker = (callee, site.flags.contains(.inLoop))
            }
          }
        }
      }
      found[function] = limit
      var whole = calls.filter { $0.value < limit && !spawners.contains($0.key) }.map(\.key)
      while let callee = whole.popLast() {
        guard found[callee] == nil, !spawners.contains(callee),
          callers[callee].allSatisfy({ $0 == function || found[$0] == .max })
        else { continue }
        found[callee] = .max
        whole += callees[callee].filter { own.contains($0) }
      }
      next = maker.flatMap { maker in
        let isCalledOnce = callers[maker.function].allSatisfy { $0 == function }
        return isCalledOnce && !maker.isInLoop ? maker.function : nil
      }
    }
    return found
  }
}
