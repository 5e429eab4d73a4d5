/// Which files are for tests: their code blocks, sleeps and polls on purpose, and their doubles say
/// nothing of the classes that they stand for.
package enum TestFiles {
  /// What pytest collects: `test_x.py`, `x_test.py` and `conftest.py`.
  package static func isCollected(_ path: String) -> Bool {
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    let name = slash.map { path[path.utf8.index(after: $0)...] } ?? path[...]
    return name.hasPrefix("test_") || name.hasSuffix("_test.py") || name == "conftest.py"
  }

  /// Whether a module lies in a package of tests, or of the help that a library offers to the tests of
  /// others. Its dotted name decides, which is the same wherever the project lies.
  static func isAmongTests(_ name: String, isPackage: Bool) -> Bool {
    name.split(separator: ".").dropLast(isPackage ? 0 : 1).contains {
      $0 == "testing" || $0 == "tests" || $0 == "test"
    }
  }
}
