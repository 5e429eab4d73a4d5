package import SourceText

/// Reads suppressions out of comments.
///
/// | comment | takes back |
/// |---|---|
/// | `# noqa`, `# NOSONAR` | everything on the line |
/// | `# noqa: LW110, ASYNC210`, `# NOSONAR(S7488)` | these |
/// | `# loopwise: ignore[LW110] reason` | these; the next line, if the comment has a line to itself |
/// | `# ruff: noqa`, `# flake8: noqa`, each also with `: CODES` | in the whole file |
/// | `# loopwise: ignore-file[LW110] reason` | in the whole file |
///
/// What stands in the brackets of our own comments is read as codes, whatever it is: a mistake there is told.
package enum SuppressionReader {
  /// Whether a comment is worth reading: a test of its bytes only.
  package static func mayMatter(_ comment: UnsafeBufferPointer<UInt8>) -> Bool {
    var at = 0
    while at + 3 < comment.count {
      // "noqa", "nosonar" and "loopwise" in any case; bit 5 makes ASCII letters small.
      let first = comment[at] | 0x20
      let second = comment[at + 1] | 0x20
      let third = comment[at + 2] | 0x20
      if first == UInt8(ascii: "n"), second == UInt8(ascii: "o") {
        if third == UInt8(ascii: "q") || third == UInt8(ascii: "s") { return true }
      } else if first == UInt8(ascii: "l"), second == UInt8(ascii: "o"), third == first + 3 {
        return true
      }
      at += 1
    }
    return false
  }

  /// The suppression in a comment, if there is one. `text` starts with `#`; `ownLine` says that
  /// nothing but white space stands before it.
  package static func read(
    _ text: String, range: TextRange, line: Int, ownLine: Bool
  ) -> Suppression? {
    var scanner = Scanner(text: Array(text.utf8))
    while scanner.skip(past: UInt8(ascii: "#")) {
      let start = scanner.at
      for directive in directives {
        scanner.at = start
        scanner.skipSpaces()
        if directive.isFileWide && !ownLine { continue }
        guard scanner.accept(directive.words) else { continue }
        let codes: [Suppression.Code]?
        switch scanner.codes(directive.list) {
        case .everything: codes = nil
        case .these(let listed): codes = listed.map { $0.moved(by: range.start) }
        case .unreadable: continue
        }
        let reach: Suppression.Reach =
          directive.isFileWide ? .file : directive.list == .brackets && ownLine ? .nextLine : .line
        return Suppression(
          range: range, line: line, reach: reach, codes: codes,
          isOwn: directive.list == .brackets)
      }
      scanner.at = start
      scanner.skipSpaces()
      if scanner.acceptUnknownDirective() {
        return Suppression(range: range, line: line, reach: .line, codes: [], isOwn: true)
      }
      scanner.at = start
    }
    return nil
  }

  /// How codes follow a directive.
  fileprivate enum List {
    /// `: A1, B2` or `: A1 B2`
    case colon
    /// `[A1, B2]`
    case brackets
    /// `(A1, B2)`
    case parentheses

    var opener: UInt8 {
      switch self {
      case .colon: UInt8(ascii: ":")
      case .brackets: UInt8(ascii: "[")
      case .parentheses: UInt8(ascii: "(")
      }
    }
  }

  private struct Directive {
    /// Lower case; parted by a colon and any spaces.
    var words: [String]
    var list: List
    var isFileWide = false
  }

  private static let directives = [
    Directive(words: ["loopwise", "ignore-file"], list: .brackets, isFileWide: true),
    Directive(words: ["loopwise", "ignore"], list: .brackets),
    Directive(words: ["ruff", "noqa"], list: .colon, isFileWide: true),
    Directive(words: ["flake8", "noqa"], list: .colon, isFileWide: true),
    Directive(words: ["noqa"], list: .colon),
    Directive(words: ["nosonar"], list: .parentheses),
  ]

  private struct Scanner {
    let text: [UInt8]
    var at = 0

    init(text: [UInt8]) { self.text = text }

    mutating func skip(past byte: UInt8) -> Bool {
      guard let found = text[at...].firstIndex(of: byte) else { return false }
      at = found + 1
      return true
    }

    mutating func skipSpaces() {
      while at < text.count, text[at] == 0x20 || text[at] == 0x09 { at += 1 }
    }

    private mutating func accept(byte: UInt8) -> Bool {
      guard at < text.count, text[at] == byte else { return false }
      at += 1
      return true
    }

    /// The words with colons between them, and no letter, digit or dash right behind.
    mutating func accept(_ words: [String]) -> Bool {
      for (index, word) in words.enumerated() {
        if index != 0 {
          skipSpaces()
          guard accept(byte: UInt8(ascii: ":")) else { return false }
          skipSpaces()
        }
        for letter in word.utf8 {
          guard at < text.count, Scanner.lower(text[at]) == letter else { return false }
          at += 1
        }
      }
      guard at < text.count else { return true }
      return !Scanner.isWord(text[at]) && text[at] != UInt8(ascii: "-")
    }

    /// `loopwise: disable=LW101`, `loopwise: ignored[LW101]`: meant to take something back.
    mutating func acceptUnknownDirective() -> Bool {
      guard accept(["loopwise"]), accept(byte: UInt8(ascii: ":")) else { return false }
      skipSpaces()
      let start = at
      while at < text.count, Scanner.isWord(text[at]) || text[at] == UInt8(ascii: "-") { at += 1 }
      guard start < at else { return false }
      return at == text.count || "[=(".utf8.contains(text[at])
    }

    enum CodeList {
      case everything
      /// Their ranges count from the start of the comment.
      case these([Suppression.Code])
      /// A list was begun that names no code: more likely a mistake than a wish to silence all.
      case unreadable
    }

    mutating func codes(_ list: List) -> CodeList {
      let before = at
      if list == .colon { skipSpaces() }
      guard accept(byte: list.opener) else {
        at = before
        return .everything
      }
      var found: [Suppression.Code] = []
      let isOwn = list == .brackets
      while true {
        while at < text.count, text[at] == 0x20 || text[at] == 0x09 || text[at] == 0x2c { at += 1 }
        let start = at
        while at < text.count, Scanner.isWord(text[at]) || isOwn && text[at] == UInt8(ascii: "-") {
          at += 1
        }
        let word = text[start..<at]
        guard Scanner.isCode(word) || isOwn && !word.isEmpty || Scanner.isMisspelt(word) else {
          break
        }
        found.append(
          Suppression.Code(
            text: String(decoding: word, as: UTF8.self).uppercased(),
            range: TextRange(start: UInt32(start), end: UInt32(at))))
      }
      return found.isEmpty && !isOwn ? .unreadable : .these(found)
    }

    /// Letters, then digits: `LW110`, `ASYNC210`; or a whole family: `ASYNC`, `LW`.
    private static func isCode(_ word: ArraySlice<UInt8>) -> Bool {
      let letters = word.prefix { isLetter($0) }
      let digits = word.dropFirst(letters.count)
      if letters.isEmpty || !digits.allSatisfy({ (0x30...0x39).contains($0) }) { return false }
      return !digits.isEmpty || letters.allSatisfy { $0 < 0x61 }
    }

    /// `LW1O1`: meant for us.
    private static func isMisspelt(_ word: ArraySlice<UInt8>) -> Bool {
      word.count == 5 && word.starts(with: "LW".utf8)
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7a).contains(byte | 0x20) }
    private static func isWord(_ byte: UInt8) -> Bool {
      isLetter(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "_")
    }
    private static func lower(_ byte: UInt8) -> UInt8 {
      (0x41...0x5a).contains(byte) ? byte | 0x20 : byte
    }
  }
}
