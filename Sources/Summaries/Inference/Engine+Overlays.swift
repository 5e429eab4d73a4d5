package import Project
import PythonSemantics

/// What overlay models add to modules whose code is read: effects and types of functions, members of
/// classes. The class that an overlay writes down is not a class of its own: it stands for the real one.
extension Engine {
  /// Lays the functions and classes of overlay models over those of the modules that they speak of.
  func installOverlays() {
    for module in program.modules {
      guard let id = program.overlay(for: module.id) else { continue }
      let overlay = program[id]
      for index in overlay.facts.classes.indices {
        let name = overlay.name(overlay.facts.classes[index].name)
        for case .class(let real) in program.lookup(name, in: module.id) {
          let written = overlay.class(UInt32(index))
          overlayClasses[real] = written
          realClasses[written] = real
        }
      }
      pair(overlay, with: module) { overlays[$0] = $1 }
    }
    for module in program.modules {
      if let id = program.review(of: module.id) { identify(program[id], with: module) }
    }
    for module in program.modules {
      guard let id = program.review(of: module.id) else { continue }
      pair(program[id], with: module) { reviews[$0] = $1 }
      for index in program[id].facts.classes.indices { review(program[id], UInt32(index), module) }
    }
  }

  /// What the facts that ship declare is an object of the class whose code is there.
  private func identify(_ facts: Module, with module: Module) {
    for index in facts.facts.classes.indices {
      for case .class(let real) in program.lookup(
        facts.name(facts.facts.classes[index].name), in: module.id)
      {
        realClasses[facts.class(UInt32(index))] = real
      }
    }
  }

  /// What a class of a model inherits from others of the model holds for the class of the package too:
  /// `class Customer(_Resource)`.
  private func review(_ model: Module, _ index: UInt32, _ module: Module) {
    let written = model.class(index)
    let bases = classModel(written).linearization.dropFirst().filter {
      locate($0).module.isStub
    }
    if bases.isEmpty { return }
    let name = model.name(model.facts.classes[Int(index)].name)
    for case .class(let real) in program.lookup(name, in: module.id) where real != written {
      for base in bases {
        let (place, _) = locate(base)
        for function in place.facts.functions.indices.dropFirst()
        where place.facts.functions[function].owner == program.location(of: base).index + 1 {
          let row = place.facts.functions[function]
          guard row.decorators != 0 else { continue }
          for target in methods(place.name(row.name), of: real) where reviews[target] == nil {
            reviewed[target, default: []].append(real)
            reviews[target] = place.function(UInt32(function))
          }
        }
      }
    }
  }

  /// The method of a class, or of one that it inherits from in the same package: `DataFrame.to_csv` is
  /// written in `NDFrame`.
  private func methods(_ name: GlobalName, of id: ClassID) -> [FunctionID] {
    let package = locate(id).module.name.prefix { $0 != "." }
    for base in classModel(id).linearization {
      guard let symbol = ownMember(name, of: base) else { continue }
      let (place, _) = locate(base)
      guard place.name.prefix(while: { $0 != "." }) == package else { return [] }
      return place.facts.definitions[place.facts.symbolRange(symbol)]
        .filter { $0.kind == .function }.map { place.function($0.value) }
    }
    return []
  }

  /// Calls `body` with each function of a module of which a model says something, and the model's.
  private func pair(
    _ model: Module, with module: Module, _ body: (FunctionID, FunctionID) -> Void
  ) {
    for index in model.facts.functions.indices.dropFirst() {
      let source = model.function(UInt32(index))
      let row = model.facts.functions[index]
      guard row.decorators != 0 || row.returns.exists,
        let name = program.globalNames.find(model.facts.names[row.name])
      else { continue }
      for target in targets(of: row, name, model, in: module) where target != source {
        body(target, source)
      }
    }
  }

  /// What the model that ships says of a function of an installed package, whose code says it too.
  package func review(of function: FunctionID) -> Fact? {
    reviews[function].flatMap { statedFact(of: $0) }
  }

  /// The same of a function as the method of one class: what `Redis` and `asyncio.Redis` both inherit waits
  /// in the first of them alone.
  func review(of unit: Unit) -> Fact? {
    guard let review = review(of: unit.function), isReviewed(unit) else { return nil }
    return review
  }

  func isReviewed(_ unit: Unit) -> Bool {
    guard let classes = reviewed[unit.function] else { return true }
    guard let owner = owner(of: unit.function) else { return false }
    if classes.contains(owner) { return true }
    if let receiver = unit.receiver, receiver != owner {
      return classes.contains { isSubclass(receiver, of: $0) }
    }
    return !subclasses(of: owner).contains { id in
      program.qualifiedName(of: id).lowercased().contains("async")
    }
  }

  /// The function of a model that says so.
  func reviewer(of function: FunctionID) -> FunctionID? { reviews[function] }

  private func targets(
    of row: FunctionRow, _ name: GlobalName, _ overlay: Module, in module: Module
  ) -> [FunctionID] {
    if row.owner == 0 {
      return program.lookup(name, in: module.id).compactMap {
        if case .function(let id) = $0 { id } else { nil }
      }
    }
    let ownerName = overlay.name(overlay.facts.classes[Int(row.owner - 1)].name)
    for case .class(let id) in program.lookup(ownerName, in: module.id) {
      let found = methods(name, of: id)
      for method in found { reviewed[method, default: []].append(id) }
      if !found.isEmpty { return found }
    }
    return []
  }

  /// The class object of a class that is written in a file, be it a module's or an overlay's.
  func classObject(_ id: ClassID) -> TypeID {
    // An overlay speaks of the facts that ship, and these of the class.
    var real = id
    while let next = realClasses[real] { real = next }
    return types.make(.classObject, real.rawValue)
  }

  /// Where the types of a call's result are declared: in an overlay's signature where it has one, which
  /// somebody wrote with the documentation at hand, else in the function's own.
  func signature(of function: FunctionID) -> (module: Module, row: FunctionRow) {
    let own = locate(function)
    guard let overlay = overlays[function] else { return own }
    let other = locate(overlay)
    return other.row.returns.exists ? other : own
  }
}
