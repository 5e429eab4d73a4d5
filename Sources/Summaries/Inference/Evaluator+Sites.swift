import Project
import PythonSemantics

extension Evaluator {
  // MARK: Recording

  /// The site of a node, made now if it is the first record there.
  private func siteIndex(_ context: CallContext) -> Int? {
    guard let frame, context.node.exists else { return nil }
    if let index = frame.unit.site(at: context.node, context.kind) { return index }
    let index = frame.unit.sites.count
    frame.unit.sites.append(
      CallSite(
        node: context.node, kind: context.kind, flags: siteFlags(context), targets: [],
        conditions: frame.conditions, locks: frame.locks, lock: nil, external: nil))
    return index
  }

  func record(_ target: CallTarget, _ context: CallContext) {
    guard let frame, let index = siteIndex(context) else { return }
    if context.isIndirect {
      let caller = context.via ?? frame.unit.function
      engine.indirectEdges[caller, default: []]
        .insert(engine.units[Int(target.unit.rawValue)].function)
    }
    let known = frame.unit.sites[index].targets.firstIndex {
      $0.unit == target.unit && $0.mode == target.mode && $0.bindings == target.bindings
    }
    if let known {
      if target.starter != nil { frame.unit.sites[index].targets[known].starter = target.starter }
      // One of many bodies of an abstract method, and seen to be the one that runs.
      if !target.isOverride { frame.unit.sites[index].targets[known].isOverride = false }
      frame.unit.sites[index].targets[known].flags.formIntersection(target.flags)
      return
    }
    if 24 <= frame.unit.sites[index].targets.count { return }
    frame.unit.sites[index].targets.append(target)
  }

  func recordExternal(_ name: UInt32, _ context: CallContext) {
    guard let frame, let index = siteIndex(context) else { return }
    frame.unit.sites[index].external = GlobalName(rawValue: name)
    frame.unit.sites[index].externalVia = context.via
    if context.confidence < 85 { frame.unit.sites[index].flags.insert(.isOneOfSeveral) }
  }

  /// `client: Client | AsyncClient`: only of one is it known what the method does.
  func isOneOfSeveral(_ callee: TypeID, _ node: IRNodeID) -> Bool {
    let row = module.facts[node]
    guard row.kind == .attribute, engine.types.kind(callee) == .external else { return false }
    var owner = quiet(row.operand)
    if engine.types.kind(owner) == .parameter { owner = engine.declaredType(owner) }
    return engine.types.kind(engine.types.removing(.none, from: owner)) == .union
  }

  func noteResolved(_ node: IRNodeID, _ isResolved: Bool) {
    guard let frame, frame.unit.counted.insert(node) else { return }
    frame.unit.callCount += 1
    if isResolved { frame.unit.resolvedCount += 1 }
  }

  /// Records that a loop, or a recursion that begins here, computes for long under the conditions.
  func recordCost(_ node: IRNodeID, _ conditions: [Atom]) {
    guard let frame, let index = siteIndex(CallContext(node: node, kind: .computation)) else {
      return
    }
    frame.unit.sites[index].isCostly = true
    frame.unit.sites[index].conditions = conditions
  }

  /// Records a call of a plain function that the framework's user supplied.
  func recordUserCode(_ node: IRNodeID) {
    guard let frame, let index = siteIndex(CallContext(node: node)) else { return }
    frame.unit.sites[index].isUserCode = true
  }

  func note(lock: LockID, _ context: CallContext) {
    guard let frame, let index = siteIndex(context) else { return }
    frame.unit.sites[index].lock = lock
  }

