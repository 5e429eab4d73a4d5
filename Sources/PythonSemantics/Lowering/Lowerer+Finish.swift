import PythonSyntax
import SourceText

/// What remains when the walk is over: names find their symbols, rows get their order.
extension Lowerer {
  mutating func finish() -> FactsDraft {
    settleDeclarations()
    var final = numberSymbols()
    resolveNodes(&final)
    for index in parameters.indices {
      parameters[index].symbol = final.number(of: parameters[index].symbol, in: symbols)
    }
    for index in imports.indices where imports[index].symbol != UInt32.max {
      imports[index].symbol = final.number(of: imports[index].symbol, in: symbols)
    }
    var facts = FactsDraft()
    facts.symbols = final.rows
    orderDefinitions(final, &facts)
    orderAttributes(final, &facts)
    names.compact()
    facts.names = names
    facts.nodes = nodes.exactCopy()
    facts.extra = extra.exactCopy()
    facts.scopes = scopes.exactCopy()
    facts.functions = functions.exactCopy()
    facts.parameters = parameters.exactCopy()
    facts.classes = classes.exactCopy()
    facts.imports = imports.exactCopy()
    facts.exports = exports.result
    return facts
  }

  // MARK: declarations

  /// Finds what each `global x` and `nonlocal x` means, outer scopes first.
  private mutating func settleDeclarations() {
    var order = symbols.entries.indices.filter { symbols.entries[$0].outer != .none }
    order.sort { symbols.entries[$0].scope < symbols.entries[$1].scope }
    for place in order {
      let index = UInt32(truncatingIfNeeded: place)
      let entry = symbols.entries[place]
      let isBound = !entry.flags.isEmpty
      var target: UInt32?
      if entry.outer == .global {
        target = symbols.find(0, entry.name)
        if target == nil, isBound { target = symbols.bind(0, entry.name, []) }
      } else {
        target = enclosingSymbol(entry.name, of: entry.scope)
        if target == nil, isBound {
          symbols.makeOwn(index)
          continue
        }
      }
      symbols.setTarget(index, target ?? SymbolBuilder.noTarget)
      guard let target, isBound else { continue }
      symbols.mark(target, entry.flags)
      if scopeFunctions[Int(entry.scope)] != homeFunction(of: target) {
        symbols.mark(target, .rebound)
      }
    }
  }

  /// The symbol of a function around `scope`, as `nonlocal` finds it.
  private func enclosingSymbol(_ name: LocalName, of scope: UInt32) -> UInt32? {
    var place = scopes[Int(scope)].parent
    while place != 0 {
      if scopes[Int(place)].kind == .function, let found = symbols.find(place, name) {
        let target = symbols.entries[Int(found)].target
        if target != SymbolBuilder.noTarget { return target }
      }
      place = scopes[Int(place)].parent
    }
    return nil
  }

  private func homeFunction(of entry: UInt32) -> UInt32 {
    scopeFunctions[Int(symbols.entries[Int(entry)].scope)]
  }

  // MARK: numbers

  struct FinalSymbols {
    /// Row of each entry; entries that stand for others have none.
    var numbers: [UInt32] = []
    var rows: [SymbolRow] = []

    mutating func markCaptured(_ entry: UInt32) {
      rows[Int(numbers[Int(entry)])].flags.insert(.captured)
    }

    func number(of entry: UInt32, in symbols: borrowing SymbolBuilder) -> UInt32 {
      let target = symbols.entries[Int(entry)].target
      return target == SymbolBuilder.noTarget ? UInt32.max : numbers[Int(target)]
    }
  }

  /// Numbers the symbols scope by scope, in each by first binding.
  private mutating func numberSymbols() -> FinalSymbols {
    var final = FinalSymbols()
    let entries = symbols.entries
    var counts = [UInt32](repeating: 0, count: scopes.count + 1)
    for (index, entry) in entries.enumerated() where Int(entry.target) == index {
      counts[Int(entry.scope) + 1] += 1
    }
    for scope in scopes.indices {
      counts[scope + 1] += counts[scope]
      scopes[scope].symbols = counts[scope]..<counts[scope + 1]
    }
    let total = Int(counts[scopes.count])
    final.numbers = [UInt32](repeating: UInt32.max, count: entries.count)
    final.rows = [SymbolRow](
      repeating: SymbolRow(name: 0, scope: 0, flags: [], definitions: 0..<0), count: total)
    for (index, entry) in entries.enumerated() where Int(entry.target) == index {
      let number = counts[Int(entry.scope)]
      counts[Int(entry.scope)] += 1
      final.numbers[index] = number
      final.rows[Int(number)] = SymbolRow(
        name: entry.name, scope: entry.scope, flags: entry.flags, definitions: 0..<0)
    }
    return final
  }

  // MARK: names

