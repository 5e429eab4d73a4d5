import PythonSemantics

/// What an exit passes on its way out of a block.
struct FlowFrame {
  enum Kind {
    case loop(head: PointID)
    /// The handlers of a `try`, at this point.
    case handlers(dispatch: PointID)
    /// A `finally` block in `extra`.
    case cleanup(block: UInt32)
    /// The end of a `with`: a point of the kind, for the context expression.
    case manager(PointKind, IRNodeID)
  }

  var kind: Kind
  var node: IRNodeID
  /// Open ends of `break`s that leave this loop.
  var breaks: [PointID?] = []
  /// Where an exception enters this frame's copy of the cleanup, once it has been made.
  var exceptional: PointID?
}

enum FlowExit { case `return`, `break`, `continue` }

extension FlowBuilder {
  // MARK: Exceptions

  /// Connects a point that may raise to whatever looks at the exception first.
  mutating func raise(from point: PointID) {
    let target = exceptionTarget(frames.count)
    flow.connect(point, .exception, target)
  }

  /// The point that an exception reaches inside the outermost `level` frames.
  private mutating func exceptionTarget(_ level: Int) -> PointID {
    var index = level - 1
    while 0 <= index {
      let frame = frames[index]
      switch frame.kind {
      case .loop: index -= 1
      case .handlers(let dispatch): return dispatch
      case .cleanup(let block):
        if let known = frame.exceptional { return known }
        let start = flow.add(.beginFinally, frame.node, frame.node)
        frames[index].exceptional = start
        detour(from: start, outside: index) {
          $0.block(block)
          $0.emit(.endFinally, frame.node)
        }
        return start
      case .manager(let kind, let node):
        if let known = frame.exceptional { return known }
        let start = flow.add(kind, node, frame.node)
        frames[index].exceptional = start
        detour(from: start, outside: index) { _ in }
        return start
      }
    }
    return flow.raised
  }

  /// Builds cleanup that runs outside frame `index`, from where the exception goes on.
  private mutating func detour(
    from start: PointID, outside index: Int, _ body: (inout FlowBuilder) -> Void
  ) {
    let (saved, path, statement) = (frames, current, statementNode)
    frames = Array(frames[..<index])
    statementNode = saved[index].node
    current = start
    body(&self)
    if let end = current {
      let target = exceptionTarget(frames.count)
      flow.connect(end, .exception, target)
    }
    // Cleanup made for outer frames meanwhile stays known.
    var restored = saved
    for outer in 0..<index {
      restored[outer].exceptional = frames[outer].exceptional
      restored[outer].breaks = frames[outer].breaks
    }
    frames = restored
    (current, statementNode) = (path, statement)
  }

  // MARK: Jumps

  /// Leaves by `return`, `break` or `continue`: passes the cleanup of the frames on the way.
  mutating func leave(_ exit: FlowExit) {
    let saved = frames
    let statement = statementNode
    var index = frames.count - 1
    while 0 <= index, current != nil {
      let frame = frames[index]
      switch frame.kind {
      case .loop(let head):
        if exit == .return { break }
        let passed = Array(frames[..<index])
        frames = saved
        for outer in passed.indices { frames[outer] = passed[outer] }
        if exit == .continue, let current { flow.connect(current, .next, head) }
        if exit == .break { frames[index].breaks.append(current) }
        current = nil
        statementNode = statement
        return
      case .handlers: break
      case .cleanup(let block):
        frames = Array(frames[..<index])
        statementNode = frame.node
        emit(.beginFinally, frame.node)
        self.block(block)
        emit(.endFinally, frame.node)
      case .manager(let kind, let node):
        frames = Array(frames[..<index])
        statementNode = frame.node
        emit(kind, node)
      }
      index -= 1
    }
    if let current, exit == .return { flow.connect(current, .next, flow.exit) }
    let outer = frames
    frames = saved
    for index in outer.indices {
      frames[index].exceptional = outer[index].exceptional
      frames[index].breaks = outer[index].breaks
    }
    current = nil
    statementNode = statement
  }

  // MARK: with

  mutating func with(
    _ managers: ArraySlice<IRManager>, _ node: IRNodeID
  ) {
    guard let manager = managers.first else {
      block(.body, of: node)
      return
    }
    let isAsync = facts[node].isAsync
    let context = manager.context
    expression(context)
    emit(isAsync ? .asyncEnter : .enter, context)
    let kind: PointKind = isAsync ? .asyncLeave : .leave
    frames.append(FlowFrame(kind: .manager(kind, context), node: node))
    bind(manager.target)
    with(managers.dropFirst(), node)
    let exceptional = frames.removeLast().exceptional
    emit(kind, context)
    // `with suppress(…)`: the code below runs after an exception, too.
    if let exceptional {
      let join = flow.add(.join, .none, node)
      if let current { flow.connect(current, .next, join) }
      flow.connect(exceptional, .swallowed, join)
      // After a `return` in the block the join is reached by swallowing alone.
      current = join
    }
  }

  // MARK: try

  mutating func tryStatement(_ node: IRNodeID) {
    let handlers = facts.handlers(node)
    let final = facts.block(.final, of: node)
    if final != 0 { frames.append(FlowFrame(kind: .cleanup(block: final), node: node)) }
    var ends: [PointID?] = []
    if handlers.isEmpty {
      block(.body, of: node)
      block(.orElse, of: node)
    } else {
      let dispatch = flow.add(.dispatch, node, node)
      frames.append(FlowFrame(kind: .handlers(dispatch: dispatch), node: node))
      block(.body, of: node)
      frames.removeLast()
      block(.orElse, of: node)
      ends.append(current)
      var catchesAll = false
      for handler in handlers {
        let start = flow.add(.handler, handler, node)
        flow.connect(dispatch, .exception, start)
        current = start
        let type = facts.operand(handler)
        expression(type)
        block(.body, of: handler)
        ends.append(current)
        catchesAll = catchesAll || !type.exists || isBaseException(type)
      }
      if !catchesAll { raise(from: dispatch) }
    }
    if !ends.isEmpty { meet(ends, node) }
    guard final != 0 else { return }
    frames.removeLast()
    guard current != nil else { return }
    emit(.beginFinally, node)
    block(final)
    emit(.endFinally, node)
  }

  private func isBaseException(_ node: IRNodeID) -> Bool {
    let row = facts[node]
    switch row.kind {
    case .name: return row.b == 0 && facts.names[row.a] == "BaseException"
    case .tuple: return facts.list(row.a).contains { isBaseException($0) }
    default: return false
    }
  }
}
