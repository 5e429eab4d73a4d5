/// The outside world, as far as Loopwise touches it. `NativeSystem` is the real one, `MemorySystem`
/// its twin for tests. Nothing here knows Python.
package protocol OperatingSystem: AnyObject, Sendable {
  /// What stands at `path`; of a link, itself or what it leads to.
  func status(of path: FilePath, followingLinks: Bool) throws(FileFailure) -> FileStatus

  /// The entries of a folder without `.` and `..`, in order of their bytes.
  func list(_ folder: FilePath) throws(FileFailure) -> [FolderEntry]

  /// Replaces the contents of `buffer` by those of a regular file of at most `limit` bytes.
  ///
  /// Never blocks: what is not a regular file is refused unread.
  func read(_ path: FilePath, into buffer: ByteBuffer, limit: Int) throws(FileFailure)

  /// Writes a whole file so that readers see the old bytes or the new ones, never a part.
  func write(_ bytes: [UInt8], to path: FilePath) throws(FileFailure)

  func createFolder(_ path: FilePath) throws(FileFailure)
  func remove(_ path: FilePath) throws(FileFailure)

  /// `path` with every link resolved.
  func realPath(_ path: FilePath) throws(FileFailure) -> FilePath

  var workingFolder: FilePath { get }
  func environment(_ name: String) -> String?
  var processorCount: Int { get }

  /// Nanoseconds on a clock that never goes back.
  func monotonicNanoseconds() -> UInt64
  func sleep(nanoseconds: UInt64)

  func isTerminal(_ stream: StandardStream) -> Bool
  /// Columns of the terminal at `stream`, if it is one.
  func columns(of stream: StandardStream) -> Int?
  func write(_ bytes: [UInt8], to stream: StandardStream) throws(FileFailure)
  /// All of standard input, at most `limit` bytes.
  func readStandardInput(into buffer: ByteBuffer, limit: Int) throws(FileFailure)
}

extension OperatingSystem {
  package func isFolder(_ path: FilePath) -> Bool {
    (try? status(of: path, followingLinks: true))?.kind == .folder
  }

  package func isFile(_ path: FilePath) -> Bool {
    (try? status(of: path, followingLinks: true))?.kind == .file
  }

  /// The bytes of a small file such as a settings file, or `nil` if there is none to be read.
  package func contents(_ path: FilePath, limit: Int = 16 << 20) -> [UInt8]? {
    let buffer = ByteBuffer()
    do { try read(path, into: buffer, limit: limit) } catch { return nil }
    return buffer.bytes
  }
}

package enum StandardStream: Int32, Sendable {
  case input = 0
  case output = 1
  case error = 2
}

package enum FileKind: Sendable, Hashable {
  case file, folder, link
  /// A pipe, socket or device.
  case special
}

package struct FileStatus: Sendable, Hashable {
  package var kind: FileKind
  package var size: Int
  package var modifiedNanoseconds: Int64
  package var device: UInt64
  package var inode: UInt64

  package init(
    kind: FileKind, size: Int, modifiedNanoseconds: Int64 = 0, device: UInt64 = 0,
    inode: UInt64 = 0
  ) {
    self.kind = kind
    self.size = size
    self.modifiedNanoseconds = modifiedNanoseconds
    self.device = device
    self.inode = inode
  }
}

package struct FolderEntry: Sendable, Hashable {
  package var name: [UInt8]
  package var kind: FileKind

  package init(name: [UInt8], kind: FileKind) {
    self.name = name
    self.kind = kind
  }
}

/// Why the outside world refused, in words that complete "FILE: …".
package enum FileFailure: Error, Sendable, Hashable, CustomStringConvertible {
  case absent
  case denied
  case notAFolder
  /// Refused before a read could block.
  case notARegularFile
  case tooLarge(limit: Int)
  case changesWhileRead
  case other(code: Int32, text: String)

  package var description: String {
    switch self {
    case .absent: "no such file or folder"
    case .denied: "permission denied"
    case .notAFolder: "not a folder"
    case .notARegularFile: "not a regular file"
    case .tooLarge(let limit): "larger than \(limit >> 20) MiB, the most that is read"
    case .changesWhileRead: "changes while it is read"
    case .other(_, let text): text
    }
  }
}
