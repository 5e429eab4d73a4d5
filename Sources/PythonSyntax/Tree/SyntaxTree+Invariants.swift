import SourceText

extension SyntaxTree {
  /// What is wrong with the tree's shape: nothing, for any text. For tests.
  ///
  /// - Ranges lie in the text and do not end before they start.
  /// - A child lies in its parent, except where Python's tree says otherwise: decorators stand before
  ///   their definition's range, a default behind its parameter's.
  /// - Siblings start in the order of the source, except that the text of `f"{x=}"` overlaps the
  ///   value that follows it, and that broken texts may have arguments, parameters or patterns of
  ///   different kinds in an order that is an error.
  package func invariantViolations() -> [String] {
    var found: [String] = []
    let length = UInt32(truncatingIfNeeded: source.count)
    func report(_ node: Node, _ problem: String) {
      found.append("\(node.kind) \(node.start)..<\(node.end): \(problem)")
    }
    root.node.walk(enter: { node in
      if node.end < node.start || length < node.end { report(node, "range") }
      var previous = node.kind == .functionDef || node.kind == .classDef ? 0 : node.start
      node.forEachChild { child in
        let isOutside = child.start < node.start || node.end < child.end
        if isOutside && !SyntaxTree.mayStandOutside(child, of: node) {
          report(child, "outside of \(node.kind) \(node.start)..<\(node.end)")
        }
        if child.start < previous && !mayHaveDisorder(node) {
          report(child, "before its sibling in \(node.kind)")
        }
        previous = child.start
      }
      return true
    })
    return found
  }

  private func mayHaveDisorder(_ node: Node) -> Bool {
    switch node.kind {
    case .joinedStr, .templateStr: true
    case .parameters, .call, .classDef, .matchClass, .matchMapping, .dict: !errors.isEmpty
    default: false
    }
  }

  private static func mayStandOutside(_ child: Node, of parent: Node) -> Bool {
    switch parent.kind {
    case .functionDef, .classDef: child.end <= parent.start
    case .parameter: parent.end <= child.start
    case .parameters: child.kind == .parameter
    default: false
    }
  }
}
