import Project
import PythonSemantics
import PythonSyntax

extension Evaluator {
  // MARK: Truth

  /// Whether a test can be decided from literals. Of attributes only those decide that nobody changes.
  func truth(of node: IRNodeID) -> Tri {
    let row = module.facts[node]
    switch row.kind {
    case .constant, .name:
      var copy = Evaluator(engine: engine, module: module, frame: frame)
      return truth(copy.type(of: node))
    case .unary where row.flags == UnaryOperator.not.rawValue:
      return truth(of: row.operand).negated
    case .boolean:
      let values = module.facts.list(row.a).map { truth(of: $0) }
      let isOr = row.flags & 1 != 0
      return values.reduce(isOr ? .no : .yes) { isOr ? $0 || $1 : $0 && $1 }
    case .compare:
      guard let test = module.facts.comparison(row), let left = plain(test.left),
        let right = plain(test.right)
      else { return .unknown }
      return compare(left, test.operation, right)
    case .attribute, .call: return onlyValue(of: node).map { truth($0) } ?? .unknown
    default: return .unknown
    }
  }

  private func plain(_ node: IRNodeID) -> TypeID? {
    let kind = module.facts[node].kind
    guard kind == .name || kind == .constant else { return onlyValue(of: node) }
    var copy = Evaluator(engine: engine, module: module, frame: frame)
    return copy.type(of: node)
  }

  /// `self._in_threads`, `getattr(self, "_in_threads", True)`: the one constant that it holds.
  private func onlyValue(of node: IRNodeID) -> TypeID? {
    let row = module.facts[node]
    var object = row.operand
    var name = GlobalName.empty
    var missing: TypeID?
    switch row.kind {
    case .attribute: name = module.name(row.b)
    case .call:
      let arguments = module.facts.list(row.b)
      guard arguments.count == 3, isBuiltin("getattr", row.operand) else { return nil }
      object = arguments[0]
      missing = quiet(arguments[2])
      name = engine.text(quiet(arguments[1])).flatMap(engine.program.globalNames.find) ?? .empty
    default: return nil
    }
    guard let frame, let owner = engine.owner(of: frame.function), name != .empty,
      let first = frame.row.parameters.first, module.facts[object].kind == .name,
      module.facts[object].a == module.facts.parameters[Int(first)].name
    else { return nil }
    let value = engine.onlyValue(of: name, in: owner)
    return value == .never || missing.map { $0 != value } == true ? nil : value
  }

  func truth(_ type: TypeID) -> Tri {
    switch engine.types.kind(type) {
    case .none: return .no
    case .literal:
      if let value = engine.number(type) { return value == 0 ? .no : .yes }
      if let text = engine.text(type) { return text.isEmpty ? .no : .yes }
      return .unknown
    case .function, .bound, .classObject, .module, .coroutine, .generator: return .yes
    case .instance: return isAlwaysTrue(ClassID(rawValue: engine.types[type].a)) ? .yes : .unknown
    case .union:
      let values = Set(engine.types.members(type).map { truth($0) })
      return values.count == 1 ? values.first ?? .unknown : .unknown
    default: return .unknown
    }
  }

  /// Objects of a class that says nothing of their truth or length. Stubs leave out what they do not need.
  private func isAlwaysTrue(_ id: ClassID) -> Bool {
    let model = engine.classModel(id)
    return !model.hasUnknownBase
      && model.linearization.allSatisfy {
        $0 == engine.known.object || !engine.locate($0).module.isStub
      }
      && !["__bool__", "__len__"].contains { engine.hasMember($0, of: id) }
  }

  func compare(_ left: TypeID, _ operation: ComparisonOperator?, _ right: TypeID) -> Tri {
    switch operation {
    case .is: return identity(left, right)
    case .isNot: return identity(left, right).negated
    case .equal: return equality(left, right)
    case .notEqual: return equality(left, right).negated
    case .less, .lessOrEqual, .greater, .greaterOrEqual:
      guard let x = engine.number(left), let y = engine.number(right) else { return .unknown }
      switch operation {
      case .less: return x < y ? .yes : .no
      case .lessOrEqual: return x <= y ? .yes : .no
      case .greater: return x > y ? .yes : .no
      default: return x >= y ? .yes : .no
      }
    default: return .unknown
    }
  }

