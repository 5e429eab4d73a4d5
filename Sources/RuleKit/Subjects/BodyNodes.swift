import PythonSemantics
import Summaries

/// The nodes of one body, without those of nested functions.
struct BodyNodes {
  /// In source order.
  private(set) var nodes: [IRNodeID] = []
  /// The node around each.
  private(set) var parents = NumberMap<IRNodeID>()
  /// Function indices of nested definitions.
  private(set) var nested: [UInt32] = []

  private let facts: FileFacts
  private var found: [IRNodeID] = []

  init(_ facts: FileFacts, _ row: FunctionRow) {
    self.facts = facts
    collect(.block(row.body), parent: .none, depth: 0)
    var order = found.map { UInt64(facts[$0].start) << 32 | UInt64($0.rawValue) }
    order.sort()
    nodes = order.map { IRNodeID(rawValue: UInt32(truncatingIfNeeded: $0)) }
    found = []
  }

  private mutating func collect(_ part: FactsPart, parent: IRNodeID, depth: Int) {
    guard depth < 3000 else { return }
    switch part {
    case .node(let id):
      let node = IRNodeID(rawValue: id)
      guard node.exists else { return }
      found.append(node)
      parents[node] = parent
      for part in facts.parts(of: id) { collect(part, parent: node, depth: depth + 1) }
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
      for node in facts.list(row.decorators) + facts.list(row.bases) + facts.list(row.keywords) {
        collect(.node(node.rawValue), parent: parent, depth: depth + 1)
      }
      collect(.block(row.body), parent: parent, depth: depth + 1)
    }
  }
}
