import Foundation

/// The text of a fixture beside the tests.
func fixture(_ name: String, file: String = #filePath) throws -> String {
  let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
  let path = folder.appendingPathComponent("Fixtures").appendingPathComponent(name)
  return try String(contentsOf: path, encoding: .utf8)
}