  private func identity(_ left: TypeID, _ right: TypeID) -> Tri {
    guard left == .none || right == .none else {
      if left == right, engine.types.kind(left) == .literal { return .yes }
      return differsFromBoolean(left, right) || differsFromBoolean(right, left) ? .no : .unknown
    }
    let other = left == .none ? right : left
    if other == .none { return .yes }
    switch engine.types.kind(other) {
    case .literal, .instance, .function, .bound, .classObject, .module, .tuple, .record, .coroutine,
      .generator:
      return .no
    case .union:
      return engine.types.members(other).contains { identity($0, .none) != .no } ? .unknown : .no
    default: return .unknown
    }
  }

  private func equality(_ left: TypeID, _ right: TypeID) -> Tri {
    if let x = engine.number(left), let y = engine.number(right) { return x == y ? .yes : .no }
    if let x = engine.text(left), let y = engine.text(right) { return x == y ? .yes : .no }
    if left == .none, engine.types.kind(right) == .literal { return .no }
    if right == .none, engine.types.kind(left) == .literal { return .no }
    if left == .none, right == .none { return .yes }
    return differsFromBoolean(left, right) || differsFromBoolean(right, left) ? .no : .unknown
  }

  /// `verify is True` of an object that is no number.
  private func differsFromBoolean(_ value: TypeID, _ boolean: TypeID) -> Bool {
    let constant = IRConstant(rawValue: UInt8(truncatingIfNeeded: engine.types[boolean].a))
    guard engine.types.kind(boolean) == .literal, constant == .true || constant == .false,
      engine.types.kind(value) == .instance
    else { return false }
    let id = ClassID(rawValue: engine.types[value].a)
    let known = engine.known
    return id != known.bool && id != known.int && id != known.object
      && !engine.classModel(id).hasUnknownBase
  }

  // MARK: Atoms

  /// The conjunction that holds when a test has the given outcome, as far as it speaks of formals.
  mutating func atoms(of node: IRNodeID, _ outcome: Bool) -> [Atom] {
    let row = module.facts[node]
    switch row.kind {
    case .unary where row.flags == UnaryOperator.not.rawValue:
      return atoms(of: row.operand, !outcome)
    case .boolean:
      // A false conjunction and a true disjunction are not conjunctions: nothing is kept of them.
      guard (row.flags & 1 != 0) != outcome else { return [] }
      var result: [Atom] = []
      for item in module.facts.list(row.a) { result += atoms(of: item, outcome) }
      return result
    case .compare: return comparisonAtoms(row, outcome)
    case .call where asked(row.operand, row.b) == nil: return callAtoms(row, outcome)
    case .name, .attribute, .call:
      var type = quiet(node)
      if formal(type) == nil { type = asHandedIn(node) ?? type }
      guard let value = formal(type) else { return [] }
      return about(
        node, type, Atom(value: value, test: .isTrue, other: .none, isNegated: !outcome))
    case .binary where row.flags == BinaryOperator.bitAnd.rawValue:
      guard let value = formal(quiet(row.operand)) else { return [] }
      let bits = quiet(row.second)
      return [Atom(value: value, test: .hasBits, other: bits, isNegated: !outcome)]
    case .namedExpression: return atoms(of: row.second, outcome)
    default: return []
    }
  }

  /// The type of a node, without recording anything.
  func quiet(_ node: IRNodeID) -> TypeID {
    let row = module.facts[node]
    switch row.kind {
    case .name:
      if !formals.isEmpty, let formal = formals[row.a] { return formal }
      if let frame, row.b != 0, let index = frame.local(row.b - 1) { return frame.locals[index] }
      return engine.evaluate(node, in: module)
    case .attribute:
      let base = quiet(row.operand)
      var evaluator = Evaluator(engine: engine, module: module, frame: nil)
      return evaluator.attribute(module.name(row.b), of: base, at: .none)
    case .subscript where module.facts[row.second].kind == .constant:
      let base = quiet(row.operand)
      let index = quiet(row.second)
      var evaluator = Evaluator(engine: engine, module: module, frame: nil)
      return evaluator.item(of: base, index, at: .none)
    case .call: return asked(row.operand, row.b) ?? engine.evaluate(node, in: module)
    default: return engine.evaluate(node, in: module)
    }
  }

