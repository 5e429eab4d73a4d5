import LibraryModels
import Project
import PythonSemantics
import PythonSyntax

extension Engine {
  /// What an atom says of a value.
  func evaluate(_ atom: Atom) -> Tri {
    let value = test(atom)
    return atom.isNegated ? value.negated : value
  }

  private func test(_ atom: Atom) -> Tri {
    let evaluator = Evaluator(engine: self, module: program.modules[0], frame: nil)
    switch atom.test {
    case .isNone: return evaluator.compare(atom.value, .is, .none)
    case .isTrue: return evaluator.truth(atom.value)
    case .equals: return evaluator.compare(atom.value, .equal, atom.other)
    case .less: return evaluator.compare(atom.value, .less, atom.other)
    case .lessOrEqual: return evaluator.compare(atom.value, .lessOrEqual, atom.other)
    case .isInstance: return isInstance(atom.value, of: atom.other)
    case .hasAttribute: return hasAttribute(atom.value, atom.other)
    case .hasBits:
      // `None & bits` raises: a name that some platforms set to None is a number where it is used.
      guard let value = number(types.removing(.none, from: atom.value)),
        let bits = number(atom.other),
        let flags = Int(exactly: value), let wanted = Int(exactly: bits)
      else { return .unknown }
      return flags & wanted != 0 ? .yes : .no
    case .startsWith:
      // An empty text is one that its author has yet to fill in: `urlopen("")`.
      guard let value = text(atom.value), let prefix = text(atom.other), !value.isEmpty else {
        return .unknown
      }
      return value.hasPrefix(prefix) ? .yes : .no
    case .shorterThan:
      if atom.value == .none { return .no }
      guard let value = number(atom.value), let limit = number(atom.other) else { return .unknown }
      return 0 <= value && value < limit ? .yes : .no
    }
  }

  /// What a call hands on where its caller was handed these values; nil where they rule the call out.
  package func values(
    of target: CallTarget, at site: CallSite, of unit: Unit, given values: [TypeID]
  ) -> [TypeID]? {
    var substitution = Substitution(engine: self)
    substitution.bind(unit.function, values)
    for var atom in site.conditions {
      atom.value = substitution(atom.value)
      if evaluate(atom) == .no { return nil }
    }
    return types.items(target.bindings).map { substitution($0) }
  }

  private func isInstance(_ type: TypeID, of classes: TypeID) -> Tri {
    let wanted = types.alternatives(instanceOf(classes))
    var result: Tri?
    for member in types.alternatives(type) {
      let verdict = isInstance(member, wanted)
      if let known = result, known != verdict { return .unknown }
      result = verdict
    }
    return result ?? .unknown
  }

  private func isInstance(_ type: TypeID, _ wanted: Alternatives) -> Tri {
    let value = types.kind(type) == .literal ? literalClass(type) : type
    guard types.kind(value) == .instance else { return value == .none ? .no : .unknown }
    let id = ClassID(rawValue: types[value].a)
    for target in wanted {
      guard types.kind(target) == .instance else { return .unknown }
      let wantedClass = ClassID(rawValue: types[target].a)
      if isSubclass(id, of: wantedClass) || isStreamClass(id, wantedClass) { return .yes }
    }
    return classModel(id).hasUnknownBase || wanted.isEmpty ? .unknown : .no
  }

  /// `hasattr(file, "read")`: certain for instances of classes that are known as a whole.
  private func hasAttribute(_ type: TypeID, _ name: TypeID) -> Tri {
    guard let name = text(name), let global = program.globalNames.find(name) else {
      return .unknown
    }
    var result: Tri?
    for member in types.alternatives(type) {
      let value = types.kind(member) == .literal ? literalClass(member) : member
      var verdict = Tri.unknown
      if value == .none { verdict = .no }
      if types.kind(value) == .instance {
        let id = ClassID(rawValue: types[value].a)
        let model = classModel(id)
        if self.member(global, of: id) != nil {
          verdict = .yes
        } else if !model.hasUnknownBase, self.member(known.getAttrName, of: id) == nil {
          verdict = storedAttribute(global, of: id) == .unknown ? .no : .unknown
        }
      }
      if let known = result, known != verdict { return .unknown }
      result = verdict
    }
    return result ?? .unknown
  }

  /// The abstract classes of `io` count those of `_io` as their own, which do not derive from them:
  /// `isinstance(BytesIO(), io.IOBase)`.
  private func isStreamClass(_ id: ClassID, _ wanted: ClassID) -> Bool {
    guard locate(wanted).module.name == "io" else { return false }
    return classModel(wanted).linearization.contains { base in
      locate(base).module.name == "_io" && isSubclass(id, of: base)
    }
  }

