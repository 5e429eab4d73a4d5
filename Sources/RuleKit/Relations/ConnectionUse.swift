package import Diagnostics
import Project
import PythonSemantics
import Summaries

/// A connection that a coroutine works with, as its caller sees it: `session`, `repository.session`.
package struct ConnectionUse {
  package var path: String
  /// The variable that the path begins with.
  package var root: UInt32
  /// Empty where the call itself names the connection.
  package var chain: [ChainStep] = []
}

extension FunctionSubject {
  /// What a coroutine is handed or called on; else what its function awaits operations of: variables of
  /// the function around it, attributes of its object. Not followed into what may take turns.
  package func connections(usedBy call: Call) -> [ConnectionUse] {
    if let object = IndependentAwaits.connection(call, self) {
      return connection(object).map { [$0] } ?? []
    }
    return innerConnections(call, 0)
  }

  private func connection(_ object: IRNodeID) -> ConnectionUse? {
    if isInstance(object, of: Self.perTask) { return nil }
    var root = object
    while kind(root) == .attribute {
      let name = spelling(root)
      root = operand(root)
      // A property may give another one each time.
      let isProperty = context.alternatives(type(root)).contains { owner in
        context.className(owner) != nil
          && context.engine.method(name, of: context.classOfInstance(owner)) != nil
      }
      if isProperty { return nil }
    }
    guard let path = path(object), let symbol = symbol(root) else { return nil }
    return ConnectionUse(path: path, root: symbol)
  }

  /// Stands for another session in each task.
  private static let perTask: Set<String> = ["sqlalchemy.ext.asyncio.async_scoped_session"]
  private static let endings: Set<String> = ["close", "aclose", "terminate"]
  /// Of one subscription several tasks may ask: one listens, others subscribe.
  private static let shareable: Set<String> = [
    "redis.asyncio.client.PubSub", "redis.asyncio.PubSub",
  ]

  private func innerConnections(_ call: Call, _ depth: Int) -> [ConnectionUse] {
    guard depth < 3, let callee = context.function(ofCallee: type(call.callee)) else { return [] }
    let inner = context.subject(of: callee)
    // A decorator may make them take turns, or hand in another connection; so may a lock or an event.
    guard inner.isFirstParty, inner.isAsync, !inner.isGenerator, inner.row.decorators == 0,
      !inner.calls.contains(where: { $0.spelled == "acquire" || $0.spelled == "wait" })
    else { return [] }
    var result: [ConnectionUse] = []
    for wait in inner.nodes(.await) {
      guard let made = inner.call(inner.operand(wait)), !inner.mayTakeTurns(wait) else {
        continue
      }
      var uses: [ConnectionUse] = []
      if let object = IndependentAwaits.connection(made, inner) {
        guard !Self.endings.contains(made.spelled), !inner.isInstance(object, of: Self.shareable)
        else { continue }
        uses = inner.connection(object).map { [$0] } ?? []
      } else {
        uses = inner.innerConnections(made, depth + 1)
      }
      let step = ChainStep(
        place: inner.place(made.callee), function: inner.qualifiedName,
        text: inner.text(made.callee))
      for use in uses {
        let isReplaced = inner.nodes.contains {
          inner.isBinding($0) && inner.path($0) == use.path
        }
        guard !isReplaced, var seen = seen(use, by: call, inner),
          !result.contains(where: { $0.path == seen.path })
        else { continue }
        seen.chain = [step] + use.chain
        result.append(seen)
      }
    }
    return result
  }

  /// In an `async with` other than of a connection, such as a transaction: it may be a lock.
  private func mayTakeTurns(_ node: IRNodeID) -> Bool {
    managers(around: node).contains { manager in
      manager.isAsync
        && call(manager.context).flatMap { IndependentAwaits.connection($0, self) } == nil
    }
  }

  /// What the callee works with, in words of this function; nil for its own variables and parameters.
  private func seen(
    _ use: ConnectionUse, by call: Call, _ inner: FunctionSubject
  ) -> ConnectionUse? {
    if let first = inner.row.parameters.first, inner.isMethod,
      inner.facts.parameters[Int(first)].symbol == use.root
    {
      guard let dot = use.path.firstIndex(of: "."), let receiver = call.receiver,
        var seen = connection(receiver)
      else { return nil }
      seen.path += use.path[dot...]
      return seen
    }
    let symbol = inner.facts.symbols[Int(use.root)]
    let isOfBoth =
      inner.module.id == module.id && symbol.scope != inner.row.scope
      && [.function, .module].contains(inner.facts.scopes[Int(symbol.scope)].kind)
    return isOfBoth && !symbol.flags.contains(.rebound) ? use : nil
  }
}
