package import SourceText

/// Why a text is not a Python program for the target version.
package struct SyntaxError: Hashable, Sendable {
  package enum Kind: UInt8, Sendable {
    /// The bytes form no token (or no text).
    case lexical
    /// The tokens form no program.
    case grammar
    /// Wrong indentation: CPython's `IndentationError` and `TabError`.
    case indentation
    /// Syntax that the target version does not have yet.
    case version
    /// A program of the grammar that CPython's compiler refuses.
    case compiler
    /// `await` and its kin outside a coroutine function: refused by the compiler too.
    case awaitOutsideCoroutine
  }
  package var kind: Kind
  package var range: TextRange
  /// In CPython 3.13's words where it has some.
  package var message: String

  package init(_ kind: Kind, _ range: TextRange, _ message: String) {
    self.kind = kind
    self.range = range
    self.message = message
  }
}
