import Project
import SourceText
import System
import Testing

/// Notebooks as Python: magics out, each line in a line of its own.
@Suite struct NotebookTests {
  private func load(_ json: String) throws -> SourceLoader {
    let system = MemorySystem(tree: [])
    system.add("n.ipynb", json)
    let loader = SourceLoader(system)
    try loader.load(FilePath("/project/n.ipynb"), kind: .notebook)
    return loader
  }

  private func text(_ loader: SourceLoader) -> String {
    String(decoding: loader.source.bytes, as: UTF8.self)
  }

  @Test func codeCellsFollowEachOther() throws {
    let loader = try load(
      #"""
      {"nbformat": 4, "cells": [
        {"cell_type": "markdown", "source": "not python ("},
        {"cell_type": "code", "source": ["import time\n", "time.sleep(1)"]},
        {"cell_type": "code", "source": "%%bash\nls (\n"},
        {"cell_type": "raw", "source": "x ="},
        {"cell_type": "code", "source": "%%time\nx = 1\n"}]}
      """#)
    #expect(text(loader) == "import time\ntime.sleep(1)\n\n\n\nx = 1\n")
    let cells = try #require(loader.cells)
    #expect(cells.place(ofLine: 2) == (1, 2))
    #expect(cells.place(ofLine: 6) == (3, 2))
  }

  @Test(arguments: [
    ("%matplotlib inline", "pass"), ("!pip install x", "pass"), ("  !ls {x}", "  pass"),
    ("files = !ls", "files = None"), ("t = %timeit -o f()", "t = None"), ("print?", "pass"),
    ("?print", "pass"), ("x = y % 2", "x = y % 2"), ("a != b", "a != b"),
    ("s = 'what?'", "s = 'what?'"), ("f(x,\n% y)", "f(x,\n% y)"),
  ])
  func magics(cell: String, python: String) throws {
    let source = cell.replacing("\n", with: "\\n")
    let loader = try load(#"{"cells": [{"cell_type": "code", "source": "\#(source)"}]}"#)
    #expect(text(loader) == python + "\n")
  }

  @Test func theOlderFormatHasWorksheets() throws {
    let loader = try load(
      #"{"worksheets": [{"cells": [{"cell_type": "code", "input": ["x = 1"]}]}]}"#)
    #expect(text(loader) == "x = 1\n")
  }

  @Test(arguments: ["", "[]", "{}", "{\"cells\": 3}", "{\"cells\": [{}]}"])
  func whatIsNoNotebookIsSaidSo(json: String) {
    #expect(throws: SourceFailure.self) { _ = try load(json) }
  }
}
