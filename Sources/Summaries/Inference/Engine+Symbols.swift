package import Project
package import PythonSemantics

extension Engine {
  /// The type of an expression without regard to flow: each local is the join of its definitions.
  /// Used for module level, class level, closures' cells and attributes.
  package func evaluate(_ node: IRNodeID, in module: Module) -> TypeID {
    var evaluator = Evaluator(engine: self, module: module, frame: nil)
    return evaluator.type(of: node)
  }

  /// The join of everything that binds a symbol.
  func symbolType(_ symbol: UInt32, in module: Module) -> TypeID {
    let place = symbolIndex(symbol, in: module)
    if let known = symbolTypes[place] { return known }
    let key = key(module, symbol)
    guard let position = enterSymbol(key) else { return .unknown }
    let facts = module.facts
    if facts.scopes[Int(facts.symbols[Int(symbol)].scope)].kind == .typeParameters {
      let name = module.name(facts.symbols[Int(symbol)].name)
      symbolTypes[place] = types.make(.typeVariable, name.rawValue)
      _ = leaveSymbol(key, at: position)
      return symbolTypes[place] ?? .unknown
    }
    var result = TypeID.never
    var annotated: TypeID?
    var weak: TypeID?
    var isThere = false
    let range = facts.symbolRange(symbol)
    let hasRuntime = facts.definitions[range].contains { !$0.isTypeOnly }
    for index in range {
      let definition = facts.definitions[index]
      if definition.isTypeOnly, hasRuntime { continue }
      if definition.kind == .annotation {
        let type = annotation(definition.node, in: module)
        if isInformative(type) { annotated = type } else if speaksOfProtocol(type) { weak = type }
        continue
      }
      if definition.kind == .function, isOverload(module.function(definition.value)) {
        if facts.definitions[range].last?.value != definition.value { continue }
      }
      if definition.kind == .import, 1 < range.count, isOfStandardLibrary(definition, in: module) {
        isThere = true
      }
      result = types.join(result, definitionType(definition, at: index, in: module))
    }
    if isThere, result != .none { result = types.removing(.none, from: result) }
    result = merge(declared: annotated, inferred: result)
    if result == .never || result == .none, let weak { result = types.join(result, weak) }
    if result == .never { result = .unknown }
    if leaveSymbol(key, at: position) { symbolTypes[place] = result }
    return result
  }

  /// `try: import fcntl` / `except ImportError: fcntl = None`: what this Python has is no `None`.
  private func isOfStandardLibrary(_ definition: DefinitionRow, in module: Module) -> Bool {
    guard let id = program.module(ofImport: Int(definition.value), in: module.id) else {
      return false
    }
    switch program[id].origin {
    case .firstParty, .thirdParty: return false
    case .standardLibrary: return true
    case .model, .shippedFacts:
      return StandardLibraryNames.contains(String(program[id].name.prefix { $0 != "." }))
    }
  }

  /// Puts a symbol on the stack of those that are being evaluated; nil when it is there already.
  private func enterSymbol(_ key: UInt64) -> Int? {
    if let position = runningSymbols.firstIndex(of: key) {
      firstProvisional = min(firstProvisional, position + 1)
      guesses += 1
      return nil
    }
    runningSymbols.append(key)
    return runningSymbols.count - 1
  }

  /// Whether the result may be kept. One that was reached through a symbol still being evaluated lacks
  /// what that symbol is going to be: `_PyTask = Task` asked for by `Task = _CTask` itself. It is
  /// evaluated again when somebody asks later, a few times at most.
  private func leaveSymbol(_ key: UInt64, at position: Int) -> Bool {
    runningSymbols.removeLast()
    if position < firstProvisional {
      if position + 1 == firstProvisional { firstProvisional = .max }
      return true
    }
    provisionalResults[key, default: 0] += 1
    return 4 <= provisionalResults[key] ?? 0
  }

  private func speaksOfProtocol(_ type: TypeID) -> Bool {
    types.alternatives(type).contains { types.kind($0) == .instance }
  }

  /// A declaration wins, unless the values say more: a subclass, a function instead of `Callable`.
  func merge(declared: TypeID?, inferred: TypeID) -> TypeID {
    guard let declared else { return inferred }
    if inferred == .never || inferred == .unknown || inferred == .none || inferred == .dynamic {
      return declared
    }
    if let container = emptyContainer(inferred, of: declared) { return container }
    if types.kind(declared) == .instance, types.kind(inferred) == .instance,
      isSubclass(ClassID(rawValue: types[inferred].a), of: ClassID(rawValue: types[declared].a))
    {
      return types[inferred].b == 0 && types[inferred].a == types[declared].a ? declared : inferred
    }
    if types.kind(inferred) == .union || types.kind(declared) == .union,
      let refined = refined(declared, inferred)
    {
      return refined
    }
    return declared
  }

