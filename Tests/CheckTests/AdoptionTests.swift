import Analyzer
import Diagnostics
import Project
import System
import Testing

/// What lets a project with many findings begin: a baseline, suppressions, other tools' settings.
@Suite struct AdoptionTests {
  private func machine(_ files: [String: String]) -> MemorySystem {
    let system = MemorySystem()
    for (path, text) in files { system.add(path, text) }
    return system
  }

  private func check(
    _ system: MemorySystem, _ configure: (inout CheckOptions) -> Void = { _ in }
  ) throws -> Report {
    var options = CheckOptions()
    configure(&options)
    return try Check(system, options).run([])
  }

  // MARK: Baseline

  private static let before = [
    "app/util.py": "import time\n\ndef wait():\n    time.sleep(1)\n",
    "app/main.py": """
    import time
    from app.util import wait

    async def first():
        wait()

    async def second():
        time.sleep(2)
        time.sleep(2)

    """,
  ]

  private func baseline(_ files: [String: String]) throws -> String {
    let report = try check(machine(files))
    #expect(report.findings.count == 3)
    let entries = report.findings.map { finding in
      let chain = finding.ownPath.map { "{\"text\": \"\($0.text)\"}" }.joined(separator: ", ")
      return """
        {"code": "\(finding.code)", "path": "\(finding.place.path)", \
        "function": "\(finding.function)", "message": "\(finding.message)", \
        "fingerprint": "\(finding.fingerprint)", "chain": [\(chain)]}
        """
    }
    return "{\"findings\": [\(entries.joined(separator: ","))]}"
  }

