import Diagnostics
import Project
import PythonSemantics
package import RuleKit
import Summaries
package import System

/// What `loopwise explain path::Class.method` asks for.
package struct ExplanationRequest: Sendable {
  package enum Target: Sendable, Hashable {
    case name(String)
    case line(Int)
  }

  package var file: FilePath
  package var target: Target

  /// `path::Class.method`, or `path:line` with or without a column; `nil` for what is neither.
  package init?(_ text: String, path: (String) -> FilePath) {
    if let (file, name) = Self.split(text, at: "::"), !name.isEmpty {
      self.file = path(file)
      target = .name(name)
    } else if let (file, line) = Self.place(text) {
      self.file = path(file)
      target = .line(line)
    } else {
      return nil
    }
  }

  /// As reports print it, a column may follow: `app.py:12:5`.
  private static func place(_ text: String) -> (String, Int)? {
    guard let (file, number) = split(text, at: ":"), let line = Int(number), 0 < line else {
      return nil
    }
    return place(file) ?? (file, line)
  }

  private static func split(_ text: String, at separator: String) -> (String, String)? {
    let bytes = Array(text.utf8)
    let mark = Array(separator.utf8)
    guard mark.count < bytes.count else { return nil }
    for at in (0...(bytes.count - mark.count)).reversed()
    where bytes[at..<(at + mark.count)].elementsEqual(mark) {
      return (
        String(decoding: bytes[..<at], as: UTF8.self),
        String(decoding: bytes[(at + mark.count)...], as: UTF8.self)
      )
    }
    return nil
  }
}

/// Why no explanation can be given.
package enum ExplainFailure: Error, Sendable, CustomStringConvertible {
  case check(CheckFailure)
  case noSuchFile(String)
  case noSuchFunction(String, in: String, nearest: String?)
  case noSuchLine(Int, in: String, count: Int)

  package var description: String {
    switch self {
    case .check(let failure): failure.description
    case .noSuchFile(let path): "\(path) is not among the Python files below the root"
    case .noSuchFunction(let name, let path, let nearest):
      "\(path) has no function `\(name)`" + (nearest.map { "; did you mean `\($0)`?" } ?? "")
    case .noSuchLine(let line, let path, let count):
      "\(path) has no line \(line); its last one is line \(count)"
    }
  }
}

extension Check {
  /// Analyses the project around the file, as `check` does, and explains one of its functions.
  package func explain(
    _ request: ExplanationRequest
  ) throws(ExplainFailure) -> FunctionExplanation {
    let root = ProjectRoot.find(for: [request.file], system)
    var result: Result<FunctionExplanation, ExplainFailure> = .failure(
      .noSuchFile(request.file.description))
    var resolver: PlaceResolver?
    do throws(CheckFailure) {
      let discovery = try discover([root, request.file])
      let inspected = try inspect(discovery, [root, request.file]) { table, _, names in
        result = Self.explanation(request, table, discovery, names)
      }
      resolver = inspected.resolver
    } catch {
      throw .check(error)
    }
    switch result {
    case .failure(let failure): throw failure
    case .success(var explanation):
      resolver?.resolve(&explanation)
      return explanation
    }
  }

  private static func explanation(
    _ request: ExplanationRequest, _ table: SummaryTable, _ discovery: Discovery,
    _ names: [String]
  ) -> Result<FunctionExplanation, ExplainFailure> {
    let index = discovery.files.firstIndex { $0.path == request.file }
    let program = table.engine.program
    guard let index, let module = program.modules.first(where: { $0.path == names[index] }) else {
      return .failure(.noSuchFile(request.file.description))
    }
    let sites = BlockingSites(RuleContext(table, isStrict: false))
    let function: FunctionID?
    switch request.target {
    case .line(let line):
      let count = module.facts.lineStarts.count
      guard line <= count else { return .failure(.noSuchLine(line, in: module.path, count: count)) }
      function = BlockingSites.function(atLine: line, in: module)
    case .name(let name):
      let all = module.facts.functions.indices.map { module.function(UInt32($0)) }
      let prefix = module.name + "."
      func local(_ id: FunctionID) -> String {
        let full = program.qualifiedName(of: id)
        return full.hasPrefix(prefix) ? String(full.dropFirst(prefix.count)) : full
      }
      // A method may go without its class where only one has it.
      let methods = all.filter { local($0).hasSuffix("." + name) }
      function =
        all.last { local($0) == name || program.qualifiedName(of: $0) == name }
        ?? (methods.count == 1 ? methods[0] : nil)
        // A class blocks where its objects are made.
        ?? all.last { local($0) == name + ".__init__" }
      if function == nil {
        let nearest =
          methods.first.map(local) ?? NearestName.of(name, among: all.map(local).sorted())
        return .failure(.noSuchFunction(name, in: module.path, nearest: nearest))
      }
    }
    guard let function else {
      return .failure(.noSuchFile(request.file.description))
    }
    let context = RuleContext(table, isStrict: true, target: nil)
    return .success(sites.explain(function, context: context))
  }
}