  /// `k.step` after `isinstance(k, slice)`: still what the caller's value has.
  private func asHandedIn(_ node: IRNodeID) -> TypeID? {
    let row = module.facts[node]
    guard row.kind == .attribute, module.facts[row.operand].kind == .name,
      module.facts[row.operand].b != 0
    else { return nil }
    let symbol = module.facts.symbols[Int(module.facts[row.operand].b - 1)]
    guard symbol.flags.contains(.parameter), symbol.definitions.count == 1 else { return nil }
    let definition = module.facts.definitions[Int(symbol.definitions.lowerBound)]
    let formal = engine.parameterValue(definition.value, in: module)
    guard engine.types.kind(formal) == .parameter else { return nil }
    var evaluator = Evaluator(engine: engine, module: module, frame: nil)
    return evaluator.attribute(module.name(row.b), of: formal, at: .none)
  }

  /// The value of a formal, also where a branch may have replaced it:
  /// `if isinstance(f, PathLike): f = fspath(f)` leaves other arguments as they were.
  private func formal(_ type: TypeID) -> TypeID? {
    engine.types.alternatives(type).first { member in
      let kind = engine.types.kind(member)
      return kind == .parameter || kind == .projection
    }
  }

  /// The condition on what an object was made with, if that is what an attribute of it holds whenever
  /// the test has this outcome. A counter that begins at 1 is 0 at times:
  ///
  ///     def acquire(self):
  ///         while self._value == 0: self._cond.wait()
  ///         self._value -= 1
  private func about(_ node: IRNodeID, _ type: TypeID, _ atom: Atom) -> [Atom] {
    guard module.facts[node].kind == .attribute else { return [atom] }
    let isRuledOut = engine.types.alternatives(type).allSatisfy { member in
      if formal(member) != nil { return true }
      var other = atom
      other.value = member
      return engine.evaluate(other) == .no
    }
    return isRuledOut ? [atom] : []
  }

  private mutating func comparisonAtoms(_ row: IRNode, _ outcome: Bool) -> [Atom] {
    guard let comparison = module.facts.comparison(row) else { return [] }
    var node = comparison.left
    var left = quiet(comparison.left)
    // One side has to be a formal, and the other a literal.
    guard formal(left) != nil || isLiteral(left) else { return [] }
    var right = quiet(comparison.right)
    var flipped = comparison.operation
    if formal(left) == nil, formal(right) != nil {
      swap(&left, &right)
      node = comparison.right
      flipped = mirrored(flipped)
    }
    guard let subject = formal(left) else { return [] }
    func atom(_ test: AtomTest, _ isNegated: Bool) -> [Atom] {
      about(
        node, left,
        Atom(value: subject, test: test, other: right, isNegated: isNegated == outcome))
    }
    guard isLiteral(right) else { return [] }
    switch flipped {
    case .is, .equal: return right == .none ? atom(.isNone, false) : atom(.equals, false)
    case .isNot, .notEqual: return right == .none ? atom(.isNone, true) : atom(.equals, true)
    case .less: return atom(.less, false)
    case .lessOrEqual: return atom(.lessOrEqual, false)
    case .greater: return atom(.lessOrEqual, true)
    case .greaterOrEqual: return atom(.less, true)
    default: return []
    }
  }

  private func isLiteral(_ type: TypeID) -> Bool {
    type == .none || engine.types.kind(type) == .literal
  }

  private func mirrored(_ operation: ComparisonOperator) -> ComparisonOperator {
    switch operation {
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    default: operation
    }
  }

  private mutating func callAtoms(_ row: IRNode, _ outcome: Bool) -> [Atom] {
    if let (subject, classes) = test("isinstance", row), let value = formal(quiet(subject)) {
      return [Atom(value: value, test: .isInstance, other: quiet(classes), isNegated: !outcome)]
    }
    if let (subject, name) = test("hasattr", row), let value = formal(quiet(subject)) {
      return [Atom(value: value, test: .hasAttribute, other: quiet(name), isNegated: !outcome)]
    }
    return startAtoms(row, outcome)
  }

