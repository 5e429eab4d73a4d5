import Project
import PythonSemantics

extension Engine {
  /// A function of a module that is written in C, by itself and not in a class.
  func isBuiltinFunction(_ id: FunctionID) -> Bool {
    locate(id).module.origin == .model && owner(of: id) == nil
  }

  /// Among `@property`, `@x.setter`, `@x.deleter` of one name, the getter.
  func propertyGetter(_ member: MemberReference) -> FunctionID? {
    accessor(member) { $0 == "property" || $0 == "cached_property" || $0 == "getter" }
  }

  func propertySetter(_ member: MemberReference) -> FunctionID? {
    accessor(member) { $0 == "setter" }
  }

  private func accessor(
    _ member: MemberReference, where matches: (String) -> Bool
  ) -> FunctionID? {
    let (module, _) = locate(member.owner)
    for definition in module.facts.definitions[module.facts.symbolRange(member.symbol)]
    where definition.kind == .function {
      let row = module.facts.functions[Int(definition.value)]
      guard row.decorators != 0 else { continue }
      if module.facts.list(row.decorators).contains(where: { matches(decoratorName($0, module)) }) {
        return module.function(definition.value)
      }
    }
    return nil
  }

  /// The join of what methods store in `self.name`, along the linearisation.
  func storedAttribute(_ name: GlobalName, of id: ClassID) -> TypeID {
    let key = UInt64(id.rawValue) << 32 | UInt64(name.rawValue)
    if let known = attributeTypes[key] { return known }
    guard runningAttributes.insert(key).inserted else {
      guesses += 1
      return .unknown
    }
    defer { runningAttributes.remove(key) }
    var declared: TypeID?
    var inferred = TypeID.never
    for ancestor in classModel(id).linearization {
      let (module, row) = locate(ancestor)
      for attribute in module.facts.attributes[row.attributes.asInts]
      where module.name(attribute.name) == name {
        if attribute.annotation.exists {
          let type = annotation(attribute.annotation, in: module)
          if isInformative(type), declared == nil { declared = type }
        }
        let receiver = ancestor == id ? nil : id
        inferred = types.join(inferred, storedValue(attribute, in: module, late: receiver))
      }
    }
    var result = merge(declared: declared, inferred: inferred)
    if result == .never { result = declared ?? .unknown }
    result = filled(result, name, of: id)
    attributeTypes[key] = result
    return result
  }

  /// Whether the objects of a class have the attribute from the start.
  func isMade(_ name: GlobalName, with id: ClassID) -> Bool {
    classModel(id).linearization.contains { ancestor in
      let (module, row) = locate(ancestor)
      return module.facts.attributes[row.attributes.asInts].contains { attribute in
        let maker = module.facts.functions[Int(attribute.function)]
        return module.name(attribute.name) == name && module.name(maker.name) == known.initName
      }
    }
  }

  private func storedValue(
    _ row: AttributeRow, in module: Module, late receiver: ClassID?
  ) -> TypeID {
    guard row.value.exists else { return .never }
    let value =
      receiver.flatMap { lateBound(row, in: module, $0) } ?? evaluate(row.value, in: module)
    switch row.kind {
    // `self._value -= 1`: not what it began with.
    case .augmented: return widened(value)
    case .assignment: return element(of: value, at: row.position)
    case .iteration: return element(of: elementType(value), at: row.position)
    case .context:
      let isAsync = row.statement.exists && module.facts[row.statement].isAsync
      return element(of: enterType(value, isAsync: isAsync), at: row.position)
    default: return .unknown
    }
  }

  /// `self._selector = self._selector_cls()` in a base class: what it is in the class of the receiver.
  private func lateBound(_ row: AttributeRow, in module: Module, _ receiver: ClassID) -> TypeID? {
    let value = module.facts[row.value]
    guard value.kind == .call,
      let first = module.facts.functions[Int(row.function)].parameters.first
    else { return nil }
    let callee = module.facts[value.operand]
    guard callee.kind == .attribute else { return nil }
    let base = module.facts[callee.operand]
    let name = module.facts.parameters[Int(first)].name
    guard base.kind == .name, base.a == name else { return nil }
    var evaluator = Evaluator(engine: self, module: module, frame: nil)
    evaluator.formals = [name: instance(of: receiver)]
    let result = evaluator.type(of: row.value)
    return result == .unknown ? nil : result
  }

  /// A class-level default (`client = None`) and what instances store belong together; a class-level
  /// annotation wins, unless the stored value is more specific.
  func mergeClassLevel(_ classLevel: TypeID, _ stored: TypeID) -> TypeID {
    if stored == .unknown { return classLevel }
    if classLevel == .unknown || classLevel == .none || classLevel == .dynamic {
      return types.join(classLevel == .dynamic ? .unknown : classLevel, stored)
    }
    if isInformative(classLevel) { return merge(declared: classLevel, inferred: stored) }
    return types.join(classLevel, stored)
  }

