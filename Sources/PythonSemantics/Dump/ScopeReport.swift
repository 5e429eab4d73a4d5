/// What each function, lambda and comprehension says of the names in it, in the words of CPython's
/// `symtable`, to be compared with it: one line for each, `line name | locals | globals | free | cells`.
package struct ScopeReport {
  private let facts: FileFacts
  /// Names seen in each scope that mean something outside it, by scope.
  private var globals: [Set<LocalName>]
  private var free: [Set<LocalName>]
  private var cells: [Set<LocalName>]
  private var titles: [String?]
  /// Annotations are not evaluated, and CPython puts their names nowhere.
  private let skipsAnnotations: Bool
  private var definitionsOfStatement: [UInt32: [UInt32]] = [:]

  package static func of(_ facts: FileFacts) -> String {
    var report = ScopeReport(facts: facts)
    report.collect()
    return report.text
  }

  private init(facts: FileFacts) {
    self.facts = facts
    globals = Array(repeating: [], count: facts.scopes.count)
    free = globals
    cells = globals
    titles = Array(repeating: nil, count: facts.scopes.count)
    skipsAnnotations = facts.imports.contains {
      facts.names[$0.module] == "__future__" && facts.names[$0.name] == "annotations"
    }
    // A definition statement binds its type parameters too, in a scope of theirs.
    for row in facts.definitions
    where row.kind != .parameter && !isTypeParameter(row) {
      definitionsOfStatement[row.statement.rawValue, default: []].append(row.symbol)
    }
  }

  private func isTypeParameter(_ row: DefinitionRow) -> Bool {
    let symbol = facts.symbols[Int(row.symbol)]
    return facts.scopes[Int(symbol.scope)].kind == .typeParameters
  }

  private var text: String {
    var lines: [String] = []
    for (scope, title) in titles.enumerated() {
      guard let title else { continue }
      let locals = facts.scopes[scope].symbols.map { facts.names[facts.symbols[Int($0)].name] }
      let own = Set(locals)
      let parts = [
        own, spellings(globals[scope]), spellings(free[scope]), spellings(cells[scope]),
      ]
      let words = parts.map { $0.sorted().joined(separator: " ") }
      lines.append(title + " | " + words.joined(separator: " | "))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func spellings(_ names: Set<LocalName>) -> Set<String> {
    Set(names.map { facts.names[$0] })
  }

  // MARK: walk

  private mutating func collect() {
    visitBlock(facts.functions[0].body, 0)
  }

  /// A name in `scope` that means a symbol, or nothing of this file.
  private mutating func use(_ name: LocalName, _ symbol: UInt32?, in scope: UInt32) {
    guard let symbol, Int(symbol) < facts.symbols.count else {
      globals[Int(scope)].insert(name)
      return
    }
    let home = facts.symbols[Int(symbol)].scope
    if home == 0 {
      globals[Int(scope)].insert(name)
      return
    }
    var place = scope
    while place != home, place != 0 {
      free[Int(place)].insert(name)
      place = facts.scopes[Int(place)].parent
    }
    if place != scope { cells[Int(home)].insert(name) }
  }

  private mutating func visitBlock(_ block: UInt32, _ scope: UInt32) {
    for statement in facts.items(block) { visit(statement, scope) }
  }

  private mutating func visit(_ id: UInt32, _ scope: UInt32) {
    let row = facts.node(id)
    if row.kind != .comprehension, row.kind != .namedExpression {
      for symbol in definitionsOfStatement[id] ?? [] {
        use(facts.symbols[Int(symbol)].name, symbol, in: scope)
      }
    }
    switch row.kind {
    case .name: use(row.a, row.b == 0 ? nil : row.b - 1, in: scope)
    case .scopeDeclaration: declare(row, scope)
    case .comprehension: visitComprehension(id, row, scope)
    case .annAssign where skipsAnnotations:
      visit(row.a, scope)
      if facts.word(row.b, 1) != 0 { visit(facts.word(row.b, 1), scope) }
    case .functionDefinition:
      visitFunction(row, scope, facts.names[facts.functions[Int(row.a)].name])
    case .lambda: visitFunction(row, scope, "lambda")
    case .classDefinition: visitClass(row, scope)
    default:
      for part in facts.parts(of: id) {
        switch part {
        case .node(let id): visit(id, scope)
        case .block(let block): visitBlock(block, scope)
        case .function, .class: break
        }
      }
    }
  }

  private mutating func declare(_ row: IRNode, _ scope: UInt32) {
    if scope == 0 { return }
    for name in facts.items(row.a) {
      // `nonlocal` finds its symbol in a function around; a module's is never one.
      var place = facts.scopes[Int(scope)].parent
      var found: UInt32?
      while place != 0, found == nil {
        if facts.scopes[Int(place)].kind == .function {
          found = facts.scopes[Int(place)].symbols.first {
            facts.symbols[Int($0)].name == name
          }
        }
        place = facts.scopes[Int(place)].parent
      }
      use(name, row.flags == 1 ? found : nil, in: scope)
    }
  }

  private mutating func visitComprehension(_ id: UInt32, _ row: IRNode, _ scope: UInt32) {
    titles[Int(row.b)] = "\(facts.line(of: row.start)) genexpr"
    for (place, part) in facts.parts(of: id).enumerated() {
      if case .node(let id) = part { visit(id, place == 0 ? scope : row.b) }
    }
  }

  private mutating func visitFunction(_ row: IRNode, _ scope: UInt32, _ name: String) {
    let function = facts.functions[Int(row.a)]
    titles[Int(function.scope)] = "\(facts.line(of: row.start)) \(name)"
    for decorator in facts.items(function.decorators) { visit(decorator, scope) }
    let typeScope = facts.scopes[Int(function.scope)].parent
    for index in function.parameters {
      let parameter = facts.parameters[Int(index)]
      if parameter.defaultValue.exists { visit(parameter.defaultValue.rawValue, scope) }
      if parameter.annotation.exists, !skipsAnnotations {
        visit(parameter.annotation.rawValue, typeScope)
      }
    }
    if function.returns.exists, !skipsAnnotations { visit(function.returns.rawValue, typeScope) }
    visitBlock(function.body, function.scope)
  }

  private mutating func visitClass(_ row: IRNode, _ scope: UInt32) {
    let own = facts.classes[Int(row.a)]
    let typeScope = facts.scopes[Int(own.scope)].parent
    for decorator in facts.items(own.decorators) { visit(decorator, scope) }
    for part in facts.items(own.bases) + facts.items(own.keywords) { visit(part, typeScope) }
    visitBlock(own.body, own.scope)
  }
}
