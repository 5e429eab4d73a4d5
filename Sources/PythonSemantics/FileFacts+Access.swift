extension FileFacts {
  package subscript(node: IRNodeID) -> IRNode { nodes[Int(node.rawValue)] }

  /// The items of a list in `extra`.
  package func list(_ index: UInt32) -> IRNodeList { IRNodeList(extra, at: index) }

  /// The items of a list of pairs in `extra`: its count counts pairs.
  package func pairs(_ index: UInt32) -> IRPairList { IRPairList(extra, at: index) }

  /// One field of a record in `extra`.
  package func field(_ index: UInt32, _ position: Int) -> IRNodeID {
    IRNodeID(rawValue: extra[Int(index) + position])
  }

  /// Whether some import of the file is of one of the packages, or of a module in it.
  package func imports(anyOf packages: Set<String>) -> Bool {
    imports.contains { row in
      row.level == 0 && packages.contains { names.spells(row.module, rootedIn: $0) }
    }
  }

  /// The line of a byte offset, from 1.
  package func line(of offset: UInt32) -> Int {
    var low = 0
    var high = lineStarts.count
    while low < high {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle + 1 } else { high = middle }
    }
    return max(low, 1)
  }
}
