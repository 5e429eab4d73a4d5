package import Project
import PythonSemantics

/// The linearised ancestry of a class.
package struct ClassModel {
  /// C3 order; plain depth-first order where C3 has no solution. Starts with the class itself.
  package var linearization: [ClassID]
  /// A base could not be resolved: members may come from there.
  package var hasUnknownBase: Bool
  /// Dotted names of bases in packages that were not found.
  package var externalBases: [GlobalName]
  var typeParameters: [GlobalName]
}

/// A class member: the symbol in the class scope, and the class that has it.
struct MemberReference {
  var owner: ClassID
  var symbol: UInt32
  /// The function that it is, if its last definition is one.
  var function: FunctionID?

  init(owner: ClassID, symbol: UInt32, _ engine: Engine) {
    self.owner = owner
    self.symbol = symbol
    let (module, _) = engine.locate(owner)
    let last = module.facts.definitions[module.facts.symbolRange(symbol)].last
    if let last, last.kind == .function { function = module.function(last.value) }
  }
}

enum MethodKind { case instanceMethod, staticMethod, classMethod, property, cachedProperty }

extension Engine {
  package func classModel(_ id: ClassID) -> ClassModel {
    if let model = classModels[id] { return model }
    // A class that inherits from itself sees this stand-in.
    classModels[id] = ClassModel(
      linearization: [id], hasUnknownBase: false, externalBases: [], typeParameters: [])
    let (module, row) = locate(id)
    var bases: [ClassID] = []
    var externals: [GlobalName] = []
    var parameters: [GlobalName] = []
    var hasUnknownBase = false
    for node in module.facts.list(row.bases) {
      var base = node
      if module.facts[node].kind == .subscript {
        base = module.facts[node].operand
        collectTypeVariables(module.facts[node].second, module, into: &parameters)
      }
      if let form = typingName(base, in: module), Self.hollow.contains(form) { continue }
      switch types.kind(evaluate(base, in: module)) {
      case .classObject:
        let found = ClassID(rawValue: types[evaluate(base, in: module)].a)
        if found != id, !bases.contains(found) { bases.append(found) }
      case .external:
        externals.append(GlobalName(rawValue: types[evaluate(base, in: module)].a))
        hasUnknownBase = true
      case .union:
        // Conditional bases (`try: … except ImportError: Base = object`): take the classes.
        for member in types.members(evaluate(base, in: module))
        where types.kind(member) == .classObject {
          let found = ClassID(rawValue: types[member].a)
          if found != id, !bases.contains(found) { bases.append(found) }
        }
      default: hasUnknownBase = true
      }
    }
    let models = bases.map { classModel($0) }
    for model in models {
      hasUnknownBase = hasUnknownBase || model.hasUnknownBase
      externals += model.externalBases.filter { !externals.contains($0) }
    }
    if parameters.isEmpty { parameters = scopeTypeParameters(module, row) }
    let model = ClassModel(
      linearization: Self.linearize(id, bases, models), hasUnknownBase: hasUnknownBase,
      externalBases: externals, typeParameters: parameters)
    classModels[id] = model
    return model
  }

  /// Bases that bring no method which code could call and the class itself lacks.
  private static let hollow: Set<String> = [
    "AsyncIterator", "AsyncIterable", "Generic", "Hashable", "Sized",
  ]

  /// C3 linearisation (the Python 2.3 method resolution order).
  static func linearize(_ id: ClassID, _ bases: [ClassID], _ models: [ClassModel]) -> [ClassID] {
    var sequences = models.map { $0.linearization } + [bases]
    var result = [id]
    while true {
      sequences.removeAll { $0.isEmpty }
      guard !sequences.isEmpty else { return result }
      let candidate = sequences.lazy.compactMap { $0.first }.first { head in
        !sequences.contains { $0.dropFirst().contains(head) }
      }
      guard let next = candidate else {
        // Inconsistent: keep what is there in order, each once.
        for sequence in sequences {
          for item in sequence where !result.contains(item) { result.append(item) }
        }
        return result
      }
      result.append(next)
      for index in sequences.indices where sequences[index].first == next {
        sequences[index].removeFirst()
      }
    }
  }

