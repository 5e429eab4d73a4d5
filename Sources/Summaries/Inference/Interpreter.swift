import Project
import PythonSemantics
import PythonSyntax
import SourceText

/// Runs one body abstractly, statement by statement, and fills its unit.
struct Interpreter {
  let engine: Engine
  let unit: Unit
  let module: Module
  let frame: Frame
  var evaluator: Evaluator
  /// Native recursion over nested blocks.
  var depth = 0
  static let depthLimit = 120

  init(engine: Engine, unit: Unit, trace: Trace? = nil) {
    self.engine = engine
    self.unit = unit
    let (module, row) = engine.locate(unit.function)
    self.module = module
    let symbols = module.facts.scopes[Int(row.scope)].symbols
    frame = Frame(
      unit: unit, function: unit.function, module: module, row: row,
      locals: [TypeID](repeating: .unknown, count: symbols.count), trace: trace)
    evaluator = Evaluator(engine: engine, module: module, frame: frame)
  }

  mutating func run() {
    let row = frame.row
    for (position, index) in row.parameters.enumerated() {
      let parameter = module.facts.parameters[Int(index)]
      guard let local = frame.local(parameter.symbol) else { continue }
      var value = engine.types.make(
        .parameter, unit.function.rawValue, UInt32(position))
      if position == 0, let receiver = unit.receiver {
        value = engine.receiverValue(of: unit.function, owner: receiver)
      }
      frame.locals[local] = value
    }
    block(row.body)
    if frame.isReachable { unit.returns = engine.types.join(unit.returns, .none) }
    noteRecursion()
    noteUserCallbacks()
  }

  // MARK: Blocks

  mutating func block(_ index: UInt32) {
    guard depth < Self.depthLimit else { return }
    depth += 1
    let conditions = frame.conditions.count
    let once = frame.onceDepth
    let firstUse = frame.firstUseDepth
    let declined = frame.declinedDepth
    let statements = module.facts.list(index)
    // What a program does on its way out stalls nobody.
    var isLeaving = leavesProgram(statements)
    let offLoop = frame.offLoopDepth
    if isLeaving { frame.offLoopDepth += 1 }
    let raises = statements.last.map { module.facts[$0].kind == .raise } ?? false
    for (position, statement) in statements.enumerated() {
      guard frame.isReachable else { break }
      self.statement(statement)
      // What stands behind runs only if the signal does not.
      if raises, !isLeaving, endsItself(statement, before: statements[(position + 1)...]) {
        isLeaving = true
        frame.offLoopDepth += 1
      }
      let kind = module.facts[statement].kind
      if kind == .import, failsToImport(module.facts[statement]) { frame.declinedDepth += 1 }
      guard kind == .if else { continue }
      switch earlyReturn(statement, initializing: statements[(position + 1)...]) {
      case .global: frame.onceDepth += 1
      case .attribute: frame.firstUseDepth += 1
      case .onDemand: frame.declinedDepth += 1
      case nil: break
      }
    }
    if frame.isReachable || conditions < frame.conditions.count {
      frame.conditions.removeLast(max(0, frame.conditions.count - conditions))
    }
    frame.onceDepth = once
    frame.offLoopDepth = offLoop
    frame.firstUseDepth = firstUse
    frame.declinedDepth = declined
    depth -= 1
  }

  private mutating func statement(_ node: IRNodeID) {
    let row = module.facts[node]
    switch row.kind {
    case .expression: _ = evaluator.type(of: row.operand)
    case .assign: assign(row)
    case .augAssign: augmentedAssign(row, node)
    case .annAssign: annotatedAssign(row)
    case .return:
      let value = row.a == 0 ? TypeID.none : evaluator.type(of: row.operand)
      unit.returns = engine.types.join(unit.returns, value)
      frame.isReachable = false
    case .raise:
      if row.a != 0 {
        let node = row.operand
        let raised = evaluator.type(of: node)
        // `raise Failure` makes the instance itself.
        if engine.types.kind(raised) == .classObject,
          engine.locate(ClassID(rawValue: engine.types[raised].a)).module.origin != .model
        {
          _ = evaluator.apply(raised, Arguments(), at: node, mode: .runs)
        }
      }
      if row.b != 0 { _ = evaluator.type(of: row.second) }
      frame.isReachable = false
    case .break, .continue: frame.leaveLoop()
    case .assert:
      _ = evaluator.type(of: row.operand)
      evaluator.assume(row.operand, true)
    case .delete:
      for target in module.facts.list(row.a) where module.facts[target].kind == .subscript {
        let item = module.facts[target]
        let base = evaluator.type(of: item.operand)
        let index = evaluator.type(of: item.second)
        _ = evaluator.callMethod(
          engine.known.deleteItemName, of: base, [index], at: target, kind: .item)
      }
    case .if: conditional(row)
    case .while: whileLoop(row)
    case .for: forLoop(row, node)
    case .with: with(row)
    case .try: tryStatement(row)
    case .match: match(row)
    case .import: importNames(row)
    case .functionDefinition: define(function: row.a)
    case .classDefinition: define(class: row.a)
    case .broken: _ = evaluator.type(of: node)
    default: break
    }
  }

