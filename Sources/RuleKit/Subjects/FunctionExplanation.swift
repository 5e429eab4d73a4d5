package import Diagnostics
package import LibraryModels
package import Project
import PythonSemantics
import SourceText
import Summaries

/// Why a function holds its thread, or why the analysis thinks that it does not: for a person who
/// doubts the verdict.
package struct FunctionExplanation: Sendable {
  package enum Kind: String, Sendable {
    case coroutine = "a coroutine function"
    case callback = "a function that the event loop calls"
    case plain = "a plain function"
    case module = "the body of a module"
  }

  package var name: String
  package var kind: Kind
  package var definition: Place
  /// Places that hold the thread, with their proofs.
  package var waits: [BlockingSite] = []
  /// Places that were looked at and count for nothing, with the reason.
  package var discounted: [(place: Place, text: String, reason: String)] = []
  /// Calls that could not be followed: they count for nothing either way.
  package var unresolved: [(place: Place, text: String)] = []
  package var calls = 0
  package var resolved = 0
  /// What the settings or a model say, in the place of what the body does.
  package var declared: String?
}

extension BlockingSites {
  /// The function of a file that holds the offset, or stands in that line; innermost.
  package static func function(atLine line: Int, in module: Module) -> FunctionID? {
    let facts = module.facts
    func lineOf(_ offset: UInt32) -> Int {
      (facts.lineStarts.firstIndex { offset < $0 } ?? facts.lineStarts.count)
    }
    var best: (index: Int, length: UInt32)?
    for (index, row) in facts.functions.enumerated() {
      let isInside = lineOf(row.range.start) <= line && line <= lineOf(row.range.end)
      guard index == 0 || isInside, !row.flags.contains(.isLambda) else { continue }
      let length = index == 0 ? UInt32.max : row.range.end - row.range.start
      if best.map({ length < $0.length }) ?? true { best = (index, length) }
    }
    return best.map { module.function(UInt32($0.index)) }
  }

  package func explain(_ function: FunctionID, context: RuleContext) -> FunctionExplanation {
    let unit = context.unit(of: function)
    let (module, index) = engine.program.location(of: function)
    let row = module.facts.functions[Int(index)]
    let isCallback = engine.isLoopCallback(unit)
    let kind: FunctionExplanation.Kind =
      row.flags.contains(.isAsync)
      ? .coroutine : row.flags.contains(.isModule) ? .module : isCallback ? .callback : .plain
    var result = FunctionExplanation(
      name: engine.program.qualifiedName(of: function), kind: kind,
      definition: printer.definitionPlace(unit))
    if let fact = unit.fact {
      result.declared = fact.cutReason ?? "stated by a model or the settings"
    }
    result.waits = sites(of: unit, isCallback: isCallback)
    result.discounted = discounted(unit, module)
    result.calls = unit.callCount
    result.resolved = unit.resolvedCount
    result.unresolved = unresolved(FunctionSubject(unit, context), unit, module)
    return result
  }

  private func discounted(
    _ unit: Unit, _ module: Module
  ) -> [(place: Place, text: String, reason: String)] {
    var result: [(place: Place, text: String, reason: String)] = []
    for (index, site) in unit.sites.enumerated() where mainEvent(at: index, site, of: unit) == nil {
      let events = table.events(at: index, site, of: unit)
      let reason: String
      if let event = events.max(by: { $0.effect < $1.effect }) {
        reason = why(event)
      } else if site.flags.contains(.isOffLoop) {
        reason = "it is reached only where no event loop runs"
      } else if site.targets.contains(where: { $0.mode == .schedulesElsewhere }) {
        reason = "what it is given runs on another thread or in another process"
      } else {
        continue
      }
      result.append(
        (printer.calleePlace(site, in: module), printer.callee(site, in: module), reason))
    }
    return result
  }

  private func why(_ event: Event) -> String {
    if event.isOnce { return "it waits once in the life of the process" }
    if event.isFirstUse { return "it waits on first use of an object only" }
    if event.lock != nil { return "it takes a lock that nobody holds for long" }
    if event.confidence < 60 { return "too little of the way to the wait is certain" }
    if event.leaf == .computation { return "how long it computes depends on its arguments" }
    return "what it does is too brief to matter"
  }

  private func unresolved(
    _ subject: FunctionSubject, _ unit: Unit, _ module: Module
  ) -> [(place: Place, text: String)] {
    var followed: Set<UInt32> = []
    for site in unit.sites where !site.targets.isEmpty || site.isUserCode {
      followed.insert(module.facts[printer.calleeNode(site, in: module)].start)
    }
    return subject.calls.filter { call in
      call.names.isEmpty && !followed.contains(module.facts[call.callee].start)
    }.map { (subject.place($0.callee), printer.text($0.callee, in: module, depth: 0)) }
      + unit.sites.enumerated().compactMap { index, site in
        guard let name = site.external, site.targets.isEmpty,
          table.events(at: index, site, of: unit).isEmpty
        else { return nil }
        return (printer.calleePlace(site, in: module), engine.spelling(name.rawValue))
      }
  }
}

extension EffectFamily {
  /// What is waited for, to complete "it waits for …".
  package var words: String {
    switch self {
    case .sleep: "a time to pass"
    case .http: "an HTTP request"
    case .netConnect, .netIO, .tls: "the network"
    case .nameService: "a name to be resolved"
    case .certificates: "certificates to be read"
    case .fileOpen, .fileIO: "a file"
    case .directory: "a folder to be read"
    case .metadata: "the file system"
    case .processStart: "a process to start"
    case .processWait: "a process to end"
    case .threadWait: "another thread"
    case .lock: "a lock"
    case .queue: "a queue"
    case .database, .orm: "a database"
    case .importing: "modules to be loaded"
    case .stdin: "standard input"
    case .readiness: "a file descriptor to become ready"
    case .cpu: "a long computation"
    case .loop: "another event loop to run"
    case .ipc: "another process"
    case .callback: "code that its user supplies"
    }
  }
}
