/// Which files are for tests: their code blocks, sleeps and polls on purpose, and their doubles say
/// nothing of the classes that they stand for.
package enum TestFiles {
  /// What pytest collects: `test_x.py`, `x_test.py` and `conftest.py`.
  package static func isCollected(_ path: String) -> Bool {
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    let name = slash.map { path[path.utf8.index(after: $0)...] } ?? path[...]
    return name.hasPrefix("test_") || name.hasSuffix("_test.py") || name == "conftest.py"
  }

  /// Whether a module lies among tests, or is the help that a library offers to the tests of others:
  /// `shop.tests`, `shop.testing.clock`. Its dotted name decides, which is the same wherever the project
  /// lies. A file by itself may be called `test.py` for any reason.
  static func isAmongTests(_ name: String, isPackage: Bool) -> Bool {
    if !name.utf8.contains(where: { $0 == UInt8(ascii: "t") }) { return false }
    let parts = name.utf8.split(separator: UInt8(ascii: "."))
    if parts.last.map({ Substring($0).hasSuffix("_tests") }) == true { return true }
    return (isPackage || 1 < parts.count)
      && parts.contains { part in
        ["testing", "tests", "test"].contains { part.elementsEqual($0.utf8) }
      }
  }
}
