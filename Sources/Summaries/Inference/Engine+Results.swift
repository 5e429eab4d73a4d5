import LibraryModels
package import Project
import PythonSemantics

extension Engine {
  /// What calling a unit gives, for the values of one call.
  func result(
    of unit: Unit, _ bindings: [TypeID], _ environment: TypeID, _ receiver: TypeID?
  ) -> TypeID {
    let (module, row) = locate(unit.function)
    let signature = signature(of: unit.function)
    let returns = signature.row.returns
    var value = returns.exists ? annotation(returns, in: signature.module) : TypeID.unknown
    let isSelf = returns.exists && isSelfForm(returns, in: signature.module)
    if isSelf, let receiver { value = instanceOfReceiver(receiver) }
    let isGenerator = row.flags.contains(.isGenerator)
    // `def get(self) -> T | None`: what the caller's type arguments make of it says more than the body.
    if types.isSymbolic(value), !isInformative(value), !module.isStub, !isGenerator {
      let bound = substituted(value, unit, bindings, environment, receiver)
      if isInformative(bound) { value = bound }
    }
    if !module.isStub, !isGenerator {
      let inferred = unit.returns == .never ? TypeID.unknown : unit.returns
      if !isInformative(value) || value == .none {
        value = inferred == .unknown ? value : inferred
      } else if types.kind(value) == .instance || types.kind(value) == .union {
        let isWrong = contradicts(value, inferred)
        value = isWrong ? .unknown : merge(declared: value, inferred: inferred)
      }
    }
    if types.kind(value) != .never || isGenerator {
      value = substituted(value, unit, bindings, environment, receiver)
    }
    if !isGenerator, isVague(value), let stated = statedResult(of: unit, receiver) {
      value = stated
    }
    guard isGenerator || row.flags.contains(.isAsync) else { return value }
    let activation = activation(unit, bindings, environment)
    if isGenerator {
      let declared = yielded(value)
      var yields = substituted(
        unit.yields == .never ? declared : unit.yields, unit, bindings, environment, receiver)
      if yields == .unknown { yields = declared }
      let kind: TypeKind = row.flags.contains(.isAsync) ? .asyncGenerator : .generator
      return types.make(kind, yields, activation)
    }
    // A stub writes `async def stream() -> AsyncIterator[T]` for a coroutine, `def` for a generator.
    return types.make(.coroutine, value, activation)
  }

  private func isVague(_ type: TypeID) -> Bool {
    types.alternatives(type).allSatisfy {
      !isInformative($0) || [.projection, .parameter].contains(types.kind($0))
    }
  }

  /// What the model that ships for an installed package declares, where its code says nothing: `__aenter__`
  /// of a slot that `None` was put in first.
  private func statedResult(of unit: Unit, _ receiver: TypeID?) -> TypeID? {
    guard let model = reviewer(of: unit.function), isReviewed(unit) else { return nil }
    let (module, row) = locate(model)
    let isAsync = locate(unit.function).row.flags.contains(.isAsync)
    guard row.returns.exists, row.flags.contains(.isAsync) == isAsync else { return nil }
    if isSelfForm(row.returns, in: module) { return receiver.map { instanceOfReceiver($0) } }
    let declared = annotation(row.returns, in: module)
    return isInformative(declared) && !types.isSymbolic(declared) ? declared : nil
  }

  /// Whether what a function gives back is no object of the class that its annotation names. Of abstract
  /// classes anything may be an object, and of what stubs say not all that is so is stated.
  ///
  ///     def connection(self) -> Connection:
  ///         return self.engine.connect()  # an `AsyncConnection`
  private func contradicts(_ declared: TypeID, _ inferred: TypeID) -> Bool {
    guard types.kind(declared) == .instance, types.kind(inferred) == .instance else { return false }
    let wanted = ClassID(rawValue: types[declared].a)
    let given = ClassID(rawValue: types[inferred].a)
    if isSubclass(given, of: wanted) || isSubclass(wanted, of: given) { return false }
    return [wanted, given].allSatisfy { id in
      !classModel(id).hasUnknownBase && !locate(id).module.isStub && !isProtocol(id)
    }
  }

  private func yielded(_ declared: TypeID) -> TypeID {
    let kind = types.kind(declared)
    return kind == .generator || kind == .asyncGenerator
      ? TypeID(rawValue: types[declared].a) : .unknown
  }

  private func isSelfForm(_ node: IRNodeID, in module: Module) -> Bool {
    let row = module.facts[node]
    return row.kind == .name && module.name(row.a) == known.selfName
  }

  private func instanceOfReceiver(_ receiver: TypeID) -> TypeID {
    types.kind(receiver) == .classObject ? types.make(.instance, types[receiver].a) : receiver
  }