  /// Each edit is none of the baseline's business; `new` and `stale` are what is told all the same.
  @Test(
    arguments: [
      ("nothing", [:], 0, 0),
      (
        "lines moved and functions reordered",
        [
          "app/main.py": """
          import time
          from app.util import wait

          async def second():
              x = 1
              time.sleep(2)

              time.sleep(2)

          async def first():
              print(1)
              wait()

          """
        ], 0, 0
      ),
      (
        "a fault more", ["app/more.py": "import time\nasync def f():\n    time.sleep(1)\n"], 1, 0
      ),
      (
        "the same fault in another function",
        ["app/more.py": "import time\nasync def second():\n    time.sleep(2)\n"], 1, 0
      ),
      (
        "a fault mended", ["app/util.py": "def wait():\n    pass\n"], 0, 1
      ),
    ] as [(String, [String: String], Int, Int)])
  func aBaselineSurvivesEdits(name: String, edits: [String: String], new: Int, stale: Int) throws {
    var files = Self.before.merging(edits) { $1 }
    files["known.json"] = try baseline(Self.before)
    files["loopwise.toml"] = "baseline = \"known.json\""
    let report = try check(machine(files))
    #expect(report.findings.count == new, "\(name)")
    #expect(report.known == 3 - stale, "\(name)")
    #expect(report.warnings.count == (stale == 0 ? 0 : 1), "\(name): \(report.warnings)")
    if 0 < stale { #expect(report.warnings.first?.contains("app/main.py: LW110") == true) }
  }

  @Test func aBaselineSurvivesRenamedFiles() throws {
    let files = [
      "app/helpers.py": Self.before["app/util.py"] ?? "",
      "core/entry.py": (Self.before["app/main.py"] ?? "").split(
        separator: "app.util", omittingEmptySubsequences: false
      ).joined(separator: "app.helpers"),
      "known.json": try baseline(Self.before),
      "loopwise.toml": "baseline = \"known.json\"",
    ]
    let report = try check(machine(files))
    #expect(report.findings.map { $0.message } == [])
    #expect(report.known == 3)
    #expect(report.warnings == [])
  }

  /// An upgrade of a library, or a machine without its sources, makes no finding a new one.
  @Test func aLibraryInsideIsNotPartOfTheIdentity() throws {
    let application = [
      "app/main.py": """
      import requests

      def load():
          return requests.get("http://localhost", timeout=3)

      async def handle():
          return load()

      async def direct():
          return requests.get("http://localhost", timeout=3)

      """
    ]
    let library = ".venv/lib/python3.13/site-packages/requests/"
    let environments = [
      [:],
      [
        ".venv/pyvenv.cfg": "version = 3.13.0\n",
        library + "__init__.py": "from .api import get\n",
        library + "api.py":
          "import socket\n\ndef get(url, timeout=None):\n    socket.gethostbyname(url)\n",
      ],
      [
        ".venv/pyvenv.cfg": "version = 3.13.0\n",
        library + "__init__.py": "from .api import get\n",
        library + "api.py": """
        import socket

        def get(url, timeout=None):
            return request(url)

        def request(url):
            return send(url)

        def send(url):
            socket.gethostbyname(url)

        """,
      ],
    ]
    let reports = try environments.map { try check(machine(application.merging($0) { $1 })) }
    // The model of the package says that it is there for HTTP, whatever its code is seen to wait for.
    for report in reports {
      #expect(report.findings.map(\.code) == ["LW110", "LW102"])
      #expect(report.findings.map(\.confidence) == [.medium, .high])
    }
    // Else nothing would have been compared.
    #expect(Set(reports.map { $0.findings.first?.chain.count }).count == 3)
    #expect(Set(reports.map { $0.findings.map(\.fingerprint) }).count == 1)
  }

  /// `read_csv` can fetch an address, as its code shows; its model says that it is there for files.
  @Test func whatIsThereForFilesIsNotSureToFetch() throws {
    let library = ".venv/lib/python3.13/site-packages/pandas/"
    let report = try check(
      machine([
        "app.py": """
        import asyncio

        import pandas

        async def load(path):
            return pandas.read_csv(path)

        async def serve(path):
            await asyncio.gather(load(path), load(path))

        """,
        ".venv/pyvenv.cfg": "version = 3.13.0\n",
        library + "__init__.py": "from .readers import read_csv\n",
        library + "readers.py": """
        import socket

        def read_csv(filepath_or_buffer):
            return socket.gethostbyname(filepath_or_buffer)

        """,
      ]))
    #expect(report.findings.map(\.confidence) == [.medium])
  }

  /// What the model of an installed package says of a method holds where a base class has it, and its
  /// condition holds for the code.
  @Test(arguments: [("\"rows.csv\"", ["LW104"]), ("io.StringIO()", [])])
  func conditionsOfModelsHoldForInheritedMethods(target: String, codes: [String]) throws {
    let library = ".venv/lib/python3.13/site-packages/pandas/"
    let report = try check(
      machine([
        "app.py": """
        import io

        import pandas

        async def save(rows):
            target = \(target)
            pandas.DataFrame(rows).to_csv(target)

        """,
        ".venv/pyvenv.cfg": "version = 3.13.0\n",
        library + "__init__.py": "from .frame import DataFrame\n",
        library + "frame.py": """
        import gzip

        class NDFrame:
            def to_csv(self, path_or_buf=None):
                if str(path_or_buf).endswith(".gz"):
                    return gzip.open(path_or_buf, "w")
                return open(path_or_buf, "w")

        class DataFrame(NDFrame):
            def __init__(self, data): ...

        """,
      ]))
    #expect(report.findings.map(\.code) == codes)
  }

  /// A client is there for its database, whether its code cannot be followed or only a pause is found in it.
  @Test(arguments: [
    ("getattr(self.session, \"list\")()", Confidence.medium),
    ("time.sleep(1)", .high),
  ])
  func clientsAreToldByWhatTheyAreFor(body: String, confidence: Confidence) throws {
    let library = ".venv/lib/python3.13/site-packages/pymongo/"
    let report = try check(
      machine([
        "app.py": """
        import asyncio

        from pymongo import MongoClient

        client = MongoClient()

        async def ask(text):
            return client.list_database_names()

        async def serve(text):
            await asyncio.gather(ask(text), ask(text))

        """,
        ".venv/pyvenv.cfg": "version = 3.13.0\n",
        library + "__init__.py": "from .client import MongoClient\n",
        library + "client.py": """
        import time

        class MongoClient:
            def __init__(self, session=None):
                self.session = session

            def list_database_names(self):
                return \(body)

        """,
      ]))
    #expect(report.findings.map(\.code) == ["LW106"])
    #expect(report.findings.map(\.confidence) == [confidence])
  }

  /// To send a task goes over the network; that the time zone may have to be asked of a process first
  /// convinces nobody of it.
  @Test func aProcessBesideTheWorkIsNoProof() throws {
    let library = ".venv/lib/python3.13/site-packages/celery/"
    let report = try check(
      machine([
        "app.py": """
        from celery import Celery

        celery = Celery("app")

        async def publish(name):
            celery.send_task(name)

        """,
        ".venv/pyvenv.cfg": "version = 3.13.0\n",
        library + "__init__.py": "from .app import Celery\n",
        library + "app.py": """
        import subprocess

        class Celery:
            def send_task(self, name):
                return name, subprocess.check_output(["timedatectl"])

        """,
      ]))
    #expect(report.findings.map(\.code) == ["LW108"])
    #expect(report.findings.map(\.chain.count) == [0])
  }

  /// Where nobody states a version and the interpreter is known, its version decides, not the newest there is.
  @Test(arguments: [("3.12.1", ["LW101"]), ("3.13.0", [])])
  func testsOfTheVersionAreThoseOfTheInterpreter(version: String, codes: [String]) throws {
    let report = try check(
      machine([
        ".venv/pyvenv.cfg": "version = \(version)\n",
        "app.py": """
        import sys, time

        async def wait():
            if sys.version_info < (3, 13):
                time.sleep(1)

        """,
      ]))
    #expect(report.findings.map(\.code) == codes)
  }

  // MARK: Suppressions

  @Test(
    arguments: [
      ("    time.sleep(1)", "    time.sleep(1)  # noqa: LW101", nil),
      ("    time.sleep(1)\r", "    time.sleep(1)  # noqa: LW101\r", nil),
      ("    time.sleep(1)  # noqa: E501", "    time.sleep(1)  # noqa: E501, LW101", nil),
      ("    time.sleep(1)  # ä", "    time.sleep(1)  # ä  # noqa: LW101", nil),
      (
        "    time.sleep(1)", "    time.sleep(1)  # loopwise: ignore[LW101] start-up only",
        "start-up only"
      ),
    ] as [(String, String, String?)])
  func aSuppressionIsWritten(line: String, expected: String, reason: String?) throws {
    let head = "import time\nasync def f():\n"
    let system = machine(["a.py": head + line + "\n"])
    let report = try check(system)
    #expect(report.findings.map { $0.code } == ["LW101"])
    let outcome = SuppressionWriter(
      system, root: FilePath(report.root), reason: reason
    ).write(report.findings)
    #expect(outcome.written == 1)
    let text = system.contents(FilePath("/project/a.py")).map {
      String(decoding: $0, as: UTF8.self)
    }
    #expect(text == head + expected + "\n")
    #expect(try check(system).findings.isEmpty)
  }

  @Test(arguments: ["    time.sleep(len(\"\"\"a\nb\"\"\"))", "    time.sleep(1) + \\\n        0"])
  func whereNoCommentCanStandNothingIsWritten(line: String) throws {
    let text = "import time\nasync def f():\n" + line + "\n"
    let system = machine(["a.py": text])
    let report = try check(system)
    let outcome = SuppressionWriter(
      system, root: FilePath(report.root), reason: nil
    ).write(report.findings)
    #expect(outcome.refused.count == 1)
    #expect(system.contents(FilePath("/project/a.py")) == Array(text.utf8))
  }

  // MARK: Settings

  @Test func whatFunctionsDoIsTakenFromSettings() throws {
    let files = [
      "loopwise.toml": """
      offloaders = ["app.in_pool"]
      cuts = ["app.quick"]
      [facts]
      "vendor.fetch" = "blocks"
      "app.Store.load" = "blocks=io"
      """,
      "setup.cfg": "[flake8]\nasync200-blocking-calls =\n  acme.sub.* -> x,\n  *.other -> y\n",
      "app.py": """
      import time, vendor, acme.sub, weird

      class Store:
          def load(self): ...

      def in_pool(f, *args):
          return weird.submit(lambda: f(*args)) or f()

      def quick():
          time.sleep(5)

      async def main(store: Store):
          vendor.fetch()
          store.load()
          acme.sub.call()
          acme.other()
          quick()
          await in_pool(time.sleep, 5)
      """,
    ]
    let report = try check(machine(files))
    #expect(report.findings.map { $0.place.start?.line } == [13, 14, 15])
    #expect(
      report.warnings == ["took over async200-blocking-calls from setup.cfg:2 as `facts`"])
  }

