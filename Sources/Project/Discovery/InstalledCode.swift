import System

/// What other tools put into a folder of the project: environments, caches, and what `pip install --target`
/// or a cache of wheels unpacked there.
enum InstalledCode {
  /// The names that tell it.
  static let marks: [[UInt8]] = [environment, cache]
  private static let environment = Array("pyvenv.cfg".utf8)
  private static let cache = Array("CACHEDIR.TAG".utf8)
  /// https://bford.info/cachedir/
  private static let signature = Array("Signature: 8a477f597d28d172789f06886806bc55".utf8)
  private static let records = Array(".dist-info".utf8)

  /// A virtual environment under whatever name, or a cache that says so.
  static func isWhole(
    _ folder: FilePath, names: Set<[UInt8]>, _ system: any OperatingSystem
  ) -> Bool {
    names.contains(environment)
      || names.contains(cache)
        && system.contents(folder.appending(cache))?.starts(with: signature) == true
  }

  /// The entries that the records of installed packages list; what stands beside them is the project's.
  static func names(
    in folder: FilePath, _ entries: [FolderEntry], _ system: any OperatingSystem
  ) -> Set<[UInt8]> {
    var names: Set<[UInt8]> = []
    for entry in entries where entry.kind == .folder && entry.name.hasSuffix(records) {
      let record = folder.appending(entry.name).appending("RECORD")
      for line in (system.contents(record) ?? []).split(separator: UInt8(ascii: "\n")) {
        let first = line.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: ",") }
        names.insert(Array(first))
      }
    }
    return names
  }
}

extension [UInt8] {
  fileprivate func hasSuffix(_ end: [UInt8]) -> Bool { suffix(end.count).elementsEqual(end) }
}
