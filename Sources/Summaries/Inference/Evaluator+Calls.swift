import Project
import PythonSemantics

extension Evaluator {
  // MARK: Call expressions

  mutating func call(_ node: IRNodeID, _ row: IRNode) -> TypeID {
    let calleeNode = row.operand
    if let proxy = superProxy(calleeNode, row) { return proxy }
    let callee = type(of: calleeNode)
    let arguments = arguments(row.b)
    if let value = asked(calleeNode, row.b) {
      noteResolved(node, true)
      return value
    }
    if let special = engine.special(callee),
      let result = specialResult(special, of: callee, arguments, at: node)
    {
      noteResolved(node, true)
      return result
    }
    consume(arguments, by: callee, at: node)
    var context = CallContext(node: node)
    if isOneOfSeveral(callee, calleeNode) { context.confidence = 84 }
    let applied = apply(callee, arguments, context)
    noteResolved(node, applied.isResolved)
    noteUnresolved(node, callee)
    noteMutation(of: calleeNode, arguments)
    return gathered(callee, arguments, applied.result, row) ?? applied.result
  }

  mutating func arguments(_ list: UInt32) -> Arguments {
    var result = Arguments()
    let items = module.facts.list(list)
    let keywords = items.count { module.facts[$0].kind == .keyword }
    result.positional.reserveCapacity(items.count - keywords)
    result.keywords.reserveCapacity(keywords)
    for item in items {
      let row = module.facts[item]
      switch row.kind {
      case .keyword:
        result.keywords.append((module.name(row.b), type(of: row.operand)))
      case .starred:
        let value = type(of: row.operand)
        if engine.types.kind(value) == .tuple {
          result.positional += engine.types.members(value)
        } else {
          result.positional.append(engine.project(value, .spread))
        }
      default: result.positional.append(type(of: item))
      }
    }
    return result
  }

  /// `super()` and `super(C, self)`.
  private mutating func superProxy(_ callee: IRNodeID, _ row: IRNode) -> TypeID? {
    let name = module.facts[callee]
    guard name.kind == .name, name.b == 0, module.name(name.a) == engine.known.superName else {
      return nil
    }
    guard let frame else { return nil }
    if let superClass = engine.known.superClass {
      let type = engine.types.make(.classObject, superClass.rawValue)
      _ = apply(type, to: [], at: callee, mode: .runs, kind: .definition)
    }
    // A function nested in a method uses the method's receiver.
    var function = frame.row
    var local = frame.function
    while function.owner == 0, function.parent != 0 {
      local = module.function(function.parent)
      function = module.facts.functions[Int(function.parent)]
    }
    guard function.owner != 0 else { return nil }
    let owner = module.class(function.owner - 1)
    let receiver = local == frame.function ? frame.unit.receiver ?? owner : owner
    let isClassLevel = engine.methodKind(local) == .classMethod
    let value = engine.types.make(isClassLevel ? .classObject : .instance, receiver.rawValue)
    return engine.types.make(.superProxy, owner.rawValue, value.rawValue)
  }

  private mutating func specialResult(
    _ special: KnownNames.Special, of callee: TypeID, _ arguments: Arguments, at node: IRNodeID
  ) -> TypeID? {
    let positional = arguments.positional
    switch special {
    case .isInstance: return engine.instance(of: engine.known.bool)
    case .getAttribute:
      guard 2 <= positional.count, let text = engine.text(positional[1]),
        let name = engine.program.globalNames.find(text)
      else { return .unknown }
      let found = attribute(name, of: positional[0], at: node)
      return positional.count == 3 ? engine.types.join(found, positional[2]) : found
    case .setAttribute: return TypeID.none
    case .typeOf where positional.count == 1:
      return engine.types.kind(positional[0]) == .instance
        ? engine.types.make(.classObject, engine.types[positional[0]].a) : .unknown
    case .wraps: return .unknown
    case .memo:
      // `lru_cache(maxsize=None)` gives the decorator; `lru_cache(f)` the memoised function.
      guard let first = positional.first, engine.isCallableValue(first) else {
        return engine.types.make(.partial, callee, .empty)
      }
      return engine.types.make(.memoized, first)
    case .cast: return castValue(positional, at: node)
    case .contextManager:
      return positional.first.map { engine.types.make(.contextFactory, $0) }
    case .asyncContextManager:
      return positional.first.map { engine.types.make(.asyncContextFactory, $0) }
    case .transparent, .dispatch: return positional.first
    case .gather, .typeOf: return nil
    }
  }

