// Which fields each class has, in CPython's order. Empty lists and absent parts are left out.

extension ASTDump {
  mutating func open(_ node: Node) {
    append(node.className)
    append("(")
    isFirstField = true
    addFields(of: node)
    if node.kind.hasPosition {
      fields.append(.attributes(node, isFirst: isFirstField))
    } else {
      fields.append(.text(")"))
    }
    while let field = fields.popLast() { pending.append(field) }
  }

  private mutating func addFields(of node: Node) {
    if node.kind.rawValue <= NodeKind.continue.rawValue {
      addStatement(node)
    } else if node.kind.rawValue <= NodeKind.slice.rawValue {
      addExpression(node)
    } else {
      addPart(node)
    }
  }

  private mutating func label(_ name: StaticString) {
    fields.append(.label(name, isFirst: isFirstField))
    isFirstField = false
  }

  private mutating func add(_ name: StaticString, _ node: Node?) {
    guard let node else { return }
    label(name)
    fields.append(.node(node))
  }

  private mutating func add(_ name: StaticString, _ list: NodeList) {
    guard !list.isEmpty else { return }
    label(name)
    fields.append(.items(list, from: 0))
  }

  private mutating func add(_ name: StaticString, _ value: DumpStep?) {
    guard let value else { return }
    label(name)
    fields.append(value)
  }

  private mutating func add(_ name: StaticString, _ context: ExpressionContext) {
    switch context {
    case .load: add(name, .text("Load()"))
    case .store: add(name, .text("Store()"))
    case .delete: add(name, .text("Del()"))
    }
  }

  /// Nodes that are no neighbours in the arena. An absent one is left out, or `None`.
  private mutating func add(_ name: StaticString, _ nodes: [Node?], keepsAbsent: Bool) {
    let kept = keepsAbsent ? nodes : nodes.filter { $0 != nil }
    guard !kept.isEmpty else { return }
    label(name)
    fields.append(.text("["))
    for (position, node) in kept.enumerated() {
      if position != 0 { fields.append(.text(", ")) }
      fields.append(node.map { .node($0) } ?? .text("None"))
    }
    fields.append(.text("]"))
  }

  private mutating func addStatement(_ node: Node) {
    switch node.kind {
    case .module: add("body", ModuleNode(unchecked: node).body)
    case .functionDef:
      let view = FunctionDefNode(unchecked: node)
      add("name", .identifier(view.name))
      add("args", view.parameters.node)
      add("body", view.body)
      add("decorator_list", view.decorators)
      add("returns", view.returns)
      add("type_params", view.typeParameters)
    case .classDef:
      let view = ClassDefNode(unchecked: node)
      add("name", .identifier(view.name))
      add("bases", view.bases)
      add("keywords", view.keywords)
      add("body", view.body)
      add("decorator_list", view.decorators)
      add("type_params", view.typeParameters)
    case .for:
      let view = ForNode(unchecked: node)
      add("target", view.target)
      add("iter", view.iterable)
      add("body", view.body)
      add("orelse", view.orElse)
    case .while:
      let view = WhileNode(unchecked: node)
      add("test", view.test)
      add("body", view.body)
      add("orelse", view.orElse)
    case .if:
      let view = IfNode(unchecked: node)
      add("test", view.test)
      add("body", view.body)
      add("orelse", view.orElse)
    case .with:
      let view = WithNode(unchecked: node)
      add("items", view.items)
      add("body", view.body)
    case .match:
      let view = MatchNode(unchecked: node)
      add("subject", view.subject)
      add("cases", view.cases)
    case .try:
      let view = TryNode(unchecked: node)
      add("body", view.body)
      add("handlers", view.handlers)
      add("orelse", view.orElse)
      add("finalbody", view.finalBody)
    default: addSimpleStatement(node)
    }
  }

