/// What a byte can begin. Raw values are dense, so that `switch` becomes a jump table.
enum ByteClass: UInt8 {
  case invalid, letter, nonASCII, digit, quote, blank, lineEnd, comment, backslash
  case open, close, single, colon, dot, equal, minus, exclamation
  /// `+ % & | ^ @`, which may be followed by `=`.
  case assignable
  /// `* / < >`, which may be doubled, then followed by `=`.
  case doublable
  case zero
}

/// Tables by byte, built once.
///
/// Invariant of the unsafe pointers: each has 256 initialised elements, is never written after
/// `init` and never freed, so every `UInt8` is a valid index and sharing between threads is safe.
struct ByteTables: @unchecked Sendable {
  let classes: UnsafePointer<ByteClass>
  /// 1 for ASCII letters, digits and `_`.
  let continuesName: UnsafePointer<UInt8>
  /// The token of an operator's first byte alone, and of that byte followed by `=`.
  let alone: UnsafePointer<TokenKind>
  let withEqual: UnsafePointer<TokenKind>

  static let shared = ByteTables()

  private init() {
    func table<T>(_ filler: T, _ entries: [(String, T)]) -> UnsafePointer<T> {
      let memory = UnsafeMutablePointer<T>.allocate(capacity: 256)
      memory.initialize(repeating: filler, count: 256)
      for (bytes, value) in entries {
        for byte in bytes.utf8 { memory[Int(byte)] = value }
      }
      return UnsafePointer(memory)
    }
    let letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"
    let classes = UnsafeMutablePointer(
      mutating: table(
        ByteClass.invalid,
        [
          (letters, .letter), ("0123456789", .digit), ("'\"", .quote), (" \t\u{c}", .blank),
          ("\n\r", .lineEnd), ("#", .comment), ("\\", .backslash), ("([{", .open), (")]}", .close),
          (",;~", .single), (":", .colon), (".", .dot), ("=", .equal), ("-", .minus),
          ("!", .exclamation), ("+%&|^@", .assignable), ("*/<>", .doublable), ("\0", .zero),
        ]))
    for byte in 128..<256 { classes[byte] = .nonASCII }
    self.classes = UnsafePointer(classes)
    continuesName = table(0, [(letters + "0123456789", 1)])
    alone = table(
      TokenKind.invalid,
      [
        ("(", .leftParenthesis), (")", .rightParenthesis), ("[", .leftBracket),
        ("]", .rightBracket), ("{", .leftBrace), ("}", .rightBrace), (",", .comma),
        (";", .semicolon), ("~", .tilde), ("+", .plus), ("%", .percent), ("&", .ampersand),
        ("|", .vertical), ("^", .circumflex), ("@", .at), ("*", .star), ("/", .slash),
        ("<", .less), (">", .greater),
      ])
    withEqual = table(
      TokenKind.invalid,
      [
        ("+", .plusEqual), ("%", .percentEqual), ("&", .ampersandEqual), ("|", .verticalEqual),
        ("^", .circumflexEqual), ("@", .atEqual), ("*", .starEqual), ("/", .slashEqual),
        ("<", .lessEqual), (">", .greaterEqual),
      ])
  }
}

/// The keywords by perfect hash: the up to eight bytes of a word, as a little-endian number, times
/// `multiplier`, its top six bits.
///
/// Invariant of the unsafe pointers: as for `ByteTables`, with 64 elements.
struct KeywordTable: @unchecked Sendable {
  /// Found by trying random odd numbers until no two keywords met; `init` checks that again.
  static let multiplier: UInt64 = 0xb57c_8e05_e3c9_b0e1
  static let shared = KeywordTable()

  let words: UnsafePointer<UInt64>
  let kinds: UnsafePointer<TokenKind>

  private init() {
    let words = UnsafeMutablePointer<UInt64>.allocate(capacity: 64)
    words.initialize(repeating: 0, count: 64)
    let kinds = UnsafeMutablePointer<TokenKind>.allocate(capacity: 64)
    kinds.initialize(repeating: .name, count: 64)
    for (text, kind) in KeywordTable.keywords {
      var word: UInt64 = 0
      for byte in text.utf8.reversed() { word = word << 8 | UInt64(byte) }
      let slot = Int((word &* KeywordTable.multiplier) >> 58)
      assert(words[slot] == 0, "two keywords share a slot")
      words[slot] = word
      kinds[slot] = kind
    }
    self.words = UnsafePointer(words)
    self.kinds = UnsafePointer(kinds)
  }

  private static let keywords: [(String, TokenKind)] = [
    ("False", .keywordFalse), ("None", .keywordNone), ("True", .keywordTrue),
    ("and", .keywordAnd), ("as", .keywordAs), ("assert", .keywordAssert),
    ("async", .keywordAsync), ("await", .keywordAwait), ("break", .keywordBreak),
    ("class", .keywordClass), ("continue", .keywordContinue), ("def", .keywordDef),
    ("del", .keywordDel), ("elif", .keywordElif), ("else", .keywordElse),
    ("except", .keywordExcept), ("finally", .keywordFinally), ("for", .keywordFor),
    ("from", .keywordFrom), ("global", .keywordGlobal), ("if", .keywordIf),
    ("import", .keywordImport), ("in", .keywordIn), ("is", .keywordIs),
    ("lambda", .keywordLambda), ("nonlocal", .keywordNonlocal), ("not", .keywordNot),
    ("or", .keywordOr), ("pass", .keywordPass), ("raise", .keywordRaise),
    ("return", .keywordReturn), ("try", .keywordTry), ("while", .keywordWhile),
    ("with", .keywordWith), ("yield", .keywordYield),
  ]
}

/// Eight bytes at a time. The answers have the top bit set in each byte that matches; bytes *above*
/// the lowest match may be marked wrongly, so only the lowest mark may be used.
enum Word {
  static let ones: UInt64 = 0x0101_0101_0101_0101
  static let highs: UInt64 = 0x8080_8080_8080_8080

  @inline(__always)
  static func load(_ pointer: UnsafePointer<UInt8>) -> UInt64 {
    UInt64(
      littleEndian: UnsafeRawPointer(pointer).loadUnaligned(as: UInt64.self))
  }
  @inline(__always)
  static func repeating(_ byte: UInt8) -> UInt64 { UInt64(byte) &* ones }
  @inline(__always)
  static func zeros(_ word: UInt64) -> UInt64 { (word &- ones) & ~word & highs }
  /// Index of the byte that the lowest mark stands for.
  @inline(__always)
  static func index(_ marks: UInt64) -> Int { marks.trailingZeroBitCount >> 3 }
}
