package import Project
package import PythonSemantics
import PythonSyntax
import Summaries

extension FunctionSubject {
  /// What becomes of a coroutine that stands at a node (a read of a variable, or the call itself); of a
  /// container of coroutines with `isContainer`.
  package func treatment(
    of node: IRNodeID, isContainer: Bool = false, depth: Int = 0
  ) -> Treatment {
    if !isContainer, let misuse = unpacking(of: node) ?? elementMisuse(of: node) {
      return .misused(node, misuse)
    }
    switch use(of: node) {
    case .discarded: return .ignored(node)
    case .tested: return isContainer ? .ignored(node) : .misused(node, .tested)
    case .operand: return operandTreatment(node, isContainer)
    case .receiver(let around): return receiverTreatment(node, around, isContainer)
    case .iterated: return isContainer ? .consumed : .misused(node, .iterated)
    case .managed: return isContainer ? .consumed : .misused(node, .entered)
    case .formatted: return isContainer ? .ignored(node) : .misused(node, .formatted)
    case .called: return isContainer ? .consumed : .misused(node, .called)
    case .yielded where kind(parent(node)) == .yieldFrom && row.decorators == 0 && !isContainer:
      // Only generators of `types.coroutine` may.
      return .misused(node, .iterated)
    case .other where kind(parent(node)) == .match && operand(parent(node)) == node && !isContainer:
      return .misused(node, .operand)
    case .argument(let call): return argumentTreatment(node, call, isContainer, depth)
    case .element(let display):
      guard !isContainer, kind(display) != .comprehension || isEager(display) else {
        return .consumed
      }
      if case .assigned = use(of: display) { return .consumed }
      return treatment(of: display, isContainer: true, depth: depth)
    default: return .consumed
    }
  }

  /// `a, b = f()`, `[*f()]` and `g(**f())` take apart what they get.
  func unpacking(of node: IRNodeID) -> Misuse? {
    let around = parent(node)
    switch kind(around) {
    case .starred: return .iterated
    case .keyword where facts.names[facts[around].b].isEmpty: return .attribute("keys")
    case .dict where facts.pairs(facts[around].a).contains(where: { $0 == (0, node.rawValue) }):
      return .attribute("keys")
    case .assign where !isBinding(node):
      let takesApart = facts.targets(around).contains { [.tuple, .list].contains(kind($0)) }
      return takesApart ? .iterated : nil
    default: return nil
    }
  }

  /// Functions that ask for the value of each item, and give none of the items to others.
  private static let itemFunctions: CalleeNames = ["any", "all", "sum", "min", "max", "str.join"]

  /// `any(f(x) for x in items)`: each coroutine is an item whose value is wanted.
  func elementMisuse(of node: IRNodeID) -> Misuse? {
    guard case .element(let display) = use(of: node), kind(display) != .dict,
      case .argument(let call) = use(of: display), let call = self.call(call),
      call.arguments.count == 1, call.arguments[0].node == display, !call.arguments[0].isStarred,
      call.isOne(of: Self.itemFunctions)
    else { return nil }
    return .argument(call.spelled)
  }

  /// A generator expression makes its elements when somebody asks for them.
  func isEager(_ node: IRNodeID) -> Bool {
    facts[node].comprehension != .generator
  }

  private func operandTreatment(_ node: IRNodeID, _ isContainer: Bool) -> Treatment {
    let around = parent(node)
    let row = facts[around]
    if row.kind == .compare {
      let isIdentity = facts.pairs(row.b).allSatisfy {
        let comparison = ComparisonOperator(rawValue: UInt8(truncatingIfNeeded: $0.first))
        return comparison == .is || comparison == .isNot
      }
      // `f() is None`: nobody else has this coroutine, so there is nothing that it can be.
      if isIdentity, !isContainer, kind(node) == .call { return .misused(node, .operand) }
      if isIdentity || isContainer { return .ignored(node) }
      // `coro in running`: a coroutine can be a member.
      let isMembership = facts.pairs(row.b).contains {
        let comparison = ComparisonOperator(rawValue: UInt8(truncatingIfNeeded: $0.first))
        return comparison == .in || comparison == .notIn
      }
      return isMembership && row.a == node.rawValue ? .ignored(node) : .misused(node, .operand)
    }
    if isContainer { return .consumed }
    // A coroutine can be a key, but not one that is made to look another up.
    if row.kind == .subscript { return kind(node) == .call ? .misused(node, .index) : .consumed }
    return .misused(node, .operand)
  }

  private static let coroutineMembers: Set<String> = ["send", "throw", "close", "__await__"]
  private static let containerMutators: Set<String> = [
    "append", "extend", "add", "insert", "clear", "update", "sort", "reverse",
  ]

  private func receiverTreatment(
    _ node: IRNodeID, _ around: IRNodeID, _ isContainer: Bool
  ) -> Treatment {
    guard kind(around) == .attribute else {
      return isContainer ? .consumed : .misused(node, .subscript)
    }
    let name = spelling(around)
    if isContainer {
      if case .called(let call) = use(of: around), Self.containerMutators.contains(name),
        use(of: call) == .discarded
      {
        return .ignored(node)
      }
      return .consumed
    }
    if Self.coroutineMembers.contains(name) { return .consumed }
    if name.hasPrefix("cr_") || name.hasPrefix("__") { return .ignored(node) }
    return isBinding(around) ? .consumed : .misused(node, .attribute(name))
  }

