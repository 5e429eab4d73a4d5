import PythonSemantics
import SourceText

/// The callees of a file in order of its text: asked before a function's calls are read, which costs much
/// more.
struct CallPlaces {
  private let starts: [UInt32]
  private let callees: [IRNodeID]

  init(_ facts: FileFacts) {
    var places: [UInt64] = []
    for node in facts.nodes where node.kind == .call {
      places.append(UInt64(node.start) << 32 | UInt64(node.operand.rawValue))
    }
    places.sort()
    starts = places.map { UInt32(truncatingIfNeeded: $0 >> 32) }
    callees = places.map { IRNodeID(rawValue: UInt32(truncatingIfNeeded: $0)) }
  }

  /// Those in the text of a function, and so of what is defined inside it as well.
  func callees(in range: TextRange) -> ArraySlice<IRNodeID> {
    var low = 0
    var high = starts.count
    while low < high {
      let middle = (low + high) / 2
      if starts[middle] < range.start { low = middle + 1 } else { high = middle }
    }
    var end = low
    while end < starts.count, starts[end] < range.end { end += 1 }
    return callees[low..<end]
  }
}

extension FunctionSubject {
  /// Whether a call of the function, or of one inside it, is of one of the names. Where it is not, there is
  /// no need to read the calls.
  package func mayCall(_ names: CalleeNames) -> Bool {
    guard isModule || row.flags.contains(.hasCall) else { return false }
    let places = context.callPlaces(module)
    let whole = TextRange(start: 0, end: .max)
    return places.callees(in: isModule ? whole : row.range).contains { callee in
      let type = type(callee)
      guard names.mayContain(context.bits(ofCallee: type)) else { return false }
      let known = context.callee(type)
      return names.mayContain(known.first) && known.names.allSatisfy { names.contains($0) }
    }
  }
}