  func siteFlags(_ context: CallContext) -> SiteFlags {
    guard let frame else { return [] }
    var flags: SiteFlags = []
    if 0 < frame.loopDepth { flags.insert(.inLoop) }
    if 0 < frame.handlerDepth { flags.insert(.inHandler) }
    if 0 < frame.offLoopDepth { flags.insert(.isOffLoop) }
    if 0 < frame.onceDepth { flags.insert(.isOnce) }
    if 0 < frame.firstUseDepth { flags.insert(.isFirstUse) }
    if 0 < frame.conditionalDepth { flags.insert(.isConditional) }
    if 0 < frame.declinedDepth { flags.insert(.isDeclined) }
    if 0 < frame.wouldBlockDepth { flags.insert(.isNonblocking) }
    let node = module.facts[context.node]
    if context.kind == .call, node.kind == .call {
      if frame.awaitedCalls.contains(context.node.rawValue) { flags.insert(.isAwaited) }
      let callee = module.facts[node.operand]
      if callee.kind == .attribute, let path = path(of: callee.operand) {
        if frame.ready.contains(path) || frame.given.contains(path) { flags.insert(.isGuardedDone) }
        if path.isVariable, !frame.ready.isEmpty, module.facts.names.spells(callee.b, "join"),
          isEnding(path.symbol)
        {
          flags.insert(.isGuardedDone)
        }
        let names = module.facts.names
        if names.spells(callee.b, "set_result") || names.spells(callee.b, "set_exception") {
          frame.given.insert(path)
        }
        if isNonblocking(path) { flags.insert(.isNonblocking) }
        if path.isVariable, frame.datagrams.contains(path.symbol),
          !module.facts.names[callee.b].hasPrefix("recv")
        {
          flags.insert(.isNonblocking)
        }
        if path.isVariable, frame.ownFiles.contains(path.symbol) {
          flags.insert(.onOwnFile)
        }
      }
      // `json.load(file)` reads what was opened here.
      for argument in module.facts.list(node.b) where module.facts[argument].kind == .name {
        let symbol = module.facts[argument].b
        if symbol != 0, frame.ownFiles.contains(symbol - 1) { flags.insert(.onOwnFile) }
      }
    }
    return flags
  }

  private func isNonblocking(_ path: AccessPath) -> Bool {
    guard let frame else { return false }
    if frame.nonblocking.contains(path) { return true }
    guard let receiver = frame.unit.receiver, let attribute = path.onlyAttribute else {
      return false
    }
    guard let classes = engine.nonblockingAttributes[attribute] else { return false }
    return engine.classModel(receiver).linearization.contains { classes.contains($0) }
  }

  /// The access path of `x`, `x.a` or `x.a.b`.
  func path(of node: IRNodeID) -> AccessPath? {
    let row = module.facts[node]
    switch row.kind {
    case .name: return row.b == 0 ? nil : AccessPath(symbol: row.b - 1)
    case .attribute: return path(of: row.operand)?.appending(module.name(row.b).rawValue)
    default: return nil
    }
  }

  // MARK: Await, iteration, context managers

  mutating func awaitExpression(_ node: IRNodeID, _ row: IRNode) -> TypeID {
    let operand = row.operand
    noteAwaited(operand)
    let value = type(of: operand)
    noteFinished(operand)
    if frame != nil { awaited(value, CallContext(node: node, kind: .await, mode: .awaits)) }
    return engine.awaitType(value)
  }

  /// The result of a call is used as only an asynchronous one can be: awaited, entered, iterated.
  func noteAwaited(_ node: IRNodeID) {
    let row = module.facts[node]
    switch row.kind {
    case .call: frame?.awaitedCalls.insert(node.rawValue)
    case .name where row.b != 0: noteAwaited(symbol: row.b - 1)
    default: break
    }
  }

  /// `loaded = self.load()`, and then `if isawaitable(loaded): loaded = await loaded`.
  private func noteAwaited(symbol: UInt32) {
    guard let frame else { return }
    for index in module.facts.symbols[Int(symbol)].definitions {
      let definition = module.facts.definitions[Int(index)]
      guard definition.kind == .assignment, definition.position == -1,
        let site = frame.unit.site(at: definition.node, .call)
      else { continue }
      frame.unit.sites[site].flags.insert(.isAwaitedLater)
    }
  }

  private static let waiting: [StaticString] = [
    "wrap_future", "shield", "wait_for", "ensure_async",
  ]

  /// Behind `await task` and `await wrap_future(task)` the task is done: to ask for its result is no
  /// wait.
  private func noteFinished(_ node: IRNodeID) {
    let row = module.facts[node]
    if let path = path(of: node) { frame?.ready.insert(path) }
    guard row.kind == .call else { return }
    let callee = module.facts[row.operand]
    let name = callee.kind == .attribute ? callee.b : callee.a
    guard module.facts.names.spells(name, anyOf: Self.waiting),
      let first = module.facts.list(row.b).first, let path = path(of: first)
    else { return }
    frame?.ready.insert(path)
  }

