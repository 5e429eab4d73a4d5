import System

/// Which installed distribution a module belongs to, from the records beside it.
///
/// Most packages are named as their distribution is. For the others the `RECORD` files are read,
/// once, when the first such module is met.
struct Distributions {
  private let system: any OperatingSystem
  private let sites: [FilePath]
  /// Normalised name → name as recorded.
  private var recorded: [String: String] = [:]
  private var folders: [(name: String, folder: FilePath)] = []
  /// Dotted name of a top-level module, or of a package below a namespace package → distribution.
  private var owners: [String: String]?

  init(_ environment: PythonEnvironment, _ system: any OperatingSystem) {
    self.system = system
    sites = environment.sites
    for site in sites {
      for entry in (try? system.list(site)) ?? [] where entry.kind != .file {
        let name = String(decoding: entry.name, as: UTF8.self)
        guard name.hasSuffix(".dist-info") || name.hasSuffix(".egg-info"),
          let dash = name.firstIndex(of: "-")
        else { continue }
        let distribution = String(name[..<dash])
        recorded[Distributions.normalised(distribution)] = distribution
        folders.append((distribution, site.appending(entry.name)))
      }
    }
  }

  /// The top-level package's name where nothing is recorded.
  mutating func name(of location: Location) -> String {
    let parts = location.name.split(separator: ".")
    let top = parts.first.map(String.init) ?? location.name
    if let name = recorded[Distributions.normalised(top)] { return name }
    let owners = self.owners ?? readOwners()
    self.owners = owners
    for count in stride(from: min(parts.count, 4), to: 0, by: -1) {
      if let owner = owners[parts.prefix(count).joined(separator: ".")] { return owner }
    }
    return top
  }

  private func readOwners() -> [String: String] {
    var owners: [String: String] = [:]
    var shared: Set<String> = []
    for (name, folder) in folders {
      for module in modules(of: folder) {
        if let owner = owners[module], owner != name { shared.insert(module) }
        owners[module] = name
      }
    }
    // A namespace package is nobody's.
    for module in shared { owners[module] = nil }
    return owners
  }

  /// Dotted folders that hold files of the distribution, to the depth at which namespaces are shared.
  private func modules(of folder: FilePath) -> Set<String> {
    var modules: Set<String> = []
    if let text = system.contents(folder.appending("RECORD"), limit: 64 << 20) {
      for line in text.split(separator: UInt8(ascii: "\n")) {
        let path = line.prefix { $0 != UInt8(ascii: ",") }
        var parts = path.split(separator: FilePath.slash)
        guard let file = parts.popLast(), file.suffix(3).elementsEqual(".py".utf8) else { continue }
        if parts.isEmpty { modules.insert(String(decoding: file.dropLast(3), as: UTF8.self)) }
        for count in 0..<min(parts.count, 4) {
          let folders = parts[...count].map { String(decoding: $0, as: UTF8.self) }
          modules.insert(folders.joined(separator: "."))
        }
      }
    } else if let text = system.contents(folder.appending("top_level.txt"), limit: 1 << 20) {
      for line in text.split(whereSeparator: { $0 <= 0x20 }) {
        modules.insert(String(decoding: line, as: UTF8.self))
      }
    }
    return modules
  }

  /// PEP 503.
  private static func normalised(_ name: String) -> String {
    name.lowercased().replacing { $0 == "-" || $0 == "." ? "_" : $0 }
  }
}

extension String {
  fileprivate func replacing(_ change: (Character) -> Character) -> String {
    String(map(change))
  }
}
