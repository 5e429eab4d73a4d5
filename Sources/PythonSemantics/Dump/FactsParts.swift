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
    var parts: [FactsPart] = []
    forEachPart(of: id) { parts.append($0) }
    return parts
  }

  /// The same one by one: subjects of rules walk every body.
  package func forEachPart(of id: UInt32, _ visit: (FactsPart) -> Void) {
    let row = self.node(id)
    func node(_ id: UInt32) { visit(.node(id)) }
    func optional(_ id: UInt32) { if id != 0 { visit(.node(id)) } }
    func block(_ list: UInt32) { visit(.block(list)) }
    func list(_ list: UInt32) { for id in items(list) { visit(.node(id)) } }
    func pairs(_ list: UInt32) { for id in items(list, width: 2) { optional(id) } }
    switch row.kind {
    case .constant, .name, .pass, .break, .continue, .import, .scopeDeclaration: break
    case .attribute, .keyword, .starred, .await, .yieldFrom, .unary, .expression: node(row.a)
    case .yield, .return: optional(row.a)
    case .call, .assign, .match:
      node(row.a)
      list(row.b)
    case .lambda, .functionDefinition: visit(.function(row.a))
    case .classDefinition: visit(.class(row.a))
    case .comprehension: comprehensionParts(row, visit)
    case .binary, .subscript, .augAssign, .namedExpression:
      node(row.a)
      node(row.b)
    case .boolean, .tuple, .list, .set, .formatted, .delete, .pattern, .broken: list(row.a)
    case .compare:
      node(row.a)
      for (place, word) in items(row.b, width: 2).enumerated() where place % 2 == 1 { node(word) }
    case .conditional:
      node(row.a)
      node(word(row.b, 0))
      node(word(row.b, 1))
    case .slice: for place in 0..<3 { optional(word(row.a, place)) }
    case .dict: pairs(row.a)
    case .annAssign:
      node(row.a)
      node(word(row.b, 0))
      optional(word(row.b, 1))
    case .raise:
      optional(row.a)
      optional(row.b)
    case .assert:
      node(row.a)
      optional(row.b)
    case .if, .while:
      node(row.a)
      block(word(row.b, 0))
      block(word(row.b, 1))
    case .for:
      node(row.a)
      node(word(row.b, 0))
      block(word(row.b, 1))
      block(word(row.b, 2))
    case .with:
      pairs(row.a)
      block(row.b)
    case .try:
      block(word(row.a, 0))
      list(word(row.a, 1))
      block(word(row.a, 2))
      block(word(row.a, 3))
    case .handler:
      optional(row.a)
      block(word(row.b, 2))
    case .matchCase:
      node(row.a)
      optional(word(row.b, 0))
      block(word(row.b, 1))
    }
  }

  /// Iterable, target and conditions of each generator, then element and value.
  private func comprehensionParts(_ row: IRNode, _ visit: (FactsPart) -> Void) {
    var place = 3
    for _ in 0..<min(word(row.a, 2), UInt32(truncatingIfNeeded: extra.count)) {
      visit(.node(word(row.a, place + 1)))
      visit(.node(word(row.a, place)))
      let count = min(Int(word(row.a, place + 3)), extra.count)
      for condition in 0..<count { visit(.node(word(row.a, place + 4 + condition))) }
      place += 4 + count
    }
    visit(.node(word(row.a, 0)))
    if word(row.a, 1) != 0 { visit(.node(word(row.a, 1))) }
  }
}

extension IRKind {
  package var isStatement: Bool {
    IRKind.expression.rawValue <= rawValue && self != .handler && self != .matchCase
      && self != .pattern
  }
}