  @Test func settingsSayWhereTheyComeFrom() throws {
    let system = machine([
      "pyproject.toml": "[project]\nrequires-python = \">=3.9\"\n[tool.loopwise]\nignore = []\n",
      "sub/loopwise.toml": "profile = \"strict\"\n", "sub/a.py": "match x:\n    case 1: pass\n",
      "a.py": "x = 1\n",
    ])
    let options = CheckOptions()
    let discovery = try Discovery(paths: [FilePath(".")], options: options.discovery, system)
    let origins = try discovery.settings.map { settings in
      let rows = try EffectiveSettings(settings, options, root: discovery.root).rows
      return rows.filter { $0.origin != "default" }.map { "\($0.key)=\($0.value) \($0.origin)" }
    }
    let version = "target-version=\"3.9\" pyproject.toml:2 (requires-python)"
    #expect(
      origins == [
        ["ignore=[] pyproject.toml:4", version],
        ["profile=\"strict\" sub/loopwise.toml:1", version],
      ])
    // The version of the project holds below it, too: `match` is newer than 3.9.
    #expect(try check(system).findings.map { $0.code } == ["LW002"])
  }

  @Test(arguments: [
    ("[tool.ruff]\ntarget-version = \"py310\"\n", UInt8(10)),
    ("[tool.ruff]\ntarget-version = \"py310\"\n[project]\nrequires-python = \">=3.12\"\n", 12),
    ("[tool.ruff]\ntarget-version = \"py310\"\n[tool.loopwise]\ntarget-version = \"3.9\"\n", 9),
  ])
  func theTargetVersionOfRuffIsTheLastResort(text: String, version: UInt8) throws {
    let system = machine(["pyproject.toml": text])
    let discovery = try Discovery(
      paths: [FilePath(".")], options: DiscoveryOptions(), system)
    #expect(discovery.settings[0].targetVersion == version)
  }

  /// What Poetry and setuptools are told, by file, and where the target version comes from then.
  @Test(
    arguments: [
      (
        ["setup.cfg": "[metadata]\nname = x\n[options]\npython_requires = >=3.10, <4\n"],
        "\"3.10\" setup.cfg:4 (python_requires)"
      ),
      (
        ["setup.cfg": "[options]\r\npython_requires:\r\n    >=3.9\r\nzip_safe = yes\r\n"],
        "\"3.9\" setup.cfg:2 (python_requires)"
      ),
      (["setup.cfg": "[other]\npython_requires = >=3.9\n"], nil),
      (
        ["setup.py": "setup(\n    name='x',\n    python_requires=\">=3.9\",\n)\n"],
        "\"3.9\" setup.py:3 (python_requires)"
      ),
      (["setup.py": "setup(python_requires=LOWEST)\nsetup(python_requires=4_000_000_000)\n"], nil),
      (
        [
          "setup.py": "setup(python_requires='>=3.9')",
          "setup.cfg": "[options]\npython_requires=>=3.11",
        ],
        "\"3.11\" setup.cfg:2 (python_requires)"
      ),
      (
        ["setup.py": "setup(python_requires='>=3.9')", "ruff.toml": "target-version = \"py311\""],
        "\"3.9\" setup.py:1 (python_requires)"
      ),
      (
        [
          "setup.py": "setup(python_requires='>=3.9')",
          "pyproject.toml": "[project]\nrequires-python = \">=3.12\"\n[tool.loopwise]\n",
        ],
        "\"3.12\" pyproject.toml:2 (requires-python)"
      ),
      (
        [
          "pyproject.toml":
            "[tool.loopwise]\npython = \".venv\"\n[tool.poetry.dependencies]\npython = \"^3.9\"\n"
        ],
        "\"3.9\" pyproject.toml:4 (python of Poetry)"
      ),
      (
        ["pyproject.toml": "[tool.poetry]\nname = \"x\"\ndependencies.python = \"~3.10.1\"\n"],
        "\"3.10\" pyproject.toml (python of Poetry)"
      ),
      (
        [
          "pyproject.toml":
            "[project]\nrequires-python = \">=3.11\"\n[tool.poetry.dependencies]\npython = \"^3.9\"\n",
          "setup.cfg": "[options]\npython_requires=>=3.8",
        ],
        "\"3.11\" pyproject.toml:2 (requires-python)"
      ),
      (["pyproject.toml": "[tool.poetry.dependencies]\npython = \"*\"\n"], nil),
    ] as [([String: String], String?)])
  func packagingKnowsTheOldestPython(files: [String: String], expected: String?) throws {
    let options = CheckOptions()
    let discovery = try Discovery(
      paths: [FilePath(".")], options: options.discovery, machine(files))
    let rows = try EffectiveSettings(
      discovery.settings[0], options, root: discovery.root
    ).rows.filter { $0.key == "target-version" && $0.origin != "default" }
    #expect(rows.map { "\($0.value) \($0.origin)" } == (expected.map { [$0] } ?? []))
  }

  // MARK: Changes

  /// `first` blocks through `wait` in another file, `second` by itself. Each case: what is written
  /// otherwise in the older state of a file, and the lines of the findings that are new since then.
  @Test(
    arguments: [
      ("app/main.py", "", "", []),
      ("app/main.py", "time.sleep(2)\n", "await asyncio.sleep(2)\n", [8, 9]),
      ("app/main.py", "async def first", "def first", [5]),
      // The helper changed: what goes through it is new.
      ("app/util.py", "time.sleep(1)", "pass", [5]),
      // Lines that were only taken away since, or stood elsewhere.
      ("app/main.py", "    wait()\n", "    wait()\n    print()\n", [5]),
      ("app/main.py", "import time\n", "import os\nimport time\n", []),
      // Line ends alone are no change.
      ("app/main.py", "\n", "\r\n", []),
    ] as [(String, String, String, [Int])])
  func anOlderStateChoosesWhatIsNew(
    path: String, now: String, then: String, lines: [Int]
  ) throws {
    let system = machine(Self.before)
    let older = Self.before.map { name, text in
      let before = name == path && !now.isEmpty ? text.replacing(now, with: then) : text
      return (path: FilePath(name), bytes: Array(before.utf8))
    }
    let report = try check(system) {
      $0.changes = ChangedLines(system.workingFolder, older: older, system)
    }
    #expect(report.findings.map { $0.place.start?.line } == lines)
  }

  @Test func aFileThatWasNotThereIsNewAsAWhole() throws {
    let system = machine(Self.before)
    let report = try check(system) {
      $0.changes = ChangedLines(system.workingFolder, older: [], system)
    }
    #expect(report.findings.count == 3)
    let elsewhere = try check(system) {
      $0.changes = ChangedLines(FilePath("/elsewhere"), older: [], system)
    }
    #expect(elsewhere.findings.isEmpty)
  }
}