  /// `cast(Store, value)` and `cast("Store", value)`: what it says, unless the value is known to be more.
  private func castValue(_ positional: [TypeID], at node: IRNodeID) -> TypeID? {
    guard positional.count == 2, module.facts[node].kind == .call,
      let form = module.facts.list(module.facts[node].b).first
    else { return positional.last }
    let declared = engine.annotation(form, in: module)
    return engine.merge(
      declared: engine.isInformative(declared) ? declared : nil, inferred: positional[1])
  }

  // MARK: Application

  mutating func apply(
    _ callee: TypeID, to positional: [TypeID], at node: IRNodeID, mode: EdgeMode,
    kind: SiteKind = .call
  ) -> Applied {
    apply(
      callee, Arguments(positional: positional), CallContext(node: node, kind: kind, mode: mode))
  }

  mutating func apply(
    _ callee: TypeID, _ arguments: Arguments, at node: IRNodeID, mode: EdgeMode,
    kind: SiteKind = .call
  ) -> Applied {
    apply(callee, arguments, CallContext(node: node, kind: kind, mode: mode))
  }

  /// Calls a value.
  mutating func apply(
    _ callee: TypeID, _ arguments: Arguments, _ context: CallContext
  ) -> Applied {
    guard !context.isTooDeep, depth < Self.depthLimit else {
      return Applied(result: .unknown, isResolved: false)
    }
    depth += 1
    defer { depth -= 1 }
    let row = engine.types[callee]
    switch row.kind {
    case .function:
      return invoke(
        FunctionID(rawValue: row.a), environment: TypeID(rawValue: row.b), receiver: nil,
        arguments, context)
    case .bound: return applyBound(row, arguments, context)
    case .classObject: return construct(ClassID(rawValue: row.a), arguments, context)
    case .partial:
      var all = arguments
      all.positional = engine.types.items(TypeID(rawValue: row.b)) + arguments.positional
      return apply(TypeID(rawValue: row.a), all, context)
    case .memoized: return applyMemoized(TypeID(rawValue: row.a), arguments, context)
    case .contextFactory, .asyncContextFactory:
      return makeManager(row, arguments, context)
    case .union: return applyUnion(callee, arguments, context)
    case .instance:
      guard let found = engine.member(engine.known.callName, of: ClassID(rawValue: row.a)) else {
        return Applied(result: .unknown, isResolved: false)
      }
      return apply(bound(memberType(found), to: callee), arguments, context)
    case .parameter:
      let declared = engine.declaredType(callee)
      if engine.isInformative(declared) { return apply(declared, arguments, context) }
      return symbolic(callee, arguments, context)
    case .projection: return symbolic(callee, arguments, context)
    case .external:
      recordExternal(row.a, context)
      return Applied(
        result: isClassName(row.a) ? callee : .unknown,
        isResolved: engine.dynamicOwners[row.a] != nil)
    case .callable: return Applied(result: TypeID(rawValue: row.a), isResolved: false)
    default: return Applied(result: .unknown, isResolved: false)
    }
  }

  /// `ext.Client()` is a `Client`: what is asked of it goes by the class's name.
  private func isClassName(_ name: UInt32) -> Bool {
    let name = GlobalName(rawValue: name)
    if let known = engine.externalClasses[name] { return known }
    let spelling = engine.spelling(name.rawValue).utf8
    let dot = spelling.lastIndex(of: UInt8(ascii: "."))
    let last = dot.map { spelling[spelling.index(after: $0)...] } ?? spelling[...]
    // A half-typed `ext.` has an empty last part.
    let isClass = last.first.map { UInt8(ascii: "A") <= $0 && $0 <= UInt8(ascii: "Z") } ?? false
    engine.externalClasses[name] = isClass
    return isClass
  }

