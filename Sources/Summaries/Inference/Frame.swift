import Project
import PythonSemantics

/// A path that tests and effects can be told of: a variable and at most two attributes.
struct AccessPath: Hashable {
  let symbol: UInt32
  // Without an array: nearly every call asks for a path.
  private var count: UInt8 = 0
  private var first: UInt32 = 0
  private var second: UInt32 = 0

  init(symbol: UInt32) { self.symbol = symbol }

  var isVariable: Bool { count == 0 }
  /// `x` of `self.x`.
  var onlyAttribute: UInt32? { count == 1 ? first : nil }
  var lastAttribute: UInt32? { count == 0 ? nil : count == 1 ? first : second }

  /// Nil where that would be too long.
  func appending(_ attribute: UInt32) -> AccessPath? {
    if count == 2 { return nil }
    var path = self
    path.count += 1
    if count == 0 { path.first = attribute } else { path.second = attribute }
    return path
  }

  /// What has the last attribute.
  var owner: AccessPath {
    let variable = AccessPath(symbol: symbol)
    return count < 2 ? variable : variable.appending(first) ?? variable
  }
}

/// The state of interpreting one body.
final class Frame {
  let unit: Unit
  let function: FunctionID
  let module: Module
  let row: FunctionRow
  /// Types of the function's own symbols, by offset in its scope; unknown until bound.
  var locals: [TypeID]
  let firstLocal: UInt32
  /// Symbols of comprehension scopes, which live only while they are evaluated.
  var inner: [UInt32: TypeID] = [:]
  var isReachable = true
  var conditions: [Atom] = []
  var locks: [LockID] = []
  var loopDepth = 0
  /// For each loop around, the states in which its body is left early.
  var loopExits: [[FrameState]] = []
  var handlerDepth = 0
  /// Receivers that a dominating test found ready (`task.done()`, `not queue.empty()`).
  var ready: Set<AccessPath> = []
  /// Futures that got their result further up, on some path at least: on the others the wait for it would
  /// never end.
  var given: Set<AccessPath> = []
  var nonblocking: Set<AccessPath> = []
  /// Callables that a dominating test found to be no coroutine functions.
  var plain: Set<AccessPath> = []
  var unresolvedCalls: [UnresolvedCall] = []
  /// Call nodes directly under an `await`.
  var awaitedCalls: Set<UInt32> = []
  /// Variables that hold a file this function opened.
  var ownFiles: Set<UInt32> = []
  /// Variables that hold a datagram socket made here: its `connect` only notes an address, and what
  /// it sends goes into a buffer.
  var datagrams: Set<UInt32> = []
  /// Greater than zero where only code without a running loop gets.
  var offLoopDepth = 0
  /// Variables that hold a lock which was made here and that nobody can have taken yet.
  var freshLocks: Set<UInt32> = []
  /// What a test found of attributes: `isinstance(self.engine, AsyncEngine)`.
  var narrowed: [AccessPath: TypeID] = [:]
  /// Greater than zero where only applications get that turned their executor off.
  var declinedDepth = 0
  /// Greater than zero inside `if x is None: x = …` of a module's variable.
  var onceDepth = 0
  /// The same for an attribute: once for each object.
  var firstUseDepth = 0
  var cost = LoopCost()
  /// Variables that hold what was found in a container, if anything was.
  var lookups: [UInt32: AccessPath] = [:]
  /// Call nodes by which the function calls itself.
  var selfCalls: Set<UInt32> = []
  /// Branches around, whose tests say nothing of formals.
  var conditionalDepth = 0
  /// Greater than zero in a `try` that handles `BlockingIOError`: its descriptors do not block.
  var wouldBlockDepth = 0
  /// Where the types of expressions are noted, in a replay.
  let trace: Trace?
  /// Variables that were told whether the loop runs; where asking failed they say that it does not.
  var runningFlags: Set<UInt32> = []
  /// Variables that hold the identity of the running thread.
  var threadVariables: Set<UInt32> = []
  /// Variables that hold the running loop, or `None` where no loop runs.
  var loopVariables: Set<UInt32> = []

  init(
    unit: Unit, function: FunctionID, module: Module, row: FunctionRow, locals: [TypeID],
    trace: Trace? = nil
  ) {
    self.unit = unit
    self.function = function
    self.module = module
    self.row = row
    self.locals = locals
    self.trace = trace
    firstLocal = module.facts.scopes[Int(row.scope)].symbols.lowerBound
  }

