/// A readable text of a file's facts, for goldens and for looking at them.
///
/// `x@3` is a name bound in scope 3, `x?` one bound nowhere in the file. `L7` is a line.
package struct FactsDump {
  private let facts: FileFacts
  private var text = ""
  private var indent = 0

  package static func of(_ facts: FileFacts) -> String {
    var dump = FactsDump(facts: facts)
    dump.writeAll()
    return dump.text
  }

  private init(facts: FileFacts) { self.facts = facts }

  private mutating func line(_ words: String) {
    text += String(repeating: "  ", count: indent) + words + "\n"
  }

  private mutating func writeAll() {
    if let exports = facts.exports {
      line("exports " + exports.map { facts.names[$0] }.joined(separator: " "))
    }
    for note in facts.notes { line("note L\(note.line) \(note.text)") }
    for (index, row) in facts.imports.enumerated() { line("import \(index) \(describe(row))") }
    for (index, row) in facts.scopes.enumerated() { writeScope(index, row) }
    for (index, row) in facts.classes.enumerated() { writeClass(index, row) }
    for (index, row) in facts.functions.enumerated() { writeFunction(index, row) }
  }

  // MARK: rows

  private func describe(_ row: ImportRow) -> String {
    var words = String(repeating: ".", count: Int(row.level)) + facts.names[row.module]
    if row.name != 0 { words += ":" + facts.names[row.name] }
    if row.symbol != UInt32.max { words += " as " + symbolName(row.symbol) }
    if row.bindsSubmodule { words += " (submodule)" }
    if row.isTypeOnly { words += " (types)" }
    return words + " in f\(row.function)"
  }

  private func symbolName(_ symbol: UInt32) -> String {
    guard Int(symbol) < facts.symbols.count else { return "?" }
    let row = facts.symbols[Int(symbol)]
    return "\(facts.names[row.name])@\(row.scope)"
  }

  private mutating func writeScope(_ index: Int, _ row: ScopeRow) {
    line("scope \(index) \(row.kind) in \(row.parent) owner \(row.owner)")
    indent += 1
    for symbol in row.symbols {
      let row = facts.symbols[Int(symbol)]
      line("\(facts.names[row.name]) [\(names(of: row.flags))]")
      indent += 1
      for definition in row.definitions { line(describe(facts.definitions[Int(definition)])) }
      indent -= 1
    }
    indent -= 1
  }

  private func describe(_ row: DefinitionRow) -> String {
    var words = "L\(facts.line(of: row.start)) \(row.kind)"
    switch row.kind {
    case .import: words += " #\(row.value)"
    case .function: words += " f\(row.value)"
    case .class: words += " c\(row.value)"
    case .parameter: words += " p\(row.value)"
    case .deletion: break
    default: words += " \(expression(row.value))"
    }
    if row.position != -1 { words += " [\(row.position)]" }
    if row.isTypeOnly { words += " (types)" }
    return words + " in f\(row.function)"
  }

  private func names(of flags: SymbolFlags) -> String {
    let all: [(SymbolFlags, String)] = [
      (.parameter, "parameter"), (.imported, "imported"), (.function, "function"),
      (.class, "class"), (.assigned, "assigned"), (.captured, "captured"), (.rebound, "rebound"),
    ]
    return all.filter { flags.contains($0.0) }.map(\.1).joined(separator: " ")
  }

  private func names(of flags: FunctionFlags) -> String {
    let all = [
      "async", "generator", "lambda", "method", "module", "hasAwait", "hasAsyncWith",
      "hasAsyncFor", "hasCall", "hasWith", "hasTry", "hasLoop", "hasReturnValue", "hasRaise",
      "trivial", "writesSelf", "hasAsyncComprehension",
    ]
    let set = all.indices.filter { flags.rawValue >> UInt32($0) & 1 == 1 }
    return set.map { all[$0] }.joined(separator: " ")
  }

  private mutating func writeClass(_ index: Int, _ row: ClassRow) {
    let parts = list(row.bases) + list(row.keywords)
    line(
      "class \(index) \(facts.names[row.name])(\(parts.joined(separator: ", "))) scope \(row.scope)"
        + " in \(row.parentScope) run by f\(row.parent)")
    indent += 1
    for decorator in list(row.decorators) { line("@\(decorator)") }
    for attribute in row.attributes {
      let row = facts.attributes[Int(attribute)]
      var words = "self.\(facts.names[row.name]) L\(facts.line(of: row.start)) \(row.kind)"
      if row.annotation.exists { words += ": \(expression(row.annotation.rawValue))" }
      if row.value.exists { words += " = \(expression(row.value.rawValue))" }
      if row.position != -1 { words += " [\(row.position)]" }
      line(words + " in f\(row.function)")
    }
    block(row.body)
    indent -= 1
  }

  private mutating func writeFunction(_ index: Int, _ row: FunctionRow) {
    var words = "function \(index) \(facts.names[row.name])("
    words += row.parameters.map { describe(facts.parameters[Int($0)]) }.joined(separator: ", ")
    words += ")"
    if row.returns.exists { words += " -> \(expression(row.returns.rawValue))" }
    words += " [\(names(of: row.flags))] scope \(row.scope) in \(row.parentScope)"
    words += " run by f\(row.parent)"
    if row.owner != 0 { words += " of c\(row.owner - 1)" }
    line(words)
    indent += 1
    for decorator in list(row.decorators) { line("@\(decorator)") }
    block(row.body)
    indent -= 1
  }

  private func describe(_ row: ParameterRow) -> String {
    let stars: [ParameterKind: String] = [
      .positionalOnly: "/", .variadic: "*", .keywordOnly: "=", .keywordVariadic: "**",
    ]
    var words = (stars[row.kind] ?? "") + symbolName(row.symbol)
    if row.annotation.exists { words += ": \(expression(row.annotation.rawValue))" }
    if row.defaultValue.exists { words += " = \(expression(row.defaultValue.rawValue))" }
    return words
  }

  // MARK: statements

  private mutating func block(_ list: UInt32) {
    for statement in facts.items(list) { write(statement) }
  }

  private mutating func nested(_ title: String, _ list: UInt32) {
    if list == 0 { return }
    if !title.isEmpty { line(title) }
    indent += 1
    block(list)
    indent -= 1
  }

  private mutating func write(_ id: UInt32) {
    let node = facts.node(id)
    let head = "L\(facts.line(of: node.start)) "
    switch node.kind {
    case .expression: line(head + expression(node.a))
    case .assign: line(head + list(node.b).map { $0 + " = " }.joined() + expression(node.a))
    case .augAssign: line(head + "\(expression(node.a)) \(op(node.flags))= \(expression(node.b))")
    case .annAssign:
      let value = facts.word(node.b, 1)
      line(
        head + "\(expression(node.a)): \(expression(facts.word(node.b, 0)))"
          + (value == 0 ? "" : " = \(expression(value))"))
    case .if, .while:
      line(head + "\(node.kind) \(expression(node.a))")
      nested("", facts.word(node.b, 0))
      nested("else", facts.word(node.b, 1))
    case .for:
      let target = expression(facts.word(node.b, 0))
      line(head + "\(node.flags == 1 ? "async " : "")for \(target) in \(expression(node.a))")
      nested("", facts.word(node.b, 1))
      nested("else", facts.word(node.b, 2))
    case .with:
      line(head + "\(node.flags == 1 ? "async " : "")with \(pairs(node.a, " as "))")
      nested("", node.b)
    case .try: writeTry(node, head)
    case .match: writeMatch(node, head)
    case .import:
      let rows = node.a..<(node.a &+ node.b)
      line(head + "import " + rows.map { "#\($0)" }.joined(separator: " "))
    case .functionDefinition: line(head + "def f\(node.a)")
    case .classDefinition: line(head + "class c\(node.a)")
    case .scopeDeclaration:
      line(head + "declare " + facts.items(node.a).map { facts.names[$0] }.joined(separator: " "))
    case .return, .raise, .assert:
      let parts = [node.a, node.b].filter { $0 != 0 }.map { " " + expression($0) }
      line(head + "\(node.kind)" + parts.joined())
    case .delete: line(head + "delete " + list(node.a).joined(separator: ", "))
    case .pass, .break, .continue: line(head + "\(node.kind)")
    case .broken:
      line(head + "broken")
      nested("", node.a)
    default: line(head + "value " + expression(id))
    }
  }

  private mutating func writeTry(_ node: IRNode, _ head: String) {
    line(head + (node.flags == 1 ? "try*" : "try"))
    nested("", facts.word(node.a, 0))
    for handler in facts.items(facts.word(node.a, 1)) {
      let row = facts.node(handler)
      let symbol = facts.word(row.b, 1)
      let name = symbol == 0 ? "" : " as \(symbolName(symbol - 1))"
      nested("except \(expression(row.a))\(name)", facts.word(row.b, 2))
      if facts.word(row.b, 2) == 0 { line("except \(expression(row.a))\(name)") }
    }
    nested("else", facts.word(node.a, 2))
    nested("finally", facts.word(node.a, 3))
  }

  private mutating func writeMatch(_ node: IRNode, _ head: String) {
    line(head + "match \(expression(node.a))")
    indent += 1
    for part in facts.items(node.b) {
      let row = facts.node(part)
      let condition = facts.word(row.b, 0)
      let suffix = condition == 0 ? "" : " if \(expression(condition))"
      line("case \(expression(row.a))\(suffix)")
      nested("", facts.word(row.b, 1))
    }
    indent -= 1
  }

  // MARK: expressions

  private func list(_ list: UInt32) -> [String] { facts.items(list).map { expression($0) } }

  private func pairs(_ list: UInt32, _ separator: String) -> String {
    let words = Array(facts.items(list, width: 2))
    let parts = stride(from: 0, to: words.count - 1, by: 2).map { place in
      let second = words[place + 1] == 0 ? "" : separator + expression(words[place + 1])
      return expression(words[place]) + second
    }
    return parts.joined(separator: ", ")
  }

  private func op(_ raw: UInt8) -> String {
    let all = ["+", "-", "*", "@", "/", "%", "**", "<<", ">>", "|", "^", "&", "//"]
    return Int(raw) < all.count ? all[Int(raw)] : "?"
  }

  private func expression(_ id: UInt32) -> String {
    if id == 0 { return "none" }
    let node = facts.node(id)
    switch node.kind {
    case .constant: return constant(node)
    case .name:
      return node.b == 0
        ? facts.names[node.a] + "?"
        : symbolName(node.b - 1)
    case .attribute: return "\(expression(node.a)).\(facts.names[node.b])"
    case .call: return "\(expression(node.a))(\(list(node.b).joined(separator: ", ")))"
    case .keyword:
      return node.b == 0
        ? "**\(expression(node.a))" : "\(facts.names[node.b])=\(expression(node.a))"
    case .starred: return "*\(expression(node.a))"
    case .await: return "(await \(expression(node.a)))"
    case .yield: return "(yield \(expression(node.a)))"
    case .yieldFrom: return "(yield from \(expression(node.a)))"
    case .lambda: return "(lambda f\(node.a))"
    case .comprehension: return comprehension(node)
    case .binary: return "(\(expression(node.a)) \(op(node.flags)) \(expression(node.b)))"
    case .unary:
      let words = ["~", "not ", "+", "-"]
      return "\(words[Int(node.flags & 3)])\(expression(node.a))"
    case .boolean:
      return "(" + list(node.a).joined(separator: node.flags == 1 ? " or " : " and ") + ")"
    case .compare: return compare(node)
    case .conditional:
      let body = expression(facts.word(node.b, 0))
      return "(\(body) if \(expression(node.a)) else \(expression(facts.word(node.b, 1))))"
    case .subscript: return "\(expression(node.a))[\(expression(node.b))]"
    case .slice:
      return (0..<3).map { expression(facts.word(node.a, $0)) }.joined(separator: ":")
    case .tuple: return "(" + list(node.a).joined(separator: ", ") + ",)"
    case .list: return "[" + list(node.a).joined(separator: ", ") + "]"
    case .set: return "{" + list(node.a).joined(separator: ", ") + "}"
    case .dict: return "{" + pairs(node.a, ": ") + "}"
    case .formatted: return "f(" + list(node.a).joined(separator: ", ") + ")"
    case .namedExpression: return "(\(expression(node.a)) := \(expression(node.b)))"
    case .pattern: return pattern(node)
    case .broken: return "broken(" + list(node.a).joined(separator: ", ") + ")"
    default: return "<\(node.kind)>"
    }
  }

  private func constant(_ node: IRNode) -> String {
    switch IRConstant(rawValue: node.flags) {
    case .integer: return node.b == 1 ? "\(Int32(bitPattern: node.a))" : "integer"
    case .float: return "\(Float(bitPattern: node.a))"
    case .string:
      if node.a == 0 { return node.b == 0 ? "''" : "'…\(node.b)'" }
      return "'" + facts.names[node.a].replacing("\n", with: "\\n") + "'"
    case .bytes: return "bytes"
    case .imaginary: return "imaginary"
    case .ellipsis: return "..."
    case .true: return "True"
    case .false: return "False"
    case .none?, nil: return "None"
    }
  }

  private func compare(_ node: IRNode) -> String {
    let all = ["==", "!=", "<", "<=", ">", ">=", "is", "is not", "in", "not in"]
    var words = "(" + expression(node.a)
    let pairs = Array(facts.items(node.b, width: 2))
    for place in stride(from: 0, to: pairs.count - 1, by: 2) {
      let op = Int(pairs[place]) < all.count ? all[Int(pairs[place])] : "?"
      words += " \(op) \(expression(pairs[place + 1]))"
    }
    return words + ")"
  }

  private func comprehension(_ node: IRNode) -> String {
    let kind = node.comprehension ?? .list
    var words = "\(kind)@\(node.b)(" + expression(facts.word(node.a, 0))
    let value = facts.word(node.a, 1)
    if value != 0 { words += ": " + expression(value) }
    var place = 3
    for _ in 0..<facts.word(node.a, 2) {
      words += facts.word(node.a, place + 2) == 1 ? " async for " : " for "
      words += expression(facts.word(node.a, place)) + " in "
      words += expression(facts.word(node.a, place + 1))
      let count = Int(facts.word(node.a, place + 3))
      for condition in 0..<count {
        words += " if " + expression(facts.word(node.a, place + 4 + condition))
      }
      place += 4 + count
    }
    return words + ")"
  }

  private func pattern(_ node: IRNode) -> String {
    let kind = IRPattern(rawValue: node.flags) ?? .wildcard
    let name = node.b == 0 ? "" : " as " + symbolName(node.b - 1)
    let parts = list(node.a)
    return "\(kind)" + (parts.isEmpty ? "" : "(" + parts.joined(separator: ", ") + ")") + name
  }
}
