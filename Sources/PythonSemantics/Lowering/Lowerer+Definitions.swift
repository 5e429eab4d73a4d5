import PythonSyntax
import SourceText

extension Lowerer {
  // MARK: functions

  /// Decorators and defaults are evaluated where the definition stands, annotations inside the type
  /// parameters, the body in the function's own scope.
  mutating func lowerFunction(_ view: FunctionDefNode) {
    let id = emit(.functionDefinition, at: view.node)
    scratch.append(id)
    let index = addFunction()
    fill(id, a: index)
    let outer = scope
    let outerFunction = function
    let name = intern(view.name)
    let decorators = lowerDecorators(view.decorators)
    let binding = Binding(kind: .function, value: index, statement: id)
    define(name, .function, binding, at: view.name.start)

    let ownScope = lowerSignature(
      view.parameters, index: index, typeParameters: view.typeParameters, statement: id)
    let returns = view.returns.map { lowerAnnotation($0) } ?? 0
    scope = ownScope.scope
    function = FunctionContext(index: index)
    if view.isAsync { function.flags.insert(.isAsync) }
    if isTrivial(view.body) { function.flags.insert(.isTrivial) }
    var owner: UInt32 = 0
    if scopes[Int(outer)].kind == .class {
      owner = scopes[Int(outer)].owner + 1
      function.flags.insert(.isMethod)
      if !view.decorators.contains(where: { isName($0, "staticmethod") }) {
        adoptSelf(of: owner - 1, parameters: ownScope.parameters)
      }
    } else {
      inheritSelf(from: outerFunction)
    }
    let body = lowerBlock(view.body)
    functions[Int(index)] = FunctionRow(
      name: name, flags: function.flags, scope: ownScope.scope, parentScope: outer,
      parent: outerFunction.index, owner: owner, parameters: ownScope.parameters,
      decorators: decorators, returns: IRNodeID(rawValue: returns), body: body,
      range: view.range, nameRange: view.name)
    function = outerFunction
    scope = outer
  }

  mutating func lowerLambda(_ node: Node) -> UInt32 {
    let view = LambdaNode(unchecked: node)
    let id = emit(.lambda, at: node)
    let index = addFunction()
    fill(id, a: index)
    let outer = scope
    let outerFunction = function
    let readStrings = readsStrings
    readsStrings = false
    let own = lowerSignature(
      view.parameters, index: index, typeParameters: nil, statement: id)
    scope = own.scope
    function = FunctionContext(index: index)
    function.flags = [.isLambda, .hasReturnValue]
    inheritSelf(from: outerFunction)
    let statement = emit(.return, at: view.body)
    fill(statement, a: lowerExpression(view.body))
    let body = record(1, statement)
    functions[Int(index)] = FunctionRow(
      name: intern("<lambda>"), flags: function.flags, scope: own.scope, parentScope: outer,
      parent: outerFunction.index, owner: 0, parameters: own.parameters, decorators: 0,
      returns: .none, body: body, range: node.range,
      nameRange: TextRange(start: node.start, end: min(node.start + 6, node.end)))
    function = outerFunction
    scope = outer
    readsStrings = readStrings
    return id
  }

  /// A row that is filled when the function is complete: inner ones get higher numbers.
  mutating func addFunction() -> UInt32 {
    let index = UInt32(truncatingIfNeeded: functions.count)
    let nowhere = TextRange(start: 0, end: 0)
    functions.append(
      FunctionRow(
        name: 0, flags: [], scope: 0, parentScope: 0, parent: 0, owner: 0, parameters: 0..<0,
        decorators: 0, returns: .none, body: 0, range: nowhere, nameRange: nowhere))
    return index
  }

  private mutating func lowerDecorators(_ decorators: NodeList) -> UInt32 {
    if decorators.isEmpty { return 0 }
    let mark = scratch.count
    for decorator in decorators { scratch.append(lowerExpression(decorator)) }
    return list(from: mark)
  }

  /// The rows and the scope of a function's parameters. Leaves `scope` at the type parameters, if
  /// there are any, so that the return annotation sees them.
  private mutating func lowerSignature(
    _ view: ParametersNode, index: UInt32, typeParameters: NodeList?, statement: UInt32
  ) -> (scope: UInt32, parameters: Range<UInt32>) {
    let runner = function.index
    guard view.node.kind == .parameters else {
      let own = addScope(.function, parent: scope, owner: index, function: index)
      let place = UInt32(truncatingIfNeeded: parameters.count)
      return (own, place..<place)
    }
    // A lambda in a default has parameters of its own: rows are written when all parts are lowered.
    let mark = scratch.count
    forEachParameter(view) { lowerer, parameter, _ in
      let value = parameter.defaultValue.map { lowerer.lowerExpression($0) } ?? 0
      lowerer.scratch.append(value)
    }
    if let typeParameters { enterTypeParameters(typeParameters, statement: statement) }
    let annotationMark = scratch.count
    forEachParameter(view) { lowerer, parameter, _ in
      let annotation = parameter.annotation.map { lowerer.lowerAnnotation($0) } ?? 0
      lowerer.scratch.append(annotation)
    }
    let own = addScope(.function, parent: scope, owner: index, function: index)
    let first = UInt32(truncatingIfNeeded: parameters.count)
    var number = 0
    function.index = index
    forEachParameter(view) { lowerer, parameter, kind in
      lowerer.addParameter(
        parameter, kind, scope: own, annotation: lowerer.scratch[annotationMark + number],
        defaultValue: lowerer.scratch[mark + number])
      number += 1
    }
    function.index = runner
    cutScratch(to: mark)
    return (own, first..<UInt32(truncatingIfNeeded: parameters.count))
  }

