import PythonSyntax
import SourceText

extension Lowerer {
  /// Lowers what a statement binds or deletes, and records the bindings in it.
  mutating func lowerTarget(_ node: Node, _ binding: Binding) -> UInt32 {
    switch node.kind {
    case .name:
      let name = intern(node.range)
      let symbol = define(name, .assigned, binding, at: node.start)
      if makesObject(binding) {
        function.madeName = name
        function.madeSymbol = symbol + 1
      }
      return emit(.name, at: node, a: name, b: scope)
    case .attribute:
      return lowerAttributeTarget(AttributeNode(unchecked: node), binding)
    case .tuple, .list, .starred:
      guard depth < Lowerer.maximumDepth else { return emit(.broken, at: node) }
      depth += 1
      defer { depth -= 1 }
      if let starred = node.as(StarredNode.self) {
        var inner = binding
        inner.position = -2
        return emit(.starred, at: node, a: lowerTarget(starred.value, inner))
      }
      return lowerSequenceTarget(node, binding)
    default: return lowerExpression(node)
    }
  }

  /// `a, *b, c = value`: behind a star the place of an element is not known.
  private mutating func lowerSequenceTarget(_ node: Node, _ binding: Binding) -> UInt32 {
    let isTuple = node.kind == .tuple
    let elements =
      isTuple ? TupleNode(unchecked: node).elements : ListNode(unchecked: node).elements
    let mark = scratch.count
    let isUnpacking = binding.kind != .deletion
    var position: Int16 = binding.position == -1 && isUnpacking ? 0 : -2
    for element in elements {
      var inner = binding
      if isUnpacking { inner.position = element.kind == .starred ? -2 : position }
      if element.kind == .starred || position == Int16.max { position = -2 }
      if 0 <= position { position += 1 }
      scratch.append(lowerTarget(element, inner))
    }
    return emit(isTuple ? .tuple : .list, at: node, a: list(from: mark))
  }

  private mutating func lowerAttributeTarget(_ view: AttributeNode, _ binding: Binding) -> UInt32 {
    let object = lowerExpression(view.value)
    let name = intern(view.name)
    let id = emit(.attribute, flags: 1, at: view.node, a: object, b: name)
    guard nodes[Int(object)].kind == .name, binding.kind != .deletion else { return id }
    let isSelf = function.selfSymbol != 0 && nodes[Int(object)].a == function.selfName
    let isMade = function.madeSymbol != 0 && nodes[Int(object)].a == function.madeName
    guard isSelf || isMade else { return id }
    if isSelf { function.flags.insert(.writesSelf) }
    let isAnnotation = binding.kind == .annotation
    let row = AttributeRow(
      owner: function.selfClass, name: name, kind: binding.kind, position: binding.position,
      value: IRNodeID(rawValue: isAnnotation ? 0 : binding.value),
      annotation: IRNodeID(rawValue: binding.annotation), function: function.index,
      statement: IRNodeID(rawValue: binding.statement), start: view.name.start)
    attributes.append(
      PendingAttribute(
        row: row, object: object, symbol: (isSelf ? function.selfSymbol : function.madeSymbol) - 1))
    return id
  }

  /// `made = cls.__new__(cls)`, `super().__new__(cls)`, `object.__new__(cls)`.
  private func makesObject(_ binding: Binding) -> Bool {
    guard function.selfSymbol != 0, binding.kind == .assignment, binding.position == -1 else {
      return false
    }
    let call = nodes[Int(binding.value)]
    guard call.kind == .call, call.b != 0 else { return false }
    let callee = nodes[Int(call.a)]
    guard callee.kind == .attribute, names.spelling(callee.b).elementsEqual("__new__".utf8),
      extra[Int(call.b)] != 0
    else { return false }
    let first = nodes[Int(extra[Int(call.b) + 1])]
    return first.kind == .name && first.a == function.selfName
  }

  /// `(name := value)` binds in the nearest scope that is no comprehension.
  mutating func lowerNamedExpression(_ node: Node) -> UInt32 {
    let view = NamedExprNode(unchecked: node)
    let id = emit(.namedExpression, at: node)
    let value = lowerExpression(view.value)
    let binding = Binding(kind: .assignment, value: value, statement: id)
    guard view.target.kind == .name else {
      fill(id, a: lowerTarget(view.target, binding), b: value)
      return id
    }
    var home = scope
    while scopes[Int(home)].kind == .comprehension { home = scopes[Int(home)].parent }
    let name = intern(view.target.range)
    define(name, in: home, .assigned, binding, at: view.target.start)
    fill(id, a: emit(.name, at: view.target, a: name, b: scope), b: value)
    return id
  }

  // MARK: comprehensions

  /// The first iterable is evaluated outside, everything else in the comprehension's own scope.
  mutating func lowerComprehension(
    _ node: Node, _ kind: IRComprehension, element: Node, value: Node?, generators: NodeList
  ) -> UInt32 {
    let id = emit(.comprehension, flags: kind.rawValue, at: node)
    let outer = scope
    var own: UInt32 = 0
    let mark = scratch.count
    var count: UInt32 = 0
    for generator in generators where generator.kind == .comprehension {
      let view = ComprehensionNode(unchecked: generator)
      let iterable = lowerExpression(view.iterable)
      if count == 0 {
        own = addScope(
          .comprehension, parent: outer, owner: function.index, function: function.index)
        scope = own
      }
      count += 1
      if view.isAsync { function.flags.insert(.hasAsyncComprehension) }
      let binding = Binding(kind: .iteration, value: iterable, statement: id)
      let target = lowerTarget(view.target, binding)
      scratch.append(target)
      scratch.append(iterable)
      scratch.append(view.isAsync ? 1 : 0)
      let countPlace = scratch.count
      scratch.append(0)
      for condition in view.conditions {
        let test = lowerExpression(condition)
        scratch.append(test)
        scratch[countPlace] += 1
      }
    }
    let elementID = lowerExpression(element)
    let valueID = value.map { lowerExpression($0) } ?? 0
    let place = record(elementID, valueID, count)
    moveScratch(from: mark)
    scope = outer
    fill(id, a: place, b: own)
    return id
  }
}