  // MARK: Assignment

  private mutating func assign(_ row: IRNode) {
    let valueNode = row.operand
    let value = evaluator.type(of: valueNode)
    for target in module.facts.list(row.b) {
      evaluator.bind(target, to: value)
      note(target, holds: valueNode, value)
    }
  }

  /// `socket.socket(socket.AF_INET, socket.SOCK_DGRAM)`
  private func makesDatagrams(_ call: IRNode) -> Bool {
    module.facts.list(call.b).contains { argument in
      var row = module.facts[argument]
      if row.kind == .keyword { row = module.facts[row.operand] }
      guard row.kind == .name || row.kind == .attribute else { return false }
      return module.facts.names.spells(row.kind == .name ? row.a : row.b, "SOCK_DGRAM")
    }
  }

  /// Remembers which variables hold a file that was opened here, or the running loop.
  mutating func note(_ target: IRNodeID, holds node: IRNodeID, _ value: TypeID) {
    let row = module.facts[target]
    guard row.kind == .name, row.b != 0 else { return }
    if let container = lookedUp(in: node) { frame.lookups[row.b - 1] = container }
    let source = module.facts[node]
    guard source.kind == .call else { return }
    if isLock(value) { frame.freshLocks.insert(row.b - 1) }
    if isFile(value) { frame.ownFiles.insert(row.b - 1) }
    if asksForThread(node) { frame.threadVariables.insert(row.b - 1) }
    if makesDatagrams(source) { frame.datagrams.insert(row.b - 1) }
    let callee = module.facts[source.operand]
    guard callee.kind == .attribute || callee.kind == .name else { return }
    let name = callee.kind == .attribute ? callee.b : callee.a
    if module.facts.names.spells(name, "is_running") { frame.runningFlags.insert(row.b - 1) }
    guard module.facts.names.spells(name, containing: "loop") else { return }
    if Self.givesLoop(module.facts.names[name]) || targetAsksForLoop(source) {
      frame.loopVariables.insert(row.b - 1)
    }
  }

  private static func givesLoop(_ name: String) -> Bool {
    name == "get_running_loop" || name == "get_event_loop" || name == "_get_running_loop"
  }

  /// `_current_loop_or_none()`: a helper whose body asks for the running loop.
  private func targetAsksForLoop(_ call: IRNode) -> Bool {
    let callee = evaluator.quiet(call.operand)
    for member in engine.types.alternatives(callee) {
      var type = engine.types[member]
      if type.kind == .bound { type = engine.types[TypeID(rawValue: type.a)] }
      guard type.kind == .function else { continue }
      let (place, row) = engine.locate(FunctionID(rawValue: type.a))
      let asks = place.facts.nodes.contains { node in
        guard node.kind == .attribute || node.kind == .name, row.range.start <= node.start,
          node.start < row.range.end
        else { return false }
        return Self.givesLoop(place.facts.names[node.kind == .name ? node.a : node.b])
      }
      if asks { return true }
    }
    return false
  }

  private func isFile(_ type: TypeID) -> Bool {
    engine.types.alternatives(type).contains { member in
      guard engine.types.kind(member) == .instance else { return false }
      let (owner, _) = engine.locate(ClassID(rawValue: engine.types[member].a))
      return owner.name == "_io" || owner.name == "io"
    }
  }

  private mutating func augmentedAssign(_ row: IRNode, _ node: IRNodeID) {
    let target = row.operand
    let old = evaluator.type(of: target)
    let value = evaluator.type(of: row.second)
    let known = engine.widened(old)
    evaluator.bind(target, to: known == .unknown ? engine.widened(value) : known)
  }

  private mutating func annotatedAssign(_ row: IRNode) {
    let annotation = engine.annotation(module.facts.field(row.b, 0), in: module)
    let valueNode = module.facts.field(row.b, 1)
    guard valueNode.exists else { return }
    let value = evaluator.type(of: valueNode)
    let declared = engine.isInformative(annotation) ? annotation : nil
    let target = row.operand
    evaluator.bind(target, to: engine.merge(declared: declared, inferred: value))
    note(target, holds: valueNode, value)
  }

  // MARK: Branches

