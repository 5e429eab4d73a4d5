import Project
import PythonSemantics
import SourceText

/// Plain functions that users hand to a framework, and that its coroutines call on the loop.
///
/// A callable that could not be resolved proves nothing by itself. The code has to show that it knows of
/// both kinds: it asks whether the callable is a coroutine function, or whether the result can be
/// awaited, or awaits the same callable elsewhere.
extension Interpreter {
  mutating func noteUserCallbacks() {
    guard !frame.unresolvedCalls.isEmpty, frame.row.flags.contains(.isAsync) else { return }
    let evidence = CallbackEvidence(module: module, row: frame.row, evaluator: evaluator)
    for call in frame.unresolvedCalls where !evidence.awaited.contains(call.node.rawValue) {
      if evidence.isOffloadedElsewhere(call.node) { continue }
      if call.isKnownPlain || call.mayBePlain && (evidence.shows(call) || isAdapter(call.node)) {
        evaluator.recordUserCode(call.node)
      }
    }
  }

  /// All that the coroutine function does is to call what its maker was given: it makes one of a plain function.
  ///
  ///     def as_coroutine_function(fn):
  ///         async def call(*args, **kwargs):
  ///             return fn(*args, **kwargs)
  ///         return call
  private func isAdapter(_ call: IRNodeID) -> Bool {
    let facts = module.facts
    let statements = facts.list(frame.row.body)
    guard statements.count == 1, facts[statements[0]].kind == .return,
      facts[statements[0]].operand == call
    else { return false }
    let callee = facts[facts[call].operand]
    guard callee.kind == .name, callee.b != 0 else { return false }
    let symbol = facts.symbols[Int(callee.b - 1)]
    let maker = facts.functions[Int(frame.row.parent)]
    let isPassedOn = facts.list(facts[call].b).contains { facts[$0].kind == .starred }
    return symbol.flags.contains(.parameter) && symbol.scope == maker.scope && isPassedOn
      && !maker.flags.contains(.isAsync)
  }
}

/// A call of something that the function was handed.
struct UnresolvedCall {
  var node: IRNodeID
  /// A dominating test said that the callee is no coroutine function.
  var isKnownPlain: Bool
  /// Its declaration does not promise a coroutine.
  var mayBePlain: Bool
}

extension Evaluator {
  /// The code of the caller's caller: nothing of it can be known here.
  func isHandedIn(_ callee: TypeID) -> Bool {
    callee != .none
      && engine.types.alternatives(callee).allSatisfy { member in
        switch engine.types.kind(member) {
        case .none, .unknown, .dynamic, .projection, .callable: return true
        case .parameter: return !engine.isInformative(engine.declaredType(member))
        case .instance: return engine.isProtocol(ClassID(rawValue: engine.types[member].a))
        default: return false
        }
      }
  }

  /// `Callable[..., Awaitable[T]]` promises a coroutine function.
  private func mayBePlain(_ callee: TypeID) -> Bool {
    let isFormal = engine.types.kind(callee) == .parameter
    return engine.types.alternatives(isFormal ? engine.declaredType(callee) : callee).contains {
      let row = engine.types[$0]
      if row.kind == .none { return false }
      return row.kind != .callable || engine.types.kind(TypeID(rawValue: row.a)) != .coroutine
    }
  }

  /// A plain variable, or a field of an object whose class is known: methods of unknown objects are not
  /// callables that anybody handed in.
  private func isField(_ callee: IRNodeID) -> Bool {
    let row = module.facts[callee]
    guard row.kind == .attribute else { return true }
    var owner = engine.types.removing(.none, from: quiet(row.operand))
    if engine.types.kind(owner) == .parameter {
      owner = engine.types.removing(.none, from: engine.declaredType(owner))
    }
    return engine.types.kind(owner) == .instance
  }

  /// Handlers of the start and the end run while nothing else does.
  private func isStartOrEnd(_ frame: Frame) -> Bool {
    StartNames.isHook(module.facts.names[frame.row.name])
  }

  func noteUnresolved(_ node: IRNodeID, _ callee: TypeID) {
    guard let frame, frame.row.flags.contains(.isAsync), frame.offLoopDepth == 0,
      isHandedIn(callee), !frame.unresolvedCalls.contains(where: { $0.node == node })
    else { return }
    let calleeNode = module.facts[node].operand
    guard isField(calleeNode), !isStartOrEnd(frame) else { return }
    let path = path(of: calleeNode)
    frame.unresolvedCalls.append(
      UnresolvedCall(
        node: node, isKnownPlain: path.map { frame.plain.contains($0) } ?? false,
        mayBePlain: mayBePlain(callee)))
  }
}