  func local(_ symbol: UInt32) -> Int? {
    let index = Int(symbol) - Int(firstLocal)
    return locals.indices.contains(index) ? index : nil
  }
}

/// What a branch can change and a join has to put together again.
struct FrameState {
  var locals: [TypeID]
  var conditions: [Atom]
  var ready: Set<AccessPath>
  var nonblocking: Set<AccessPath>
  var plain: Set<AccessPath>
  var narrowed: [AccessPath: TypeID]
  var isReachable: Bool
}

extension Frame {
  func save() -> FrameState {
    FrameState(
      locals: locals, conditions: conditions, ready: ready, nonblocking: nonblocking,
      plain: plain, narrowed: narrowed, isReachable: isReachable)
  }

  /// `break` and `continue`: what holds here holds after the loop.
  func leaveLoop() {
    if isReachable, !loopExits.isEmpty, loopExits[loopExits.count - 1].count < 8 {
      loopExits[loopExits.count - 1].append(save())
    }
    isReachable = false
  }

  func restore(_ state: FrameState) {
    locals = state.locals
    conditions = state.conditions
    ready = state.ready
    nonblocking = state.nonblocking
    plain = state.plain
    narrowed = state.narrowed
    isReachable = state.isReachable
  }

  /// Whether what is known of the variables is what was known then.
  func holds(_ state: FrameState) -> Bool {
    locals == state.locals && ready == state.ready && nonblocking == state.nonblocking
      && plain == state.plain && narrowed == state.narrowed
  }

  /// What else is known of variables, and no branch changes.
  var keptVariables: KeptVariables {
    KeptVariables(
      ownFiles: ownFiles, freshLocks: freshLocks, loopVariables: loopVariables,
      threadVariables: threadVariables, runningFlags: runningFlags, lookups: lookups,
      datagrams: datagrams)
  }

  struct KeptVariables: Equatable {
    var ownFiles: Set<UInt32>
    var freshLocks: Set<UInt32>
    var loopVariables: Set<UInt32>
    var threadVariables: Set<UInt32>
    var runningFlags: Set<UInt32>
    var lookups: [UInt32: AccessPath]
    var datagrams: Set<UInt32>
  }

  /// A variable is bound anew: what tests said of the old value no longer holds.
  func forget(_ symbol: UInt32) {
    if !ready.isEmpty { ready = ready.filter { $0.symbol != symbol } }
    if !given.isEmpty { given = given.filter { $0.symbol != symbol } }
    if !plain.isEmpty { plain = plain.filter { $0.symbol != symbol } }
    if !nonblocking.isEmpty { nonblocking = nonblocking.filter { $0.symbol != symbol } }
    if !narrowed.isEmpty { narrowed = narrowed.filter { $0.key.symbol != symbol } }
    // To take something out of an empty set costs a hash.
    if !ownFiles.isEmpty { ownFiles.remove(symbol) }
    if !datagrams.isEmpty { datagrams.remove(symbol) }
    if !freshLocks.isEmpty { freshLocks.remove(symbol) }
    if !threadVariables.isEmpty { threadVariables.remove(symbol) }
    if !loopVariables.isEmpty { loopVariables.remove(symbol) }
    if !lookups.isEmpty { lookups[symbol] = nil }
  }

  /// One of several ways ends here: what holds after it and after the others.
  func joined(with others: FrameState, _ types: TypeTable) -> FrameState {
    let own = save()
    restore(others)
    join(own, types)
    return save()
  }

  /// Joins the state of another path into this one; an unreachable path adds nothing.
  func join(_ other: FrameState, _ types: TypeTable) {
    guard other.isReachable else { return }
    guard isReachable else {
      let conditions = conditions
      restore(other)
      self.conditions = conditions
      return
    }
    for index in locals.indices where locals[index] != other.locals[index] {
      locals[index] = types.join(locals[index], other.locals[index])
    }
    ready.formIntersection(other.ready)
    nonblocking.formIntersection(other.nonblocking)
    plain.formIntersection(other.plain)
    if !narrowed.isEmpty { narrowed = narrowed.filter { other.narrowed[$0.key] == $0.value } }
  }
}
