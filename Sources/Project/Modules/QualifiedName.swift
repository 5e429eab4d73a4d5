import PythonSemantics

/// Names of functions and classes as their own module spells them.
struct QualifiedName {
  private let module: Module
  private var facts: FileFacts { module.facts }

  /// Scopes between a definition and its module that a name may have.
  private static let deepest = 200

  init(_ module: Module) { self.module = module }

  func function(_ index: UInt32) -> String {
    if index == 0 { return module.name }
    guard Int(index) < facts.functions.count else { return module.name }
    let row = facts.functions[Int(index)]
    return join(scope: row.parentScope, row.name)
  }

  func `class`(_ index: UInt32) -> String {
    guard Int(index) < facts.classes.count else { return module.name }
    let row = facts.classes[Int(index)]
    return join(scope: row.parentScope, row.name)
  }

  private func join(scope: UInt32, _ name: LocalName) -> String {
    var parts = [facts.names[name]]
    var scope = scope
    while parts.count < QualifiedName.deepest, Int(scope) < facts.scopes.count {
      let row = facts.scopes[Int(scope)]
      switch row.kind {
      case .module:
        scope = UInt32.max
        continue
      case .function:
        if Int(row.owner) < facts.functions.count {
          parts.append(facts.names[facts.functions[Int(row.owner)].name])
        }
      case .class:
        if Int(row.owner) < facts.classes.count {
          parts.append(facts.names[facts.classes[Int(row.owner)].name])
        }
      case .comprehension, .typeParameters: break
      }
      if row.parent == scope { break }
      scope = row.parent
    }
    if !module.name.isEmpty { parts.append(module.name) }
    return parts.dropLast().reversed().reduce(into: parts[parts.count - 1]) { text, part in
      text += "."
      text += part
    }
  }
}
