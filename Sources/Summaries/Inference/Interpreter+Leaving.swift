import Project
import PythonSemantics

/// What a program does on its way out.
extension Interpreter {
  /// A few statements that end the process: `os.dup2(…); raise SystemExit(1)`, `report(); sys.exit()`.
  /// A long block does its work first and then ends.
  func leavesProgram(_ statements: IRNodeList) -> Bool {
    guard statements.count <= 6, let last = statements.last,
      depth > 1 || !frame.row.flags.contains(.isAsync)
    else { return false }
    let row = module.facts[last]
    guard row.kind == .raise || row.kind == .expression, row.a != 0 else { return false }
    for statement in statements {
      switch module.facts[statement].kind {
      case .while, .for, .with: return false
      default: break
      }
    }
    var value = module.facts[row.operand]
    if value.kind == .call { value = module.facts[value.operand] }
    guard value.kind == .name || value.kind == .attribute else { return false }
    let names = module.facts.names
    let name = value.kind == .name ? value.a : value.b
    if row.kind == .raise {
      return names.spells(name, "SystemExit") || names.spells(name, "KeyboardInterrupt")
    }
    guard value.kind == .attribute else { return false }
    let owner = module.facts[value.operand]
    guard owner.kind == .name else { return false }
    if names.spells(owner.a, "sys") { return names.spells(name, "exit") }
    return names.spells(owner.a, "os")
      && (names.spells(name, "_exit") || names.spells(name, "abort"))
  }

  /// `os.kill(os.getpid(), signal)`, in a block that raises in the end: a crash on demand.
  func endsItself(_ statement: IRNodeID, before rest: Slice<IRNodeList>) -> Bool {
    let row = module.facts[statement]
    guard !rest.isEmpty, row.kind == .expression, row.a != 0 else { return false }
    let call = module.facts[row.operand]
    guard call.kind == .call, let callee = dotted(call.operand) else { return false }
    if callee == "signal.raise_signal" { return true }
    guard callee == "os.kill", let target = module.facts.list(call.b).first else { return false }
    let process = module.facts[target]
    return process.kind == .call && dotted(process.operand) == "os.getpid"
  }

  /// `from app.settings import key` where the project's own package `app` has no such module: what stands
  /// behind it runs only where that file was added.
  func failsToImport(_ statement: IRNode) -> Bool {
    guard !frame.row.flags.contains(.isModule) else { return false }
    return (statement.a..<statement.a + statement.b).contains { index in
      engine.lackingImports.contains(engine.key(module, index))
    }
  }

  /// `a.b` as written.
  private func dotted(_ node: IRNodeID) -> String? {
    let row = module.facts[node]
    guard row.kind == .attribute else { return nil }
    let owner = module.facts[row.operand]
    guard owner.kind == .name else { return nil }
    return module.facts.names[owner.a] + "." + module.facts.names[row.b]
  }
}