  private mutating func addParameter(
    _ view: ParameterNode, _ kind: ParameterKind, scope: UInt32, annotation: UInt32,
    defaultValue: UInt32
  ) {
    let name = intern(view.name)
    let row = UInt32(truncatingIfNeeded: parameters.count)
    let binding = Binding(kind: .parameter, value: row, statement: 0)
    let symbol = define(name, in: scope, .parameter, binding, at: view.name.start)
    parameters.append(
      ParameterRow(
        name: name, kind: kind, symbol: symbol, annotation: IRNodeID(rawValue: annotation),
        defaultValue: IRNodeID(rawValue: defaultValue)))
  }

  private mutating func forEachParameter(
    _ view: ParametersNode, _ body: (inout Lowerer, ParameterNode, ParameterKind) -> Void
  ) {
    func each(_ list: NodeList, _ kind: ParameterKind) {
      for node in list where node.kind == .parameter {
        body(&self, ParameterNode(unchecked: node), kind)
      }
    }
    each(view.positionalOnly, .positionalOnly)
    each(view.positional, .positional)
    if let node = view.variadic, node.kind == .parameter {
      body(&self, ParameterNode(unchecked: node), .variadic)
    }
    each(view.keywordOnly, .keywordOnly)
    if let node = view.keywordVariadic, node.kind == .parameter {
      body(&self, ParameterNode(unchecked: node), .keywordVariadic)
    }
  }

  /// In a method the first positional parameter is the object (or the class).
  private mutating func adoptSelf(of owner: UInt32, parameters range: Range<UInt32>) {
    guard let first = range.first else { return }
    let row = parameters[Int(first)]
    guard row.kind == .positional || row.kind == .positionalOnly else { return }
    function.selfName = row.name
    function.selfSymbol = row.symbol + 1
    function.selfClass = owner
  }

  private mutating func inheritSelf(from outer: FunctionContext) {
    function.selfName = outer.selfName
    function.selfSymbol = outer.selfSymbol
    function.selfClass = outer.selfClass
  }

  /// Nothing but a docstring, `...`, `pass` or `raise NotImplementedError`.
  private func isTrivial(_ body: NodeList) -> Bool {
    body.allSatisfy { statement in
      switch statement.kind {
      case .pass: return true
      case .exprStmt: return ExprStmtNode(unchecked: statement).value.kind == .constant
      case .raise:
        guard var raised = RaiseNode(unchecked: statement).exception else { return false }
        if let call = raised.as(CallNode.self) { raised = call.function }
        return isName(raised, "NotImplementedError")
      default: return false
      }
    }
  }

  func isName(_ node: Node, _ word: StaticString) -> Bool {
    node.kind == .name && source.spells(node.range, word)
  }

  // MARK: type parameters

  /// Opens the scope of `[T, *Ts, **P]`, if there are any, as the current one.
  mutating func enterTypeParameters(_ list: NodeList, statement: UInt32) {
    if list.isEmpty { return }
    scope = addScope(
      .typeParameters, parent: scope, owner: function.index, function: function.index)
    for node in list {
      let name: TextRange
      var bound: Node?
      var value: Node?
      switch node.kind {
      case .typeVar:
        let view = TypeVarNode(unchecked: node)
        (name, bound, value) = (view.name, view.bound, view.defaultValue)
      case .paramSpec:
        let view = ParamSpecNode(unchecked: node)
        (name, value) = (view.name, view.defaultValue)
      case .typeVarTuple:
        let view = TypeVarTupleNode(unchecked: node)
        (name, value) = (view.name, view.defaultValue)
      default: continue
      }
      let boundID = bound.map { lowerAnnotation($0) } ?? 0
      if let value { _ = lowerAnnotation(value) }
      let binding = Binding(kind: .assignment, value: boundID, statement: statement)
      define(intern(name), .assigned, binding, at: name.start)
    }
  }

  // MARK: classes

  /// The body of a class runs once, in the flow of the function around it.
  mutating func lowerClass(_ view: ClassDefNode) {
    let id = emit(.classDefinition, at: view.node)
    scratch.append(id)
    let index = UInt32(truncatingIfNeeded: classes.count)
    fill(id, a: index)
    let outer = scope
    let name = intern(view.name)
    classes.append(
      ClassRow(
        name: name, scope: 0, parentScope: outer, parent: function.index, bases: 0, keywords: 0,
        decorators: 0, body: 0, attributes: 0..<0, range: view.range, nameRange: view.name))
    let decorators = lowerDecorators(view.decorators)
    enterTypeParameters(view.typeParameters, statement: id)
    let mark = scratch.count
    for base in view.bases { scratch.append(lowerExpression(base)) }
    let bases = list(from: mark)
    for keyword in view.keywords { scratch.append(lowerExpression(keyword)) }
    let keywords = list(from: mark)

    scope = addScope(.class, parent: scope, owner: index, function: function.index)
    classes[Int(index)].scope = scope
    // Methods adopt their own class; code of the body itself is in no method.
    let outerFunction = function
    function.selfName = 0
    function.selfSymbol = 0
    let body = lowerBlock(view.body)
    let flags = function.flags
    function = outerFunction
    function.flags = flags
    scope = outer
    classes[Int(index)].decorators = decorators
    classes[Int(index)].bases = bases
    classes[Int(index)].keywords = keywords
    classes[Int(index)].body = body
    let binding = Binding(kind: .class, value: index, statement: id)
    define(name, .class, binding, at: view.name.start)
  }
}
