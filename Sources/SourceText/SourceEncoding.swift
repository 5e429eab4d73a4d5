/// The encodings a Python file may declare that are understood here.
package enum SourceEncoding: Hashable, Sendable {
  case utf8, latin1, ascii, cp1252, iso8859_15
  /// Declared, but not known: the text was read as UTF-8.
  case unknown(String)
}

/// Something wrong with the bytes of a file.
package struct SourceProblem: Hashable, Sendable {
  /// After CPython's wording.
  package var message: String
  /// In the decoded text.
  package var range: TextRange

  package init(_ message: String, _ range: TextRange) {
    self.message = message
    self.range = range
  }
}
