import Project
import PythonSemantics

extension Evaluator {
  /// `value.name`. A property runs its getter: an implicit call at `node`.
  mutating func attribute(_ name: GlobalName, of value: TypeID, at node: IRNodeID) -> TypeID {
    let row = engine.types[value]
    switch row.kind {
    case .module: return engine.moduleAttribute(name, of: ModuleID(rawValue: row.a))
    case .instance: return instanceAttribute(name, of: value, row, at: node)
    case .classObject: return classAttribute(name, of: value, row, at: node)
    case .union:
      var result = TypeID.never
      for member in engine.types.members(value) where member != .none {
        result = engine.types.join(result, attribute(name, of: member, at: node))
      }
      return result == .never ? .unknown : result
    case .parameter:
      let declared = engine.declaredType(value)
      if engine.isInformative(declared) { return attribute(name, of: declared, at: node) }
      return engine.project(value, .attribute, name)
    case .projection: return engine.project(value, .attribute, name)
    case .external: return external(row, name)
    case .superProxy: return superAttribute(name, row)
    case .literal: return attribute(name, of: engine.literalClass(value), at: node)
    case .tuple: return builtinAttribute(name, engine.known.tuple, of: value)
    case .record:
      let values = recordValues(value)
      let dict = engine.instance(
        of: engine.known.dict, [engine.instance(of: engine.known.str), values])
      return attribute(name, of: dict, at: node)
    case .coroutine, .generator, .asyncGenerator, .contextManager, .asyncContextManager, .none,
      .unknown, .dynamic, .never, .list, .callable, .typeVariable, .activation:
      return .unknown
    case .function, .bound, .memoized, .partial, .contextFactory, .asyncContextFactory:
      return .unknown
    }
  }

  private mutating func builtinAttribute(
    _ name: GlobalName, _ id: ClassID?, of value: TypeID
  ) -> TypeID {
    guard let id, let member = engine.member(name, of: id) else { return .unknown }
    return engine.types.make(.bound, memberType(member), value)
  }

  private func external(_ row: TypeRow, _ name: GlobalName) -> TypeID {
    let key = UInt64(row.a) << 32 | UInt64(name.rawValue)
    if let known = engine.externalMembers[key] { return known }
    let base = engine.spelling(row.a)
    let dotted = "\(base).\(engine.program.globalNames[name])"
    let member = engine.types.make(.external, engine.externalName(dotted))
    engine.externalMembers[key] = member
    return member
  }

  /// The undecorated-by-binding value of a class member.
  func memberType(_ member: MemberReference) -> TypeID {
    let (module, _) = engine.locate(member.owner)
    return engine.symbolType(member.symbol, in: module)
  }

  // MARK: Instances

  private mutating func instanceAttribute(
    _ name: GlobalName, of value: TypeID, _ row: TypeRow, at node: IRNodeID
  ) -> TypeID {
    let id = ClassID(rawValue: row.a)
    let member = engine.member(name, of: id)
    if let member, let function = member.function {
      return methodValue(function, member, of: value, at: node)
    }
    if let member, let result = described(memberType(member), for: value, at: node) {
      return result
    }
    let stored = engine.storedAttribute(name, of: id)
    if stored != .unknown || member != nil {
      if member == nil { computeMissing(name, id, value, at: node) }
      var result = stored
      if let member {
        let classLevel = bound(memberType(member), to: value)
        result = engine.mergeClassLevel(classLevel, stored)
      }
      return specialize(result, for: value, declaredIn: member?.owner ?? id)
    }
    if !isPrivate(name), let getter = engine.member(engine.known.getAttrName, of: id),
      let function = getter.function
    {
      let method = engine.types.make(.bound, engine.functionValue(function), value)
      return apply(method, to: [.unknown], at: node, mode: .runs, kind: .property).result
    }
    return dynamicMember(name, of: id)
  }

  /// `__getattr__` is asked for what an object does not have yet, and may go and fetch it:
  ///
  ///     def __getattr__(self, name):
  ///         self.methods[name](self)
  ///         return getattr(self, name)
  private mutating func computeMissing(
    _ name: GlobalName, _ id: ClassID, _ value: TypeID, at node: IRNodeID
  ) {
    guard let frame, let getter = engine.member(engine.known.getAttrName, of: id),
      let function = getter.function, frame.unit.function != function,
      !engine.isMade(name, with: id), !isPrivate(name)
    else { return }
    frame.firstUseDepth += 1
    defer { frame.firstUseDepth -= 1 }
    let method = engine.types.make(.bound, engine.functionValue(function), value)
    _ = apply(method, to: [.unknown], at: node, mode: .runs, kind: .property)
  }

