package import Diagnostics
import Project
import PythonSyntax
import SourceText
package import System

/// Writes a suppression behind each finding's line: `# noqa: LW110`, or, with a reason,
/// `# loopwise: ignore[LW110] reason`. A list of codes that stands there already takes the code in.
package struct SuppressionWriter {
  package struct Outcome: Sendable {
    package var written = 0
    /// Findings that no comment can be written for, with why not.
    package var refused: [(finding: Finding, reason: String)] = []
  }

  private let system: any OperatingSystem
  private let root: FilePath
  private let reason: String?

  package init(_ system: any OperatingSystem, root: FilePath, reason: String?) {
    self.system = system
    self.root = root
    self.reason = reason
  }

  package func write(_ findings: [Finding]) -> Outcome {
    var outcome = Outcome()
    var at = findings.startIndex
    while at < findings.endIndex {
      let path = findings[at].place.path
      let end = findings[at...].firstIndex { $0.place.path != path } ?? findings.endIndex
      write(Array(findings[at..<end]), path, &outcome)
      at = end
    }
    return outcome
  }

  private func write(
    _ findings: [Finding], _ path: String, _ outcome: inout Outcome
  ) {
    func refuse(_ reason: String) { outcome.refused += findings.map { ($0, reason) } }
    let file = root.resolving(FilePath(path))
    guard let raw = system.contents(file, limit: SourceLoader.sizeLimit) else {
      return refuse("the file cannot be read")
    }
    guard SourceKind(fileName: file.name) != .notebook else {
      return refuse("comments are not written into notebooks")
    }
    let text = Text(raw)
    guard !text.isReencoded else { return refuse("the file is not UTF-8") }
    var edits: [(offset: Int, text: String)] = []
    var lines: [Int: [String]] = [:]
    for finding in findings {
      guard let line = finding.place.start?.line, finding.code != "LW001", finding.code != "LW002"
      else {
        outcome.refused.append((finding, "it is to be mended"))
        continue
      }
      guard text.takesComment(line) else {
        outcome.refused.append((finding, "its line ends within a string or goes on"))
        continue
      }
      if !(lines[line] ?? []).contains(finding.code) {
        outcome.written += 1
        lines[line, default: []].append(finding.code)
      }
    }
    for (line, codes) in lines { edits.append(text.edit(line, codes, reason: reason)) }
    if edits.isEmpty { return }
    var bytes = raw
    for edit in edits.sorted(by: { $1.offset < $0.offset }) {
      bytes.insert(contentsOf: edit.text.utf8, at: edit.offset)
    }
    do throws(FileFailure) {
      try system.write(bytes, to: file)
    } catch {
      outcome.written -= lines.values.reduce(0) { $0 + $1.count }
      refuse("the file cannot be written: \(error.description)")
    }
  }

  /// One file, as far as comments go.
  private struct Text {
    private let source = SourceBuffer()
    private var lines = LineIndex()
    private var strings: [TextRange] = []
    private var comments: [TextRange]
    /// Bytes of the file before the source's first one.
    private let shift: Int

    init(_ raw: [UInt8]) {
      source.load(raw)
      lines.rebuild(source)
      let workspace = ParserWorkspace()
      _ = workspace.parse(source)
      let tokens = workspace.tokens
      comments = tokens.comments
      shift = raw.count - source.count
      var starts: [UInt32] = []
      for index in 0..<tokens.count {
        let range = tokens.range(at: index)
        switch tokens.kind(at: index) {
        case .string, .bytes: strings.append(range)
        case .fstringStart, .tstringStart: starts.append(range.start)
        case .fstringEnd, .tstringEnd:
          if let start = starts.popLast() {
            strings.append(TextRange(start: start, end: range.end))
          }
        default: break
        }
      }
    }

    var isReencoded: Bool { source.isReencoded || shift < 0 || 3 < shift }

    /// The end of the line's text, before its line end.
    private func end(of line: Int) -> UInt32 {
      var end = lines.end(ofLine: line)
      let start = lines.start(ofLine: line)
      while start < end, source.bytes[Int(end) - 1] == 0x0a || source.bytes[Int(end) - 1] == 0x0d {
        end -= 1
      }
      return end
    }

    func takesComment(_ line: Int) -> Bool {
      let end = end(of: line)
      if strings.contains(where: { $0.start < end && end < $0.end }) { return false }
      guard 0 < end, source.bytes[Int(end) - 1] == UInt8(ascii: "\\") else { return true }
      return comments.contains { $0.start < end && end <= $0.end }
    }

    func edit(_ line: Int, _ codes: [String], reason: String?) -> (offset: Int, text: String) {
      let end = end(of: line)
      let start = lines.start(ofLine: line)
      for comment in comments where start <= comment.start && comment.end <= end {
        let found = SuppressionReader.read(
          source.text(of: comment), range: comment, line: line, ownLine: false)
        guard let found, found.reach == .line, let last = found.codes?.last else { continue }
        return (Int(last.range.end) + shift, codes.map { ", " + $0 }.joined())
      }
      let list = codes.joined(separator: ", ")
      let comment = reason.map { "# loopwise: ignore[\(list)] \($0)" } ?? "# noqa: \(list)"
      return (Int(end) + shift, "  " + comment)
    }
  }
}
