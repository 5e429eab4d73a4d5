/// What a lowered node refers to.
package enum FactsPart: Equatable, Sendable {
  /// A node that must exist; `none` never.
  case node(UInt32)
  /// Statements in a list.
  case block(UInt32)
  case function(UInt32)
  case `class`(UInt32)
}

extension FileFacts {
  /// The parts of a node in evaluation order. Follows only what lies in range.
  package func parts(of id: UInt32) -> [FactsPart] {
    let row = node(id)
    func optional(_ ids: UInt32...) -> [FactsPart] {
      ids.filter { $0 != 0 }.map { .node($0) }
    }
    func list(_ list: UInt32) -> [FactsPart] { items(list).map { .node($0) } }
    func pairs(_ list: UInt32) -> [FactsPart] {
      items(list, width: 2).filter { $0 != 0 }.map { .node($0) }
    }
    switch row.kind {
    case .constant, .name, .pass, .break, .continue, .import, .scopeDeclaration: return []
    case .attribute, .keyword, .starred, .await, .yieldFrom, .unary: return [.node(row.a)]
    case .yield, .return: return optional(row.a)
    case .expression: return [.node(row.a)]
    case .call: return [.node(row.a)] + list(row.b)
    case .lambda, .functionDefinition: return [.function(row.a)]
    case .classDefinition: return [.class(row.a)]
    case .comprehension: return comprehensionParts(row)
    case .binary, .subscript, .augAssign, .namedExpression: return [.node(row.a), .node(row.b)]
    case .boolean, .tuple, .list, .set, .formatted, .delete: return list(row.a)
    case .compare:
      let words = Array(items(row.b, width: 2))
      return [.node(row.a)]
        + stride(from: 1, to: words.count, by: 2).map { .node(words[$0]) }
    case .conditional: return [.node(row.a), .node(word(row.b, 0)), .node(word(row.b, 1))]
    case .slice: return optional(word(row.a, 0), word(row.a, 1), word(row.a, 2))
    case .dict: return pairs(row.a)
    case .assign: return [.node(row.a)] + list(row.b)
    case .annAssign: return [.node(row.a), .node(word(row.b, 0))] + optional(word(row.b, 1))
    case .raise: return optional(row.a, row.b)
    case .assert: return [.node(row.a)] + optional(row.b)
    case .if, .while: return [.node(row.a), .block(word(row.b, 0)), .block(word(row.b, 1))]
    case .for:
      return [
        .node(row.a), .node(word(row.b, 0)), .block(word(row.b, 1)), .block(word(row.b, 2)),
      ]
    case .with: return pairs(row.a) + [.block(row.b)]
    case .try:
      return [.block(word(row.a, 0))] + list(word(row.a, 1))
        + [.block(word(row.a, 2)), .block(word(row.a, 3))]
    case .handler: return optional(row.a) + [.block(word(row.b, 2))]
    case .match: return [.node(row.a)] + list(row.b)
    case .matchCase: return [.node(row.a)] + optional(word(row.b, 0)) + [.block(word(row.b, 1))]
    case .pattern, .broken: return list(row.a)
    }
  }

  /// Iterable, target and conditions of each generator, then element and value.
  private func comprehensionParts(_ row: IRNode) -> [FactsPart] {
    var parts: [FactsPart] = []
    var place = 3
    for _ in 0..<min(word(row.a, 2), UInt32(truncatingIfNeeded: extra.count)) {
      parts.append(.node(word(row.a, place + 1)))
      parts.append(.node(word(row.a, place)))
      let count = min(Int(word(row.a, place + 3)), extra.count)
      for condition in 0..<count { parts.append(.node(word(row.a, place + 4 + condition))) }
      place += 4 + count
    }
    parts.append(.node(word(row.a, 0)))
    if word(row.a, 1) != 0 { parts.append(.node(word(row.a, 1))) }
    return parts
  }
}

extension IRKind {
  package var isStatement: Bool {
    IRKind.expression.rawValue <= rawValue && self != .handler && self != .matchCase
      && self != .pattern
  }
}
