import Project
import PythonSemantics
package import Summaries

extension RuleContext {
  /// Whether all that a value may be has the method. Unknown is no.
  package func hasAlways(_ member: String, _ type: TypeID) -> Bool {
    let members = types.alternatives(type)
    return !members.isEmpty
      && members.allSatisfy {
        types.kind($0) == .instance && engine.hasMember(member, of: ClassID(rawValue: types[$0].a))
      }
  }

  /// Whether all that a value may be has one special method and lacks the other: classes that are known
  /// whole, none of whose subclasses adds it, or the built-in kind. Unknown is no.
  package func has(
    _ present: String, not absent: String, _ type: TypeID, orKind kind: TypeKind
  ) -> Bool {
    let members = types.alternatives(type)
    return !members.isEmpty
      && members.allSatisfy { member in
        let row = types[member]
        // Declared `AsyncIterator`, it may be a class with both.
        if row.kind == kind { return types[TypeID(rawValue: row.b)].kind == .activation }
        guard row.kind == .instance else { return false }
        let id = ClassID(rawValue: row.a)
        return engine.hasMember(present, of: id) && !engine.hasMember(absent, of: id)
          && !engine.classModel(id).hasUnknownBase
          && !engine.hasMember("__getattr__", of: id)
          && !subclasses(of: id).contains { engine.hasMember(absent, of: $0) }
      }
  }
}
