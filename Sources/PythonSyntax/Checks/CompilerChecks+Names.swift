import SourceText

/// Names that are refused: declared twice, too late, or where nothing binds them.
extension CompilerChecks {

  func isSameText(_ a: TextRange, _ b: TextRange) -> Bool {
    guard a.count == b.count else { return false }
    let bytes = tree.source.base
    for offset in 0..<a.count
    where bytes[Int(a.start) + offset] != bytes[Int(b.start) + offset] {
      return false
    }
    return true
  }

  func isText(_ range: TextRange, _ word: StaticString) -> Bool {
    guard range.count == word.utf8CodeUnitCount else { return false }
    for offset in 0..<range.count
    where tree.source.base[Int(range.start) + offset] != word.utf8Start[offset] {
      return false
    }
    return true
  }

  /// `__debug__` is a constant.
  mutating func checkDebug(_ name: TextRange, _ context: UInt8) {
    guard isText(name, "__debug__") else { return }
    let verb = context == ExpressionContext.delete.rawValue ? "delete" : "assign to"
    report("cannot \(verb) __debug__", name)
  }

  /// The second of each pair of equal names.
  func repeated(_ names: [TextRange]) -> [TextRange] {
    if names.count < 2 { return [] }
    if names.count < 9 {
      return names.indices.filter { index in
        names[..<index].contains { isSameText($0, names[index]) }
      }.map { names[$0] }
    }
    var seen: Set<String> = []
    return names.filter { !seen.insert(tree.text(of: $0)).inserted }
  }

  // MARK: parameters and arguments

  mutating func checkNames(_ parameters: ParametersNode) {
    var names: [TextRange] = []
    parameters.node.forEachChild { child in
      if let parameter = child.as(ParameterNode.self) { names.append(parameter.name) }
    }
    for name in names where name.count == 9 { checkDebug(name, 1) }
    for name in repeated(names) {
      report("duplicate argument '\(tree.text(of: name))' in function definition", name)
    }
  }

  mutating func checkKeywords(_ keywords: NodeList) {
    if keywords.isEmpty { return }
    let names = keywords.compactMap { $0.as(KeywordNode.self)?.name }
    for name in names where name.count == 9 { checkDebug(name, 1) }
    for name in repeated(names) {
      report("keyword argument repeated: \(tree.text(of: name))", name)
    }
  }

  mutating func checkTypeParameters(_ parameters: NodeList) {
    var names: [TextRange] = []
    var sawDefault = false
    for parameter in parameters {
      let name: TextRange
      let hasDefault: Bool
      if let variable = parameter.as(TypeVarNode.self) {
        (name, hasDefault) = (variable.name, variable.defaultValue != nil)
      } else if let pack = parameter.as(TypeVarTupleNode.self) {
        (name, hasDefault) = (pack.name, pack.defaultValue != nil)
      } else if let specification = parameter.as(ParamSpecNode.self) {
        (name, hasDefault) = (specification.name, specification.defaultValue != nil)
      } else {
        continue
      }
      names.append(name)
      if sawDefault && !hasDefault {
        report(
          "non-default type parameter '\(tree.text(of: name))' follows default type parameter",
          parameter.range)
      }
      sawDefault = sawDefault || hasDefault
    }
    for name in repeated(names) {
      report("duplicate type parameter '\(tree.text(of: name))'", name)
    }
  }

  // MARK: imports

  mutating func checkStarImport(_ node: Node, _ place: Place) {
    guard let statement = node.as(ImportFromNode.self), scopes[place.scope].kind != .module,
      let first = statement.names.first?.as(AliasNode.self), isText(first.name, "*")
    else { return }
    report("import * only allowed at module level", node.range)
  }

  /// `from __future__ import annotations`: annotations are not evaluated where they stand.
  var importsAnnotations: Bool {
    futureImports.contains { future in
      future.as(ImportFromNode.self)?.names.contains { alias in
        alias.as(AliasNode.self).map { isText($0.name, "annotations") } ?? false
      } ?? false
    }
  }

  private func isDocstring(_ statement: Node) -> Bool {
    guard let value = statement.as(ExprStmtNode.self)?.value.as(ConstantNode.self) else {
      return false
    }
    return value.constant == .string
  }

  private func futureImport(_ node: Node) -> ImportFromNode? {
    guard let statement = node.as(ImportFromNode.self), statement.level == 0,
      let module = statement.module, isText(module, "__future__")
    else { return nil }
    return statement
  }

