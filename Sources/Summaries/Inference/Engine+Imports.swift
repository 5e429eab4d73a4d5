import Project
import PythonSemantics
import SourceText

/// Functions whose results are made while the program is imported:
///
///     @cache
///     def _context(ciphers): ...
///
///     for ciphers in CipherList:
///         _context(ciphers)
extension Engine {
  /// Whether the module that defines the function calls it as it is imported, with any arguments.
  func isCalledAtImport(_ callable: TypeID) -> Bool {
    guard types.kind(callable) == .function else { return false }
    let function = FunctionID(rawValue: types[callable].a)
    if let known = importedCalls[function] { return known }
    let (module, row) = locate(function)
    let answer = row.owner == 0 && calls(row.name, in: module)
    importedCalls[function] = answer
    return answer
  }

  private func calls(_ name: LocalName, in module: Module) -> Bool {
    let facts = module.facts
    return facts.nodes.contains { node in
      guard node.kind == .call else { return false }
      let callee = facts[node.operand]
      return callee.kind == .name && callee.a == name
        && !facts.functions.contains {
          !$0.flags.contains(.isModule) && $0.range.start <= node.start && node.start < $0.range.end
        }
    }
  }
}
