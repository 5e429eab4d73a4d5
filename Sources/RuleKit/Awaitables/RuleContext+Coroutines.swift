package import Project
package import PythonSemantics
package import Summaries

extension RuleContext {
  /// The `async def` behind a coroutine object, when there is just one.
  package func origin(ofCoroutine type: TypeID) -> FunctionID? {
    let row = types[type]
    guard row.kind == .coroutine || row.kind == .asyncGenerator else { return nil }
    let activation = types[TypeID(rawValue: row.b)]
    guard activation.kind == .activation else { return nil }
    return engine.units[Int(activation.a)].function
  }

  /// Whether calling the value makes a coroutine, whatever it is: an `async def`, a method or a
  /// `partial` of one, a lambda that calls one.
  package func isCoroutineFunction(_ type: TypeID) -> Bool {
    let members = types.alternatives(type)
    return !members.isEmpty && members.allSatisfy { isOneCoroutineFunction($0) }
  }

  private func isOneCoroutineFunction(_ type: TypeID) -> Bool {
    let row = types[type]
    switch row.kind {
    case .function:
      let id = FunctionID(rawValue: row.a)
      let flags = self.flags(of: id)
      if flags.contains(.isAsync) { return !flags.contains(.isGenerator) }
      guard flags.contains(.isLambda) else { return false }
      return awaitability(engine.unit(for: id, receiver: nil).returns) == .coroutine
    case .bound, .partial: return isOneCoroutineFunction(TypeID(rawValue: row.a))
    default: return false
    }
  }

  /// `await Application.__init__(self, …)`: some code of the program knows that the method is a coroutine.
  package func awaitsMethod(named method: String) -> Bool {
    engine.program.modules.contains { module in
      guard let name = module.facts.names.find(method) else { return false }
      return module.facts.nodes.contains { node in
        guard node.kind == .await else { return false }
        let call = module.facts[node.operand]
        guard call.kind == .call else { return false }
        let callee = module.facts[call.operand]
        return callee.kind == .attribute && callee.b == name
      }
    }
  }

  package func row(of function: FunctionID) -> FunctionRow {
    let (module, index) = engine.program.location(of: function)
    return module.facts.functions[Int(index)]
  }

  package func flags(of function: FunctionID) -> FunctionFlags { row(of: function).flags }

  package func spelling(of function: FunctionID) -> String {
    let (module, index) = engine.program.location(of: function)
    return module.facts.names[module.facts.functions[Int(index)].name]
  }

  /// The subject of a function whose body is there to be read; nil for models and stubs.
  package func readableSubject(of function: FunctionID) -> FunctionSubject? {
    let (module, _) = engine.program.location(of: function)
    guard !module.isStub else { return nil }
    return subject(of: function)
  }

  /// Whether a plain function gives an awaitable on every way out: each `return` has a known type.
  /// Inference drops what it does not know from a union, so the joined type alone proves nothing.
  package func isCertain(resultOf function: FunctionID) -> Bool {
    if let known = certainResults[function] { return known }
    // A recursive function is as certain as its other results.
    certainResults[function] = true
    let result = computeCertainty(function)
    certainResults[function] = result
    return result
  }

  private func computeCertainty(_ function: FunctionID) -> Bool {
    let row = row(of: function)
    guard hasKnownDecorators(function) else { return false }
    if row.flags.contains(.isAsync) || row.flags.contains(.isGenerator) { return true }
    let (module, _) = engine.program.location(of: function)
    if module.isStub { return true }
    // An abstract method returns nothing itself; those that replace it do.
    if row.flags.contains(.isTrivial), !row.returns.exists { return false }
    if row.returns.exists {
      // Of a union, inference keeps what it knows.
      if isUnion(row.returns, module.facts, depth: 0) { return false }
      let declared = awaitability(engine.annotation(row.returns, in: module))
      return declared != .unknown
        && isConfirmed(declared, by: subject(of: function))
    }
    guard let subject = readableSubject(of: function) else { return false }
    return subject.returnedValues.allSatisfy { value in
      // In a wrapper, inference put the wrapped function in the place of the name.
      if subject.callsWrapped(value) { return true }
      if subject.awaitability(value) == .unknown { return false }
      return subject.kind(value) != .call || subject.isCertainCall(value)
    }
  }

