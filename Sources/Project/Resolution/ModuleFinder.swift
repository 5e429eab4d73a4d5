import PythonSemantics
import System

/// Finds modules by name as the interpreter's path would, without reading one.
///
/// Not thread-safe: one finder serves one load, and asks in a fixed order, so the numbers that it
/// gives to locations are the same on each run.
struct ModuleFinder {
  var locations: [Location] = []
  var dotted = DottedNames()

  let system: any OperatingSystem
  let roots: ImportRoots
  let environment: PythonEnvironment
  let platform: Platform
  /// The project's root folder.
  let tree: FilePath
  var folders: FolderIndex
  var byPath: [FilePath: LocationID] = [:]
  private var memo: [TopLevelKey: LocationID] = [:]
  /// Every pair of package and submodule that was asked for; -1 where there is none.
  private(set) var children: [ChildKey: LocationID] = [:]

  /// The folders that files of the project see first, numbered as they are met.
  var ownRoots: [FilePath] = []
  /// By the same number: the outermost package of those files, in that folder.
  var ownPackages: [String?] = []
  /// By the same number: the project below the root that those files belong to, and its `src`.
  var ownProjects: [[FilePath]] = []
  var projectOf: [FilePath: FilePath?] = [:]
  /// Folders that hold a package, so that they must stand on the path.
  var packageRoots: [FilePath] = []
  var rootNumbers: [FilePath: Int] = [:]
  var packageRootOf: [FilePath: FilePath?] = [:]
  var lastOwnFolder: (path: FilePath, name: String, root: Int)?

  private(set) var models: [String: Int] = [:]
  private(set) var overlays: [String: Int] = [:]
  private(set) var shipped: [String: Int] = [:]
  /// Names that some model's name has as a prefix.
  private(set) var modelPackages: Set<String> = []
  var modelLocations: [Int: LocationID] = [:]
  private(set) var editables: [String: FilePath] = [:]
  /// Packages whose `__init__` says that other folders of the path belong to it as well.
  private var spread: Set<LocationID> = []

  private struct TopLevelKey: Hashable {
    var context: SearchContext
    var name: UInt32
  }

  struct ChildKey: Hashable {
    var parent: LocationID
    var name: String
  }

  static let none: LocationID = -1

  init(
    roots: ImportRoots, environment: PythonEnvironment, models: [ModelSource], platform: Platform,
    tree: FilePath, _ system: any OperatingSystem
  ) {
    self.roots = roots
    self.environment = environment
    self.platform = platform
    self.tree = tree
    self.system = system
    let open = environment.packages + environment.standardLibrary
    folders = FolderIndex(tree: tree, open: open, system)
    for (index, model) in models.enumerated() {
      if model.isOverlay {
        overlays[model.name] = overlays[model.name] ?? index
      } else if model.isShipped {
        shipped[model.name] = shipped[model.name] ?? index
      } else {
        self.models[model.name] = self.models[model.name] ?? index
      }
      var name = Substring(model.name)
      while let dot = name.lastIndex(of: ".") {
        name = name[..<dot]
        modelPackages.insert(String(name))
      }
    }
    for editable in environment.editables where editables[editable.name] == nil {
      editables[editable.name] = editable.path
    }
  }

  subscript(location: LocationID) -> Location { locations[Int(location)] }

  func context(of location: LocationID) -> SearchContext {
    let found = self[location]
    switch found.owner {
    case .firstParty: return .firstParty(root: found.root)
    case .thirdParty, .shippedFacts: return .thirdParty
    case .standardLibrary: return .standardLibrary
    case .model:
      let top = String(found.name.prefix { $0 != "." })
      return StandardLibraryNames.contains(top) ? .standardLibrary : .thirdParty
    }
  }

  /// Notes that the package's `__init__` extends its own path.
  mutating func markSpread(_ package: LocationID) { spread.insert(package) }

  /// Forgets what was not found, because a package turned out to be spread.
  mutating func forgetMisses() {
    memo = memo.filter { 0 <= $0.value }
    children = children.filter { 0 <= $0.value }
  }

  // MARK: By name

  /// The module of that absolute name as seen from `context`.
  mutating func find(_ name: UInt32, in context: SearchContext) -> LocationID {
    if name == 0 { return ModuleFinder.none }
    let key = TopLevelKey(context: context, name: name)
    if let known = memo[key] { return known }
    if let alias = ModuleFinder.alias(dotted.spelling(name), platform) {
      return find(dotted.intern(alias.utf8), in: context)
    }
    var found = ModuleFinder.none
    let parent = dotted.parent(name)
    if parent == 0 {
      found = findTopLevel(dotted.leaf(name), in: context)
    } else {
      let package = find(parent, in: context)
      found = package < 0 ? ModuleFinder.none : child(dotted.leaf(name), of: package)
      if found < 0, package < 0 { found = findModel(dotted.spelling(name)) }
    }
    memo[key] = found
    return found
  }

  /// Modules that the interpreter puts under a second name when it starts.
  private static func alias(_ name: String, _ platform: Platform) -> String? {
    switch name {
    case "os.path": platform.pathModule
    case "_frozen_importlib": "importlib._bootstrap"
    case "_frozen_importlib_external": "importlib._bootstrap_external"
    default: nil
    }
  }

  /// The submodule of a package.
  mutating func child(_ name: String, of package: LocationID) -> LocationID {
    let key = ChildKey(parent: package, name: name)
    if let known = children[key] { return known }
    let found = findChild(name, of: self[package])
    children[key] = found
    if found < 0, spread.contains(package), let other = findSpread(name, package) {
      children[key] = other
      return other
    }
    return found
  }

  /// The package that holds a module: what `from . import x` means in it.
  mutating func package(of location: LocationID) -> LocationID {
    let module = self[location]
    if module.isPackage { return location }
    return parent(of: location)
  }

  mutating func parent(of location: LocationID) -> LocationID {
    let module = self[location]
    if module.owner == .firstParty {
      let folder = module.isPackage ? module.path.parent : module.path
      return packageLocation(folder: module.kind == .namespace ? module.path.parent : folder.parent)
    }
    guard let dot = module.name.lastIndex(of: ".") else { return ModuleFinder.none }
    let name = dotted.intern(module.name[..<dot].utf8)
    return find(name, in: context(of: location))
  }
}
