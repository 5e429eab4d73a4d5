/// A set of facts with a join: a lattice of finite height.
package protocol Lattice: Equatable {
  /// Takes in what holds on another path; true if that changed anything.
  mutating func join(_ other: Self) -> Bool
}

extension ControlFlow {
  /// The least fixpoint of a forward analysis (Kildall 1973): what holds before each point, nil where
  /// no path leads. `transfer` tells what holds after a point along one of its edges; nil: nothing
  /// flows along it.
  ///
  /// Ends because `join` only grows and the lattice has finite height.
  package func solve<State: Lattice>(
    _ start: State, following kinds: EdgeSet = .all,
    transfer: (_ before: State, _ point: PointID, _ edge: Edge) -> State?
  ) -> [State?] {
    var states = [State?](repeating: nil, count: points.count)
    states[Int(entry.rawValue)] = start
    var queued = [Bool](repeating: false, count: points.count)
    var work = [entry]
    var next = 0
    while next < work.count {
      let point = work[next]
      next += 1
      queued[Int(point.rawValue)] = false
      guard let before = states[Int(point.rawValue)] else { continue }
      for edge in successors(point) where kinds.contains(edge.kind) {
        guard let after = transfer(before, point, edge) else { continue }
        let index = Int(edge.target.rawValue)
        var changed = true
        if states[index] == nil {
          states[index] = after
        } else {
          changed = states[index]?.join(after) ?? false
        }
        if changed, !queued[index] {
          queued[index] = true
          work.append(edge.target)
        }
      }
    }
    return states
  }
}

/// Facts that hold on some path.
package struct MaySet<Element: Hashable>: Lattice {
  package var elements: Set<Element>
  package init(_ elements: Set<Element> = []) { self.elements = elements }
  package mutating func join(_ other: MaySet) -> Bool {
    let count = elements.count
    elements.formUnion(other.elements)
    return elements.count != count
  }
}

/// Facts that hold on every path.
package struct MustSet<Element: Hashable>: Lattice {
  package var elements: Set<Element>
  package init(_ elements: Set<Element> = []) { self.elements = elements }
  package mutating func join(_ other: MustSet) -> Bool {
    let count = elements.count
    elements.formIntersection(other.elements)
    return elements.count != count
  }
}
