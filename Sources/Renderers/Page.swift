package import Terminal

/// A text with headings, paragraphs, code and tables, before it is decided what it is printed on.
package struct Page: Sendable {
  package enum Block: Sendable {
    case heading(Int, String)
    case paragraph(String)
    case code(String)
    case list([String])
    case table([[String]])
  }

  package var blocks: [Block]

  package init(_ blocks: [Block]) { self.blocks = blocks }

  // MARK: Markdown

  package var markdown: String {
    blocks.map { block in
      switch block {
      case .heading(let level, let text): String(repeating: "#", count: level) + " " + text
      case .paragraph(let text): text
      case .code(let text): "```python\n\(text)\n```"
      case .list(let items): items.map { "- " + $0 }.joined(separator: "\n")
      case .table(let rows): Page.table(rows)
      }
    }.joined(separator: "\n\n") + "\n"
  }

  private static func table(_ rows: [[String]]) -> String {
    var lines = rows.map { row in
      "| " + row.map { $0.split(separator: "|").joined(separator: "\\|") }.joined(separator: " | ")
        + " |"
    }
    if let head = rows.first {
      lines.insert("|" + String(repeating: "---|", count: head.count), at: 1)
    }
    return lines.joined(separator: "\n")
  }

  // MARK: Terminal

  package func text(columns: Int?, painter: Painter) -> String {
    blocks.map { block in
      switch block {
      case .heading(_, let text): painter.paint(text, .bold)
      case .paragraph(let text): Wrapping.wrap(text, columns: columns)
      case .code(let text): Page.indented(text)
      case .list(let items):
        items.map { "- " + Wrapping.wrap($0, columns: columns, hanging: 2) }
          .joined(separator: "\n")
      case .table(let rows): Page.aligned(rows)
      }
    }.joined(separator: "\n\n") + "\n"
  }

  private static func indented(_ code: String) -> String {
    code.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "" : "    " + $0 }.joined(separator: "\n")
  }

  /// Columns under each other; the last one runs free.
  package static func aligned(_ rows: [[String]]) -> String {
    var widths: [Int] = []
    for row in rows {
      for (index, cell) in row.enumerated() {
        if widths.count <= index { widths.append(0) }
        widths[index] = max(widths[index], CellWidth.of(cell))
      }
    }
    return rows.map { row in
      row.enumerated().map { index, cell in
        if index == row.count - 1 { return cell }
        return cell + String(repeating: " ", count: widths[index] - CellWidth.of(cell) + 2)
      }.joined()
    }.joined(separator: "\n")
  }
}

/// Breaks text into lines at spaces outside of backquotes: code that is meant to be pasted stays
/// whole.
enum Wrapping {
  static func wrap(_ text: String, columns: Int?, hanging: Int = 0) -> String {
    guard let columns, hanging + 20 < columns else { return text }
    var lines: [String] = [""]
    var width = hanging
    for word in words(text) {
      let isFirst = lines[lines.count - 1].isEmpty
      let needed = CellWidth.of(word) + (isFirst ? 0 : 1)
      if columns < width + needed, !isFirst {
        lines.append(word)
        width = hanging + CellWidth.of(word)
      } else {
        lines[lines.count - 1] += (isFirst ? "" : " ") + word
        width += needed
      }
    }
    return lines.joined(separator: "\n" + String(repeating: " ", count: hanging))
  }

  private static func words(_ text: String) -> [String] {
    var words: [String] = []
    var word = ""
    var isCode = false
    for character in text {
      if character == "`" { isCode.toggle() }
      if character == " " && !isCode {
        words.append(word)
        word = ""
      } else {
        word.append(character)
      }
    }
    return words + [word]
  }
}
