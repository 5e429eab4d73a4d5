package import PythonSemantics

extension FunctionSubject {
  /// Whether the file spells one of the names at all: cheap, and asked first.
  package func mentions(_ names: Set<String>) -> Bool {
    names.contains { facts.names.find($0) != nil }
  }

  /// See `IRNode.operand`.
  package func operand(_ node: IRNodeID) -> IRNodeID { facts.operand(node) }

  /// The places that bind a variable.
  package func definitions(of symbol: UInt32) -> [DefinitionRow] {
    facts.symbols[Int(symbol)].definitions.map { facts.definitions[Int($0)] }
  }

  /// The one place that binds a variable of this function; nil where there are several.
  package func onlyDefinition(of symbol: UInt32) -> DefinitionRow? {
    let rows = definitions(of: symbol)
    return isLocal(symbol) && rows.count == 1 ? rows.first : nil
  }

  /// What `for` or a comprehension binds to each item of the iterable.
  package func itemTarget(of iterable: IRNodeID, in loop: IRNodeID) -> IRNodeID? {
    if kind(loop) == .for { return facts.targets(loop).first }
    return facts.generators(loop).first { $0.iterable == iterable }?.target
  }

  /// `while True`.
  package func isEndless(_ loop: IRNodeID) -> Bool {
    kind(loop) == .while && facts.truth(facts.operand(loop)) == true
  }

  /// The value that an assignment binds.
  package func assignedValue(_ statement: IRNodeID) -> IRNodeID {
    let row = facts[statement]
    switch row.kind {
    case .assign: return row.operand
    case .annAssign: return facts.field(row.b, 1)
    case .augAssign, .namedExpression: return row.second
    default: return .none
    }
  }

  /// The text of a short string literal.
  package func string(_ node: IRNodeID) -> String? { facts.string(node) }

  /// The literal `None`.
  package func isNone(_ node: IRNodeID) -> Bool { facts[node].isNone }

  /// `x`, `x.a`, `x.a.b` as written, nil for anything else.
  package func path(_ node: IRNodeID) -> String? {
    switch kind(node) {
    case .name: return spelling(node)
    case .attribute:
      return path(facts.operand(node)).map { $0 + "." + spelling(node) }
    default: return nil
    }
  }

  /// The name of the first parameter of a method: `self`.
  package var receiverName: String? {
    guard isMethod, let first = row.parameters.first else { return nil }
    return facts.names[facts.parameters[Int(first)].name]
  }

  /// A path that other runs of code see: `self.x` in a method, or a variable of the module.
  package func sharedPath(_ node: IRNodeID) -> String? {
    switch kind(node) {
    case .name:
      guard let symbol = symbol(node) else { return nil }
      let scope = facts.symbols[Int(symbol)].scope
      return facts.scopes[Int(scope)].kind == .module ? spelling(node) : nil
    case .attribute:
      let object = facts.operand(node)
      guard kind(object) == .name, let receiver = receiverName, spelling(object) == receiver else {
        return nil
      }
      return receiver + "." + spelling(node)
    default: return nil
    }
  }
}

/// A place where the requests of one application meet.
package struct ApplicationState {
  /// The same for all that lead there: `app["sockets"]`, `app.state.sockets`.
  package var path: String
  /// As written here: `request.app["sockets"]`.
  package var text: String
  /// Reached through a request, so that each request has a run of its own.
  package var isOfRequest: Bool
}

extension FunctionSubject {
  package static let application = "app"

  /// `request.app["sockets"]`, `app[KEY]`, `socket.app.state.sockets`, or a variable that is bound to one
  /// of them and to nothing else.
  package func applicationState(_ node: IRNodeID) -> ApplicationState? {
    guard mentions([Self.application]) else { return nil }
    guard kind(node) == .name else { return ownState(node) }
    guard let definition = symbol(node).flatMap(onlyDefinition), definition.kind == .assignment,
      definition.position == -1, var state = ownState(definition.node)
    else { return nil }
    state.text = spelling(node)
    return state
  }

  private func ownState(_ node: IRNodeID) -> ApplicationState? {
    var holder = operand(node)
    let part: String
    switch kind(node) {
    case .subscript:
      let key = facts[node].second
      guard let text = string(key).map({ "\"\($0)\"" }) ?? path(key) else { return nil }
      part = "[\(text)]"
    case .attribute:
      guard kind(holder) == .attribute, spelling(holder) == "state" else { return nil }
      holder = operand(holder)
      part = ".state." + spelling(node)
    default: return nil
    }
    guard let text = path(holder), spelling(holder) == Self.application else { return nil }
    let isOfRequest = text.hasSuffix("request." + Self.application)
    return ApplicationState(
      path: Self.application + part, text: text + part, isOfRequest: isOfRequest)
  }
}
