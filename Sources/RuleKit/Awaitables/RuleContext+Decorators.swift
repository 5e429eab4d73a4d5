import Project
import PythonSemantics
import Summaries

/// What decorators make of the functions below them, as far as it is certain.
extension RuleContext {
  /// Decorators that give back a function of the same kind. A decorator that inference could follow has
  /// put its wrapper in the place of the function; one that it could not may have changed its kind.
  private static let preserving: Set<String> = [
    "staticmethod", "classmethod", "property", "abstractmethod", "abstractproperty", "overload",
    "override", "final", "wraps", "asynccontextmanager", "contextmanager", "setter", "getter",
    "deprecated", "retry", "cache", "lru_cache", "cached_property", "get", "post", "put", "delete",
    "patch", "websocket", "middleware", "exception_handler", "on_event", "no_type_check",
  ]

  func hasKnownDecorators(_ function: FunctionID) -> Bool {
    let (module, index) = engine.program.location(of: function)
    let row = module.facts.functions[Int(index)]
    guard row.decorators != 0, !module.isStub else { return true }
    return module.facts.list(row.decorators).allSatisfy { node in
      let isCall = module.facts[node].kind == .call
      let callee = isCall ? module.facts.operand(node) : node
      let row = module.facts[callee]
      let name = row.kind == .name ? row.a : row.kind == .attribute ? row.b : 0
      if Self.preserving.contains(module.facts.names[name]) { return true }
      guard let decorator = self.function(ofCallee: engine.evaluate(callee, in: module)) else {
        return false
      }
      return isCall ? makesIdentity(decorator) : isIdentity(decorator)
    }
  }

  /// `def register(function): functions.append(function); return function`
  private func isIdentity(_ decorator: FunctionID) -> Bool {
    guard let subject = plainSubject(of: decorator) else { return false }
    return subject.returnedValues.allSatisfy { value in
      if let wrapper = subject.nestedDefinition(value) { return isTransparent(wrapper) }
      guard let symbol = subject.symbol(value) else { return false }
      let flags = subject.facts.symbols[Int(symbol)].flags
      return subject.isLocal(symbol) && flags.contains(.parameter) && !flags.contains(.assigned)
    }
  }

  /// `def wrapper(*args): check(args); return function(*args)`: gives what the wrapped function gives.
  private func isTransparent(_ wrapper: FunctionID) -> Bool {
    guard hasKnownDecorators(wrapper), let subject = plainSubject(of: wrapper) else { return false }
    return subject.returnedValues.allSatisfy { subject.callsWrapped($0) }
  }

  /// `def register(name): def add(function): …; return function`, and `return add`.
  private func makesIdentity(_ maker: FunctionID) -> Bool {
    guard let subject = plainSubject(of: maker) else { return false }
    return subject.returnedValues.allSatisfy { value in
      guard let inner = subject.nestedDefinition(value) else { return false }
      return isIdentity(inner)
    }
  }

  private func plainSubject(of function: FunctionID) -> FunctionSubject? {
    guard flags(of: function).isDisjoint(with: [.isAsync, .isGenerator]),
      let subject = readableSubject(of: function), !subject.returnedValues.isEmpty
    else { return nil }
    return subject
  }
}

extension FunctionSubject {
  /// The function that a name of this one stands for, where nothing else is bound to it.
  func nestedDefinition(_ node: IRNodeID) -> FunctionID? {
    guard kind(node) == .name, let symbol = symbol(node), isLocal(symbol) else { return nil }
    let places = facts.symbols[Int(symbol)].definitions
    guard places.count == 1, let place = places.first else { return nil }
    let only = facts.definitions[Int(place)]
    return only.kind == .function ? module.function(only.value) : nil
  }

  /// `return function(*args)` in a function that a decorator made, of what the decorator was given.
  func callsWrapped(_ value: IRNodeID) -> Bool {
    guard kind(value) == .call, kind(operand(value)) == .name,
      let symbol = symbol(operand(value)), !isLocal(symbol)
    else { return false }
    let flags = facts.symbols[Int(symbol)].flags
    return flags.contains(.parameter) && !flags.contains(.assigned)
  }
}