  private mutating func addSimpleStatement(_ node: Node) {
    switch node.kind {
    case .return: add("value", ReturnNode(unchecked: node).value)
    case .delete: add("targets", DeleteNode(unchecked: node).targets)
    case .assign:
      let view = AssignNode(unchecked: node)
      add("targets", view.targets)
      add("value", view.value)
    case .typeAlias:
      let view = TypeAliasNode(unchecked: node)
      add("name", view.name)
      add("type_params", view.typeParameters)
      add("value", view.value)
    case .augAssign:
      let view = AugAssignNode(unchecked: node)
      add("target", view.target)
      add("op", .text(view.op.className))
      add("value", view.value)
    case .annAssign:
      let view = AnnAssignNode(unchecked: node)
      add("target", view.target)
      add("annotation", view.annotation)
      add("value", view.value)
      add("simple", .integer(view.isSimple ? 1 : 0))
    case .raise:
      let view = RaiseNode(unchecked: node)
      add("exc", view.exception)
      add("cause", view.cause)
    case .assert:
      let view = AssertNode(unchecked: node)
      add("test", view.test)
      add("msg", view.message)
    case .import:
      let view = ImportNode(unchecked: node)
      add("names", view.names)
      add("is_lazy", view.isLazy ? .integer(1) : nil)
    case .importFrom:
      let view = ImportFromNode(unchecked: node)
      add("module", view.module.map { .dottedName($0) })
      add("names", view.names)
      add("level", .integer(Int(view.level)))
      add("is_lazy", view.isLazy ? .integer(1) : nil)
    case .global: add("names", .identifiers(GlobalNode(unchecked: node).names))
    case .nonlocal: add("names", .identifiers(NonlocalNode(unchecked: node).names))
    case .exprStmt: add("value", ExprStmtNode(unchecked: node).value)
    default: break
    }
  }

  private mutating func addExpression(_ node: Node) {
    switch node.kind {
    case .name:
      add("id", .identifier(node.range))
      add("ctx", NameNode(unchecked: node).context)
    case .attribute:
      let view = AttributeNode(unchecked: node)
      add("value", view.value)
      add("attr", .identifier(view.name))
      add("ctx", view.context)
    case .constant:
      let view = ConstantNode(unchecked: node)
      add("value", .constant(view))
      add("kind", hasUnicodeKind(view) ? .text("'u'") : nil)
    case .call:
      let view = CallNode(unchecked: node)
      add("func", view.function)
      add("args", view.arguments)
      add("keywords", view.keywords)
    case .subscript:
      let view = SubscriptNode(unchecked: node)
      add("value", view.value)
      add("slice", view.slice)
      add("ctx", view.context)
    case .starred:
      let view = StarredNode(unchecked: node)
      add("value", view.value)
      add("ctx", view.context)
    case .list:
      let view = ListNode(unchecked: node)
      add("elts", view.elements)
      add("ctx", view.context)
    case .tuple:
      let view = TupleNode(unchecked: node)
      add("elts", view.elements)
      add("ctx", view.context)
    case .slice:
      let view = SliceNode(unchecked: node)
      add("lower", view.lower)
      add("upper", view.upper)
      add("step", view.step)
    case .boolOp, .namedExpr, .binOp, .unaryOp, .lambda, .ifExp, .compare: addOperation(node)
    default: addDisplay(node)
    }
  }

  private mutating func addOperation(_ node: Node) {
    switch node.kind {
    case .boolOp:
      let view = BoolOpNode(unchecked: node)
      add("op", .text(view.isOr ? "Or()" : "And()"))
      add("values", view.values)
    case .namedExpr:
      let view = NamedExprNode(unchecked: node)
      add("target", view.target)
      add("value", view.value)
    case .binOp:
      let view = BinOpNode(unchecked: node)
      add("left", view.left)
      add("op", .text(view.op.className))
      add("right", view.right)
    case .unaryOp:
      let view = UnaryOpNode(unchecked: node)
      add("op", .text(view.op.className))
      add("operand", view.operand)
    case .lambda:
      let view = LambdaNode(unchecked: node)
      add("args", view.parameters.node)
      add("body", view.body)
    case .ifExp:
      let view = IfExpNode(unchecked: node)
      add("test", view.test)
      add("body", view.body)
      add("orelse", view.orElse)
    case .compare:
      let view = CompareNode(unchecked: node)
      add("left", view.left)
      add("ops", .operators(view.operators))
      add("comparators", view.comparators)
    default: break
    }
  }

  private mutating func addDisplay(_ node: Node) {
    switch node.kind {
    case .dict:
      let view = DictNode(unchecked: node)
      add("keys", view.keys)
      add("values", view.values)
    case .setExpr: add("elts", SetExprNode(unchecked: node).elements)
    case .listComp, .setComp, .generatorExp:
      // The three have the same fields.
      add("elt", node.child(0))
      add("generators", node.list(1))
    case .dictComp:
      add("key", node.child(0))
      add("value", node.optionalChild(1))
      add("generators", node.list(2))
    case .await: add("value", AwaitNode(unchecked: node).value)
    case .yield: add("value", YieldNode(unchecked: node).value)
    case .yieldFrom: add("value", YieldFromNode(unchecked: node).value)
    case .formattedValue:
      let view = FormattedValueNode(unchecked: node)
      add("value", view.value)
      add("conversion", .integer(Int(Int32(bitPattern: view.conversion))))
      add("format_spec", view.formatSpec)
    case .interpolation:
      let view = InterpolationNode(unchecked: node)
      add("value", view.value)
      add("str", .sourceText(view.text))
      add("conversion", .integer(Int(Int32(bitPattern: view.conversion))))
      add("format_spec", view.formatSpec)
    case .joinedStr: add("values", JoinedStrNode(unchecked: node).values)
    case .templateStr: add("values", TemplateStrNode(unchecked: node).values)
    default: break
    }
  }

