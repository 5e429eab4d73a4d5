import PythonSyntax
import SourceText

extension Lowerer {
  /// Lowers statements into a block; 0 when nothing of them runs.
  mutating func lowerBlock(_ statements: NodeList) -> UInt32 {
    let mark = scratch.count
    lowerStatements(statements)
    return list(from: mark)
  }

  mutating func lowerStatements(_ statements: NodeList) {
    for statement in statements { lowerStatement(statement) }
  }

  /// Lowers what only type checkers run: its rows are kept, its statements stand in no block.
  mutating func lowerTypeOnly(_ statements: NodeList) {
    let mark = scratch.count
    let outerFlags = function.flags
    let wasTypeOnly = isTypeOnly
    isTypeOnly = true
    lowerStatements(statements)
    isTypeOnly = wasTypeOnly
    function.flags = outerFlags
    cutScratch(to: mark)
  }

  /// Pushes the lowered statement on `scratch`: none, one, or the statements of a branch that is
  /// always taken.
  mutating func lowerStatement(_ node: Node) {
    guard depth < Lowerer.maximumDepth else {
      scratch.append(emit(.broken, at: node))
      return
    }
    depth += 1
    defer { depth -= 1 }
    switch node.kind {
    case .exprStmt: lowerExpressionStatement(ExprStmtNode(unchecked: node))
    case .assign: lowerAssign(AssignNode(unchecked: node))
    case .augAssign: lowerAugAssign(AugAssignNode(unchecked: node))
    case .annAssign: lowerAnnAssign(AnnAssignNode(unchecked: node))
    case .return: lowerReturn(ReturnNode(unchecked: node))
    case .if: lowerIf(node)
    case .for: lowerFor(ForNode(unchecked: node))
    case .while: lowerWhile(WhileNode(unchecked: node))
    case .with: lowerWith(WithNode(unchecked: node))
    case .try: lowerTry(TryNode(unchecked: node))
    case .match: lowerMatch(MatchNode(unchecked: node))
    case .functionDef: lowerFunction(FunctionDefNode(unchecked: node))
    case .classDef: lowerClass(ClassDefNode(unchecked: node))
    case .import: lowerImport(ImportNode(unchecked: node))
    case .importFrom: lowerImportFrom(ImportFromNode(unchecked: node))
    case .global: lowerDeclaration(node, GlobalNode(unchecked: node).names, .global)
    case .nonlocal: lowerDeclaration(node, NonlocalNode(unchecked: node).names, .nonlocal)
    case .raise: lowerRaise(RaiseNode(unchecked: node))
    case .assert: lowerAssert(AssertNode(unchecked: node))
    case .delete: lowerDelete(DeleteNode(unchecked: node))
    case .typeAlias: lowerTypeAlias(TypeAliasNode(unchecked: node))
    case .pass: scratch.append(emit(.pass, at: node))
    case .break: scratch.append(emit(.break, at: node))
    case .continue: scratch.append(emit(.continue, at: node))
    case .errorNode: scratch.append(lowerBroken(ErrorNode(unchecked: node)))
    default: scratch.append(emit(.broken, at: node))
    }
  }

  // MARK: simple statements

  private mutating func lowerExpressionStatement(_ view: ExprStmtNode) {
    let value = view.value
    // A docstring, `...` or a number does nothing.
    if value.kind == .constant { return }
    if scope == 0 { readExportCall(value) }
    let id = emit(.expression, at: view.node)
    scratch.append(id)
    fill(id, a: lowerExpression(value))
  }

  private mutating func lowerAssign(_ view: AssignNode) {
    let id = emit(.assign, at: view.node)
    scratch.append(id)
    let value = scope == 0 ? lowerSetting(view.value) : lowerExpression(view.value)
    let mark = scratch.count
    let binding = Binding(kind: .assignment, value: value, statement: id)
    for target in view.targets {
      if scope == 0 { readExportAssignment(target, view.value) }
      scratch.append(lowerTarget(target, binding))
    }
    fill(id, a: value, b: list(from: mark))
  }

  /// `WINDOWS = os.name == "nt"` at the top of a file is a constant, for those who import it too.
  private mutating func lowerSetting(_ value: Node) -> UInt32 {
    switch value.kind {
    case .compare, .call, .boolOp, .unaryOp: break
    default: return lowerExpression(value)
    }
    switch judge(value) {
    case .taken: return emit(.constant, flags: IRConstant.true.rawValue, at: value)
    case .dead: return emit(.constant, flags: IRConstant.false.rawValue, at: value)
    case .takenExceptByCheckers, .typeOnly, .open: return lowerExpression(value)
    }
  }

