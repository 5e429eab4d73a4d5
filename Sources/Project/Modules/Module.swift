package import PythonSemantics
import System

/// Where the code of a module comes from.
package enum ModuleOrigin: Hashable, Sendable {
  /// A file of the project, whether or not it was named for checking: see `Module.isChecked`.
  case firstParty
  /// Installed; the distribution's name, or the top-level package where none is recorded.
  case thirdParty(distribution: String)
  case standardLibrary
  /// Written by hand for code that cannot be read.
  case model
  /// Facts that ship for the common packages and the standard library, used where neither is installed.
  case shippedFacts
}

/// One module of the program: a file, a model, or a namespace package without a file of its own.
package final class Module: Sendable {
  package let id: ModuleID
  /// Dotted, as absolute imports from its own root spell it.
  package let name: String
  package let globalName: GlobalName
  /// As findings print it; empty for models, the folder for namespace packages.
  package let path: String
  package let origin: ModuleOrigin
  /// Findings may stand here. False for project files that were only reached through imports.
  package let isChecked: Bool
  package let isPackage: Bool
  /// Types and signatures only: a `.pyi`, or a model.
  package let isStub: Bool
  /// For tests: what pytest collects, and what lies among tests.
  package let servesTests: Bool
  /// Shows how something is used.
  package let isExample: Bool
  package let facts: FileFacts
  /// Indexed by `LocalName`.
  package let names: [GlobalName]
  /// Global number of the file's function 0.
  package let functionBase: UInt32
  package let classBase: UInt32
  /// The `.pyi` beside a `.py`: better types, no effects.
  package let typeStub: ModuleID?

  /// `inside` is the path from the project's root, for files of the project.
  init(
    id: ModuleID, name: String, globalName: GlobalName, path: String, origin: ModuleOrigin,
    isChecked: Bool, isPackage: Bool, isStub: Bool, inside: FilePath?, facts: FileFacts,
    names: [GlobalName],
    functionBase: UInt32, classBase: UInt32, typeStub: ModuleID?
  ) {
    self.id = id
    self.name = name
    self.globalName = globalName
    self.path = path
    self.origin = origin
    self.isChecked = isChecked
    self.isPackage = isPackage
    self.isStub = isStub
    servesTests =
      inside.map { TestFiles.isAmongTests(path: $0) } == true || TestFiles.isCollected(path)
      || TestFiles.isAmongTests(name, isPackage: isPackage)
    isExample = inside.map { ExampleFiles.contain($0) } == true
    self.facts = facts
    self.names = names
    self.functionBase = functionBase
    self.classBase = classBase
    self.typeStub = typeStub
  }

  package func function(_ local: UInt32) -> FunctionID {
    FunctionID(rawValue: functionBase &+ local)
  }
  package func `class`(_ local: UInt32) -> ClassID { ClassID(rawValue: classBase &+ local) }
  package func name(_ local: LocalName) -> GlobalName {
    Int(local) < names.count ? names[Int(local)] : .empty
  }
}
