package import PythonSemantics

extension FunctionSubject {
  /// The local variables whose definitions or `append` fill them with tasks that the function starts:
  /// symbol → the calls that start them.
  package var taskLists: [UInt32: [Call]] { taskLists { startsUnkeptTask($0) } }

  /// The same for other calls that start tasks.
  package func taskLists(_ isStart: (Call) -> Bool) -> [UInt32: [Call]] {
    var result: [UInt32: [Call]] = [:]
    for call in calls where isStart(call) {
      if let symbol = list(holding: call.node) { result[symbol, default: []].append(call) }
    }
    return result
  }

  private func list(holding node: IRNodeID) -> UInt32? {
    var current = node
    while case .element(let container) = use(of: current) {
      guard [.list, .set, .tuple, .comprehension].contains(kind(container)) else { return nil }
      current = container
    }
    if current != node, case .assigned(let statement) = use(of: current),
      kind(statement) == .assign, let target = facts.targets(statement).first
    {
      return localSymbol(target)
    }
    // `tasks.append(create_task(f()))`
    if current == node, case .argument(let outer) = use(of: node), let call = call(outer),
      ["append", "add"].contains(call.spelled), let receiver = call.receiver
    {
      return localSymbol(receiver)
    }
    return nil
  }

  /// The calls whose results a display, a comprehension or a local list consists of, as far as they are
  /// written here.
  package func calls(in list: IRNodeID) -> [Call] {
    switch kind(list) {
    case .comprehension:
      return [facts.element(list)].compactMap { call($0) }
    case .list, .tuple: return facts.items(list).compactMap { call($0) }
    default:
      guard let symbol = localSymbol(list) else { return [] }
      return calls.filter { self.list(holding: $0.node) == symbol }
    }
  }

  private func localSymbol(_ node: IRNodeID) -> UInt32? {
    guard let symbol = symbol(node), isLocal(symbol),
      !facts.symbols[Int(symbol)].flags.contains(.parameter)
    else { return nil }
    return symbol
  }

  /// The variable that an argument stands for: `tasks` of `*tasks`.
  package func variable(_ argument: CallArgument) -> UInt32? { localSymbol(argument.node) }

  /// Whether a handler or `finally` around the node does something with the variable.
  package func isCleanedUp(_ symbol: UInt32, around node: IRNodeID) -> Bool {
    let statements = ancestors(node).filter { kind($0) == .try }
    return reads(of: symbol).contains { read in
      isInCleanup(read) && statements.contains { isInside(read, $0) }
    }
  }
}
