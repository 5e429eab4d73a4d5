// What the operands of a node mean, by kind, so that no reader of the code decodes `extra` by hand.

package import PythonSyntax

extension IRNode {
  /// The operand `a` where it is a node: the value of `await`, `return` or an expression statement,
  /// the object of an attribute or item, the callee of a call, the test of `if` and `while`, the
  /// iterable of `for`, the type of a handler. None for all other kinds, whose `a` is no node.
  package var operand: IRNodeID {
    switch kind {
    case .attribute, .call, .keyword, .starred, .await, .yield, .yieldFrom, .binary, .unary,
      .compare, .conditional, .subscript, .namedExpression, .expression, .assign, .augAssign,
      .annAssign, .return, .raise, .assert, .if, .while, .for, .handler, .match, .matchCase:
      IRNodeID(rawValue: a)
    default: .none
    }
  }

  /// The operand `b` where it is a node: the right side of an operator, the index of an item, the value
  /// of `:=`, the cause of `raise … from`, the message of `assert`. None for all other kinds.
  package var second: IRNodeID {
    switch kind {
    case .binary, .subscript, .namedExpression, .augAssign, .raise, .assert:
      IRNodeID(rawValue: b)
    default: .none
    }
  }

  /// `async for`, `async with`.
  package var isAsync: Bool { (kind == .for || kind == .with) && flags & 1 != 0 }

  /// Which literal a constant is; nil for other nodes. For `None` ask `isNone`: a comparison with
  /// `.none` would ask whether the optional is empty.
  package var constant: IRConstant? { kind == .constant ? IRConstant(rawValue: flags) : nil }

  /// The literal `None`.
  package var isNone: Bool { constant == IRConstant.none }

  /// What a comprehension makes; nil for other nodes.
  package var comprehension: IRComprehension? {
    kind == .comprehension ? IRComprehension(rawValue: flags & 3) : nil
  }

  /// `except*`.
  package var isStar: Bool { kind == .try && flags & 1 != 0 }
}

extension DefinitionRow {
  /// `value` where it is a node: see `DefinitionKind`.
  package var node: IRNodeID { IRNodeID(rawValue: value) }
}

/// A block of statements that belongs to a statement.
package enum IRBlock: Sendable {
  /// What runs first: the body of a loop, branch, manager, `try` or handler.
  case body
  case orElse
  case final
}

/// `left < right`.
package struct IRComparison: Sendable {
  package var left: IRNodeID
  package var operation: ComparisonOperator
  package var right: IRNodeID
}

/// `context as target` in a `with`; the target may be none.
package struct IRManager: Sendable {
  package var context: IRNodeID
  package var target: IRNodeID
}

/// `for target in iterable if condition` in a comprehension.
package struct IRGenerator: Sendable {
  package var target: IRNodeID
  package var iterable: IRNodeID
  package var isAsync: Bool
  package var conditions: [IRNodeID]
}

extension FileFacts {
  /// The node's operand `a`: see `IRNode.operand`.
  package func operand(_ node: IRNodeID) -> IRNodeID { self[node].operand }

  /// The name that a name or an attribute spells: `x` of `x`, `y` of `x.y`; empty for other nodes.
  package func spelling(_ node: IRNodeID) -> String { names[Self.spelledName(self[node])] }

  /// The number of that name; 0 for other nodes.
  package static func spelledName(_ node: IRNode) -> LocalName {
    switch node.kind {
    case .name: node.a
    case .attribute: node.b
    default: 0
    }
  }

  /// The text of a short string literal.
  package func string(_ node: IRNodeID) -> String? {
    let row = self[node]
    guard row.constant == .string, row.a != 0 || row.b == 0 else { return nil }
    return names[row.a]
  }

  /// The place of a block in `extra`; 0 where the statement has none.
  package func block(_ block: IRBlock, of node: IRNodeID) -> UInt32 {
    let row = self[node]
    let field: (record: UInt32, position: Int)? =
      switch (row.kind, block) {
      case (.if, .body), (.while, .body): (row.b, 0)
      case (.if, .orElse), (.while, .orElse): (row.b, 1)
      case (.for, .body): (row.b, 1)
      case (.for, .orElse): (row.b, 2)
      case (.try, .body): (row.a, 0)
      case (.try, .orElse): (row.a, 2)
      case (.try, .final): (row.a, 3)
      case (.handler, .body): (row.b, 2)
      case (.matchCase, .body): (row.b, 1)
      default: nil
      }
    if row.kind == .with, block == .body { return row.b }
    guard let field else { return 0 }
    return self.field(field.record, field.position).rawValue
  }