  mutating func awaited(_ value: TypeID, _ context: CallContext) {
    let row = engine.types[value]
    switch row.kind {
    case .coroutine: run(activation: TypeID(rawValue: row.b), context)
    case .union:
      for member in engine.types.members(value) { awaited(member, context) }
    case .instance:
      _ = callMethod(engine.known.awaitName, of: value, at: context.node, kind: .await)
    case .parameter, .projection: noteSymbolic(value, Arguments(), context)
    default: break
    }
  }

  /// Runs the body of a call that was made earlier: a coroutine, a generator, a context manager.
  mutating func run(activation: TypeID, _ context: CallContext) {
    let row = engine.types[activation]
    guard row.kind == .activation else { return }
    let unit = engine.units[Int(row.a)]
    let parts = engine.types.items(TypeID(rawValue: row.b))
    guard parts.count == 2 else { return }
    let bindings = engine.types.items(parts[0])
    enter(unit, bindings, parts[1], bindings.first, context)
  }

  mutating func iterate(_ value: TypeID, at node: IRNodeID, isAsync: Bool) {
    let kind: SiteKind = isAsync ? .asyncIterate : .iterate
    iterate(
      value, CallContext(node: node, kind: kind, mode: isAsync ? .awaits : .runs),
      isAsync: isAsync)
  }

  mutating func iterate(_ value: TypeID, _ context: CallContext, isAsync: Bool) {
    let row = engine.types[value]
    switch row.kind {
    case .generator, .asyncGenerator: run(activation: TypeID(rawValue: row.b), context)
    case .union:
      // `rows: list | QuerySet`: one of several.
      var inner = context
      let members = engine.types.members(value)
      if 1 < members.count(where: { $0 != .none }) { inner.confidence = min(inner.confidence, 80) }
      for member in members { iterate(member, inner, isAsync: isAsync) }
    case .instance:
      let known = engine.known
      if isAsync {
        let iterator = callMethod(known.asyncIterName, of: value, in: context)
        let step = callMethod(known.asyncNextName, of: iterator, in: context)
        awaited(step, context)
        if engine.types.kind(iterator) == .asyncGenerator {
          iterate(iterator, context, isAsync: true)
        }
      } else {
        let iterator = callMethod(known.iterName, of: value, in: context)
        if engine.types.kind(iterator) == .generator {
          iterate(iterator, context, isAsync: false)
        } else {
          _ = callMethod(known.nextName, of: iterator, in: context)
        }
      }
    case .parameter:
      let declared = engine.declaredType(value)
      if engine.tellsIteration(declared) {
        iterate(declared, context, isAsync: isAsync)
      } else {
        noteSymbolic(value, Arguments(), context)
      }
    case .projection: noteSymbolic(value, Arguments(), context)
    default: break
    }
  }

  /// Enters or leaves a context manager.
  mutating func manage(_ value: TypeID, _ kind: SiteKind, _ context: CallContext) {
    var inner = context
    inner.kind = kind
    let isAsync = kind == .asyncEnter || kind == .asyncExit
    inner.mode = isAsync ? .awaits : .runs
    let row = engine.types[value]
    switch row.kind {
    // `self.ws = connect(u) if plain else connect_async(u)`: `async with` takes only the one.
    case .contextManager where isAsync, .asyncContextManager where !isAsync: break
    case .contextManager, .asyncContextManager:
      // One body serves both ends; it is told of once, at the entry.
      if kind == .enter || kind == .asyncEnter { run(activation: TypeID(rawValue: row.b), inner) }
    case .union:
      for member in engine.types.members(value) where member != .none {
        manage(member, kind, inner)
      }
    case .instance:
      let name: GlobalName
      switch kind {
      case .enter: name = engine.known.enterName
      case .exit: name = engine.known.exitName
      case .asyncEnter: name = engine.known.asyncEnterName
      default: name = engine.known.asyncExitName
      }
      let arguments: [TypeID] =
        kind == .exit || kind == .asyncExit ? [.unknown, .unknown, .unknown] : []
      let made = callMethod(name, of: value, arguments, at: context.node, kind: kind)
      if isAsync { awaited(made, inner) }
    case .parameter:
      let declared = engine.declaredType(value)
      if engine.isInformative(declared) {
        manage(declared, kind, inner)
      } else {
        noteSymbolic(value, Arguments(), inner)
      }
    case .projection: noteSymbolic(value, Arguments(), inner)
    default: break
    }
  }

