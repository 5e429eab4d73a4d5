import Foundation
import Testing

/// A target imports only what its row allows, so that what may know what stays as it was drawn.
/// SwiftPM does not hold this by itself: an undeclared import compiles when something else built it.
@Suite struct LayerTests {
  /// From the bottom up: a row names only rows above it. `SourceText` is open to all.
  private static let rows: [(target: String, imports: Set<String>)] = [
    ("SourceText", []),
    ("System", ["Synchronization"]),
    ("Terminal", []),
    ("Diagnostics", []),
    ("PythonSyntax", ["Synchronization"]),
    ("PythonSemantics", ["PythonSyntax"]),
    ("PythonFlow", ["PythonSemantics", "PythonSyntax"]),
    ("LibraryModels", ["PythonSemantics"]),
    (
      "Project",
      [
        "PythonSemantics", "PythonSyntax", "Diagnostics", "System", "LibraryModels",
        "Synchronization", "FoundationEssentials", "TOMLKit",
      ]
    ),
    (
      "Summaries",
      [
        "Project", "PythonFlow", "LibraryModels", "PythonSemantics", "PythonSyntax",
        "Synchronization",
      ]
    ),
    // RuleKit shows rules the program, so that they need not import Project themselves.
    (
      "RuleKit",
      [
        "Summaries", "Project", "LibraryModels", "PythonFlow", "PythonSemantics", "PythonSyntax",
        "Diagnostics",
      ]
    ),
    (
      "Rules",
      [
        "RuleKit", "Summaries", "LibraryModels", "PythonFlow", "PythonSemantics", "PythonSyntax",
        "Diagnostics",
      ]
    ),
    (
      "Analyzer",
      [
        "Rules", "RuleKit", "Summaries", "Project", "LibraryModels", "PythonSemantics",
        "PythonSyntax", "Diagnostics", "System", "Synchronization",
      ]
    ),
    ("Edits", ["Analyzer", "Project", "Diagnostics", "System", "PythonSyntax"]),
    ("Renderers", ["Diagnostics", "Terminal"]),
    ("ProfileModel", []),
    ("ProfileCapture", ["ProfileModel", "System"]),
    ("ProfileViews", ["ProfileModel", "Renderers", "Terminal"]),
    ("RuntimeEvidence", ["Analyzer", "ProfileModel", "Diagnostics"]),
    ("JSONRPC", ["FoundationEssentials"]),
    (
      "Goldens",
      [
        "Analyzer", "Renderers", "Summaries", "Project", "PythonFlow", "LibraryModels",
        "PythonSemantics", "PythonSyntax", "Diagnostics", "System",
      ]
    ),
  ]
  /// Wiring may use anything.
  private static let hosts: Set<String> = ["loopwise", "loopwise-dev"]
  private static let onlyInLeaves: Set<String> = ["Glibc", "Musl", "Darwin"]
  private static let leaves: Set<String> = ["System", "loopwise", "loopwise-dev"]

  @Test func importsStayWithinTheirRow() throws {
    let rows = Dictionary(uniqueKeysWithValues: Self.rows.map { ($0.target, $0.imports) })
    var seen = 0
    for file in try SourceTree.files(below: "Sources", suffix: ".swift") {
      let target = String(file.split(separator: "/")[1])
      for name in try imports(of: file) {
        seen += 1
        #expect(name != "Foundation", "\(file): the whole of Foundation adds an ICU library")
        if Self.onlyInLeaves.contains(name) {
          #expect(Self.leaves.contains(target), "\(file): only System calls the C library")
          continue
        }
        if Self.hosts.contains(target) || name == "SourceText" { continue }
        let row = try #require(rows[target], "\(file): \(target) has no row in LayerTests")
        #expect(row.contains(name), "\(file): \(target) may not import \(name)")
      }
    }
    #expect(100 < seen)
  }

  /// The table itself has no arrow that points upward.
  @Test func rowsNameOnlyRowsAboveThem() {
    var above: Set<String> = ["Synchronization", "FoundationEssentials", "TOMLKit"]
    for row in Self.rows {
      #expect(row.imports.isSubset(of: above), "\(row.target)")
      above.insert(row.target)
    }
  }

  /// Their references are counted for one thread alone, and several threads read files.
  @Test func whatWorkersCallIsSharedByThreads() throws {
    let package = try SourceTree.lines(of: "Package.swift").joined(separator: "\n")
    #expect(package.contains(#"let unshared = Set(["Summaries", "RuleKit", "Rules"])"#))
    let unshared: Set<String> = ["Summaries", "RuleKit", "Rules"]
    let worker = try imports(of: "Sources/Analyzer/Check/FileCheck.swift")
    #expect(1 < worker.count && unshared.isDisjoint(with: worker))
  }

  private func imports(of file: String) throws -> [String] {
    // Python in a `"""` text has imports too.
    var inText = false
    var names: [String] = []
    for line in try SourceTree.lines(of: file) {
      let wasInText = inText
      if line.split(separator: "\"\"\"", omittingEmptySubsequences: false).count % 2 == 0 {
        inText.toggle()
      }
      if wasInText { continue }
      var words = line.split(separator: " ").filter { !$0.hasPrefix("@") }
      if let first = words.first, ["package", "public", "internal", "private"].contains(first) {
        words.removeFirst()
      }
      guard words.first == "import", let name = words.last else { continue }
      names.append(String(name.split(separator: ".")[0]))
    }
    return names
  }
}