  /// `x += e` reads `x` before it evaluates `e`.
  private mutating func lowerAugAssign(_ view: AugAssignNode) {
    let id = emit(.augAssign, flags: view.op.rawValue, at: view.node)
    scratch.append(id)
    if scope == 0 { readExportAssignment(view.target, view.value) }
    let definitionMark = definitions.count
    let attributeMark = attributes.count
    let target = lowerTarget(view.target, Binding(kind: .augmented, value: 0, statement: id))
    let lastDefinition = definitions.count
    let lastAttribute = attributes.count
    let value = lowerExpression(view.value)
    for index in definitionMark..<lastDefinition where definitions[index].statement.rawValue == id {
      definitions[index].value = value
    }
    for index in attributeMark..<lastAttribute where attributes[index].row.statement.rawValue == id
    {
      attributes[index].row.value = IRNodeID(rawValue: value)
    }
    fill(id, a: target, b: value)
  }

  private mutating func lowerAnnAssign(_ view: AnnAssignNode) {
    let id = emit(.annAssign, at: view.node)
    scratch.append(id)
    let annotation = lowerAnnotation(view.annotation)
    // `Rows: TypeAlias = "list[Row]"`
    let isAlias = names.spells(FileFacts.spelledName(nodes[Int(annotation)]), "TypeAlias")
    let value = view.value.map { isAlias ? lowerAnnotation($0) : lowerExpression($0) } ?? 0
    if scope == 0, let literal = view.value { readExportAssignment(view.target, literal) }
    var binding = Binding(kind: .annotation, value: annotation, statement: id)
    binding.annotation = annotation
    let target: UInt32
    if view.target.kind == .name, !view.isSimple, value == 0 {
      // `(x): int` binds nothing.
      target = lowerExpression(view.target)
    } else if view.target.kind == .name {
      target = lowerTarget(view.target, binding)
      if value != 0 {
        binding = Binding(kind: .assignment, value: value, statement: id)
        define(nodes[Int(target)].a, .assigned, binding, at: view.target.start)
      }
    } else {
      if value != 0 { binding.kind = .assignment }
      binding.value = value
      target = lowerTarget(view.target, binding)
    }
    fill(id, a: target, b: record(annotation, value))
  }

  private mutating func lowerReturn(_ view: ReturnNode) {
    let id = emit(.return, at: view.node)
    scratch.append(id)
    guard let value = view.value else { return }
    function.flags.insert(.hasReturnValue)
    fill(id, a: lowerExpression(value))
  }

  private mutating func lowerRaise(_ view: RaiseNode) {
    let id = emit(.raise, at: view.node)
    scratch.append(id)
    function.flags.insert(.hasRaise)
    let exception = view.exception.map { lowerExpression($0) } ?? 0
    fill(id, a: exception, b: view.cause.map { lowerExpression($0) } ?? 0)
  }

  private mutating func lowerAssert(_ view: AssertNode) {
    let id = emit(.assert, at: view.node)
    scratch.append(id)
    let test = lowerExpression(view.test)
    fill(id, a: test, b: view.message.map { lowerExpression($0) } ?? 0)
  }

  private mutating func lowerDelete(_ view: DeleteNode) {
    let id = emit(.delete, at: view.node)
    scratch.append(id)
    let mark = scratch.count
    let binding = Binding(kind: .deletion, value: 0, statement: id)
    for target in view.targets { scratch.append(lowerTarget(target, binding)) }
    fill(id, a: list(from: mark))
  }

  private mutating func lowerDeclaration(
    _ node: Node, _ identifiers: NodeList, _ outer: SymbolBuilder.Outer
  ) {
    let id = emit(.scopeDeclaration, flags: outer == .nonlocal ? 1 : 0, at: node)
    scratch.append(id)
    let mark = scratch.count
    for identifier in identifiers {
      let name = intern(identifier.range)
      scratch.append(name)
      // In the module itself `global` says nothing and `nonlocal` is an error.
      if scope != 0 { symbols.declare(scope, name, outer) }
    }
    fill(id, a: list(from: mark))
  }

  /// `type X[T] = value` is an assignment whose value sees the parameters.
  private mutating func lowerTypeAlias(_ view: TypeAliasNode) {
    let id = emit(.assign, at: view.node)
    scratch.append(id)
    let outer = scope
    enterTypeParameters(view.typeParameters, statement: id)
    let value = lowerAnnotation(view.value)
    scope = outer
    let mark = scratch.count
    let binding = Binding(kind: .assignment, value: value, statement: id)
    scratch.append(lowerTarget(view.name, binding))
    fill(id, a: value, b: list(from: mark))
  }

  /// The parts of something that did not parse, statements and expressions alike.
  mutating func lowerBroken(_ view: ErrorNode) -> UInt32 {
    let id = emit(.broken, at: view.node)
    let mark = scratch.count
    for child in view.children {
      if child.kind.isStatement {
        lowerStatement(child)
      } else {
        scratch.append(lowerExpression(child))
      }
    }
    fill(id, a: list(from: mark))
    return id
  }
}

extension NodeKind {
  var isStatement: Bool {
    NodeKind.functionDef.rawValue <= rawValue && rawValue <= NodeKind.continue.rawValue
  }
}
