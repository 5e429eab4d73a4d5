package import Diagnostics
package import Project
package import PythonFlow
package import PythonSemantics
import PythonSyntax
import SourceText
package import Summaries

/// One function of the project, for one class of receivers, as rules see it: its lowered code, the
/// type of each expression, its calls by name, and the ways through it.
///
/// `function 0` of a file is the module's own body. Nested functions and lambdas are subjects of their
/// own; comprehensions belong to the function around them.
package final class FunctionSubject {
  package let context: RuleContext
  package let unit: Unit
  package let module: Module
  package let index: Int
  package let row: FunctionRow
  /// The nodes of the body in source order.
  package var nodes: [IRNodeID] { body.nodes }
  /// The unit of each nested definition: function indices.
  package var nested: [UInt32] { body.nested }
  private lazy var body = BodyNodes(module.facts, row)

  package private(set) lazy var trace: Trace = context.engine.replay(unit)
  package private(set) lazy var flow = ControlFlow(module.facts, function: index)
  package private(set) lazy var cancellation = CancellationPaths(self)
  package private(set) lazy var calls: [Call] = nodes.compactMap { call($0) }
  package private(set) lazy var acquisitions: [Acquisition] = findAcquisitions()
  package private(set) lazy var decoratorNames: [String] = readDecorators()

  package init(_ unit: Unit, _ context: RuleContext) {
    self.context = context
    self.unit = unit
    let place = context.engine.program.location(of: unit.function)
    module = place.module
    index = Int(place.index)
    row = place.module.facts.functions[index]
  }

  package var facts: FileFacts { module.facts }
  package var name: String { facts.names[row.name] }
  package var qualifiedName: String { context.engine.program.qualifiedName(of: unit.function) }
  package var isAsync: Bool { row.flags.contains(.isAsync) }
  package var isGenerator: Bool { row.flags.contains(.isGenerator) }
  package var isModule: Bool { row.flags.contains(.isModule) }
  package var isMethod: Bool { row.flags.contains(.isMethod) }
  package var isLambda: Bool { row.flags.contains(.isLambda) }
  /// In a file that pytest collects.
  package var isTest: Bool { TestFiles.isTest(module.path) }
  package var isStrict: Bool { context.isStrict }

  // MARK: Nodes

  package subscript(node: IRNodeID) -> IRNode { facts[node] }

  package func kind(_ node: IRNodeID) -> IRKind { facts[node].kind }

  /// The node around; none at the top of the body.
  package func parent(_ node: IRNodeID) -> IRNodeID { body.parents[node] ?? .none }

  /// From the node outwards, the node itself left out.
  package func ancestors(_ node: IRNodeID) -> [IRNodeID] {
    var result: [IRNodeID] = []
    var current = parent(node)
    while current.exists {
      result.append(current)
      current = parent(current)
    }
    return result
  }

  package func isInside(_ node: IRNodeID, _ ancestor: IRNodeID) -> Bool {
    var current = node
    while current.exists {
      if current == ancestor { return true }
      current = parent(current)
    }
    return false
  }

  /// The statement around a node (or the node, if it is one).
  package func statement(of node: IRNodeID) -> IRNodeID {
    var current = node
    while current.exists, !kind(current).isStatement { current = parent(current) }
    return current
  }

  /// Whether the node stands in that block of `extra` (a body, an `else`, a `finally`).
  package func isInside(_ node: IRNodeID, block: UInt32) -> Bool {
    guard block != 0 else { return false }
    return facts.list(block).contains { isInside(node, $0) }
  }

  /// The loops around a node, innermost first: statements whose body (not `else`) it stands in, and
  /// comprehensions.
  package func loops(around node: IRNodeID) -> [IRNodeID] {
    ancestors(node).filter { ancestor in
      let row = facts[ancestor]
      switch row.kind {
      case .while:
        return isInside(node, block: facts.field(row.b, 0).rawValue)
          || isInside(node, IRNodeID(rawValue: row.a))
      case .for: return isInside(node, block: facts.field(row.b, 1).rawValue)
      case .comprehension: return true
      default: return false
      }
    }
  }

  /// The context managers that are entered around a node, innermost first.
  package func managers(
    around node: IRNodeID
  ) -> [(context: IRNodeID, target: IRNodeID, with: IRNodeID, isAsync: Bool)] {
    var result: [(IRNodeID, IRNodeID, IRNodeID, Bool)] = []
    for ancestor in ancestors(node) where kind(ancestor) == .with {
      let row = facts[ancestor]
      guard isInside(node, block: row.b) else { continue }
      for pair in facts.pairs(row.a).reversed() {
        result.append(
          (
            IRNodeID(rawValue: pair.first), IRNodeID(rawValue: pair.second), ancestor,
            row.flags & 1 != 0
          ))
      }
    }
    return result
  }

  // MARK: Names and places

  package func text(_ node: IRNodeID) -> String {
    context.printer.text(node, in: module, depth: 0)
  }

  package func place(_ node: IRNodeID) -> Place { context.printer.place(node, in: module) }

  /// The name of the function in its definition.
  package var namePlace: Place { Place(path: module.path, range: row.nameRange) }

  /// The name that a node reads or binds: `x`, or `b` of `a.b`.
  package func spelling(_ node: IRNodeID) -> String {
    let row = facts[node]
    switch row.kind {
    case .name: return facts.names[row.a]
    case .attribute: return facts.names[row.b]
    default: return ""
    }
  }

  /// The symbol of a plain name.
  package func symbol(_ node: IRNodeID) -> UInt32? {
    let row = facts[node]
    return row.kind == .name && row.b != 0 ? row.b - 1 : nil
  }

  /// Whether the symbol is a variable of this function, which nothing outside it can see.
  package func isLocal(_ symbol: UInt32) -> Bool {
    let scope = facts.symbols[Int(symbol)].scope
    return scope == row.scope && !isModule
  }

  package func isCaptured(_ symbol: UInt32) -> Bool {
    !facts.symbols[Int(symbol)].flags.isDisjoint(with: [.captured, .rebound])
  }

  /// `self` (or `cls`) of a method.
  package func isReceiver(_ node: IRNodeID) -> Bool {
    guard let symbol = symbol(node), let first = row.parameters.first, row.owner != 0 else {
      return false
    }
    return facts.parameters[Int(first)].symbol == symbol
  }

  /// The symbol of the callee's parameter that an argument of a call is bound to.
  package func parameter(
    of callee: FunctionID, for argument: IRNodeID, in call: Call
  ) -> UInt32? {
    let (module, index) = context.engine.program.location(of: callee)
    let row = module.facts.functions[Int(index)]
    // A bound method has its receiver already.
    let isBound = context.types.kind(type(call.callee)) == .bound
    var position = isBound ? 1 : 0
    for given in call.arguments {
      if let keyword = given.keyword {
        guard given.node == argument else { continue }
        return row.parameters.map { module.facts.parameters[Int($0)] }
          .first { module.facts.names[$0.name] == keyword }?.symbol
      }
      if given.isStarred { return nil }
      if given.node == argument {
        guard position < row.parameters.count else { return nil }
        let parameter = module.facts.parameters[Int(row.parameters.lowerBound) + position]
        return parameter.kind == .positional || parameter.kind == .positionalOnly
          ? parameter.symbol : nil
      }
      position += 1
    }
    return nil
  }

  /// Every place of this function that reads the symbol.
  package func reads(of symbol: UInt32) -> [IRNodeID] {
    nodes.filter { self.symbol($0) == symbol && !isBinding($0) }
  }

  /// Whether a name, attribute or item stands where it is bound, not read.
  package func isBinding(_ node: IRNodeID) -> Bool {
    let around = parent(node)
    guard around.exists else { return false }
    let row = facts[around]
    switch row.kind {
    case .assign: return facts.list(row.b).contains(node)
    case .annAssign, .augAssign, .namedExpression: return row.a == node.rawValue
    case .for: return facts.field(row.b, 0) == node
    case .with: return facts.pairs(row.a).contains { $0.second == node.rawValue }
    case .delete: return true
    case .tuple, .list, .starred: return isBinding(around)
    case .comprehension:
      let base = Int(row.a)
      var place = base + 3
      for _ in 0..<Int(facts.extra[base + 2]) {
        if facts.extra[place] == node.rawValue { return true }
        place += 4 + Int(facts.extra[place + 3])
      }
      return false
    default: return false
    }
  }

  // MARK: Types

  /// The type of an expression where it stands; unknown where it was not evaluated.
  package func type(_ node: IRNodeID) -> TypeID { trace.types[node] ?? .unknown }

  package func awaitability(_ node: IRNodeID) -> Awaitability {
    context.awaitability(type(node))
  }

  package func isInstance(_ node: IRNodeID, of names: Set<String>) -> Bool {
    context.isInstance(type(node), of: names)
  }

  // MARK: Calls

  /// A call by names alone, without the flow of the function: for library functions that are called
  /// by their own name, where a replay would cost too much.
  package func plainCall(_ node: IRNodeID) -> Call? {
    guard kind(node) == .call else { return nil }
    let callee = IRNodeID(rawValue: facts[node].a)
    return call(node, context.engine.typeAnywhere(callee, in: module), .unknown)
  }

  package func call(_ node: IRNodeID) -> Call? {
    guard kind(node) == .call else { return nil }
    return call(node, type(IRNodeID(rawValue: facts[node].a)), type(node))
  }

  private func call(_ node: IRNodeID, _ calleeType: TypeID, _ result: TypeID) -> Call? {
    let row = facts[node]
    let callee = IRNodeID(rawValue: row.a)
    let calleeRow = facts[callee]
    let arguments = facts.list(row.b).map { item -> CallArgument in
      let argument = facts[item]
      switch argument.kind {
      case .keyword:
        return CallArgument(
          keyword: facts.names[argument.b], node: IRNodeID(rawValue: argument.a), isStarred: false)
      case .starred:
        return CallArgument(
          keyword: nil, node: IRNodeID(rawValue: argument.a), isStarred: true)
      default: return CallArgument(keyword: nil, node: item, isStarred: false)
      }
    }
    return Call(
      node: node, callee: callee, names: context.names(ofCallee: calleeType),
      spelled: spelling(callee),
      receiver: calleeRow.kind == .attribute ? IRNodeID(rawValue: calleeRow.a) : nil,
      arguments: arguments, result: result)
  }

  private func readDecorators() -> [String] {
    guard row.decorators != 0 else { return [] }
    return facts.list(row.decorators).flatMap { node -> [String] in
      let callee = kind(node) == .call ? IRNodeID(rawValue: facts[node].a) : node
      return context.names(ofCallee: context.engine.typeAnywhere(callee, in: module))
    }
  }

  /// What becomes of the value of an expression.
  package func use(of node: IRNodeID) -> Use {
    let around = parent(node)
    guard around.exists else { return .other }
    let row = facts[around]
    switch row.kind {
    case .expression: return .discarded
    case .await: return .awaited
    case .assign, .annAssign, .namedExpression: return isBinding(node) ? .other : .assigned(around)
    case .return: return .returned
    case .yield, .yieldFrom: return .yielded
    case .keyword, .starred: return use(of: around)
    case .call:
      return row.a == node.rawValue ? .called(by: around) : .argument(of: around)
    case .tuple, .list, .set, .dict: return .element(of: around)
    case .comprehension: return comprehensionUse(node, around, row)
    case .if, .while, .assert: return row.a == node.rawValue ? .tested : .other
    case .unary: return row.flags == UnaryOperator.not.rawValue ? .tested : .operand
    case .boolean: return booleanUse(node, around, row)
    case .conditional: return row.a == node.rawValue ? .tested : use(of: around)
    case .binary, .compare, .augAssign: return .operand
    case .subscript: return row.b == node.rawValue ? .operand : .receiver(of: around)
    case .attribute: return .receiver(of: around)
    case .for: return row.a == node.rawValue ? .iterated : .other
    case .with: return .managed(by: around)
    case .formatted: return .formatted
    default: return .other
    }
  }

  /// `f()` as a statement, or `_ = f()`.
  package func isDropped(_ node: IRNodeID) -> Bool {
    switch use(of: node) {
    case .discarded: return true
    case .assigned(let statement):
      guard kind(statement) == .assign else { return false }
      return facts.list(facts[statement].b).allSatisfy { spelling($0) == "_" }
    default: return false
    }
  }

  /// All but the last operand are tested; the last one is the value.
  private func booleanUse(_ node: IRNodeID, _ around: IRNodeID, _ row: IRNode) -> Use {
    let outer = use(of: around)
    if outer == .tested || facts.list(row.a).last != node { return .tested }
    return outer
  }

  private func comprehensionUse(_ node: IRNodeID, _ around: IRNodeID, _ row: IRNode) -> Use {
    let base = Int(row.a)
    if facts.extra[base] == node.rawValue || facts.extra[base + 1] == node.rawValue {
      return .element(of: around)
    }
    var place = base + 3
    for _ in 0..<Int(facts.extra[base + 2]) {
      if facts.extra[place + 1] == node.rawValue { return .iterated }
      let count = Int(facts.extra[place + 3])
      for index in 0..<count where facts.extra[place + 4 + index] == node.rawValue {
        return .tested
      }
      place += 4 + count
    }
    return .other
  }
}