  /// How the object was made is not known, and made plainly it would not wait: `put` into a queue that
  /// perhaps has a limit.
  func isLeftToDefault(_ atom: Atom, _ callee: Unit, _ unit: Unit) -> Bool {
    guard types.kind(atom.value) == .parameter else { return false }
    let maker = FunctionID(rawValue: types[atom.value].a)
    guard maker != callee.function, maker != unit.function, let made = owner(of: maker)
    else { return false }
    // What a method asks of its own object its callers may know.
    if let own = unit.receiver, classModel(own).linearization.contains(made) { return false }
    let (module, row) = locate(maker)
    let formal = row.parameters.lowerBound + types[atom.value].b
    guard row.parameters.contains(formal) else { return false }
    var plain = atom
    let value = module.facts.parameters[Int(formal)].defaultValue
    guard value.exists else { return false }
    plain.value = evaluate(value, in: module)
    return evaluate(plain) == .no
  }

  /// A formal whose annotation says that the condition of a model fails: a socket that is connected to
  /// a `path: str` is one of the own machine.
  func isDeclaredOtherwise(_ atom: Atom) -> Bool {
    guard atom.test == .isInstance, types.kind(atom.value) == .parameter else { return false }
    var declared = atom
    declared.value = declaredType(atom.value)
    return declared.value != .unknown && evaluate(declared) == .no
  }

  /// `def say(data: bytes): cache(data)`, where `cache` fetches what `isinstance(data, str)`: no value of
  /// that annotation does it. Of builtin classes only, none of which derives from another: a class of
  /// a project may have subclasses that nobody here knows.
  func isPlainlyDeclaredOtherwise(_ atom: Atom) -> Bool {
    guard isDeclaredOtherwise(atom) else { return false }
    let declared = types.alternatives(declaredType(atom.value))
    let wanted = types.alternatives(instanceOf(atom.other))
    return declared.allSatisfy(isPlainValue) && wanted.allSatisfy(isPlainValue)
  }

  private static let plainClasses: Set<String> = [
    "str", "bytes", "bytearray", "memoryview", "int", "float", "complex", "list", "dict", "set",
    "tuple", "frozenset",
  ]

  private func isPlainValue(_ type: TypeID) -> Bool {
    guard types.kind(type) == .instance else { return false }
    let (module, row) = locate(ClassID(rawValue: types[type].a))
    return module.name == "builtins" && Self.plainClasses.contains(module.facts.names[row.name])
  }

  /// A fact's conditions as atoms over the formals of the function it speaks of.
  func guards(
    of effect: FactEffect, _ fact: Fact, _ function: FunctionID, from stated: FunctionID? = nil
  ) -> [Atom] {
    let source = stated ?? factSource(function)
    let (module, row) = locate(source)
    var atoms: [Atom] = []
    if effect.condition.exists {
      var evaluator = ModelConditions(engine: self, module: module, function: source, row: row)
      atoms = evaluator.atoms(effect.condition)
    }
    let limit = literal(options.budgetMilliseconds / 1000)
    for position in fact.timeouts {
      atoms.append(
        Atom(
          value: types.make(.parameter, source.rawValue, UInt32(position)), test: .shorterThan,
          other: limit, isNegated: true))
    }
    return source == function ? atoms : atoms.map { rebase($0, from: source, to: function) }
  }

  /// An overlay's formals, found by name among those of the function it is laid over.
  private func rebase(_ atom: Atom, from source: FunctionID, to target: FunctionID) -> Atom {
    let (model, modelRow) = locate(source)
    let (module, row) = locate(target)
    var substitution = Substitution(engine: self)
    for (position, index) in modelRow.parameters.enumerated() {
      let name = model.name(model.facts.parameters[Int(index)].name)
      let formal = types.make(.parameter, source.rawValue, UInt32(position))
      substitution.bind(formal: formal, to: .unknown)
      for (place, other) in row.parameters.enumerated()
      where module.name(module.facts.parameters[Int(other)].name) == name {
        substitution.bind(
          formal: formal, to: types.make(.parameter, target.rawValue, UInt32(place)))
      }
    }
    var result = atom
    result.value = substitution(atom.value)
    return result
  }
}

/// Reads a `when=` condition: names are the formals of the model function.
private struct ModelConditions {
  let engine: Engine
  let module: Module
  let function: FunctionID
  let row: FunctionRow

  mutating func atoms(_ condition: IRNodeID) -> [Atom] {
    let frame = Frame(
      unit: Unit(id: UnitID(rawValue: .max), function: function, receiver: nil),
      function: function, module: module, row: row, locals: [])
    var evaluator = Evaluator(engine: engine, module: module, frame: frame)
    evaluator.formals = Dictionary(
      row.parameters.enumerated().map { position, index in
        (
          module.facts.parameters[Int(index)].name,
          engine.types.make(.parameter, function.rawValue, UInt32(position))
        )
      }, uniquingKeysWith: { first, _ in first })
    return evaluator.atoms(of: condition, true)
  }
}
