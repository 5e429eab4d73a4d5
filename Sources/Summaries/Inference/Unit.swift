import LibraryModels
package import Project
package import PythonSemantics

/// Number of an analysis unit: a function together with the class of its receiver.
package struct UnitID: RawRepresentable, Hashable, Comparable, Sendable {
  package let rawValue: UInt32
  package init(rawValue: UInt32) { self.rawValue = rawValue }
  package static func < (a: UnitID, b: UnitID) -> Bool { a.rawValue < b.rawValue }
}

/// What an edge of the call graph does with its target.
package enum EdgeMode: UInt8, Sendable {
  /// The body runs before the call returns.
  case runs
  /// An awaited coroutine's body: it may suspend in between.
  case awaits
  /// Only an object is made; nothing of the body runs here.
  case creates
  /// Handed to the loop as a callback.
  case schedulesOnLoop
  /// Handed to a thread or a process.
  case schedulesElsewhere
}

/// One possible target of a call site.
package struct CallTarget: Sendable {
  package var unit: UnitID
  /// List of the values bound to the target's formals.
  package var bindings: TypeID
  package var mode: EdgeMode
  /// 0...100, see ANALYSIS 5.5.
  package var confidence: UInt8
  /// Reached through a memo (`lru_cache`): at most once per key.
  package var isOnce: Bool
  /// Called by the callee through a formal, not by this site itself.
  package var isIndirect: Bool
  /// One of the bodies that a call of an abstract method may run.
  package var isOverride = false
  /// What the place of an indirect call knows of what it calls: see `SiteFlags.ofCallee`.
  var flags: SiteFlags = []
  /// The function whose code makes a task of it that nobody else keeps.
  package var starter: FunctionID?
}

package enum SiteKind: UInt8, Sendable {
  case call, await, iterate, asyncIterate, enter, exit, asyncEnter, asyncExit, property, item,
    definition
  /// A long computation, not a call.
  case computation
}

package struct SiteFlags: OptionSet, Sendable {
  package let rawValue: UInt16
  package init(rawValue: UInt16) { self.rawValue = rawValue }
  package static let inLoop = SiteFlags(rawValue: 1)
  /// Dominated by a test that the receiver is ready (`if task.done():`).
  package static let isGuardedDone = SiteFlags(rawValue: 2)
  /// The receiver was made non-blocking before.
  package static let isNonblocking = SiteFlags(rawValue: 4)
  /// In a branch that runs only outside a running loop.
  package static let isOffLoop = SiteFlags(rawValue: 8)
  /// The result is awaited: whatever is called gives an awaitable, or the program fails here.
  package static let isAwaited = SiteFlags(rawValue: 16)
  /// The callee could not be resolved.
  package static let isOpaque = SiteFlags(rawValue: 32)
  /// The value of the call is not used.
  package static let isDiscarded = SiteFlags(rawValue: 64)
  /// In a handler or `finally`.
  package static let inHandler = SiteFlags(rawValue: 128)
  /// After the event the program needs only once: guarded by a test of what it then sets.
  package static let isOnce = SiteFlags(rawValue: 256)
  /// Acts on a file that this function opened itself: the opening is the cause.
  package static let onOwnFile = SiteFlags(rawValue: 512)
  /// The same for what each object does once: `if self._data is None: self._data = …`.
  package static let isFirstUse = SiteFlags(rawValue: 1024)
  /// In a branch whose test could not be told in terms of formals.
  package static let isConditional = SiteFlags(rawValue: 2048)
  /// In a branch for applications that turned their executor off.
  package static let isDeclined = SiteFlags(rawValue: 4096)
  /// What is called is one of several things, of which the others may not wait.
  package static let isOneOfSeveral = SiteFlags(rawValue: 8192)
  /// `loaded = self.load()`, and then `if isawaitable(loaded): await loaded`.
  package static let isAwaitedLater = SiteFlags(rawValue: 16384)
  /// What the place of a call knows of whatever is called there, whoever hands that over: of the object
  /// whose method it is, and of the result.
  static let ofCallee: SiteFlags = [.isGuardedDone, .isNonblocking, .isAwaited]
}