  /// The statements of a block.
  package func statements(_ block: IRBlock, of node: IRNodeID) -> IRNodeList {
    list(self.block(block, of: node))
  }

  /// What an assignment statement binds, from left to right.
  package func targets(_ statement: IRNodeID) -> [IRNodeID] {
    let row = self[statement]
    switch row.kind {
    case .assign: return Array(list(row.b))
    case .annAssign, .augAssign, .namedExpression: return [row.operand]
    case .for: return [field(row.b, 0)]
    default: return []
    }
  }

  /// The items of a tuple, list or set; the operands of `and`, `or` and comparisons; what is starred.
  package func items(_ node: IRNodeID) -> [IRNodeID] {
    let row = self[node]
    switch row.kind {
    case .tuple, .list, .set, .boolean: return Array(list(row.a))
    case .compare: return [row.operand] + pairs(row.b).map { IRNodeID(rawValue: $0.second) }
    case .starred: return [row.operand]
    default: return []
    }
  }

  /// A comparison of two operands; nil for chains of more and for anything else.
  package func comparison(_ row: IRNode) -> IRComparison? {
    guard row.kind == .compare else { return nil }
    let pairs = pairs(row.b)
    guard pairs.count == 1,
      let operation = ComparisonOperator(rawValue: UInt8(truncatingIfNeeded: pairs[0].first))
    else { return nil }
    return IRComparison(
      left: row.operand, operation: operation, right: IRNodeID(rawValue: pairs[0].second))
  }

  /// `body if test else orElse`: its two values.
  package func branches(_ row: IRNode) -> (body: IRNodeID, orElse: IRNodeID)? {
    row.kind == .conditional ? (field(row.b, 0), field(row.b, 1)) : nil
  }

  /// What a literal is as a condition; nil for texts and for anything that is no literal.
  package func truth(_ node: IRNodeID) -> Bool? {
    let row = self[node]
    switch row.constant {
    case .true: return true
    case .false, .some(.none): return false
    case .integer: return row.b == 1 ? row.a != 0 : nil
    default: return nil
    }
  }

  package func managers(_ with: IRNodeID) -> [IRManager] {
    guard self[with].kind == .with else { return [] }
    return pairs(self[with].a).map {
      IRManager(context: IRNodeID(rawValue: $0.first), target: IRNodeID(rawValue: $0.second))
    }
  }

  /// The handlers of a `try`.
  package func handlers(_ try: IRNodeID) -> IRNodeList {
    self[`try`].kind == .try ? list(field(self[`try`].a, 1).rawValue) : .empty
  }

  /// The variable that a handler binds: `error` of `except OSError as error`.
  package func symbol(ofHandler node: IRNodeID) -> UInt32? {
    let symbol = field(self[node].b, 1).rawValue
    return symbol == 0 ? nil : symbol - 1
  }

  /// What a comprehension makes of each round; the key, where it makes a dict.
  package func element(_ comprehension: IRNodeID) -> IRNodeID {
    field(self[comprehension].a, 0)
  }

  /// What a dict comprehension makes of each round beside the key; none for all others.
  package func value(ofComprehension node: IRNodeID) -> IRNodeID { field(self[node].a, 1) }

  /// The entries of a dict; `**more` is a value without a key.
  package func entries(_ dict: IRNodeID) -> [(key: IRNodeID, value: IRNodeID)] {
    guard self[dict].kind == .dict else { return [] }
    return pairs(self[dict].a).map {
      (key: IRNodeID(rawValue: $0.first), value: IRNodeID(rawValue: $0.second))
    }
  }

  package func generators(_ comprehension: IRNodeID) -> [IRGenerator] {
    guard self[comprehension].kind == .comprehension else { return [] }
    let base = Int(self[comprehension].a)
    var place = base + 3
    return (0..<Int(extra[base + 2])).map { _ in
      let count = Int(extra[place + 3])
      defer { place += 4 + count }
      return IRGenerator(
        target: IRNodeID(rawValue: extra[place]), iterable: IRNodeID(rawValue: extra[place + 1]),
        isAsync: extra[place + 2] != 0,
        conditions: extra[place + 4..<place + 4 + count].map { IRNodeID(rawValue: $0) })
    }
  }
}
