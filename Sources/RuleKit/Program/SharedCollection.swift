package import Project
package import PythonSemantics
import SourceText
import Summaries

/// Where a collection is kept that several runs of code see, under whatever name a file knows it.
///
/// Told by names, not by values: two objects of one class are taken for one, all variable keys for the same,
/// and a collection that is handed over as an argument is not seen.
package struct SharedCollection {
  package enum Holder: Hashable {
    /// A variable of a module.
    case variable(ModuleID, symbol: UInt32)
    /// An attribute of the objects of a class.
    case attribute(ClassID)
    /// What the requests of one application share: `app["sockets"]`.
    case application(String)
  }

  /// Which item of what is kept there is the collection: `rooms[room]`.
  package enum Key: Hashable {
    /// None: it is the collection itself.
    case whole
    case literal(String)
    case variable
  }

  package var holder: Holder
  package var key = Key.whole
  /// The attribute, or the variable as its module spells it: what a file has to mention to reach it.
  package var name: String
  /// Reached through `self`: another object has its own.
  package var isOfReceiver = false
  /// As the code spells it where it is taken from there: `self.rooms[room]`.
  package var text = ""

  /// Whether both may be one collection of one run of the program.
  package func mayBe(_ other: SharedCollection, in context: RuleContext) -> Bool {
    switch (key, other.key) {
    case (.whole, .whole), (.variable, .variable), (.variable, .literal), (.literal, .variable):
      break
    case (.literal(let own), .literal(let key)): if own != key { return false }
    default: return false
    }
    return isPart(of: other, in: context)
  }

  /// Whether both are kept in the same place, under whatever key.
  package func isPart(of other: SharedCollection, in context: RuleContext) -> Bool {
    if case .attribute(let own) = holder, case .attribute(let `class`) = other.holder {
      return name == other.name && context.areRelated(own, `class`)
    }
    return holder == other.holder
  }
}

extension FunctionSubject {
  /// What a name, attribute, item or `get` leads to, where that is shared; through a local variable that is bound
  /// to it and to nothing else.
  package func sharedCollection(_ node: IRNodeID) -> SharedCollection? {
    guard kind(node) == .name, let definition = symbol(node).flatMap(onlyDefinition) else {
      return directCollection(node)
    }
    guard definition.kind == .assignment, definition.position == -1,
      let result = directCollection(definition.node),
      !isReplaced(result, after: definition.node)
    else { return nil }
    return result
  }

  private func directCollection(_ node: IRNodeID) -> SharedCollection? {
    guard var result = holder(node) ?? item(node) else { return nil }
    result.text = written(node)
    return result
  }

  /// `rooms[room]`, `rooms.get(room, ())`.
  private func item(_ node: IRNodeID) -> SharedCollection? {
    let row = facts[node]
    let key: IRNodeID
    let container: IRNodeID
    switch row.kind {
    case .subscript:
      key = row.second
      container = row.operand
    case .call:
      let callee = row.operand
      guard kind(callee) == .attribute, ["get", "setdefault"].contains(spelling(callee)),
        let first = facts.list(row.b).first
      else { return nil }
      key = first
      container = operand(callee)
    default: return nil
    }
    guard [.name, .attribute, .constant, .call, .formatted, .subscript].contains(kind(key)),
      var result = holder(container)
    else { return nil }
    result.key = fixedKey(key).map { .literal($0) } ?? .variable
    return result
  }

  /// `rooms["lobby"]`, `handlers[Event.OPEN]`.
  private func fixedKey(_ key: IRNodeID) -> String? {
    if let text = string(key) { return "\"\(text)\"" }
    let name = spelling(key)
    return 1 < name.count && name == name.uppercased() ? path(key) : nil
  }

  /// What leads to a collection, as it stands in the code but for long keys.
  package func written(_ node: IRNodeID) -> String {
    let row = facts[node]
    func short(_ key: IRNodeID?) -> String {
      key.flatMap { string($0).map { "\"\($0)\"" } ?? path($0) } ?? "…"
    }
    switch row.kind {
    case .subscript: return "\(written(row.operand))[\(short(row.second))]"
    case .call:
      let given = facts.list(row.b)
      return "\(text(row.operand))(\(short(given.first))\(1 < given.count ? ", …" : ""))"
    default: return text(node)
    }
  }

  /// `waiting = self.waiting` and then `self.waiting = []`: from there on the variable has it alone.
  private func isReplaced(_ collection: SharedCollection, after start: IRNodeID) -> Bool {
    mentions([collection.name])
      && nodes.contains { node in
        guard facts[start].start < facts[node].start,
          kind(node) == .name || kind(node) == .attribute,
          let other = holder(node), other.holder == collection.holder, other.name == collection.name
        else { return false }
        if isBinding(node) { return true }
        guard collection.key != .whole, case .receiver(let around) = use(of: node) else {
          return false
        }
        return kind(around) == .subscript
          ? isBinding(around) : ["pop", "popitem", "clear"].contains(spelling(around))
      }
  }