  /// `url.startswith("data:")`
  private func startAtoms(_ row: IRNode, _ outcome: Bool) -> [Atom] {
    let callee = module.facts[row.operand]
    guard callee.kind == .attribute, module.facts.names.spells(callee.b, "startswith"),
      module.facts[callee.operand].kind == .name
    else { return [] }
    let arguments = module.facts.list(row.b)
    guard arguments.count == 1, module.facts[arguments[0]].kind == .constant,
      let value = formal(quiet(callee.operand))
    else { return [] }
    return [Atom(value: value, test: .startsWith, other: quiet(arguments[0]), isNegated: !outcome)]
  }

  /// `except AttributeError:` after `write = file.write` alone in the `try`: the handler runs only
  /// where the formal has no such attribute.
  func absence(triedIn body: IRNodeList, of handler: IRNode) -> Atom? {
    guard body.count == 1, isBuiltin("AttributeError", handler.operand) else { return nil }
    let statement = module.facts[body[0]]
    guard statement.kind == .assign || statement.kind == .expression else { return nil }
    let access = module.facts[statement.operand]
    guard access.kind == .attribute, let value = formal(quiet(access.operand)) else { return nil }
    let name = engine.types.make(
      .literal, UInt32(IRConstant.string.rawValue), module.name(access.b).rawValue)
    return Atom(value: value, test: .hasAttribute, other: name, isNegated: true)
  }

  /// The two arguments of a call of the builtin: `isinstance(subject, classes)`.
  private func test(_ builtin: StaticString, _ row: IRNode) -> (subject: IRNodeID, other: IRNodeID)?
  {
    let arguments = module.facts.list(row.b)
    return arguments.count == 2 && isBuiltin(builtin, row.operand)
      ? (arguments[0], arguments[1]) : nil
  }

  private func isBuiltin(_ name: StaticString, _ node: IRNodeID) -> Bool {
    let row = module.facts[node]
    // Their own model binds the names that all others have from it.
    return row.kind == .name && (row.b == 0 || module.name == "builtins")
      && module.facts.names.spells(row.a, name)
  }

  // MARK: Assumptions

  /// Narrows the frame to the paths on which a test has the given outcome.
  mutating func assume(_ node: IRNodeID, _ outcome: Bool) {
    assume(node, outcome, atoms(of: node, outcome))
  }

  /// The same where the atoms of the test are known already.
  mutating func assume(_ node: IRNodeID, _ outcome: Bool, _ atoms: [Atom]) {
    guard let frame else { return }
    for atom in atoms where frame.conditions.count < 4 {
      if !frame.conditions.contains(atom) { frame.conditions.append(atom) }
    }
    narrow(node, outcome)
  }

  private mutating func narrow(_ node: IRNodeID, _ outcome: Bool) {
    let row = module.facts[node]
    switch row.kind {
    case .unary where row.flags == UnaryOperator.not.rawValue:
      narrow(row.operand, !outcome)
    case .boolean where (row.flags & 1 != 0) != outcome:
      for item in module.facts.list(row.a) { narrow(item, outcome) }
    case .name where outcome:
      narrowLocal(node) { engine, type in
        engine.types.removing(.none, from: type)
      }
      if let call = onlyCall(row) { noteReady(call, outcome) }
    case .namedExpression: narrow(row.operand, outcome)
    case .compare: narrowComparison(row, outcome)
    case .call: narrowCall(row, outcome)
    default: break
    }
  }

  private func narrowLocal(_ node: IRNodeID, _ change: (Engine, TypeID) -> TypeID) {
    let row = module.facts[node]
    guard let frame, row.kind == .name, row.b != 0, let index = frame.local(row.b - 1) else {
      return
    }
    frame.locals[index] = change(engine, frame.locals[index])
  }

