import Project
import PythonSemantics

/// Attributes that hold the same constant for as long as the program runs:
///
///     def __init__(self):
///         self._in_threads = True
///
///     async def call(self, function):
///         if not self._in_threads:
///             return function()
///         return await asyncio.to_thread(function)
///
/// Only names that begin with an underscore, and only where each place that may bind them is in sight.
extension Engine {
  /// The constant, or `never` where there are several, or none, or others may come.
  func onlyValue(of name: GlobalName, in id: ClassID) -> TypeID {
    let key = UInt64(id.rawValue) << 32 | UInt64(name.rawValue)
    if let known = onlyValues[key] { return known }
    let value = findOnlyValue(of: name, in: id)
    onlyValues[key] = value
    return value
  }

  private func findOnlyValue(of name: GlobalName, in id: ClassID) -> TypeID {
    let (module, _) = locate(id)
    let spelled = program.globalNames[name]
    guard module.origin == .firstParty, spelled.hasPrefix("_"), !spelled.hasSuffix("__"),
      let own = constants(of: name, in: id), own.count == 1, let value = own.first
    else { return .never }
    // What a class below has beside this one may bind it too.
    let family = Set(([id] + subclasses(of: id)).flatMap { classModel($0).linearization })
    let isAlone = family.allSatisfy { member in
      !classModel(member).hasUnknownBase
        && constants(of: name, in: member)?.isSubset(of: own) == true
        && !mayBindAnyName(locate(member).module)
    }
    guard isAlone, !isBoundThroughOthers(name, nearby: module) else { return .never }
    return value
  }

  /// What one class sets the attribute to, if that is all constants.
  private func constants(of name: GlobalName, in id: ClassID) -> Set<TypeID>? {
    let (module, row) = locate(id)
    var found: Set<TypeID> = []
    func add(_ kind: DefinitionKind, _ position: Int16, _ value: IRNodeID) -> Bool {
      guard kind == .assignment, position == -1, value.exists,
        module.facts[value].kind == .constant
      else { return false }
      found.insert(evaluate(value, in: module))
      return true
    }
    for attribute in module.facts.attributes[row.attributes.asInts]
    where module.name(attribute.name) == name && attribute.kind != .annotation {
      guard add(attribute.kind, attribute.position, attribute.value) else { return nil }
    }
    if let symbol = ownMember(name, of: id) {
      // An annotated one may be a field, which the constructor takes.
      for definition in module.facts.definitions[module.facts.symbolRange(symbol)] {
        let value = IRNodeID(rawValue: definition.value)
        guard add(definition.kind, definition.position, value) else { return nil }
      }
    }
    return found
  }

  private func mayBindAnyName(_ module: Module) -> Bool {
    guard module.origin == .firstParty else { return false }
    return ["setattr", "__dict__", "__setattr__"].contains { module.facts.names.find($0) != nil }
  }

  /// `provider._in_threads = False`, in the package of the class.
  private func isBoundThroughOthers(_ name: GlobalName, nearby home: Module) -> Bool {
    if packages == nil {
      packages = Dictionary(
        grouping: program.modules.filter { $0.origin == .firstParty && !$0.servesTests },
        by: { package(of: $0) }
      ).mapValues { $0.map(\.id) }
    }
    return (packages?[package(of: home)] ?? []).contains { id in
      let module = program[id]
      guard let local = module.names.firstIndex(of: name) else { return false }
      let bound = module.facts.nodes.count {
        $0.kind == .attribute && $0.b == UInt32(local) && $0.flags == 1
      }
      return bound
        != module.facts.attributes.count { $0.name == UInt32(local) && $0.kind != .annotation }
    }
  }

  private func package(of module: Module) -> Substring {
    guard !module.isPackage, let end = module.name.lastIndex(of: ".") else {
      return module.name[...]
    }
    return module.name[..<end]
  }
}