  private mutating func applyBound(
    _ row: TypeRow, _ arguments: Arguments, _ context: CallContext
  ) -> Applied {
    let callable = TypeID(rawValue: row.a)
    let receiver = TypeID(rawValue: row.b)
    let inner = engine.types[callable]
    switch inner.kind {
    case .function:
      return invoke(
        FunctionID(rawValue: inner.a), environment: TypeID(rawValue: inner.b), receiver: receiver,
        arguments, context)
    case .memoized, .contextFactory, .asyncContextFactory:
      let bound = engine.types.make(.bound, inner.a, receiver.rawValue)
      return apply(engine.types.make(inner.kind, bound), arguments, context)
    default:
      // `f = partial(…)` in a class body: not a method.
      return apply(callable, arguments, context)
    }
  }

  /// What is kept is made once, or once for each key that was not asked for at import.
  private mutating func applyMemoized(
    _ callable: TypeID, _ arguments: Arguments, _ context: CallContext
  ) -> Applied {
    let hasKey = !arguments.positional.isEmpty || !arguments.keywords.isEmpty
    if !hasKey || engine.isCalledAtImport(callable) {
      var once = context
      once.isOnce = true
      return apply(callable, arguments, once)
    }
    frame?.firstUseDepth += 1
    defer { frame?.firstUseDepth -= 1 }
    return apply(callable, arguments, context)
  }

  private mutating func applyUnion(
    _ callee: TypeID, _ arguments: Arguments, _ context: CallContext
  ) -> Applied {
    if let body = engine.dispatched(callee, by: arguments.positional.first) {
      return apply(body, arguments, context)
    }
    var result = TypeID.never
    var isResolved = false
    let all = engine.types.members(callee).filter { $0 != .none }
    // A body that is spooled: in memory while it is small.
    let isSpooled = all.contains { ["BytesIO", "StringIO"].contains(fileClass($0)) }
    // `future: concurrent.futures.Future | asyncio.Future`: on a loop it is the loop's.
    let isFuture = all.contains { receiverModule($0)?.hasPrefix("asyncio") == true }
    let members = all.filter {
      !(isSpooled && fileClass($0) != nil)
        && !(isFuture && receiverModule($0)?.hasPrefix("concurrent.futures") == true)
    }
    var inner = context
    if !haveOneBody(members) { inner.confidence = UInt8(Double(context.confidence) * 0.84) }
    for member in members {
      let applied = apply(member, arguments, inner)
      result = engine.types.join(result, applied.result)
      isResolved = isResolved || applied.isResolved
    }
    return Applied(result: result == .never ? .unknown : result, isResolved: isResolved)
  }

  /// `client = client or Client()`: whichever it is, its `get` is the same function.
  private func haveOneBody(_ members: [TypeID]) -> Bool {
    guard let first = members.first else { return true }
    let isBound = engine.types.kind(first) == .bound
    return members.allSatisfy {
      $0 == first
        || isBound && engine.types.kind($0) == .bound && engine.types[$0].a == engine.types[first].a
    }
  }

  /// The module of the class to which a method is bound.
  private func receiverModule(_ method: TypeID) -> String? {
    guard engine.types.kind(method) == .bound else { return nil }
    let receiver = TypeID(rawValue: engine.types[method].b)
    guard engine.types.kind(receiver) == .instance else { return nil }
    return engine.locate(ClassID(rawValue: engine.types[receiver].a)).module.name
  }

  /// The name of the file class of `io` to which a method is bound.
  private func fileClass(_ method: TypeID) -> String? {
    guard engine.types.kind(method) == .bound else { return nil }
    let receiver = TypeID(rawValue: engine.types[method].b)
    guard engine.types.kind(receiver) == .instance else { return nil }
    let (module, row) = engine.locate(ClassID(rawValue: engine.types[receiver].a))
    return module.name == "_io" || module.name == "io" ? module.facts.names[row.name] : nil
  }

  private mutating func makeManager(
    _ row: TypeRow, _ arguments: Arguments, _ context: CallContext
  ) -> Applied {
    var made = context
    made.mode = .creates
    let applied = apply(TypeID(rawValue: row.a), arguments, made)
    let body = engine.types[applied.result]
    let kind: TypeKind = row.kind == .contextFactory ? .contextManager : .asyncContextManager
    switch body.kind {
    case .generator, .asyncGenerator:
      return Applied(result: engine.types.make(kind, body.a, body.b), isResolved: true)
    default:
      return Applied(
        result: engine.types.make(kind, TypeID.unknown), isResolved: applied.isResolved)
    }
  }

