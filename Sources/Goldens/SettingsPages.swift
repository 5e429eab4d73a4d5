import Project
import Renderers

/// What is written of the settings: their documentation, and the schema by which editors complete them.
enum SettingsPages {
  static var page: String {
    """
    # Settings

    `[tool.loopwise]` in `pyproject.toml`, or the same keys at the top of `loopwise.toml`.
    For each file the nearest settings file upward holds, as far as the project root; in one folder `loopwise.toml` wins.
    A file below does not add to the one above: it takes its place, as with ruff.
    `facts`, `offloaders` and `cuts` name functions by qualified name and hold everywhere, whichever file has them.
    The command line wins over all; `--config FILE` names the only file, `--isolated` allows none.
    Paths are relative to the settings file.
    An unknown key is an error that names the nearest known one.
    `loopwise config` prints what holds, and where each value comes from.

    \(Page([.table(rows)]).markdown)
    Effects in `facts`: `"blocks"` (as long as others please), `"blocks=io"` (disk or network), `"blocks=cpu"` (computes for long), `"nonblocking"`.

    Without `src`, modules are imported from the root and `root/src`; in a repository of several projects, the files of each (a folder with a `pyproject.toml` or `setup.py` of its own) first from its folder and its `src`.

    ## From other tools

    What Poetry, setuptools, ruff and flake8-async were told counts, where Loopwise is told nothing else:

    - `python` of Poetry's dependencies (`"^3.9"`), where `pyproject.toml` has no `requires-python`
    - `python_requires` of `setup.cfg`, else of a call in `setup.py` where it is a literal; `requires-python` of `pyproject.toml` wins
    - `target-version` of ruff (`ruff.toml`, `.ruff.toml`, `pyproject.toml`), where nothing of these says more
    - `async200-blocking-calls` of flake8-async (`.flake8`, `setup.cfg`, `tox.ini`): each name becomes an entry `"blocks"` of `facts`; names that begin with `*` go by spelling alone and are left out
    - their codes in `# noqa`, see [the rules](rules/README.md)

    `check` says on standard error which blocking calls it took over.

    \(TestsSection.text)

    ## In editors

    [settings.schema.json](settings.schema.json) is a JSON Schema of `loopwise.toml`.
    Editors with Taplo (such as VS Code's Even Better TOML) take it from a comment:

    ```toml
    #:schema https://raw.githubusercontent.com/loopwise/loopwise/main/docs/settings.schema.json
    ```

    """
  }

  private static var rows: [[String]] {
    [["key", "value", "default", "meaning"]]
      + SettingsKey.all.map { ["`\($0.name)`", words($0.shape), $0.initial, $0.meaning] }
  }

  private static func words(_ shape: SettingsKey.Shape) -> String {
    switch shape {
    case .strings: "array of strings"
    case .string: "path"
    case .choice(let values) where 4 < values.count:
      "`\"\(values.first ?? "")\"` to `\"\(values.last ?? "")\"`"
    case .choice(let values): values.map { "`\"\($0)\"`" }.joined(separator: ", ")
    case .choices(let values):
      "array of " + values.map { "`\"\($0)\"`" }.joined(separator: ", ")
    case .number: "number"
    case .rulesByPattern: "table: pattern to array of rules"
    case .effects: "table: qualified name to effect"
    }
  }

  // MARK: Schema

  static var schema: [UInt8] {
    JSON.object([
      ("$schema", .string("http://json-schema.org/draft-07/schema#")),
      ("title", .string("Loopwise")),
      ("type", .string("object")),
      ("additionalProperties", .bool(false)),
      (
        "properties",
        .object(
          SettingsKey.all.map { key in
            (key.name, .object([("description", .string(key.meaning))] + members(key.shape)))
          })
      ),
    ]).encoded(spread: 3)
  }

  private static func members(_ shape: SettingsKey.Shape) -> [(String, JSON)] {
    let text: JSON = .object([("type", .string("string"))])
    func choice(_ values: [String]) -> JSON { .object([("enum", .array(values.map(JSON.string)))]) }
    func array(_ items: JSON) -> [(String, JSON)] {
      [("type", .string("array")), ("items", items)]
    }
    func table(_ values: JSON) -> [(String, JSON)] {
      [("type", .string("object")), ("additionalProperties", values)]
    }
    switch shape {
    case .strings: return array(text)
    case .string: return [("type", .string("string"))]
    case .choice(let values): return [("enum", .array(values.map(JSON.string)))]
    case .choices(let values): return array(choice(values))
    case .number: return [("type", .string("number")), ("minimum", .int(0))]
    case .rulesByPattern: return table(.object(array(text)))
    case .effects: return table(choice(DeclaredEffect.allCases.map { $0.rawValue }))
    }
  }
}
