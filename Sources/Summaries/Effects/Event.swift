package import LibraryModels
package import Project
import PythonSemantics

/// Who does the waiting in the end: a modelled function, or a name without code.
package enum Leaf: Hashable, Sendable {
  case function(FunctionID)
  case external(UInt32)
  /// A loop or a recursion of the unit itself.
  case computation
  /// A function that the user of this code supplies.
  case userCode
}

/// One way in which a unit holds its thread. Two events are the same if all but the witness is equal:
/// that keeps summaries small, and the witness explains each (Infer's "modulo location").
package struct Event: Sendable {
  package var effect: EffectClass
  package var family: EffectFamily
  package var leaf: Leaf
  /// Conjunction over the unit's formals under which it happens.
  package var guards: [Atom]
  /// Happens at most once in the life of the process, or once per key.
  package var isOnce: Bool
  /// Happens once in the life of some object.
  package var isFirstUse = false
  /// Some call on the way stands in a loop or a generator: a walk rather than a look at one folder.
  package var isRepeated = false
  /// Waits for a lock, a thread, a queue or a clock, whatever the package is for that does: seldom what a
  /// call is made for.
  package var isAside = false
  /// For a lock operation: whose table entry decides the class.
  package var lock: LockID?
  /// 0...100: the minimum over the chain.
  package var confidence: UInt8
  /// Calls between the unit and the leaf.
  package var depth: UInt8
  /// Waits for the socket or pipe that is the value of this formal of the unit, counted from 1; 0 for another
  /// one. A caller whose own does not block is not held.
  package var descriptor: UInt8 = 0
  /// Witness: index of the site in the unit …
  package var site: Int
  /// … and the event of the callee it leads to; nil at a leaf.
  package var next: EventReference?
}

/// An event of another unit's summary.
package struct EventReference: Hashable, Sendable {
  package var unit: UnitID
  package var index: Int
}

struct EventKey: Hashable {
  var family: EffectFamily
  var effect: EffectClass
  var guards: [Atom]
  var isOnce: Bool
  var isGlance: Bool
  var isAside: Bool
  var lock: LockID?
  var descriptor: UInt8
}

extension Event {
  var key: EventKey {
    EventKey(
      family: family, effect: effect, guards: guards, isOnce: isOnce, isGlance: isGlance,
      isAside: isAside, lock: lock, descriptor: descriptor)
  }

  /// Takes a moment, or a lock of which the holders decide.
  var isLight: Bool { effect == .brief || lock != nil }

  /// Surely happens, whatever the arguments.
  var isPlain: Bool { guards.isEmpty && 85 <= confidence }

  /// Its path ends in a function of which a model says what it does.
  mutating func end(in function: FunctionID) {
    leaf = .function(function)
    (depth, next) = (0, nil)
  }

  /// Looks at one folder, or makes an empty file: a disk that answers at all answers at once.
  package var isGlance: Bool {
    family == .metadata || (family == .directory && !isRepeated)
  }

  /// For the same, as long and as often.
  package func isSameWait(as other: Event) -> Bool {
    family == other.family && effect == other.effect && isOnce == other.isOnce
      && isFirstUse == other.isFirstUse
  }

  /// Better explanations come first: surer, then shorter.
  func isBetter(than other: Event) -> Bool {
    (confidence, UInt8.max - depth) > (other.confidence, UInt8.max - other.depth)
  }
}
