import SourceText
import Testing

private func loaded(_ bytes: [UInt8]) -> SourceBuffer {
  let source = SourceBuffer()
  source.load(bytes)
  return source
}

private func text(_ source: SourceBuffer) -> String {
  String(decoding: source.bytes, as: UTF8.self)
}

/// Bytes of a file, its text, and the first problem.
@Test(
  arguments: [
    ("x = 'é'", "x = 'é'", nil),
    ("\u{FEFF}x", "x", nil),
    ("# coding: utf8\nx", "# coding: utf8\nx", nil),
    ("\u{FEFF}# coding: utf_8\nx", "# coding: utf_8\nx", nil),
    ("\u{FEFF}# coding: latin-1\nx", "# coding: latin-1\nx", "encoding problem: latin-1 with BOM"),
    ("# coding: nonsense\nx", "# coding: nonsense\nx", "unknown encoding: nonsense"),
    ("\r\n\u{c} # vim: set fileencoding=nonsense :\n", nil, "unknown encoding: nonsense"),
    ("x\n# coding: nonsense\n", "x\n# coding: nonsense\n", nil),
    ("\n\n# coding: nonsense\n", "\n\n# coding: nonsense\n", nil),
    ("# coding utf coding: nonsense", nil, "unknown encoding: nonsense"),
    ("#coding:\n#x", "#coding:\n#x", nil),
    ("a\0b", "a\0b", "source code cannot contain null bytes"),
  ] as [(String, String?, String?)])
func filesAreDecoded(file: String, expected: String?, problem: String?) {
  let source = loaded(Array(file.utf8))
  #expect(text(source) == expected ?? file)
  #expect(source.problems.first?.message == problem)
  #expect(!source.isReencoded)
}

@Test(
  arguments: [
    ("latin-1", [0xE9, 0x80], "é\u{80}"), ("ISO_8859_15", [0xA4], "€"),
    ("Windows-1252", [0x80], "€"),
    ("koi8-r", [0xC1], "а"), ("iso-8859-5", [0xB1], "Б"), ("cp1252", [0x81], "\u{FFFD}"),
    ("us-ascii", [0xE9], "\u{FFFD}"),
  ] as [(String, [UInt8], String)])
func cookiesChooseTheEncoding(cookie: String, bytes: [UInt8], expected: String) {
  let head = "# -*- coding: \(cookie) -*-\n"
  let source = loaded(Array(head.utf8) + bytes)
  #expect(text(source) == head + expected)
  #expect(source.isReencoded)
  #expect(source.problems.isEmpty == (expected != "\u{FFFD}"))
}

/// Every broken sequence is replaced as Swift's own decoder does it, at any distance from the words
/// that are read at once.
@Test func brokenUTF8IsReplaced() {
  let sequences: [[UInt8]] = [
    [0xFF], [0x80], [0xC0, 0x80], [0xC3], [0xE2, 0x82], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80],
    [0xF0, 0x9F, 0x92], [0xF4, 0x90, 0x80, 0x80], [0xF5], [0xF0, 0x80], [0xC3, 0xA9],
    [0xF0, 0x9F, 0x92, 0xA9], [0xE2, 0x82, 0xAC, 0xE2], [0xE2, 0xC3, 0xA9],
  ]
  let source = SourceBuffer()
  for sequence in sequences {
    for before in 0..<20 {
      for after in [0, 1, 2, 20] {
        let bytes =
          Array(repeating: UInt8(97), count: before) + sequence + Array(repeating: 98, count: after)
        source.load(bytes)
        let expected = String(decoding: bytes, as: UTF8.self)
        #expect(text(source) == expected)
        #expect(source.problems.isEmpty == !expected.contains("\u{FFFD}"))
      }
    }
  }
}

@Test func linesAndColumnsAreFoundBothWays() {
  let file = "a\r\né😀b\rc\n\u{c}\n\nlast"
  let source = loaded(Array(file.utf8))
  let lines = LineIndex(source)
  #expect(lines.starts == [0, 3, 11, 13, 15, 16])
  #expect((0...3).map { lines.line(of: $0) } == [1, 1, 1, 2])
  #expect(lines.line(of: UInt32(source.count)) == 6)
  #expect(lines.scalarColumn(of: 9, in: source) == 2)
  #expect(lines.utf16Column(of: 9, in: source) == 3)
  #expect(lines.offset(line: 2, scalarColumn: 2, in: source) == 9)
  #expect(lines.offset(line: 2, utf16Column: 3, in: source) == 9)
  #expect(lines.offset(line: 2, utf16Column: 2, in: source) == 5)
  #expect(lines.offset(line: 2, scalarColumn: 99, in: source) == 10)
  #expect(lines.end(ofLine: 2) == 11)
}

/// The index reads words; a plain walk over the bytes must agree, for line ends at any place.
@Test func lineStartsAreThoseOfAPlainWalk() {
  let pieces: [[UInt8]] = [[10], [13], [13, 10], [11], [12], [0x8A], [97], [10, 10], [13, 13]]
  let source = SourceBuffer()
  var state: UInt64 = 88_172_645_463_325_252
  for _ in 0..<2000 {
    var bytes: [UInt8] = []
    for _ in 0..<24 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      bytes += pieces[Int(state >> 33) % pieces.count]
    }
    source.load(bytes)
    var expected: [UInt32] = [0]
    let text = Array(source.bytes)
    for (offset, byte) in text.enumerated() {
      let next = offset + 1 < text.count ? text[offset + 1] : 0
      if byte == 10 || (byte == 13 && next != 10) { expected.append(UInt32(offset + 1)) }
    }
    #expect(LineIndex(source).starts == expected)
  }
}
