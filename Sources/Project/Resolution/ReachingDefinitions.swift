import PythonSemantics
import PythonSyntax

/// One definition that a module-level name can have when the module's body has run.
struct Alternative: Hashable {
  /// Index into the file's definitions.
  var definition: UInt32
  /// Counts only if the alternatives before it, up to the last that is no fallback, are imports that
  /// lead nowhere.
  var isFallback: Bool
}

/// A star import of the module's body.
struct StarRow {
  enum Position: UInt8 {
    /// Runs whenever the body runs to its end.
    case always
    /// Under `if`, in a loop.
    case branch
    /// In a `try` whose handler catches a failing import.
    case attempt
    /// In such a handler.
    case fallback
  }

  /// Index into the file's imports.
  var row: UInt32
  var position: Position
  var start: UInt32
}

/// Which definitions of each module-level name reach the end of the module's body.
///
/// A later unconditional definition shadows earlier ones; branches are united; of
///
///     try:
///         from _fast import parse
///     except ImportError:
///         def parse(text): ...
///
/// the second is a fallback of the first. What `if TYPE_CHECKING:` binds counts only for names that
/// nothing else binds. Jumps other than `raise` are not followed: a `break` in a module-level loop
/// makes this name a definition more than there is.
struct ReachingDefinitions {
  /// For symbols with more than one definition.
  private(set) var alternatives: [UInt32: [Alternative]] = [:]
  private(set) var stars: [StarRow] = []

  private let facts: FileFacts
  /// Definitions under consideration, by the statement that makes them.
  private var byStatement: [UInt32: [UInt32]] = [:]
  /// How far into nested blocks the walk goes; what lies deeper is united.
  private static let deepest = 64
  /// Definitions kept for one name: more are generated code, or made to be slow.
  private static let most = 32

  init(_ facts: FileFacts) {
    self.facts = facts
    var several: [(symbol: UInt32, candidates: [UInt32])] = []
    for symbol in facts.moduleSymbols {
      let definitions = facts.symbols[symbol].definitions
      guard 1 < definitions.count else { continue }
      let candidates = ReachingDefinitions.candidates(definitions, facts)
      several.append((UInt32(symbol), candidates))
      guard 1 < candidates.count else { continue }
      for candidate in candidates {
        let statement = facts.definitions[Int(candidate)].statement.rawValue
        byStatement[statement, default: []].append(candidate)
      }
    }
    let hasStars = facts.imports.contains { $0.symbol == UInt32.max && $0.function == 0 }
    let body = facts.functions.first?.body ?? 0
    var reached = Effects()
    if hasStars || !byStatement.isEmpty {
      reached = walk(body, position: .always, depth: 0) ?? Effects()
    }
    for (symbol, candidates) in several {
      alternatives[symbol] = finish(symbol, candidates, reached)
    }
  }

  /// The definitions that count at all: those that bind, at run time if there are such.
  private static func candidates(_ range: Range<UInt32>, _ facts: FileFacts) -> [UInt32] {
    let all = range.filter { Int($0) < facts.definitions.count }
    let binding = all.filter { facts.definitions[Int($0)].kind != .annotation }
    let real = binding.filter { !facts.definitions[Int($0)].isTypeOnly }
    return !real.isEmpty ? real : !binding.isEmpty ? binding : all
  }

  private func finish(
    _ symbol: UInt32, _ candidates: [UInt32], _ reached: Effects
  ) -> [Alternative] {
    var found = reached.symbols[symbol]?.items ?? []
    // Bound from a function through `global`, or inside an expression.
    let unplaced = candidates.filter { candidate in
      let definition = facts.definitions[Int(candidate)]
      return definition.function != 0 || !visited.contains(definition.statement.rawValue)
    }
    for candidate in unplaced where facts.definitions[Int(candidate)].kind != .deletion {
      if !found.contains(where: { $0.definition == candidate }) {
        found.append(Alternative(definition: candidate, isFallback: false))
      }
    }
    if !found.isEmpty { return found }
    return candidates.map { Alternative(definition: $0, isFallback: false) }
  }

  private var visited: Set<UInt32> = []

  // MARK: Walking

  /// What a block does to names.
  private struct Effects {
    var symbols: [UInt32: Effect] = [:]
  }

