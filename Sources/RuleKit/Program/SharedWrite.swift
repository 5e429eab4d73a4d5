package import PythonSemantics

/// An assignment to shared state: `self.x = …`, `cache[key] = …`, `total += …`.
package struct SharedWrite {
  package var statement: IRNodeID
  package var target: IRNodeID
  package var value: IRNodeID
  /// `self.x`, or the container of an item.
  package var path: String
  package var isContainer: Bool
  /// The key of an item, where it is the same in the whole function.
  package var key: String?
  package var isAugmented: Bool

  package init?(_ statement: IRNodeID, _ function: FunctionSubject) {
    guard function.kind(statement) == .assign || function.kind(statement) == .augAssign else {
      return nil
    }
    for target in function.facts.targets(statement) {
      let isItem = function.kind(target) == .subscript
      let object = isItem ? function.operand(target) : target
      guard let path = function.sharedPath(object) else { continue }
      self.statement = statement
      self.target = target
      self.path = path
      value = function.assignedValue(statement)
      isContainer = isItem
      key = isItem ? Self.key(function[target].second, function) : nil
      isAugmented = function.kind(statement) == .augAssign
      return
    }
    return nil
  }

  /// `self.x`; of an item `balances[user]` and `balances.get(user, 0)`.
  package func isRead(by node: IRNodeID, _ function: FunctionSubject) -> Bool {
    guard isContainer else { return function.sharedPath(node) == path }
    let row = function[node]
    switch row.kind {
    case .subscript:
      return function.sharedPath(row.operand) == path && Self.key(row.second, function) == key
    case .call:
      let callee = row.operand
      guard function.spelling(callee) == "get",
        function.sharedPath(function.operand(callee)) == path,
        let first = function.facts.list(row.b).first
      else { return false }
      return Self.key(first, function) == key
    default: return false
    }
  }

  /// A string, or a path from a variable that is bound once.
  private static func key(_ node: IRNodeID, _ function: FunctionSubject) -> String? {
    if let text = function.string(node) { return "\"\(text)\"" }
    guard let path = function.path(node) else { return nil }
    var root = node
    while function.kind(root) == .attribute { root = function.operand(root) }
    guard let symbol = function.symbol(root), function.definitions(of: symbol).count <= 1 else {
      return nil
    }
    return path
  }
}
