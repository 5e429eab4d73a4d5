import PythonSyntax
import SourceText

extension Lowerer {
  /// `import a.b` binds `a`, `import a.b as c` the submodule.
  mutating func lowerImport(_ view: ImportNode) {
    let id = emit(.import, at: view.node)
    scratch.append(id)
    let first = UInt32(truncatingIfNeeded: imports.count)
    for node in view.names where node.kind == .alias {
      let alias = AliasNode(unchecked: node)
      let module = internDotted(alias.name)
      let bound = alias.asName ?? firstComponent(of: alias.name)
      let symbol = defineImport(bound, statement: id)
      imports.append(
        ImportRow(
          module: module, level: 0, name: 0, symbol: symbol,
          bindsSubmodule: alias.asName != nil, isTypeOnly: isTypeOnly, function: function.index,
          start: node.start))
      remember(symbol, knownModule(alias))
    }
    fill(id, a: first, b: UInt32(truncatingIfNeeded: imports.count) - first)
  }

  mutating func lowerImportFrom(_ view: ImportFromNode) {
    let id = emit(.import, at: view.node)
    scratch.append(id)
    let first = UInt32(truncatingIfNeeded: imports.count)
    let module = view.module.map { internDotted($0) } ?? 0
    let level = UInt16(clamping: view.level)
    for node in view.names where node.kind == .alias {
      let alias = AliasNode(unchecked: node)
      var row = ImportRow(
        module: module, level: level, name: intern(alias.name), symbol: UInt32.max,
        bindsSubmodule: false, isTypeOnly: isTypeOnly, function: function.index, start: node.start)
      if !source.spells(alias.name, "*") {
        row.symbol = defineImport(alias.asName ?? alias.name, statement: id)
        if level == 0, let range = view.module {
          remember(row.symbol, knownMember(alias.name, of: range))
        }
      }
      imports.append(row)
    }
    fill(id, a: first, b: UInt32(truncatingIfNeeded: imports.count) - first)
  }

  private mutating func defineImport(_ range: TextRange, statement: UInt32) -> UInt32 {
    let row = UInt32(truncatingIfNeeded: imports.count)
    let binding = Binding(kind: .import, value: row, statement: statement)
    return define(intern(range), .imported, binding, at: range.start)
  }

  private func firstComponent(of range: TextRange) -> TextRange {
    var end = range.start
    while end < range.end, isNameByte(source[Int(end)]) { end += 1 }
    return TextRange(start: range.start, end: end)
  }

  private func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...: true
    default: false
    }
  }

  /// A dotted name without the blanks, line ends and comments that may stand around the dots.
  private mutating func internDotted(_ range: TextRange) -> LocalName {
    let text = source.slice(range)
    let dot = UInt8(ascii: ".")
    if text.allSatisfy({ $0 == dot || isNameByte($0) }) { return intern(range) }
    var kept: [UInt8] = []
    var inComment = false
    for byte in text {
      if byte == UInt8(ascii: "#") { inComment = true }
      if byte == 10 || byte == 13 { inComment = false }
      if !inComment, byte == dot || isNameByte(byte) { kept.append(byte) }
    }
    return names.intern(kept)
  }
}
