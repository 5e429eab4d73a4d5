/// Functions, classes, decorators and type parameters.
extension Parser {

  /// `@…` lines and the definition below them.
  mutating func parseDecorated() {
    let mark = items.count
    while kinds[index] == .at {
      advance()
      let start = index
      let decorator = parseNamedExpression()
      requireRelaxedDecorator(decorator, start)
      items.push(decorator)
      if !accept(.newline) {
        failUnexpected()
        recoverStatement()
      }
    }
    let decorators = arena.list(&items, from: mark)
    switch kinds[index] {
    case .keywordDef: parseFunction(start: position, isAsync: false, decorators: decorators)
    case .keywordClass: parseClass(decorators: decorators)
    case .keywordAsync where nextKind == .keywordDef: parseAsync(decorators: decorators)
    default:
      if !recovering {
        failUnexpected()
        thaw()
      }
      // The decorators stay in the tree.
      items.push(
        arena.node(.errorNode, firstStart(of: decorators), compoundEnd(), decorators))
    }
  }

  private func firstStart(of list: UInt32) -> UInt32 {
    list == 0 ? previousEnd : min(arena.start(of: arena.base[Int(list) + 1]), previousEnd)
  }

  /// Before 3.9 a decorator is a dotted name, called at most once.
  private mutating func requireRelaxedDecorator(_ decorator: NodeRef, _ start: Int) {
    guard version.minor < 9 else { return }
    var node = arena.view(decorator)
    if let call = node.as(CallNode.self) { node = call.function }
    while let attribute = node.as(AttributeNode.self) { node = attribute.value }
    if node.kind != .name || node.start != starts[start] {
      require(.relaxedDecorators, starts[start], previousEnd)
    }
  }

  // MARK: functions

  /// `def …`; `start` is that of `async` where there is one.
  mutating func parseFunction(start: UInt32, isAsync: Bool, decorators: UInt32) {
    let token = index
    advance()
    let nameStart = position
    var nameEnd = previousEnd
    if accept(.name) { nameEnd = previousEnd } else { failUnexpected() }
    let typeParameters = parseTypeParameters()
    let parameters = parseParameters()
    var returns: NodeRef = 0
    if accept(.arrow) { returns = parseExpression() }
    let body = parseBlock(after: "function definition", token)
    items.push(
      arena.definition(
        .functionDef, flags: isAsync ? 1 : 0, start, compoundEnd(),
        (min(nameStart, nameEnd), nameEnd, typeParameters, parameters, returns, body, decorators)))
  }

  private mutating func parseParameters() -> NodeRef {
    let opener = index
    guard accept(.leftParenthesis) else {
      failExpected("'('")
      return arena.node(.parameters, previousEnd, previousEnd, 0, 0, 0, 0, 0)
    }
    bracketDepth += 1
    let parameters = parseParameterList(ParameterStyle(closer: .rightParenthesis, isLambda: false))
    closeBracket(.rightParenthesis, opener)
    return parameters
  }

  mutating func parseLambdaParameters() -> NodeRef {
    parseParameterList(ParameterStyle(closer: .colon, isLambda: true))
  }

  struct ParameterStyle {
    let closer: TokenKind
    let isLambda: Bool
  }

  /// What a parameter list has had so far.
  private struct ParameterState {
    var positionalOnly: UInt32 = 0
    var positional: UInt32 = 0
    var variadic: NodeRef = 0
    var keywordVariadic: NodeRef = 0
    var mark: Int
    var sawSlash = false
    var sawStar = false
    var sawDefault = false
    /// The bare `*` after which no name has come yet.
    var bareStar: Int?
  }

  private mutating func parseParameterList(_ style: ParameterStyle) -> NodeRef {
    let start = position
    var state = ParameterState(mark: items.count)
    while kinds[index] != style.closer && frozenKind == nil {
      switch kinds[index] {
      case .name: parsePlainParameter(&state, style)
      case .slash: parseSlash(&state)
      case .star: parseStarParameter(&state, style)
      case .doubleStar: parseKeywordVariadic(&state, style)
      default: failInParameters(style)
      }
      if !accept(.comma) { break }
    }
    if let star = state.bareStar {
      fail("named arguments must follow bare *", starts[star], ends[star])
    }
    if !state.sawStar { state.positional = arena.list(&items, from: state.mark) }
    let keywordOnly = arena.list(&items, from: state.mark)
    let end = max(previousEnd, start)
    return arena.node(
      .parameters, frozenKind == nil ? start : min(start, previousEnd),
      frozenKind == nil ? end : previousEnd,
      state.positionalOnly, state.positional, state.variadic, keywordOnly, state.keywordVariadic)
  }