  private func collectTypeVariables(
    _ node: IRNodeID, _ module: Module, into names: inout [GlobalName]
  ) {
    let row = module.facts[node]
    switch row.kind {
    case .name:
      let type = evaluate(node, in: module)
      if types.kind(type) == .typeVariable {
        let name = GlobalName(rawValue: types[type].a)
        if !names.contains(name) { names.append(name) }
      }
    case .tuple:
      for item in module.facts.list(row.a) { collectTypeVariables(item, module, into: &names) }
    case .subscript:
      collectTypeVariables(row.second, module, into: &names)
    default: break
    }
  }

  /// `class Box[T]`: the symbols of the annotation scope around the class.
  private func scopeTypeParameters(_ module: Module, _ row: ClassRow) -> [GlobalName] {
    let scopes = module.facts.scopes
    let scope = scopes[Int(scopes[Int(row.scope)].parent)]
    guard scope.kind == .typeParameters else { return [] }
    return scope.symbols.map { module.name(module.facts.symbols[Int($0)].name) }
  }

  /// The member `name` of a class, along its linearisation.
  func member(_ name: GlobalName, of id: ClassID) -> MemberReference? {
    let key = UInt64(id.rawValue) << 32 | UInt64(name.rawValue)
    if let cached = memberCache[key] { return cached }
    var found: MemberReference?
    for ancestor in classModel(id).linearization {
      if let symbol = ownMember(name, of: ancestor) {
        found = MemberReference(owner: ancestor, symbol: symbol, self)
        break
      }
      if let overlay = overlayClasses[ancestor], let symbol = ownMember(name, of: overlay) {
        found = MemberReference(owner: overlay, symbol: symbol, self)
        break
      }
    }
    memberCache[key] = .some(found)
    return found
  }

  /// The symbol of a name that the class's own body binds.
  func ownMember(_ name: GlobalName, of id: ClassID) -> UInt32? {
    if membersRead[id] == nil {
      let (module, row) = locate(id)
      for symbol in module.facts.scopes[Int(row.scope)].symbols {
        let member = module.name(module.facts.symbols[Int(symbol)].name)
        classMembers[UInt64(id.rawValue) << 32 | UInt64(member.rawValue)] = symbol
      }
      membersRead[id] = true
    }
    return classMembers[UInt64(id.rawValue) << 32 | UInt64(name.rawValue)]
  }

  package func isSubclass(_ id: ClassID, of ancestor: ClassID) -> Bool {
    classModel(id).linearization.contains(ancestor)
  }

  /// How a function in a class body takes its receiver, by its decorators.
  func methodKind(_ function: FunctionID) -> MethodKind {
    if let known = methodKinds[function] { return known }
    let kind = readMethodKind(function)
    methodKinds[function] = kind
    return kind
  }

  private func readMethodKind(_ function: FunctionID) -> MethodKind {
    let (module, row) = locate(function)
    if row.decorators != 0 {
      for node in module.facts.list(row.decorators) {
        switch decoratorName(node, module) {
        case "staticmethod": return .staticMethod
        case "classmethod", "validator", "root_validator": return .classMethod
        case "property", "abstractproperty", "hybrid_property": return .property
        case "cached_property", "under_cached_property", "reify": return .cachedProperty
        case "getter", "setter", "deleter": return .property
        default: break
        }
      }
    }
    switch module.facts.names[row.name] {
    case "__new__": return .staticMethod
    case "__init_subclass__", "__class_getitem__": return .classMethod
    default: return .instanceMethod
    }
  }

  /// Last part of a decorator's dotted name.
  func decoratorName(_ node: IRNodeID, _ module: Module) -> String {
    let row = module.facts[node]
    return row.kind == .call
      ? decoratorName(row.operand, module) : module.facts.spelling(node)
  }

  /// The names which a method, directly or through other methods of `self`, asks of its receiver.
  func footprint(_ function: FunctionID) -> Set<GlobalName> {
    if let known = footprints[function] { return known }
    footprints[function] = []
    let (module, row) = locate(function)
    guard !row.parameters.isEmpty else { return [] }
    let receiver = module.facts.parameters[Int(row.parameters.lowerBound)].symbol
    var names = attributeUses(in: module)[receiver] ?? []
    if row.owner != 0 {
      for name in names.sorted() {
        guard let found = member(name, of: module.class(row.owner - 1)) else { continue }
        let (place, _) = locate(found.owner)
        for definition in place.facts.definitions[place.facts.symbolRange(found.symbol)]
        where definition.kind == .function {
          names.formUnion(footprint(place.function(definition.value)))
        }
      }
    }
    footprints[function] = names
    return names
  }

