package import SourceText

/// A comment that takes findings back.
package struct Suppression: Sendable, Hashable {
  package enum Reach: Sendable, Hashable {
    /// The line that the comment stands on.
    case line
    /// The line below, for a comment with a line to itself.
    case nextLine
    case file
  }

  /// The comment, from `#` on.
  package var range: TextRange
  /// Its line, from 1.
  package var line: Int
  package var reach: Reach
  /// What is taken back; `nil` is everything.
  package var codes: [Code]?
  /// Written for Loopwise, so that it is reported when it takes nothing back.
  package var isOwn: Bool

  package struct Code: Sendable, Hashable {
    package var text: String
    package var range: TextRange

    func moved(by offset: UInt32) -> Code {
      Code(text: text, range: TextRange(start: range.start + offset, end: range.end + offset))
    }
  }

  /// The index of the code that covers one of `codes`; 0 for a suppression of everything.
  package func covering(_ covered: [String]) -> Int? {
    guard let codes else { return 0 }
    return codes.firstIndex { code in covered.contains { $0.hasPrefix(code.text) } }
  }
}

/// The suppressions of one file, found by line.
package struct SuppressionTable: Sendable {
  package private(set) var all: [Suppression] = []
  private var byLine: [Int: [Int]] = [:]
  private var wholeFile: [Int] = []

  package init() {}

  package var isEmpty: Bool { all.isEmpty }

  package mutating func add(_ suppression: Suppression) {
    let index = all.count
    all.append(suppression)
    switch suppression.reach {
    case .line: byLine[suppression.line, default: []].append(index)
    case .nextLine: byLine[suppression.line + 1, default: []].append(index)
    case .file: wholeFile.append(index)
    }
  }

  /// Every suppression that takes back one of `codes` somewhere on `lines`, with the code that does.
  package func covering(
    _ codes: [String], lines: ClosedRange<Int>
  ) -> [(suppression: Int, code: Int)] {
    var found: [(suppression: Int, code: Int)] = []
    func look(_ index: Int) {
      if let code = all[index].covering(codes) { found.append((index, code)) }
    }
    wholeFile.forEach(look)
    // Long ranges are rare, long files with few suppressions are not.
    if lines.count <= byLine.count {
      for line in lines { byLine[line]?.forEach(look) }
    } else {
      for (line, indices) in byLine where lines.contains(line) { indices.forEach(look) }
    }
    return found
  }
}