  /// `consumers: list[Consumer] = []`: the display says what it is, the declaration what it holds.
  private func emptyContainer(_ display: TypeID, of declared: TypeID) -> TypeID? {
    let row = types[display]
    guard row.kind == .instance, types.kind(declared) == .instance else { return nil }
    let id = ClassID(rawValue: row.a)
    guard id == known.list || id == known.set || id == known.dict,
      typeArguments(display).allSatisfy({ $0 == .unknown })
    else { return nil }
    let items = typeArguments(declared)
    return items.count == (id == known.dict ? 2 : 1) ? instance(of: id, items) : nil
  }

  /// `Base | None` for which subclasses of `Base` were seen, or how its objects are made: what was seen,
  /// and `None` if declared.
  private func refined(_ declared: TypeID, _ inferred: TypeID) -> TypeID? {
    var isDifferent = false
    for member in types.alternatives(inferred) where member != .none {
      // What the caller handed in is of the declared class, or a better one.
      if types.kind(member) == .parameter { continue }
      guard types.kind(member) == .instance else { return nil }
      let id = ClassID(rawValue: types[member].a)
      let base = types.alternatives(declared).first {
        types.kind($0) == .instance && isSubclass(id, of: ClassID(rawValue: types[$0].a))
      }
      guard let base else { return nil }
      let saysMore = types[member].b != 0 && types[base].b == 0
      if types[base].a != types[member].a || saysMore { isDifferent = true }
    }
    guard isDifferent else { return nil }
    let mayBeNone = types.alternatives(declared).contains(.none)
    return mayBeNone ? types.join(inferred, .none) : types.removing(.none, from: inferred)
  }

  /// What one definition binds, without regard to flow.
  func definitionType(_ row: DefinitionRow, at index: Int, in module: Module) -> TypeID {
    switch row.kind {
    case .assignment, .augmented:
      let value = module.facts[row.node]
      if value.kind == .name, value.b != 0,
        module.facts.symbols[Int(value.b - 1)].definitions.contains(UInt32(index))
      {
        // `TimeoutError = TimeoutError`: the builtin, under a name of the module.
        return builtin(module.name(value.a))
      }
      if let name = typeVariable(value, in: module) {
        return types.make(.typeVariable, name.rawValue)
      }
      return element(of: evaluate(row.node, in: module), at: row.position)
    case .annotation:
      return annotation(row.node, in: module)
    case .iteration:
      let iterable = evaluate(row.node, in: module)
      return element(of: elementType(iterable), at: row.position)
    case .context:
      let manager = evaluate(row.node, in: module)
      let isAsync = row.statement.exists && module.facts[row.statement].isAsync
      return element(of: enterType(manager, isAsync: isAsync), at: row.position)
    case .exception:
      return instanceOf(evaluate(row.node, in: module))
    case .import:
      var result = TypeID.never
      for binding in program.bindings(ofDefinition: index, in: module.id) {
        result = types.join(result, type(of: binding))
      }
      return result
    case .function: return functionValue(module.function(row.value))
    case .class: return classObject(module.class(row.value))
    case .parameter: return parameterValue(row.value, in: module)
    case .pattern: return .unknown
    case .deletion: return .never
    }
  }

  /// `T = TypeVar("T")`: the name that it goes by.
  private func typeVariable(_ value: IRNode, in module: Module) -> GlobalName? {
    guard value.kind == .call else { return nil }
    let callee = value.operand
    let row = module.facts[callee]
    guard row.kind == .name || row.kind == .attribute,
      module.facts.names.spells(row.kind == .name ? row.a : row.b, "TypeVar"),
      typingName(callee, in: module) == "TypeVar",
      let first = module.facts.list(value.b).first, let text = text(evaluate(first, in: module))
    else { return nil }
    return program.globalNames.find(text)
  }

  func type(of binding: Binding) -> TypeID {
    switch binding {
    case .module(let id): types.make(.module, id.rawValue)
    case .function(let id): functionValue(id)
    case .class(let id): classObject(id)
    case .value(let id, let symbol): symbolType(symbol, in: module(id))
    case .external(let name): types.make(.external, name.rawValue)
    }
  }

  /// A name of a module, seen from outside.
  func moduleAttribute(_ name: GlobalName, of id: ModuleID) -> TypeID {
    var result = TypeID.never
    for binding in program.lookup(name, in: id) { result = types.join(result, type(of: binding)) }
    return result == .never ? .unknown : result
  }

