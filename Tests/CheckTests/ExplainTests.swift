import Analyzer
import Diagnostics
import LibraryModels
import Project
import RuleKit
import System
import Testing

/// `loopwise explain path::function`, on the in-memory machine.
@Suite struct ExplainTests {
  private static let files = [
    "pyproject.toml": "", "app/util.py": "import time\n\ndef wait():\n    time.sleep(1)\n",
    "app/main.py": """
    import asyncio
    import plugin
    from app.util import wait

    class Server:
        async def serve(self, hook):
            wait()
            plugin.run()
            hook.call().more()
            await asyncio.to_thread(wait)

    async def idle():
        await asyncio.sleep(1)

    """,
  ]

  private func explain(_ subject: String) throws -> FunctionExplanation {
    let system = MemorySystem()
    for (path, text) in Self.files { system.add(path, text) }
    let request = ExplanationRequest(subject) { system.workingFolder.resolving(FilePath($0)) }
    return try Check(system, CheckOptions()).explain(try #require(request))
  }

  @Test(arguments: [
    "app/main.py::Server.serve", "app/main.py::app.main.Server.serve", "app/main.py:8",
    "app/main.py::serve",
  ])
  func aFunctionThatBlocksShowsItsPath(subject: String) throws {
    let found = try explain(subject)
    #expect(found.name == "app.main.Server.serve")
    #expect(found.kind == .coroutine)
    #expect(found.waits.map { $0.place.start?.line } == [7])
    #expect(found.waits.first?.chain.map { $0.text } == ["wait", "time.sleep"])
    #expect(found.waits.first?.chain.first?.place.start?.line == 3)
    #expect(found.discounted.map { $0.place.start?.line } == [10])
    #expect(
      found.unresolved.map { $0.text }.sorted() == ["hook.call", "hook.call(…).more", "plugin.run"])
  }

  @Test func aFunctionThatDoesNotBlockSaysSo() throws {
    let found = try explain("app/main.py::idle")
    #expect(found.waits.isEmpty)
    #expect(found.unresolved.isEmpty)
    #expect(found.calls == found.resolved)
  }

  @Test(arguments: ["app/util.py:4", "app/util.py:4:5"])
  func aPlainFunctionIsExplainedToo(subject: String) throws {
    let found = try explain(subject)
    #expect(found.kind == .plain)
    #expect(found.waits.count == 1)
  }

  @Test(arguments: [
    (
      "app/main.py::Server.serv",
      "app/main.py has no function `Server.serv`; did you mean `Server.serve`?"
    ),
    ("app/main.py:99", "app/main.py has no line 99; its last one is line 14"),
    ("app/none.py:1", "/project/app/none.py is not among the Python files below the root"),
  ])
  func whatIsNotThereIsNamed(subject: String, message: String) throws {
    do {
      _ = try explain(subject)
      Issue.record("explained")
    } catch let failure as ExplainFailure {
      #expect(failure.description == message)
    }
  }

  @Test func otherSubjectsAreNoRequests() {
    for text in ["LW110", "a.py:", "a.py:x", "a.py::", ":"] {
      #expect(ExplanationRequest(text) { FilePath($0) } == nil, "\(text)")
    }
  }
}
