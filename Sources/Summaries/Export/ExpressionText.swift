import PythonSemantics
import PythonSyntax

extension FileFacts {
  /// The source of a simple expression, as decorators of models are made of; nil for others.
  func sourceText(_ node: IRNodeID, depth: Int = 0) -> String? {
    guard depth < 12 else { return nil }
    let row = self[node]
    func part(_ id: UInt32) -> String? { sourceText(IRNodeID(rawValue: id), depth: depth + 1) }
    switch row.kind {
    case .name: return names[row.a]
    case .attribute: return part(row.a).map { "\($0).\(names[row.b])" }
    case .keyword: return part(row.a).map { "\(names[row.b])=\($0)" }
    case .constant: return constantText(row)
    case .unary:
      guard let operand = part(row.a) else { return nil }
      switch UnaryOperator(rawValue: row.flags) {
      case .not: return "not \(operand)"
      case .uSub: return "-\(operand)"
      default: return nil
      }
    case .boolean:
      let operands = list(row.a).map { sourceText($0, depth: depth + 1) }
      if operands.contains(nil) { return nil }
      return operands.compactMap { $0 }.joined(separator: row.flags & 1 != 0 ? " or " : " and ")
    case .compare:
      guard var text = part(row.a) else { return nil }
      for pair in pairs(row.b) {
        guard let other = part(pair.second), let sign = Self.signs[pair.first] else { return nil }
        text += " \(sign) \(other)"
      }
      return text
    case .call:
      guard let callee = part(row.a) else { return nil }
      let arguments = list(row.b).map { sourceText($0, depth: depth + 1) }
      if arguments.contains(nil) { return nil }
      return "\(callee)(\(arguments.compactMap { $0 }.joined(separator: ", ")))"
    default: return nil
    }
  }

  private static let signs: [UInt32: String] = [
    UInt32(ComparisonOperator.equal.rawValue): "==",
    UInt32(ComparisonOperator.notEqual.rawValue): "!=",
    UInt32(ComparisonOperator.less.rawValue): "<",
    UInt32(ComparisonOperator.lessOrEqual.rawValue): "<=",
    UInt32(ComparisonOperator.greater.rawValue): ">",
    UInt32(ComparisonOperator.greaterOrEqual.rawValue): ">=",
    UInt32(ComparisonOperator.is.rawValue): "is",
    UInt32(ComparisonOperator.isNot.rawValue): "is not",
    UInt32(ComparisonOperator.in.rawValue): "in",
    UInt32(ComparisonOperator.notIn.rawValue): "not in",
  ]

  private func constantText(_ row: IRNode) -> String? {
    switch IRConstant(rawValue: row.flags) ?? .ellipsis {
    case .none: return "None"
    case .true: return "True"
    case .false: return "False"
    case .ellipsis: return "..."
    case .integer: return row.b == 1 ? String(Int32(bitPattern: row.a)) : nil
    case .float: return "\(Float(bitPattern: row.a))"
    case .string:
      let text = names[row.a]
      return text.contains("\"") || text.contains("\\") ? nil : "\"\(text)\""
    default: return nil
    }
  }
}
