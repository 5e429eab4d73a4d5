import Foundation
import PythonSyntax
import SourceText
import Testing

@testable import LibraryModels

@Test func eachModelParses() {
  let workspace = ParserWorkspace()
  let source = SourceBuffer()
  for model in Model.all + Model.standardLibrary {
    source.load(String(decoding: model.text.bytes, as: UTF8.self))
    for error in workspace.check(source) {
      Issue.record("\(model.module), byte \(error.range.start): \(error.message)")
    }
  }
}

@Test func modelsAreInOrder() {
  let keys = Model.all.map { [$0.module, $0.isOverlay ? "1" : "0"].joined(separator: " ") }
  #expect(
    keys.map { $0.split(separator: " ")[0] } == keys.map { $0.split(separator: " ")[0] }.sorted())
  #expect(Set(keys).count == keys.count)
}

/// The interpreter that the models speak of, where one is installed.
private let interpreter: String? = {
  let environment = ProcessInfo.processInfo.environment
  let root = environment["PYENV_ROOT"] ?? (environment["HOME"] ?? "") + "/.pyenv"
  let path = root + "/versions/3.13.0/bin/python"
  return FileManager.default.isExecutableFile(atPath: path) ? path : nil
}()

@Test(.enabled(if: interpreter != nil, "CPython 3.13.0 is not installed"))
func modelsAgreeWithTheInterpreter() throws {
  let rows = Model.all.map {
    [
      "module": $0.module, "isOverlay": $0.isOverlay,
      "text": String(decoding: $0.text.bytes, as: UTF8.self),
    ] as [String: Any]
  }
  let answer = try check(JSONSerialization.data(withJSONObject: rows))
  let compared = try #require(answer.last)
  #expect(answer.count == 1, "\(answer.joined(separator: "\n"))")
  #expect(compared.hasSuffix(" 0 differences"))
}

/// A difference is seen: without this the test above could pass by comparing nothing.
@Test(
  .enabled(if: interpreter != nil, "CPython 3.13.0 is not installed"),
  arguments: [
    ("time", "def slep(seconds, /) -> None: ...", "time.slep: does not exist"),
    ("time", "@blocks(slow, sleep)\ndef sleep(seconds, /): ...", "time.sleep: @blocks"),
    ("time", "@blocks(io, sleep, when=delay)\ndef sleep(seconds, /): ...", "speaks of delay"),
    ("shutil", "@blocks(io, file_io)\ndef copy(src, dst): ...", "shutil.copy: has to be derived"),
    ("requests", "EVIDENCE = 'requests requests/api.py'", "requests.EVIDENCE: names no version"),
    ("_heapq", "def heappush(heap, value, /): ...", "has no parameter value"),
    ("asyncio.tasks", "def sleep(delay, result=None): ...", "coroutine function in one of the two"),
  ])
func differencesAreSeen(module: String, stub: String, difference: String) throws {
  let row =
    ["module": module, "isOverlay": module == "asyncio.tasks", "text": stub] as [String: Any]
  let answer = try check(JSONSerialization.data(withJSONObject: [row]))
  #expect(answer.contains { $0.contains(difference) }, "\(answer)")
}

private func check(_ json: Data) throws -> [String] {
  let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("check_models.py")
  let input = FileManager.default.temporaryDirectory
    .appendingPathComponent("models-\(UUID().uuidString).json")
  try json.write(to: input)
  defer { try? FileManager.default.removeItem(at: input) }
  let process = Process()
  process.executableURL = URL(fileURLWithPath: try #require(interpreter))
  process.arguments = [script.path, input.path]
  let output = Pipe()
  process.standardOutput = output
  try process.run()
  let text = output.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  #expect(process.terminationStatus == 0)
  return String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
}
