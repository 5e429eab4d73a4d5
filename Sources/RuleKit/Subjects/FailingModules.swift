import Project
import PythonSemantics
import Summaries

/// Files of the project whose import fails: at their top, with no `try` around it, they import a name that
/// another file of the project does not have, or they import a file that fails.
///
///     # app/__init__.py
///     from .factory import create          # which does: from .middleware import Renamed
///
/// Nothing behind it can run, of a package that fails no file at all.
struct FailingModules {
  private var failing: Set<ModuleID> = []

  init(_ program: Program) {
    var lacking: [ModuleID: Set<UInt32>] = [:]
    for missing in program.unresolved where missing.reason == .noSuchName {
      guard let target = program.module(ofImport: Int(missing.row), in: missing.module),
        Self.saysAllItHas(program[target])
      else { continue }
      lacking[missing.module, default: []].insert(missing.row)
    }
    guard !lacking.isEmpty else { return }
    let modules = program.modules.filter { $0.origin == .firstParty && !$0.isStub }
    for module in modules {
      guard let rows = lacking[module.id] else { continue }
      if Self.importsAtTop(module).contains(where: { rows.contains($0) }) {
        failing.insert(module.id)
      }
    }
    var before = -1
    while before != failing.count, !failing.isEmpty {
      before = failing.count
      for module in modules where !failing.contains(module.id) && fails(module, program) {
        failing.insert(module.id)
      }
    }
  }

  func contains(_ module: Module) -> Bool { failing.contains(module.id) }

  private func fails(_ module: Module, _ program: Program) -> Bool {
    if isInFailingPackage(module.name, program) { return true }
    return Self.importsAtTop(module).contains { row in
      guard let target = program.module(ofImport: Int(row), in: module.id) else { return false }
      return failing.contains(target)
    }
  }

  private func isInFailingPackage(_ name: String, _ program: Program) -> Bool {
    var name = Substring(name)
    while let dot = name.lastIndex(of: ".") {
      name = name[..<dot]
      if let package = program.module(named: String(name)), failing.contains(package) {
        return true
      }
    }
    return false
  }

  /// Of a package files may be missing that a build makes, and a file may give itself names as it runs.
  private static func saysAllItHas(_ module: Module) -> Bool {
    module.origin == .firstParty && !module.isStub && !module.isPackage
      && !module.facts.imports.contains { $0.symbol == .max }
      && !["__getattr__", "globals", "exec", "setattr", "vars", "modules"].contains {
        module.facts.names.find($0) != nil
      }
  }

  /// The import rows of the statements that a file runs whatever happens.
  private static func importsAtTop(_ module: Module) -> [UInt32] {
    guard let body = module.facts.functions.first?.body else { return [] }
    return module.facts.list(body).flatMap { statement -> Range<UInt32> in
      let row = module.facts[statement]
      return row.kind == .import ? row.a..<row.a + row.b : 0..<0
    }.filter { !module.facts.imports[Int($0)].isTypeOnly }
  }
}
