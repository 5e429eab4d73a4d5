import Project
package import PythonFlow
package import PythonSemantics

/// How something that was taken is not given back.
package enum ResourceLeak {
  /// On a path without any exception; `isNever`: the function has no place that closes it.
  case always(isNever: Bool)
  /// Only when that point raises or is cancelled.
  case onException(PointID)

  /// The leak of what a local variable holds, if there is a way for it to get lost.
  package static func find(
    _ holder: (symbol: UInt32, target: IRNodeID), closers: Set<String>,
    in function: FunctionSubject, value: IRNodeID
  ) -> ResourceLeak? {
    let (ends, closes) = function.ends(of: holder.symbol, acquiredAt: value, closers: closers)
    guard function.flow.isComplete else { return nil }
    return find(
      from: function.flow.points(of: holder.target, .write), ends: ends, closes: closes, function)
  }

  /// The same from any points, for locks and the like.
  package static func find(
    from starts: [PointID], ends: Set<PointID>, closes: Bool, _ function: FunctionSubject
  ) -> ResourceLeak? {
    let paths = HeldPaths(function, ends: ends)
    for start in starts where paths.leaksNormally(from: start) {
      return .always(isNever: !closes)
    }
    // Without a closing call the function hands it on: its new owner takes care.
    guard closes else { return nil }
    for start in starts {
      if let point = paths.exceptionalLeak(from: start) { return .onException(point) }
    }
    return nil
  }

  /// What raises at the point, in words.
  package static func cause(
    _ point: PointID, _ function: FunctionSubject, verb: String = "fails"
  ) -> String {
    let row = function.flow[point]
    switch row.kind {
    case .raise: return "an exception is raised"
    case .yield: return "the user of the generator fails"
    default:
      var node = row.node
      if function.kind(node) == .await { node = function.operand(node) }
      // `await asyncio.wait_for(session.get(url), 30)`: a limit does not change what is waited for.
      if let call = function.call(node), call.spelled == "wait_for",
        let job = call.arguments.first
      {
        node = job.node
      }
      if function.kind(node) == .call { node = function.operand(node) }
      let name = function.spelling(node)
      return (name.isEmpty || 28 < name.count ? "an await " : "`\(name)` ") + verb
    }
  }
}

extension FunctionSubject {
  /// Decorated with `contextmanager` or `asynccontextmanager`.
  package var isManagerFactory: Bool {
    decoratorNames.contains {
      $0 == "contextlib.contextmanager" || $0 == "contextlib.asynccontextmanager"
    }
  }
}
