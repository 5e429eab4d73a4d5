package import PythonSemantics
package import PythonSyntax
package import System

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
  /// Of the interpreter that runs the program: decides tests of `sys.version_info`.
  package var version = PythonVersion.newest
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
  /// `root` of the project; no link is followed out of it.
  let root: FilePath

  package init(
    root: FilePath, roots: ImportRoots, environment: PythonEnvironment, models: [ModelSource],
    options: LoadOptions, system: any OperatingSystem
  ) {
    self.root = root
    self.roots = roots
    self.environment = environment
    self.models = ProgramLoader.merged(models)
    self.options = options
    self.system = system
  }

  /// Several models of one module add up; a whole model with an overlay is a whole one.
  private static func merged(_ models: [ModelSource]) -> [ModelSource] {
    var merged: [ModelSource] = []
    var places: [String: Int] = [:]
    for model in models {
      let key = model.name + (model.isShipped ? " shipped" : "")
      guard let place = places[key] else {
        places[key] = merged.count
        merged.append(model)
        continue
      }
      merged[place].isOverlay = merged[place].isOverlay && model.isOverlay
      merged[place].text = .bytes(
        merged[place].text.bytes + Array("\n".utf8) + model.text.bytes)
    }
    return merged
  }

  /// `files` in any order; the program is the same for each.
  package func load(_ files: [FirstPartyFile]) -> Program { link(closure(of: files)) }

  /// The first half of `load`: finding and reading.
  package func closure(of files: [FirstPartyFile]) -> ImportClosure {
    var closure = ImportClosure(self, files.sorted { $0.path < $1.path })
    closure.run()
    return closure
  }

  /// The second half: numbering and connecting.
  package func link(_ closure: ImportClosure) -> Program {
    var linker = Linker(closure, self)
    return linker.link()
  }
}
