import Analyzer
import Diagnostics
import Project
import System

/// What rules say of tests: found out by checking the first program of each rule's page in a test file,
/// so that it holds for the rules as they are.
enum TestsSection {
  static var text: String {
    let plain = codes(in: "app", .strict)
    let usual = codes(in: "tests", .default)
    let strict = codes(in: "tests", .strict)
    return """
      ## Tests

      Code for tests blocks, polls and leaves things behind on purpose, so most rules that speak of a service say nothing of it.
      A file counts as one for tests by its name, `test_*.py`, `*_test.py` or `conftest.py`, or as a part of a package `test`, `tests`, `testing`, `fixtures` or `*_tests`.
      A rule that does speak has the same severity and confidence there as elsewhere, so `per-file-ignores` is the place for what is left.

      - Also in tests: \(list(usual))
      - In tests with `profile = "strict"` alone: \(list(strict.subtracting(usual)))
      - Never in tests: \(list(plain.subtracting(strict)))

      `loopwise endpoints` lists none of their functions, and what only tests call says nothing of who runs beside whom.
      """
  }

  private static func list(_ codes: Set<String>) -> String {
    codes.sorted().map { "[\($0)](rules/\($0).md)" }.joined(separator: ", ")
  }

  /// The rules that find their own program in a folder of that name.
  private static func codes(in folder: String, _ profile: Profile) -> Set<String> {
    let system = MemorySystem(workingFolder: "/project")
    system.add("\(folder)/__init__.py", "")
    var options = CheckOptions()
    options.profile = profile
    options.select = ["ALL"]
    var owners: [String: String] = [:]
    for rule in Check.catalogue {
      guard let example = rule.examples.first(where: { $0.kind == .bad }) else { continue }
      let path = "\(folder)/of_\(rule.code.lowercased()).py"
      owners[path] = rule.code
      system.add(path, example.code)
    }
    let findings = (try? Check(system, options).run([]))?.findings ?? []
    return Set(findings.filter { owners[$0.place.path] == $0.code }.map { $0.code })
  }
}
