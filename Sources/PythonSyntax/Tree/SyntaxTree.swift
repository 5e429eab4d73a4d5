package import SourceText
import Synchronization

/// One parsed file: its tree, text, comments, parentheses and errors. Immutable, and safe to read
/// from any thread; it owns the memory that its `Node`s point into, so keep it as long as them.
package final class SyntaxTree: Sendable {
  // Invariant: `arena` holds `arenaCount` words written by the parser before `init` returns, never
  // after, and is freed in `deinit`.
  nonisolated(unsafe) private let arena: UnsafeMutablePointer<UInt32>
  private let arenaCount: Int
  /// The text, in a buffer that nothing loads again.
  nonisolated(unsafe) package let source: SourceBuffer
  private let rootIndex: UInt32
  /// Triples (node, start, end), ordered by node, then from the inside out.
  private let parentheses: [UInt32]
  private let lineStore = Mutex<LineIndex?>(nil)

  package let version: PythonVersion
  /// All errors in source order: lexical ones and the parser's.
  package let errors: [SyntaxError]
  /// The error that CPython would raise for the file, if any.
  package let firstError: SyntaxError?
  /// Each comment from `#` to the end of its line, in order.
  package let comments: [TextRange]

  init(
    root: NodeRef, arena words: UnsafePointer<UInt32>, arenaCount: Int, parentheses: [UInt32],
    source: SourceBuffer, comments: [TextRange], errors: ErrorList, version: PythonVersion
  ) {
    arena = .allocate(capacity: arenaCount)
    arena.initialize(from: words, count: arenaCount)
    self.arenaCount = arenaCount
    self.source = source.copy()
    rootIndex = root
    self.parentheses = parentheses
    self.comments = comments
    self.version = version
    self.errors = errors.inOrder
    firstError = errors.first
  }

  deinit { arena.deallocate() }

  package var root: ModuleNode {
    ModuleNode(unchecked: Node(arena: UnsafePointer(arena), index: rootIndex))
  }

  /// The node of an identity that this tree gave out; the module for any other.
  package func node(_ id: NodeID) -> Node {
    let isInside = 0 < id.rawValue && Int(id.rawValue) < arenaCount
    return Node(arena: UnsafePointer(arena), index: isInside ? id.rawValue : rootIndex)
  }

  // MARK: text

  /// The text of a range; positions outside are cut off.
  package func text(of range: TextRange) -> String { source.text(of: range) }

  /// The line index, made when first asked for.
  package var lines: LineIndex {
    lineStore.withLock { stored in
      if let stored { return stored }
      let made = LineIndex(source)
      stored = made
      return made
    }
  }

  // MARK: parentheses

  /// The parentheses around `node` that are not part of its own range, from the inside out.
  package func parentheses(around node: Node) -> [TextRange] {
    var low = 0
    var high = parentheses.count / 3
    while low < high {
      let middle = (low + high) / 2
      if parentheses[3 * middle] < node.id.rawValue { low = middle + 1 } else { high = middle }
    }
    var ranges: [TextRange] = []
    while 3 * low < parentheses.count, parentheses[3 * low] == node.id.rawValue {
      ranges.append(
        TextRange(start: parentheses[3 * low + 1], end: parentheses[3 * low + 2]))
      low += 1
    }
    return ranges
  }

  /// The range of `node` with all parentheses around it.
  package func outerRange(of node: Node) -> TextRange {
    parentheses(around: node).last ?? node.range
  }
}
