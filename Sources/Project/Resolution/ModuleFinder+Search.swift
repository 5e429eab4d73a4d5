import System

extension ModuleFinder {
  /// One place to look for a top-level module.
  private enum Stage {
    case folder(FilePath, Location.Owner)
    case models
    case editables
    /// Facts that ship for packages which are not installed, and overlays without their module.
    case substitutes
  }

  private func stages(for name: String, in context: SearchContext) -> [Stage] {
    let library = environment.standardLibrary.map { Stage.folder($0, .standardLibrary) }
    if context == .standardLibrary { return [.models] + library + [.substitutes] }

    let packages = environment.packages.map { Stage.folder($0, .thirdParty) }
    let installed: [Stage] = [.models] + library + packages + [.editables, .substitutes]
    var leading: [FilePath] = []
    var trailing = roots.trailing
    if !StandardLibraryNames.builtin.contains(name) { leading = roots.leading }
    if case .firstParty(let root) = context {
      if !StandardLibraryNames.builtin.contains(name) { leading = ownProjects[root] + leading }
      // A file's own package is certain where its folder is a root; what lies beside it is not: below a
      // folder without `__init__.py`, `redis.py` may well be meant as `app.redis`.
      if ownPackages[root] == name, isCertain(root) { leading.insert(ownRoots[root], at: 0) }
      trailing.insert(ownRoots[root], at: 0)
    }
    trailing += packageRoots
    // A namespace package's `logging.py` is not what `import logging` means.
    if StandardLibraryNames.contains(name) { trailing = [] }

    let first = leading.map { Stage.folder($0, .firstParty) }
    // What is installed may be a plugin of the project, but does not know its scripts.
    if context == .thirdParty { return installed + first }
    return first + installed + trailing.map { Stage.folder($0, .firstParty) }
  }

  /// Whether files of the root say so themselves. One that was only found below folders without `__init__.py`
  /// may be a part of a namespace package, and mean a library by its own name:
  ///
  ///     llama_index/storage/redis/base.py: import redis
  private func isCertain(_ root: Int) -> Bool {
    let folder = ownRoots[root]
    return (roots.leading + roots.trailing + ownProjects[root]).contains(folder)
  }

  mutating func findTopLevel(_ name: String, in context: SearchContext) -> LocationID {
    var portions: [(folder: FilePath, owner: Location.Owner)] = []
    for stage in stages(for: name, in: context) {
      switch stage {
      case .folder(let folder, let owner):
        let entry = folders.entry(name, in: folder)
        if entry.isModule { return add(entry, name: name, owner: owner) }
        if let folder = entry.folder { portions.append((folder, owner)) }
      case .models:
        if let model = models[name] { return add(model: model, name: name, owner: .model) }
      case .editables:
        if let found = findEditable(name) { return found }
      case .substitutes:
        let found = findSubstitute(name)
        if 0 <= found { return found }
      }
    }
    // A project's folder is only a package if code lies in it: `docs/` and `redis/` often hold none.
    portions = portions.filter { $0.owner != .firstParty || folders.holdsModules($0.folder) }
    guard let first = portions.first else { return ModuleFinder.none }
    return addNamespace(name, folders: portions.map(\.folder), owner: first.owner)
  }

  mutating func findChild(_ name: String, of package: Location) -> LocationID {
    let dottedName = package.name.isEmpty ? name : package.name + "." + name
    let isOurs = package.owner == .firstParty
    if !isOurs, let model = models[dottedName] {
      return add(model: model, name: dottedName, owner: .model)
    }
    var portions: [FilePath] = []
    for folder in package.folders {
      let entry = folders.entry(name, in: folder)
      if entry.isModule { return add(entry, name: dottedName, owner: package.owner) }
      if let folder = entry.folder { portions.append(folder) }
    }
    if let path = editables[dottedName], let found = findEditable(dottedName, at: path) {
      return found
    }
    if !isOurs {
      let found = findSubstitute(dottedName)
      if 0 <= found { return found }
    }
    if isOurs { portions = portions.filter { folders.holdsModules($0) } }
    if portions.isEmpty { return ModuleFinder.none }
    return addNamespace(dottedName, folders: portions, owner: package.owner)
  }