  private func substituted(
    _ value: TypeID, _ unit: Unit, _ bindings: [TypeID], _ environment: TypeID, _ receiver: TypeID?
  ) -> TypeID {
    if !types.isSymbolic(value), !types[value].holdsFunction { return value }
    // `__new__` that gives `cls()` is a call of itself: each level asks for the result of the next.
    guard substitutionDepth < Self.substitutionLimit else { return .unknown }
    substitutionDepth += 1
    defer { substitutionDepth -= 1 }
    var substitution = Substitution(engine: self)
    substitution.bind(unit.function, bindings)
    if environment != .unknown { substitution.bind(environment: environment) }
    if let receiver { bindReceiver(receiver, into: &substitution) }
    if types.isSymbolic(value), signature(of: unit.function).row.returns.exists {
      unifyFormals(of: unit.function, bindings, into: &substitution.variables)
    }
    substitution.erasesVariables = true
    return substitution(value)
  }

  /// Finds the values of type variables from what a call gave for the formals that are declared with them.
  func unifyFormals(
    of function: FunctionID, _ bindings: [TypeID], into variables: inout [GlobalName: TypeID]
  ) {
    let (module, row) = signature(of: function)
    lazy var formals = formals(of: function)
    for position in row.parameters {
      let parameter = module.facts.parameters[Int(position)]
      guard parameter.annotation.exists,
        let index = formals.firstIndex(of: module.name(parameter.name)), index < bindings.count
      else { continue }
      let declared = annotation(parameter.annotation, in: module)
      if types.isSymbolic(declared) { unify(declared, bindings[index], into: &variables) }
    }
  }

  private func formals(of function: FunctionID) -> [GlobalName] {
    let (module, row) = locate(function)
    return row.parameters.map { module.name(module.facts.parameters[Int($0)].name) }
  }

  /// Finds the values of type variables by laying an argument over a declaration.
  private func unify(
    _ declared: TypeID, _ actual: TypeID, into variables: inout [GlobalName: TypeID]
  ) {
    if actual == .unknown || actual == .dynamic { return }
    let row = types[declared]
    switch row.kind {
    case .typeVariable:
      let name = GlobalName(rawValue: row.a)
      variables[name] = types.join(variables[name] ?? .never, actual)
    case .union:
      for member in types.members(declared) where types.isSymbolic(member) {
        unify(member, types.removing(.none, from: actual), into: &variables)
      }
    case .coroutine: unify(TypeID(rawValue: row.a), awaitType(actual), into: &variables)
    case .generator, .asyncGenerator:
      unify(TypeID(rawValue: row.a), elementType(actual), into: &variables)
    case .callable:
      var evaluator = Evaluator(engine: self, module: program.modules[0], frame: nil)
      let result = evaluator.apply(actual, Arguments(), CallContext(node: .none, mode: .creates))
      unify(TypeID(rawValue: row.a), result.result, into: &variables)
    case .instance:
      for (part, value) in zip(typeArguments(declared), typeArguments(actual)) {
        unify(part, value, into: &variables)
      }
    default: break
    }
  }

  package func activation(_ unit: Unit, _ bindings: [TypeID], _ environment: TypeID) -> TypeID {
    let values = types.list(bindings)
    let parts = types.list([values, environment])
    return types.make(.activation, unit.id.rawValue, parts.rawValue)
  }

  func receiverClass(_ receiver: TypeID) -> ClassID? {
    switch types.kind(receiver) {
    case .instance, .classObject: ClassID(rawValue: types[receiver].a)
    case .literal: receiverClass(literalClass(receiver))
    case .parameter: receiverClass(declaredType(receiver))
    default: nil
    }
  }

  /// Among `@overload`s, the first whose literal parameters fit the arguments.
  func selectOverload(
    _ function: FunctionID, _ arguments: Arguments, hasReceiver: Bool
  ) -> FunctionID {
    guard isOverload(function) || overloadSets[function] != nil else { return function }
    let (module, row) = locate(function)
    if overloadSets[function] == nil { overloadSets[function] = overloads(row, in: module) }
    for candidate in overloadSets[function] ?? [] {
      let (_, row) = locate(candidate)
      if fits(row, module, arguments, skip: hasReceiver ? 1 : 0) { return candidate }
    }
    return function
  }

  private func overloads(_ row: FunctionRow, in module: Module) -> [FunctionID] {
    for symbol in module.facts.scopes[Int(row.parentScope)].symbols
    where module.facts.symbols[Int(symbol)].name == row.name {
      return module.facts.definitions[module.facts.symbolRange(symbol)]
        .filter { $0.kind == .function }.map { module.function($0.value) }
    }
    return []
  }

