import Foundation
import Project
import System
import Testing

/// Which files a check reads, on the in-memory machine.
@Suite struct DiscoveryTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    /// `path` or `path=contents`; `path->target` is a link, `path!` a pipe.
    var tree: [String]
    var paths = ["."]
    var found: [String]
    var testDescription: String { name }
  }

  static let cases = [
    Case(
      name: "modules, stubs and notebooks, in order of path",
      tree: ["b.py", "a/z.pyi", "a/n.ipynb", "a.txt", "README"],
      found: ["a/n.ipynb", "a/z.pyi", "b.py"]),
    Case(
      name: "environments and build output are left out",
      tree: [
        "a.py", ".venv/lib/b.py", "node_modules/c.py", "dist/d.py", "x/__pycache__/e.py",
        "lib/site-packages/f.py", "build/lib/a.py", "src/build/__init__.py",
      ],
      found: ["a.py", "src/build/__init__.py"]),
    Case(
      name: "environments and caches under other names are left out",
      tree: [
        "a.py", "env/pyvenv.cfg", "env/bin/b.py", "env/lib/site-packages/c.py",
        ".cache/CACHEDIR.TAG=Signature: 8a477f597d28d172789f06886806bc55\n# a cache", ".cache/d.py",
        "mine/CACHEDIR.TAG=kept here", "mine/e.py",
      ],
      found: ["a.py", "mine/e.py"]),
    Case(
      name: "what a folder's records list is left out, and what stands beside it is not",
      tree: [
        "a.py", "vendor/six-1.0.dist-info/RECORD=six.py,sha256=x,1\n../bin/run,,\n",
        "vendor/lib-1.0.dist-info/RECORD=lib/__init__.py,sha256=x,1\nlib/b.py,,",
        "vendor/bare.dist-info/METADATA", "vendor/six.py", "vendor/lib/__init__.py",
        "vendor/lib/b.py", "vendor/handler.py", "vendor/bare/c.py",
      ],
      found: ["a.py", "vendor/bare/c.py", "vendor/handler.py"]),
    Case(
      name: "what is named is checked, whatever it is",
      tree: [
        "env/pyvenv.cfg", "env/a.py", "env/lib-1.0.dist-info/RECORD=lib/b.py,,", "env/lib/b.py",
      ],
      paths: ["env"], found: ["env/a.py", "env/lib/b.py"]),
    Case(
      name: "git's ignore files count inside a repository",
      tree: [".git/HEAD", ".gitignore=gen/\n!keep.py\n*_x.py", "gen/a.py", "b.py", "c_x.py"],
      found: ["b.py"]),
    Case(
      name: "git's ignore files do not count outside of one",
      tree: ["pyproject.toml", ".gitignore=b.py", "b.py"], found: ["b.py"]),
    Case(
      name: ".ignore counts everywhere and wins",
      tree: [".git/HEAD", ".gitignore=a.py", ".ignore=!a.py\nb.py", "a.py", "b.py"],
      found: ["a.py"]),
    Case(
      name: "info/exclude counts",
      tree: [".git/info/exclude=a.py", "a.py", "b.py"], found: ["b.py"]),
    Case(
      name: "an ignore file above the path that was given counts",
      tree: [".git/HEAD", ".gitignore=a.py", "sub/a.py", "sub/b.py"], paths: ["sub"],
      found: ["sub/b.py"]),
    Case(
      name: "a repository inside another starts afresh",
      tree: [".git/HEAD", ".gitignore=a.py", "inner/.git/HEAD", "inner/a.py"],
      found: ["inner/a.py"]),
    Case(
      name: "a file that is named is checked, whatever excludes it",
      tree: [".git/HEAD", ".gitignore=a.py", "a.py", "dist/d.py", "script"],
      paths: ["a.py", "dist/d.py", "script"], found: ["a.py", "dist/d.py", "script"]),
    Case(
      name: "a file that is named twice is checked once",
      tree: ["a.py"], paths: ["a.py", ".", "./a.py"], found: ["a.py"]),
    Case(
      name: "links are not followed on the way",
      tree: ["a.py", "l.py->/project/a.py", "loop->/project", "out->/etc"], found: ["a.py"]),
    Case(
      name: "a folder that is named may be a link",
      tree: ["pyproject.toml", "real/a.py", "l->/project/real"], paths: ["l"],
      found: ["l/a.py"]),
    Case(
      name: "the settings' exclude",
      tree: ["loopwise.toml=exclude = [\"gen\", \"/top.py\"]", "gen/a.py", "top.py", "x/top.py"],
      found: ["x/top.py"]),
    Case(
      name: "the nearest settings file holds, also for exclude",
      tree: [
        "loopwise.toml=exclude = [\"a.py\"]", "sub/loopwise.toml=exclude = [\"b.py\"]", "a.py",
        "b.py", "sub/a.py", "sub/b.py",
      ],
      found: ["b.py", "sub/a.py"]),
    Case(
      name: "a pipe is listed, so that its reading is refused aloud",
      tree: ["p.py!", "a.py"], found: ["a.py", "p.py"]),
  ]

  @Test(arguments: cases)
  func finds(_ example: Case) throws {
    let system = MemorySystem(tree: example.tree)
    let found = try Discovery(
      paths: example.paths.map { FilePath($0) }, options: DiscoveryOptions(), system)
    let files = found.files.compactMap { $0.path.relative(to: system.workingFolder)?.description }
    #expect(files == example.found)
    #expect(found.failures.isEmpty)
  }

  @Test func whatTheCommandLineExcludesCountsBesideTheSettings() throws {
    let system = MemorySystem(tree: [
      "loopwise.toml=exclude = [\"gen\"]", "gen/a.py", "tests/b.py", "sub/loopwise.toml=",
      "sub/tests/c.py", "sub/d.py",
    ])
    var options = DiscoveryOptions()
    options.exclude = ["tests"]
    let found = try Discovery(paths: [FilePath(".")], options: options, system)
    #expect(found.files.map { String(decoding: $0.path.name, as: UTF8.self) } == ["d.py"])
  }

  @Test func aPathThatIsNotThereIsAFailureAndTheOthersGoOn() throws {
    let system = MemorySystem(tree: ["a.py"])
    let found = try Discovery(
      paths: [FilePath("nope"), FilePath("a.py")], options: DiscoveryOptions(), system)
    #expect(found.files.count == 1)
    #expect(found.failures.map { $0.reason } == [.absent])
  }

  @Test func theRootIsTheNearestMarkedFolderAboveAllPaths() throws {
    let system = MemorySystem(tree: ["svc/pyproject.toml", "svc/a/x.py", "svc/b/y.py", ".git/HEAD"])
    func root(_ paths: [String]) -> String {
      ProjectRoot.find(for: paths.map { FilePath("/project/\($0)") }, system).description
    }
    #expect(root(["svc/a"]) == "/project/svc")
    #expect(root(["svc/a/x.py", "svc/b"]) == "/project/svc")
    #expect(root(["svc", "."]) == "/project")
    #expect(ProjectRoot.find(for: [FilePath("/elsewhere")], system).description == "/project")
  }
}

extension MemorySystem {
  convenience init(tree: [String]) {
    self.init(workingFolder: "/project")
    for entry in tree {
      if entry.hasSuffix("!") {
        add(FilePath("/project/\(entry.dropLast())"), .special)
      } else if let arrow = entry.range(of: "->") {
        let target = FilePath(String(entry[arrow.upperBound...]))
        add(FilePath("/project/\(entry[..<arrow.lowerBound])"), .link(to: target))
      } else {
        let parts = entry.split(separator: "=", maxSplits: 1)
        add(String(parts[0]), parts.count == 2 ? String(parts[1]) : "")
      }
    }
  }
}
