import PythonSemantics

/// The nodes of one body, without those of nested functions. A class: subjects hand it out at every
/// question, and a copy would count references each time.
final class BodyNodes {
  /// In source order.
  private(set) var nodes: [IRNodeID] = []
  /// Function indices of nested definitions.
  private(set) var nested: [UInt32] = []

  private let facts: FileFacts
  /// The node around each of the nodes from `first` on; nodes of one body are numbered closely.
  private var parents: [IRNodeID] = []
  private var first = 0
  /// Constants without a place are shared by the whole file: the last occurrence counts.
  private var sharedParents: [UInt32: IRNodeID] = [:]
  private var found: [Found] = []
  /// A bit for each kind of which there are nodes.
  private var kinds: UInt64 = 0

  private struct Found {
    var node: IRNodeID
    var parent: IRNodeID
    var start: UInt32
    var isShared: Bool
  }

  init(_ facts: FileFacts, _ row: FunctionRow) {
    self.facts = facts
    collect(.block(row.body), parent: .none, depth: 0)
    var order = found.map { UInt64($0.start) << 32 | UInt64($0.node.rawValue) }
    order.sort()
    nodes = order.map { IRNodeID(rawValue: UInt32(truncatingIfNeeded: $0)) }
    noteParents()
    found = []
  }

  func has(_ kind: IRKind) -> Bool { kinds >> UInt64(kind.rawValue) & 1 != 0 }

  /// The nodes of a part of a body, in order of evaluation.
  static func inside(_ node: IRNodeID, _ facts: FileFacts) -> [IRNodeID] {
    let part = BodyNodes(facts)
    part.collect(.node(node.rawValue), parent: .none, depth: 0)
    return part.found.map { $0.node }
  }

  private init(_ facts: FileFacts) { self.facts = facts }

  /// The node around; none at the top of the body.
  func parent(_ node: IRNodeID) -> IRNodeID {
    let index = Int(node.rawValue) - first
    if parents.indices.contains(index), parents[index] != Self.absent { return parents[index] }
    return sharedParents[node.rawValue] ?? .none
  }

  private static let absent = IRNodeID(rawValue: .max)

  private func noteParents() {
    var last = 0
    first = Int.max
    for item in found where !item.isShared {
      first = min(first, Int(item.node.rawValue))
      last = max(last, Int(item.node.rawValue))
    }
    if first <= last {
      parents = [IRNodeID](repeating: Self.absent, count: last - first + 1)
    } else {
      first = 0
    }
    for item in found {
      if item.isShared {
        sharedParents[item.node.rawValue] = item.parent
      } else {
        parents[Int(item.node.rawValue) - first] = item.parent
      }
    }
  }

  private func collect(_ part: FactsPart, parent: IRNodeID, depth: Int) {
    guard depth < 3000 else { return }
    switch part {
    case .node(let id):
      let node = IRNodeID(rawValue: id)
      guard node.exists else { return }
      let row = facts[node]
      kinds |= 1 << UInt64(row.kind.rawValue)
      found.append(
        Found(
          node: node, parent: parent, start: row.start,
          isShared: row.kind == .constant && row.start == 0 && row.length == 0))
      facts.forEachPart(of: id) { collect($0, parent: node, depth: depth + 1) }
    case .block(let list):
      for statement in facts.list(list) {
        collect(.node(statement.rawValue), parent: parent, depth: depth + 1)
      }
    case .function(let index):
      nested.append(index)
      // Decorators and defaults are evaluated here.
      let function = facts.functions[Int(index)]
      for decorator in facts.list(function.decorators) {
        collect(.node(decorator.rawValue), parent: parent, depth: depth + 1)
      }
      for parameter in function.parameters {
        let value = facts.parameters[Int(parameter)].defaultValue
        collect(.node(value.rawValue), parent: parent, depth: depth + 1)
      }
    case .class(let index):
      let row = facts.classes[Int(index)]
      for list in [row.decorators, row.bases, row.keywords] {
        collect(.block(list), parent: parent, depth: depth)
      }
      collect(.block(row.body), parent: parent, depth: depth + 1)
    }
  }
}
