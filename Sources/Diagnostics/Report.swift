/// Everything one check has to say. Renderers see nothing else.
package struct Report: Sendable, Hashable {
  package static let formatVersion = 1

  /// The project root, absolute, printed form.
  package var root: String
  /// In output order.
  package var findings: [Finding]
  /// Findings that are left out because the baseline has them.
  package var known = 0
  /// Input that could not be read, in order of path.
  package var errors: [InputError]
  package var coverage: Coverage
  /// Things the user ought to know that are about no place, such as "no Python files found".
  package var warnings: [String]
  package var timings: [StageTiming]
  /// The recordings that findings were joined with; findings are then in order of what they cost.
  package var recordings: [RecordingFigures] = []

  package init(root: String) {
    self.root = root
    findings = []
    errors = []
    coverage = Coverage()
    warnings = []
    timings = []
  }
}

/// A file that was not checked, and why.
package struct InputError: Sendable, Hashable {
  package var path: String
  package var position: Position
  package var message: String

  package init(
    path: String, position: Position = Position(line: 1, column: 1), message: String
  ) {
    self.path = path
    self.position = position
    self.message = message
  }
}

/// How much of the program was understood, so that silence can be weighed.
package struct Coverage: Sendable, Hashable {
  package var files = 0
  package var functions = 0
  package var calls = 0
  package var resolved = 0
  /// Packages whose code could not be looked into, in order of falling `calls`, then of name.
  package var opaque: [OpaquePackage] = []
  /// Whether an environment with installed packages was found, or nobody wants one.
  package var hasEnvironment = true

  package init() {}
}

/// A package that calls lead into and nothing is known of.
package struct OpaquePackage: Sendable, Hashable {
  package var name: String
  package var calls: Int

  package init(name: String, calls: Int) {
    self.name = name
    self.calls = calls
  }
}

/// What one stage of a check cost.
package struct StageTiming: Sendable, Hashable {
  package var stage: String
  package var wallMilliseconds: Double

  package init(stage: String, wallMilliseconds: Double) {
    self.stage = stage
    self.wallMilliseconds = wallMilliseconds
  }
}