  /// `isinstance(self.engine, AsyncEngine)`: holds of the attribute until it, or what holds it, is bound
  /// anew.
  private func narrowAttribute(_ node: IRNodeID, to wanted: TypeID, _ outcome: Bool) {
    guard let frame, let path = path(of: node) else { return }
    let type = frame.narrowed[path] ?? quiet(node)
    if outcome {
      guard wanted != .unknown else { return }
      frame.narrowed[path] = engine.narrowed(type, to: wanted)
      return
    }
    let rest = engine.narrowed(type, awayFrom: wanted)
    if rest != type { frame.narrowed[path] = rest }
  }

  /// `if host == "localhost":` — there it is that text.
  private func narrowToLiteral(
    _ node: IRNodeID, _ other: IRNodeID, _ operation: ComparisonOperator?, _ outcome: Bool
  ) {
    let isEqual = (operation == .equal) == outcome
    guard operation == .equal || operation == .notEqual, isEqual else { return }
    let literal = quiet(other)
    guard engine.types.kind(literal) == .literal else { return }
    narrowLocal(node) { _, _ in literal }
  }

  /// `if ready is self.queue._reader:` — a poll told that this queue has something.
  private func noteReadable(_ node: IRNodeID) {
    let row = module.facts[node]
    guard let frame, row.kind == .attribute, module.facts.names.spells(row.b, "_reader"),
      let queue = path(of: row.operand)
    else { return }
    frame.ready.insert(queue)
  }

  private func narrowComparison(_ row: IRNode, _ outcome: Bool) {
    guard let test = module.facts.comparison(row) else { return }
    if outcome, test.operation == .is {
      noteReadable(test.left)
      noteReadable(test.right)
    }
    guard module.facts[test.right].kind == .constant else { return }
    let operation = test.operation
    guard quiet(test.right) == .none else {
      narrowToLiteral(test.left, test.right, operation, outcome)
      return
    }
    let isNone = (operation == .is || operation == .equal) == outcome
    guard operation == .is || operation == .isNot || operation == .equal || operation == .notEqual
    else { return }
    narrowLocal(row.operand) { engine, type in
      if isNone { return engine.types.kind(type) == .union ? TypeID.none : type }
      return engine.types.removing(.none, from: type)
    }
  }

  /// What passes `isinstance` with these classes. Those of `typing` are aliases, which annotations
  /// understand.
  private func instances(of classes: IRNodeID) -> TypeID {
    guard module.facts[classes].kind != .tuple else {
      return module.facts.items(classes).reduce(.never) {
        engine.types.join($0, instances(of: $1))
      }
    }
    let declared = engine.annotation(classes, in: module)
    return declared == .unknown ? engine.instanceOf(quiet(classes)) : declared
  }

  private mutating func narrowCall(_ row: IRNode, _ outcome: Bool) {
    if let (subject, classes) = test("isinstance", row) {
      let wanted = instances(of: classes)
      if module.facts[subject].kind == .attribute {
        narrowAttribute(subject, to: wanted, outcome)
        return
      }
      narrowLocal(subject) { engine, type in
        outcome
          ? engine.narrowed(type, to: wanted)
          : engine.isRuledOut(type, by: wanted) ? .unknown : engine.narrowed(type, awayFrom: wanted)
      }
      return
    }
    if !outcome { notePlain(row) }
    noteReady(row, outcome)
  }

  /// The call behind `completed = task.done()`, where nothing else binds the variable.
  private func onlyCall(_ name: IRNode) -> IRNode? {
    guard name.b != 0 else { return nil }
    let range = module.facts.symbols[Int(name.b - 1)].definitions
    guard range.count == 1, let index = range.first else { return nil }
    let definition = module.facts.definitions[Int(index)]
    guard definition.kind == .assignment, definition.position == -1 else { return nil }
    let row = module.facts[definition.node]
    return row.kind == .call ? row : nil
  }

  /// `task.done()`, `event.is_set()`, `not queue.empty()`: the receiver will not make us wait.
  private func noteReady(_ row: IRNode, _ outcome: Bool) {
    let callee = module.facts[row.operand]
    guard let frame, callee.kind == .attribute,
      module.facts.names.spells(callee.b, anyOf: outcome ? Self.readySigns : Self.busySigns),
      let path = path(of: callee.operand)
    else { return }
    frame.ready.insert(path)
  }

