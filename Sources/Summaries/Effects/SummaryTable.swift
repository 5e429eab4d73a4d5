package import LibraryModels
import Project
import PythonSemantics

/// The events of every unit, computed bottom-up over the components of the call graph.
package final class SummaryTable {
  package let engine: Engine
  /// Indexed by unit number.
  package internal(set) var events: [[Event]]
  private var keys: [[EventKey: Int]]
  private var surfaces: [ModuleID: EffectFamily?] = [:]
  private var machinery: [ModuleID: Bool] = [:]
  /// What any holder does while it holds the lock: the class of waiting for it.
  package private(set) var locks: [LockID: EffectClass] = [:]

  /// More, of those that are light or of the others, keep the best per family.
  package static let limit = 14
  static let guardLimit = 3

  package init(_ engine: Engine) {
    self.engine = engine
    events = [[Event]](repeating: [], count: engine.units.count)
    keys = [[EventKey: Int]](repeating: [:], count: engine.units.count)
    let edges = engine.units.map { targets(of: $0) }
    for component in Components(edges: edges).components { solve(component, edges) }
    fillLockTable()
  }

  /// The events of a unit; none for one that was made after the table.
  package func summary(of unit: Unit) -> [Event] {
    let number = Int(unit.id.rawValue)
    return number < events.count ? events[number] : []
  }

  /// The units whose events a unit has as well, each once and in order.
  private func targets(of unit: Unit) -> [Int] {
    var found: [Int] = []
    for index in unit.sites.indices {
      for target in unit.sites[index].targets where isImported(target) {
        found.append(Int(target.unit.rawValue))
      }
    }
    if found.count < 2 { return found }
    found.sort()
    var result: [Int] = []
    result.reserveCapacity(found.count)
    for number in found where number != result.last { result.append(number) }
    return result
  }

  /// Whether the target's events happen at the site: a body that runs, or an awaited coroutine that
  /// is not reported on its own.
  func isImported(_ target: CallTarget) -> Bool {
    switch target.mode {
    case .runs: return true
    case .awaits: return !isReported(engine.units[Int(target.unit.rawValue)])
    case .creates, .schedulesOnLoop, .schedulesElsewhere: return false
    }
  }

  /// First-party coroutines answer for themselves.
  package func isReported(_ unit: Unit) -> Bool {
    let (module, row) = engine.locate(unit.function)
    return module.isChecked && row.flags.contains(.isAsync)
  }

  // MARK: Fixpoint

  private func solve(_ component: [Int], _ edges: [[Int]]) {
    let isRecursive = 1 < component.count || component.contains { edges[$0].contains($0) }
    // The key space is finite and events are only added, so this ends; the bound is for huge
    // components, where later rounds only find worse explanations.
    var rounds = isRecursive ? 12 : 1
    var changed = true
    while changed, 0 < rounds {
      changed = false
      rounds -= 1
      for number in component where summarize(engine.units[number]) { changed = true }
    }
    for number in component { confirm(engine.units[number]) }
  }

  /// Recomputes one unit; true if an event is new.
  private func summarize(_ unit: Unit) -> Bool {
    let number = Int(unit.id.rawValue)
    if let fact = unit.fact {
      guard events[number].isEmpty else { return false }
      events[number] = modelled(unit, fact)
      return !events[number].isEmpty
    }
    var isNew = false
    for index in unit.sites.indices where mayHold(at: index, of: unit) {
      let found = events(at: index, unit.sites[index], of: unit)
      // What is sure first: where there is no room for all, the others stay out.
      for event in found where event.isPlain && insert(event, into: number) { isNew = true }
      for event in found where !event.isPlain && insert(event, into: number) { isNew = true }
    }
    return isNew
  }

  private func insert(_ event: Event, into number: Int) -> Bool {
    let key = event.key
    if let place = keys[number][key] {
      let known = events[number][place]
      // As sure as the surest way there is, whichever explains it.
      events[number][place].confidence = max(known.confidence, event.confidence)
      if known.next == nil || !event.isBetter(than: known) { return false }
      // A better explanation of a known event: no news for the callers, unless it is part of a
      // cycle, where the first explanation stays so that chains end.
      if event.depth < known.depth { events[number][place] = event }
      return false
    }
    if isCrowdedOut(event, of: events[number]) { return false }
    keys[number][key] = events[number].count
    events[number].append(event)
    return true
  }

  /// Whether a summary that holds many events has one of the family already, or no more room.
  private func isCrowdedOut(_ event: Event, of known: [Event]) -> Bool {
    guard Self.limit <= known.count else { return false }
    // Locks, most of which nobody holds for long, take no place from what waits for sure.
    let count = known.lazy.filter { $0.isLight == event.isLight }.count
    if count < Self.limit { return false }
    // What happens once says nothing of what happens each time.
    let isOnce = event.isOnce || event.isFirstUse
    return 2 * Self.limit <= count
      || known.contains {
        $0.family == event.family && $0.effect >= event.effect
          && (event.isAside || !$0.isAside) && (isOnce || !($0.isOnce || $0.isFirstUse))
      }
  }

  // MARK: One site

  /// False where nothing happens at a site, as at most: asked before the site is looked at as a whole.
  package func mayHold(at index: Int, of unit: Unit) -> Bool {
    unit.sites[index].external != nil || unit.sites[index].isCostly
      || unit.sites[index].isUserCode
      || unit.sites[index].targets.contains { !events[Int($0.unit.rawValue)].isEmpty }
  }

  /// What happens at one site, in terms of the unit's formals.
  package func events(at index: Int, _ site: CallSite, of unit: Unit) -> [Event] {
    if site.flags.contains(.isOffLoop) { return [] }
    var result: [Event] = []
    let home = engine.program.location(of: unit.function).module
    let isLibrary = home.origin != .firstParty
    let isLoopMachinery = isLibrary && isLoopMachinery(home)
    let share = share(of: site)
    for target in site.targets where isImported(target) {
      if target.isOverride, share < 0.5 { continue }
      let callee = engine.units[Int(target.unit.rawValue)]
      if isAwaited(target, at: site), givesPlainValue(callee) { continue }
      for (position, event) in events[Int(target.unit.rawValue)].enumerated() {
        guard var made = instantiate(event, position, target, callee, index, site, of: unit) else {
          continue
        }
        // Reading a file that was handed in, or opened here: the opening is the event.
        if made.family == .fileIO,
          site.flags.contains(.onOwnFile) || (isLibrary && target.isIndirect)
        {
          continue
        }
        if made.family == .fileIO || made.family == .lock, !isLibrary, isArchive(callee, target) {
          continue
        }
        // What a package does inside with a costly method of its own says little of the size.
        if made.family == .cpu, isLibrary, callee.fact != nil, isSamePackage(home, callee) {
          continue
        }
        if target.isIndirect, isStartedElsewhere(site, unit) { continue }
        if target.isOverride {
          made.confidence = min(made.confidence, UInt8(60 + 24 * share))
        }
        // A dialogue on the terminal has its user to wait for: seldom is there anybody else.
        if made.family == .stdin { made.confidence = min(made.confidence, 80) }
        // What a library does when something failed is not what a call of it does.
        if isLibrary, site.flags.contains(.inHandler) { made.confidence = min(made.confidence, 80) }
        // What asyncio does on its own loop is written not to block; running a loop is.
        if made.family != .loop, isLoopMachinery { continue }
        // What is awaited was not run to its end by a loop of its own.
        if made.family == .loop, site.flags.contains(.isAwaited) { continue }
        // A library that runs a loop under some condition of its own has its reasons.
        if made.family == .loop, isLibrary,
          site.flags.contains(.isConditional) || !site.conditions.isEmpty
        {
          continue
        }
        result.append(made)
      }
    }
    return result + ownEvents(at: index, site, of: unit, isLibrary: isLibrary)
  }

  /// Whether a function computes for long when it is called with these values.
  package func computes(_ unit: Unit, given values: [TypeID]) -> Bool {
    events[Int(unit.id.rawValue)].contains { event in
      var confidence = event.confidence
      return event.leaf == .computation && carry(event, values, unit, &confidence) == []
    }
  }

  /// What the site does by itself: it computes, or calls something without code.
  private func ownEvents(
    at index: Int, _ site: CallSite, of unit: Unit, isLibrary: Bool
  ) -> [Event] {
    var result: [Event] = []
    if site.isCostly, !isLibrary {
      result.append(
        Event(
          effect: .io, family: .cpu, leaf: .computation, guards: site.conditions,
          isOnce: site.flags.contains(.isOnce), lock: nil, confidence: 90, depth: 1, site: index,
          next: nil))
    }
    if site.isUserCode, isReported(unit) {
      result.append(
        Event(
          effect: .unbounded, family: .callback, leaf: .userCode, guards: [], isOnce: false,
          lock: nil, confidence: 70, depth: 1, site: index, next: nil))
    }
    if !site.flags.contains(.isAwaited), let name = site.external,
      let (effect, family) = engine.effect(ofExternal: name.rawValue)
    {
      result.append(
        Event(
          effect: effect, family: family, leaf: .external(name.rawValue), guards: site.conditions,
          isOnce: site.flags.contains(.isOnce), lock: nil,
          confidence: site.flags.contains(.isOneOfSeveral) ? 80 : 90, depth: 1, site: index,
          next: nil))
    }
    return result
  }

  private func isSamePackage(_ module: Module, _ callee: Unit) -> Bool {
    module.name.prefix { $0 != "." }
      == engine.locate(callee.function).module.name.prefix { $0 != "." }
  }

  /// A plain function that starts a task returns before the task calls what it was handed.
  private func isStartedElsewhere(_ site: CallSite, _ unit: Unit) -> Bool {
    let (_, row) = engine.locate(unit.function)
    if row.flags.contains(.isAsync) { return false }
    return site.targets.contains {
      engine.units[Int($0.unit.rawValue)].fact?.spawns.isEmpty == false
    }
  }

  private func isLoopMachinery(_ module: Module) -> Bool {
    if let known = machinery[module.id] { return known }
    let answer = Surface.isLoopMachinery(module.name)
    machinery[module.id] = answer
    return answer
  }

  /// Of the bodies that a call of an abstract method may run, the part that blocks.
  private func share(of site: CallSite) -> Double {
    var count = 0.0
    var blocking = 0.0
    for target in site.targets where target.isOverride {
      count += 1
      let holds = events[Int(target.unit.rawValue)].contains {
        .io <= $0.effect && !$0.isOnce && $0.lock == nil && 60 <= $0.confidence
      }
      if holds, isImported(target) { blocking += 1 }
    }
    return count == 0 ? 1 : blocking / count
  }

  /// Whether what the call itself gives is awaited, here or where it was handed to.
  private func isAwaited(_ target: CallTarget, at site: CallSite) -> Bool {
    target.mode == .runs && site.flags.contains(.isAwaited) || target.flags.contains(.isAwaited)
  }

  /// The result cannot be awaited, so where it is, some other function is called than inference
  /// thinks: the asynchronous one of a pair, whose receiver was not told apart.
  private func givesPlainValue(_ callee: Unit) -> Bool {
    let (_, row) = engine.locate(callee.function)
    if row.flags.contains(.isAsync) { return false }
    if callee.fact != nil { return true }
    let alternatives = engine.types.alternatives(callee.returns)
    return alternatives.allSatisfy { member in
      switch engine.types.kind(member) {
      case .none, .literal, .tuple, .record, .module, .generator: return true
      case .instance:
        let id = ClassID(rawValue: engine.types[member].a)
        return !engine.classModel(id).hasUnknownBase
          && engine.member(engine.known.awaitName, of: id) == nil
      default: return false
      }
    }
  }

  private func instantiate(
    _ event: Event, _ position: Int, _ target: CallTarget, _ callee: Unit, _ index: Int,
    _ site: CallSite, of unit: Unit
  ) -> Event? {
    guard let descriptor = descriptor(of: event, target, site, of: unit) else { return nil }
    if event.family == .database, pollsDatabase(unit) { return nil }
    var result = event
    result.descriptor = descriptor
    result.site = index
    result.next = EventReference(unit: callee.id, index: position)
    result.depth = event.depth &+ 1
    result.isOnce = event.isOnce || target.isOnce || site.flags.contains(.isOnce)
    result.isFirstUse = event.isFirstUse || site.flags.contains(.isFirstUse)
    result.isRepeated = event.isRepeated || site.flags.contains(.inLoop)
    weaken(&result, at: site, target, callee)
    result.confidence = min(event.confidence, target.confidence)
    result.family = renamed(event.family, inside: callee, from: unit)
    if event.family == .processWait, result.family != event.family { result.isAside = true }
    if result.family == .importing { noteImport(&result, target, callee, unit) }
    let isAwaitedLater = site.flags.contains(.isAwaitedLater) && !givesPlainValue(callee)
    if target.mode == .runs && isAwaitedLater || isAwaited(target, at: site) {
      // `return coroutine() if is_async else wait()`: the wait is the path that cannot be awaited.
      result.confidence = UInt8(Double(result.confidence) * 0.75)
    }
    if 6 < event.depth, 0 < result.confidence { result.confidence -= 1 }
    if site.flags.contains(.isConditional) {
      // A branch of which nothing is known here: it may never be taken on this path.
      result.confidence = UInt8(Double(result.confidence) * 0.92)
    }
    if site.flags.contains(.isDeclined) { result.confidence = min(result.confidence, 80) }
    guard
      let guards = carry(
        event, engine.types.items(target.bindings), callee, &result.confidence)
    else { return nil }
    result.guards = guards
    if guards.contains(where: { engine.isLeftToDefault($0, callee, unit) }) {
      result.confidence = min(result.confidence, 80)
    }
    for var atom in site.conditions {
      if result.guards.count < Self.guardLimit, !guards.contains(atom) {
        result.guards.append(atom)
      }
      // `if timeout is not None: wait(timeout)`, where only a wait without one waits.
      atom.isNegated.toggle()
      if guards.contains(atom) { return nil }
    }
    if event.lock == .pending {
      guard let lock = site.lock else { return nil }
      if lock == .rendezvous {
        result.lock = nil
        result.family = .threadWait
      } else {
        result.lock = lock
        // Whether somebody holds it at that moment nobody can tell from the text.
        result.confidence = min(result.confidence, 80)
      }
    }
    settle(&result, at: site, target, callee)
    return result
  }

  /// What the whole way to a place says of an event.
  private func settle(
    _ event: inout Event, at site: CallSite, _ target: CallTarget, _ callee: Unit
  ) {
    // `with self.lock.reading():` around a condition is a lock that the code built for itself, and is
    // held as shortly as any other.
    if site.kind == .enter, event.family == .threadWait { event.effect = min(event.effect, .brief) }
    // A dependency's coroutine is written for the loop: what it perhaps does its authors have to know.
    if target.mode == .awaits, event.confidence < 85,
      case .thirdParty = engine.locate(callee.function).module.origin
    {
      event.effect = min(event.effect, .brief)
      event.lock = nil
    }
  }

  /// A module is loaded once. Where the project's own code chooses it at run time, that happens anew for
  /// each of them: a device's module, a user's script.
  private func noteImport(
    _ event: inout Event, _ target: CallTarget, _ callee: Unit, _ unit: Unit
  ) {
    let (module, _) = engine.locate(unit.function)
    let chosen = engine.types.items(target.bindings).first { $0 != .unknown }
    guard module.origin == .firstParty || event.isFirstUse,
      callee.fact == nil || chosen == nil
        || engine.types.kind(chosen ?? .unknown) != .literal
    else {
      event.isOnce = true
      return
    }
    if module.origin == .firstParty { event.isFirstUse = true }
    event.confidence = min(event.confidence, 80)
  }

  /// `archive.read(member)` reads what the archive's construction opened, or memory: the construction
  /// is the event. Plain file objects (`io`) answer for themselves.
  private func isArchive(_ callee: Unit, _ target: CallTarget) -> Bool {
    let (place, row) = engine.locate(callee.function)
    guard let owner = callee.receiver, place.facts.names[row.name] != "__init__" else {
      return false
    }
    // A member of an archive inherits its methods from plain files.
    let receiver = engine.types.items(target.bindings).first.flatMap { engine.receiverClass($0) }
    let (module, _) = engine.locate(receiver ?? owner)
    switch module.origin {
    case .standardLibrary, .shippedFacts: return module.name != "io" && module.name != "_io"
    default: return false
    }
  }

  /// What a dependency does for itself weighs less: certificates that its client's constructor loads,
  /// files that its coroutines read.
  private func weaken(
    _ event: inout Event, at site: CallSite, _ target: CallTarget, _ callee: Unit
  ) {
    let (module, _) = engine.program.location(of: callee.function)
    guard case .thirdParty = module.origin else { return }
    if event.family == .certificates { event.effect = min(event.effect, .brief) }
    if target.mode == .awaits, event.effect == .io { event.effect = .brief }
  }

  /// A wait inside a package is told by what the package is for.
  private func renamed(
    _ family: EffectFamily, inside callee: Unit, from unit: Unit
  ) -> EffectFamily {
    switch family {
    case .netConnect, .netIO, .nameService, .tls, .readiness, .processStart, .lock,
      .threadWait, .processWait, .database, .http, .queue, .sleep:
      break
    case .fileIO, .fileOpen:
      // The pipes of a child process are files, and so is the code of a module that the project loads.
      let surface = surface(of: callee)
      let isLoaded = surface == .importing && engine.locate(unit.function).module.isChecked
      return surface == .processWait ? .processWait : isLoaded ? .importing : family
    default: return family
    }
    guard let surface = surface(of: callee) else { return family }
    if family == .processStart || family == .lock, surface != .processWait { return family }
    // `Popen.wait(timeout=…)` asks every few milliseconds.
    if family == .sleep, surface != .processWait,
      engine.locate(callee.function).module.origin == .standardLibrary
    {
      return family
    }
    return surface
  }

  private func surface(of unit: Unit) -> EffectFamily? {
    let (module, _) = engine.locate(unit.function)
    if module.origin == .firstParty { return nil }
    if let known = surfaces[module.id] { return known }
    let family = Surface.family(of: module.name.prefix { $0 != "." })
    surfaces[module.id] = .some(family)
    return family
  }

  /// The callee's guards for the values of one call: nil if one of them fails.
  private func carry(
    _ event: Event, _ bindings: [TypeID], _ callee: Unit, _ confidence: inout UInt8
  ) -> [Atom]? {
    if event.guards.isEmpty { return [] }
    var substitution = Substitution(engine: engine)
    substitution.bind(callee.function, bindings)
    if callee.receiver != nil, let receiver = bindings.first {
      engine.bindReceiver(receiver, into: &substitution)
    }
    var kept: [Atom] = []
    for atom in event.guards {
      var moved = atom
      moved.value = substitution(atom.value)
      switch engine.evaluate(moved) {
      case .no: return nil
      case .yes: continue
      case .unknown where callee.fact != nil && engine.isDeclaredOtherwise(moved): return nil
      case .unknown where engine.isPlainlyDeclaredOtherwise(moved): return nil
      case .unknown:
        if engine.types.isSymbolic(moved.value) {
          kept.append(moved)
        } else if event.leaf == .computation {
          // Only an evident size counts.
          return nil
        } else if callee.fact == nil {
          // A condition of ordinary code that could not be decided.
          confidence = UInt8(Double(confidence) * Self.likelihood(of: moved))
        }
      }
    }
    return kept
  }

  /// A value of which nothing is known has one class of many less likely than another.
  private static func likelihood(of atom: Atom) -> Double {
    if atom.test == .startsWith { return 1 }
    guard atom.test == .isInstance else { return 0.95 }
    return atom.isNegated ? 1 : 0.84
  }

  // MARK: Models

  /// The events of a modelled function, guarded by its own formals.
  private func modelled(_ unit: Unit, _ fact: Fact) -> [Event] {
    if fact.cutReason != nil { return [] }
    var effects = fact.effects
    if fact.isNestedRun {
      effects.append(
        FactEffect(
          effect: .unbounded, family: .loop, condition: .none))
    }
    return effects.map { effect in
      Event(
        effect: effect.effect, family: effect.family, leaf: .function(unit.function),
        guards: engine.guards(of: effect, fact, unit.function), isOnce: effect.isOnce,
        isRepeated: !effect.isSingle,
        isAside: effect.isLock || [.sleep, .lock, .threadWait, .queue].contains(effect.family),
        lock: effect.isLock ? .pending : nil, confidence: effect.isSized ? 80 : 100, depth: 0,
        site: 0, next: nil)
    }
  }

  // MARK: Locks

  /// Waiting for a lock takes as long as its holders hold it.
  private func fillLockTable() {
    for unit in engine.units {
      for index in unit.sites.indices
      where !unit.sites[index].locks.isEmpty && mayHold(at: index, of: unit) {
        let site = unit.sites[index]
        if releasesLock(site) { continue }
        for event in events(at: index, site, of: unit) where holds(event) {
          for lock in site.locks where (locks[lock] ?? .none) < event.effect {
            locks[lock] = event.effect
          }
        }
      }
    }
  }

  /// What surely happens, and time and again, while a lock is held. A wait for the lock is as long as
  /// that; what a holder does once, or perhaps, keeps nobody.
  private func holds(_ event: Event) -> Bool {
    event.lock == nil && !event.isOnce && !event.isFirstUse && event.guards.isEmpty
      && 85 <= event.confidence
  }

  /// `with condition: condition.wait()` gives the lock away while it waits.
  private func releasesLock(_ site: CallSite) -> Bool {
    site.targets.contains { target in
      let (module, row) = engine.locate(engine.units[Int(target.unit.rawValue)].function)
      guard module.name == "threading" else { return false }
      let name = module.facts.names[row.name]
      return name == "wait" || name == "wait_for"
    }
  }

  /// How long an event takes whenever it happens, once locks are known.
  package func length(of event: Event) -> EffectClass {
    // Once in the life of the process: no stall that anybody meets twice.
    if event.isOnce { return min(event.effect, .brief) }
    return event.lock.map { min(event.effect, locks[$0] ?? .brief) } ?? event.effect
  }

  /// The class of an event: what an object or a key takes only the first time is forgiven.
  package func effect(of event: Event) -> EffectClass {
    let length = length(of: event)
    let isForgiven = event.isFirstUse && length == .io && !Self.isLong(event.family)
    return isForgiven ? .brief : length
  }
}

extension LockID {
  /// Stands in a model's summary until the call site says which lock it is.
  static let pending = LockID(owner: .max, name: 1)
}