  /// A submodule in the other folders of a package whose `__init__` calls `extend_path` or
  /// `declare_namespace`.
  mutating func findSpread(_ name: String, _ package: LocationID) -> LocationID? {
    let found = self[package]
    let parts = found.name.split(separator: ".").map(String.init)
    for base in environment.packages + roots.leading {
      var folder = base
      for part in parts { folder = folder.appending(part) }
      if found.folders.contains(folder) { continue }
      let entry = folders.entry(name, in: folder)
      guard entry.isModule else { continue }
      let owner = roots.leading.contains(base) ? Location.Owner.firstParty : found.owner
      return add(entry, name: found.name + "." + name, owner: owner)
    }
    return nil
  }

  /// A model of a submodule whose package was not found.
  mutating func findModel(_ name: String) -> LocationID {
    if let model = models[name] { return add(model: model, name: name, owner: .model) }
    return findSubstitute(name)
  }

  private mutating func findSubstitute(_ name: String) -> LocationID {
    if let model = shipped[name] { return add(model: model, name: name, owner: .shippedFacts) }
    if let model = overlays[name] { return add(model: model, name: name, owner: .model) }
    return ModuleFinder.none
  }

  private mutating func findEditable(_ name: String) -> LocationID? {
    if let path = editables[name] { return findEditable(name, at: path) }
    // Only `name.sub` is mapped: `name` is a namespace package.
    let isPrefix = editables.keys.contains { $0.hasPrefix(name + ".") }
    return isPrefix ? addNamespace(name, folders: [], owner: .thirdParty) : nil
  }

  private mutating func findEditable(_ name: String, at path: FilePath) -> LocationID? {
    let leaf = String(decoding: path.name, as: UTF8.self)
    let entry = folders.entry(leaf, in: path.parent)
    if entry.isModule { return add(entry, name: name, owner: .thirdParty) }
    return entry.folder.map { addNamespace(name, folders: [$0], owner: .thirdParty) }
  }
}

// MARK: New locations

extension ModuleFinder {
  private mutating func add(
    _ entry: FolderIndex.Entry, name: String, owner: Location.Owner
  ) -> LocationID {
    guard let path = entry.source ?? entry.stub ?? entry.compiled else { return ModuleFinder.none }
    if let known = byPath[path] { return known }
    var owner = owner
    if isProjectFile(path) { return firstPartyLocation(file: path) }
    // A namespace package of the project goes on in installed folders.
    if owner == .firstParty { owner = .thirdParty }

    let kind: Location.Kind = entry.source != nil ? .source : entry.stub != nil ? .stub : .compiled
    if kind == .compiled {
      // Nothing can be read, so whatever is known of it stands in its place.
      let substitute = findSubstitute(name)
      if 0 <= substitute { return substitute }
    }
    var location = Location(kind: kind, owner: owner, name: name, path: path, isPackage: false)
    location.isPackage = entry.isPackage
    if entry.isPackage, let folder = entry.folder { location.folders = [folder] }
    if kind == .source { location.stubPath = entry.stub }
    location.model = overlays[name]
    return append(location, path: path)
  }

  private mutating func add(model: Int, name: String, owner: Location.Owner) -> LocationID {
    if let known = modelLocations[model] { return known }
    var location = Location(
      kind: .model, owner: owner, name: name, path: FilePath(""),
      isPackage: modelPackages.contains(name))
    location.model = model
    // A model of a package may leave its submodules to the installed files.
    location.folders = (environment.packages + environment.standardLibrary).map { base in
      name.split(separator: ".").reduce(base) { $0.appending(String($1)) }
    }.filter { system.isFolder($0) }
    if !location.folders.isEmpty { location.isPackage = true }
    let added = append(location, path: nil)
    modelLocations[model] = added
    return added
  }

  private mutating func addNamespace(
    _ name: String, folders: [FilePath], owner: Location.Owner
  ) -> LocationID {
    if let first = folders.first, let known = byPath[first] {
      for folder in folders where !locations[Int(known)].folders.contains(folder) {
        locations[Int(known)].folders.append(folder)
      }
      return known
    }
    var location = Location(
      kind: .namespace, owner: owner, name: name, path: folders.first ?? FilePath(""),
      isPackage: true)
    location.folders = folders
    if owner == .firstParty { location.root = number(ofRoot: location.path, package: nil) }
    return append(location, path: folders.first)
  }