  private mutating func addPart(_ node: Node) {
    switch node.kind {
    case .comprehension:
      let view = ComprehensionNode(unchecked: node)
      add("target", view.target)
      add("iter", view.iterable)
      add("ifs", view.conditions)
      add("is_async", .integer(view.isAsync ? 1 : 0))
    case .exceptHandler:
      let view = ExceptHandlerNode(unchecked: node)
      add("type", view.type)
      add("name", view.name.map { .identifier($0) })
      add("body", view.body)
    case .parameters: addParameters(ParametersNode(unchecked: node))
    case .parameter:
      let view = ParameterNode(unchecked: node)
      add("arg", .identifier(view.name))
      add("annotation", view.annotation)
    case .keyword:
      let view = KeywordNode(unchecked: node)
      add("arg", view.name.map { .identifier($0) })
      add("value", view.value)
    case .alias:
      let view = AliasNode(unchecked: node)
      add("name", .dottedName(view.name))
      add("asname", view.asName.map { .identifier($0) })
    case .identifier: add("id", .identifier(node.range))
    case .withItem:
      let view = WithItemNode(unchecked: node)
      add("context_expr", view.context)
      add("optional_vars", view.target)
    case .typeVar:
      let view = TypeVarNode(unchecked: node)
      add("name", .identifier(view.name))
      add("bound", view.bound)
      add("default_value", view.defaultValue)
    case .paramSpec:
      let view = ParamSpecNode(unchecked: node)
      add("name", .identifier(view.name))
      add("default_value", view.defaultValue)
    case .typeVarTuple:
      let view = TypeVarTupleNode(unchecked: node)
      add("name", .identifier(view.name))
      add("default_value", view.defaultValue)
    case .errorNode: add("children", ErrorNode(unchecked: node).children)
    default: addPattern(node)
    }
  }

  private mutating func addParameters(_ view: ParametersNode) {
    add("posonlyargs", view.positionalOnly)
    add("args", view.positional)
    add("vararg", view.variadic)
    add("kwonlyargs", view.keywordOnly)
    let keywordDefaults = view.keywordOnly.map { ParameterNode(unchecked: $0).defaultValue }
    add("kw_defaults", keywordDefaults, keepsAbsent: true)
    add("kwarg", view.keywordVariadic)
    let positional = Array(view.positionalOnly) + Array(view.positional)
    add(
      "defaults", positional.map { ParameterNode(unchecked: $0).defaultValue }, keepsAbsent: false)
  }

  private mutating func addPattern(_ node: Node) {
    switch node.kind {
    case .matchCase:
      let view = MatchCaseNode(unchecked: node)
      add("pattern", view.pattern)
      add("guard", view.guard)
      add("body", view.body)
    case .matchValue: add("value", MatchValueNode(unchecked: node).value)
    case .matchSingleton:
      switch MatchSingletonNode(unchecked: node).constant {
      case .true: add("value", .text("True"))
      case .false: add("value", .text("False"))
      default: add("value", .text("None"))
      }
    case .matchSequence: add("patterns", MatchSequenceNode(unchecked: node).patterns)
    case .matchMapping:
      let view = MatchMappingNode(unchecked: node)
      add("keys", view.keys)
      add("patterns", view.patterns)
      add("rest", view.rest.map { .identifier($0) })
    case .matchClass:
      let view = MatchClassNode(unchecked: node)
      add("cls", view.type)
      add("patterns", view.patterns)
      add("kwd_attrs", view.keywordNames.isEmpty ? nil : .identifiers(view.keywordNames))
      add("kwd_patterns", view.keywordPatterns)
    case .matchStar: add("name", MatchStarNode(unchecked: node).name.map { .identifier($0) })
    case .matchAs:
      let view = MatchAsNode(unchecked: node)
      add("pattern", view.pattern)
      add("name", view.name.map { .identifier($0) })
    case .matchOr: add("patterns", MatchOrNode(unchecked: node).patterns)
    default: break
    }
  }
}
