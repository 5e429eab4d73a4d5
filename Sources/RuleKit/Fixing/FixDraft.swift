package import Diagnostics
import Project
package import PythonSemantics
package import SourceText

/// A fix in the making: edits of the file of one function, told in nodes. A step that cannot be done
/// without guessing spoils the draft, and no fix is offered.
package struct FixDraft {
  package let function: FunctionSubject
  package let text: FileText
  private var fix: Fix
  private var isSpoiled = false

  package init?(_ function: FunctionSubject, _ title: String, _ safety: FixSafety) {
    guard let text = function.context.texts.text(function.module.path),
      text.count == function.facts.byteCount
    else { return nil }
    self.function = function
    self.text = text
    fix = Fix(title, safety: safety)
  }

  /// The fix, if each step of it could be done.
  package var result: Fix? { isSpoiled || fix.edits.isEmpty || overlaps ? nil : fix }

  /// Whether some edit lies in what another one replaces: the order of the two would be a guess.
  private var overlaps: Bool {
    let ranges = fix.edits.map { $0.place.range }.sorted { ($0.start, $0.end) < ($1.start, $1.end) }
    return zip(ranges, ranges.dropFirst()).contains { $1.start < $0.end }
  }

  package mutating func spoil() { isSpoiled = true }

  // MARK: Edits

  package mutating func replace(_ range: TextRange, with text: String) {
    fix.edits.append(
      FixEdit(place: Place(path: function.module.path, range: range), text: text))
  }

  package mutating func insert(_ text: String, at offset: UInt32) {
    replace(TextRange(start: offset, end: offset), with: text)
  }

  package mutating func delete(_ start: UInt32, _ end: UInt32) {
    replace(TextRange(start: start, end: end), with: "")
  }

  package mutating func replace(_ node: IRNodeID, with text: String) {
    guard let range = range(node) else { return spoil() }
    replace(range, with: text)
  }

  // MARK: Nodes

  /// Where a node stands; nil for constants, which have no place, and for what is too long to know.
  package func range(_ node: IRNodeID) -> TextRange? {
    let row = function[node]
    guard node.exists, 0 < row.length, row.length < .max else { return nil }
    return TextRange(start: row.start, end: row.start + UInt32(row.length))
  }

  package func source(_ node: IRNodeID) -> String? { range(node).map { text.text($0) } }

  /// The opening parenthesis of a call.
  package func openParenthesis(_ call: Call) -> UInt32? {
    guard let callee = range(call.callee), let whole = range(call.node) else { return nil }
    var at = text.skipSpace(callee.end)
    while text[at] == UInt8(ascii: ")") { at = text.skipSpace(at + 1) }
    return text[at] == UInt8(ascii: "(") && at < whole.end ? at : nil
  }

  /// The text between the parentheses of a call.
  package func argumentsText(_ call: Call) -> String? {
    guard let open = openParenthesis(call), let whole = range(call.node) else { return nil }
    return text.text(open + 1, whole.end - 1)
  }

  // MARK: Await

  /// Whether `await` may be written at the node: in a coroutine, and not in a generator expression or
  /// the body of a class inside it.
  package func canAwait(at node: IRNodeID) -> Bool { function.isAsync && admitsAwait(at: node) }

  /// The same for a function that the fix makes a coroutine function.
  package func admitsAwait(at node: IRNodeID) -> Bool {
    var inner = node
    for ancestor in function.ancestors(node) {
      switch function.kind(ancestor) {
      case .comprehension:
        let row = function[ancestor]
        let isGenerator = row.comprehension == .generator
        // The first iterable is evaluated outside.
        let outer = function.facts.generators(ancestor).first?.iterable
        if isGenerator, inner != outer { return false }
      case .classDefinition: return false
      default: break
      }
      inner = ancestor
    }
    return true
  }

  /// Whether `await value` needs parentheses in the place of the node.
  package func needsParentheses(_ node: IRNodeID) -> Bool {
    let around = function.parent(node)
    guard around.exists else { return false }
    let row = function[around]
    switch row.kind {
    case .attribute, .call, .subscript: return row.operand == node
    default: return false
    }
  }

  /// Writes `await` before a call.
  package mutating func await(_ node: IRNodeID) {
    guard let range = range(node), canAwait(at: node) else { return spoil() }
    if needsParentheses(node) {
      insert("(await ", at: range.start)
      insert(")", at: range.end)
    } else {
      insert("await ", at: range.start)
    }
  }

  /// `asyncio.run(f())` → `await f()`.
  package mutating func unwrapRun(_ call: Call) {
    guard let whole = range(call.node), let job = call.arguments.first,
      let inner = source(job.node),
      call.arguments.count == 1, job.keyword == nil, !job.isStarred, !text.hasComment(whole),
      admitsAwait(at: call.node)
    else { return spoil() }
    replace(whole, with: needsParentheses(call.node) ? "(await \(inner))" : "await \(inner)")
  }

  /// Edits of another file, made by a draft of a function there.
  package mutating func add(_ other: Fix?) {
    guard let other else { return spoil() }
    fix.edits += other.edits
  }

  /// Takes the `await` before a value away.
  package mutating func removeAwait(_ node: IRNodeID) {
    guard let range = range(node), function.kind(node) == .await,
      text.text(range.start, range.start + 5) == "await"
    else { return spoil() }
    delete(range.start, text.skipSpace(range.start + 5))
  }
}

extension FunctionSubject {
  /// A fix for something in this function. `build` adds the edits.
  package func fix(
    _ title: String, _ safety: FixSafety, _ build: (inout FixDraft) -> Void
  ) -> Fix? {
    guard var draft = FixDraft(self, title, safety) else { return nil }
    build(&draft)
    return draft.result
  }
}