  private mutating func conditional(_ row: IRNode) {
    let test = row.operand
    let body = module.facts.field(row.b, 0).rawValue
    let other = module.facts.field(row.b, 1).rawValue
    _ = evaluator.type(of: test)
    let truth = evaluator.truth(of: test)
    let start = frame.save()
    let isOff = offLoop(test)
    if truth == .no {
      frame.isReachable = false
    } else {
      branch(test, true, body, isOffLoop: isOff == .yes)
    }
    let afterBody = frame.save()
    frame.restore(start)
    if truth == .yes {
      frame.isReachable = false
    } else {
      branch(test, false, other, isOffLoop: isOff == .no)
    }
    let elseReachable = frame.isReachable
    frame.join(afterBody, engine.types)
    frame.conditions = start.conditions
    // `if not block: return` — what follows runs with the opposite.
    if !afterBody.isReachable, elseReachable {
      evaluator.assume(test, false)
      evaluator.noteRefusedWaits(test)
      // What the block goes on with runs on other threads.
      if isOff == .no, keepsLoopOut(test) { frame.offLoopDepth += 1 }
    }
    if afterBody.isReachable, !elseReachable, other != 0 { evaluator.assume(test, true) }
  }

  private mutating func branch(
    _ test: IRNodeID, _ outcome: Bool, _ body: UInt32, isOffLoop: Bool
  ) {
    if body == 0 {
      evaluator.assume(test, outcome)
      return
    }
    let once = initializes(test, outcome, module.facts.list(body)[...])
    let atoms = evaluator.atoms(of: test, outcome)
    let isConditional = (once == nil || once == .onDemand) && atoms.isEmpty
    evaluator.assume(test, outcome, atoms)
    if isOffLoop { frame.offLoopDepth += 1 }
    if once == .global { frame.onceDepth += 1 }
    if once == .attribute { frame.firstUseDepth += 1 }
    let isDeclined = once == .onDemand || declinesThreads(test, outcome)
    if isDeclined { frame.declinedDepth += 1 }
    if isConditional { frame.conditionalDepth += 1 }
    block(body)
    if isDeclined { frame.declinedDepth -= 1 }
    if isConditional { frame.conditionalDepth -= 1 }
    if once == .attribute { frame.firstUseDepth -= 1 }
    if once == .global { frame.onceDepth -= 1 }
    if isOffLoop { frame.offLoopDepth -= 1 }
  }

  /// Yes: the test holds only where no loop runs; no: it fails only there.
  private func offLoop(_ node: IRNodeID) -> Tri {
    let row = module.facts[node]
    switch row.kind {
    case .name:
      guard row.b != 0 else { return .unknown }
      let asksForLoop =
        frame.loopVariables.contains(row.b - 1) || frame.runningFlags.contains(row.b - 1)
      return asksForLoop ? .no : .unknown
    case .unary where row.flags == UnaryOperator.not.rawValue:
      return offLoop(row.operand).negated
    case .boolean:
      for item in module.facts.list(row.a) {
        let value = offLoop(item)
        if value != .unknown { return value }
      }
      return .unknown
    case .compare:
      guard let test = module.facts.comparison(row) else { return .unknown }
      let isEqual = test.operation == .is || test.operation == .equal
      if asksForThread(test.left) && !isReceiver(test.right)
        || asksForThread(test.right) && !isReceiver(test.left)
      {
        // `loop_thread_id != get_ident()`: we are on another thread.
        return isEqual ? .no : .yes
      }
      guard offLoop(test.left) == .no, evaluator.quiet(test.right) == .none else {
        return .unknown
      }
      return isEqual ? .yes : .no
    case .call:
      let callee = module.facts[row.operand]
      let name = callee.kind == .attribute ? callee.b : callee.a
      return module.facts.names.spells(name, "is_running") ? .no : .unknown
    default: return .unknown
    }
  }

  /// `if threading.get_ident() == self.loop_thread: return …`, and not `if ready and …`.
  private func keepsLoopOut(_ test: IRNodeID) -> Bool {
    let row = module.facts[test]
    guard row.kind == .boolean, row.flags & 1 == 0 else { return true }
    // `self.loop_thread is not None and …`: before there was a loop there was none to stall.
    return module.facts.list(row.a).allSatisfy { part in
      offLoop(part) == .no
        || module.facts.comparison(module.facts[part]).map {
          evaluator.quiet($0.right) == .none
        } == true
    }
  }

  private func asksForThread(_ node: IRNodeID) -> Bool {
    let row = module.facts[node]
    if row.kind == .name, row.b != 0 { return frame.threadVariables.contains(row.b - 1) }
    guard row.kind == .call else { return false }
    let callee = module.facts[row.operand]
    return module.facts.names.spells(
      callee.kind == .attribute ? callee.b : callee.a, anyOf: Self.threadQuestions)
  }