  private mutating func resolveNodes(_ final: inout FinalSymbols) {
    let firstBindings = firstBindings()
    for index in nodes.indices {
      switch nodes[index].kind {
      case .name:
        let scope = nodes[index].b
        var entry = resolve(nodes[index].a, from: scope)
        // What a class binds further down is not there yet: see `firstBindings`.
        if let found = entry, scopes[Int(scope)].kind == .class,
          symbols.entries[Int(found)].scope == scope,
          nodes[index].start < firstBindings[found] ?? 0
        {
          entry = resolve(nodes[index].a, from: scope, passing: true)
        }
        guard let entry else {
          nodes[index].b = 0
          continue
        }
        nodes[index].b = final.numbers[Int(entry)] + 1
        let home = symbols.entries[Int(entry)].scope
        let isCell =
          home != 0 && home != scope
          && scopeFunctions[Int(home)] != scopeFunctions[Int(scope)]
        if isCell { final.markCaptured(entry) }
      case .pattern:
        nodes[index].b = finalPlusOne(nodes[index].b, final)
      case .handler:
        let place = Int(nodes[index].b) + 1
        extra[place] = finalPlusOne(extra[place], final)
      default: break
      }
    }
    // What is written through `nonlocal` is a cell even if no name node reads it.
    for entry in symbols.entries
    where entry.outer == .nonlocal && entry.target != SymbolBuilder.noTarget {
      final.markCaptured(entry.target)
    }
  }

  /// Where the body of a class first binds each of its names. The body runs from top to bottom, and a
  /// name that it has not bound yet is one of the module:
  ///
  ///     class Selector:
  ///         _wait = select.select
  ///         def select(self): ...
  private func firstBindings() -> [UInt32: UInt32] {
    var result: [UInt32: UInt32] = [:]
    for row in definitions {
      let scope = Int(symbols.entries[Int(row.symbol)].scope)
      guard scopes[scope].kind == .class else { continue }
      result[row.symbol] = min(result[row.symbol] ?? .max, row.start)
    }
    return result
  }

  private func finalPlusOne(_ entryPlusOne: UInt32, _ final: FinalSymbols) -> UInt32 {
    entryPlusOne == 0 ? 0 : final.number(of: entryPlusOne - 1, in: symbols) &+ 1
  }

  /// Python's rule: the own scope, then the functions around, then the module; a class is only seen
  /// by code directly in it and by the type parameters of what is defined there.
  private func resolve(
    _ name: LocalName, from scope: UInt32, passing isPassing: Bool = false
  ) -> UInt32? {
    var place = scope
    var seesClass = !isPassing
    while true {
      let row = scopes[Int(place)]
      if row.kind != .class || seesClass, let found = symbols.find(place, name) {
        let target = symbols.entries[Int(found)].target
        return target == SymbolBuilder.noTarget ? nil : target
      }
      if place == 0 { return nil }
      if row.kind != .typeParameters { seesClass = false }
      place = row.parent
    }
  }

  // MARK: order

  /// Sorts by symbol, then by offset: a counting sort, then small ones inside, which are nearly in
  /// order already.
  private mutating func orderDefinitions(_ final: FinalSymbols, _ facts: inout FactsDraft) {
    var ends = [UInt32](repeating: 0, count: facts.symbols.count + 1)
    for index in definitions.indices {
      let symbol = final.number(of: definitions[index].symbol, in: symbols)
      definitions[index].symbol = symbol
      ends[Int(symbol) + 1] += 1
    }
    for symbol in facts.symbols.indices {
      ends[symbol + 1] += ends[symbol]
      facts.symbols[symbol].definitions = ends[symbol]..<ends[symbol + 1]
    }
    var sorted = definitions
    for row in definitions {
      sorted[Int(ends[Int(row.symbol)])] = row
      ends[Int(row.symbol)] += 1
    }
    for symbol in facts.symbols where 1 < symbol.definitions.count {
      let range = Int(symbol.definitions.lowerBound)..<Int(symbol.definitions.upperBound)
      let isOrdered = range.dropFirst().allSatisfy { sorted[$0 - 1].start <= sorted[$0].start }
      if !isOrdered { sorted[range].sort { $0.start < $1.start } }
    }
    facts.definitions = sorted.exactCopy()
  }

  private mutating func orderAttributes(_ final: FinalSymbols, _ facts: inout FactsDraft) {
    if attributes.isEmpty { return }
    var rows: [AttributeRow] = []
    rows.reserveCapacity(attributes.count)
    for pending in attributes {
      // A nested function may have a variable of its own with that name.
      let meant = final.number(of: pending.symbol, in: symbols) &+ 1
      if nodes[Int(pending.object)].b == meant { rows.append(pending.row) }
    }
    rows.sort { ($0.owner, $0.start) < ($1.owner, $1.start) }
    var first = 0
    while first < rows.count {
      let owner = rows[first].owner
      var last = first
      while last < rows.count, rows[last].owner == owner { last += 1 }
      classes[Int(owner)].attributes =
        UInt32(truncatingIfNeeded: first)..<UInt32(truncatingIfNeeded: last)
      first = last
    }
    facts.attributes = rows
  }
}