  // MARK: Facts

  /// What a model says that the call does with its arguments.
  mutating func applyFact(_ fact: Fact, _ bindings: [TypeID], _ context: CallContext) {
    func values(_ positions: [Int]) -> [TypeID] {
      positions.compactMap { bindings.indices.contains($0) ? bindings[$0] : nil }
    }
    var inner = context
    inner.isIndirect = true
    inner.depth += 1
    for value in values(fact.calls) { _ = apply(value, Arguments(), inner) }
    let started = values(fact.runs).map { apply($0, Arguments(), inner).result }
    inner.mode = .schedulesElsewhere
    for value in values(fact.threads + fact.processes) { schedule(value, inner) }
    inner.mode = .schedulesOnLoop
    for value in values(fact.loopCallbacks + fact.readyCallbacks) { schedule(value, inner) }
    for value in values(fact.readyCallbacks) { noteReady(value) }
    inner.mode = .awaits
    for value in values(fact.awaits) + started { awaited(value, inner) }
    inner.isTask = !fact.retains
    for value in values(fact.spawns) {
      awaited(value, inner)
      for member in spreadMembers(value) { awaited(member, inner) }
    }
    if fact.hasNonblocking, bindings.first != nil { noteNonblocking(fact, bindings, context) }
    if fact.effects.contains(where: { $0.isLock }) { noteLock(context) }
  }

  /// The callback of `add_reader` runs when its descriptor has something: reading it does not wait.
  private func noteReady(_ callback: TypeID) {
    for member in engine.types.alternatives(callback) {
      var type = member
      while [.bound, .partial].contains(engine.types.kind(type)) {
        type = TypeID(rawValue: engine.types[type].a)
      }
      guard engine.types.kind(type) == .function else { continue }
      engine.readyCallbacks.insert(FunctionID(rawValue: engine.types[type].a))
    }
  }

  /// The awaitables of `gather(*coros)`: the items of a bound tuple.
  private func spreadMembers(_ value: TypeID) -> [TypeID] {
    switch engine.types.kind(value) {
    case .tuple: engine.types.members(value)
    case .instance: engine.typeArguments(value)
    default: []
    }
  }

  /// A callable is handed over to run later.
  private mutating func schedule(_ value: TypeID, _ context: CallContext) {
    guard !context.isTooDeep else { return }
    let row = engine.types[value]
    switch row.kind {
    case .function:
      let function = FunctionID(rawValue: row.a)
      scheduled(function, receiver: nil, context)
    case .bound:
      let inner = engine.types[TypeID(rawValue: row.a)]
      if inner.kind == .function {
        scheduled(FunctionID(rawValue: inner.a), receiver: TypeID(rawValue: row.b), context)
      }
    case .parameter:
      guard let frame, frame.unit.schedules.count < 8,
        !frame.unit.schedules.contains(where: { $0.value == value })
      else { return }
      frame.unit.schedules.append((value, context.mode))
    case .partial, .memoized: schedule(TypeID(rawValue: row.a), context)
    case .union:
      for member in engine.types.members(value) { schedule(member, context) }
    default: break
    }
  }

  private mutating func scheduled(
    _ function: FunctionID, receiver: TypeID?, _ context: CallContext
  ) {
    let receiverClass = receiver.flatMap { engine.receiverClass($0) }
    let owner = engine.owner(of: function)
    let unit = engine.unit(for: function, receiver: owner == nil ? nil : receiverClass ?? owner)
    record(
      CallTarget(
        unit: unit.id, bindings: .empty, mode: context.mode, confidence: context.confidence,
        isOnce: false, isIndirect: true),
      context)
    if context.mode == .schedulesOnLoop { engine.loopCallbacks.insert(unit.id) }
    if unit.state == .fresh { engine.pending.append(unit.id) }
  }