  // MARK: Functions

  mutating func invoke(
    _ function: FunctionID, environment: TypeID, receiver: TypeID?, _ arguments: Arguments,
    _ context: CallContext
  ) -> Applied {
    let chosen = engine.selectOverload(function, arguments, hasReceiver: receiver != nil)
    let (_, row) = engine.locate(chosen)
    var first: TypeID?
    var receiverClass: ClassID?
    let owner = engine.owner(of: chosen)
    if let receiver {
      if owner == nil || engine.methodKind(chosen) != .staticMethod { first = receiver }
      receiverClass = engine.receiverClass(receiver)
    } else if owner != nil, let first = arguments.positional.first {
      // `Base.method(self, …)`: the first argument is the receiver.
      receiverClass = engine.receiverClass(first)
    }
    let unit = engine.unit(for: chosen, receiver: owner == nil ? nil : receiverClass ?? owner)
    let bindings = bind(row, chosen, arguments, receiver: first)
    if let frame, frame.unit === unit, context.node.exists {
      frame.selfCalls.insert(context.node.rawValue)
    }
    if context.mode != .schedulesElsewhere { engine.analyze(unit) }
    if unit.state != .done { engine.guesses += 1 }
    var entered = context
    let isDeferred = row.flags.contains(.isAsync) || row.flags.contains(.isGenerator)
    if isDeferred, context.mode == .runs { entered.mode = .creates }
    if !refuses(arguments, chosen, row, context) {
      enter(unit, bindings, environment, receiver, entered)
    }
    var result = engine.result(of: unit, bindings, environment, receiver)
    if row.flags.contains(.isTrivial), let receiver, let receiverClass {
      let made = overrides(of: chosen, receiverClass, receiver, arguments, context)
      if !engine.isInformative(result), made != .never { result = made }
    }
    if isDeferred, !isInCoroutine, engine.isSyncified(chosen, of: receiverClass ?? owner) {
      result = .unknown
    }
    return Applied(result: result, isResolved: true)
  }

  private var isInCoroutine: Bool { frame?.row.flags.contains(.isAsync) == true }

  /// Whether a call raises before the body runs: `save(contents=text)` of `def save(content): …`.
  private func refuses(
    _ arguments: Arguments, _ function: FunctionID, _ row: FunctionRow, _ context: CallContext
  ) -> Bool {
    if context.isIndirect || context.kind != .call || arguments.keywords.isEmpty { return false }
    let module = engine.locate(function).module
    // What a stub or a model leaves out the function may have all the same.
    guard !module.isStub, module.origin != .model else { return false }
    let formals = module.facts.parameters[row.parameters.asInts]
    if formals.contains(where: { $0.kind == .keywordVariadic }) { return false }
    return arguments.keywords.contains { keyword in
      keyword.name != .empty && !formals.contains { module.name($0.name) == keyword.name }
    }
  }

  /// Records that a body runs (or is made to run) at a site, and what it calls through its formals.
  mutating func enter(
    _ unit: Unit, _ bindings: [TypeID], _ environment: TypeID, _ receiver: TypeID?,
    _ context: CallContext
  ) {
    guard frame != nil else { return }
    if unit.fact == nil, context.mode == .runs, !engine.options.keepsSilentCalls, isModelled(unit) {
      return
    }
    record(
      CallTarget(
        unit: unit.id, bindings: engine.types.list(bindings), mode: context.mode,
        confidence: context.confidence, isOnce: context.isOnce, isIndirect: context.isIndirect,
        isOverride: context.isOverride, flags: context.flags,
        starter: context.isTask ? context.via ?? frame?.unit.function : nil),
      context)
    guard context.mode == .runs || context.mode == .awaits else { return }
    if let fact = unit.fact { applyFact(fact, bindings, context) }
    guard !unit.symbolicCalls.isEmpty, !context.isTooDeep else { return }
    var substitution = Substitution(engine: engine)
    substitution.bind(unit.function, bindings)
    if environment != .unknown { substitution.bind(environment: environment) }
    if let receiver { engine.bindReceiver(receiver, into: &substitution) }
    for call in unit.symbolicCalls {
      let callee = substitution(call.callee)
      if callee == call.callee || callee == .unknown || callee == .dynamic { continue }
      if call.flags.contains(.isOffLoop) { continue }
      // `await client.get(…)`: whatever the name stands for, that waits without the thread.
      if call.flags.contains(.isAwaited), engine.types.kind(callee) == .external { continue }
      var inner = context
      inner.isIndirect = true
      inner.flags = call.flags.intersection(.ofCallee)
      inner.isTask = context.isTask || call.isTask
      inner.via = call.via ?? unit.function
      inner.depth += 1
      inner.confidence = UInt8(Double(context.confidence) * 0.97)
      if call.flags.contains(.isDeclined) { inner.confidence = min(inner.confidence, 80) }
      var arguments = Arguments()
      arguments.positional = call.arguments.positional.map { substitution($0) }
      arguments.keywords = call.arguments.keywords.map { ($0.name, substitution($0.type)) }
      expandSpreads(&arguments)
      runIndirect(callee, arguments, call, inner)
    }
  }