  /// `from __future__` imports stand first, behind at most a docstring, and name known features.
  mutating func checkFutureImports() {
    for (position, statement) in tree.root.body.enumerated() {
      if let future = futureImport(statement) {
        futureImports.append(statement)
        checkFeatures(future)
      } else if position != 0 || !isDocstring(statement) {
        return
      }
    }
  }

  mutating func checkFuturePlace(_ node: Node) {
    guard futureImport(node) != nil else { return }
    if let last = futureImports.last, node.start <= last.start { return }
    report("from __future__ imports must occur at the beginning of the file", node.range)
  }

  private static let features: [StaticString] = [
    "nested_scopes", "generators", "division", "absolute_import", "with_statement",
    "print_function", "unicode_literals", "barry_as_FLUFL", "generator_stop", "annotations",
  ]

  private mutating func checkFeatures(_ future: ImportFromNode) {
    for alias in future.names {
      guard let name = alias.as(AliasNode.self)?.name else { continue }
      if isText(name, "braces") {
        report("not a chance", alias.range)
      } else if !CompilerChecks.features.contains(where: { isText(name, $0) }) {
        report("future feature \(tree.text(of: name)) is not defined", alias.range)
      }
    }
  }

  // MARK: global and nonlocal

  mutating func noteDeclaration(_ node: Node, _ place: Place) {
    if node.kind == .nonlocal && scopes[place.scope].kind == .module {
      report("nonlocal declaration not allowed at module level", node.range)
      return
    }
    scopes[place.scope].declarations.append(node)
  }

  /// What a scope does with a name: the start of the first of each.
  struct Uses {
    var isParameter = false
    var bound: UInt32?
    var annotated: UInt32?
    var read: UInt32?
  }

  /// The names of one scope. Made only where `global` or `nonlocal` asks for it.
  struct NameTable {
    var uses: [String: Uses] = [:]
    var globals: Set<String> = []
    var nonlocals: Set<String> = []
  }

  mutating func checkDeclarations() {
    for index in scopes.indices {
      for declaration in scopes[index].declarations {
        for name in declaration.list(0) { checkDeclaration(name, declaration, index) }
      }
    }
  }

  private mutating func checkDeclaration(_ name: Node, _ declaration: Node, _ scope: Int) {
    let word = declaration.kind == .global ? "global" : "nonlocal"
    let text = tree.text(of: name.range)
    let table = names(of: scope)
    let uses = table.uses[text] ?? Uses()
    let start = declaration.start
    if uses.isParameter {
      report("name '\(text)' is parameter and \(word)", declaration.range)
    } else if word == "nonlocal", table.globals.contains(text) {
      report("name '\(text)' is nonlocal and global", declaration.range)
    } else if let annotated = uses.annotated, annotated < start {
      report("annotated name '\(text)' can't be \(word)", declaration.range)
    } else if let bound = uses.bound, bound < start {
      report("name '\(text)' is assigned to before \(word) declaration", declaration.range)
    } else if let read = uses.read, read < start {
      report("name '\(text)' is used prior to \(word) declaration", declaration.range)
    } else if let annotated = uses.annotated, scopes[scope].kind != .module {
      let place = TextRange(start: annotated, end: annotated + UInt32(name.range.count))
      report("annotated name '\(text)' can't be \(word)", place)
    } else if word == "nonlocal", !hasBinding(text, around: scope) {
      report("no binding for nonlocal '\(text)' found", declaration.range)
    }
  }

  /// Whether a function around the scope binds the name.
  private mutating func hasBinding(_ name: String, around scope: Int) -> Bool {
    var index = scopes[scope].parent
    while 0 <= index {
      let kind = scopes[index].kind
      // The class around a method binds `__class__` for it.
      if kind == .class && name == "__class__" { return true }
      if kind == .function || kind == .lambda {
        let table = names(of: index)
        if table.nonlocals.contains(name) { return true }
        if table.globals.contains(name) { return false }
        if let uses = table.uses[name],
          uses.isParameter || uses.bound != nil || uses.annotated != nil
        {
          return true
        }
      }
      index = scopes[index].parent
    }
    return false
  }

  private mutating func names(of scope: Int) -> NameTable {
    if let table = tables[scope] { return table }
    var table = NameTable()
    for declaration in scopes[scope].declarations {
      for name in declaration.list(0) {
        let text = tree.text(of: name.range)
        if declaration.kind == .global {
          table.globals.insert(text)
        } else {
          table.nonlocals.insert(text)
        }
      }
    }
    walkScope(scopes[scope].node) { node in
      note(node, in: &table.uses)
      return true
    }
    tables[scope] = table
    return table
  }

