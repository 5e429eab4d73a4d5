import Project
import PythonSemantics
import PythonSyntax

// A file that lies in memory until it is rolled over to a disk:
//
//     def __init__(self):
//         self._file = io.BytesIO()
//         self._rolled = False
//
//     async def read(self):
//         if not self._rolled:
//             return self._file.read()

extension BlockingSites {
  /// Whether a file that an object keeps is used where one of its flags says that it was not replaced yet,
  /// and the object begins with one that lies in memory.
  func isInMemory(_ site: BlockingSite, _ function: FunctionSubject) -> Bool {
    guard site.isFileSystem, function.row.owner != 0, function.mentions(["BytesIO", "StringIO"])
    else { return false }
    let callee = function.operand(site.node)
    guard function.kind(callee) == .attribute,
      let file = attribute(function.operand(callee), of: function)
    else { return false }
    let flags = function.ancestors(site.node).compactMap { around in
      unsetFlag(around, around: site.node, function)
    }
    guard !flags.isEmpty, beginsInMemory(file, function) else { return false }
    return flags.contains { tells($0, whenReplaced: file, function) }
  }

  /// `x` of `self.x`.
  private func attribute(_ node: IRNodeID, of function: FunctionSubject) -> LocalName? {
    guard function.kind(node) == .attribute, function.sharedPath(node) != nil else { return nil }
    return function[node].b
  }

  /// The flag of `if not self.flag:` around a node in its body.
  private func unsetFlag(
    _ statement: IRNodeID, around node: IRNodeID, _ function: FunctionSubject
  ) -> LocalName? {
    guard function.kind(statement) == .if, function.isInside(node, .body, of: statement) else {
      return nil
    }
    let test = function.operand(statement)
    guard function.kind(test) == .unary, function[test].flags == UnaryOperator.not.rawValue else {
      return nil
    }
    return attribute(function.operand(test), of: function)
  }

  /// Whether whatever replaces the file after the construction sets the flag as well, and nothing takes that
  /// back.
  private func tells(
    _ flag: LocalName, whenReplaced file: LocalName, _ function: FunctionSubject
  ) -> Bool {
    let facts = function.facts
    let owner = facts.classes[Int(function.row.owner - 1)]
    let rows = owner.attributes.map { facts.attributes[Int($0)] }
    func later(_ name: LocalName) -> [AttributeRow] {
      rows.filter { row in
        row.name == name
          && !facts.names.spells(facts.functions[Int(row.function)].name, "__init__")
      }
    }
    let set = later(flag)
    guard !set.isEmpty, set.allSatisfy({ facts.truth($0.value) == true }) else { return false }
    let setters = Set(set.map(\.function))
    return later(file).allSatisfy { setters.contains($0.function) }
  }

  /// Whether each file that `__init__` keeps by that name, or hands to the class above, is made of memory.
  private func beginsInMemory(_ file: LocalName, _ function: FunctionSubject) -> Bool {
    let facts = function.facts
    let inits = facts.functions.indices.filter { index in
      facts.functions[index].owner == function.row.owner
        && facts.names.spells(facts.functions[index].name, "__init__")
    }
    return inits.contains { index in
      let subject = context.subject(of: function.module.function(UInt32(index)))
      let made = subject.nodes(.call).filter { subject.isInstance($0, of: Self.memory) }
      let kept = subject.nodes(anyOf: [.assign, .annAssign, .call]).filter { node in
        subject.kind(node) == .call
          ? isInitOfSuper(node, subject)
          : facts.targets(node).contains { attribute($0, of: subject) == file }
      }
      return !kept.isEmpty
        && kept.allSatisfy { place in made.contains { subject.isInside($0, place) } }
    }
  }

  /// `super().__init__(…)`.
  private func isInitOfSuper(_ call: IRNodeID, _ function: FunctionSubject) -> Bool {
    let callee = function.operand(call)
    guard function.kind(callee) == .attribute, function.spelling(callee) == "__init__" else {
      return false
    }
    let object = function.operand(callee)
    return function.kind(object) == .call
      && function.spelling(function.operand(object)) == "super"
  }
}