  /// A task that is declared as a coroutine runs by itself.
  private func isConfirmed(_ declared: Awaitability, by subject: FunctionSubject) -> Bool {
    subject.returnedValues.allSatisfy { value in
      [declared, .unknown].contains(subject.awaitability(value))
    }
  }
}

extension RuleContext {
  /// `A | B`, `Union[…]` or `Optional[…]`.
  private func isUnion(_ node: IRNodeID, _ facts: FileFacts, depth: Int) -> Bool {
    let row = facts[node]
    switch row.kind {
    case .binary: return true
    case .subscript where depth < 3:
      let base = facts[row.operand]
      let name = base.kind == .name ? base.a : base.kind == .attribute ? base.b : 0
      return ["Union", "Optional"].contains(facts.names[name])
    default: return false
    }
  }

  /// A subclass has a method of the name that is of the other kind, so that the class of the receiver
  /// decides; or the program makes plain methods of coroutines.
  func isReplaced(_ function: FunctionID) -> Bool {
    if let known = replaced[function] { return known }
    let flags = flags(of: function)
    let result =
      flags.contains(.isMethod)
      && (flags.contains(.isAsync) && makesMethodsPlain
        || overrides(of: function).contains { replacement in
          guard let replacement else { return true }
          return self.flags(of: replacement).contains(.isAsync) != flags.contains(.isAsync)
        })
    replaced[function] = result
    return result
  }

  /// Whether a file puts wrappers in the place of methods that it does not name, and runs loops:
  ///
  ///     function = getattr(owner, name)
  ///     setattr(owner, name, wrapper)
  func findPlainMakers() -> Bool {
    engine.program.modules.contains { module in
      let facts = module.facts
      guard module.origin == .firstParty, facts.names.find("run_until_complete") != nil,
        let read = facts.names.find("getattr"), let write = facts.names.find("setattr")
      else { return false }
      func places(of function: LocalName) -> Set<[LocalName]> {
        var found: Set<[LocalName]> = []
        for node in facts.nodes where node.kind == .call {
          let callee = facts[node.operand]
          guard callee.kind == .name, callee.a == function else { continue }
          let names = facts.list(node.b).prefix(2).map { facts[$0] }
          if names.count == 2, names.allSatisfy({ $0.kind == .name }) {
            found.insert(names.map { $0.a })
          }
        }
        return found
      }
      return !places(of: read).isDisjoint(with: places(of: write))
    }
  }
}

extension FunctionSubject {
  /// Whether the type of a call rests on callees that are known for certain: definitions and imports,
  /// not variables, which may hold something else as well.
  package func isCertainCall(_ node: IRNodeID) -> Bool {
    guard let call = call(node) else { return false }
    let callees = context.types.alternatives(type(call.callee))
    guard !callees.isEmpty, call.receiver.map({ allHave(call.spelled, $0) }) ?? true else {
      return false
    }
    for callee in callees {
      if context.types.kind(callee) == .classObject { continue }
      guard let function = context.function(ofCallee: callee), isNamedDirectly(call, function),
        context.isCertain(resultOf: function), !context.isReplaced(function),
        !context.isOfOtherVersion(function)
      else { return false }
    }
    return true
  }

  /// Whether every class that a receiver of several may have is known to have the method: of the others
  /// nothing is in the type of the call.
  private func allHave(_ method: String, _ receiver: IRNodeID) -> Bool {
    let members = context.alternatives(type(receiver))
    return members.count < 2
      || members.allSatisfy {
        context.types.kind($0) != .instance
          || context.engine.hasMember(method, of: context.classOfInstance($0))
      }
  }

