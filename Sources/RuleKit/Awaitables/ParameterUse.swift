package import Project
package import PythonSemantics
package import Summaries

/// What a function of the project does with an awaitable that it is given.
package struct ParameterUse: Sendable {
  package var treatment: Treatment
  /// Where it is awaited or scheduled although it may have been before.
  package var secondUse: IRNodeID?

  package static let unknown = ParameterUse(treatment: .consumed, secondUse: nil)
}

struct ParameterKey: Hashable {
  var function: FunctionID
  var parameter: Int
  var isContainer: Bool
}

extension RuleContext {
  /// The use of a parameter by its row in the file of the function; memoised.
  package func parameterUse(
    _ function: FunctionID, _ parameter: Int, isContainer: Bool = false, depth: Int = 0
  ) -> ParameterUse {
    let key = ParameterKey(function: function, parameter: parameter, isContainer: isContainer)
    if let known = parameterUses[key] { return known }
    // A recursive function hands it on: unknown is the safe answer.
    parameterUses[key] = .unknown
    let use = computeUse(key, depth)
    parameterUses[key] = use
    return use
  }

  private func computeUse(_ key: ParameterKey, _ depth: Int) -> ParameterUse {
    guard let subject = readableSubject(of: key.function) else { return .unknown }
    let parameter = subject.facts.parameters[key.parameter]
    let symbol = parameter.symbol
    guard !subject.isCaptured(symbol), !subject.row.flags.contains(.isTrivial) else {
      return .unknown
    }
    let reads = subject.reads(of: symbol)
    // A parameter that nobody reads belongs to an interface.
    guard !reads.isEmpty, subject.isDecoratedByBindingOnly else { return .unknown }
    let isRebound = subject.nodes.contains {
      subject.symbol($0) == symbol && subject.isBinding($0)
    }
    var best: Treatment?
    if !isRebound {
      for read in reads {
        let one = subject.treatment(of: read, isContainer: key.isContainer, depth: depth)
        if one == .consumed {
          best = .consumed
          break
        }
        if case .misused = one, !isMisused(best) { best = one }
        if best == nil { best = one }
      }
    }
    // A test alone may tell "given or not" of an optional parameter.
    if case .misused(_, .tested) = best { best = .consumed }
    return ParameterUse(
      treatment: best ?? .consumed,
      secondUse: key.isContainer ? nil : subject.repeatedUse(ofParameter: symbol))
  }

  private func isMisused(_ treatment: Treatment?) -> Bool {
    if case .misused = treatment { return true }
    return false
  }
}

extension FunctionSubject {
  /// No decorator but `@staticmethod` or `@classmethod`: the body gets what the caller hands over.
  fileprivate var isDecoratedByBindingOnly: Bool {
    if row.decorators == 0 { return true }
    let names = facts.list(row.decorators).map { spelling($0) }
    return names.allSatisfy { $0 == "staticmethod" || $0 == "classmethod" }
  }
}

extension RuleContext {
  /// Whether a parameter is declared as something that cannot be awaited, and the function neither
  /// awaits it nor asks whether it might.
  package func isDeclaredPlain(_ function: FunctionID, _ parameter: Int) -> Bool {
    guard let subject = readableSubject(of: function), subject.row.decorators == 0,
      !isReplaced(function)
    else { return false }
    let row = subject.facts.parameters[parameter]
    guard row.annotation.exists else { return false }
    let declared = engine.annotation(row.annotation, in: subject.module)
    let isPlain =
      isPlainData(declared)
      || types.kind(declared) == .instance && className(declared) != "object"
        && awaitability(declared) == .plain && !mayBeAwaitable(declared)
    return isPlain
      && subject.reads(of: row.symbol).allSatisfy { read in
        switch subject.use(of: read) {
        case .awaited, .argument: false
        default: true
        }
      }
  }

  /// Whether a parameter is declared `Awaitable[…]` or `Coroutine[…]` and nothing else.
  package func isDeclaredAwaitable(_ function: FunctionID, _ parameter: Int) -> Bool {
    let (module, _) = engine.program.location(of: function)
    let facts = module.facts
    let row = facts.parameters[parameter]
    guard row.annotation.exists,
      types.kind(engine.annotation(row.annotation, in: module)) == .coroutine
    else { return false }
    // A body that calls what it is given knows better than the annotation.
    return !facts.nodes.contains { call in
      guard call.kind == .call else { return false }
      let callee = facts[call.operand]
      return callee.kind == .name && callee.b == row.symbol + 1
    }
  }

  /// Whether a function may await a parameter itself. One that only stores what it is given may have meant
  /// a callback by its annotation.
  package func mayAwait(_ function: FunctionID, _ parameter: Int) -> Bool {
    guard let subject = readableSubject(of: function), !subject.row.flags.contains(.isTrivial)
    else { return true }
    return subject.reads(of: subject.facts.parameters[parameter].symbol).contains { read in
      switch subject.use(of: read) {
      case .awaited: true
      case .argument(let call):
        !["add", "append"].contains(subject.spelling(subject.operand(call)))
          && types.kind(subject.type(subject.operand(call))) != .classObject
      default: false
      }
    }
  }

  /// Numbers, texts and containers: nothing that could be an asynchronous iterator.
  package func isPlainData(_ type: TypeID) -> Bool {
    let names: Set<String> = [
      "int", "str", "bytes", "float", "bool", "list", "dict", "set", "tuple",
    ]
    let members = alternatives(type)
    return !members.isEmpty
      && members.allSatisfy {
        types.kind($0) == .tuple || className($0).map(names.contains) == true
      }
  }
}
