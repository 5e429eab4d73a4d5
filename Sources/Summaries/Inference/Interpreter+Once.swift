import Project
import PythonSemantics
import PythonSyntax

/// What a function does only once: the program's, an object's, or a key's first time.
extension Interpreter {
  enum Initialized {
    case global, attribute
    /// Or whenever a caller asks for it, which few do.
    case onDemand
  }

  /// `if X is None: X = …` (or `not X`): the body runs once, because it then sets what it tested.
  func initializes(
    _ test: IRNodeID, _ outcome: Bool, _ body: Slice<IRNodeList>
  ) -> Initialized? {
    if keepsResult(test, outcome, body) { return .attribute }
    guard let subject = absentSubject(test, outcome), let path = evaluator.path(of: subject) else {
      return isAnew(test, outcome, body) ? .onDemand : nil
    }
    let isAttribute = module.facts[subject].kind == .attribute
    guard isAttribute || isGlobal(subject) else { return nil }
    guard body.contains(where: { assigns($0, path, depth: 0) }) else { return nil }
    return isAttribute ? .attribute : .global
  }

  /// `if options and not force: return options`, `if X is None or force: X = …` with a flag that callers
  /// leave out.
  private func isAnew(_ test: IRNodeID, _ outcome: Bool, _ body: Slice<IRNodeList>) -> Bool {
    let row = module.facts[test]
    if row.kind == .unary, row.flags == UnaryOperator.not.rawValue {
      return isAnew(row.operand, !outcome, body)
    }
    guard row.kind == .boolean, (row.flags & 1 != 0) == outcome else { return false }
    let parts = module.facts.list(row.a)
    return parts.contains { part in
      guard let subject = absentSubject(part, outcome), let path = evaluator.path(of: subject),
        module.facts[subject].kind == .attribute || isGlobal(subject),
        body.contains(where: { assigns($0, path, depth: 0) })
      else { return false }
      return parts.allSatisfy { $0 == part || isLeftOut($0, outcome) }
    }
  }

  /// A parameter, or its negation, whose default value gives the test the other outcome.
  private func isLeftOut(_ test: IRNodeID, _ outcome: Bool) -> Bool {
    let row = module.facts[test]
    if row.kind == .unary, row.flags == UnaryOperator.not.rawValue {
      return isLeftOut(row.operand, !outcome)
    }
    guard row.kind == .name, row.b != 0 else { return false }
    return frame.row.parameters.contains { index in
      let parameter = module.facts.parameters[Int(index)]
      guard parameter.symbol == row.b - 1, parameter.defaultValue.exists else { return false }
      return evaluator.truth(of: parameter.defaultValue) == (outcome ? .no : .yes)
    }
  }

  /// `if X is not None: return X` with an assignment of X below.
  func earlyReturn(
    _ statement: IRNodeID, initializing rest: Slice<IRNodeList>
  ) -> Initialized? {
    let row = module.facts[statement]
    guard row.kind == .if, module.facts.field(row.b, 1).rawValue == 0,
      let last = module.facts.list(module.facts.field(row.b, 0).rawValue).last,
      module.facts[last].kind == .return, !passesOn(module.facts[last].operand, row.operand)
    else { return nil }
    return initializes(row.operand, false, rest)
  }

  /// `if state.error: return state`: a step of several that hand a state on, not what is kept from a first
  /// time. The next call has another state.
  private func passesOn(_ value: IRNodeID, _ test: IRNodeID) -> Bool {
    guard value.exists, let subject = absentSubject(test, false),
      module.facts[subject].kind == .attribute
    else { return false }
    let (kept, owner) = (module.facts[value], module.facts[module.facts[subject].operand])
    guard kept.kind == .name, owner.kind == .name, kept.a == owner.a else { return false }
    // `if self.is_ready: return self` is kept.
    return frame.row.owner == 0
      || frame.row.parameters.first.map { module.facts.parameters[Int($0)].name } != kept.a
  }

  /// The expression that is absent (`None` or false) when the test has the given outcome.
  func absentSubject(_ test: IRNodeID, _ outcome: Bool) -> IRNodeID? {
    let row = module.facts[test]
    switch row.kind {
    case .unary where row.flags == UnaryOperator.not.rawValue:
      return absentSubject(row.operand, !outcome)
    case .name, .attribute: return outcome ? nil : test
    case .compare:
      guard let test = module.facts.comparison(row), module.facts[test.right].kind == .constant
      else { return nil }
      let isEqual = test.operation == .is || test.operation == .equal
      return isEqual == outcome ? test.left : nil
    case .boolean where (row.flags & 1 != 0) == outcome:
      // `if self.loop is None or not self.loop.is_running():` makes anew what is gone.
      let parts = module.facts.list(row.a)
      guard let first = parts.first, let subject = absentSubject(first, outcome),
        let path = evaluator.path(of: subject)
      else { return nil }
      return parts.dropFirst().allSatisfy { asks($0, about: path) } ? subject : nil
    default: return nil
    }
  }

  /// `x.closed`, `not x.is_running()`: something that `x` knows of itself.
  private func asks(_ node: IRNodeID, about path: AccessPath) -> Bool {
    if evaluator.path(of: node) == path { return true }
    let row = module.facts[node]
    switch row.kind {
    case .unary, .call, .attribute: return asks(row.operand, about: path)
    default: return false
    }
  }

  /// `if self.executor is None:` — the work stays here where an application turned its threads off.
  func declinesThreads(_ test: IRNodeID, _ outcome: Bool) -> Bool {
    guard let subject = absentSubject(test, outcome) else { return false }
    let row = module.facts[subject]
    guard row.kind == .attribute else { return false }
    return module.facts.names.spells(row.b, "executor")
      || module.facts.names.spells(row.b, endingWith: "_executor")
  }

