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
/// or `asyncio`'s own, and none makes a task. *Yes*: code that only the command runs makes a task or starts a server.
/// *Unknown* is everything else: a dependency is awaited, shared code makes a task somewhere, a call leads nowhere.
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

  package init(_ engine: Engine) {
    let graph = Graph(engine)
    for unit in engine.units { graph.add(unit) }
    graph.addMethodsWork()
    var runners: [FunctionID: Bool] = [:]
    for function in graph.functions {
      if Self.isCommand(function, engine) {
        graph.roots.insert(function)
      } else if Self.isRunByDecorator(function, engine, &runners) {
        graph.add(script: function)
      }
    }
    for root in graph.roots.sorted(by: { $0.rawValue < $1.rawValue }) {
      let own = graph.closure(of: root, among: graph.roots)
      if own.contains(where: { graph.spawning.contains($0) }) { continue }
      let isAlone = graph.isAlone(root)
      for function in own {
        let isHere = engine.locate(function).module.id == engine.locate(root).module.id
        let company: Company =
          isAlone && isHere && !graph.scripts.contains(root) ? .nothing : .unknown
        members[function] = members[function] == .unknown ? .unknown : company
      }
    }
    let coroutines = graph.functions.filter { engine.locate($0).row.flags.contains(.isAsync) }
    let named = Set(Self.functions(of: coroutines, engine, where: Self.isHook(named:)))
    serving = graph.serving.filter { !named.contains($0.key) }
    hooks = graph.closure(of: named.union(serving.keys)).subtracting(graph.late)
    likely = graph.closure(
      of: graph.called(
        only: Self.functions(of: coroutines, engine, where: Self.isPhase(named:)),
        or: hooks.union(graph.roots)))
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

  /// `start`, `_start`, `async_setup`, `stop_async`.
  private static func isPhase(named name: String) -> Bool {
    let parts = name.split(separator: "_").filter { $0 != "async" }
    return parts.count == 1 && Surface.phases.contains(String(parts[0]))
  }

  /// `startup`, `on_startup`, `app_lifespan`, `shutdown_event`.
  package static func isHook(named name: String) -> Bool {
    var parts = name.split(separator: "_")
    while 1 < parts.count, let last = parts.last,
      ["context", "event", "handler", "hook", "manager"].contains(last)
    {
      parts.removeLast()
    }
    return ["startup", "shutdown", "lifespan"].contains(parts.last ?? "")
  }

  /// Nil for a function that runs elsewhere as well.
  package func company(of function: FunctionID) -> Company? { members[function] }

  /// `@app.command`, `@app.command(name="x")`, `@cli.default` on an object of a command-line library.
  fileprivate static func isCommand(_ function: FunctionID, _ engine: Engine) -> Bool {
    let (module, row) = engine.locate(function)
    if row.decorators == 0 { return false }
    return module.facts.list(row.decorators).contains { node in
      var decorator = module.facts[node]
      if decorator.kind == .call { decorator = module.facts[decorator.operand] }
      guard decorator.kind == .attribute else { return false }
      let owner = engine.evaluate(decorator.operand, in: module)
      return engine.types.alternatives(owner).contains { isCommandObject($0, engine) }
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

  private static func isCommandObject(_ type: TypeID, _ engine: Engine) -> Bool {
    switch engine.types.kind(type) {
    case .instance:
      let model = engine.classModel(ClassID(rawValue: engine.types[type].a))
      return model.linearization.contains { isOfCommandPackage(engine.locate($0).module.name) }
        || model.externalBases.contains { isOfCommandPackage(engine.spelling($0.rawValue)) }
    case .external: return isOfCommandPackage(engine.spelling(engine.types[type].a))
    // `@click.option("--name")`
    case .module:
      return isOfCommandPackage(engine.program[ModuleID(rawValue: engine.types[type].a)].name)
    default: return false
    }
  }

  private static func isOfCommandPackage(_ name: String) -> Bool {
    Surface.commandPackages.contains(String(name.prefix { $0 != "." }))
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
  /// Functions that leave something behind on the loop.
  private(set) var spawning: Set<FunctionID> = []
  /// Functions that bring a server up, and the place of the last call that does.
  private(set) var serving: [FunctionID: UInt32] = [:]
  /// What is called where a server is up.
  private(set) var late: Set<FunctionID> = []
  private var known = IDTable<Bool>()
  /// Whether calling a function of a library brings a server up.
  private var starters = IDTable<Bool>()
  /// The same of names in packages that were not found.
  private var foreignStarters = IDTable<Bool>()
  /// Both with repetitions.
  private var callees = IDTable<[FunctionID]>()
  private var callers = IDTable<[FunctionID]>()
  /// Functions that wait for something of which the code is not the project's.
  private var uncertain: Set<FunctionID> = []
  /// Functions that something hands to the loop, to run beside others.
  private var concurrent: Set<FunctionID> = []

  init(_ engine: Engine) { self.engine = engine }

  func add(script function: FunctionID) {
    roots.insert(function)
    scripts.insert(function)
  }

  func add(_ unit: Unit) {
    let (module, row) = engine.locate(unit.function)
    guard module.isChecked else { return }
    if !row.flags.contains(.isAsync) { noteHanded(unit, module) }
    if known[unit.function] == nil { functions.append(unit.function) }
    known[unit.function] = true
    if let index = unit.sites.indices.last(where: { bringsUpServer(unit.sites[$0]) }) {
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
        if target.mode == .schedulesOnLoop { spawning.insert(unit.function) }
        note(callee, target, from: unit)
      }
      // `await gather(…)` is over when it returns; a task that is only made goes on.
      if isSpawn, !unit.sites[index].flags.contains(.isAwaited) { spawning.insert(unit.function) }
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
          }
        }
        if isSpawn { concurrent.insert(callee) }
      }
    }
    if unit.resolvedCount < unit.callCount { uncertain.insert(unit.function) }
  }

  private func note(_ callee: Unit, _ target: CallTarget, from unit: Unit) {
    let module = engine.locate(callee.function).module
    if module.isChecked {
      callees[unit.function, default: []].append(callee.function)
      callers[callee.function, default: []].append(unit.function)
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
    for (function, methods) in runners {
      let bodies = engine.bodies(of: function)
      let known = methods.union(bodies)
      let isOwn = bodies.allSatisfy { callers[$0]?.allSatisfy { known.contains($0) } ?? true }
      if isOwn { bodies.forEach { add(script: $0) } }
    }
  }

  /// A function that reads the command line: `parser.parse_args()`.
  private func readsCommandLine(_ unit: Unit, _ row: FunctionRow) -> Bool {
    if row.flags.contains(.isModule) { return false }
    let (module, _) = engine.locate(unit.function)
    guard module.facts.imports.contains(where: { module.facts.names[$0.module] == "argparse" })
    else { return false }
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
      if spawning.contains(function) || uncertain.contains(function)
        || concurrent.contains(function)
      {
        return false
      }
      for callee in callees[function] ?? [] where seen.insert(callee).inserted {
        open.append(callee)
      }
    }
    return true
  }

  /// `await site.start()`, `await asyncio.start_server(…)`.
  private func bringsUpServer(_ site: CallSite) -> Bool {
    if site.kind != .call || site.flags.contains(.inLoop) { return false }
    if let name = site.external, bringsUpServer(name) { return true }
    return site.targets.contains {
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
    return Set(functions.filter { callers[$0]?.allSatisfy { all.contains($0) } ?? true })
  }

  /// The roots, and what is called by them and by such functions only.
  func closure(of roots: Set<FunctionID>) -> Set<FunctionID> {
    roots.reduce(into: []) { $0.formUnion(closure(of: $1, among: roots)) }
  }

  /// The root, and what is called by it, by other roots and by such functions only.
  func closure(of root: FunctionID, among roots: Set<FunctionID>) -> Set<FunctionID> {
    var members: Set<FunctionID> = [root]
    var open = [root]
    while let function = open.popLast() {
      for callee in callees[function] ?? [] where !members.contains(callee) {
        let isOwn =
          callers[callee]?.allSatisfy { members.contains($0) || roots.contains($0) } ?? false
        if isOwn, !concurrent.contains(callee) {
          members.insert(callee)
          open.append(callee)
        }
      }
    }
    return members
  }
}