/// What the text of one function says of the callables that it calls.
private struct CallbackEvidence {
  let evaluator: Evaluator
  let facts: FileFacts
  /// Calls that stand directly under an `await`.
  private(set) var awaited: Set<UInt32> = []
  /// Callees of these.
  private var awaitedPaths: Set<AccessPath> = []
  /// Variables that some test asks whether they can be awaited, or that are awaited.
  private var testedResults: Set<UInt32> = []
  private var awaitedResults: Set<UInt32> = []
  /// Call → variable that holds its result.
  private var results: [UInt32: UInt32] = [:]
  /// Callables that an awaited call takes: where it hands plain ones to a thread, those that it calls
  /// itself were declared to be quick.
  private var offloaded: Set<AccessPath> = []
  /// Calls that are a whole statement, or what it returns or binds.
  private var statements: Set<UInt32> = []

  init(module: Module, row: FunctionRow, evaluator: Evaluator) {
    self.evaluator = evaluator
    facts = module.facts
    for node in facts.nodes where row.range.start <= node.start && node.start < row.range.end {
      read(node)
    }
  }

  private mutating func read(_ node: IRNode) {
    switch node.kind {
    case .await:
      let value = facts[node.operand]
      if value.kind == .call {
        awaited.insert(node.a)
        for argument in facts.list(value.b) {
          if let path = evaluator.path(of: argument) { offloaded.insert(path) }
        }
        if let path = evaluator.path(of: value.operand) {
          awaitedPaths.insert(path)
        }
      } else if value.kind == .name, value.b != 0 {
        awaitedResults.insert(value.b)
      }
    case .call where asksForAwaitable(node):
      for argument in facts.list(node.b) {
        let row = facts[argument]
        let name = row.kind == .namedExpression ? facts[row.operand] : row
        if name.kind == .name, name.b != 0 { testedResults.insert(name.b) }
      }
    case .assign:
      statements.insert(node.a)
      for target in facts.list(node.b) where facts[target].kind == .name {
        results[node.a] = facts[target].b
      }
    case .namedExpression: results[node.b] = facts[node.operand].b
    case .annAssign:
      let value = facts.field(node.b, 1).rawValue
      statements.insert(value)
      results[value] = facts[node.operand].b
    case .return, .expression: statements.insert(node.a)
    default: break
    }
  }

  /// `isawaitable(x)`, `isinstance(x, Awaitable)`, `hasattr(x, "__await__")`.
  private func asksForAwaitable(_ call: IRNode) -> Bool {
    let arguments = facts.list(call.b)
    switch facts.spelling(call.operand) {
    case "isawaitable", "iscoroutine", "is_awaitable": return true
    case "isinstance": return arguments.count == 2 && isAwaitableKind(arguments[1], depth: 0)
    case "hasattr":
      return arguments.count == 2 && facts.string(arguments[1]) == "__await__"
    default: return false
    }
  }

  /// `Awaitable`, `(Awaitable, Future)`, `Coroutine | Awaitable`.
  private func isAwaitableKind(_ node: IRNodeID, depth: Int) -> Bool {
    let row = facts[node]
    switch row.kind {
    case .name, .attribute:
      return ["Awaitable", "Coroutine", "CoroutineType"].contains(facts.spelling(node))
    case .tuple: return depth < 4 && facts.list(row.a).contains { isAwaitableKind($0, depth: 4) }
    case .binary:
      return depth < 4
        && [row.operand, row.second].contains { isAwaitableKind($0, depth: depth + 1) }
    default: return false
    }
  }

  func isOffloadedElsewhere(_ call: IRNodeID) -> Bool {
    evaluator.path(of: facts[call].operand).map { offloaded.contains($0) } ?? false
  }

  func shows(_ call: UnresolvedCall) -> Bool {
    let node = call.node.rawValue
    if let result = results[node] {
      if testedResults.contains(result) { return call.mayBePlain }
      if awaitedResults.contains(result) { return false }
    }
    guard statements.contains(node),
      let path = evaluator.path(of: facts[call.node].operand)
    else { return false }
    return awaitedPaths.contains(path)
  }
}
