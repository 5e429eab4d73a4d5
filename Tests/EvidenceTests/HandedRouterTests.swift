import Analyzer
import Diagnostics
import Testing

/// A router that a function is handed: its class is not known, and what the file imports tells whose it is.
@Suite struct HandedRouterTests {
  @Test(arguments: [("from fastapi import Response", "thread"), ("import base64", "unknown")])
  func whatTheFileImportsSaysWhoseRouterItIs(given: (line: String, runs: String)) throws {
    let report = try EndpointTests.list([
      "routes.py": """
      \(given.line)

      def add_routes(router):
          @router.options("/plain")
          def plain():
              return 1
      """
    ])
    #expect(report.entryPoints.map { $0.runs.rawValue } == [given.runs])
  }
}
