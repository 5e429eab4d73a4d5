/// The file that a new version of another is written to, beside it, until it takes its name. What a
/// process leaves behind that was killed meanwhile carries its number.
package enum Drafts {
  private static let ending = Array(".tmp".utf8)

  static func path(for file: FilePath) -> FilePath {
    file.parent.appending(
      Array(".".utf8) + file.name + Array(".\(Processes.current)".utf8) + ending)
  }

  /// Removes drafts of these files whose writers are gone. Best effort: what cannot be read or removed
  /// stays. In another container a writer may live on unseen; it then fails to rename, and says so.
  package static func removeAbandoned(
    of files: [FilePath], _ system: any OperatingSystem, isAlive: (Int) -> Bool = Processes.isAlive
  ) {
    var names: [FilePath: Set<[UInt8]>] = [:]
    for file in files { names[file.parent, default: []].insert(Array(file.name)) }
    for (folder, wanted) in names {
      for entry in (try? system.list(folder)) ?? [] where entry.kind == .file {
        guard let (file, writer) = parts(entry.name), wanted.contains(file), !isAlive(writer)
        else { continue }
        try? system.remove(folder.appending(entry.name))
      }
    }
  }

  /// `.service.py.4711.tmp`: the name of the file, and the number of the process.
  private static func parts(_ name: [UInt8]) -> (file: [UInt8], writer: Int)? {
    guard name.first == UInt8(ascii: "."), name.suffix(ending.count) == ending[...] else {
      return nil
    }
    let inner = name.dropFirst().dropLast(ending.count)
    guard let dot = inner.lastIndex(of: UInt8(ascii: ".")), inner.startIndex < dot,
      let writer = Int(String(decoding: inner[(dot + 1)...], as: UTF8.self)), 0 < writer
    else { return nil }
    return (Array(inner[..<dot]), writer)
  }
}
