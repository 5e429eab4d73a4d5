import Foundation

/// The package's own files.
enum SourceTree {
  static let root: String = {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { url.deleteLastPathComponent() }
    return url.path
  }()

  /// Relative paths, in order.
  static func files(below folder: String, suffix: String) throws -> [String] {
    let all = try FileManager.default.subpathsOfDirectory(atPath: root + "/" + folder)
    return all.filter { $0.hasSuffix(suffix) }.map { folder + "/" + $0 }.sorted()
  }

  static func text(of file: String) throws -> String {
    try String(contentsOfFile: root + "/" + file, encoding: .utf8)
  }

  static func lines(of file: String) throws -> [Substring] {
    try text(of: file).split(separator: "\n", omittingEmptySubsequences: false)
  }
}
