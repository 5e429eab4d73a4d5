import Analyzer
import Diagnostics
import SourceText

/// The findings by the function that they stand in.
struct FindingIndex {
  enum Claim {
    /// Says that the loop is held: a span can confirm it.
    case holdsLoop
    case other
  }

  struct Row {
    var finding: Int
    var lines: ClosedRange<Int>
    /// The last part of the name of the project's function that the line calls first; nil where the
    /// claim is about the line itself.
    var callee: String?
  }

  struct Key: Hashable {
    var path: String
    var function: Int
  }

  private(set) var claims: [Claim] = []
  private(set) var rows: [Key: [Row]] = [:]

  init(_ findings: [Finding], _ outline: ProjectOutline) {
    for (position, finding) in findings.enumerated() {
      let holds = Check.loopHoldingCodes.contains(finding.code)
      claims.append(holds ? .holdsLoop : .other)
      guard let file = outline.file(finding.place.path) else { continue }
      let range = finding.place.range
      let first = file.line(of: range.start)
      let last = max(first, file.line(of: max(range.start, range.end &- min(range.end, 1))))
      let key = Key(path: finding.place.path, function: file.function(around: range.start))
      let function = file.functions[key.function]
      // What is said of a function as a whole holds for all of its lines.
      let isWhole = key.function != 0 && first == file.line(of: function.range.start)
      let own = finding.chain.first { outline.has($0.place.path) && !$0.text.isEmpty }
      // The last step is the leaf, which is called and no function of its own.
      let isLeaf = own == finding.chain.last
      let callee = isLeaf ? nil : own?.function.split(separator: ".").last.map { String($0) }
      rows[key, default: []].append(
        Row(
          finding: position, lines: first...(isWhole ? max(last, function.lastLine) : last),
          callee: callee))
    }
  }
}