  private mutating func parsePlainParameter(_ state: inout ParameterState, _ style: ParameterStyle)
  {
    let first = index
    if state.keywordVariadic != 0 {
      report("arguments cannot follow var-keyword argument", position, ends[index])
    }
    let (parameter, hasDefault) = parseParameter(style, allowsStar: false)
    if hasDefault {
      state.sawDefault = true
    } else if state.sawDefault && !state.sawStar && frozenKind == nil
      && (kinds[index] == .comma || kinds[index] == style.closer)
    {
      report(
        "parameter without a default follows parameter with a default", starts[first], ends[first])
    }
    state.bareStar = nil
    items.push(parameter)
  }

  private mutating func parseSlash(_ state: inout ParameterState) {
    if state.keywordVariadic != 0 {
      fail("arguments cannot follow var-keyword argument")
    } else if state.sawStar {
      fail("/ must be ahead of *")
    } else if state.sawSlash {
      fail("/ may appear only once")
    } else if items.count == state.mark {
      fail("at least one argument must precede /")
    }
    guard accept(.slash) else { return }
    state.sawSlash = true
    state.positionalOnly = arena.list(&items, from: state.mark)
    if kinds[index] == .star { fail("expected comma between / and *", position, ends[index]) }
  }

  private mutating func parseStarParameter(_ state: inout ParameterState, _ style: ParameterStyle) {
    let star = index
    if state.keywordVariadic != 0 {
      fail("arguments cannot follow var-keyword argument", position, ends[index])
    } else if state.sawStar {
      fail("* argument may appear only once", position, ends[index])
    }
    guard accept(.star) else { return }
    if !state.sawStar { state.positional = arena.list(&items, from: state.mark) }
    state.sawStar = true
    if kinds[index] == .name {
      state.variadic = parseParameter(style, allowsStar: !style.isLambda).node
      checkNoDefault(state.variadic, "var-positional argument cannot have default value")
      return
    }
    state.bareStar = star
    if kinds[index] == .comma && nextKind == .doubleStar {
      fail("named arguments must follow bare *", starts[star], ends[star])
    } else if kinds[index] != .comma && kinds[index] != style.closer {
      state.bareStar = nil
      failUnexpected()
    }
  }

  private mutating func parseKeywordVariadic(_ state: inout ParameterState, _ style: ParameterStyle)
  {
    if state.keywordVariadic != 0 {
      fail("arguments cannot follow var-keyword argument", position, ends[index])
    }
    guard accept(.doubleStar) else { return }
    if kinds[index] != .name {
      failUnexpected()
      return
    }
    state.keywordVariadic = parseParameter(style, allowsStar: false).node
    state.sawStar = state.sawStar || closeGroups(&state)
    checkNoDefault(state.keywordVariadic, "var-keyword argument cannot have default value")
  }

  /// Without a `*`, what stood before `**` was positional.
  private mutating func closeGroups(_ state: inout ParameterState) -> Bool {
    state.positional = arena.list(&items, from: state.mark)
    return true
  }

  private mutating func checkNoDefault(_ parameter: NodeRef, _ message: String) {
    if arena.field(3, of: parameter) != 0 {
      let equal = arena.end(of: parameter)
      report(message, equal, equal + 1)
    }
  }

  /// `name: annotation = default`. The node's range ends before the default, as `ast.arg`'s does.
  private mutating func parseParameter(
    _ style: ParameterStyle, allowsStar: Bool
  ) -> (node: NodeRef, hasDefault: Bool) {
    let start = position
    let nameEnd = ends[index]
    advance()
    var annotation: NodeRef = 0
    if !style.isLambda && accept(.colon) {
      if allowsStar && kinds[index] == .star {
        require(.starredParameterAnnotation, position, ends[index])
        annotation = parseStarred()
      } else {
        annotation = parseExpression()
      }
    }
    let end = previousEnd
    var defaultValue: NodeRef = 0
    if accept(.equal) {
      if kinds[index] == .comma || kinds[index] == style.closer {
        fail("expected default value expression", starts[index - 1], previousEnd)
      }
      defaultValue = parseExpression()
    }
    let node = arena.node(.parameter, start, end, start, nameEnd, annotation, defaultValue)
    return (node, defaultValue != 0)
  }

