import Project
import System
import Testing

/// What settings files say, and what is said of mistakes in them.
@Suite struct SettingsTests {
  @Test func readsEveryKey() throws {
    let text = """
      [project]
      requires-python = ">=3.10,<4"
      [tool.loopwise]
      select = ["LW1", "task-dropped"]
      ignore = ["LW104"]
      profile = "strict"
      python = ".venv"
      src = ["src", "."]
      exclude = ["gen"]
      offloaders = ["app.jobs.offload"]
      cuts = ["app.debug.dump"]
      frameworks = ["fastapi"]
      budget-ms = 2.5
      baseline = "known.json"
      [tool.loopwise.per-file-ignores]
      "tests/*" = ["LW101"]
      [tool.loopwise.facts]
      "lib.fetch" = "blocks"
      "lib.cheap" = "nonblocking"
      """
    let found = try SettingsReader.read(FilePath("/p/pyproject.toml"), Array(text.utf8))
    let settings = try #require(found)
    #expect(settings.select == ["LW1", "task-dropped"])
    #expect(settings.ignore == ["LW104"])
    #expect(settings.profile == .strict)
    #expect(settings.targetVersion == 10)
    #expect(settings.python == FilePath("/p/.venv"))
    #expect(settings.src == [FilePath("/p/src"), FilePath("/p")])
    #expect(settings.exclude == ["gen"])
    #expect(settings.offloaders == ["app.jobs.offload"])
    #expect(settings.cuts == ["app.debug.dump"])
    #expect(settings.frameworks == ["fastapi"])
    #expect(settings.budgetMilliseconds == 2.5)
    #expect(settings.baseline == FilePath("/p/known.json"))
    #expect(settings.perFileIgnores == [PerFileIgnore(pattern: "tests/*", codes: ["LW101"])])
    #expect(
      settings.facts == [
        DeclaredFact(function: "lib.cheap", effect: .nonblocking),
        DeclaredFact(function: "lib.fetch", effect: .blocks),
      ])
  }

  @Test(arguments: [
    (
      "a = 1\n[tool.loopwise]\nselct = [\"LW1\"]",
      "/p/pyproject.toml:3: unknown key `selct`, did you mean `select`?"
    ),
    (
      "[tool.loopwise]\nprofile = \"loud\"",
      "/p/pyproject.toml:2: `profile` is \"loud\"; allowed: \"default\", \"strict\""
    ),
    (
      "[tool.loopwise]\ntarget-version = \"2.7\"",
      "/p/pyproject.toml:2: `target-version` is \"2.7\"; allowed: \"3.8\" to \"3.15\""
    ),
    (
      "[tool.loopwise]\n\nselect = \"LW1\"",
      "/p/pyproject.toml:3: `select` is \"LW1\"; allowed: an array of strings"
    ),
    (
      "[tool.loopwise]\nbudget-ms = -1",
      "/p/pyproject.toml:2: `budget-ms` is -1; allowed: a number of milliseconds"
    ),
    (
      "[tool.loopwise.facts]\n\"a.b\" = \"slow\"",
      "/p/pyproject.toml:2: `a.b` is \"slow\"; allowed: "
        + "\"blocks=io\", \"blocks\", \"blocks=cpu\", \"nonblocking\""
    ),
    ("[tool]\nloopwise = 3", "/p/pyproject.toml: seen 3, allowed: a table"),
  ])
  func names(mistake: String, message: String) {
    let error = #expect(throws: SettingsError.self) {
      try SettingsReader.read(FilePath("/p/pyproject.toml"), Array(mistake.utf8))
    }
    #expect(error?.description == message)
  }

  @Test(arguments: ["[tool.loopwise", "a = \u{0}1", "x = {a = 1", "\u{1}", "[[a]]\n[a]"])
  func refusesWhatIsNotTOML(text: String) {
    #expect(throws: SettingsError.self) {
      try SettingsReader.read(FilePath("/p/loopwise.toml"), Array(text.utf8))
    }
  }

  @Test func aFileWithoutATableForUsHasNoSettings() throws {
    let text = Array("[tool.ruff]\nselect = [\"ASYNC\"] # not loopwise".utf8)
    #expect(try SettingsReader.read(FilePath("/p/pyproject.toml"), text) == nil)
  }

  @Test func nearestFileWinsAndLoopwiseTomlOverPyproject() throws {
    let system = MemorySystem(tree: [
      "pyproject.toml=[tool.loopwise]\nignore = [\"A\"]", "loopwise.toml=ignore = [\"B\"]", "a.py",
      "sub/pyproject.toml=[tool.loopwise]\nignore = [\"C\"]", "sub/deep/c.py",
      "other/pyproject.toml=[project]\nname = \"x\"", "other/d.py",
    ])
    func ignores(_ options: DiscoveryOptions) throws -> [[String]] {
      let found = try Discovery(paths: [FilePath(".")], options: options, system)
      return found.files.map { found.settings[$0.settings].ignore }
    }
    #expect(try ignores(DiscoveryOptions()) == [["B"], ["B"], ["C"]])

    var isolated = DiscoveryOptions()
    isolated.isIsolated = true
    #expect(try ignores(isolated) == [[], [], []])

    var named = DiscoveryOptions()
    named.settingsFile = FilePath("/project/sub/pyproject.toml")
    #expect(try ignores(named) == [["C"], ["C"], ["C"]])
  }

  @Test(
    arguments: [
      (">=3.9", 9), (">=3.10,<4", 10), ("~=3.11", 11), ("==3.12.*", 12), (">=3.6", 8),
      (">=3.99", 15),
      (">3.9, !=3.10.1", 9), ("<4", nil), ("", nil), (">=2.7", nil), ("nonsense", nil),
    ] as [(String, UInt8?)])
  func lowerBound(specifier: String, minor: UInt8?) {
    #expect(PythonVersionText.lowerBound(of: specifier) == minor)
  }

  @Test(
    arguments: [
      ("selct", "select"), ("target_version", "target-version"), ("exlude", "exclude"),
      ("zzzzzz", nil),
    ] as [(String, String?)])
  func nearestName(name: String, expected: String?) {
    #expect(NearestName.of(name, among: Settings.keys) == expected)
  }
}
