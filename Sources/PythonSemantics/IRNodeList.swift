/// The nodes of a list in `FileFacts.extra`, read where they stand: bodies, arguments and targets are
/// walked all the time, and an array of each would have to be made first.
package struct IRNodeList: RandomAccessCollection, Sendable {
  private let extra: [UInt32]
  private let start: Int
  package let count: Int

  /// The list whose length stands at `index`, in items of so many words.
  init(_ extra: [UInt32], at index: UInt32, width: Int = 1) {
    self.extra = extra
    start = Int(index) + 1
    count = Int(extra[Int(index)]) * width
  }

  package static let empty = IRNodeList([0], at: 0)

  package var startIndex: Int { 0 }
  package var endIndex: Int { count }

  package subscript(position: Int) -> IRNodeID {
    precondition(0 <= position && position < count, "position \(position) in a list of \(count)")
    return IRNodeID(rawValue: extra[start + position])
  }
}

/// The same of a list of pairs.
package struct IRPairList: RandomAccessCollection, Sendable {
  private let words: IRNodeList

  /// The list whose length, in pairs, stands at `index`.
  init(_ extra: [UInt32], at index: UInt32) { words = IRNodeList(extra, at: index, width: 2) }

  package var startIndex: Int { 0 }
  package var endIndex: Int { words.count / 2 }

  package subscript(position: Int) -> (first: UInt32, second: UInt32) {
    (words[2 * position].rawValue, words[2 * position + 1].rawValue)
  }
}
