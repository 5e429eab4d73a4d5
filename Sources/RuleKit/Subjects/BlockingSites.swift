import Diagnostics
package import LibraryModels
import Project
import PythonSemantics
import SourceText
package import Summaries

/// Finds the places of one unit that hold the loop's thread.
package struct BlockingSites {
  let context: RuleContext
  var engine: Engine { context.engine }
  var table: SummaryTable { context.table }
  var printer: SourcePrinter { context.printer }

  package init(_ context: RuleContext) { self.context = context }

  /// The best event of each site of a unit that runs on the loop, if it is long enough.
  package func sites(
    of unit: Unit, isCallback: Bool, atLeast length: EffectClass = .brief
  ) -> [BlockingSite] {
    var result: [BlockingSite] = []
    let sites = unit.sites
    for index in sites.indices where table.mayHold(at: index, of: unit) {
      guard let event = mainEvent(at: index, sites[index], of: unit),
        length <= table.effect(of: event)
      else { continue }
      result.append(describe(event, sites[index], unit, isCallback: isCallback))
    }
    if !result.isEmpty, isThreadableEndpoint(unit) {
      for index in result.indices { result[index].isThreadableEndpoint = true }
    }
    return result
  }

  /// The places of a unit that hold whichever thread runs it.
  func holders(in unit: Unit) -> [IRNodeID] {
    unit.sites.indices.filter { mainEvent(at: $0, unit.sites[$0], of: unit) != nil }
      .map { unit.sites[$0].node }
  }

  /// The event that explains the site best: by class, then confidence, then length.
  func mainEvent(at index: Int, _ site: CallSite, of unit: Unit) -> Event? {
    var best: (event: Event, effect: EffectClass)?
    let events = table.events(at: index, site, of: unit)
    for event in events {
      let effect = table.effect(of: event)
      if effect == .none { continue }
      if event.confidence < 60 { continue }
      if event.leaf == .computation, !event.guards.isEmpty { continue }
      if SummaryTable.waitsForDescriptor(event.family),
        engine.readyCallbacks.contains(unit.function)
      {
        continue
      }
      guard let current = best else {
        best = (event, effect)
        continue
      }
      let isBetter =
        (rank(event, effect), event.confidence, UInt8.max - event.depth)
        > (
          rank(current.event, current.effect), current.event.confidence,
          UInt8.max - current.event.depth
        )
      if isBetter { best = (event, effect) }
    }
    guard var event = best?.event else { return nil }
    // That it waits for this may be surer than the way that explains it best.
    if event.confidence < 85,
      let surer = events.first(where: { 85 <= $0.confidence && $0.isSameWait(as: event) })
    {
      event.confidence = surer.confidence
    }
    return event
  }

  /// By class, then whether it is more than a look at one folder, then whether it happens time and
  /// again, then whether it is what the call is for, then whether it is sure: the pause before a second
  /// attempt and the wait for a connection of a pool come behind what is attempted.
  private func rank(_ event: Event, _ effect: EffectClass) -> Int {
    let isAside = event.isAside && 2 < event.depth
    return Int(effect.rawValue) * 16 + (event.isGlance ? 0 : 8)
      + (event.isOnce || event.isFirstUse ? 0 : 4)
      + (isAside ? 0 : 2)
      + (85 <= event.confidence ? 1 : 0)
  }

  private func describe(
    _ event: Event, _ site: CallSite, _ unit: Unit, isCallback: Bool
  ) -> BlockingSite {
    let module = printer.module(of: unit)
    let function = engine.program.qualifiedName(of: unit.function)
    let walk = walk(event, from: unit)
    var result = BlockingSite(
      place: printer.calleePlace(site, in: module), function: function,
      functionName: printer.shortName(unit), callee: printer.callee(site, in: module),
      leaf: walk.leaf, family: event.family, effect: table.effect(of: event),
      length: table.length(of: event),
      confidence: event.confidence >= 85 ? .high : .medium,
      isOnce: event.isOnce || event.isFirstUse,
      isGlance: isGlance(event, site, unit), isConstruction: walk.isConstruction,
      isInLoop: site.flags.contains(.inLoop), isCallback: isCallback, isDirect: walk.isDirect,
      isAwait: site.kind == .await || site.kind == .asyncIterate || site.kind == .asyncEnter,
      isThreadableEndpoint: false, kind: site.kind, chain: walk.chain,
      twin: walk.twin, unit: unit.id, node: site.node)
    if !result.isSurelyNoticed || walk.isOfOtherVersion || asksFile(result)
      || isShortPause(event, site)
    {
      result.confidence = .medium
    }
    return result
  }

  /// `time.sleep(0.02)` that no loop repeats: less than a frame of a film or two.
  private func isShortPause(_ event: Event, _ site: CallSite) -> Bool {
    guard event.family == .sleep, !site.flags.contains(.inLoop),
      let target = site.targets.first,
      let seconds = engine.types.items(target.bindings).first.flatMap(engine.number)
    else { return false }
    return seconds < 0.05
  }

  /// A query of a database that is a file, through a library for all kinds of them.
  private func asksFile(_ site: BlockingSite) -> Bool {
    guard site.family == .database || site.family == .orm else { return false }
    return DatabaseAddresses.packages.contains(String(site.leaf.prefix { $0 != "." }))
      && context.databases.areFiles
  }

  /// A look at one folder, also where a loop around it gives way in each of its rounds: that holds
  /// nobody longer than one look.
  private func isGlance(_ event: Event, _ site: CallSite, _ unit: Unit) -> Bool {
    guard site.flags.contains(.inLoop) else { return event.isGlance }
    guard let next = event.next,
      table.events[Int(next.unit.rawValue)][next.index].isGlance
    else { return false }
    let function = context.subject(of: unit)
    guard let loop = function.loops(around: site.node).first else { return true }
    return function.kind(loop) != .comprehension
      && (function[loop].isAsync
        || function.nodes(in: loop).contains { function.kind($0) == .await })
  }

  private func isLibrary(_ unit: Unit) -> Bool {
    if case .thirdParty = printer.module(of: unit).origin { true } else { false }
  }

  // MARK: Witness

  private struct Walk {
    var chain: [ChainStep] = []
    var leaf = ""
    var isDirect = true
    var isConstruction = false
    var isOfOtherVersion = false
    var twin: String?
  }

  /// Follows the witness from a place to the leaf: one step for each function that is entered, at its
  /// definition, and one for the leaf, at its call.
  private func walk(_ start: Event, from unit: Unit) -> Walk {
    var result = Walk()
    var event = start
    var unit = unit
    var seen: Set<EventReference> = []
    while seen.count < 64, event.site < unit.sites.count {
      let module = printer.module(of: unit)
      let site = unit.sites[event.site]
      let written = printer.callee(site, in: module)
      guard let next = event.next, seen.insert(next).inserted else {
        if case .external(let name) = event.leaf { enter(engine.spelling(name), nil, &result) }
        if event.leaf == .computation { enter("a long computation", nil, &result) }
        if event.leaf == .userCode { enter("a function of the caller", nil, &result) }
        result.chain.append(leafStep(site, unit, module, result.leaf))
        break
      }
      let callee = engine.units[Int(next.unit.rawValue)]
      let place = printer.module(of: callee)
      if context.isOfOtherVersion(callee.function) { result.isOfOtherVersion = true }
      if place.origin == .firstParty {
        if result.leaf.isEmpty { result.isDirect = false }
      } else {
        let fact = callee.fact ?? engine.review(of: callee.function)
        enter(printer.publicName(callee), fact?.twin, &result)
      }
      let then = table.events[Int(next.unit.rawValue)][next.index]
      // A model speaks for the whole of it; and a lock or a pause inside a library is not what it is for.
      if callee.fact != nil || then.next == nil && then.leaf == .function(callee.function)
        || event.isAside && event.family != then.family && isLibrary(callee)
      {
        result.isConstruction = ["__init__", "__new__"].contains(printer.shortName(callee))
        result.chain.append(leafStep(site, unit, module, printer.publicName(callee)))
        break
      }
      result.chain.append(
        ChainStep(
          place: printer.definitionPlace(callee),
          function: engine.program.qualifiedName(of: callee.function), text: written))
      event = then
      unit = callee
    }
    // A leaf called at the place itself needs no path.
    if result.chain.count == 1, result.isDirect { result.chain = [] }
    return result
  }

  /// The first step out of the project names the leaf for the reader.
  private func enter(_ name: String, _ twin: String?, _ walk: inout Walk) {
    guard walk.leaf.isEmpty else { return }
    walk.leaf = name
    walk.twin = twin
  }

  private func leafStep(
    _ site: CallSite, _ unit: Unit, _ module: Module, _ name: String
  ) -> ChainStep {
    ChainStep(
      place: printer.calleePlace(site, in: module),
      function: engine.program.qualifiedName(of: unit.function), text: name)
  }
}