  /// A name that the file does not bind itself: from a star import, or a builtin.
  func unbound(_ name: GlobalName, in module: Module) -> TypeID {
    let key = key(module, name.rawValue)
    if let known = unboundTypes[key] { return known }
    var type = TypeID.unknown
    if module.facts.imports.contains(where: { $0.symbol == .max }) {
      type = moduleAttribute(name, of: module.id)
    }
    if type == .unknown { type = builtin(name) }
    unboundTypes[key] = type
    return type
  }

  func builtin(_ name: GlobalName) -> TypeID {
    guard let id = program.module(named: "builtins") else { return .unknown }
    return moduleAttribute(name, of: id)
  }

  // MARK: Parameters

  /// The value of a formal inside its function: the receiver, or a symbol that callers replace.
  func parameterValue(_ index: UInt32, in module: Module) -> TypeID {
    let row = module.facts.parameters[Int(index)]
    let scope = module.facts.scopes[Int(module.facts.symbols[Int(row.symbol)].scope)]
    let function = module.function(scope.owner)
    let position = index - module.facts.functions[Int(scope.owner)].parameters.lowerBound
    if position == 0, let owner = owner(of: function) {
      return receiverValue(of: function, owner: owner)
    }
    return types.make(.parameter, function.rawValue, position)
  }

  func receiverValue(of function: FunctionID, owner: ClassID) -> TypeID {
    let (module, row) = locate(function)
    let isClassLevel =
      methodKind(function) == .classMethod || module.name(row.name) == known.newName
    return types.make(isClassLevel ? .classObject : .instance, owner.rawValue)
  }

  /// What is known of a formal without its callers: its annotation, else the class of its default.
  func declaredType(ofParameter position: UInt32, of function: FunctionID) -> TypeID {
    let key = UInt64(function.rawValue) << 32 | UInt64(position)
    if let known = parameterTypes[key] { return known }
    parameterTypes[key] = .unknown
    let (module, function) = locate(function)
    guard position < UInt32(function.parameters.count) else { return .unknown }
    let row = module.facts.parameters[Int(function.parameters.lowerBound + position)]
    var type = TypeID.unknown
    if row.annotation.exists {
      type = annotation(row.annotation, in: module)
    } else if row.defaultValue.exists {
      type = widened(evaluate(row.defaultValue, in: module))
    }
    switch row.kind {
    case .variadic:
      type = known.tuple.map { instance(of: $0, [type]) } ?? .unknown
    case .keywordVariadic:
      type = known.dict.map { instance(of: $0, [instance(of: known.str), type]) } ?? .unknown
    default: break
    }
    parameterTypes[key] = type
    return type
  }

  func instance(of id: ClassID?, _ arguments: [TypeID] = []) -> TypeID {
    guard let id else { return .unknown }
    let list = arguments.isEmpty ? TypeID.unknown : types.list(arguments)
    return types.make(.instance, id.rawValue, list.rawValue)
  }

  /// A literal's class; `None` as a default says nothing of the other values.
  func widened(_ type: TypeID) -> TypeID {
    switch types.kind(type) {
    case .none: return .unknown
    case .literal: return literalClass(type)
    default: return type
    }
  }

  func literalClass(_ type: TypeID) -> TypeID {
    switch IRConstant(rawValue: UInt8(truncatingIfNeeded: types[type].a)) {
    case .true, .false: instance(of: known.bool)
    case .integer: instance(of: known.int)
    case .float: instance(of: known.float)
    case .string: instance(of: known.str)
    case .bytes: instance(of: known.bytes)
    default: .unknown
    }
  }

  // MARK: Functions as values

  /// A function after its decorators.
  func functionValue(_ id: FunctionID) -> TypeID {
    if let known = functionValues[id] { return known }
    let plain = types.make(.function, id.rawValue)
    guard runningFunctions.insert(id).inserted else {
      guesses += 1
      return plain
    }
    defer { runningFunctions.remove(id) }
    let (module, row) = locate(id)
    var value = plain
    if row.decorators != 0 {
      for node in module.facts.list(row.decorators).reversed() {
        value = decorated(value, by: node, in: module)
      }
    }
    functionValues[id] = value
    return value
  }

