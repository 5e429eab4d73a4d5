import Project
import PythonSemantics
import PythonSyntax
import System
import Testing

/// Trees made to be slow or deep still give a program.
@Suite struct HostileProgramTests {
  /// Each module imports the next one's names and is imported by the one before, in a circle.
  @Test func circleOfThousandsOfModules() throws {
    let count = 3000
    let program = try load(
      (0..<count).map { index in
        let next = (index + 1) % count
        let text = "from m\(next) import *\nfrom m\(next) import f\nimport m\(next)\n"
        return ("m\(index).py", index == 40 ? text + "def f(): ...\n" : text)
      })
    let name = try #require(program.globalNames.find("f"))
    let near = try #require(program.module(named: "m7"))
    #expect(program.lookup(name, in: near).map(program.describe) == ["function m40.f"])
    // Farther than any real chain of re-exports: given up, not followed without end.
    let far = try #require(program.module(named: "m2000"))
    #expect(!program.lookup(name, in: far).contains { program.describe($0) == "function m40.f" })
  }

  @Test func thousandsOfConditionalDefinitionsOfOneName() throws {
    let text = (0..<5000).map { "if c\($0):\n    def f(): ...\n" }.joined()
    let program = try load([("app.py", text), ("user.py", "from app import f\n")])
    let user = try #require(program.module(named: "user"))
    let found = program.bindings(ofImport: 0, in: user)
    #expect(!found.isEmpty && found.count <= 32)
  }

  @Test func namesWithThousandsOfDots() throws {
    let name = Array(repeating: "a", count: 5000).joined(separator: ".")
    let program = try load([
      ("app.py", "import \(name)\nfrom \(String(repeating: ".", count: 5000)) import x\n")
    ])
    #expect(program.unresolved.count == 2)
  }

  @Test func samePathTwice() throws {
    let program = try load([("app.py", "x = 1\n"), ("app.py", "x = 1\n")])
    #expect(program.modules.count == 1)
  }

  private func load(_ files: [(path: String, text: String)]) throws -> Program {
    let system = MemorySystem(workingFolder: "/project")
    let root = FilePath("/project")
    let reader = FactsReader(version: .newest, platform: .linux)
    let buffer = ByteBuffer()
    var given: [FirstPartyFile] = []
    for file in files {
      buffer.replace(with: Array(file.text.utf8))
      let facts = reader.read(buffer, isStub: false)
      given.append(
        FirstPartyFile(path: root.appending(file.path), displayPath: file.path, facts: facts))
    }
    let loader = ProgramLoader(
      root: root, roots: ImportRoots(leading: [root]), environment: PythonEnvironment(),
      models: [], options: LoadOptions(), system: system)
    return loader.load(given)
  }
}
