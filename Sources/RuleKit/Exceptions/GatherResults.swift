package import PythonSemantics

/// What a function does with values that may be exceptions.
package struct ResultUse: OptionSet, Sendable {
  package let rawValue: UInt8
  package init(rawValue: UInt8) { self.rawValue = rawValue }
  /// `isinstance(value, …)`, `type(value)`, `raise value`, `match value`.
  package static let examined = ResultUse(rawValue: 1)
  /// Only its truth is tested.
  package static let tested = ResultUse(rawValue: 2)
  /// Used as if it were a result: an attribute, an operand, in text.
  package static let value = ResultUse(rawValue: 4)
  /// Stored or handed to somebody who may look at it.
  package static let passed = ResultUse(rawValue: 8)
  package static let returned = ResultUse(rawValue: 16)
}

extension FunctionSubject {
  /// `gather(…, return_exceptions=True)`
  package func gathersExceptions(_ call: Call) -> Bool {
    guard call.isNamed("asyncio.gather"), let flag = call.argument(nil, "return_exceptions") else {
      return false
    }
    return self[flag].constant == .true
  }

  /// What becomes of the list that an expression gives, and of its items.
  package func resultUse(of node: IRNodeID, depth: Int = 0) -> ResultUse {
    guard depth < 8 else { return .passed }
    switch use(of: node) {
    case .discarded: return []
    case .awaited: return resultUse(of: parent(node), depth: depth + 1)
    case .assigned(let statement):
      guard kind(statement) == .assign else { return .passed }
      return facts.targets(statement).reduce(into: []) {
        $0.formUnion(bound(to: $1, depth))
      }
    case .returned: return .returned
    case .tested: return .tested
    case .operand, .formatted: return .value
    case .receiver(let access): return accessed(access, depth)
    case .iterated: return iterated(node, depth)
    case .argument(let node): return handed(to: node, depth)
    case .element(let container) where kind(container) == .comprehension:
      // `[r for r in results if r]`: the new list holds the same items.
      return resultUse(of: container, depth: depth + 1)
    default: return .passed
    }
  }

  private func bound(to target: IRNodeID, _ depth: Int) -> ResultUse {
    switch kind(target) {
    case .name:
      guard let symbol = symbol(target), isLocal(symbol) || isComprehensionName(symbol),
        !isCaptured(symbol)
      else { return .passed }
      return reads(of: symbol).reduce(into: []) {
        $0.formUnion(resultUse(of: $1, depth: depth + 1))
      }
    case .tuple, .list, .starred:
      return facts.items(target).reduce(into: []) { $0.formUnion(bound(to: $1, depth)) }
    default: return .passed
    }
  }

  private func isComprehensionName(_ symbol: UInt32) -> Bool {
    facts.scopes[Int(facts.symbols[Int(symbol)].scope)].kind == .comprehension
  }

  private func accessed(_ access: IRNodeID, _ depth: Int) -> ResultUse {
    if kind(access) == .subscript { return resultUse(of: access, depth: depth + 1) }
    return .value
  }

  private func handed(to node: IRNodeID, _ depth: Int) -> ResultUse {
    guard let call = call(node) else { return .passed }
    if call.isOne(of: ["isinstance", "type", "issubclass"]) { return .examined }
    if call.isOne(of: ["len", "bool"]) { return .tested }
    if call.isOne(of: ["print", "str", "repr", "sum", "max", "min"]) { return .value }
    if call.isOne(of: ["list", "tuple", "sorted", "reversed", "enumerate", "zip"]) {
      return resultUse(of: node, depth: depth + 1)
    }
    return .passed
  }

  /// `for r in results`, `for i, r in enumerate(results)`, a comprehension over them.
  private func iterated(_ node: IRNodeID, _ depth: Int) -> ResultUse {
    let around = parent(node)
    guard let target = itemTarget(of: node, in: around) else { return .passed }
    return items(target, of: node, depth)
  }

  /// The target that gets the items: all of it, or the part that `enumerate` and `zip` give it.
  private func items(_ target: IRNodeID, of node: IRNodeID, _ depth: Int) -> ResultUse {
    let parts = [.tuple, .list].contains(kind(target)) ? facts.items(target) : []
    guard let call = call(node), !parts.isEmpty else { return bound(to: target, depth) }
    if call.isNamed("enumerate"), parts.count == 2 { return bound(to: parts[1], depth) }
    // Which part of a `zip` it is does not matter: none of them is examined otherwise.
    return bound(to: target, depth)
  }
}