  /// `f` where `f` is a definition or an import; `x.f` where the method is called `f`.
  private func isNamedDirectly(_ call: Call, _ function: FunctionID) -> Bool {
    if call.receiver != nil {
      return call.spelled == context.spelling(of: function) || kind(call.callee) != .attribute
        || isModule(call.receiver)
    }
    return isDefinition(call.callee, depth: 0)
  }

  /// A name that a definition or an import binds, or a variable that only ever holds such:
  /// `send = post if is_new else put`, `send = partial(post, url)`.
  private func isDefinition(_ node: IRNodeID, depth: Int) -> Bool {
    switch kind(node) {
    case .name:
      guard let symbol = symbol(node) else { return true }
      let row = facts.symbols[Int(symbol)]
      if row.flags.isDisjoint(with: [.assigned, .parameter]) { return true }
      guard isLocal(symbol), !isCaptured(symbol), !row.flags.contains(.parameter), depth < 3 else {
        return false
      }
      return row.definitions.allSatisfy { place in
        let definition = facts.definitions[Int(place)]
        return definition.kind == .assignment && definition.position == -1
          && isDefinition(definition.node, depth: depth + 1)
      }
    case .conditional where depth < 3:
      guard let branches = facts.branches(self[node]) else { return false }
      return [branches.body, branches.orElse].allSatisfy { isDefinition($0, depth: depth + 1) }
    case .call where depth < 3:
      guard let call = call(node), call.isOne(of: ["functools.partial"]),
        let first = call.argument(0, "func")
      else { return false }
      return isDefinition(first, depth: depth + 1)
    default: return false
    }
  }

  private func isModule(_ node: IRNodeID?) -> Bool {
    guard let node else { return false }
    return context.types.kind(type(node)) == .module
  }

  /// A call that makes a coroutine object, for certain.
  package func makesCoroutine(_ node: IRNodeID) -> Bool {
    kind(node) == .call && awaitability(node) == .coroutine && isCertainCall(node)
      && !isDecidedHere(operand(node)) && !takesOut(operand(node))
  }

  /// `waiting.get(key)`, `jobs.pop()`: what a container gives out was made elsewhere, and may be asked
  /// whether it is there.
  package func takesOut(_ callee: IRNodeID) -> Bool {
    guard kind(callee) == .attribute, let function = context.function(ofCallee: type(callee)) else {
      return false
    }
    let module = context.engine.program.location(of: function).module
    return ["builtins", "collections", "_collections"].contains(module.name)
  }

  /// Whether the function asks of what kind a callee is, so that each branch has its own:
  /// `if iscoroutinefunction(node.close):`.
  package func asksForKind(of callee: IRNodeID) -> Bool {
    guard let path = path(callee) else { return false }
    return nodes.contains { node in
      kind(node) == .call && Self.questions.contains(spelling(operand(node)))
        && facts.list(self[node].b).contains { self.path($0) == path }
    }
  }

  /// The same, or another callee is put in its place: `crawler.run = decorated(crawler.run)`.
  private func isDecidedHere(_ callee: IRNodeID) -> Bool {
    if asksForKind(of: callee) { return true }
    guard kind(callee) == .attribute, let path = path(callee) else { return false }
    return nodes.contains { node in
      kind(node) == .assign && facts.targets(node).contains { self.path($0) == path }
    }
  }

  private static let questions: Set<String> = [
    "isasyncgenfunction", "iscoroutinefunction", "is_async_callable",
  ]

  /// In a block that expects the error or warning: `with pytest.raises(…)`.
  package func isExpectedToFail(_ node: IRNodeID) -> Bool {
    guard row.flags.contains(.hasWith) else { return false }
    return managers(around: node).contains { manager in
      let text = text(manager.context)
      return ["pytest.raises", "pytest.warns", "self.assertRaises", "self.assertWarns"].contains {
        text.hasPrefix($0)
      }
    }
  }
}