  /// The location of the `.pyi` beside a `.py`. It answers to no name of its own.
  mutating func stub(of location: LocationID) -> LocationID? {
    let found = self[location]
    guard let path = found.stubPath else { return nil }
    if let known = byPath[path] { return known }
    var stub = found
    stub.kind = .stub
    stub.path = path
    stub.stubPath = nil
    stub.model = nil
    stub.given = nil
    return append(stub, path: path)
  }

  /// The model that adds to a module with code, or to facts that ship for one. It answers to no name
  /// of its own.
  mutating func overlay(of location: LocationID) -> LocationID? {
    let found = self[location]
    let added = found.owner == .shippedFacts ? overlays[found.name] : found.model
    guard found.kind != .model || found.owner == .shippedFacts, let model = added else {
      return nil
    }
    return modelLocations[model] ?? append(model, owner: .model, beside: found)
  }

  /// The model that ships for a package that is installed: a second opinion of its functions. It
  /// answers to no name of its own.
  mutating func review(of location: LocationID) -> LocationID? {
    let found = self[location]
    guard found.owner == .thirdParty || found.owner == .standardLibrary, found.kind == .source,
      let model = shipped[found.name],
      modelLocations[model] == nil
    else { return nil }
    return append(model, owner: .shippedFacts, beside: found)
  }

  private mutating func append(
    _ model: Int, owner: Location.Owner, beside found: Location
  ) -> LocationID {
    var location = Location(
      kind: .model, owner: owner, name: found.name, path: FilePath(""), isPackage: found.isPackage)
    location.model = model
    let id = append(location, path: nil)
    modelLocations[model] = id
    return id
  }

  private mutating func append(_ location: Location, path: FilePath?) -> LocationID {
    let id = LocationID(truncatingIfNeeded: locations.count)
    locations.append(location)
    if let path { byPath[path] = id }
    return id
  }
}

// MARK: Files of the project

extension ModuleFinder {
  /// Makes the project's own files known before anything is searched.
  mutating func add(files: [FilePath]) {
    for file in files { folders.add(file: file) }
    for (index, file) in files.enumerated() {
      let location = firstPartyLocation(file: file)
      if locations[Int(location)].given == nil { locations[Int(location)].given = index }
    }
  }

  func isScript(_ location: LocationID) -> Bool {
    let found = self[location]
    return found.owner == .firstParty && !found.isPackage && ownPackages[found.root] == nil
  }

  /// Reached through the environment, but a part of the project: an editable install of itself.
  private func isProjectFile(_ path: FilePath) -> Bool {
    let places = [tree] + roots.leading + roots.trailing + packageRoots
    guard places.contains(where: { path.relative(to: $0) != nil }) else { return false }
    let installed = environment.sites + environment.standardLibrary
    return !installed.contains { path.relative(to: $0) != nil }
  }

  private mutating func firstPartyLocation(file: FilePath) -> LocationID {
    if let known = byPath[file] { return known }
    let folder = file.parent
    let isStub = file.hasSuffix(".pyi")
    let stem = String(decoding: file.name.dropLast(isStub ? 4 : 3), as: UTF8.self)
    let isPackage = stem == "__init__"

    let place = ownFolder(folder)
    var name = place.name
    if !isPackage { name = name.isEmpty ? stem : name + "." + stem }

    var location = Location(
      kind: isStub ? .stub : .source, owner: .firstParty, name: name, path: file,
      isPackage: isPackage)
    if isPackage { location.folders = [folder] }
    let stub = folder.appending(stem + ".pyi")
    if !isStub, folders.isKnown(stub) { location.stubPath = stub }
    location.root = place.root
    return append(location, path: file)
  }

  /// The dotted name of a folder of the project and the number of its root. Files come folder by folder, so
  /// the last one is kept.
  private mutating func ownFolder(_ folder: FilePath) -> (name: String, root: Int) {
    if let last = lastOwnFolder, last.path == folder { return (last.name, last.root) }
    let top = packageRoot(of: folder)
    let name = dottedName(of: folder, below: top ?? leadingRoot(of: folder) ?? folder)
    let package = top.map { _ in String(name.prefix { $0 != "." }) }
    let root = number(ofRoot: top ?? folder, package: package)
    lastOwnFolder = (folder, name, root)
    return (name, root)
  }

