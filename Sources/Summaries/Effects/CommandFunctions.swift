import LibraryModels
package import Project
import PythonSemantics

/// Functions that run only under a command of the program's command line, where nothing else is scheduled: while such a
/// function waits, no other task does. A command is what a decorator of a command-line library makes of a function:
///
///     @app.command
///     async def show(path):
///         print(open(path).read())
///
/// A function belongs to commands if all its callers do. A command below which a task is made is left out: its loop has
/// more than one task. Calls that inference does not see are missed, so a function that is only handed over as a value
/// belongs to no command.
package struct CommandFunctions {
  package private(set) var members: Set<FunctionID> = []

  package init(_ engine: Engine) {
    var graph = Graph()
    for unit in engine.units { graph.add(unit, engine) }
    let roots = graph.functions.filter { Self.isCommand($0, engine) }
    if roots.isEmpty { return }
    let quiet = roots.filter { !graph.reachesSpawn($0) }
    members = graph.closure(of: quiet)
  }

  package func contains(_ function: FunctionID) -> Bool { members.contains(function) }

  /// `@app.command`, `@app.command(name="x")`, `@cli.default` on an object of a command-line library.
  private static func isCommand(_ function: FunctionID, _ engine: Engine) -> Bool {
    let (module, row) = engine.locate(function)
    if row.decorators == 0 { return false }
    return module.facts.list(row.decorators).contains { node in
      var decorator = module.facts[node]
      if decorator.kind == .call { decorator = module.facts[IRNodeID(rawValue: decorator.a)] }
      guard decorator.kind == .attribute else { return false }
      let owner = engine.evaluate(IRNodeID(rawValue: decorator.a), in: module)
      return engine.types.alternatives(owner).contains { isCommandObject($0, engine) }
    }
  }

  private static func isCommandObject(_ type: TypeID, _ engine: Engine) -> Bool {
    let name: String
    switch engine.types.kind(type) {
    case .instance: name = engine.locate(ClassID(rawValue: engine.types[type].a)).module.name
    case .external: name = engine.spelling(engine.types[type].a)
    default: return false
    }
    return Surface.commandPackages.contains(String(name.prefix { $0 != "." }))
  }
}

/// Who calls whom among the functions of the project.
private struct Graph {
  private(set) var functions: [FunctionID] = []
  private var known: Set<FunctionID> = []
  private var callees: [FunctionID: Set<FunctionID>] = [:]
  private var callers: [FunctionID: Set<FunctionID>] = [:]
  private var spawning: Set<FunctionID> = []

  mutating func add(_ unit: Unit, _ engine: Engine) {
    let (module, _) = engine.locate(unit.function)
    guard module.isChecked else { return }
    if known.insert(unit.function).inserted { functions.append(unit.function) }
    for site in unit.sites {
      for target in site.targets {
        let callee = engine.units[Int(target.unit.rawValue)]
        if callee.fact?.spawns.isEmpty == false || target.mode == .schedulesOnLoop {
          spawning.insert(unit.function)
        }
        guard engine.locate(callee.function).module.isChecked else { continue }
        callees[unit.function, default: []].insert(callee.function)
        callers[callee.function, default: []].insert(unit.function)
      }
    }
  }

  func reachesSpawn(_ root: FunctionID) -> Bool {
    var seen: Set<FunctionID> = [root]
    var open = [root]
    while let function = open.popLast() {
      if spawning.contains(function) { return true }
      for callee in callees[function] ?? [] where seen.insert(callee).inserted {
        open.append(callee)
      }
    }
    return false
  }

  /// The roots, and what is called by members only.
  func closure(of roots: [FunctionID]) -> Set<FunctionID> {
    var members = Set(roots)
    var open = roots
    while let function = open.popLast() {
      for callee in callees[function] ?? [] where !members.contains(callee) {
        if callers[callee]?.isSubset(of: members) == true {
          members.insert(callee)
          open.append(callee)
        }
      }
    }
    return members
  }
}
