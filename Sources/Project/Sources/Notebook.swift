import FoundationEssentials

/// Where the code cells of a notebook lie in the text that stands for it.
package struct NotebookCells: Sendable {
  /// First line of each code cell in the whole text, from 1, and the cell's number among all code
  /// cells, from 1. In order.
  fileprivate var starts: [(line: Int, number: Int)] = []

  /// The cell that a line of the whole text lies in, and its line there.
  package func place(ofLine line: Int) -> (cell: Int, line: Int) {
    let start = starts.last { $0.line <= line } ?? (line: 1, number: 1)
    return (start.number, line - start.line + 1)
  }
}

/// The Python of a Jupyter notebook: its code cells one after the other, each line in a line of its
/// own, with what only IPython understands left out.
struct Notebook {
  private(set) var text: [UInt8] = []
  private(set) var cells = NotebookCells()

  /// `nil` if it is not a notebook.
  init?(json: [UInt8]) {
    guard let document = try? JSONDecoder().decode(Document.self, from: Data(json)) else {
      return nil
    }
    guard let found = document.cells ?? document.worksheets?.flatMap({ $0.cells }) else {
      return nil
    }
    var line = 1
    var number = 0
    for cell in found where cell.cell_type == "code" {
      number += 1
      let code = Notebook.python(of: (cell.source ?? cell.input)?.text ?? "")
      cells.starts.append((line, number))
      text += code.utf8
      line += code.utf8.reduce(0) { $1 == UInt8(ascii: "\n") ? $0 + 1 : $0 }
    }
  }

  // The names are those of the format.
  private struct Document: Decodable {
    var cells: [Cell]?
    var worksheets: [Worksheet]?
  }
  private struct Worksheet: Decodable {
    var cells: [Cell]
  }
  private struct Cell: Decodable {
    // swift-format-ignore: AlwaysUseLowerCamelCase
    var cell_type: String
    var source: Lines?
    var input: Lines?
  }
  /// A text, or its lines.
  private struct Lines: Decodable {
    var text: String

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let lines = try? container.decode([String].self) {
        text = lines.joined()
      } else {
        text = try container.decode(String.self)
      }
    }
  }

  /// The cell without magics, the same number of lines, ending with a line end.
  ///
  ///     %%time              →
  ///     for x in xs:        → for x in xs:
  ///         !ls {x}         →     pass
  ///     files = !ls         → files = None
  private static func python(of cell: String) -> String {
    var lines = cell.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    if lines.last?.isEmpty == true, 1 < lines.count { lines.removeLast() }
    if let first = lines.first(where: { !$0.allSatisfy(\.isWhitespace) }), first.hasPrefix("%%") {
      let name = first.dropFirst(2).prefix { !$0.isWhitespace }
      // Of the cell magics, these run the rest of the cell as Python.
      let isPython = ["time", "timeit", "capture", "prun", "python", "python3"].contains(
        String(name))
      if !isPython { return String(repeating: "\n", count: lines.count) }
    }
    // A line that only goes on what a bracket or a string began is Python, whatever it starts with.
    var isContinued = false
    var result = ""
    for line in lines {
      result += (isContinued ? String(line) : withoutMagic(line)) + "\n"
      isContinued = line.hasSuffix("\\") || line.hasSuffix(",") || line.hasSuffix("(")
    }
    return result
  }

  private static func withoutMagic(_ line: Substring) -> String {
    let indent = line.prefix { $0 == " " || $0 == "\t" }
    let body = line.dropFirst(indent.count)
    if body.hasPrefix("%%") { return "" }
    let isMagic = body.hasPrefix("%") || body.hasPrefix("!")
    let isHelp = body.hasPrefix("?") || isHelpRequest(body)
    if isMagic || isHelp { return indent + "pass" }
    for marker in ["= !", "=!", "= %", "=%"] {
      guard let range = firstRange(of: marker, in: body) else { continue }
      let target = body[..<range]
      let isName = target.allSatisfy { $0.isLetter || $0.isNumber || "_, .".contains($0) }
      if isName { return indent + target + "= None" }
    }
    return String(line)
  }

  /// `name?` or `name.attribute??`.
  private static func isHelpRequest(_ body: Substring) -> Bool {
    guard body.hasSuffix("?") else { return false }
    return body.allSatisfy { $0.isLetter || $0.isNumber || "_.?*".contains($0) }
  }

  private static func firstRange(of marker: String, in text: Substring) -> Substring.Index? {
    var rest = text
    while !rest.isEmpty {
      if rest.hasPrefix(marker) { return rest.startIndex }
      rest = rest.dropFirst()
    }
    return nil
  }
}
