import SourceText

/// What CPython's grammar accepts and its compiler refuses: `return` outside a function, `await`
/// outside a coroutine function, a parameter named twice, … in the words of CPython 3.13.
///
/// Meant for trees without errors. The walk keeps its own stack, so it is as deep as memory allows.
/// Names are compared as they are spelled: neither NFKC nor the mangling of private names is applied.
package struct CompilerChecks {
  let tree: SyntaxTree
  var errors: [SyntaxError] = []
  var scopes: [Scope] = []
  private var steps: [Step] = []
  /// The `from __future__` imports that stand where they may.
  var futureImports: [Node] = []
  private(set) var defersAnnotations = false
  /// By the index of the scope.
  var tables: [Int: NameTable] = [:]

  private init(_ tree: SyntaxTree) { self.tree = tree }

  /// All such errors of a tree, in source order.
  package static func errors(in tree: SyntaxTree) -> [SyntaxError] {
    var checks = CompilerChecks(tree)
    checks.run()
    return checks.errors.enumerated().sorted { a, b in
      (a.element.range, a.offset) < (b.element.range, b.offset)
    }.map(\.element)
  }

  // MARK: places

  /// A region with names of its own, or (annotations and their like) with rules of its own.
  struct Scope {
    enum Kind { case module, function, lambda, `class`, comprehension, generator, annotation }
    let kind: Kind
    let node: Node
    let parent: Int
    var isAsync = false
    /// Of an annotation: how messages call it.
    var description = ""
    var hasYield = false
    var returnsOfValue: [TextRange] = []
    /// `global` and `nonlocal` statements, in order.
    var declarations: [Node] = []
  }

  /// What holds around a node.
  struct Place {
    var scope: Int
    var inLoop = false
    /// In an `except*` block, and not in a loop or function that began there.
    var inExceptStar = false
    /// The same for `return`, which a loop does not stop.
    var returnsFromExceptStar = false
    /// In what a comprehension iterates over.
    var inIterable = false
    /// Loops, `with` items and `try` parts around, in the innermost function.
    var blocks: UInt8 = 0
  }

  private struct Step {
    let node: Node
    let place: Place
  }

  // MARK: walking

  private mutating func run() {
    checkFutureImports()
    defersAnnotations = 14 <= tree.version.minor || importsAnnotations
    scopes.append(Scope(kind: .module, node: tree.root.node, parent: -1))
    push(tree.root.body, Place(scope: 0))
    while let step = steps.popLast() { visit(step.node, step.place) }
    checkAsyncComprehensions()
    checkAsyncGenerators()
    checkDeclarations()
  }

  mutating func report(
    _ message: String, _ range: TextRange, _ kind: SyntaxError.Kind = .compiler
  ) {
    errors.append(SyntaxError(kind, range, message))
  }

  /// Schedules a node; names and constants, most of a tree, are looked at on the spot.
  @inline(__always)
  mutating func push(_ node: Node, _ place: Place) {
    switch node.kind {
    case .constant, .pass, .identifier: return
    case .name:
      if node.end &- node.start == 9, node.flags != 0 { checkDebug(node.range, node.flags) }
    default: steps.append(Step(node: node, place: place))
    }
  }

  mutating func push(_ nodes: NodeList, _ place: Place) {
    for node in nodes { push(node, place) }
  }

  mutating func push(_ node: Node?, _ place: Place) {
    if let node { push(node, place) }
  }

  private mutating func pushChildren(_ node: Node, _ place: Place) {
    // `forEachChild` takes a closure, which cannot append to a stored property of `self`.
    var children: [Step] = []
    swap(&children, &steps)
    node.forEachChild { child in
      switch child.kind {
      case .constant, .pass, .identifier: break
      case .name where child.end &- child.start != 9 || child.flags == 0: break
      default: children.append(Step(node: child, place: place))
      }
    }
    swap(&children, &steps)
  }

  mutating func enter(_ scope: Scope) -> Place {
    scopes.append(scope)
    return Place(scope: scopes.count - 1)
  }

  private mutating func visit(_ node: Node, _ place: Place) {
    switch node.kind {
    case .functionDef, .classDef, .lambda, .typeAlias: visitDefinition(node, place)
    case .listComp, .setComp, .dictComp, .generatorExp: visitComprehension(node, place)
    case .for, .while, .with, .try, .break, .continue, .return, .importFrom, .global, .nonlocal,
      .delete, .assign, .annAssign, .exprStmt, .match:
      visitStatement(node, place)
    case .await, .yield, .yieldFrom, .namedExpr, .starred, .call, .attribute:
      visitExpression(node, place)
    case .name:
      if node.flags != 0 { checkDebug(node.range, node.flags) }
    case .tuple, .list:
      checkStarredTargets(node)
      pushElements(node, place)
    case .setExpr: pushElements(node, place)
    default: pushChildren(node, place)
    }
  }

  /// Elements of a display, where `*x` may stand.
  private mutating func pushElements(_ node: Node, _ place: Place) {
    node.list(0).forEach { element in
      push(element.as(StarredNode.self)?.value ?? element, place)
    }
  }

  // MARK: definitions

  private mutating func visitDefinition(_ node: Node, _ place: Place) {
    if let function = node.as(FunctionDefNode.self) {
      push(function.decorators, place)
      let outer = pushTypeParameters(function.typeParameters, place)
      pushParameters(function.parameters, outer, defaults: place)
      if let returns = function.returns { push(returns, annotation(outer, returns)) }
      checkNames(function.parameters)
      let scope = Scope(
        kind: .function, node: node, parent: outer.scope, isAsync: function.isAsync)
      push(function.body, enter(scope))
    } else if let type = node.as(ClassDefNode.self) {
      push(type.decorators, place)
      let outer = pushTypeParameters(type.typeParameters, place)
      pushArguments(type.bases, type.keywords, outer)
      push(type.body, enter(Scope(kind: .class, node: node, parent: outer.scope)))
    } else if let lambda = node.as(LambdaNode.self) {
      pushParameters(lambda.parameters, place, defaults: place)
      checkNames(lambda.parameters)
      var inner = enter(Scope(kind: .lambda, node: node, parent: place.scope))
      inner.inIterable = place.inIterable
      push(lambda.body, inner)
    } else if let alias = node.as(TypeAliasNode.self) {
      let outer = pushTypeParameters(alias.typeParameters, place)
      push(alias.value, special("a type alias", alias.value, outer))
    }
  }

  /// Parameters' annotations belong to the scope around, their defaults too, but outside of what
  /// type parameters open.
  private mutating func pushParameters(
    _ parameters: ParametersNode, _ place: Place, defaults: Place
  ) {
    parameters.node.forEachChild { parameter in
      guard let parameter = parameter.as(ParameterNode.self) else { return }
      if let note = parameter.annotation {
        let value = note.as(StarredNode.self)?.value ?? note
        push(value, annotation(place, value))
      }
      push(parameter.defaultValue, defaults)
    }
  }

  /// Where annotations are evaluated late, they cannot suspend or bind.
  private mutating func annotation(_ place: Place, _ node: Node) -> Place {
    defersAnnotations ? special("an annotation", node, place) : place
  }

  private mutating func special(_ description: String, _ node: Node, _ place: Place) -> Place {
    var scope = Scope(kind: .annotation, node: node, parent: place.scope)
    scope.description = description
    return enter(scope)
  }

  private mutating func pushTypeParameters(_ parameters: NodeList, _ place: Place) -> Place {
    if parameters.isEmpty { return place }
    checkTypeParameters(parameters)
    for parameter in parameters {
      if let variable = parameter.as(TypeVarNode.self) {
        if let bound = variable.bound { push(bound, special("a TypeVar bound", bound, place)) }
        if let value = variable.defaultValue {
          push(value, special("a TypeVar default", value, place))
        }
      } else if let pack = parameter.as(TypeVarTupleNode.self) {
        let value = pack.defaultValue.map { $0.as(StarredNode.self)?.value ?? $0 }
        if let value { push(value, special("a TypeVarTuple default", value, place)) }
      } else if let specification = parameter.as(ParamSpecNode.self) {
        if let value = specification.defaultValue {
          push(value, special("a ParamSpec default", value, place))
        }
      }
    }
    return special("the definition of a generic", parameters[0], place)
  }

  /// `f(*a, b=c)`: here stars may stand.
  mutating func pushArguments(_ arguments: NodeList, _ keywords: NodeList, _ place: Place) {
    for argument in arguments { push(argument.as(StarredNode.self)?.value ?? argument, place) }
    checkKeywords(keywords)
    for keyword in keywords { push(keyword.as(KeywordNode.self)?.value, place) }
  }

  // MARK: comprehensions

  private mutating func visitComprehension(_ node: Node, _ place: Place) {
    var elements: [Node] = []
    var clauses: [ComprehensionNode] = []
    node.forEachChild { child in
      if let clause = child.as(ComprehensionNode.self) {
        clauses.append(clause)
      } else {
        elements.append(child.as(StarredNode.self)?.value ?? child)
      }
    }
    let kind: Scope.Kind = node.kind == .generatorExp ? .generator : .comprehension
    var inner = enter(Scope(kind: kind, node: node, parent: place.scope))
    inner.inIterable = place.inIterable
    for element in elements { push(element, inner) }
    for (position, clause) in clauses.enumerated() {
      if clause.isAsync { scopes[inner.scope].isAsync = true }
      var around = position == 0 ? place : inner
      around.inIterable = true
      push(clause.iterable, around)
      checkIsNotStarred(clause.target)
      push(clause.target, inner)
      push(clause.conditions, inner)
    }
  }

  /// A comprehension that awaits is itself awaited by the code around it. Inner ones come later in
  /// `scopes`, so going backwards each is known before the one around it.
  private mutating func checkAsyncComprehensions() {
    for scope in scopes.reversed() where scope.kind == .comprehension && scope.isAsync {
      // The copy in `scope` may be stale: an inner one has marked the original by now.
      mark(scope)
    }
    for index in stride(from: scopes.count - 1, through: 0, by: -1) {
      let scope = scopes[index]
      guard scope.kind == .comprehension, scope.isAsync else { continue }
      let parent = scopes[scope.parent]
      let isInside = parent.kind == .comprehension || parent.kind == .generator
      if parent.kind == .function && parent.isAsync { continue }
      if isInside && 11 <= tree.version.minor { continue }
      report(
        "asynchronous comprehension outside of an asynchronous function", scope.node.range,
        .awaitOutsideCoroutine)
    }
  }

  private mutating func mark(_ scope: Scope) {
    var parent = scope.parent
    while scopes[parent].kind == .comprehension || scopes[parent].kind == .generator {
      scopes[parent].isAsync = true
      if scopes[parent].kind == .generator { return }
      parent = scopes[parent].parent
    }
  }

  private mutating func checkAsyncGenerators() {
    for scope in scopes where scope.kind == .function && scope.isAsync && scope.hasYield {
      for range in scope.returnsOfValue {
        report("'return' with value in async generator", range)
      }
    }
  }
}

extension SyntaxTree {
  /// `errors`; where there are none, what only CPython's compiler refuses. In source order.
  package var allErrors: [SyntaxError] {
    errors.isEmpty ? CompilerChecks.errors(in: self) : errors
  }
}
