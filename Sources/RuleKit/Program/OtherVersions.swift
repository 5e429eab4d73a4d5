import Project
import PythonSemantics
import Summaries

extension RuleContext {
  /// Whether a function is of a package that the project was written for in another version: it imports
  /// what the installed one does not have, and would stop right there.
  func isOfOtherVersion(_ function: FunctionID) -> Bool {
    let module = engine.program.location(of: function).module
    guard case .thirdParty = module.origin else { return false }
    return otherVersions.contains(Self.package(of: module.name))
  }

  private static func package(of module: String) -> Substring { module.prefix { $0 != "." } }

  /// The packages of which a file of the project imports a name, at its top and unconditionally, that
  /// their code does not bind. What is made at run time or in C is not in the text, so only plain modules
  /// tell anything.
  func findOtherVersions() -> Set<Substring> {
    var found: Set<Substring> = []
    for module in engine.program.modules
    where module.origin == .firstParty && module.isChecked && !module.servesTests {
      guard let body = module.facts.functions.first?.body else { continue }
      for statement in module.facts.list(body) {
        let row = module.facts[statement]
        guard row.kind == .import else { continue }
        for index in row.a..<row.a + row.b where isMissing(Int(index), in: module) {
          found.insert(
            Self.package(of: module.facts.names[module.facts.imports[Int(index)].module]))
        }
      }
    }
    return found
  }

  private func isMissing(_ index: Int, in module: Module) -> Bool {
    let row = module.facts.imports[index]
    guard row.level == 0, row.name != 0, !row.isTypeOnly,
      let target = engine.program.module(ofImport: index, in: module.id)
    else { return false }
    let source = engine.program[target]
    guard case .thirdParty = source.origin, !source.isStub, isWhole(source) else { return false }
    return engine.program.bindings(ofImport: index, in: module.id).allSatisfy {
      if case .external = $0 { true } else { false }
    }
  }

  /// Whether all names of a module are in its text.
  private func isWhole(_ module: Module) -> Bool {
    let facts = module.facts
    return ["__getattr__", "globals", "setattr", "modules"].allSatisfy {
      facts.names.find($0) == nil
    }
      && facts.imports.allSatisfy { facts.names[$0.name] != "*" } && 1 < facts.symbols.count
  }
}