  // MARK: classes

  mutating func parseClass(decorators: UInt32) {
    let token = index
    let start = position
    advance()
    let nameStart = position
    var nameEnd = previousEnd
    if accept(.name) { nameEnd = previousEnd } else { failUnexpected() }
    let typeParameters = parseTypeParameters()
    var bases: UInt32 = 0
    var keywords: UInt32 = 0
    if kinds[index] == .leftParenthesis {
      let opener = index
      let mark = items.count
      let keywordMark = others.count
      advance()
      bracketDepth += 1
      parseArguments(opener)
      rejectGeneratorBase(opener, mark)
      closeBracket(.rightParenthesis, opener)
      bases = arena.list(&items, from: mark)
      keywords = arena.list(&others, from: keywordMark)
    }
    let body = parseBlock("class definition", token)
    items.push(
      arena.definition(
        .classDef, flags: 0, start, compoundEnd(),
        (min(nameStart, nameEnd), nameEnd, typeParameters, bases, keywords, body, decorators)))
  }

  /// `class C(x for x in y)`: the grammar has no such base.
  private mutating func rejectGeneratorBase(_ opener: Int, _ mark: Int) {
    guard items.count == mark + 1, arena.kind(of: items.base[mark]) == .generatorExp,
      arena.start(of: items.base[mark]) == starts[opener]
    else { return }
    report("invalid syntax", starts[opener], previousEnd)
    arena.setRange(ends[opener], previousEnd, of: items.base[mark])
  }

  // MARK: type parameters

  /// `[T, *Ts = …, **P]`, if there; answers the list.
  mutating func parseTypeParameters() -> UInt32 {
    guard kinds[index] == .leftBracket else { return 0 }
    let opener = index
    let start = position
    advance()
    bracketDepth += 1
    let mark = items.count
    if kinds[index] == .rightBracket {
      fail("Type parameter list cannot be empty", position, ends[index])
    }
    while kinds[index] != .rightBracket && frozenKind == nil {
      parseTypeParameter()
      if !accept(.comma) { break }
    }
    closeBracket(.rightBracket, opener)
    require(.typeParameters, start, previousEnd)
    return arena.list(&items, from: mark)
  }

  private mutating func parseTypeParameter() {
    let start = position
    let kind: NodeKind
    switch kinds[index] {
    case .star: kind = .typeVarTuple
    case .doubleStar: kind = .paramSpec
    default: kind = .typeVar
    }
    if kind != .typeVar { advance() }
    let nameStart = position
    let nameEnd = ends[index]
    guard accept(.name) else { return failUnexpected() }
    var bound: NodeRef = 0
    if kinds[index] == .colon {
      let colon = position
      advance()
      bound = parseExpression()
      if kind != .typeVar { rejectBound(bound, kind, colon) }
    }
    var defaultValue: NodeRef = 0
    if kinds[index] == .equal {
      require(.typeParameterDefaults, position, ends[index])
      advance()
      let allowsStar = kind == .typeVarTuple && kinds[index] == .star
      defaultValue = allowsStar ? parseStarred() : parseExpression()
    }
    if kind == .typeVar {
      items.push(arena.node(kind, start, previousEnd, nameStart, nameEnd, bound, defaultValue))
    } else {
      items.push(arena.node(kind, start, previousEnd, nameStart, nameEnd, defaultValue))
    }
  }

  private mutating func rejectBound(_ bound: NodeRef, _ kind: NodeKind, _ colon: UInt32) {
    let word = arena.kind(of: bound) == .tuple ? "constraints" : "bound"
    let owner = kind == .typeVarTuple ? "TypeVarTuple" : "ParamSpec"
    fail("cannot use \(word) with \(owner)", colon, previousEnd)
  }
}