  /// For each parameter of a module, the attributes that are asked of it anywhere, by name or by what
  /// statements and operators ask: `self[key]`, `with self:`.
  private func attributeUses(in module: Module) -> [UInt32: Set<GlobalName>] {
    if let known = attributeUses[module.id] { return known }
    var uses: [UInt32: Set<GlobalName>] = [:]
    /// The parameter that a node reads: a receiver is one.
    func parameter(_ base: IRNodeID) -> UInt32? {
      let row = module.facts[base]
      guard row.kind == .name, row.b != 0,
        module.facts.symbols[Int(row.b - 1)].flags.contains(.parameter)
      else { return nil }
      return row.b - 1
    }
    func note(_ base: IRNodeID, _ names: [GlobalName]) {
      if let symbol = parameter(base) { uses[symbol, default: []].formUnion(names) }
    }
    let iteration = [
      known.iterName, known.nextName, known.asyncIterName, known.asyncNextName, known.getItemName,
    ]
    let items = [known.getItemName, known.setItemName, known.deleteItemName]
    let managers = [
      known.enterName, known.exitName, known.asyncEnterName, known.asyncExitName,
    ]
    let (call, wait) = ([known.callName], [known.awaitName])
    for (index, node) in module.facts.nodes.enumerated() {
      switch node.kind {
      case .attribute:
        if let symbol = parameter(node.operand) {
          uses[symbol, default: []].insert(module.name(node.b))
        }
      case .subscript: note(node.operand, items)
      case .call: note(node.operand, call)
      case .await: note(node.operand, wait)
      case .for: note(node.operand, iteration)
      case .comprehension:
        for generator in module.facts.generators(IRNodeID(rawValue: UInt32(index))) {
          note(generator.iterable, iteration)
        }
      case .with:
        for manager in module.facts.managers(IRNodeID(rawValue: UInt32(index))) {
          note(manager.context, managers)
        }
      default: break
      }
    }
    attributeUses[module.id] = uses
    return uses
  }

  /// The nearest ancestor that behaves like `receiver` for this function: the class that defines it, unless
  /// the receiver, or a class between, redefines something that the function asks of `self`.
  func canonicalReceiver(_ receiver: ClassID, for function: FunctionID) -> ClassID {
    let (module, row) = locate(function)
    guard row.owner != 0 else { return receiver }
    let owner = module.class(row.owner - 1)
    if owner == receiver { return receiver }
    let names = footprint(function)
    let bits = names.reduce(into: UInt64(0)) { $0 |= Self.bit(of: $1) }
    let order = classModel(receiver).linearization
    for (place, ancestor) in order.enumerated() {
      if ancestor == owner { break }
      guard overrides(ancestor, names, bits) else { continue }
      // Classes before it bring nothing; what comes behind it has to be the same for its own objects.
      let isAlike = 0 < place && order[place...].elementsEqual(classModel(ancestor).linearization)
      return isAlike ? ancestor : receiver
    }
    return owner
  }

  /// `bits` are those of the names: few others have one of them, and a set is asked only then.
  private func overrides(_ id: ClassID, _ names: Set<GlobalName>, _ bits: UInt64) -> Bool {
    let (module, row) = locate(id)
    func isAsked(_ name: LocalName) -> Bool {
      let name = module.name(name)
      return bits & Self.bit(of: name) != 0 && names.contains(name)
    }
    return module.facts.scopes[Int(row.scope)].symbols.contains {
      isAsked(module.facts.symbols[Int($0)].name)
    } || module.facts.attributes[row.attributes.asInts].contains { isAsked($0.name) }
  }

  private static func bit(of name: GlobalName) -> UInt64 { 1 << UInt64(name.rawValue & 63) }
}

extension Range<UInt32> {
  var asInts: Range<Int> { Int(lowerBound)..<Int(upperBound) }
}

extension FileFacts {
  func symbolRange(_ symbol: UInt32) -> Range<Int> { symbols[Int(symbol)].definitions.asInts }
}