  /// Set by means that are not seen here, if at all: others ask `__getattr__` for what is public.
  private func isPrivate(_ name: GlobalName) -> Bool {
    engine.program.globalNames.spelling(name).first == UInt8(ascii: "_")
  }

  /// A surface without source: any method that is not written down has the class's effect, but for those
  /// that a class has for itself.
  private func dynamicMember(_ name: GlobalName, of id: ClassID) -> TypeID {
    guard !isPrivate(name), let owner = engine.dynamicClass(id) else {
      return inherited(name, by: id)
    }
    let dotted =
      "\(engine.program.qualifiedName(of: owner)).\(engine.program.globalNames[name])"
    return engine.types.make(.external, engine.dynamicName(dotted, of: owner))
  }

  /// What a base class has that is not at hand: a call graph wants its name, a summary has no use for it.
  func inherited(_ name: GlobalName, by id: ClassID) -> TypeID {
    let bases = engine.classModel(id).externalBases
    guard engine.options.keepsSilentCalls, bases.count == 1, let base = bases.first else {
      return .unknown
    }
    let dotted = "\(engine.spelling(base.rawValue)).\(engine.program.globalNames[name])"
    return engine.types.make(.external, engine.externalName(dotted))
  }

  private mutating func methodValue(
    _ function: FunctionID, _ member: MemberReference, of value: TypeID, at node: IRNodeID
  ) -> TypeID {
    let callable = memberType(member)
    if let getter = engine.descriptorGetter(callable) {
      // `@lazy def data(self): …` of a project's own `lazy`: a property. What a package has in such is
      // seldom more than an attribute that is made late.
      if engine.locate(function).module.origin != .firstParty {
        var quiet = Evaluator(engine: engine, module: module, frame: nil)
        return quiet.propertyValue(function, of: value, isFirstUse: true, at: node)
      }
      return propertyValue(
        function, of: value, isFirstUse: engine.keepsInInstance(getter), at: node)
    }
    switch engine.methodKind(function) {
    case .staticMethod: return callable
    case .classMethod:
      return engine.types.make(
        .bound, callable, engine.types.make(.classObject, engine.types[value].a))
    case .instanceMethod: return bound(callable, to: value)
    case .property, .cachedProperty:
      let getter = engine.propertyGetter(member) ?? function
      // Once for each object.
      let isFirstUse = engine.methodKind(getter) == .cachedProperty
      return propertyValue(getter, of: value, isFirstUse: isFirstUse, at: node)
    }
  }

  private mutating func propertyValue(
    _ getter: FunctionID, of value: TypeID, isFirstUse: Bool, at node: IRNodeID
  ) -> TypeID {
    if isFirstUse { frame?.firstUseDepth += 1 }
    defer { if isFirstUse { frame?.firstUseDepth -= 1 } }
    var method = engine.types.make(.function, getter.rawValue)
    method = engine.types.make(.bound, method, value)
    return apply(method, Arguments(), at: node, mode: .runs, kind: .property).result
  }

  /// What the `__get__` of an object in a class body gives. One that keeps what it was made with is told
  /// from others of its class by that alone.
  private mutating func described(
    _ descriptor: TypeID, for receiver: TypeID, at node: IRNodeID
  ) -> TypeID? {
    guard let getter = engine.descriptorGetter(descriptor),
      !engine.storesParameters(ClassID(rawValue: engine.types[descriptor].a))
    else { return nil }
    let isFirstUse = engine.keepsInInstance(getter)
    if isFirstUse { frame?.firstUseDepth += 1 }
    defer { if isFirstUse { frame?.firstUseDepth -= 1 } }
    let method = engine.types.make(.bound, engine.functionValue(getter), descriptor)
    let owner = engine.types.make(.classObject, engine.types[receiver].a)
    let result = apply(method, to: [receiver, owner], at: node, mode: .runs, kind: .property).result
    return result == .unknown ? nil : result
  }