  /// Functions that print, count or describe what they get.
  private static let describers: CalleeNames = [
    "print", "repr", "str", "logging.debug", "logging.info", "logging.warning", "logging.error",
    "logging.critical", "logging.exception", "logging.Logger.debug", "logging.Logger.info",
    "logging.Logger.warning", "logging.Logger.error", "logging.Logger.critical",
    "logging.Logger.exception", "pprint.pprint", "pprint.pp",
  ]

  /// Functions that raise when they get a coroutine, or tell nothing of its result.
  private static let valueFunctions: CalleeNames = [
    "len", "bool", "int", "float", "list", "tuple", "set", "frozenset", "dict", "sorted", "sum",
    "min", "max", "any", "all", "enumerate", "iter", "next", "reversed", "json.dumps", "json.loads",
    "json.dump", "abs", "round", "bytes", "os.path.join",
  ]

  private static let formatters: CalleeNames = ["str.format"]

  /// Which want the value of whatever is in a container.
  private static let serializers: CalleeNames = ["json.dumps", "json.dump"]

  /// Which of a container they only count or describe.
  private static let containerCounters: CalleeNames = ["len", "bool", "isinstance", "type"]

  private func argumentTreatment(
    _ node: IRNodeID, _ callNode: IRNodeID, _ isContainer: Bool, _ depth: Int
  ) -> Treatment {
    guard let call = call(callNode),
      let argument = call.arguments.first(where: { isInside(node, $0.node) })
    else { return .consumed }
    if argument.isStarred || argument.keyword?.isEmpty == true { return .consumed }
    if call.isOne(of: Self.describers) { return .ignored(node) }
    if isContainer {
      if call.isOne(of: Self.containerCounters) { return .ignored(node) }
      if call.isOne(of: Self.serializers) { return .misused(node, .argument(call.spelled)) }
    } else {
      if call.isOne(of: Self.formatters) { return .misused(node, .formatted) }
      if call.isOne(of: Self.valueFunctions) { return .misused(node, .argument(call.spelled)) }
      if isException(call), isRaised(callNode) { return .misused(node, .message) }
      if let name = Callbacks.name(of: call), Callbacks.callback(of: call, in: self) == node {
        return .misused(node, .callback(name))
      }
    }
    return calleeTreatment(node, call, isContainer, depth)
  }

  private func isException(_ call: Call) -> Bool {
    let type = type(call.callee)
    guard context.types.kind(type) == .classObject else { return false }
    return context.ancestry(.init(rawValue: context.types[type].a)).contains("BaseException")
  }

  private func isRaised(_ node: IRNodeID) -> Bool { kind(parent(node)) == .raise }

  /// What the project's own function does with the parameter that the argument is given for.
  private func calleeTreatment(
    _ node: IRNodeID, _ call: Call, _ isContainer: Bool, _ depth: Int
  ) -> Treatment {
    guard depth < 4, !call.hasStars,
      let function = context.function(ofCallee: type(call.callee)), isCertainCallee(call, function),
      let parameter = parameterRow(of: function, for: node, in: call)
    else { return .consumed }
    let use = context.parameterUse(
      function, parameter, isContainer: isContainer, depth: depth + 1)
    switch use.treatment {
    case .consumed: return .consumed
    case .ignored: return .ignored(node)
    case .misused(_, let misuse):
      return .misused(node, misuse)
    }
  }

  /// Not a variable that may hold another function, and not a method that a subclass may replace.
  private func isCertainCallee(_ call: Call, _ function: FunctionID) -> Bool {
    let flags = context.flags(of: function)
    if flags.contains(.isTrivial) || flags.contains(.isGenerator) { return false }
    guard kind(call.callee) == .name, let symbol = symbol(call.callee) else {
      return call.spelled == context.spelling(of: function)
    }
    return facts.symbols[Int(symbol)].flags.isDisjoint(with: [.assigned, .parameter])
  }

  /// Index into the callee's parameter rows.
  package func parameterRow(of function: FunctionID, for node: IRNodeID, in call: Call) -> Int? {
    let (module, index) = context.engine.program.location(of: function)
    let row = module.facts.functions[Int(index)]
    let parameters = row.parameters.map { Int($0) }
    guard let position = call.arguments.firstIndex(where: { $0.node == node }) else { return nil }
    let argument = call.arguments[position]
    if let keyword = argument.keyword {
      return parameters.first {
        let parameter = module.facts.parameters[$0]
        return module.facts.names[parameter.name] == keyword
          && parameter.kind != .variadic && parameter.kind != .keywordVariadic
      }
    }
    var offset = 0
    if context.types.kind(type(call.callee)) == .bound { offset = 1 }
    let place = position + offset
    guard place < parameters.count else { return nil }
    let kind = module.facts.parameters[parameters[place]].kind
    return kind == .positional || kind == .positionalOnly ? parameters[place] : nil
  }
}