  /// The location that `from . import x` speaks of in a file of this folder.
  mutating func packageLocation(folder: FilePath) -> LocationID {
    for file in ["__init__.py", "__init__.pyi"] {
      let path = folder.appending(file)
      if folders.isFile(path) { return firstPartyLocation(file: path) }
    }
    if let known = byPath[folder] { return known }
    if folder.parent == folder || folder.isEmpty { return ModuleFinder.none }
    var name = dottedName(of: folder, below: leadingRoot(of: folder) ?? folder.parent)
    if name.isEmpty { name = String(decoding: folder.name, as: UTF8.self) }
    return addNamespace(name, folders: [folder], owner: .firstParty)
  }

  /// The folder above the outermost package that holds `folder`; nil if there is none.
  ///
  /// Within a root, a folder without `__init__.py` inside a package is a part of it.
  private mutating func packageRoot(of folder: FilePath) -> FilePath? {
    if let known = packageRootOf[folder] { return known }
    var root: FilePath?
    let isPackage = folders.isFile(folder.appending("__init__.py"))
    let all = roots.leading + roots.trailing
    let mayBeInside = !all.contains(folder) && all.contains { folder.relative(to: $0) != nil }
    if folder.parent != folder, isPackage || mayBeInside, !isProject(folder) {
      root = packageRoot(of: folder.parent) ?? (isPackage ? folder.parent : nil)
    }
    packageRootOf[folder] = .some(root)
    return root
  }

  /// A folder below the root that is built by itself, as in a repository of several projects: nothing in it
  /// is a part of a package above.
  ///
  ///     services/orders/pyproject.toml, services/orders/orders/main.py     # import orders.main
  private mutating func isProject(_ folder: FilePath) -> Bool {
    guard let path = folder.relative(to: tree), !path.isEmpty else { return false }
    let parts = path.bytes.split(separator: FilePath.slash)
    // What lies among tests is there to be looked at.
    if parts.contains(where: { TestFiles.folders.contains(String(decoding: $0, as: UTF8.self)) }) {
      return false
    }
    let isPackage = folders.isFile(folder.appending("__init__.py"))
    if isPackage, !folder.name.contains(UInt8(ascii: "-")) { return false }
    return ["pyproject.toml", "setup.py"].contains { folders.isFile(folder.appending($0)) }
  }

  /// The nearest one around the folder.
  private mutating func project(of folder: FilePath) -> FilePath? {
    if let known = projectOf[folder] { return known }
    var found: FilePath?
    if folder != tree, folder.relative(to: tree) != nil {
      found = isProject(folder) ? folder : project(of: folder.parent)
    }
    projectOf[folder] = .some(found)
    return found
  }

  private mutating func projectRoots(of folder: FilePath) -> [FilePath] {
    guard let project = project(of: folder) else { return [] }
    let source = project.appending("src")
    return folders.isFile(source.appending("__init__.py")) ? [project] : [project, source]
  }

  private func leadingRoot(of folder: FilePath) -> FilePath? {
    let holding = roots.leading.filter { folder.relative(to: $0) != nil }
    return holding.max { $0.bytes.count < $1.bytes.count }
  }

  private func dottedName(of folder: FilePath, below base: FilePath) -> String {
    guard let path = folder.relative(to: base) else { return "" }
    let dot = UInt8(ascii: ".")
    return String(decoding: path.bytes.map { $0 == FilePath.slash ? dot : $0 }, as: UTF8.self)
  }

  /// The number of what decides a file's first folder: its outermost package, or its own folder.
  private mutating func number(ofRoot root: FilePath, package: String?) -> Int {
    let key = package.map { root.appending($0) } ?? root
    if let known = rootNumbers[key] { return known }
    let number = ownRoots.count
    rootNumbers[key] = number
    ownRoots.append(root)
    ownPackages.append(package)
    ownProjects.append(projectRoots(of: root))
    if package != nil, !packageRoots.contains(root) { packageRoots.append(root) }
    return number
  }
}