  private func isModelled(_ unit: Unit) -> Bool {
    engine.program.location(of: unit.function).module.isStub
  }

  mutating func runIndirect(
    _ callee: TypeID, _ arguments: Arguments, _ call: SymbolicCall, _ context: CallContext
  ) {
    switch call.kind {
    case .await:
      self.awaited(callee, context)
    case .iterate, .asyncIterate: iterate(callee, context, isAsync: call.kind == .asyncIterate)
    case .enter, .exit, .asyncEnter, .asyncExit: manage(callee, call.kind, context)
    default:
      if call.isTask { return start(callee, context) }
      _ = apply(callee, arguments, context)
    }
  }

  /// A function that was called makes a task of a coroutine that it was given: nothing of it runs yet.
  private func start(_ coroutine: TypeID, _ context: CallContext) {
    for member in engine.types.alternatives(coroutine) {
      let row = engine.types[member]
      switch row.kind {
      case .coroutine:
        let activation = engine.types[TypeID(rawValue: row.b)]
        guard activation.kind == .activation else { continue }
        record(
          CallTarget(
            unit: UnitID(rawValue: activation.a), bindings: .empty, mode: .creates,
            confidence: context.confidence, isOnce: false, isIndirect: true, starter: context.via),
          context)
      case .parameter, .projection: noteSymbolic(member, Arguments(), context)
      default: break
      }
    }
  }

  // MARK: Classes

  private mutating func construct(
    _ id: ClassID, _ arguments: Arguments, _ context: CallContext
  ) -> Applied {
    if id == engine.known.partial, let first = arguments.positional.first {
      let rest = engine.types.list(Array(arguments.positional.dropFirst()))
      return Applied(
        result: engine.types.make(.partial, first, rest), isResolved: true)
    }
    var result = engine.types.make(.instance, id.rawValue)
    if let container = builtinContainer(id, arguments) { result = container }
    for name in [engine.known.newName, engine.known.initName, engine.known.postInitName] {
      guard let member = engine.member(name, of: id), member.owner != engine.known.object,
        let function = member.function
      else {
        let foreign = inherited(name, by: id)
        if name == engine.known.initName, foreign != .unknown {
          recordExternal(engine.types[foreign].a, context)
        }
        continue
      }
      let isNew = name == engine.known.newName
      let receiver = isNew ? engine.types.make(.classObject, id.rawValue) : result
      let given = name == engine.known.postInitName ? Arguments() : arguments
      if isNew {
        var all = given
        all.positional.insert(receiver, at: 0)
        _ = invoke(function, environment: .unknown, receiver: nil, all, context)
        continue
      }
      if name == engine.known.initName, engine.storesParameters(id) {
        result = engine.types.make(
          .instance, id.rawValue, constructionRecord(id, function, result, arguments).rawValue)
      }
      _ = invoke(function, environment: .unknown, receiver: result, given, context)
    }
    return Applied(result: result, isResolved: true)
  }

