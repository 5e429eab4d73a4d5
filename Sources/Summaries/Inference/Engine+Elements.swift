import Project
import PythonSemantics

extension Engine {
  /// The value of one position of an unpacked value: -1 is the whole, -2 not known.
  func element(of type: TypeID, at position: Int16) -> TypeID {
    if position == -1 { return type }
    if position < 0 { return .unknown }
    switch types.kind(type) {
    case .tuple:
      let items = types.members(type)
      return Int(position) < items.count ? items[Int(position)] : .unknown
    case .union:
      var result = TypeID.never
      for member in types.members(type) {
        result = types.join(result, element(of: member, at: position))
      }
      return result
    case .parameter:
      // `def f(pair: tuple[Client, int])`
      let declared = declaredType(type)
      return types.kind(declared) == .tuple
        ? element(of: declared, at: position) : project(type, .element)
    case .projection: return project(type, .element)
    default: return elementType(type)
    }
  }

  func project(_ type: TypeID, _ projection: Projection, _ name: GlobalName = .empty) -> TypeID {
    guard name.rawValue < 1 << 24 else { return .unknown }
    return types.make(
      .projection, type.rawValue, UInt32(projection.rawValue) << 24 | name.rawValue)
  }

  /// `value[0]` of something that callers know; of other keys nothing is kept.
  func item(of value: TypeID, at index: TypeID) -> TypeID {
    guard let number = number(index), let place = UInt32(exactly: number), place < 16 else {
      return project(value, .item)
    }
    return project(value, .item, GlobalName(rawValue: place + 1))
  }

  /// What iterating a value yields.
  package func elementType(_ type: TypeID) -> TypeID {
    let row = types[type]
    switch row.kind {
    case .generator, .asyncGenerator: return TypeID(rawValue: row.a)
    case .tuple:
      var result = TypeID.never
      for member in types.members(type) { result = types.join(result, member) }
      return result == .never ? .unknown : result
    case .record:
      return instance(of: known.str)
    case .union:
      var result = TypeID.never
      for member in types.members(type) { result = types.join(result, elementType(member)) }
      return result == .never ? .unknown : result
    case .instance:
      if let items = builtinElement(type) { return items }
      var evaluator = Evaluator(
        engine: self, module: locate(ClassID(rawValue: row.a)).module, frame: nil)
      let iterator = evaluator.callMethod(known.iterName, of: type, at: .none)
      if types.kind(iterator) == .generator || types.kind(iterator) == .tuple {
        return elementType(iterator)
      }
      if let items = builtinElement(iterator) { return items }
      return evaluator.callMethod(known.nextName, of: iterator, at: .none)
    case .parameter:
      let declared = declaredType(type)
      return isInformative(declared) ? elementType(declared) : project(type, .element)
    case .projection: return project(type, .element)
    default: return .unknown
    }
  }

  /// Elements of builtin containers, from their type arguments.
  private func builtinElement(_ type: TypeID) -> TypeID? {
    guard types.kind(type) == .instance else { return nil }
    let id = ClassID(rawValue: types[type].a)
    let arguments = typeArguments(type)
    if id == known.str { return instance(of: known.str) }
    if id == known.bytes { return instance(of: known.int) }
    guard id == known.list || id == known.set || id == known.tuple || id == known.dict else {
      return nil
    }
    return arguments.first ?? .unknown
  }

  /// The type arguments of an instance; none where it carries a construction instead, and none of
  /// any other type, whose second operand may be no type at all.
  func typeArguments(_ type: TypeID) -> [TypeID] {
    let row = types[type]
    return row.kind == .instance ? types.items(TypeID(rawValue: row.b)) : []
  }

  /// The declared type of a formal.
  func declaredType(_ parameter: TypeID) -> TypeID {
    let row = types[parameter]
    return declaredType(ofParameter: row.b, of: FunctionID(rawValue: row.a))
  }

  /// What `await value` gives.
  package func awaitType(_ type: TypeID) -> TypeID {
    let row = types[type]
    switch row.kind {
    case .coroutine: return TypeID(rawValue: row.a)
    case .union:
      var result = TypeID.never
      for member in types.members(type) { result = types.join(result, awaitType(member)) }
      return result == .never ? .unknown : result
    case .instance:
      if let value = typeArguments(type).first { return value }
      return declaredAwait(ClassID(rawValue: row.a))
    case .parameter:
      let declared = declaredType(type)
      return isInformative(declared) ? awaitType(declared) : project(type, .await)
    case .projection: return project(type, .await)
    default: return .unknown
    }
  }

  /// What `__await__` is declared to end with: `T` of `Generator[Any, Any, T]`.
  private func declaredAwait(_ id: ClassID) -> TypeID {
    guard let member = member(known.awaitName, of: id), let function = member.function
    else { return .unknown }
    let (module, row) = signature(of: function)
    guard row.returns.exists, module.facts[row.returns].kind == .subscript else { return .unknown }
    let arguments = module.facts[module.facts[row.returns].second]
    guard arguments.kind == .tuple,
      typingName(module.facts[row.returns].operand, in: module) == "Generator"
    else { return .unknown }
    let nodes = module.facts.list(arguments.a)
    return nodes.count == 3 ? annotation(nodes[2], in: module) : .unknown
  }

  /// What `with value as x` binds.
  package func enterType(_ type: TypeID, isAsync: Bool) -> TypeID {
    let row = types[type]
    switch row.kind {
    case .contextManager, .asyncContextManager: return TypeID(rawValue: row.a)
    case .union:
      var result = TypeID.never
      for member in types.members(type) {
        result = types.join(result, enterType(member, isAsync: isAsync))
      }
      return result == .never ? .unknown : result
    case .instance:
      let id = ClassID(rawValue: row.a)
      // The program runs: what `async with` enters is no manager for `with` alone, but another object than
      // was inferred, such as the session of a `sessionmaker(class_=AsyncSession)`.
      if isAsync, member(known.asyncEnterName, of: id) == nil,
        member(known.enterName, of: id) != nil
      {
        return .unknown
      }
      var evaluator = Evaluator(engine: self, module: locate(id).module, frame: nil)
      let name = isAsync ? known.asyncEnterName : known.enterName
      let entered = evaluator.callMethod(name, of: type, at: .none)
      let value = isAsync ? awaitType(entered) : entered
      // `__enter__` without a resolvable result almost always returns the object itself.
      return value == .unknown ? type : value
    case .parameter:
      let declared = declaredType(type)
      return isInformative(declared)
        ? enterType(declared, isAsync: isAsync) : project(type, .enter)
    case .projection: return project(type, .enter)
    default: return .unknown
    }
  }
}