/// A place where a function hands over control, explicitly or not.
package struct CallSite: Sendable {
  package var node: IRNodeID
  package var kind: SiteKind
  package var flags: SiteFlags
  package var targets: [CallTarget]
  /// Conjunction that holds whenever the site is reached; symbolic in the unit's formals.
  package var conditions: [Atom]
  /// Locks held at the site.
  package var locks: [LockID]
  /// The lock that a lock operation here acts on.
  package var lock: LockID?
  /// Dotted name of a callee in a package that was not found.
  package var external: GlobalName?
  /// The function that calls it, where this one only hands it over.
  package var externalVia: FunctionID?
  /// The site itself computes for long.
  package var isCostly = false
  /// Calls a plain function that the user of this code supplied.
  package var isUserCode = false
}

/// The values handed over by a call. A keyword of the empty name is `**mapping`; a positional
/// `spread` projection is `*values`.
package struct Arguments: Sendable {
  package var positional: [TypeID] = []
  package var keywords: [(name: GlobalName, type: TypeID)] = []
}

/// A call of something that only the caller knows: a formal, or an attribute of one.
package struct SymbolicCall: Sendable {
  package var site: IRNodeID
  package var callee: TypeID
  package var arguments: Arguments
  package var mode: EdgeMode
  package var kind: SiteKind
  /// Runs as a task of its own.
  package var isTask: Bool
  /// The function whose code makes the call: another one, where this one only passes the callee on.
  package var via: FunctionID?
  /// What holds at the place, for the site that the call gets once its callee is known.
  var flags: SiteFlags
  var conditions: [Atom]
  var locks: [LockID]
}

/// The analysis of one function for one class of receivers.
package final class Unit {
  package let id: UnitID
  package let function: FunctionID
  /// Class of `self` or `cls`, when the function is a method.
  package let receiver: ClassID?
  package enum State { case fresh, running, done }
  package var state = State.fresh
  /// Joined result of `return`, before `async` and `yield` wrap it.
  package var returns = TypeID.never
  package var yields = TypeID.never
  package var sites: [CallSite] = []
  /// Sites by node and kind, once there are many.
  private var siteIndex = NumberMap<Int>()
  package var symbolicCalls: [SymbolicCall] = []
  /// Formals that the body hands to a thread or to the loop.
  package var schedules: [(value: TypeID, mode: EdgeMode)] = []
  package var fact: Fact?
  /// The trace of its module has the types of its expressions.
  var isTraced = false
  /// Call nodes that were counted for the coverage line.
  var counted = NodeSet()
  package var callCount = 0
  package var resolvedCount = 0

  init(id: UnitID, function: FunctionID, receiver: ClassID?) {
    self.id = id
    self.function = function
    self.receiver = receiver
  }

  /// The site of a node, if it has one of that kind.
  func site(at node: IRNodeID, _ kind: SiteKind) -> Int? {
    if sites.count <= NodeSet.few {
      return sites.lastIndex { $0.node == node && $0.kind == kind }
    }
    func key(_ node: IRNodeID, _ kind: SiteKind) -> UInt64 {
      UInt64(node.rawValue) << 8 | UInt64(kind.rawValue)
    }
    for index in siteIndex.count..<sites.count {
      siteIndex[key(sites[index].node, sites[index].kind)] = index
    }
    return siteIndex[key(node, kind)]
  }

  /// What only the interpretation of the body needs is given back.
  func close() {
    siteIndex = NumberMap()
    counted = NodeSet()
  }
}

/// Nodes of one body, of which most have few: those are looked through one by one.
struct NodeSet {
  static let few = 12
  private var nodes: [IRNodeID] = []
  private var many = NumberMap<Void>()

  /// Whether the node was not there yet.
  mutating func insert(_ node: IRNodeID) -> Bool {
    if nodes.count < Self.few {
      if nodes.contains(node) { return false }
      if nodes.isEmpty { nodes.reserveCapacity(Self.few) }
      nodes.append(node)
      return true
    }
    if many[node] != nil || nodes.contains(node) { return false }
    many[node] = ()
    return true
  }
}

/// The identity of a lock: a module global, or an attribute of a class.
package struct LockID: Hashable, Sendable {
  package var owner: UInt64
  package var name: UInt32

  /// A lock that one function makes and acquires: it waits until another thread releases it.
  static let rendezvous = LockID(owner: .max, name: 0)
}