  private struct Effect {
    enum Earlier {
      /// Shadowed on every way through the block.
      case shadowed
      /// Still possible.
      case united
      /// Only if the items lead nowhere.
      case fallback
      /// First of all: the items only count if it leads nowhere.
      case preferred
    }
    var items: [Alternative]
    var earlier: Earlier
  }

  /// nil if the block always raises.
  private mutating func walk(
    _ block: UInt32, position: StarRow.Position, depth: Int
  ) -> Effects? {
    var effects = Effects()
    guard depth < ReachingDefinitions.deepest else { return effects }
    for statement in facts.items(block) {
      let node = facts.node(statement)
      if node.kind == .raise { return nil }
      if let own = byStatement[statement] {
        visited.insert(statement)
        sequence(&effects, binding(own))
      }
      if node.kind == .import { addStars(node, position) }
      guard let inner = walk(node, position: position, depth: depth + 1) else { return nil }
      sequence(&effects, inner)
    }
    return effects
  }

  /// The blocks within a statement.
  private mutating func walk(
    _ node: IRNode, position: StarRow.Position, depth: Int
  ) -> Effects? {
    let within: StarRow.Position = position == .always ? .branch : position
    switch node.kind {
    case .if:
      let body = walk(facts.field(ofRecord: node.b, 0), position: within, depth: depth)
      let orElse = walk(facts.field(ofRecord: node.b, 1), position: within, depth: depth)
      return preferring(symbolFoundMissing(by: node.a), either(body, orElse))
    case .while:
      let body = walk(facts.field(ofRecord: node.b, 0), position: within, depth: depth)
      return either(body, Effects())
    case .for:
      let body = walk(facts.field(ofRecord: node.b, 1), position: within, depth: depth)
      return either(body, Effects())
    case .with:
      return walk(node.b, position: position, depth: depth)
    case .match:
      var result: Effects? = Effects()
      for item in facts.items(node.b) {
        let block = facts.field(ofRecord: facts.node(item).b, 1)
        result = either(result, walk(block, position: within, depth: depth))
      }
      return result
    case .try:
      return walkTry(node, position: position, depth: depth)
    default:
      return Effects()
    }
  }

  private mutating func walkTry(
    _ node: IRNode, position: StarRow.Position, depth: Int
  ) -> Effects? {
    let handlers = facts.items(facts.field(ofRecord: node.a, 1))
    let catchesImport = handlers.contains { catchesFailedImport(facts.node($0).a) }
    let inBody: StarRow.Position = catchesImport ? .attempt : position
    let tried = walk(facts.field(ofRecord: node.a, 0), position: inBody, depth: depth)
    let orElse = walk(facts.field(ofRecord: node.a, 2), position: inBody, depth: depth)
    let body = joined(tried, orElse)
    var rescue: Effects?
    for handler in handlers {
      let block = facts.field(ofRecord: facts.node(handler).b, 2)
      let inHandler: StarRow.Position = catchesImport ? .fallback : .branch
      rescue = either(rescue, walk(block, position: inHandler, depth: depth))
    }
    let merged = attempt(body, rescue, catchesImport: catchesImport)
    let final = walk(facts.field(ofRecord: node.a, 3), position: position, depth: depth)
    return joined(merged, final)
  }

  /// The symbol that a test asks about, if it asks whether an import of it failed:
  ///
  ///     if SimpleQueue is None:
  ///         SimpleQueue = _PySimpleQueue
  private func symbolFoundMissing(by test: UInt32) -> UInt32? {
    let node = facts.node(test)
    var subject: IRNode?
    if node.kind == .unary, node.flags == UnaryOperator.not.rawValue {
      subject = facts.node(node.a)
    } else if node.kind == .compare {
      let words = Array(facts.pairWords(node.b))
      guard words.count == 2, words[0] == UInt32(ComparisonOperator.is.rawValue) else { return nil }
      let right = facts.node(words[1])
      guard right.isNone else { return nil }
      subject = facts.node(node.a)
    }
    guard let subject, subject.kind == .name, subject.b != 0 else { return nil }
    return subject.b - 1
  }

  private func preferring(_ symbol: UInt32?, _ effects: Effects?) -> Effects? {
    guard let symbol, var effects, effects.symbols[symbol] != nil else { return effects }
    effects.symbols[symbol]?.earlier = .preferred
    return effects
  }