  /// A variable of a module, an attribute of `self` or of an object that a module keeps, or a place of the
  /// application.
  private func holder(_ node: IRNodeID) -> SharedCollection? {
    if let state = applicationState(node) {
      return SharedCollection(holder: .application(state.path), name: Self.application)
    }
    guard kind(node) == .name || kind(node) == .attribute else { return nil }
    if kind(node) == .attribute, isReceiver(operand(node)) {
      guard let owner = context.engine.owner(of: unit.function) else { return nil }
      return SharedCollection(holder: .attribute(owner), name: spelling(node), isOfReceiver: true)
    }
    let found = bindings(node)
    if found.count == 1, case .value(let id, let symbol) = found[0],
      context.engine.program[id].origin == .firstParty
    {
      let other = context.engine.program[id].facts
      let name = other.names[other.symbols[Int(symbol)].name]
      return SharedCollection(holder: .variable(id, symbol: symbol), name: name)
    }
    if kind(node) == .name {
      guard let symbol = moduleSymbol(node), !found.contains(where: { $0.isDefinition }) else {
        return nil
      }
      return SharedCollection(
        holder: .variable(module.id, symbol: symbol), name: spelling(node))
    }
    return ownerOfAttribute(node).map {
      SharedCollection(holder: .attribute($0), name: spelling(node))
    }
  }

  private func moduleSymbol(_ node: IRNodeID) -> UInt32? {
    symbol(node).flatMap { facts.symbols[Int($0)].scope == 0 ? $0 : nil }
  }

  /// What a module's name stands for, or a name of another module that is reached through it.
  private func bindings(_ node: IRNodeID) -> [Binding] {
    let program = context.engine.program
    if let symbol = moduleSymbol(node) { return program.bindings(ofSymbol: symbol, in: module.id) }
    guard kind(node) == .attribute else { return [] }
    return bindings(operand(node)).flatMap { binding -> [Binding] in
      guard case .module(let id) = binding else { return [] }
      return program.lookup(module.name(facts[node].b), in: id)
    }
  }

  /// The class of `manager` in `manager.connections`, where a module keeps the object.
  private func ownerOfAttribute(_ node: IRNodeID) -> ClassID? {
    let found = bindings(operand(node))
    guard found.count == 1 else { return nil }
    let owner: ClassID
    switch found[0] {
    case .class(let id): owner = id
    case .value:
      let members = context.alternatives(context.engine.evaluate(operand(node), in: module))
      guard members.count == 1, context.types.kind(members[0]) == .instance else { return nil }
      owner = context.classOfInstance(members[0])
    default: return nil
    }
    return context.engine.program.location(of: owner).module.origin == .firstParty ? owner : nil
  }
}

extension Binding {
  fileprivate var isDefinition: Bool {
    switch self {
    case .function, .class, .module: true
    case .value, .external: false
    }
  }
}

extension RuleContext {
  func areRelated(_ one: ClassID, _ other: ClassID) -> Bool {
    one == other || engine.classModel(one).linearization.contains(other)
      || engine.classModel(other).linearization.contains(one)
  }

  /// Functions of other files that may reach the collection: of the files that import its module or class, and
  /// of those where its class inherits from. Files of tests are left out.
  package func functions(
    reaching collection: SharedCollection, from module: Module
  ) -> [FunctionSubject] {
    let program = engine.program
    var near: [ModuleID] = [module.id]
    switch collection.holder {
    case .variable(let id, _): near.append(id)
    case .attribute(let owner):
      near += engine.classModel(owner).linearization.map { program.location(of: $0).module.id }
    case .application: return []
    }
    let files = Set(near + near.flatMap { importers[$0] ?? [] }).subtracting([module.id])
    return files.sorted { $0.index < $1.index }.flatMap { id -> [FunctionSubject] in
      let other = program[id]
      guard other.origin == .firstParty, !other.isStub, !other.servesTests,
        let name = other.facts.names.find(collection.name)
      else { return [] }
      let places = other.facts.nodes.filter {
        $0.kind == .name && $0.a == name || $0.kind == .attribute && $0.b == name
      }.map { $0.start }
      return other.facts.functions.indices.dropFirst().filter { index in
        let range = other.facts.functions[index].range
        return places.contains { range.start <= $0 && $0 < range.end }
      }.map { subject(of: other.function(UInt32($0))) }
    }
  }

  /// By module, the files of the project that import it or something of it.
  func findImporters() -> [ModuleID: [ModuleID]] {
    let program = engine.program
    var result: [ModuleID: [ModuleID]] = [:]
    for module in program.modules where module.origin == .firstParty && !module.servesTests {
      var seen: Set<ModuleID> = [module.id]
      for row in module.facts.imports.indices {
        let found = program.bindings(ofImport: row, in: module.id).map { binding in
          switch binding {
          case .module(let id), .value(let id, _): id
          case .function(let id): program.location(of: id).module.id
          case .class(let id): program.location(of: id).module.id
          case .external: module.id
          }
        }
        for id in found + [program.module(ofImport: row, in: module.id)].compactMap({ $0 })
        where seen.insert(id).inserted {
          result[id, default: []].append(module.id)
        }
      }
    }
    return result
  }
}
