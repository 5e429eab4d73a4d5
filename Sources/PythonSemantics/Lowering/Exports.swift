import PythonSyntax
import SourceText

/// The module's `__all__`, as far as it is written out.
struct Exports {
  private(set) var names: [LocalName] = []
  private(set) var isSeen = false
  /// Something was assigned or added that is not a literal.
  private(set) var isOpen = false
  private var seen: Set<LocalName> = []

  var result: [LocalName]? { isSeen && !isOpen ? names : nil }

  mutating func add(_ more: [LocalName]?) {
    isSeen = true
    guard let more else {
      isOpen = true
      return
    }
    for name in more where seen.insert(name).inserted { names.append(name) }
  }
}

extension Lowerer {
  /// `__all__ = […]`, `__all__ += […]`. Branches count together.
  mutating func readExportAssignment(_ target: Node, _ value: Node) {
    guard isName(target, "__all__") else { return }
    exports.add(exportedNames(value))
  }

  /// `__all__.extend([…])`, `__all__.append("x")`; any other use as a statement is not followed.
  mutating func readExportCall(_ value: Node) {
    guard let call = value.as(CallNode.self), let method = call.function.as(AttributeNode.self),
      isName(method.value, "__all__")
    else { return }
    guard call.arguments.count == 1 else { return exports.add(nil) }
    if source.spells(method.name, "extend") {
      exports.add(exportedNames(call.arguments[0]))
    } else if source.spells(method.name, "append") {
      exports.add(exportedName(call.arguments[0]).map { [$0] })
    } else {
      exports.add(nil)
    }
  }

  private mutating func exportedName(_ node: Node) -> LocalName? {
    guard let view = node.as(ConstantNode.self), view.constant == .string else { return nil }
    let name = text(of: view).name
    return name == 0 ? nil : name
  }

  /// The names in a list or tuple of strings, or in a sum of such; nil for anything else.
  private mutating func exportedNames(_ node: Node) -> [LocalName]? {
    var parts: [Node] = []
    var rest = node
    while let sum = rest.as(BinOpNode.self), sum.op == .add {
      parts.append(sum.right)
      rest = sum.left
    }
    parts.append(rest)
    var result: [LocalName] = []
    for part in parts.reversed() {
      guard let names = literalNames(part) else { return nil }
      result += names
    }
    return result
  }

  private mutating func literalNames(_ node: Node) -> [LocalName]? {
    let elements: NodeList
    switch node.kind {
    case .list: elements = ListNode(unchecked: node).elements
    case .tuple: elements = TupleNode(unchecked: node).elements
    default: return nil
    }
    var result: [LocalName] = []
    for element in elements {
      guard let name = exportedName(element) else { return nil }
      result.append(name)
    }
    return result
  }
}
