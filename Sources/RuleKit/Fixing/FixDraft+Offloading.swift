import Project
package import PythonSemantics
import SourceText

/// How the file of a function hands work to a thread.
struct Offloader {
  /// Up to the function that is handed over.
  var opening: String
  /// Whether keyword arguments are passed on.
  var takesKeywords: Bool
}

extension FixDraft {
  /// `f(a, b)` → `await asyncio.to_thread(f, a, b)`, with what the file uses for it.
  package mutating func offload(_ call: Call) {
    guard let whole = range(call.node), let open = openParenthesis(call), canAwait(at: call.node),
      !callsSuper(call.callee),
      // What is awaited already would need two: the thread's, and that of its result.
      function.use(of: call.node) != .awaited
    else { return spoil() }
    let offloader = offloader()
    let isEmpty = call.arguments.isEmpty && text.isSpace(open + 1, whole.end - 1)
    let hasKeywords = call.arguments.contains { $0.keyword != nil }
    let needsPartial = hasKeywords && !offloader.takesKeywords
    var prefix = "await \(offloader.opening)"
    var suffix = ""
    if needsPartial {
      prefix += importing("functools") + ".partial("
      suffix += ")"
    }
    if needsParentheses(call.node) {
      prefix = "(" + prefix
      suffix += ")"
    }
    if isEmpty {
      insert(prefix, at: whole.start)
      replace(TextRange(start: open, end: whole.end), with: ")" + suffix)
      return
    }
    if let only = call.arguments.first, call.arguments.count == 1, range(only.node)?.start == open {
      // `any(x for x in y)`: the parentheses belong to both.
      insert(prefix, at: whole.start)
      insert(", ", at: open)
      insert(")" + suffix, at: whole.end)
      return
    }
    let next = text.skipBlanks(open + 1)
    if text[next] == 0x0a || text[next] == 0x0d || text[next] == UInt8(ascii: "#") {
      let first = text.skipSpace(text.nextLine(next))
      insert(prefix + "\n" + text.indentation(first), at: whole.start)
      replace(TextRange(start: open, end: open + 1), with: ",")
    } else {
      insert(prefix, at: whole.start)
      replace(TextRange(start: open, end: next), with: ", ")
    }
    if !suffix.isEmpty { insert(suffix, at: whole.end) }
  }

  /// `with open(p) as f: …` and `for line in open(p): …` → the same in a function of its own, which
  /// runs on a thread.
  package mutating func offload(block statement: IRNodeID) {
    guard let place = wholeLines(of: statement), canAwait(at: statement),
      let result = blockResult(statement)
    else { return spoil() }
    let opening = offloader().opening
    let indentation = indentation(of: statement)
    let name = blockName(statement)
    let above = text.lineStart(place.start)
    let isFirst = block(around: statement).first == statement
    let isSpaced = isFirst || above == 0 || !followsCode(above, indentation)
    insert((isSpaced ? "" : "\n") + "\(indentation)def \(name)():\n", at: place.start)
    indent(place)
    let tail: String
    let call = "await \(opening)\(name))"
    switch result {
    case .nothing: tail = "\n\n\(indentation)\(call)"
    case .returns: tail = "\n\n\(indentation)return \(call)"
    case .names(let names):
      let list = names.joined(separator: ", ")
      tail = "\n\(indentation)\(step)return \(list)\n\n\(indentation)\(list) = \(call)"
    }
    insert(tail, at: place.end)
  }

  /// `with_file` for `with … as file`; numbered where one function has several.
  private func blockName(_ statement: IRNodeID) -> String {
    func wanted(_ node: IRNodeID) -> String {
      let row = function[node]
      let target: IRNodeID? =
        switch row.kind {
        case .with: function.facts.managers(node).first?.target
        case .for: function.facts.targets(node).first
        default: nil
        }
      guard let target, function.kind(target) == .name else { return "in_thread" }
      return (row.kind == .with ? "with_" : "for_") + function.spelling(target)
    }
    let name = wanted(statement)
    let before = function.nodes.filter {
      [.with, .for].contains(function.kind($0)) && wanted($0) == name
        && function[$0].start < function[statement].start
    }
    return freshName(before.isEmpty ? name : "\(name)_\(before.count + 1)")
  }

  /// Whether the line above has code, and no comment that belongs to what follows.
  private func followsCode(_ line: UInt32, _ indentation: String) -> Bool {
    let above = text.lineStart(line - 1)
    switch text[text.skipBlanks(above)] {
    case 0x0a, 0x0d: return false
    case UInt8(ascii: "#"): return text.indentation(above) != indentation
    default: return true
    }
  }

  // MARK: What the file uses

  mutating func offloader() -> Offloader {
    if let name = homeAssistant {
      return Offloader(opening: "\(name).async_add_executor_job(", takesKeywords: false)
    }
    let roots = Set(
      function.facts.imports.filter { $0.level == 0 && !$0.isTypeOnly }.map {
        function.facts.names.root($0.module)
      })
    if roots.contains("anyio") {
      let module = importing("anyio")
      return Offloader(opening: "\(module).to_thread.run_sync(", takesKeywords: false)
    }
    if roots.contains("trio"), !roots.contains("asyncio") {
      let module = importing("trio")
      return Offloader(opening: "\(module).to_thread.run_sync(", takesKeywords: false)
    }
    let module = importing("asyncio")
    if let target = function.context.target, target < 9 {
      return Offloader(
        opening: "\(module).get_running_loop().run_in_executor(None, ", takesKeywords: false)
    }
    return Offloader(opening: "\(module).to_thread(", takesKeywords: true)
  }

