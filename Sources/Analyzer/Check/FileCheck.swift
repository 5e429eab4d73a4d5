import Diagnostics
import Project
import PythonSemantics
import PythonSyntax
import SourceText
import System

/// What one file gave, by itself.
struct CheckedFile: Sendable {
  var findings: [Finding] = []
  var suppressions = SuppressionTable()
  var error: InputError?
  /// What the program as a whole is made of, where that is asked for.
  var facts: FileFacts?
}

/// The work on one file that needs no other: reading, parsing, suppressions. One per worker; it
/// reuses its memory from file to file. Imports nothing whose references are counted for one thread
/// alone; see `unshared` in `Package.swift`.
final class FileCheck {
  private let loader: SourceLoader
  private let workspace = ParserWorkspace()
  private var lines = LineIndex()

  private let lowers: Bool
  /// The rule for an `await` that stands in no coroutine, which is a syntax error.
  private let misplacedAwait: RuleMetadata

  /// Of a file that is no Python at all nobody reads more.
  private static let mostErrors = 10

  init(loader: SourceLoader, lowers: Bool, misplacedAwait: RuleMetadata) {
    self.loader = loader
    self.lowers = lowers
    self.misplacedAwait = misplacedAwait
  }

  /// `shownPath` is what findings call the file. Its syntax has to be that of `version`; its tests of the
  /// version are decided by that of `runtime`.
  func run(
    _ file: SourceFile, shownPath: String, version: PythonVersion, runtime: PythonVersion
  ) -> CheckedFile {
    var result = CheckedFile()
    do throws(SourceFailure) {
      try loader.load(file.path, kind: file.kind)
    } catch {
      result.error = InputError(path: shownPath, message: error.message)
      return result
    }
    var refusals = 0
    let found = errors(file, version, runtime, &result)
    // A text in another encoding is wrong in as many places as it has accents: the first one says it.
    let undecodable = loader.source.problems.filter { $0.kind == .encoding }.dropFirst()
      .map(\.range)
    for error in found where !undecodable.contains(error.range) {
      // A notebook's cells run inside a coroutine of IPython's, so `await` stands right there.
      let isAwait = error.kind == .awaitOutsideCoroutine
      if file.kind == .notebook, isAwait { continue }
      if !isAwait { refusals += 1 }
      if isAwait || refusals <= FileCheck.mostErrors {
        result.findings.append(finding(error, shownPath))
      }
    }
    result.suppressions = suppressions()
    return result
  }

  private func errors(
    _ file: SourceFile, _ version: PythonVersion, _ runtime: PythonVersion,
    _ result: inout CheckedFile
  ) -> [SyntaxError] {
    let options = ParseOptions(version: version)
    let tree = workspace.parse(loader.source, options: options)
    if lowers {
      result.facts = lower(
        tree, options: LoweringOptions(version: runtime, isStub: file.kind == .stub))
    }
    return tree.allErrors
  }

  private func finding(_ error: SyntaxError, _ path: String) -> Finding {
    let rule =
      error.kind == .awaitOutsideCoroutine ? misplacedAwait : ToolRules.syntaxError
    return Finding(
      code: rule.code, name: rule.name, severity: rule.severity, confidence: .high,
      place: Place(path: path, range: error.range),
      message: error.message)
  }

  private func suppressions() -> SuppressionTable {
    var table = SuppressionTable()
    let source = loader.source
    var hasLines = false
    for comment in workspace.tokens.comments {
      guard comment.start <= comment.end, comment.end <= source.count else { continue }
      let bytes = UnsafeBufferPointer(rebasing: source.bytes[Int(comment.start)..<Int(comment.end)])
      guard SuppressionReader.mayMatter(bytes) else { continue }
      if !hasLines {
        lines.rebuild(source)
        hasLines = true
      }
      let line = lines.line(of: comment.start)
      let before = source.bytes[Int(lines.start(ofLine: line))..<Int(comment.start)]
      let isAlone = before.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0c }
      let found = SuppressionReader.read(
        source.text(of: comment), range: comment, line: line, ownLine: isAlone)
      if let found { table.add(found) }
    }
    return table
  }
}