  /// A function found on a class takes the receiver along.
  func bound(_ type: TypeID, to receiver: TypeID) -> TypeID {
    switch engine.types.kind(type) {
    // `_select = select.select` in a class: only functions written in Python become methods.
    case .function where engine.isBuiltinFunction(FunctionID(rawValue: engine.types[type].a)):
      return type
    case .function, .memoized, .contextFactory, .asyncContextFactory:
      return engine.types.make(.bound, type, receiver)
    case .union:
      var result = TypeID.never
      for member in engine.types.members(type) {
        result = engine.types.join(result, bound(member, to: receiver))
      }
      return result
    default: return type
    }
  }

  /// Puts type arguments, and what `__init__` stored, in place of the class's own symbols.
  private func specialize(
    _ type: TypeID, for receiver: TypeID, declaredIn owner: ClassID
  ) -> TypeID {
    guard engine.types.isSymbolic(type) else { return type }
    var substitution = Substitution(engine: engine)
    engine.bindReceiver(receiver, into: &substitution)
    if substitution.isEmpty { return type }
    let result = substitution(type)
    guard !substitution.variables.isEmpty, engine.types.isSymbolic(result) else { return result }
    var specialized = TypeID.never
    for member in engine.types.alternatives(result) {
      specialized = engine.types.join(specialized, declared(member, &substitution) ?? member)
    }
    return specialized
  }

  /// `def __init__(self, coordinator: T): self.coordinator = coordinator`, where `T` is known.
  private func declared(_ type: TypeID, _ substitution: inout Substitution) -> TypeID? {
    let row = engine.types[type]
    guard row.kind == .parameter, engine.owner(of: FunctionID(rawValue: row.a)) != nil else {
      return nil
    }
    let declared = engine.declaredType(type)
    guard engine.types.kind(declared) == .typeVariable else { return nil }
    return substitution.variables[GlobalName(rawValue: engine.types[declared].a)]
  }

  // MARK: Classes

  private mutating func classAttribute(
    _ name: GlobalName, of value: TypeID, _ row: TypeRow, at node: IRNodeID
  ) -> TypeID {
    let id = ClassID(rawValue: row.a)
    guard let member = engine.member(name, of: id) else {
      let stored = engine.storedAttribute(name, of: id)
      return stored
    }
    guard let function = member.function else { return memberType(member) }
    if engine.methodKind(function) == .classMethod {
      return engine.types.make(.bound, memberType(member), value)
    }
    return memberType(member)
  }

  private mutating func superAttribute(_ name: GlobalName, _ row: TypeRow) -> TypeID {
    let receiver = TypeID(rawValue: row.b)
    let start = ClassID(rawValue: row.a)
    let id = ClassID(rawValue: engine.types[receiver].a)
    let order = engine.classModel(id).linearization
    guard let place = order.firstIndex(of: start) else { return .unknown }
    for ancestor in order[(place + 1)...] {
      guard let symbol = engine.ownMember(name, of: ancestor) else { continue }
      let member = MemberReference(owner: ancestor, symbol: symbol, engine)
      guard let function = member.function else { return memberType(member) }
      switch engine.methodKind(function) {
      case .staticMethod: return memberType(member)
      case .property, .cachedProperty:
        return methodValue(function, member, of: receiver, at: .none)
      default: return engine.types.make(.bound, memberType(member), receiver)
      }
    }
    return .unknown
  }

  // MARK: Assignment

  mutating func setAttribute(
    _ name: GlobalName, of base: TypeID, to value: TypeID, at node: IRNodeID
  ) {
    guard frame != nil, engine.types.kind(base) == .instance else { return }
    let id = ClassID(rawValue: engine.types[base].a)
    guard let member = engine.member(name, of: id), let setter = engine.propertySetter(member)
    else { return }
    let method = engine.types.make(
      .bound, engine.types.make(.function, setter.rawValue), base)
    _ = apply(method, to: [value], at: node, mode: .runs, kind: .property)
  }

  // MARK: Protocol methods

  /// Calls a special method of the value's class, if it has one.
  mutating func callMethod(
    _ name: GlobalName, of value: TypeID, _ arguments: [TypeID] = [], at node: IRNodeID,
    kind: SiteKind = .call
  ) -> TypeID {
    callMethod(name, of: value, arguments, in: CallContext(node: node, kind: kind))
  }

