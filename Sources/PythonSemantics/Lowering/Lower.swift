package import PythonSyntax
import SourceText

/// What lowering may assume of the interpreter that runs the file.
package struct LoweringOptions: Hashable, Sendable {
  /// Decides tests of `sys.version_info`.
  package var version: PythonVersion
  /// As `sys.platform` spells it; nil keeps both branches of tests of the platform.
  package var platform: String?
  /// A `.pyi` file: all of it is for type checkers.
  package var isStub: Bool
  /// Lowers as CPython's symbol table reads the text, to be compared with it: no branch is folded,
  /// and a string in an annotation is a string.
  package var isVerbatim = false

  package init(
    version: PythonVersion = .newest, platform: String? = "linux", isStub: Bool = false
  ) {
    self.version = version
    self.platform = platform
    self.isStub = isStub
  }
}

/// The facts of one file, from its tree. Never fails: what did not parse is `broken` in them.
package func lower(_ tree: SyntaxTree, options: LoweringOptions) -> FileFacts {
  var lowerer = Lowerer(source: SourceBytes(tree.source.bytes), options: options)
  lowerer.lowerModule(tree.root)
  var facts = lowerer.finish()
  facts.byteCount = UInt32(truncatingIfNeeded: tree.source.count)
  facts.isASCII = lowerer.isASCII
  facts.isStub = options.isStub
  let lines = tree.lines
  facts.lineStarts = lines.starts.exactCopy()
  facts.notes = readNotes(tree, lines)
  return FileFacts(facts)
}

extension Lowerer {
  /// The module's body is function 0 and its scope is scope 0.
  fileprivate mutating func lowerModule(_ view: ModuleNode) {
    let index = addFunction()
    scope = addScope(.module, parent: 0, owner: index, function: index)
    function.flags = .isModule
    let body = lowerBlock(view.body)
    functions[Int(index)] = FunctionRow(
      name: intern("<module>"), flags: function.flags, scope: scope, parentScope: scope,
      parent: index, owner: 0, parameters: 0..<0, decorators: 0, returns: .none, body: body,
      range: view.range, nameRange: TextRange(start: 0, end: 0))
  }
}

/// Comments that may silence or declare something; all others are dropped.
private func readNotes(_ tree: SyntaxTree, _ lines: LineIndex) -> [NoteRow] {
  let source = SourceBytes(tree.source.bytes)
  var notes: [NoteRow] = []
  for range in tree.comments where isNote(source, range) {
    notes.append(
      NoteRow(
        range: range, line: UInt32(truncatingIfNeeded: lines.line(of: range.start)),
        text: tree.text(of: range)))
  }
  return notes
}

/// Whether a comment holds one of the words of suppressions and declarations, in any case:
/// `noqa`, `NOSONAR`, `loopwise`.
private func isNote(_ source: SourceBytes, _ range: TextRange) -> Bool {
  let text = source.slice(range)
  guard 5 <= text.count else { return false }
  for position in 0..<text.count - 3 {
    switch text[position] | 0x20 {
    case UInt8(ascii: "n"):
      if holds(text, position, "noqa") || holds(text, position, "nosonar") { return true }
    case UInt8(ascii: "l"):
      if holds(text, position, "loopwise") { return true }
    default: break
    }
  }
  return false
}

/// `word` is in lower case.
private func holds(
  _ text: UnsafeBufferPointer<UInt8>, _ position: Int, _ word: StaticString
) -> Bool {
  guard position + word.utf8CodeUnitCount <= text.count else { return false }
  for offset in 0..<word.utf8CodeUnitCount {
    let byte = text[position + offset]
    let isUpper = UInt8(ascii: "A") <= byte && byte <= UInt8(ascii: "Z")
    if (isUpper ? byte | 0x20 : byte) != word.utf8Start[offset] { return false }
  }
  return true
}
