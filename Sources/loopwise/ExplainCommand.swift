import Analyzer
import ArgumentParser
import Diagnostics
import Project
import Renderers
import System
import Terminal

/// `loopwise explain`: what a rule means, or why a function blocks.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Print what a rule means, or why a function blocks.",
    discussion: """
      A rule goes by code or name: `explain LW110`, `explain task-dropped`. \
      A function goes by its file and name, or by any of its lines: `explain app/x.py::Store.get`, \
      `explain app/x.py:12`.
      """,
    aliases: ["rule"])

  @Argument(help: "A rule or a function.")
  var subject: String

  @Option(help: "auto, always or never.") var color = ColorChoice.auto
  @OptionGroup(title: "Settings and environment") var source: SourceOptions

  func run() throws {
    let system = NativeSystem()
    let painter = Painter(isOn: Console(system).usesColour(color, on: .output))
    let request = ExplanationRequest(place(of: subject, system)) {
      system.workingFolder.resolving(RawArguments.path($0))
    }
    let page: Page
    if let request {
      let options = try CheckOptions(nil, source, system)
      do throws(ExplainFailure) {
        let check = Check(system, options)
        let explanation = try check.explain(request)
        page = ExplanationPage.page(of: explanation, and: try findings(at: request, check))
      } catch {
        throw HostFailure(description: error.description)
      }
    } else {
      page = RulePage.page(of: try rule(named: subject))
    }
    let text = page.text(columns: system.columns(of: .output), painter: painter)
    try system.write(Array(text.utf8), to: .output)
  }

  /// What `check` says of the line that was asked for.
  private func findings(
    at request: ExplanationRequest, _ check: Check
  ) throws(ExplainFailure) -> [Finding] {
    guard case .line(let line) = request.target else { return [] }
    do throws(CheckFailure) {
      return try check.run([request.file]).findings.filter { $0.place.start?.line == line }
    } catch {
      throw .check(error)
    }
  }

  /// `app.store.Store.get`, as findings and `hubs` name a function, as its file and name, where there is
  /// such a file.
  private func place(of name: String, _ system: any OperatingSystem) -> String {
    if name.contains("/") || name.contains(":") || name.hasSuffix(".py") { return name }
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    for source in ["", "src/"] {
      for count in (1..<max(1, parts.count)).reversed() {
        let folder = source + parts[..<count].joined(separator: "/")
        for file in [folder + ".py", folder + "/__init__.py"]
        where system.isFile(system.workingFolder.resolving(FilePath(file))) {
          return file + "::" + parts[count...].joined(separator: ".")
        }
      }
    }
    return name
  }

  private func rule(named name: String) throws -> RuleMetadata {
    let rules = Check.catalogue
    let wanted = name.lowercased()
    let found = rules.first { $0.code.lowercased() == wanted || $0.name == wanted }
    if let found { return found }
    var hint = rules.meant(by: name).map { "did you mean `\($0)`?" }
    // `app.store.Store.get`, as findings name it.
    if name.contains(".") { hint = "a function goes by its file: `explain app/x.py::Store.get`" }
    throw HostFailure(
      description: "no rule is called `\(name)`; \(hint ?? "`loopwise rules` lists them")")
  }
}