  private func decorated(_ value: TypeID, by node: IRNodeID, in module: Module) -> TypeID {
    let row = module.facts[node]
    let isCall = row.kind == .call
    let callee = isCall ? row.operand : node
    if module.isStub, module.origin == .model || module.origin == .shippedFacts {
      switch decoratorName(node, module) {
      case "asynccontextmanager": return types.make(.asyncContextFactory, value)
      case "contextmanager": return types.make(.contextFactory, value)
      default: return value
      }
    }
    let decorator = evaluate(callee, in: module)
    if let special = special(decorator) {
      switch special {
      case .contextManager: return types.make(.contextFactory, value)
      case .asyncContextManager: return types.make(.asyncContextFactory, value)
      case .memo: return types.make(.memoized, value)
      case .dispatch: return dispatcher(of: value, in: module)
      default: return value
      }
    }
    switch decoratorName(node, module) {
    case "staticmethod", "classmethod", "property", "cached_property", "setter", "getter",
      "deleter", "abstractmethod", "overload", "wraps":
      return value
    // Whoever wrote it, it is called by what it does: `@toolz.memoize`.
    case "memoize", "memoized": return types.make(.memoized, value)
    default: break
    }
    var evaluator = Evaluator(engine: self, module: module, frame: nil)
    let applied = isCall ? evaluator.type(of: node) : decorator
    // `def cached(*, maxsize=128): return functools.lru_cache(maxsize=maxsize)`
    if isCall, special(applied) == .memo { return types.make(.memoized, value) }
    let result = evaluator.apply(applied, to: [value], at: node, mode: .creates).result
    if !isCall, let made = onlyObject(result) { return made }
    if let chosen = ofSameKind(result, as: value) { return chosen }
    // An unresolved decorator keeps the function's nature: a signature-preserving wrapper.
    return isCallableValue(result) || descriptorGetter(result) != nil ? result : value
  }

  /// `if func is None: return lambda func: Wrapped(func)`, and `return Wrapped(func)`: `@wrapped` alone gives
  /// the object.
  private func onlyObject(_ result: TypeID) -> TypeID? {
    guard types.kind(result) == .union else { return nil }
    let objects = types.members(result).filter { types.kind($0) == .instance }
    return objects.count == 1 && isCallableValue(objects[0]) ? objects[0] : nil
  }

  /// The `__get__` of an object, where it can be read.
  func descriptorGetter(_ type: TypeID) -> FunctionID? {
    guard types.kind(type) == .instance,
      let getter = member(known.getName, of: ClassID(rawValue: types[type].a)),
      !locate(getter.owner).module.isStub
    else { return nil }
    return getter.function
  }

  /// `instance.__dict__[self.name] = value`: what stands in the object is found before the descriptor.
  func keepsInInstance(_ getter: FunctionID) -> Bool {
    let names = locate(getter).module.facts.names
    return names.find("__dict__") != nil || names.find("setattr") != nil
  }

  /// `return async_wrapper if iscoroutinefunction(f) else sync_wrapper`: the one that fits `f`.
  private func ofSameKind(_ result: TypeID, as original: TypeID) -> TypeID? {
    guard types.kind(result) == .union, types.kind(original) == .function else { return nil }
    let isAsync = locate(FunctionID(rawValue: types[original].a)).row.flags.contains(.isAsync)
    var chosen = TypeID.never
    for member in types.members(result) where types.kind(member) == .function {
      let flags = locate(FunctionID(rawValue: types[member].a)).row.flags
      if flags.contains(.isAsync) == isAsync { chosen = types.join(chosen, member) }
    }
    return chosen == .never ? nil : chosen
  }

  func isCallableValue(_ type: TypeID) -> Bool {
    switch types.kind(type) {
    case .function, .bound, .partial, .memoized, .contextFactory, .asyncContextFactory: true
    case .union: types.members(type).allSatisfy { isCallableValue($0) }
    case .instance:
      member(known.callName, of: ClassID(rawValue: types[type].a)) != nil
    default: false
    }
  }

  /// The special meaning of a function or class, by its qualified name.
  func special(_ type: TypeID) -> KnownNames.Special? {
    switch types.kind(type) {
    case .function:
      return known.specialFunctions[FunctionID(rawValue: types[type].a)]
    case .classObject:
      return known.specialClasses[ClassID(rawValue: types[type].a)]
    case .external:
      return known.specialNames[GlobalName(rawValue: types[type].a)]
    // `lru_cache(maxsize=128)`, which is called again.
    case .partial:
      return special(TypeID(rawValue: types[type].a)) == .memo ? .memo : nil
    default: return nil
    }
  }

  func isOverload(_ id: FunctionID) -> Bool {
    if let known = overloadMarks[id] { return known }
    let (module, row) = locate(id)
    let isOverload =
      row.decorators != 0
      && module.facts.list(row.decorators).contains { decoratorName($0, module) == "overload" }
    overloadMarks[id] = isOverload
    return isOverload
  }
}