  private func note(_ node: Node, in uses: inout [String: Uses]) {
    func bind(_ range: TextRange?) {
      guard let range else { return }
      let text = tree.text(of: range)
      uses[text, default: Uses()].bound = min(uses[text]?.bound ?? .max, node.start)
    }
    switch node.kind {
    case .name:
      if node.flags != ExpressionContext.load.rawValue { return bind(node.range) }
      let text = tree.text(of: node.range)
      uses[text, default: Uses()].read = min(uses[text]?.read ?? .max, node.start)
    case .parameter:
      guard let parameter = node.as(ParameterNode.self) else { return }
      uses[tree.text(of: parameter.name), default: Uses()].isParameter = true
    case .functionDef: bind(node.as(FunctionDefNode.self)?.name)
    case .classDef: bind(node.as(ClassDefNode.self)?.name)
    case .alias: bind(boundName(node))
    case .exceptHandler: bind(node.as(ExceptHandlerNode.self)?.name)
    case .matchAs: bind(node.as(MatchAsNode.self)?.name)
    case .matchStar: bind(node.as(MatchStarNode.self)?.name)
    case .matchMapping: bind(node.as(MatchMappingNode.self)?.rest)
    case .annAssign:
      guard let assign = node.as(AnnAssignNode.self), assign.isSimple else { return }
      let text = tree.text(of: assign.target.range)
      uses[text, default: Uses()].annotated = min(uses[text]?.annotated ?? .max, node.start)
    default: break
    }
  }

  /// The name that an import binds: `a` of `a.b`.
  private func boundName(_ alias: Node) -> TextRange? {
    guard let alias = alias.as(AliasNode.self) else { return nil }
    if let name = alias.asName { return name }
    var end = alias.name.start
    while end < alias.name.end, tree.source.base[Int(end)] != 0x2e { end += 1 }
    return TextRange(start: alias.name.start, end: end)
  }

  /// The nodes that belong to a scope: of a function its parameters and body, of a class its body,
  /// of other functions in it only what is evaluated outside them. The defaults and decorators of the
  /// scope itself belong to the one around: `def f(limit=limit): global limit` is right.
  private func walkScope(_ scope: Node, _ enter: (Node) -> Bool) {
    if let function = scope.as(FunctionDefNode.self) {
      function.parameters.node.forEachChild { _ = enter($0) }
      function.body.forEach { walkInside($0, enter) }
    } else if let type = scope.as(ClassDefNode.self) {
      type.body.forEach { walkInside($0, enter) }
    } else {
      scope.forEachChild { walkInside($0, enter) }
    }
  }

  private func walkInside(_ part: Node, _ enter: (Node) -> Bool) {
    part.walk(enter: { node in
      if let function = node.as(FunctionDefNode.self) {
        _ = enter(node)
        function.decorators.forEach { $0.walk(enter: enter) }
        walkDefaults(function.parameters, enter)
        return false
      }
      if let type = node.as(ClassDefNode.self) {
        _ = enter(node)
        type.decorators.forEach { $0.walk(enter: enter) }
        type.bases.forEach { $0.walk(enter: enter) }
        return false
      }
      if let lambda = node.as(LambdaNode.self) {
        walkDefaults(lambda.parameters, enter)
        return false
      }
      switch node.kind {
      case .listComp, .setComp, .dictComp, .generatorExp:
        walkComprehension(node, enter)
        return false
      default: return enter(node)
      }
    })
  }

  private func walkDefaults(_ parameters: ParametersNode, _ enter: (Node) -> Bool) {
    parameters.node.forEachChild { parameter in
      parameter.as(ParameterNode.self)?.defaultValue?.walk(enter: enter)
    }
  }

  /// The first iterable is evaluated outside of a comprehension, and `:=` binds outside.
  private func walkComprehension(_ node: Node, _ enter: (Node) -> Bool) {
    var isFirst = true
    node.forEachChild { child in
      if let clause = child.as(ComprehensionNode.self), isFirst {
        isFirst = false
        clause.iterable.walk(enter: enter)
      }
    }
    node.walk(enter: { inner in
      if let named = inner.as(NamedExprNode.self) { _ = enter(named.target) }
      return inner.kind != .lambda
    })
  }
}
