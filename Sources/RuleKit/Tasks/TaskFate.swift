package import Project
package import PythonSemantics
import Summaries

/// What becomes of a task: which of its uses somewhere in the program may matter for its lifetime.
///
/// Does not look at the order of uses: `awaited` says that some place awaits the task, not that all
/// paths do.
package struct TaskFate: OptionSet, Sendable {
  package let rawValue: UInt16
  package init(rawValue: UInt16) { self.rawValue = rawValue }
  /// Stored where it outlives the function, or handed to something unknown that may store it.
  package static let kept = TaskFate(rawValue: 1)
  package static let returned = TaskFate(rawValue: 2)
  /// Awaited, gathered or waited for.
  package static let awaited = TaskFate(rawValue: 4)
  package static let cancelled = TaskFate(rawValue: 8)
  /// `result()`, `exception()` or a callback.
  package static let observed = TaskFate(rawValue: 16)
  /// Some other read: a test, `done()`, a comparison.
  package static let read = TaskFate(rawValue: 32)
  /// Bound to a variable of the function, or put into a container of its own.
  package static let local = TaskFate(rawValue: 64)
  /// Named, printed: does nothing for the lifetime.
  package static let mentioned = TaskFate(rawValue: 128)
}

/// Follows values through variables, containers and calls; what a callee does with a formal is a
/// summary, made once.
package final class TaskFates {
  private unowned let context: RuleContext
  private var formals: [FormalKey: TaskFate] = [:]
  private var running: Set<FormalKey> = []
  private var fresh: [FunctionID: Bool] = [:]

  private struct FormalKey: Hashable {
    var unit: UnitID
    var parameter: UInt32
  }

  init(_ context: RuleContext) { self.context = context }

  /// Deeper chains of variables, containers and callees count as kept.
  private static let depthLimit = 12

  package func fate(of node: IRNodeID, in function: FunctionSubject) -> TaskFate {
    fate(of: node, in: function, depth: 0)
  }

  private func fate(of node: IRNodeID, in function: FunctionSubject, depth: Int) -> TaskFate {
    guard depth < Self.depthLimit else { return .kept }
    switch function.use(of: node) {
    case .discarded: return []
    case .awaited: return .awaited
    case .assigned(let statement): return bound(node, by: statement, in: function, depth)
    case .returned: return .returned
    case .argument(let call): return handed(node, to: call, in: function, depth)
    case .element(let container): return element(node, of: container, in: function, depth)
    case .receiver(let access): return member(access, in: function, depth)
    case .iterated: return items(of: node, in: function, depth)
    case .tested, .operand: return .read
    case .formatted: return .mentioned
    default: return .kept
    }
  }

  // MARK: Bindings

  private func bound(
    _ node: IRNodeID, by statement: IRNodeID, in function: FunctionSubject, _ depth: Int
  ) -> TaskFate {
    var result: TaskFate = []
    for target in function.facts.targets(statement) {
      result.formUnion(bound(to: target, in: function, depth))
    }
    if function.kind(statement) == .namedExpression {
      result.formUnion(fate(of: statement, in: function, depth: depth + 1))
    }
    return result
  }

  /// What is read of a target that the value was bound to.
  private func bound(
    to target: IRNodeID, in function: FunctionSubject, _ depth: Int
  ) -> TaskFate {
    let row = function[target]
    switch row.kind {
    case .name:
      guard let symbol = function.symbol(target), function.isLocal(symbol) else { return .kept }
      if function.isCaptured(symbol) { return .kept }
      if function.spelling(target) == "_", function.reads(of: symbol).isEmpty { return [] }
      return reads(of: symbol, in: function, depth).union(.local)
    case .subscript:
      // `tasks[name] = task`: as long as the container lives.
      return holder(row.operand, in: function, depth)
    case .tuple, .list, .starred:
      return function.facts.items(target).reduce(into: []) {
        $0.formUnion(bound(to: $1, in: function, depth + 1))
      }
    default: return .kept
    }
  }

  /// The union of what the reads of a variable do with it.
  package func reads(of symbol: UInt32, in function: FunctionSubject) -> TaskFate {
    reads(of: symbol, in: function, 0)
  }

  private func reads(of symbol: UInt32, in function: FunctionSubject, _ depth: Int) -> TaskFate {
    function.reads(of: symbol).reduce(into: []) {
      $0.formUnion(fate(of: $1, in: function, depth: depth + 1))
    }
  }

  /// A container that something is put into: local ones share their reads, others keep it.
  private func holder(
    _ container: IRNodeID, in function: FunctionSubject, _ depth: Int
  ) -> TaskFate {
    guard let symbol = function.symbol(container), function.isLocal(symbol),
      !function.isCaptured(symbol),
      !function.facts.symbols[Int(symbol)].flags.contains(.parameter)
    else { return .kept }
    // A second name of something that lives longer: `tasks = self._tasks`.
    let rows = function.facts.symbols[Int(symbol)].definitions
    let isOwn = rows.allSatisfy { row in
      let definition = function.facts.definitions[Int(row)]
      guard definition.kind == .assignment else { return false }
      switch function.kind(definition.node) {
      case .list, .set, .dict, .comprehension, .call: return true
      default: return false
      }
    }
    return isOwn ? reads(of: symbol, in: function, depth + 1).union(.local) : .kept
  }

  // MARK: Containers

  private func element(
    _ node: IRNodeID, of container: IRNodeID, in function: FunctionSubject, _ depth: Int
  ) -> TaskFate {
    // `a, b = create_task(f()), create_task(g())`
    if function.kind(container) == .tuple,
      case .assigned(let statement) = function.use(of: container),
      function.kind(statement) == .assign
    {
      let values = function.facts.items(container)
      let targets = function.facts.targets(statement)
      if let position = values.firstIndex(of: node), let target = targets.first, targets.count == 1,
        [.tuple, .list].contains(function.kind(target))
      {
        let names = function.facts.items(target)
        if names.count == values.count {
          return bound(to: names[position], in: function, depth + 1)
        }
      }
    }
    return fate(of: container, in: function, depth: depth + 1)
  }

  /// `for task in tasks:` and comprehensions: what is done with each of them.
  private func items(
    of node: IRNodeID, in function: FunctionSubject, _ depth: Int
  ) -> TaskFate {
    let around = function.parent(node)
    guard let target = function.itemTarget(of: node, in: around) else { return .kept }
    if function.kind(around) == .for {
      return bound(to: target, in: function, depth + 1).subtracting(.local).union(.read)
    }
    guard let symbol = function.symbol(target) else { return .kept }
    return reads(of: symbol, in: function, depth + 1).union(.read)
  }

  // MARK: Attributes

  private static let mutators: Set<String> = [
    "append", "add", "extend", "insert", "discard", "remove", "clear", "update", "appendleft",
  ]

  private static let byName: [String: TaskFate] = [
    "cancel": .cancelled, "result": .observed, "exception": .observed,
    "add_done_callback": .observed, "remove_done_callback": .mentioned, "set_name": .mentioned,
    "get_name": .mentioned, "get_coro": .mentioned, "print_stack": .mentioned, "done": .read,
    "cancelled": .read, "cancelling": .read, "uncancel": .read,
  ]

  /// `task.cancel()`, `tasks.append(other)`; a bound method that is passed on keeps its object.
  private func member(_ access: IRNodeID, in function: FunctionSubject, _ depth: Int) -> TaskFate {
    if function.kind(access) == .subscript {
      return fate(of: access, in: function, depth: depth + 1).union(.read)
    }
    let name = function.spelling(access)
    guard case .called(let call) = function.use(of: access) else { return .kept }
    if Self.mutators.contains(name) { return [] }
    if let known = Self.byName[name] { return known }
    // `tasks.values()`, `tasks.pop()`, `tasks.copy()`: what comes out of it.
    switch name {
    case "pop", "popleft", "values", "items", "copy", "get":
      return fate(of: call, in: function, depth: depth + 1).union(.read)
    default: return .kept
    }
  }

  // MARK: Calls

  private static let joiners: CalleeNames = [
    "asyncio.wait", "asyncio.wait_for", "asyncio.gather", "asyncio.shield", "asyncio.as_completed",
    "asyncio.wrap_future", "asyncio.ensure_future", "asyncio.timeout",
  ]

  private static let onlookers: CalleeNames = [
    "print", "len", "id", "repr", "str", "isinstance", "type", "bool", "hash", "callable",
  ]

  private static let copies: CalleeNames = [
    "list", "set", "tuple", "frozenset", "sorted", "reversed", "enumerate", "zip", "dict", "filter",
    "itertools.chain",
  ]

  private func handed(
    _ node: IRNodeID, to callNode: IRNodeID, in function: FunctionSubject, _ depth: Int
  ) -> TaskFate {
    guard let call = function.call(callNode) else { return .kept }
    if call.isOne(of: Self.joiners) {
      // A future that waits for it: awaited at once, or followed in its turn.
      let outer = fate(of: callNode, in: function, depth: depth + 1)
      return outer.isEmpty ? .read : outer
    }
    if call.isOne(of: Self.onlookers) { return .read }
    if call.isOne(of: Self.copies) { return fate(of: callNode, in: function, depth: depth + 1) }
    if let receiver = call.receiver, Self.mutators.contains(call.spelled) {
      return holder(receiver, in: function, depth)
    }
    return taken(node, by: call, in: function)
  }

  /// What a function of the program does with its argument.
  private func taken(
    _ node: IRNodeID, by call: Call, in function: FunctionSubject
  ) -> TaskFate {
    let calleeType = function.type(call.callee)
    guard let callee = context.function(ofCallee: calleeType), call.names.count == 1 else {
      return .kept
    }
    let (module, index) = context.engine.program.location(of: callee)
    guard module.isChecked, !module.isStub else { return .kept }
    let row = module.facts.functions[Int(index)]
    let isBound = context.types.kind(calleeType) == .bound
    guard let parameter = Self.parameter(of: node, call, row, module.facts, isBound: isBound)
    else { return .kept }
    let unit = context.unit(of: callee)
    let key = FormalKey(unit: unit.id, parameter: parameter)
    if let known = formals[key] { return known }
    guard running.insert(key).inserted else { return .kept }
    defer { running.remove(key) }
    let subject = context.subject(of: unit)
    let symbol = subject.facts.parameters[Int(parameter)].symbol
    var result = subject.isCaptured(symbol) ? .kept : reads(of: symbol, in: subject, 1)
    // What comes back belongs to the caller: followed from there it would be the call's own value.
    if result.contains(.returned) { result.insert(.kept) }
    formals[key] = result
    return result
  }

  /// The parameter that an argument is bound to.
  private static func parameter(
    of node: IRNodeID, _ call: Call, _ row: FunctionRow, _ facts: FileFacts, isBound: Bool
  ) -> UInt32? {
    guard !call.hasStars else { return nil }
    var position = isBound ? 1 : 0
    for argument in call.arguments {
      if let keyword = argument.keyword {
        guard argument.node == node else { continue }
        return row.parameters.first { facts.names[facts.parameters[Int($0)].name] == keyword }
      }
      if argument.node == node {
        guard position < row.parameters.count else { return nil }
        let index = row.parameters.lowerBound + UInt32(position)
        let kind = facts.parameters[Int(index)].kind
        return kind == .positional || kind == .positionalOnly ? index : nil
      }
      position += 1
    }
    return nil
  }

  // MARK: Functions that hand out tasks

  /// Whether a function starts a task, keeps no reference to it, and returns it: then the caller's is
  /// the only one.
  package func returnsOnlyReference(_ callee: FunctionID) -> Bool {
    if let known = fresh[callee] { return known }
    fresh[callee] = false
    let (module, index) = context.engine.program.location(of: callee)
    let row = module.facts.functions[Int(index)]
    guard module.isChecked, !module.isStub, row.flags.contains(.hasReturnValue),
      row.flags.isDisjoint(with: [.isAsync, .isGenerator])
    else { return false }
    let unit = context.unit(of: callee)
    let subject = context.subject(of: unit)
    var starts = 0
    for call in subject.calls where subject.startsUnkeptTask(call) {
      let fate = fate(of: call.node, in: subject)
      guard fate.contains(.returned) else { continue }
      guard fate.isSubset(of: [.returned, .local, .mentioned, .observed]) else { return false }
      starts += 1
    }
    let returns = subject.nodes.filter {
      subject.kind($0) == .return && subject[$0].a != 0
    }
    let result = 0 < starts && starts == returns.count
    fresh[callee] = result
    return result
  }
}
