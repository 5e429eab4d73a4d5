package import LibraryModels
import Project
import PythonSemantics

/// What is known of an effect by what it is for.
extension SummaryTable {
  /// Waits which a readiness test makes harmless.
  static func isWait(_ family: EffectFamily) -> Bool {
    switch family {
    case .threadWait, .queue, .lock, .processWait, .readiness, .ipc: true
    default: false
    }
  }

  /// Waits for a socket, pipe or terminal, which one that is non-blocking or ready does not.
  package static func waitsForDescriptor(_ family: EffectFamily) -> Bool {
    switch family {
    case .netConnect, .netIO, .tls, .readiness, .ipc, .fileIO: true
    default: false
    }
  }

  /// Longer than to read a file: a bundle of certificates, the code of a module with all that it imports.
  static func isLong(_ family: EffectFamily) -> Bool {
    family == .certificates || family == .importing
  }

  /// Where the code of an installed package and the model that ships for it both say that a function
  /// holds its thread, that is sure, and the model says what for: `requests.get` is there for HTTP,
  /// though the wait that is easiest to prove is the pause before its second attempt.
  ///
  /// The facts of the standard library were derived from such code themselves: they lift no condition, and
  /// say no more of what for, nor of how long.
  func confirm(_ unit: Unit) {
    guard let review = engine.review(of: unit) else { return }
    var known = events[Int(unit.id.rawValue)]
    let isDerived = engine.locate(unit.function).module.origin == .standardLibrary
    let families = Set(review.effects.map(\.family))
    if !isDerived { narrow(&known, by: review, unit.function) }
    for effect in review.effects where effect.condition == .none && !effect.isLock {
      let places = known.indices.filter { place in
        let event = known[place]
        guard effect.effect <= event.effect, event.lock == nil else { return false }
        return !isDerived
          || event.family == effect.family && event.effect == effect.effect && !effect.isOnce
            && event.guards.isEmpty && !event.isOnce && !event.isFirstUse
      }
      let beside = places.filter { isBeside(known[$0], families) }
      for place in places where !families.contains(known[place].family) {
        known[place].family = effect.family
      }
      let proof = (places.count == beside.count ? places : places.filter { !beside.contains($0) })
        .max { worth(known[$0]) < worth(known[$1]) }
      guard let proof else { continue }
      if !isDerived, beside.contains(proof) {
        // Nothing but a lock, a pause or a process was found inside: the model's word explains more.
        known[proof].end(in: unit.function)
        known[proof].isAside = false
      }
      known[proof].effect = effect.effect
      known[proof].family = effect.family
      known[proof].isOnce = effect.isOnce
      known[proof].isFirstUse = false
      known[proof].guards = []
      known[proof].confidence = max(known[proof].confidence, 95)
    }
    if !isDerived, !known.contains(where: { .brief < $0.effect }) {
      known += stated(by: review, unit)
    }
    events[Int(unit.id.rawValue)] = known
  }

  /// Where the code does all through tables of its own, nothing can be followed, and the model's word is all
  /// there is.
  private func stated(by review: Fact, _ unit: Unit) -> [Event] {
    let isAsync = engine.locate(unit.function).row.flags.contains(.isAsync)
    if isAsync || review.cutReason != nil { return [] }
    return review.effects.filter { !$0.isLock && $0.effect != .brief }.map { effect in
      Event(
        effect: effect.effect, family: effect.family, leaf: .function(unit.function),
        guards: engine.guards(
          of: effect, review, unit.function, from: engine.reviewer(of: unit.function)),
        isOnce: effect.isOnce, isRepeated: !effect.isSingle, confidence: 84, depth: 0, site: 0,
        next: nil)
    }
  }

  /// `read_csv` is there for files, though its code can fetch addresses too: what its model does not speak
  /// of is likely at most, and told in the model's words. What happens only if (`to_csv` writes a file only
  /// where it is given a name) holds for the code as well.
  private func narrow(_ known: inout [Event], by review: Fact, _ function: FunctionID) {
    let families = Set(review.effects.map(\.family))
    guard let longest = review.effects.max(by: { $0.effect < $1.effect }) else { return }
    func guards(_ effect: FactEffect) -> [Atom] {
      engine.guards(of: effect, review, function, from: engine.reviewer(of: function))
    }
    for place in known.indices
    where longest.effect < known[place].effect && !families.contains(known[place].family) {
      known[place].confidence = min(known[place].confidence, 84)
      known[place].effect = longest.effect
      known[place].family = longest.family
      known[place].end(in: function)
    }
    for effect in review.effects where effect.condition != .none && !effect.isLock {
      for place in known.indices
      where isAlike(known[place].family, effect.family) && known[place].effect <= effect.effect {
        let stated = guards(effect)
        known[place].guards =
          stated
          + known[place].guards.filter { !stated.contains($0) }
          .prefix(max(0, Self.guardLimit - stated.count))
        // Which of many ways it takes to the file is not known.
        if known[place].confidence < 85 { known[place].end(in: function) }
      }
    }
  }

  /// Who uses a file looks for it and opens it first.
  private func isAlike(_ family: EffectFamily, _ stated: EffectFamily) -> Bool {
    family == stated
      || stated == .fileIO && [.fileOpen, .metadata, .directory].contains(family)
  }

  /// What is waited for beside the work that the model speaks of: to send a task over the network, celery
  /// asks for the time zone, and `timedatectl` may have to be run for that.
  private func isBeside(_ event: Event, _ families: Set<EffectFamily>) -> Bool {
    event.isAside
      || (event.family == .processStart || event.family == .processWait)
        && !families.contains(event.family)
  }

  /// What convinces a reader: first what is surer, then what is shorter.
  private func worth(_ event: Event) -> (UInt8, UInt8) {
    (event.confidence, UInt8.max - event.depth)
  }
}
