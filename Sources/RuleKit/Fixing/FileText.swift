import PythonSemantics
import PythonSyntax
package import SourceText

/// The text of one file under check, as fixes need it: bytes by the offsets that facts count, lines,
/// and the places of strings that go over several lines. Knows nothing of the code's meaning.
package final class FileText {
  package let bytes: [UInt8]
  private let source: SourceBuffer
  private lazy var lexed = Self.lex(source)

  /// Nil for text whose offsets are not those of the file: another encoding than UTF-8.
  init?(_ file: [UInt8]) {
    source = SourceBuffer()
    source.load(file)
    guard !source.isReencoded else { return nil }
    bytes = Array(UnsafeBufferPointer(start: source.base, count: source.count))
  }

  package var count: UInt32 { UInt32(bytes.count) }

  package subscript(offset: UInt32) -> UInt8 {
    offset < count ? bytes[Int(offset)] : 0
  }

  package func text(_ start: UInt32, _ end: UInt32) -> String {
    let upper = min(end, count)
    let lower = min(start, upper)
    return String(decoding: bytes[Int(lower)..<Int(upper)], as: UTF8.self)
  }

  package func text(_ range: TextRange) -> String { text(range.start, range.end) }

  // MARK: Lines

  package func lineStart(_ offset: UInt32) -> UInt32 {
    var at = min(offset, count)
    while 0 < at, self[at - 1] != 0x0a { at -= 1 }
    return at
  }

  /// The end of the line's text: where its line end begins.
  package func lineEnd(_ offset: UInt32) -> UInt32 {
    var at = min(offset, count)
    while at < count, self[at] != 0x0a { at += 1 }
    if 0 < at, at < count || self[at] == 0x0a, self[at - 1] == 0x0d { at -= 1 }
    return max(at, min(offset, count))
  }

  /// The first byte of the next line; the end of the text after the last one.
  package func nextLine(_ offset: UInt32) -> UInt32 {
    var at = min(offset, count)
    while at < count, self[at] != 0x0a { at += 1 }
    return min(at + 1, count)
  }

  /// The blanks at the beginning of a line.
  package func indentation(_ offset: UInt32) -> String {
    let start = lineStart(offset)
    return text(start, skipBlanks(start))
  }

  package func skipBlanks(_ offset: UInt32) -> UInt32 {
    var at = offset
    while self[at] == 0x20 || self[at] == 0x09 { at += 1 }
    return at
  }

  /// Blanks and line ends.
  package func skipSpace(_ offset: UInt32) -> UInt32 {
    var at = offset
    while at < count, [0x20, 0x09, 0x0a, 0x0d, 0x0c].contains(self[at]) { at += 1 }
    return at
  }

  package func isSpace(_ start: UInt32, _ end: UInt32) -> Bool { end <= skipSpace(start) }

  // MARK: Tokens

  /// Whether a string that goes over several lines, or a line that goes on after a backslash, lies in
  /// the range: its lines cannot be moved to the right.
  package func hasFixedLines(_ range: TextRange) -> Bool {
    lexed.fixed.contains { $0.start < range.end && range.start < $0.end }
  }

  package func hasComment(_ range: TextRange) -> Bool { !comments(range).isEmpty }

  /// The comments in a range, each from `#` to the end of its line.
  package func comments(_ range: TextRange) -> [TextRange] {
    lexed.comments.filter { $0.start < range.end && range.start < $0.end }
  }

  private struct Lexed {
    var fixed: [TextRange] = []
    var comments: [TextRange] = []
  }

  private static func lex(_ source: SourceBuffer) -> Lexed {
    let tokens = TokenBuffer()
    Lexer.run(source, into: tokens)
    var result = Lexed(comments: tokens.comments)
    for index in 0..<tokens.count {
      let range = tokens.range(at: index)
      switch tokens.kind(at: index) {
      case .string, .bytes, .fstringMiddle, .tstringMiddle:
        if (range.start..<range.end).contains(where: { source.base[Int($0)] == 0x0a }) {
          result.fixed.append(range)
        }
      default: break
      }
    }
    // A backslash before the line end, wherever it stands.
    for offset in 0..<max(source.count - 1, 0) where source.base[offset] == UInt8(ascii: "\\") {
      let next = source.base[offset + 1]
      if next == 0x0a || next == 0x0d {
        result.fixed.append(TextRange(start: UInt32(offset), end: UInt32(offset) + 2))
      }
    }
    return result
  }
}

/// Gives fixes the text of the files that findings stand in. The last file is kept: findings come file
/// by file.
package final class SourceTexts {
  private let load: (String) -> [UInt8]?
  private var last: (path: String, text: FileText?)?

  /// `load` answers with the bytes of a file by the path that findings call it; nil for what cannot be
  /// edited.
  package init(_ load: @escaping (String) -> [UInt8]?) { self.load = load }

  package func text(_ path: String) -> FileText? {
    if let last, last.path == path { return last.text }
    let text = load(path).flatMap { FileText($0) }
    last = (path, text)
    return text
  }
}
