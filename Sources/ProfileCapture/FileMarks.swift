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

  /// The line to record behind one that names a file for the first time; empty for any other.
  func line(for line: ArraySlice<UInt8>) -> [UInt8] {
    guard line.starts(with: "{\"e\":\"str\"".utf8), let name = WireValue.parse(line)?["s"]?.string
    else { return [] }
    return self.line(naming: name)
  }

  func line(naming name: String) -> [UInt8] {
    guard seen.count < FileMarks.most, name.hasSuffix(".py"),
      !name.contains("/lib/python3."), seen.insert(name).inserted,
      let bytes = system.contents(root.resolving(FilePath(name)), limit: FileMarks.limit)
    else { return [] }
    let mark = ContentMark.of(bytes)
    return Array("{\"e\":\"file\",\"s\":\(WireValue.quoted(name)),\"mark\":\"\(mark)\"}\n".utf8)
  }
}
