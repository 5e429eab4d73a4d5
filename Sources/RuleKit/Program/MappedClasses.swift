import Project
import PythonSemantics
package import Summaries

/// What the project says of its SQLAlchemy sessions and mapped classes.
extension RuleContext {
  /// Sessions are made in the project, and none of them keeps its objects over a commit.
  func findExpiringSessions() -> Bool {
    var makes = false
    for module in engine.program.modules where module.origin == .firstParty {
      if module.facts.names.find("expire_on_commit") != nil { return false }
      makes = makes || module.facts.names.contains(anyOf: ["async_sessionmaker", "sessionmaker"])
    }
    return makes
  }

  /// Attributes that a class binds to `relationship(…)` and does not load along.
  package func lazyRelationships(_ type: TypeID) -> Set<String> {
    guard types.kind(type) == .classObject else { return [] }
    var found: Set<String> = []
    for ancestor in engine.classModel(ClassID(rawValue: types[type].a)).linearization {
      let (module, index) = engine.program.location(of: ancestor)
      guard module.origin == .firstParty else { continue }
      let facts = module.facts
      for symbol in facts.scopes[Int(facts.classes[Int(index)].scope)].symbols {
        let row = facts.symbols[Int(symbol)]
        let isLazy = row.definitions.contains {
          let definition = facts.definitions[Int($0)]
          return definition.kind == .assignment && isLazyRelationship(definition.node, facts)
        }
        if isLazy { found.insert(facts.names[row.name]) }
      }
    }
    return found
  }

  /// `relationship("Post")`, not `relationship("Post", lazy="selectin")`.
  private func isLazyRelationship(_ value: IRNodeID, _ facts: FileFacts) -> Bool {
    guard facts[value].kind == .call else { return false }
    let callee = facts[facts.operand(value)]
    let name = callee.kind == .name ? callee.a : callee.kind == .attribute ? callee.b : 0
    return facts.names[name] == "relationship"
      && !facts.list(facts[value].b).contains {
        facts[$0].kind == .keyword && facts.names[facts[$0].b] == "lazy"
      }
  }
}
