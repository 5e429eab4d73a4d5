package import PythonSemantics

/// The place of a point in `ControlFlow.points`.
package struct PointID: RawRepresentable, Hashable, Comparable, Sendable {
  package let rawValue: UInt32
  package init(rawValue: UInt32) { self.rawValue = rawValue }
  package static func < (a: PointID, b: PointID) -> Bool { a.rawValue < b.rawValue }
}

/// What happens at one point of a function, in evaluation order.
package enum PointKind: UInt8, Sendable {
  case entry
  /// The function returned, or ran off its end.
  case exit
  /// An exception left the function.
  case raised
  /// A name or an attribute is read: `node` is it.
  case read
  /// A name, an attribute or an item is bound: `node` is the target.
  case write
  case delete
  case call
  /// The function may be suspended here; cancellation arrives here.
  case await
  case yield
  /// The next item is asked of an iterable: `node` is the `for` or the iterable of a comprehension.
  case iterate
  case asyncIterate
  /// A context manager is entered or left: `node` is its expression.
  case enter, leave
  case asyncEnter, asyncLeave
  /// A test was evaluated: its outgoing edges are `whenTrue` and `whenFalse`.
  case test
  /// A statement that ends a path: `node` is it.
  case `return`, `raise`, `break`, `continue`
  /// An exception is looked at by the handlers of a `try`: `node` is the `try`.
  case dispatch
  /// A handler begins: `node` is it.
  case handler
  /// A `finally` block begins or ends: `node` is the `try`.
  case beginFinally, endFinally
  /// A nested function or class is defined: `node` is the statement.
  case definition
  /// Paths meet.
  case join
}

/// One point; `node` is the lowered node that it stands for.
package struct Point: Sendable {
  package var kind: PointKind
  package var node: IRNodeID
  /// The statement around it.
  package var statement: IRNodeID
}

package enum EdgeKind: UInt8, Sendable {
  case next, whenTrue, whenFalse
  /// An exception was raised at the source, or goes on from there.
  case exception
  /// An exception ended by a context manager that may swallow it.
  case swallowed
}

package struct Edge: Sendable {
  package var kind: EdgeKind
  package var target: PointID
}

/// Which edges a walk takes.
package struct EdgeSet: OptionSet, Sendable {
  package let rawValue: UInt8
  package init(rawValue: UInt8) { self.rawValue = rawValue }
  package static let normal = EdgeSet(rawValue: 1)
  package static let exceptions = EdgeSet(rawValue: 2)
  package static let swallowed = EdgeSet(rawValue: 4)
  package static let all: EdgeSet = [.normal, .exceptions]

  package func contains(_ kind: EdgeKind) -> Bool {
    switch kind {
    case .next, .whenTrue, .whenFalse: isSuperset(of: .normal)
    case .exception: isSuperset(of: .exceptions)
    case .swallowed: isSuperset(of: .swallowed)
    }
  }
}

/// The control-flow graph of one function body.
///
/// Exceptions leave from every point that runs other code (calls, awaits, iteration, context managers)
/// and from `raise`; cancellation leaves from the points that suspend, along the same edges. A `finally`
/// block and the exit of a `with` stand in the graph once for each way of leaving: normally, by an
/// exception, by `return`, `break` and `continue`. Loops whose test is a true constant end by `break`
/// alone.
package struct ControlFlow: Sendable {
  package private(set) var points: [Point] = []
  package private(set) var edges: [[Edge]] = []
  package private(set) var entry = PointID(rawValue: 0)
  package private(set) var exit = PointID(rawValue: 1)
  package private(set) var raised = PointID(rawValue: 2)
  /// False when the function was too large: the graph lacks parts, and no path in it proves anything.
  package private(set) var isComplete = true
  /// The points of a node, in order: several where a `finally` stands in the graph more than once.
  package private(set) var places: [IRNodeID: [PointID]] = [:]

  /// An empty graph, for `FlowBuilder` to fill.
  init() {}

  /// Larger functions are left out.
  package static let pointLimit = 60_000

  package subscript(point: PointID) -> Point { points[Int(point.rawValue)] }

  package func successors(_ point: PointID) -> [Edge] { edges[Int(point.rawValue)] }

  /// The points of a node that have the kind.
  package func points(of node: IRNodeID, _ kind: PointKind) -> [PointID] {
    (places[node] ?? []).filter { self[$0].kind == kind }
  }

  package var allPoints: Range<UInt32> { 0..<UInt32(points.count) }

  mutating func add(_ kind: PointKind, _ node: IRNodeID, _ statement: IRNodeID) -> PointID {
    let id = PointID(rawValue: UInt32(points.count))
    points.append(Point(kind: kind, node: node, statement: statement))
    edges.append([])
    if node.exists { places[node, default: []].append(id) }
    return id
  }

  mutating func connect(_ from: PointID, _ kind: EdgeKind, _ to: PointID) {
    if edges[Int(from.rawValue)].contains(where: { $0.target == to && $0.kind == kind }) { return }
    edges[Int(from.rawValue)].append(Edge(kind: kind, target: to))
  }

  mutating func giveUp() { isComplete = false }
}

extension ControlFlow {
  /// The first point, in breadth-first order, that is a goal and is reached from the successors of
  /// `start` without passing a barrier. A barrier that is a goal counts as reached.
  package func firstReached(
    from start: PointID, following kinds: EdgeSet = .normal,
    avoiding barrier: (PointID) -> Bool = { _ in false },
    goal: (PointID) -> Bool
  ) -> PointID? {
    var seen = [Bool](repeating: false, count: points.count)
    var queue = [start]
    var next = 0
    while next < queue.count {
      let point = queue[next]
      next += 1
      for edge in edges[Int(point.rawValue)] where kinds.contains(edge.kind) {
        if seen[Int(edge.target.rawValue)] { continue }
        seen[Int(edge.target.rawValue)] = true
        if goal(edge.target) { return edge.target }
        if !barrier(edge.target) { queue.append(edge.target) }
      }
    }
    return nil
  }

  /// Every point that is reached from the successors of `start`; barriers are reached, not passed.
  package func reached(
    from start: PointID, following kinds: EdgeSet = .normal,
    avoiding barrier: (PointID) -> Bool = { _ in false }
  ) -> [PointID] {
    var found: [PointID] = []
    _ = firstReached(from: start, following: kinds, avoiding: barrier) {
      found.append($0)
      return false
    }
    return found.sorted()
  }

  /// The edges backwards, for searches against the flow.
  package func predecessors() -> [[Edge]] {
    var result = [[Edge]](repeating: [], count: points.count)
    for (source, list) in edges.enumerated() {
      for edge in list {
        result[Int(edge.target.rawValue)].append(
          Edge(kind: edge.kind, target: PointID(rawValue: UInt32(source))))
      }
    }
    return result
  }
}
