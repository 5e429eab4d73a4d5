import Project
import PythonSemantics
import SourceText

extension FixDraft {
  /// The name by which a module is known at this place; adds `import module` to the file where needed.
  /// The draft is spoiled where the name means something else.
  package mutating func importing(_ module: String) -> String {
    if let known = boundName(of: module) { return known }
    guard !isTaken(module) else {
      spoil()
      return module
    }
    insertImport(module)
    return module
  }

  /// Whether the function sees the name as something of the program, not as a builtin.
  package func isTaken(_ name: String) -> Bool {
    !visibleSymbols(name).isEmpty
  }

  /// A name that means nothing anywhere in the file.
  package func freshName(_ wanted: String) -> String {
    var name = wanted
    var number = 2
    while function.facts.names.find(name) != nil {
      name = "\(wanted)_\(number)"
      number += 1
    }
    return name
  }

  /// Symbols of the name in the scopes around the function's code, innermost first.
  private func visibleSymbols(_ name: String) -> [UInt32] {
    guard let local = function.facts.names.find(name) else { return [] }
    let facts = function.facts
    var result: [UInt32] = []
    var scope = function.row.scope
    for _ in 0..<1000 {
      let row = facts.scopes[Int(scope)]
      // Names of a class are not seen by its methods.
      if row.kind != .class || scope == function.row.scope {
        result += row.symbols.filter { facts.symbols[Int($0)].name == local }
      }
      if row.parent == scope { break }
      scope = row.parent
    }
    return result
  }

  private func boundName(of module: String) -> String? {
    let facts = function.facts
    for row in facts.imports {
      guard row.name == 0, row.level == 0, !row.isTypeOnly, facts.names[row.module] == module,
        row.function == 0 || row.function == UInt32(function.index), row.symbol != .max,
        row.bindsSubmodule || !module.contains(".")
      else { continue }
      let symbol = facts.symbols[Int(row.symbol)]
      let name = facts.names[symbol.name]
      // Not shadowed, and bound by imports alone.
      guard visibleSymbols(name).first == row.symbol,
        symbol.flags.isDisjoint(with: [.assigned, .parameter, .function, .class])
      else { continue }
      return name
    }
    return nil
  }

  // MARK: Placement

  private struct ImportLine {
    var node: IRNodeID
    var range: TextRange
    /// `import a`, not `from a import b`.
    var isPlain: Bool
    var root: String
    var isFuture: Bool { root == "__future__" }
    var isStandard: Bool
  }

  /// The imports at the top of the file, up to the first definition.
  private func importLines() -> [ImportLine] {
    let facts = function.facts
    var result: [ImportLine] = []
    for node in facts.list(facts.functions[0].body) {
      let row = facts[node]
      if row.kind == .functionDefinition || row.kind == .classDefinition { break }
      guard row.kind == .import, let range = range(node), 0 < row.b,
        text.lineStart(range.start) == range.start
      else { continue }
      let first = facts.imports[Int(row.a)]
      let root = facts.names.root(first.module)
      result.append(
        ImportLine(
          node: node, range: range, isPlain: first.name == 0, root: root,
          isStandard: first.level == 0 && StandardLibraryNames.contains(root)))
    }
    return result
  }

  /// Where isort and ruff put it: among the plain imports of the standard library, in order.
  private mutating func insertImport(_ module: String) {
    let line = "import \(module)"
    let all = importLines()
    let lines = all.filter { !$0.isFuture }
    let own = lines.filter {
      $0.isStandard == StandardLibraryNames.contains(String(module.prefix { $0 != "." }))
    }
    if let next = own.first(where: { $0.isPlain && module < $0.root }) {
      insert(line + "\n", at: next.range.start)
    } else if let last = own.last(where: { $0.isPlain }) {
      insert("\n" + line, at: text.lineEnd(last.range.end))
    } else if let first = own.first {
      insert(line + "\n", at: first.range.start)
    } else if let first = lines.first {
      insert(line + "\n\n", at: first.range.start)
    } else if let last = all.last {
      insert("\n\n" + line, at: text.lineEnd(last.range.end))
    } else {
      insertFirstImport(line)
    }
  }

  /// Adds a definition to the module, below its imports.
  package mutating func defineAfterImports(_ line: String) {
    guard let last = importLines().last else { return spoil() }
    insert("\n\n" + line, at: text.lineEnd(last.range.end))
  }

  private mutating func insertFirstImport(_ line: String) {
    let facts = function.facts
    let body = facts.list(facts.functions[0].body)
    if let first = body.first, facts[first].kind == .expression,
      facts[facts[first].operand].kind == .constant, let range = range(first)
    {
      let end = text.lineEnd(range.end)
      let follows = text.nextLine(end)
      let isTight = follows < text.count && text[follows] != 0x0a && text[follows] != 0x0d
      return insert("\n\n" + line + (isTight ? "\n" : ""), at: end)
    }
    insert(line + "\n\n\n", at: firstCodeLine())
  }

  /// The first line that is neither blank nor a comment; above the comments that touch it, unless they
  /// begin the file.
  private func firstCodeLine() -> UInt32 {
    var at: UInt32 = 0
    var block: UInt32 = 0
    while at < text.count {
      let first = text[text.skipBlanks(at)]
      if first == 0x0a || first == 0x0d {
        block = text.nextLine(at)
      } else if first != UInt8(ascii: "#") {
        return block == 0 ? at : block
      }
      at = text.nextLine(at)
    }
    return 0
  }
}