  private func catchesFailedImport(_ type: UInt32) -> Bool {
    if type == 0 { return true }
    let node = facts.node(type)
    switch node.kind {
    case .tuple: return facts.items(node.a).contains { catchesFailedImport($0) }
    case .name:
      let names = ["ImportError", "ModuleNotFoundError", "Exception", "BaseException"]
      return names.contains(facts.names[node.a])
    default: return false
    }
  }

  private mutating func addStars(_ node: IRNode, _ position: StarRow.Position) {
    let first = Int(node.a)
    let end = min(first + Int(node.b), facts.imports.count)
    for row in first..<max(first, end) {
      let isStar = facts.imports[row].symbol == UInt32.max
      guard isStar, facts.imports[row].function == 0 else { continue }
      let start = facts.imports[row].start
      stars.append(StarRow(row: UInt32(row), position: position, start: start))
    }
  }

  // MARK: Joining effects

  /// What one statement binds.
  private func binding(_ definitions: [UInt32]) -> Effects {
    var effects = Effects()
    for index in definitions {
      let definition = facts.definitions[Int(index)]
      let item = Alternative(definition: index, isFallback: false)
      // All overloads of a stub count; a loop may have nothing to bind.
      let isOverload = facts.isStub && definition.kind == .function
      let mayNotRun = definition.kind == .iteration || definition.kind == .exception
      let items = definition.kind == .deletion ? [] : [item]
      effects.symbols[definition.symbol] = Effect(
        items: items, earlier: isOverload || mayNotRun ? .united : .shadowed)
    }
    return effects
  }

  private func sequence(_ effects: inout Effects, _ second: Effects) {
    for (symbol, later) in second.symbols {
      guard let before = effects.symbols[symbol], later.earlier != .shadowed else {
        effects.symbols[symbol] = later
        continue
      }
      let items =
        switch later.earlier {
        case .preferred: before.items + fallbacks(later.items)
        case .fallback: later.items + fallbacks(before.items)
        case .united, .shadowed: later.items + before.items
        }
      effects.symbols[symbol] = Effect(items: unique(items), earlier: before.earlier)
    }
  }

  private func joined(_ first: Effects?, _ second: Effects?) -> Effects? {
    guard var result = first, let second else { return nil }
    sequence(&result, second)
    return result
  }

  /// Two ways, of which a nil one raises.
  private func either(_ first: Effects?, _ second: Effects?) -> Effects? {
    guard let first else { return second }
    guard let second else { return first }
    var result = Effects()
    for (symbol, one) in first.symbols {
      let other = second.symbols[symbol]
      let isShadowed = one.earlier == .shadowed && other?.earlier == .shadowed
      result.symbols[symbol] = Effect(
        items: unique(one.items + (other?.items ?? [])),
        earlier: isShadowed ? .shadowed : .united)
    }
    for (symbol, other) in second.symbols where first.symbols[symbol] == nil {
      result.symbols[symbol] = Effect(items: other.items, earlier: .united)
    }
    return result
  }

  private func attempt(
    _ body: Effects?, _ rescue: Effects?, catchesImport: Bool
  ) -> Effects? {
    guard catchesImport, let body, let rescue else { return either(body, rescue) }
    var result = Effects()
    for (symbol, tried) in body.symbols {
      guard let other = rescue.symbols[symbol] else {
        let isSure = tried.earlier == .shadowed
        result.symbols[symbol] = Effect(items: tried.items, earlier: isSure ? .fallback : .united)
        continue
      }
      let isShadowed = tried.earlier == .shadowed && other.earlier == .shadowed
      result.symbols[symbol] = Effect(
        items: unique(tried.items + fallbacks(other.items)),
        earlier: isShadowed ? .shadowed : .united)
    }
    for (symbol, other) in rescue.symbols where body.symbols[symbol] == nil {
      result.symbols[symbol] = Effect(items: other.items, earlier: .united)
    }
    return result
  }

  private func fallbacks(_ items: [Alternative]) -> [Alternative] {
    items.map { Alternative(definition: $0.definition, isFallback: true) }
  }

  private func unique(_ items: [Alternative]) -> [Alternative] {
    var result: [Alternative] = []
    for item in items where !result.contains(where: { $0.definition == item.definition }) {
      result.append(item)
      if result.count == ReachingDefinitions.most { break }
    }
    return result
  }
}
