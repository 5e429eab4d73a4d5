import SourceText

extension FileFacts {
  /// What is wrong with the facts, in words; empty when everything that readers rely on holds.
  package func checkInvariants() -> [String] {
    var check = InvariantCheck(facts: self)
    check.checkRows()
    check.checkDefinitions()
    check.checkCode()
    return check.problems
  }
}

private struct InvariantCheck {
  let facts: FileFacts
  var problems: [String] = []
  /// Nodes that were reached from a block, an expression or a row.
  private var reached: [Bool]

  init(facts: FileFacts) {
    self.facts = facts
    reached = [Bool](repeating: false, count: facts.nodes.count)
  }

  private mutating func expect(_ condition: Bool, _ words: @autoclosure () -> String) {
    if !condition, problems.count < 100 { problems.append(words()) }
  }

  private mutating func expect(_ index: UInt32, below count: Int, _ what: String) {
    expect(Int(index) < count, "\(what) \(index) of \(count)")
  }

  // MARK: rows

  mutating func checkRows() {
    var next: UInt32 = 0
    for (index, scope) in facts.scopes.enumerated() {
      expect(scope.parent, below: max(index, 1), "parent of scope \(index)")
      expect(scope.symbols.lowerBound == next, "symbols of scope \(index) have a gap before")
      next = scope.symbols.upperBound
      for symbol in scope.symbols {
        expect(symbol, below: facts.symbols.count, "symbol of scope \(index)")
        guard Int(symbol) < facts.symbols.count else { break }
        expect(facts.symbols[Int(symbol)].scope == UInt32(index), "scope of symbol \(symbol)")
      }
      let owners = scope.kind == .class ? facts.classes.count : facts.functions.count
      expect(scope.owner, below: owners, "owner of scope \(index)")
    }
    expect(Int(next) == facts.symbols.count, "symbols outside scopes")
    for (index, row) in facts.functions.enumerated() {
      expect(row.scope, below: facts.scopes.count, "scope of function \(index)")
      expect(row.parentScope, below: facts.scopes.count, "outer scope of function \(index)")
      expect(row.parent, below: max(index, 1), "parent of function \(index)")
      expect(row.owner, below: facts.classes.count + 1, "class of function \(index)")
      expect(Int(row.parameters.upperBound) <= facts.parameters.count, "parameters of \(index)")
      expect(row.body, below: facts.extra.count, "body of function \(index)")
      expect(row.range.end <= facts.byteCount, "range of function \(index)")
    }
    for (index, row) in facts.classes.enumerated() {
      expect(row.scope, below: facts.scopes.count, "scope of class \(index)")
      expect(row.parent, below: facts.functions.count, "runner of class \(index)")
      expect(Int(row.attributes.upperBound) <= facts.attributes.count, "attributes of \(index)")
      for attribute in row.attributes where Int(attribute) < facts.attributes.count {
        expect(facts.attributes[Int(attribute)].owner == UInt32(index), "owner of \(attribute)")
      }
    }
    for (index, row) in facts.parameters.enumerated() {
      expect(row.symbol, below: facts.symbols.count, "symbol of parameter \(index)")
    }
    for (index, row) in facts.imports.enumerated() where row.symbol != UInt32.max {
      expect(row.symbol, below: facts.symbols.count, "symbol of import \(index)")
    }
    let ordered = zip(facts.lineStarts, facts.lineStarts.dropFirst()).allSatisfy { $0 < $1 }
    expect(facts.lineStarts.first == 0 && ordered, "lines out of order")
  }

  // MARK: definitions

  mutating func checkDefinitions() {
    var next: UInt32 = 0
    for (index, symbol) in facts.symbols.enumerated() {
      expect(symbol.definitions.lowerBound == next, "definitions of symbol \(index) have a gap")
      next = symbol.definitions.upperBound
      expect(symbol.name, below: facts.names.count, "name of symbol \(index)")
      var last: UInt32 = 0
      for place in symbol.definitions where Int(place) < facts.definitions.count {
        let row = facts.definitions[Int(place)]
        expect(row.symbol == UInt32(index), "symbol of definition \(place)")
        expect(last <= row.start, "definition \(place) out of order")
        last = row.start
        checkValue(row, place)
      }
    }
    expect(Int(next) == facts.definitions.count, "definitions outside symbols")
  }