  /// The receiver's own knowledge: type arguments of its class, and what its construction stored.
  func bindReceiver(_ receiver: TypeID, into substitution: inout Substitution) {
    let row = types[receiver]
    // `def f(box: Box[Item])`: what its annotation says.
    if row.kind == .parameter {
      let declared = declaredType(receiver)
      if types.kind(declared) == .instance { bindReceiver(declared, into: &substitution) }
    }
    guard row.kind == .instance || row.kind == .classObject else { return }
    let inherited = inheritedVariables(of: ClassID(rawValue: row.a))
    defer { if !inherited.isEmpty { substitution.variables.merge(inherited) { own, _ in own } } }
    let extra = TypeID(rawValue: row.b)
    switch types.kind(extra) {
    case .activation:
      let unit = units[Int(types[extra].a)]
      let parts = types.items(TypeID(rawValue: types[extra].b))
      if let bindings = parts.first.map({ types.items($0) }) {
        substitution.bind(unit.function, bindings)
        // `Box(load())` of `def __init__(self, job: Coroutine[Any, Any, T])`.
        if !classModel(ClassID(rawValue: row.a)).typeParameters.isEmpty {
          unifyFormals(of: unit.function, bindings, into: &substitution.variables)
        }
      }
    case .list:
      let id = ClassID(rawValue: row.a)
      bindTypeArguments(typeArguments(receiver), of: id, into: &substitution.variables, depth: 0)
    default: break
    }
  }

  /// What a class says of the type variables of its bases: `class Lamp(CoordinatorEntity[LampCoordinator])`.
  private func inheritedVariables(of id: ClassID) -> [GlobalName: TypeID] {
    if let known = baseVariables[id] { return known }
    baseVariables[id] = [:]
    var variables: [GlobalName: TypeID] = [:]
    for ancestor in classModel(id).linearization.reversed() {
      var own: [GlobalName: TypeID] = [:]
      bindTypeArguments([], of: ancestor, into: &own, depth: 0)
      variables.merge(own.filter { !types.isSymbolic($1) && isInformative($1) }) { $1 }
    }
    baseVariables[id] = variables
    return variables
  }

  /// Type variables of a class and of its generic bases.
  private func bindTypeArguments(
    _ arguments: [TypeID], of id: ClassID, into variables: inout [GlobalName: TypeID], depth: Int
  ) {
    for (name, type) in zip(classModel(id).typeParameters, arguments) where variables[name] == nil {
      variables[name] = type
    }
    guard depth < 4 else { return }
    let (module, row) = locate(id)
    guard row.bases != 0 else { return }
    for node in module.facts.list(row.bases) where module.facts[node].kind == .subscript {
      let base = evaluate(module.facts[node].operand, in: module)
      guard types.kind(base) == .classObject else { continue }
      let type = annotation(node, in: module)
      guard types.kind(type) == .instance else { continue }
      var substitution = Substitution(engine: self)
      substitution.variables = variables
      let inner = typeArguments(type).map { substitution($0) }
      bindTypeArguments(
        inner, of: ClassID(rawValue: types[base].a), into: &variables, depth: depth + 1)
    }
  }

  // MARK: Literals

  /// The value of a numeric or Boolean literal.
  package func number(_ type: TypeID) -> Double? {
    let row = types[type]
    guard row.kind == .literal else { return nil }
    switch IRConstant(rawValue: UInt8(truncatingIfNeeded: row.a)) {
    case .integer: return Double(Int32(bitPattern: row.b))
    case .float: return Double(Float(bitPattern: row.b))
    case .true: return 1
    case .false: return 0
    default: return nil
    }
  }

  func literal(_ value: Double) -> TypeID {
    if value == value.rounded(), abs(value) < 2_000_000_000 {
      return types.make(
        .literal, UInt32(IRConstant.integer.rawValue), UInt32(bitPattern: Int32(value)))
    }
    return types.make(.literal, UInt32(IRConstant.float.rawValue), Float(value).bitPattern)
  }

  /// The text of a string literal.
  package func text(_ type: TypeID) -> String? {
    let row = types[type]
    guard row.kind == .literal,
      IRConstant(rawValue: UInt8(truncatingIfNeeded: row.a)) == .string
    else { return nil }
    return program.globalNames[GlobalName(rawValue: row.b)]
  }

  // MARK: Names without a definition

  /// A number for a dotted name that no file spells: the program's table is frozen, so these are
  /// kept behind its end.
  func externalName(_ dotted: String) -> UInt32 {
    if let name = program.globalNames.find(dotted) { return name.rawValue }
    if let known = externalNumbers[dotted] { return known }
    let number = UInt32(program.globalNames.count + externalNames.count)
    externalNumbers[dotted] = number
    externalNames.append(dotted)
    return number
  }

  /// The spelling of a name of the program or of `externalName`.
  package func spelling(_ name: UInt32) -> String {
    let index = Int(name) - program.globalNames.count
    return externalNames.indices.contains(index)
      ? externalNames[index] : program.globalNames[GlobalName(rawValue: name)]
  }

  /// The nearest ancestor that a model declares as a dynamic surface.
  func dynamicClass(_ id: ClassID) -> ClassID? {
    classModel(id).linearization.first { dynamicEffect($0) != nil }
  }

  func dynamicName(_ dotted: String, of owner: ClassID) -> UInt32 {
    let number = externalName(dotted)
    dynamicOwners[number] = owner
    return number
  }
}
