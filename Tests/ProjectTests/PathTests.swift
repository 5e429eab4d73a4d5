import System
import Testing

/// Paths as bytes.
@Suite struct PathTests {
  @Test(arguments: [
    ("/a/./b//c/..", "/a/b"), ("a/../../b", "../b"), ("/..", "/"), (".", ""), ("/", "/"),
    ("a/..", ""), ("../..", "../.."),
  ])
  func normalized(path: String, expected: String) {
    #expect(FilePath(path).normalized == FilePath(expected))
  }

  @Test(
    arguments: [
      ("/a/b", "/a", "b"), ("/a", "/a", ""), ("/ab", "/a", nil), ("/a/b", "/", "a/b"),
      ("/a", "/a/b", nil), ("a/b", "", "a/b"),
    ] as [(String, String, String?)])
  func relative(path: String, folder: String, expected: String?) {
    #expect(FilePath(path).relative(to: FilePath(folder)) == expected.map { FilePath($0) })
  }

  @Test(arguments: [
    ("/a/b", "/a/c", "../b"), ("/a/b", "/a/b/c/d", "../.."), ("/x", "/a/b", "../../x"),
  ])
  func relativeAnywhere(path: String, folder: String, expected: String) {
    #expect(FilePath(path).relativeAnywhere(from: FilePath(folder)) == FilePath(expected))
  }

  @Test(arguments: [("/a/b", "/a"), ("/a", "/"), ("/", "/"), ("a", ""), ("a/b", "a")])
  func parent(path: String, expected: String) {
    #expect(FilePath(path).parent == FilePath(expected))
  }
}