  /// `if self is current_thread():` in a thread's `join`: no loop's thread is spoken of.
  private func isReceiver(_ node: IRNodeID) -> Bool {
    let row = module.facts[node]
    guard frame.row.owner != 0, row.kind == .name, let first = frame.row.parameters.first else {
      return false
    }
    return row.a == module.facts.parameters[Int(first)].name
  }

  private static let threadQuestions: [StaticString] = [
    "get_ident", "get_native_id", "current_thread",
  ]

  // MARK: match

  private mutating func match(_ row: IRNode) {
    _ = evaluator.type(of: row.operand)
    let start = frame.save()
    var end = start
    for item in module.facts.list(row.b) {
      let matchCase = module.facts[item]
      frame.restore(start)
      capture(matchCase.operand, depth: 0)
      let guardNode = module.facts.field(matchCase.b, 0)
      if guardNode.exists { _ = evaluator.type(of: guardNode) }
      block(module.facts.field(matchCase.b, 1).rawValue)
      end = frame.joined(with: end, engine.types)
    }
    frame.restore(end)
    frame.conditions = start.conditions
  }

  private mutating func capture(_ node: IRNodeID, depth: Int) {
    let row = module.facts[node]
    guard row.kind == .pattern, depth < 50 else {
      if node.exists, row.kind != .pattern { _ = evaluator.type(of: node) }
      return
    }
    if row.b != 0, let index = frame.local(row.b - 1) { frame.locals[index] = .unknown }
    for part in module.facts.list(row.a) { capture(part, depth: depth + 1) }
  }

  // MARK: Definitions

  private mutating func importNames(_ row: IRNode) {
    for index in row.a..<row.a + row.b {
      let symbol = module.facts.imports[Int(index)].symbol
      if symbol != .max, let local = frame.local(symbol) {
        // Bound once, and so asked for by every function of the file.
        if module.facts.symbols[Int(symbol)].definitions.count == 1 {
          frame.locals[local] = engine.symbolType(symbol, in: module)
          continue
        }
        var type = TypeID.never
        for binding in engine.program.bindings(ofImport: Int(index), in: module.id) {
          type = engine.types.join(type, engine.type(of: binding))
        }
        frame.locals[local] = type == .never ? .unknown : type
      }
    }
  }

  private mutating func define(function index: UInt32) {
    let id = module.function(index)
    let row = module.facts.functions[Int(index)]
    for parameter in row.parameters {
      let value = module.facts.parameters[Int(parameter)].defaultValue
      if value.exists { _ = evaluator.type(of: value) }
    }
    var value = engine.types.make(.function, id.rawValue)
    if row.decorators != 0 {
      for node in module.facts.list(row.decorators).reversed() {
        let decorator = evaluator.type(of: node)
        if engine.special(decorator) != nil { continue }
        let applied = evaluator.apply(
          decorator, to: [value], at: node, mode: .runs, kind: .definition)
        if applied.result != .unknown { value = applied.result }
      }
      value = engine.functionValue(id)
    }
    bindDefinition(.function, index, value)
  }

  private mutating func define(class index: UInt32) {
    let row = module.facts.classes[Int(index)]
    for base in module.facts.list(row.bases) { _ = evaluator.type(of: base) }
    for keyword in module.facts.list(row.keywords) { _ = evaluator.type(of: keyword) }
    block(row.body)
    let value = engine.classObject(module.class(index))
    for node in module.facts.list(row.decorators).reversed() {
      let decorator = evaluator.type(of: node)
      if engine.special(decorator) != nil { continue }
      _ = evaluator.apply(decorator, to: [value], at: node, mode: .runs, kind: .definition)
    }
    bindDefinition(.class, index, value)
  }

  private func bindDefinition(_ kind: DefinitionKind, _ index: UInt32, _ value: TypeID) {
    let owner: UInt32? = engine.definitionSymbol(kind, index, in: module)
    guard let symbol = owner, let local = frame.local(symbol) else { return }
    frame.locals[local] = value
    frame.forget(symbol)
  }
}

extension Engine {
  /// The symbol that a `def` or `class` statement binds.
  func definitionSymbol(_ kind: DefinitionKind, _ index: UInt32, in module: Module) -> UInt32? {
    // The body of a module, which nothing binds, tells whether the file was read.
    let body = module.function(0)
    if functionSymbols[body] == nil {
      functionSymbols[body] = .max
      for definition in module.facts.definitions {
        switch definition.kind {
        case .function: functionSymbols[module.function(definition.value)] = definition.symbol
        case .class: classSymbols[module.class(definition.value)] = definition.symbol
        default: break
        }
      }
    }
    return kind == .function
      ? functionSymbols[module.function(index)] : classSymbols[module.class(index)]
  }
}
