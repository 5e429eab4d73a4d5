import Diagnostics
import Project
import PythonSemantics
package import SourceText
import System

/// Which functions stand where in the checked files: what it takes to place a line that something else
/// speaks of, such as a recording. Knows no types and no calls.
package final class ProjectOutline {
  package struct Function: Sendable {
    /// Dotted, without the module: `Store.order`; empty for the module's own body.
    package var name: String
    /// With the module.
    package var qualifiedName: String
    /// The first decorator, or the `def`: what the interpreter calls the function's first line.
    package var firstLine: Int
    package var lastLine: Int
    /// From `def` to the end.
    package var range: TextRange
  }

  package struct File: Sendable {
    /// In order of the file; the module's body first, lambdas left out.
    package var functions: [Function]
    private let lineStarts: [UInt32]

    init(_ module: Module, _ program: Program) {
      let facts = module.facts
      lineStarts = facts.lineStarts
      let prefix = module.name.isEmpty ? "" : module.name + "."
      functions = facts.functions.indices.compactMap { index in
        let row = facts.functions[index]
        if row.flags.contains(.isLambda) { return nil }
        let full = program.qualifiedName(of: module.function(UInt32(index)))
        if index == 0 {
          return Function(
            name: "", qualifiedName: full, firstLine: 1, lastLine: Int.max, range: row.range)
        }
        let decorators = facts.list(row.decorators)
        let first = decorators.map { facts[$0].start }.min() ?? row.range.start
        return Function(
          name: full.hasPrefix(prefix) ? String(full.dropFirst(prefix.count)) : full,
          qualifiedName: full, firstLine: facts.line(of: min(first, row.range.start)),
          lastLine: facts.line(of: row.range.end), range: row.range)
      }
    }

    package func line(of offset: UInt32) -> Int {
      max(lineStarts.partitioningIndex { offset < $0 }, 1)
    }

    fileprivate func range(ofLine line: Int) -> TextRange? {
      guard 1 <= line, line <= lineStarts.count else { return nil }
      let start = lineStarts[line - 1]
      let end = line < lineStarts.count ? lineStarts[line] - 1 : start
      return TextRange(start: start, end: max(start, end))
    }

    /// The innermost function around an offset; 0 is the module's body.
    package func function(around offset: UInt32) -> Int {
      var best = 0
      for (index, function) in functions.enumerated().dropFirst()
      where function.range.start <= offset && offset < function.range.end {
        if best == 0 || functions[best].range.start <= function.range.start { best = index }
      }
      return best
    }
  }

  /// Absolute.
  package let root: String
  /// Of the checked files, in order.
  package let paths: [String]
  private let modules: [String: Module]
  private let program: Program
  private let contents: (String) -> [UInt8]?
  private var files: [String: File] = [:]
  private var marks: [String: String?] = [:]

  init(_ program: Program, root: String, contents: @escaping (String) -> [UInt8]?) {
    self.program = program
    self.root = root
    self.contents = contents
    let checked = program.modules.filter { $0.isChecked && !$0.isStub && !$0.path.isEmpty }
    modules = Dictionary(checked.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    paths = modules.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  package func has(_ path: String) -> Bool { modules[path] != nil }

  package func file(_ path: String) -> File? {
    if let known = files[path] { return known }
    guard let module = modules[path] else { return nil }
    let file = File(module, program)
    files[path] = file
    return file
  }

  /// The bytes of a line without the space around it; nil where the file has fewer lines.
  package func range(ofLine line: Int, in path: String) -> TextRange? {
    guard var range = file(path)?.range(ofLine: line) else { return nil }
    guard let bytes = contents(path), Int(range.end) <= bytes.count else { return range }
    func isSpace(_ offset: UInt32) -> Bool { bytes[Int(offset)] <= 0x20 }
    while range.start < range.end, isSpace(range.start) { range.start += 1 }
    while range.start < range.end, isSpace(range.end - 1) { range.end -= 1 }
    return range
  }

  /// What the file's bytes are told apart by; nil where it cannot be read.
  package func mark(of path: String) -> String? {
    if let known = marks[path] { return known }
    let mark = contents(path).map { ContentMark.of($0) }
    marks[path] = mark
    return mark
  }
}

extension Array<UInt32> {
  /// The first index whose element answers yes, in an array where all that follow do too.
  fileprivate func partitioningIndex(_ isAfter: (UInt32) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isAfter(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
