package import Project
import PythonSemantics
import Summaries

extension RuleContext {
  /// Whether code of the project mentions the name without calling it: a callback, an export, a
  /// registry. By name alone, so that the answer errs on the side of yes.
  package func isUsedAsValue(_ name: String) -> Bool {
    if valueMentions == nil { readMentions() }
    return valueMentions?.contains(name) ?? true
  }

  /// Whether a protocol or abstract class of the program has a method of the name.
  package func isProtocolMember(_ name: String) -> Bool {
    if protocolMembers == nil { readMentions() }
    return protocolMembers?.contains(name) ?? true
  }

  /// How many places of the project call something by that name.
  package func callCount(of name: String) -> Int {
    if callCounts == nil { readMentions() }
    return callCounts?[name] ?? 0
  }

  /// Whether nothing in the project leads to a coroutine function although other files import its own: no
  /// call, no mention or import of its name, no decorator, nothing of that name above or below its class,
  /// and no class of a library, which may call methods by their names. A file that nobody imports may
  /// have been checked alone.
  package func isLooseEnd(_ function: FunctionID) -> Bool {
    let row = row(of: function)
    let name = spelling(of: function)
    guard row.flags.contains(.isAsync), row.decorators == 0, callCount(of: name) == 0,
      !isUsedAsValue(name), !(name.hasPrefix("__") && name.hasSuffix("__"))
    else { return false }
    let module = engine.program.location(of: function).module
    return importedModules.contains(module.id) && !importedNames.contains(name)
      && !exports(name, module.facts)
      && callers(of: function).isEmpty && !overrides(function) && !isOverridden(function)
      && !isOfLibrary(function)
  }

  private func exports(_ name: String, _ facts: FileFacts) -> Bool {
    facts.exports?.contains { facts.names[$0] == name } ?? false
  }

  private func isOfLibrary(_ function: FunctionID) -> Bool {
    guard let owner = engine.owner(of: function) else { return false }
    return engine.classModel(owner).linearization.contains {
      if case .thirdParty = engine.program.location(of: $0).module.origin { true } else { false }
    }
  }

  private func readMentions() {
    var counts: [String: Int] = [:]
    var values: Set<String> = []
    var members: Set<String> = []
    for module in engine.program.modules where module.origin == .firstParty {
      let facts = module.facts
      var callees: Set<UInt32> = []
      for node in facts.nodes where node.kind == .call {
        callees.insert(node.a)
        let callee = facts[node.operand]
        if callee.kind == .name { counts[facts.names[callee.a], default: 0] += 1 }
        if callee.kind == .attribute { counts[facts.names[callee.b], default: 0] += 1 }
      }
      for (index, node) in facts.nodes.enumerated() where !callees.contains(UInt32(index)) {
        if node.kind == .name { values.insert(facts.names[node.a]) }
        if node.kind == .attribute { values.insert(facts.names[node.b]) }
      }
      for (index, row) in facts.imports.enumerated() {
        importedNames.insert(facts.names[row.name])
        guard let imported = engine.program.module(ofImport: index, in: module.id),
          imported != module.id
        else { continue }
        importedModules.insert(imported)
      }
      for function in facts.functions
      where function.owner != 0 && (function.flags.contains(.isTrivial) || module.isStub) {
        members.insert(facts.names[function.name])
      }
    }
    callCounts = counts
    valueMentions = values
    protocolMembers = members
  }
}