  private func noteNonblocking(_ fact: Fact, _ bindings: [TypeID], _ context: CallContext) {
    guard let frame, !context.isIndirect else { return }
    let node = module.facts[context.node]
    guard node.kind == .call else { return }
    let callee = module.facts[node.operand]
    guard callee.kind == .attribute, let path = path(of: callee.operand) else {
      return
    }
    // `setblocking(False)`, `settimeout(0)`: a literal that is zero.
    guard 1 < bindings.count, let value = engine.number(bindings[1]) else { return }
    if path.isVariable, let local = frame.local(path.symbol) {
      frame.locals[local] = engine.types.descriptor(frame.locals[local], waits: value != 0)
    }
    if value == 0 {
      frame.nonblocking.insert(path)
      if let attribute = path.onlyAttribute, let receiver = frame.unit.receiver {
        for name in [attribute] + filesMade(of: attribute) {
          engine.nonblockingAttributes[name, default: []].insert(receiver)
        }
      }
    } else {
      frame.nonblocking.remove(path)
    }
  }

  /// The attributes to which the file assigns one that such a socket is read and written by:
  ///
  ///     self._stream = self._socket.makefile("rwb")
  private func filesMade(of attribute: UInt32) -> [UInt32] {
    let facts = module.facts
    return facts.attributes.compactMap { row in
      guard row.kind == .assignment, row.position == -1, facts[row.value].kind == .call else {
        return nil
      }
      let callee = facts[row.value].operand
      guard facts[callee].kind == .attribute, facts.names.spells(facts[callee].b, "makefile") else {
        return nil
      }
      let socket = facts[facts[callee].operand]
      return socket.kind == .attribute && module.name(socket.b).rawValue == attribute
        ? module.name(row.name).rawValue : nil
    }
  }

  private func noteLock(_ context: CallContext) {
    let node = module.facts[context.node]
    guard node.kind == .call else { return }
    let callee = module.facts[node.operand]
    guard callee.kind == .attribute else { return }
    let receiver = callee.operand
    if let lock = lock(of: receiver) {
      note(lock: lock, context)
    } else if isFresh(receiver) {
      // Made just now: nobody else can hold it. The second time is a wait.
      frame?.freshLocks.remove(module.facts[receiver].b - 1)
    } else if isOwnLocal(receiver) {
      // A lock made here and acquired here is a wait for whoever gets to release it.
      note(lock: .rendezvous, context)
    }
  }

  private func isFresh(_ node: IRNodeID) -> Bool {
    let row = module.facts[node]
    return row.kind == .name && row.b != 0 && frame?.freshLocks.contains(row.b - 1) == true
  }

  private func isOwnLocal(_ node: IRNodeID) -> Bool {
    let row = module.facts[node]
    guard let frame, row.kind == .name, row.b != 0, frame.local(row.b - 1) != nil else {
      return false
    }
    return !frame.row.flags.contains(.isModule)
      && module.facts.definitions[module.facts.symbolRange(row.b - 1)].contains {
        $0.kind == .assignment && module.facts[$0.node].kind == .call
      }
  }

  /// The identity of the lock that an expression names.
  func lock(of node: IRNodeID) -> LockID? {
    let row = module.facts[node]
    switch row.kind {
    case .name:
      guard row.b != 0 else { return nil }
      let symbol = module.facts.symbols[Int(row.b - 1)]
      guard module.facts.scopes[Int(symbol.scope)].kind == .module else { return nil }
      return LockID(owner: UInt64(module.id.rawValue), name: module.name(row.a).rawValue)
    case .attribute:
      var probe = Evaluator(engine: engine, module: module, frame: nil)
      let base =
        frame.map { frame -> TypeID in
          let path = module.facts[row.operand]
          guard path.kind == .name, path.b != 0, let index = frame.local(path.b - 1) else {
            return probe.type(of: row.operand)
          }
          return frame.locals[index]
        } ?? .unknown
      let kind = engine.types.kind(base)
      guard kind == .instance || kind == .classObject else { return nil }
      let id = ClassID(rawValue: engine.types[base].a)
      return LockID(
        owner: 1 << 40 | UInt64(engine.attributeOwner(module.name(row.b), of: id).rawValue),
        name: module.name(row.b).rawValue)
    default: return nil
    }
  }
}