  /// `if debug and sock.gettimeout() != 0: raise ValueError(…)`: whoever asks that takes none that waits.
  func noteRefusedWaits(_ node: IRNodeID) {
    let row = module.facts[node]
    if row.kind == .boolean, row.flags & 1 == 0 {
      for item in module.facts.list(row.a) { noteRefusedWaits(item) }
    }
    guard let frame, row.kind == .compare, let test = module.facts.comparison(row),
      test.operation == .notEqual, engine.number(quiet(test.right)) == 0
    else { return }
    let call = module.facts[test.left]
    guard call.kind == .call, module.facts.spelling(call.operand) == "gettimeout",
      let path = path(of: module.facts[call.operand].operand)
    else { return }
    frame.nonblocking.insert(path)
  }

  private static let readySigns: [StaticString] = ["done", "is_set", "is_ready", "poll", "ready"]
  private static let busySigns: [StaticString] = ["empty", "full", "is_alive", "locked"]

  /// `if iscoroutinefunction(f): … else: f()`.
  private func notePlain(_ row: IRNode) {
    let callee = module.facts[row.operand]
    guard let frame, callee.kind == .name || callee.kind == .attribute,
      let subject = module.facts.list(row.b).first
    else { return }
    let name = callee.kind == .name ? callee.a : callee.b
    guard
      module.facts.names.spells(name, endingWith: "iscoroutinefunction")
        || module.facts.names.spells(name, endingWith: "is_async_callable"),
      let path = path(of: subject)
    else { return }
    frame.plain.insert(path)
    // `iscoroutinefunction(handler.__call__)` asks the same of `handler`.
    if path.lastAttribute == engine.known.callName.rawValue {
      frame.plain.insert(path.owner)
    }
  }
}

extension Engine {
  /// The part of a type that is an instance of what a test asked for.
  func narrowed(_ type: TypeID, to wanted: TypeID) -> TypeID {
    if wanted == .unknown { return type }
    var result = TypeID.never
    for member in types.alternatives(type) {
      for target in types.alternatives(wanted) {
        guard types.kind(member) == .instance, types.kind(target) == .instance else { continue }
        let x = ClassID(rawValue: types[member].a)
        let y = ClassID(rawValue: types[target].a)
        if isSubclass(x, of: y) { result = types.join(result, member) }
      }
    }
    return result == .never ? wanted : result
  }

  /// What is left of a type that is no instance of what a test asked for. When nothing is left, either
  /// the declarations or the test are wrong, and nothing is known.
  func narrowed(_ type: TypeID, awayFrom unwanted: TypeID) -> TypeID {
    if unwanted == .unknown { return type }
    let targets = types.alternatives(unwanted)
    let members = types.alternatives(type)
    let rest = members.filter { member in !targets.contains { includes($0, member) } }
    if rest.count == members.count { return type }
    return rest.isEmpty ? .unknown : rest.reduce(.never) { types.join($0, $1) }
  }

  /// `def show(rows: QuerySet): if not isinstance(rows, QuerySet):` — there its declaration does not hold.
  func isRuledOut(_ type: TypeID, by wanted: TypeID) -> Bool {
    guard types.kind(type) == .parameter else { return false }
    let declared = declaredType(type)
    return declared != .unknown && narrowed(declared, awayFrom: wanted) == .unknown
  }

  /// Whether every value of the second type is an instance of the first.
  private func includes(_ wanted: TypeID, _ member: TypeID) -> Bool {
    if wanted == member { return true }
    guard types.kind(wanted) == .instance else {
      return [.asyncGenerator, .generator].contains(types.kind(wanted))
        && types.kind(wanted) == types.kind(member)
    }
    let target = ClassID(rawValue: types[wanted].a)
    switch types.kind(member) {
    case .instance: return isSubclass(ClassID(rawValue: types[member].a), of: target)
    case .asyncGenerator: return name(of: target).hasPrefix("Async")
    case .generator: return ["Generator", "Iterator", "Iterable"].contains(name(of: target))
    case .coroutine: return ["Coroutine", "Awaitable"].contains(name(of: target))
    default: return false
    }
  }

  private func name(of class: ClassID) -> String {
    let (module, row) = locate(`class`)
    return module.facts.names[row.name]
  }
}
