package import PythonSemantics
package import Summaries

/// One argument as written.
package struct CallArgument: Sendable {
  /// The keyword; nil for a positional argument, empty for `**mapping`.
  package var keyword: String?
  /// The value, without its star.
  package var node: IRNodeID
  package var isStarred: Bool
}

/// A call of a function under check. A class: rules hand calls around all the time, and most ask for
/// little of one.
package final class Call {
  package let node: IRNodeID
  package let callee: IRNodeID
  /// Public names of what is called, `asyncio.create_task`, `asyncio.TaskGroup.create_task`; a class
  /// stands for its constructor. Empty when the callee is unknown.
  package let names: [String]
  /// The attribute or name that is called, as written: `get` of `self.session.get(…)`.
  package private(set) lazy var spelled = facts.spelling(callee)
  package private(set) lazy var arguments: [CallArgument] = readArguments()
  package let result: TypeID
  private let facts: FileFacts
  /// Of the first name.
  let bits: NameBits

  init(
    node: IRNodeID, _ known: (names: [String], first: NameBits), result: TypeID, in facts: FileFacts
  ) {
    self.node = node
    callee = facts.operand(node)
    names = known.names
    bits = known.first
    self.result = result
    self.facts = facts
  }

  /// The object a method is called on, as written.
  package var receiver: IRNodeID? {
    facts[callee].kind == .attribute ? facts.operand(callee) : nil
  }

  private func readArguments() -> [CallArgument] {
    facts.list(facts[node].b).map { item in
      let row = facts[item]
      switch row.kind {
      case .keyword:
        return CallArgument(keyword: facts.names[row.b], node: row.operand, isStarred: false)
      case .starred: return CallArgument(keyword: nil, node: row.operand, isStarred: true)
      default: return CallArgument(keyword: nil, node: item, isStarred: false)
      }
    }
  }

  /// Whether everything that the callee may be has one of the names, and there is one.
  package func isOne(of names: CalleeNames) -> Bool {
    names.mayContain(bits) && self.names.allSatisfy { names.contains($0) }
  }

  /// The same of a few names written down at the call: no set is made of them.
  package func isOne(of names: [String]) -> Bool {
    !self.names.isEmpty && self.names.allSatisfy { names.contains($0) }
  }

  package func isNamed(_ name: String) -> Bool {
    !names.isEmpty && names.allSatisfy { $0 == name }
  }

  /// The value of a parameter, by its position among positional arguments and its keyword. Nil when it
  /// is not given, or when stars hide it.
  package func argument(_ position: Int?, _ keyword: String? = nil) -> IRNodeID? {
    if let keyword, let found = arguments.first(where: { $0.keyword == keyword }) {
      return found.node
    }
    guard let position else { return nil }
    var index = 0
    for argument in arguments where argument.keyword == nil {
      if argument.isStarred { return nil }
      if index == position { return argument.node }
      index += 1
    }
    return nil
  }

  /// Stars hide which parameters get a value.
  package var hasStars: Bool {
    arguments.contains { $0.isStarred || $0.keyword?.isEmpty == true }
  }
}

/// What becomes of the value of an expression.
package enum Use: Sendable, Equatable {
  /// An expression statement.
  case discarded
  case awaited
  /// Bound by an assignment or a walrus; the statement or named expression.
  case assigned(IRNodeID)
  case returned
  case yielded
  /// An argument of that call.
  case argument(of: IRNodeID)
  /// What that call calls.
  case called(by: IRNodeID)
  /// An item of that display or the element of that comprehension.
  case element(of: IRNodeID)
  /// In `if`, `while`, `not`, `and`, `or`, `assert`, a ternary's or a comprehension's condition.
  case tested
  /// Operand of arithmetic or a comparison, or an index.
  case operand
  /// `value.name`.
  case receiver(of: IRNodeID)
  case iterated
  /// The context expression of that `with`.
  case managed(by: IRNodeID)
  case formatted
  case other
}

extension Call {
  package func calleeType(in function: FunctionSubject) -> TypeID { function.type(callee) }
}