  /// A variable of the module: a plain local is new on each call.
  private func isGlobal(_ node: IRNodeID) -> Bool {
    let row = module.facts[node]
    guard row.kind == .name, row.b != 0 else { return false }
    return module.facts.scopes[Int(module.facts.symbols[Int(row.b - 1)].scope)].kind == .module
      && !frame.row.flags.contains(.isModule)
  }

  private func assigns(_ statement: IRNodeID, _ path: AccessPath, depth: Int) -> Bool {
    let row = module.facts[statement]
    guard depth < 20 else { return false }
    func block(_ index: UInt32) -> Bool {
      module.facts.list(index).contains { assigns($0, path, depth: depth + 1) }
    }
    switch row.kind {
    case .assign:
      return module.facts.list(row.b).contains { evaluator.path(of: $0) == path }
    case .annAssign: return evaluator.path(of: row.operand) == path
    case .expression: return calls(row.operand, assigning: path)
    case .for, .while: return block(module.facts.field(row.b, row.kind == .for ? 1 : 0).rawValue)
    case .if:
      return block(module.facts.field(row.b, 0).rawValue)
        || block(module.facts.field(row.b, 1).rawValue)
    case .with: return block(row.b)
    case .try:
      return [0, 2, 3].contains { block(module.facts.field(row.a, $0).rawValue) }
    default: return false
    }
  }

  /// `init()`, a function of this module that assigns the global.
  private func calls(_ node: IRNodeID, assigning path: AccessPath) -> Bool {
    let row = module.facts[node]
    guard row.kind == .call, path.isVariable else { return false }
    let callee = module.facts[row.operand]
    guard callee.kind == .name, callee.b != 0 else { return false }
    let functions = module.facts.definitions[module.facts.symbolRange(callee.b - 1)]
      .filter { $0.kind == .function }.map { $0.value }
    return module.facts.definitions[module.facts.symbolRange(path.symbol)].contains {
      functions.contains($0.function)
    }
  }

  // MARK: Results kept by key

  /// `if key not in kept: kept[key] = …`, `if (x := kept.get(key)) is None: …; kept.set(key, x)`: the
  /// body runs once for each key, because it then stores what it had looked for.
  private func keepsResult(
    _ test: IRNodeID, _ outcome: Bool, _ body: Slice<IRNodeList>
  ) -> Bool {
    guard let container = missingFrom(test, outcome) else { return false }
    return body.contains { stores($0, into: container, depth: 0) }
  }

  /// The container in which something was looked for in vain when the test has the given outcome.
  private func missingFrom(_ test: IRNodeID, _ outcome: Bool) -> AccessPath? {
    let row = module.facts[test]
    if row.kind == .unary, row.flags == UnaryOperator.not.rawValue {
      return missingFrom(row.operand, !outcome)
    }
    if let test = module.facts.comparison(row), test.operation == (outcome ? .notIn : .in) {
      return evaluator.path(of: test.right)
    }
    guard
      var subject = row.kind == .namedExpression && !outcome ? test : absentSubject(test, outcome)
    else { return nil }
    if module.facts[subject].kind == .namedExpression {
      subject = module.facts[subject].second
      return lookedUp(in: subject)
    }
    let name = module.facts[subject]
    guard name.kind == .name, name.b != 0 else { return nil }
    return frame.lookups[name.b - 1]
  }

  /// `kept.get(key)`, `kept[key]`, `await kept.get_item(key)`.
  func lookedUp(in node: IRNodeID) -> AccessPath? {
    let row = module.facts[node]
    switch row.kind {
    case .await: return lookedUp(in: row.operand)
    case .subscript: return evaluator.path(of: row.operand)
    case .call:
      let callee = module.facts[row.operand]
      guard callee.kind == .attribute else { return nil }
      let names = module.facts.names
      guard
        names.spells(callee.b, beginningWith: "get")
          || names.spells(callee.b, beginningWith: "async_get")
          || names.spells(callee.b, beginningWith: "_get"),
        !module.facts.list(row.b).isEmpty
      else { return nil }
      return evaluator.path(of: callee.operand)
    default: return nil
    }
  }

  private func stores(_ statement: IRNodeID, into container: AccessPath, depth: Int) -> Bool {
    let row = module.facts[statement]
    guard depth < 20 else { return false }
    func block(_ index: UInt32) -> Bool {
      module.facts.list(index).contains { stores($0, into: container, depth: depth + 1) }
    }
    switch row.kind {
    case .assign: return module.facts.list(row.b).contains { isItem($0, of: container) }
    case .expression: return isStore(row.operand, into: container)
    case .if:
      return block(module.facts.field(row.b, 0).rawValue)
        || block(module.facts.field(row.b, 1).rawValue)
    case .with: return block(row.b)
    case .try: return [0, 2, 3].contains { block(module.facts.field(row.a, $0).rawValue) }
    default: return false
    }
  }

  private func isItem(_ target: IRNodeID, of container: AccessPath) -> Bool {
    let row = module.facts[target]
    return row.kind == .subscript && evaluator.path(of: row.operand) == container
  }

  private func isStore(_ node: IRNodeID, into container: AccessPath) -> Bool {
    let row = module.facts[node]
    if row.kind == .await { return isStore(row.operand, into: container) }
    guard row.kind == .call else { return false }
    let callee = module.facts[row.operand]
    guard callee.kind == .attribute,
      evaluator.path(of: callee.operand) == container
    else { return false }
    let name = module.facts.names[callee.b].lowercased()
    return ["set", "_set", "async_set", "put", "add", "store", "save"].contains {
      name.hasPrefix($0)
    }
  }
}
