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
  package let facts: FileFacts
  package let index: Int
  package let row: FunctionRow
  /// The nodes of the body in source order.
  package var nodes: [IRNodeID] { body.nodes }
  /// The unit of each nested definition: function indices.
  package var nested: [UInt32] { body.nested }
  private lazy var body = BodyNodes(module.facts, row)

  package private(set) lazy var trace: Trace = context.engine.trace(of: unit)
  package private(set) lazy var flow = ControlFlow(module.facts, function: index)
  package private(set) lazy var cancellation = CancellationPaths(self)
  package private(set) lazy var calls: [Call] = nodes(.call).compactMap { call($0) }
  private lazy var calleeBits = calls.reduce(into: NameBits()) { $0.formUnion($1.bits) }
  /// The calls of `asyncio.gather`.
  package private(set) lazy var gathers: [Call] = calls(of: Self.gather)
  private static let gather: CalleeNames = ["asyncio.gather"]
  /// The calls that start a task, and how.
  package private(set) lazy var taskStarts: [(call: Call, start: TaskStart)] =
    calls.compactMap { call in taskStart(call).map { (call, $0) } }
  /// Those of which only the result refers to the task.
  package var unkeptTasks: [Call] {
    taskStarts.filter { $0.start == .unkept }.map { $0.call }
  }
  /// The calls that make a coroutine, for certain, and are not awaited where they stand.
  package private(set) lazy var unawaited: [Call] = calls.filter {
    context.awaitability($0.result) == .coroutine && use(of: $0.node) != .awaited
      && makesCoroutine($0.node)
  }
  package private(set) lazy var acquisitions: [Acquisition] = findAcquisitions()
  package private(set) lazy var decoratorNames: [String] = context.decoratorNames(row, in: module)

  package init(_ unit: Unit, _ context: RuleContext) {
    self.context = context
    self.unit = unit
    let place = context.engine.program.location(of: unit.function)
    module = place.module
    index = Int(place.index)
    facts = place.module.facts
    row = facts.functions[index]
  }

  package var name: String { facts.names[row.name] }
  package var qualifiedName: String { context.engine.program.qualifiedName(of: unit.function) }
  package var isAsync: Bool { row.flags.contains(.isAsync) }
  package var isGenerator: Bool { row.flags.contains(.isGenerator) }
  package var isModule: Bool { row.flags.contains(.isModule) }
  package var isMethod: Bool { row.flags.contains(.isMethod) }
  package var isLambda: Bool { row.flags.contains(.isLambda) }
  /// In a file that is for tests.
  package var isTest: Bool { module.servesTests }
  /// Runs while a service starts or ends, by its name.
  package var isHook: Bool { StartNames.isHook(name) }
  package var isStrict: Bool { context.isStrict }

  // MARK: Nodes

  package subscript(node: IRNodeID) -> IRNode { facts[node] }

  /// The nodes of a kind, in source order.
  package func nodes(_ kind: IRKind) -> [IRNodeID] {
    body.has(kind) ? body.nodes.filter { facts[$0].kind == kind } : []
  }

  /// The nodes of several kinds, in source order.
  package func nodes(anyOf kinds: [IRKind]) -> [IRNodeID] {
    kinds.contains { body.has($0) }
      ? body.nodes.filter { kinds.contains(facts[$0].kind) } : []
  }

  package func kind(_ node: IRNodeID) -> IRKind { facts[node].kind }

  /// The node around; none at the top of the body.
  package func parent(_ node: IRNodeID) -> IRNodeID { body.parent(node) }

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
    let body = body
    var current = node
    while current.exists {
      if current == ancestor { return true }
      current = body.parent(current)
    }
    return false
  }

  /// The statement around a node (or the node, if it is one).
  package func statement(of node: IRNodeID) -> IRNodeID {
    var current = node
    while current.exists, !kind(current).isStatement { current = parent(current) }
    return current
  }

  /// Whether the node stands in that block of the statement.
  package func isInside(_ node: IRNodeID, _ block: IRBlock, of statement: IRNodeID) -> Bool {
    facts.statements(block, of: statement).contains { isInside(node, $0) }
  }

  /// The loops around a node, innermost first: statements whose body (not `else`) it stands in, and
  /// comprehensions. What a comprehension goes through is asked for once.
  package func loops(around node: IRNodeID) -> [IRNodeID] {
    ancestors(node).filter { ancestor in
      switch kind(ancestor) {
      case .while:
        return isInside(node, .body, of: ancestor) || isInside(node, operand(ancestor))
      case .for: return isInside(node, .body, of: ancestor)
      case .comprehension:
        return facts.generators(ancestor).first.map { !isInside(node, $0.iterable) } ?? true
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
      guard isInside(node, .body, of: ancestor) else { continue }
      for manager in facts.managers(ancestor).reversed() {
        result.append((manager.context, manager.target, ancestor, facts[ancestor].isAsync))
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

  /// The definition, as a step of a chain.
  package var definitionStep: ChainStep {
    ChainStep(place: namePlace, function: qualifiedName, text: name)
  }

  /// The name that a node reads or binds: `x`, or `b` of `a.b`.
  package func spelling(_ node: IRNodeID) -> String { facts.spelling(node) }

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
    case .assign, .annAssign, .augAssign, .namedExpression, .for:
      return facts.targets(around).contains(node)
    case .with: return facts.managers(around).contains { $0.target == node }
    case .delete: return true
    case .tuple, .list, .starred: return isBinding(around)
    case .comprehension:
      return facts.generators(around).contains { $0.target == node }
    default: return false
    }
  }

  // MARK: Types

  /// The type of an expression where it stands; unknown where it was not evaluated.
  package func type(_ node: IRNodeID) -> TypeID { trace[node] }

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
    let callee = facts.operand(node)
    let type = context.engine.evaluate(callee, in: module)
    return Call(node: node, context.callee(type), result: .unknown, in: facts)
  }

  /// The calls of which all that the callee may be has one of the names.
  package func calls(of names: CalleeNames) -> [Call] {
    names.mayContain(calleeBits) ? calls.filter { $0.isOne(of: names) } : []
  }

  package func call(_ node: IRNodeID) -> Call? {
    guard kind(node) == .call else { return nil }
    let known = context.callee(type(facts.operand(node)))
    return Call(node: node, known, result: type(node), in: facts)
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
    case .boolean: return booleanUse(node, around)
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

  /// What the `return` statements give.
  package var returnedValues: [IRNodeID] {
    nodes(.return).map { operand($0) }.filter { $0.exists }
  }

  /// `f()` as a statement, or `_ = f()`.
  package func isDropped(_ node: IRNodeID) -> Bool {
    switch use(of: node) {
    case .discarded: return true
    case .assigned(let statement):
      guard kind(statement) == .assign else { return false }
      return facts.targets(statement).allSatisfy { spelling($0) == "_" }
    default: return false
    }
  }

  /// All but the last operand are tested; the last one is the value.
  private func booleanUse(_ node: IRNodeID, _ around: IRNodeID) -> Use {
    let outer = use(of: around)
    if outer == .tested || facts.items(around).last != node { return .tested }
    return outer
  }

  private func comprehensionUse(_ node: IRNodeID, _ around: IRNodeID, _ row: IRNode) -> Use {
    // The value of a dict's item is its second part.
    if facts.element(around) == node || facts.field(row.a, 1) == node {
      return .element(of: around)
    }
    for generator in facts.generators(around) {
      if generator.iterable == node { return .iterated }
      if generator.conditions.contains(node) { return .tested }
    }
    return .other
  }
}