  private mutating func checkValue(_ row: DefinitionRow, _ place: UInt32) {
    let count: Int
    switch row.kind {
    case .import: count = facts.imports.count
    case .function: count = facts.functions.count
    case .class: count = facts.classes.count
    case .parameter: count = facts.parameters.count
    default: count = facts.nodes.count
    }
    expect(row.value, below: count, "value of definition \(place)")
    expect(row.statement.rawValue, below: facts.nodes.count, "statement of definition \(place)")
    expect(row.statement.exists || row.kind == .parameter, "definition \(place) by no statement")
    expect(row.function, below: facts.functions.count, "function of definition \(place)")
  }

  // MARK: code

  /// Walks from every root: a function's and class's block, and what rows hold beside them.
  mutating func checkCode() {
    for row in facts.functions {
      for decorator in facts.items(row.decorators) { visit(.node(decorator)) }
      if row.returns.exists { visit(.node(row.returns.rawValue)) }
      visit(.block(row.body))
    }
    for row in facts.parameters {
      if row.annotation.exists { visit(.node(row.annotation.rawValue)) }
      if row.defaultValue.exists { visit(.node(row.defaultValue.rawValue)) }
    }
    for row in facts.classes {
      for list in [row.decorators, row.bases, row.keywords] {
        for part in facts.items(list) { visit(.node(part)) }
      }
      visit(.block(row.body))
    }
  }

  private mutating func visit(_ root: FactsPart) {
    var pending = [root]
    while let part = pending.popLast() {
      switch part {
      case .function(let index): expect(index, below: facts.functions.count, "function")
      case .class(let index): expect(index, below: facts.classes.count, "class")
      case .block(let list):
        let statements = facts.items(list)
        expect(list == 0 || !statements.isEmpty, "block \(list) out of range")
        for id in statements {
          expect(facts.node(id).kind.isStatement, "node \(id) in a block is no statement")
          pending.append(.node(id))
        }
      case .node(let id):
        expect(id, below: facts.nodes.count, "node")
        expect(id != 0, "a part is missing")
        guard 0 < id, Int(id) < reached.count else { break }
        let row = facts.node(id)
        // Constants of long tables are shared.
        let isShared = row.kind == .constant && row.length == 0
        expect(!reached[Int(id)] || isShared, "node \(id) (\(row.kind)) has two places")
        if reached[Int(id)] { break }
        reached[Int(id)] = true
        checkNode(id, row)
        pending.append(contentsOf: facts.parts(of: id))
      }
    }
  }

  private mutating func checkNode(_ id: UInt32, _ row: IRNode) {
    expect(row.start <= facts.byteCount, "node \(id) starts behind the text")
    switch row.kind {
    case .name:
      guard row.b != 0 else { break }
      expect(row.b - 1, below: facts.symbols.count, "symbol of name \(id)")
      guard Int(row.b) <= facts.symbols.count else { break }
      expect(facts.symbols[Int(row.b - 1)].name == row.a, "name \(id) and its symbol differ")
    case .attribute: expect(row.b, below: facts.names.count, "attribute \(id)")
    case .pattern:
      if row.b != 0 { expect(row.b - 1, below: facts.symbols.count, "capture \(id)") }
    case .handler:
      let symbol = facts.word(row.b, 1)
      if symbol != 0 { expect(symbol - 1, below: facts.symbols.count, "handler \(id)") }
    case .import:
      expect(Int(row.a) + Int(row.b) <= facts.imports.count, "rows of import \(id)")
    case .comprehension: expect(row.b, below: facts.scopes.count, "scope of comprehension \(id)")
    default: break
    }
  }
}
