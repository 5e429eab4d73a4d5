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
      guard let id = program.review(of: module.id) else { continue }
      pair(program[id], with: module) { reviews[$0] = $1 }
    }
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
      guard let symbol = ownMember(name, of: id) else { continue }
      let (place, _) = locate(id)
      return place.facts.definitions[place.facts.symbolRange(symbol)]
        .filter { $0.kind == .function }.map { place.function($0.value) }
    }
    return []
  }

  /// The class object of a class that is written in a file, be it a module's or an overlay's.
  func classObject(_ id: ClassID) -> TypeID {
    types.make(.classObject, (realClasses[id] ?? id).rawValue)
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