  mutating func callMethod(
    _ name: GlobalName, of value: TypeID, _ arguments: [TypeID] = [], in context: CallContext
  ) -> TypeID {
    var result = TypeID.never
    for member in engine.types.alternatives(value) {
      var receiver = member
      if engine.types.kind(member) == .parameter {
        receiver = engine.declaredType(member)
      }
      guard engine.types.kind(receiver) == .instance,
        let found = engine.member(name, of: ClassID(rawValue: engine.types[receiver].a))
      else { continue }
      let method = bound(memberType(found), to: receiver)
      var called = context
      called.mode = .runs
      let applied = apply(method, Arguments(positional: arguments), called)
      result = engine.types.join(result, applied.result)
    }
    return result == .never ? .unknown : result
  }

  /// `value[a:b]`: a sequence of the same elements.
  mutating func slice(of value: TypeID, _ slice: IRNode, at node: IRNodeID) -> TypeID {
    let bounds = (0..<3).map { module.facts.field(slice.a, $0) }
    let types = bounds.map { $0.exists ? type(of: $0) : .none }
    switch engine.types.kind(value) {
    case .tuple:
      let items = engine.types.members(value)
      let isKnown = zip(bounds, types).allSatisfy { !$0.exists || engine.number($1) != nil }
      guard isKnown, !bounds[2].exists else {
        return engine.instance(of: engine.known.tuple, [engine.elementType(value)])
      }
      let start = position(types[0], among: items.count) ?? 0
      let end = position(types[1], among: items.count) ?? items.count
      return engine.types.sequence(.tuple, start < end ? Array(items[start..<end]) : [])
    case .instance:
      let id = ClassID(rawValue: engine.types[value].a)
      if id == engine.known.list || id == engine.known.tuple { return value }
    case .parameter where engine.isInformative(engine.declaredType(value)):
      return self.slice(of: engine.declaredType(value), slice, at: node)
    case .union:
      var result = TypeID.never
      for member in engine.types.members(value) where member != .none {
        result = engine.types.join(result, self.slice(of: member, slice, at: node))
      }
      return result == .never ? .unknown : result
    default: break
    }
    // A queryset is read at once if the slice has a step.
    let step = types[2] == .none ? types[2] : engine.widened(types[2])
    return item(of: value, engine.instance(of: engine.known.slice, [step]), at: node)
  }

  /// A bound of a slice as Python clips it.
  private func position(_ bound: TypeID, among count: Int) -> Int? {
    guard let number = engine.number(bound), number.magnitude < 1e9 else { return nil }
    let place = number < 0 ? count + Int(number) : Int(number)
    return min(max(place, 0), count)
  }

  /// `value[index]`.
  mutating func item(of value: TypeID, _ index: TypeID, at node: IRNodeID) -> TypeID {
    let row = engine.types[value]
    switch row.kind {
    case .tuple:
      let items = engine.types.members(value)
      guard let position = engine.number(index) else { return engine.elementType(value) }
      let place = position < 0 ? Double(items.count) + position : position
      return 0 <= place && place < Double(items.count) ? items[Int(place)] : .unknown
    case .record:
      guard engine.types.kind(index) == .literal else { return recordValues(value) }
      let items = engine.types.members(value)
      for place in stride(from: 0, to: items.count, by: 2) where items[place] == index {
        return items[place + 1]
      }
      return .unknown
    case .classObject:
      // `Box[int]` as an expression is the class.
      return value
    case .instance:
      let id = ClassID(rawValue: row.a)
      let arguments = engine.typeArguments(value)
      if id == engine.known.dict { return arguments.count == 2 ? arguments[1] : .unknown }
      if id == engine.known.list || id == engine.known.tuple { return arguments.first ?? .unknown }
      if id == engine.known.str || id == engine.known.bytes { return value }
      return callMethod(engine.known.getItemName, of: value, [index], at: node, kind: .item)
    case .union:
      var result = TypeID.never
      for member in engine.types.members(value) where member != .none {
        result = engine.types.join(result, item(of: member, index, at: node))
      }
      return result == .never ? .unknown : result
    case .parameter:
      let declared = engine.declaredType(value)
      return engine.isInformative(declared)
        ? item(of: declared, index, at: node) : engine.item(of: value, at: index)
    case .projection: return engine.item(of: value, at: index)
    default: return .unknown
    }
  }
}
