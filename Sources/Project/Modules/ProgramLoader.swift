package import PythonSemantics
package import System

/// Parses and lowers the bytes of one file. Called from several threads at once.
package typealias FactsReader = @Sendable (ByteBuffer, _ isStub: Bool) -> FileFacts

/// A file of the project with its facts: the syntax check and the program share one parse.
package struct FirstPartyFile: Sendable {
  /// Absolute.
  package var path: FilePath
  /// As findings print it.
  package var displayPath: String
  package var facts: FileFacts

  package init(path: FilePath, displayPath: String, facts: FileFacts) {
    self.path = path
    self.displayPath = displayPath
    self.facts = facts
  }
}

/// What a load may read, and for which platform.
package struct LoadOptions: Sendable {
  package var threads = 1
  package var platform = Platform.host
  /// The most bytes of files outside the project, so that an environment of any size is a bounded
  /// amount of work. What lies nearest to the project's own imports is read first.
  package var dependencyLimit = 256 << 20
  /// The most bytes of one such file: larger ones are tables.
  package var fileLimit = 8 << 20
  /// Needed though nobody imports them.
  package var implicitModules = ["builtins"]

  package init() {}
}

/// From the project's files to the whole program: finds and reads what they import, then what that
/// imports, and links all names.
///
/// A dependency that cannot be read or parsed never fails the run.
package struct ProgramLoader {
  let system: any OperatingSystem
  let roots: ImportRoots
  let environment: PythonEnvironment
  let models: [ModelSource]
  let options: LoadOptions
  let read: FactsReader

  /// `root` of the project; no link is followed out of it.
  let root: FilePath

  package init(
    root: FilePath, roots: ImportRoots, environment: PythonEnvironment, models: [ModelSource],
    options: LoadOptions, system: any OperatingSystem, read: @escaping FactsReader
  ) {
    self.root = root
    self.roots = roots
    self.environment = environment
    self.models = models
    self.options = options
    self.system = system
    self.read = read
  }

  /// `files` in any order; the program is the same for each.
  package func load(_ files: [FirstPartyFile]) -> Program {
    let files = files.sorted { $0.path < $1.path }
    var closure = ImportClosure(self, files)
    closure.run()
    var linker = Linker(closure, self, files)
    return linker.link()
  }
}