  /// What `__init__` was given, for classes that keep callables and clients of their caller.
  private func constructionRecord(
    _ id: ClassID, _ function: FunctionID, _ instance: TypeID, _ arguments: Arguments
  ) -> TypeID {
    let (_, row) = engine.locate(function)
    var bindings = bind(row, function, arguments, receiver: instance)
    // `def __init__():` has no receiver to leave out.
    if !bindings.isEmpty { bindings[0] = .unknown }
    for index in bindings.indices {
      if !isWorthKeeping(bindings[index]) { bindings[index] = .unknown }
      bindings[index] = shallow(bindings[index])
    }
    if bindings.allSatisfy({ $0 == .unknown }) { return .unknown }
    if let frame { engine.noteConstruction(by: function, bindings, in: frame.module) }
    let unit = engine.unit(for: function, receiver: id)
    return engine.activation(unit, bindings, .unknown)
  }

  /// Objects kept by objects kept by objects: of the innermost ones only the class is remembered, and of a
  /// coroutine what it gives, which leaves room for what is built around the outermost.
  private func shallow(_ type: TypeID) -> TypeID {
    let row = engine.types[type]
    switch row.kind {
    case .instance where 3 < row.depth, .coroutine where 4 < row.depth:
      return engine.types.make(row.kind, row.a)
    default: return type
    }
  }

  private func isWorthKeeping(_ type: TypeID) -> Bool {
    switch engine.types.kind(type) {
    case .function, .bound, .partial, .classObject, .module, .memoized, .union, .instance, .literal,
      .none:
      true
    // `closing(generator())` runs it later.
    case .generator, .asyncGenerator, .coroutine: true
    case .parameter, .projection: true
    default: false
    }
  }

  private func builtinContainer(_ id: ClassID, _ arguments: Arguments) -> TypeID? {
    let known = engine.known
    guard id == known.list || id == known.set || id == known.tuple || id == known.dict else {
      return nil
    }
    guard let first = arguments.positional.first else {
      if id == known.dict, !arguments.keywords.isEmpty {
        return keywordVariadic(
          arguments.keywords, isWhole: !arguments.keywords.contains { $0.name == .empty })
      }
      return engine.types.make(.instance, id.rawValue)
    }
    if id == known.dict { return engine.types.kind(first) == .record ? first : nil }
    return engine.instance(of: id, [engine.elementType(first)])
  }

  // MARK: Formals

  /// Something that only the caller knows is called: the call is kept for the callers.
  private mutating func symbolic(
    _ callee: TypeID, _ arguments: Arguments, _ context: CallContext
  ) -> Applied {
    noteSymbolic(callee, arguments, context)
    applyProtocol(callee, arguments, context)
    return Applied(
      result: declaredResult(callee) ?? engine.project(callee, .call), isResolved: true)
  }

  /// The object that `factory: Callable[[], Client]` makes. What can be awaited is the caller's to say.
  private func declaredResult(_ callee: TypeID) -> TypeID? {
    guard engine.types.kind(callee) == .parameter else { return nil }
    let declared = engine.types[engine.declaredType(callee)]
    guard declared.kind == .callable else { return nil }
    let result = TypeID(rawValue: declared.a)
    let isObject = engine.types.alternatives(result).allSatisfy {
      [.instance, .none].contains(engine.types.kind($0))
    }
    return isObject && engine.isInformative(result) ? result : nil
  }

  func noteSymbolic(_ callee: TypeID, _ arguments: Arguments, _ context: CallContext) {
    guard let frame, context.node.exists, context.mode == .runs || context.mode == .awaits else {
      return
    }
    let known = frame.unit.symbolicCalls.firstIndex {
      $0.callee == callee && $0.kind == context.kind
    }
    if let known {
      // One call stands for all: what not each of them knows does not count.
      let learnt = frame.unit.symbolicCalls[known].flags.intersection(.ofCallee)
      if learnt.isEmpty { return }
      let others = learnt.subtracting(siteFlags(context).union(context.flags))
      frame.unit.symbolicCalls[known].flags.subtract(others)
      return
    }
    guard frame.unit.symbolicCalls.count < 12 else { return }
    frame.unit.symbolicCalls.append(
      SymbolicCall(
        site: context.node, callee: callee, arguments: arguments, mode: context.mode,
        kind: context.kind, isTask: context.isTask, via: context.via,
        flags: siteFlags(context).union(context.flags),
        conditions: frame.conditions, locks: frame.locks))
  }
}
