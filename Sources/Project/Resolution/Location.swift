import System

/// A place where a module was found, whether or not it has been read.
struct Location {
  enum Kind {
    case source
    /// A `.pyi` with no `.py` beside it: of an extension module, or types only.
    case stub
    /// An extension module without a stub: known to exist, and nothing else.
    case compiled
    /// Folders without `__init__.py`.
    case namespace
    case model
  }

  /// In the order of modules in the program.
  enum Owner: UInt8 {
    case firstParty, thirdParty, standardLibrary, model, shippedFacts
  }

  var kind: Kind
  var owner: Owner
  /// Dotted.
  var name: String
  /// The file; the first folder of a namespace package; empty for models.
  var path: FilePath
  /// Where submodules are sought; empty unless it is a package.
  var folders: [FilePath] = []
  /// The `.pyi` beside a `.py`.
  var stubPath: FilePath?
  /// Index into the models: the text of a model, or the overlay of a module.
  var model: Int?
  /// Position among the files that were given.
  var given: Int?
  var isPackage: Bool
  /// Of a project's file, the number of what decides which folder is searched first.
  var root = 0
}

/// The place of a location in the finder's list.
typealias LocationID = Int32

/// Which folders an import searches, and in which order: depends on who imports.
enum SearchContext: Hashable {
  /// A file of the project: see `Location.root`.
  case firstParty(root: Int)
  case thirdParty
  case standardLibrary
}