  private func fits(
    _ row: FunctionRow, _ module: Module, _ arguments: Arguments, skip: Int
  ) -> Bool {
    if 0 < arguments.positional.count, !takes(arguments.positional, row, module, skip: skip) {
      return false
    }
    var position = 0
    for index in row.parameters.dropFirst(skip) {
      let parameter = module.facts.parameters[Int(index)]
      let name = module.name(parameter.name)
      var value = arguments.keywords.first { $0.name == name }?.type
      if value == nil, parameter.kind != .keywordOnly, position < arguments.positional.count {
        value = arguments.positional[position]
      }
      position += 1
      guard parameter.annotation.exists else { continue }
      let declared = annotation(parameter.annotation, in: module)
      let options = types.alternatives(declared)
      guard options.contains(where: { types.kind($0) == .literal }) else { continue }
      if let value {
        if types.kind(value) == .literal, !options.contains(value) { return false }
        if types.kind(value) != .literal { return false }
      } else if !parameter.defaultValue.exists {
        return false
      }
    }
    return true
  }

  /// Whether there is a parameter for each positional argument.
  private func takes(
    _ arguments: [TypeID], _ row: FunctionRow, _ module: Module, skip: Int
  ) -> Bool {
    let kinds = row.parameters.dropFirst(skip).map { module.facts.parameters[Int($0)].kind }
    return kinds.contains(.variadic)
      || arguments.count <= kinds.count { $0 == .positional || $0 == .positionalOnly }
  }

  /// Whether `__init__` keeps some formal as it is, so that methods may call what was handed in.
  func storesParameters(_ id: ClassID) -> Bool {
    if let known = storing[id] { return known }
    storing[id] = false
    var stores = false
    for ancestor in classModel(id).linearization {
      let (module, row) = locate(ancestor)
      for attribute in module.facts.attributes[row.attributes.asInts] where attribute.value.exists {
        let value = module.facts[attribute.value]
        if value.kind == .name, value.b != 0,
          module.facts.symbols[Int(value.b - 1)].flags.contains(.parameter)
        {
          stores = true
        }
      }
    }
    storing[id] = stores
    return stores
  }

  /// The class, along the linearisation, whose methods assign the attribute: the lock's home.
  func attributeOwner(_ name: GlobalName, of id: ClassID) -> ClassID {
    for ancestor in classModel(id).linearization {
      if ownMember(name, of: ancestor) != nil { return ancestor }
      let (module, row) = locate(ancestor)
      if module.facts.attributes[row.attributes.asInts].contains(where: {
        module.name($0.name) == name
      }) {
        return ancestor
      }
    }
    return id
  }

  // MARK: Facts

  /// What a model says of a function: its own decorators, or those of an overlay.
  package func fact(of function: FunctionID) -> Fact? {
    if let known = facts[function] { return known }
    var fact = overlays[function].flatMap { statedFact(of: $0) }
    if fact == nil {
      // Shipped facts were derived with the overlay at hand: what it left out stands there.
      if overlays[function] != nil { plainFacts.insert(function) }
      fact = statedFact(of: function)
    }
    facts[function] = .some(fact)
    return fact
  }

  func statedFact(of function: FunctionID) -> Fact? {
    let (module, row) = locate(function)
    guard module.origin == .model || module.origin == .shippedFacts, row.decorators != 0 else {
      return nil
    }
    return FactReader(facts: module.facts).fact(of: row)
  }

  /// The function in whose code a fact's conditions are written.
  func factSource(_ function: FunctionID) -> FunctionID {
    plainFacts.contains(function) ? function : overlays[function] ?? function
  }

  /// The effect of any unlisted method of a class, from `@dynamic(class, family)`.
  func dynamicEffect(_ id: ClassID) -> (EffectClass, EffectFamily)? {
    if let known = dynamicEffects[id] { return known }
    let (module, row) = locate(overlayClasses[id] ?? id)
    var effect: (EffectClass, EffectFamily)?
    if module.isStub, row.decorators != 0 {
      for node in module.facts.list(row.decorators)
      where module.facts[node].kind == .call && decoratorName(node, module) == "dynamic" {
        let arguments = module.facts.list(module.facts[node].b)
        guard arguments.count == 2,
          let family = EffectFamily(rawValue: module.facts.names[module.facts[arguments[1]].a])
        else { continue }
        let name = module.facts.names[module.facts[arguments[0]].a]
        effect = (name == "unbounded" ? .unbounded : name == "brief" ? .brief : .io, family)
      }
    }
    dynamicEffects[id] = .some(effect)
    return effect
  }
}
