import System

/// Which files show how something is used: `examples/server.py`, `demo.py`. They wait to have something to
/// wait for, and serve one reader.
enum ExampleFiles {
  private static let words: [StaticString] = [
    "demo", "demos", "example", "examples", "sample", "samples", "tutorial", "tutorials",
  ]

  /// `path` starts at the project's root.
  static func contain(_ path: FilePath) -> Bool {
    let bytes = path.bytes
    var start = 0
    for (place, byte) in bytes.enumerated() {
      if byte == FilePath.slash {
        if isWord(bytes[start..<place]) { return true }
        start = place + 1
      }
    }
    // `demo.py`, `example_server.py`
    let end = bytes[start...].firstIndex { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "_") }
    return isWord(bytes[start..<(end ?? bytes.count)])
  }

  private static func isWord(_ part: ArraySlice<UInt8>) -> Bool {
    words.contains { word in
      part.first == word.utf8Start[0] && part.count == word.utf8CodeUnitCount
        && word.withUTF8Buffer { part.elementsEqual($0) }
    }
  }
}
