import LibraryModels
import Project
import PythonSemantics

/// One body that a call of an abstract method may run.
struct Implementation {
  var function: FunctionID
  /// The class whose instances run it.
  var receiver: ClassID
}

extension Engine {
  /// More implementations than this tell nothing of one call.
  package static let implementationLimit = 24

  /// The bodies that a call of `function` on a receiver declared as `id` may run, in order of class:
  /// those of the subclasses if the function is abstract, or of the classes that fit a protocol.
  func implementations(of function: FunctionID, for id: ClassID) -> [Implementation] {
    let key = UInt64(function.rawValue) << 32 | UInt64(id.rawValue)
    if let known = implementationCache[key] { return known }
    implementationCache[key] = []
    guard isAbstract(function) else { return [] }
    let (module, row) = locate(function)
    // A transport or a protocol is nearly always the loop's own.
    if Surface.isLoopMachinery(module.name) { return [] }
    let name = module.name(row.name)
    let candidates = isProtocol(id) ? conforming(to: id) : subclasses(of: id)
    var found: [Implementation] = []
    var seen: Set<FunctionID> = []
    for candidate in candidates {
      guard let member = member(name, of: candidate), let body = member.function,
        !isAbstract(body), seen.insert(body).inserted
      else { continue }
      found.append(Implementation(function: body, receiver: candidate))
    }
    if Self.implementationLimit < found.count { found = [] }
    implementationCache[key] = found
    return found
  }

  /// A method, and what the classes below its own have under its name.
  func bodies(of function: FunctionID) -> [FunctionID] {
    guard let owner = owner(of: function) else { return [function] }
    let (module, row) = locate(function)
    let name = module.name(row.name)
    return [function] + subclasses(of: owner).compactMap { member(name, of: $0)?.function }
  }

  /// Whether the function only states what subclasses have to do.
  func isAbstract(_ function: FunctionID) -> Bool {
    let (module, row) = locate(function)
    guard row.owner != 0, !module.isStub, row.flags.contains(.isTrivial),
      !row.flags.contains(.isAsync)
    else { return false }
    if row.flags.contains(.hasRaise) { return true }
    if row.decorators != 0,
      module.facts.list(row.decorators).contains(where: {
        let name = decoratorName($0, module)
        return name == "abstractmethod" || name == "abstractproperty"
      })
    {
      return true
    }
    return isProtocol(module.class(row.owner - 1))
  }

  /// All classes with code that inherit from a class, directly or not.
  func subclasses(of id: ClassID) -> [ClassID] {
    if directSubclasses == nil { indexClasses() }
    var result: [ClassID] = []
    var seen: Set<ClassID> = [id]
    var work = [id]
    while let next = work.popLast() {
      for child in directSubclasses?[next] ?? [] where seen.insert(child).inserted {
        result.append(child)
        work.append(child)
      }
    }
    return result.sorted { $0.rawValue < $1.rawValue }
  }

  private func indexClasses() {
    var children: [ClassID: [ClassID]] = [:]
    for module in program.modules where !module.isStub {
      switch module.origin {
      case .firstParty, .thirdParty: break
      default: continue
      }
      if module.servesTests { continue }
      for index in module.facts.classes.indices {
        let row = module.facts.classes[index]
        guard row.bases != 0 else { continue }
        let id = module.class(UInt32(index))
        for parent in bases(of: row, in: module) where parent != id {
          children[parent, default: []].append(id)
        }
      }
    }
    directSubclasses = children
  }

  private func bases(of row: ClassRow, in module: Module) -> [ClassID] {
    var result: [ClassID] = []
    for node in module.facts.list(row.bases) {
      let isGeneric = module.facts[node].kind == .subscript
      let base = isGeneric ? module.facts[node].operand : node
      for member in types.alternatives(evaluate(base, in: module))
      where types.kind(member) == .classObject {
        result.append(ClassID(rawValue: types[member].a))
      }
    }
    return result
  }

  // MARK: Protocols

  /// Classes that have every method of a protocol, alike in being asynchronous or not. A protocol of
  /// one method says too little: only classes that name it as their base count.
  private func conforming(to id: ClassID) -> [ClassID] {
    if let known = conformance[id] { return known }
    var found = subclasses(of: id)
    let wanted = protocolMethods(of: id)
    if 2 <= wanted.count {
      for candidate in holders(ofAll: wanted.map { $0.name }) where !found.contains(candidate) {
        if candidate == id || isProtocol(candidate) { continue }
        let fits = wanted.allSatisfy { method in
          guard let member = member(method.name, of: candidate),
            let function = member.function
          else { return false }
          return locate(function).row.flags.contains(.isAsync) == method.isAsync
        }
        if fits { found.append(candidate) }
      }
    }
    found.sort { $0.rawValue < $1.rawValue }
    conformance[id] = found
    return found
  }

  private func protocolMethods(of id: ClassID) -> [(name: GlobalName, isAsync: Bool)] {
    let (module, row) = locate(id)
    var methods: [(name: GlobalName, isAsync: Bool)] = []
    for symbol in module.facts.scopes[Int(row.scope)].symbols {
      let member = MemberReference(owner: id, symbol: symbol, self)
      guard let function = member.function else { continue }
      let name = module.name(module.facts.symbols[Int(symbol)].name)
      methods.append((name, locate(function).row.flags.contains(.isAsync)))
    }
    return methods
  }

  /// Classes whose own bodies bind the rarest of the names.
  private func holders(ofAll names: [GlobalName]) -> [ClassID] {
    if classesByMember == nil {
      var table: [GlobalName: [ClassID]] = [:]
      for module in program.modules where module.origin != .model || !module.isStub {
        if module.servesTests { continue }
        for index in module.facts.classes.indices {
          let row = module.facts.classes[index]
          let id = module.class(UInt32(index))
          for symbol in module.facts.scopes[Int(row.scope)].symbols {
            let name = module.name(module.facts.symbols[Int(symbol)].name)
            table[name, default: []].append(id)
          }
        }
      }
      classesByMember = table
    }
    var rarest: [ClassID] = []
    var isFirst = true
    for name in names {
      let holders = classesByMember?[name] ?? []
      if isFirst || holders.count < rarest.count { rarest = holders }
      isFirst = false
    }
    return rarest.count <= 200 ? rarest : []
  }
}