  /// The `hass` that an integration of Home Assistant works with.
  private var homeAssistant: String? {
    let facts = function.facts
    guard
      facts.imports.contains(where: { facts.names[$0.module].hasPrefix("homeassistant.") })
        || function.module.name.hasPrefix("homeassistant."),
      let hass = facts.names.find("hass")
    else { return nil }
    let isParameter = function.row.parameters.contains {
      facts.parameters[Int($0)].name == hass
    }
    if isParameter { return "hass" }
    guard let receiver = function.receiverName, function.row.owner != 0 else { return nil }
    let body = text.text(function.row.range)
    return body.contains("\(receiver).hass.") ? "\(receiver).hass" : nil
  }

  /// `super()` without arguments finds its class in the frame that calls it.
  private func callsSuper(_ node: IRNodeID) -> Bool {
    function.nodes.contains {
      function.isInside($0, node) && function.kind($0) == .name
        && function.spelling($0) == "super"
    }
  }

  // MARK: Blocks

  private enum BlockResult {
    case nothing
    /// Each way through it ends with `return`.
    case returns
    /// What is bound in it and read after it.
    case names([String])
  }

  /// What a function made of the statement gives back; nil where it cannot be one.
  private func blockResult(_ statement: IRNodeID) -> BlockResult? {
    let facts = function.facts
    let inside = function.nodes.filter { function.isInside($0, statement) }
    var hasReturn = false
    for node in inside {
      let row = function[node]
      switch row.kind {
      case .await, .yield, .yieldFrom, .delete, .scopeDeclaration, .broken, .import,
        .classDefinition,
        .functionDefinition, .namedExpression:
        return nil
      case .for, .with: if row.isAsync { return nil }
      case .break, .continue: if jumpsOut(node, of: [statement]) { return nil }
      case .return: hasReturn = true
      case .name:
        if ["super", "__class__", "locals"].contains(function.spelling(node)) { return nil }
      default: break
      }
    }
    guard let names = boundNames(in: statement, inside) else { return nil }
    if hasReturn { return names.isEmpty && alwaysReturns(statement) ? .returns : nil }
    let top = directlyBound(statement)
    guard names.allSatisfy({ top.contains($0) }) else { return nil }
    return names.isEmpty
      ? .nothing : .names(names.sorted().map { facts.names[facts.symbols[Int($0)].name] })
  }

  /// Symbols that are bound in the statement and read outside of it. Nil when one of those that it
  /// binds has another value before, or is seen by other functions.
  private func boundNames(in statement: IRNodeID, _ inside: [IRNodeID]) -> [UInt32]? {
    var bound: Set<UInt32> = []
    for node in inside where function.isBinding(node) {
      guard let symbol = function.symbol(node) else { continue }
      guard function.isLocal(symbol), !function.isCaptured(symbol) else {
        if isOfComprehension(symbol) { continue }
        return nil
      }
      bound.insert(symbol)
    }
    var result: [UInt32] = []
    for symbol in bound.sorted() {
      let uses = function.nodes.filter { function.symbol($0) == symbol }
      let outside = uses.filter { !function.isInside($0, statement) && !isRebound($0, symbol) }
      if outside.contains(where: { function.isBinding($0) }) { return nil }
      if function.facts.symbols[Int(symbol)].flags.contains(.parameter) { return nil }
      if !outside.isEmpty { result.append(symbol) }
    }
    return result
  }

  /// In another `with` or `for` that binds the name itself: another value.
  private func isRebound(_ use: IRNodeID, _ symbol: UInt32) -> Bool {
    function.ancestors(use).contains { around in
      switch function.kind(around) {
      case .with: function.facts.managers(around).contains { function.symbol($0.target) == symbol }
      case .for:
        function.facts.targets(around).contains { function.symbol($0) == symbol }
          && function.facts.statements(.body, of: around).contains { function.isInside(use, $0) }
      default: false
      }
    }
  }

  private func isOfComprehension(_ symbol: UInt32) -> Bool {
    let scope = function.facts.symbols[Int(symbol)].scope
    return function.facts.scopes[Int(scope)].kind == .comprehension
  }

  /// Bound by an assignment at the top of the `with` body: on each way to its end.
  private func directlyBound(_ statement: IRNodeID) -> Set<UInt32> {
    let row = function[statement]
    guard row.kind == .with else { return [] }
    var result: Set<UInt32> = []
    for inner in function.facts.statements(.body, of: statement) {
      for target in function.kind(inner) == .for ? [] : function.facts.targets(inner) {
        if let symbol = function.symbol(target) { result.insert(symbol) }
        if function.kind(target) == .tuple {
          result.formUnion(function.facts.items(target).compactMap { function.symbol($0) })
        }
      }
      if function.kind(inner) == .with { result.formUnion(directlyBound(inner)) }
    }
    return result
  }

  private func alwaysReturns(_ statement: IRNodeID) -> Bool {
    let facts = function.facts
    let row = function[statement]
    func ends(_ block: IRBlock) -> Bool {
      facts.statements(block, of: statement).last.map { alwaysReturns($0) } ?? false
    }
    switch row.kind {
    case .return: return true
    case .with: return ends(.body)
    case .if: return ends(.body) && ends(.orElse)
    default: return false
    }
  }
}
