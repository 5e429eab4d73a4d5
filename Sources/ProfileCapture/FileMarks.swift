import ProfileModel
import System

/// Notes what the source files on stacks look like while the program runs, so that a later reader can
/// tell whether lines still mean the same. Each file is read once, when it is first spoken of.
final class FileMarks {
  private let root: FilePath
  private let system: any OperatingSystem
  private var seen: Set<String> = []

  /// Files that a program has of its own; a stack of the others says enough by itself.
  private static let most = 2000
  private static let limit = 4 << 20

  init(root: FilePath, _ system: any OperatingSystem) {
    self.root = root
    self.system = system
  }

  /// The lines to record behind one that names files for the first time; none for any other.
  func lines(for line: ArraySlice<UInt8>) -> [UInt8] {
    // Behind the number of the process.
    guard let comma = line.firstIndex(of: UInt8(ascii: ",")) else { return [] }
    let rest = line[comma...]
    let isName = rest.starts(with: ",\"e\":\"str\"".utf8)
    guard isName || rest.starts(with: ",\"e\":\"stack\"".utf8), let value = WireValue.parse(line)
    else { return [] }
    let names = isName ? [value["s"]] : value["f"]?.items.map { $0.items.first } ?? []
    return names.compactMap { $0?.string }.flatMap { self.line(naming: $0) }
  }

  private func line(naming name: String) -> [UInt8] {
    guard seen.count < FileMarks.most, name.hasSuffix(".py"),
      !name.contains("/lib/python3."), seen.insert(name).inserted,
      let bytes = system.contents(root.resolving(FilePath(name)), limit: FileMarks.limit)
    else { return [] }
    let mark = ContentMark.of(bytes)
    return Array("{\"e\":\"file\",\"s\":\(WireValue.quoted(name)),\"mark\":\"\(mark)\"}\n".utf8)
  }
}
