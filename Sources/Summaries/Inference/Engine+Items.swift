import Project
import PythonSemantics

/// What the methods of a class put into the containers that its objects keep:
///
///     self.clients = {}
///     self.clients[key] = Client()
///
/// Of the project's own classes. One thing that is not known, such as an argument, leaves all unknown:
/// what else it may be is asked for by the same names.
extension Engine {
  /// A value that a method puts into a container of its receiver.
  struct Put {
    var value: IRNodeID
    var function: UInt32
  }

  /// The container with what the class and its bases put into it, where nothing else says what it holds.
  func filled(_ container: TypeID, _ name: GlobalName, of id: ClassID) -> TypeID {
    guard types.kind(container) == .instance,
      typeArguments(container).allSatisfy({ $0 == .unknown })
    else { return container }
    let kind = ClassID(rawValue: types[container].a)
    guard kind == known.dict || kind == known.list || kind == known.set else { return container }
    var items = TypeID.never
    for ancestor in classModel(id).linearization {
      let (module, _) = locate(ancestor)
      guard module.origin == .firstParty else { continue }
      for put in puts(in: module)[itemKey(name, ancestor)] ?? []
      where runs(put.function, of: ancestor, in: module, on: id) {
        var value = evaluate(put.value, in: module)
        // `self.workers.append(Worker(self.queue))`: whatever it is made with, it is a worker.
        if types.isSymbolic(value), types.kind(value) == .instance {
          value = types.make(.instance, types[value].a)
        }
        guard isInformative(value), !types.isSymbolic(value) else { return container }
        items = types.join(items, value)
      }
    }
    if items == .never { return container }
    return instance(of: kind, kind == known.dict ? [.unknown, items] : [items])
  }

  /// A method that a subclass replaces puts nothing into its objects.
  private func runs(
    _ function: UInt32, of owner: ClassID, in module: Module, on id: ClassID
  ) -> Bool {
    let name = module.name(module.facts.functions[Int(function)].name)
    return member(name, of: id)?.owner == owner
  }

  private func itemKey(_ name: GlobalName, _ owner: ClassID) -> UInt64 {
    UInt64(owner.rawValue) << 32 | UInt64(name.rawValue)
  }

  private func puts(in module: Module) -> [UInt64: [Put]] {
    if let known = containerPuts[module.id] { return known }
    var result: [UInt64: [Put]] = [:]
    let facts = module.facts
    func note(_ container: IRNodeID, _ value: IRNodeID) {
      let row = facts[container]
      guard row.kind == .attribute, let function = method(of: facts[row.operand], facts) else {
        return
      }
      let owner = module.class(facts.functions[Int(function)].owner - 1)
      result[itemKey(module.name(row.b), owner), default: []]
        .append(Put(value: value, function: function))
    }
    for row in facts.nodes {
      switch row.kind {
      case .assign:
        for target in facts.list(row.b) where facts[target].kind == .subscript {
          note(facts.operand(target), row.operand)
        }
      case .call:
        let callee = facts[row.operand]
        guard callee.kind == .attribute,
          ["append", "add"].contains(facts.names[callee.b]),
          let value = facts.list(row.b).first
        else { continue }
        note(callee.operand, value)
      default: continue
      }
    }
    containerPuts[module.id] = result
    return result
  }

  /// The method whose receiver a name is.
  private func method(of name: IRNode, _ facts: FileFacts) -> UInt32? {
    guard name.kind == .name, name.b != 0 else { return nil }
    let scope = facts.scopes[Int(facts.symbols[Int(name.b - 1)].scope)]
    guard scope.kind == .function else { return nil }
    let function = facts.functions[Int(scope.owner)]
    guard function.owner != 0, let first = function.parameters.first,
      facts.parameters[Int(first)].symbol == name.b - 1
    else { return nil }
    return scope.owner
  }
}
