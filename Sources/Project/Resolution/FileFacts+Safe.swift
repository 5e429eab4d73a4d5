import PythonSemantics

/// Reading the lowered form where an index may be anything: facts can come from a cache file.
extension FileFacts {
  func node(_ id: IRNodeID) -> IRNode {
    let index = Int(id.rawValue)
    guard index < nodes.count else { return IRNode(kind: .pass, length: 0, start: 0) }
    return nodes[index]
  }

  func node(_ index: UInt32) -> IRNode { node(IRNodeID(rawValue: index)) }

  /// The items of a list.
  func items(_ list: UInt32) -> ArraySlice<UInt32> { words(list, perItem: 1) }

  /// The words of a list of pairs, two for each.
  func pairWords(_ list: UInt32) -> ArraySlice<UInt32> { words(list, perItem: 2) }

  /// One field of a record.
  func field(ofRecord record: UInt32, _ position: Int) -> UInt32 {
    let index = Int(record) + position
    return index < extra.count ? extra[index] : 0
  }

  private func words(_ list: UInt32, perItem: Int) -> ArraySlice<UInt32> {
    let index = Int(list)
    guard index < extra.count else { return [] }
    let start = index + 1
    let end = start + Int(extra[index]) * perItem
    return extra[start..<max(start, min(end, extra.count))]
  }

  /// The spelling of a short string literal.
  func string(_ node: UInt32) -> String? {
    let node = self.node(node)
    return node.constant == .string && node.a != 0 ? names[node.a] : nil
  }

  /// Indices of the symbols of the module's own scope.
  var moduleSymbols: Range<Int> {
    guard let range = scopes.first?.symbols else { return 0..<0 }
    let end = min(Int(range.upperBound), symbols.count)
    return min(Int(range.lowerBound), end)..<end
  }

  func symbolName(_ symbol: UInt32) -> String {
    Int(symbol) < symbols.count ? names[symbols[Int(symbol)].name] : ""
  }

  /// The last name of a callee: `attach` of `lazy_loader.attach`.
  func calleeName(_ call: IRNode) -> LocalName {
    let callee = node(call.a)
    switch callee.kind {
    case .attribute: return callee.b
    case .name: return callee.a
    default: return 0
    }
  }
}
