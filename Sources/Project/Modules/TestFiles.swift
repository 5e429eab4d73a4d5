import System

/// Which files are for tests: their code blocks, sleeps and polls on purpose, and their doubles say
/// nothing of the classes that they stand for.
package enum TestFiles {
  /// What pytest collects: `test_x.py`, `x_test.py` and `conftest.py`.
  package static func isCollected(_ path: String) -> Bool {
    let path = path.utf8
    let slash = path.lastIndex(of: UInt8(ascii: "/"))
    let name = slash.map { path[path.index(after: $0)...] } ?? path[...]
    return name.starts(with: "test_".utf8) && name.suffix(3).elementsEqual(".py".utf8)
      || name.suffix(8).elementsEqual("_test.py".utf8)
      || name.elementsEqual("conftest.py".utf8)
  }

  static let folders: Set<String> = ["testing", "tests", "test", "fixtures"]

  /// Whether a file of the project lies in a folder of tests, or of what they are run on:
  /// `fixtures/shop/main.py`, which is imported as `shop.main`. `path` starts at the project's root, so
  /// that it is the same wherever the project lies.
  static func isAmongTests(path: FilePath) -> Bool {
    mayNameTests(path.bytes)
      && path.description.split(separator: "/").dropLast().contains { folders.contains(String($0)) }
  }

  /// Whether a module lies among tests or what they are run on, or is the help that a library offers to
  /// the tests of others: `shop.tests`, `fixtures.shop.main`, `shop.testing.clock`. A file by itself may
  /// be called `test.py` for any reason.
  static func isAmongTests(_ name: String, isPackage: Bool) -> Bool {
    // Few names have it, and to take all of them apart takes long.
    guard mayNameTests(name.utf8) else { return false }
    let parts = name.split(separator: ".")
    if parts.last?.hasSuffix("_tests") == true { return true }
    return (isPackage || 1 < parts.count)
      && parts.contains { folders.contains(String($0)) }
  }

  /// Whether `tes` or `fix` stands anywhere in the name.
  private static func mayNameTests(_ name: some Sequence<UInt8>) -> Bool {
    var before: (UInt8, UInt8) = (0, 0)
    for byte in name {
      if byte == UInt8(ascii: "s"), before == (UInt8(ascii: "t"), UInt8(ascii: "e")) { return true }
      if byte == UInt8(ascii: "x"), before == (UInt8(ascii: "f"), UInt8(ascii: "i")) { return true }
      before = (before.1, byte)
    }
    return false
  }
}
