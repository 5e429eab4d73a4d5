import Synchronization

/// A machine that exists only in memory: for tests, and nothing else. Its clock moves when told.
package final class MemorySystem: OperatingSystem {
  /// What can stand at a path.
  package enum Item: Sendable {
    case file([UInt8])
    case folder
    case link(to: FilePath)
    case special
    /// A file that refuses with this.
    case failing(FileFailure)
  }

  private struct State {
    var items: [FilePath: Item] = [.root: .folder]
    var environment: [String: String] = [:]
    var nanoseconds: UInt64 = 0
    var input: [UInt8] = []
    var output: [UInt8] = []
    var errorOutput: [UInt8] = []
    var terminalColumns: Int?
  }

  private let state = Mutex(State())
  package let workingFolder: FilePath

  package init(workingFolder: String = "/project") {
    self.workingFolder = FilePath(workingFolder)
    add(self.workingFolder, .folder)
  }

  // MARK: Setting up and reading back

  package func add(_ path: String, _ text: String) {
    add(workingFolder.resolving(FilePath(path)), .file(Array(text.utf8)))
  }

  package func add(_ path: FilePath, _ item: Item) {
    state.withLock { state in
      var folder = path.parent
      while state.items[folder] == nil {
        state.items[folder] = .folder
        folder = folder.parent
      }
      state.items[path] = item
    }
  }

  package func set(environment: [String: String]) {
    state.withLock { $0.environment = environment }
  }
  package func set(standardInput: [UInt8]) { state.withLock { $0.input = standardInput } }
  package func set(terminalColumns: Int?) {
    state.withLock { $0.terminalColumns = terminalColumns }
  }
  package var standardOutput: [UInt8] { state.withLock { $0.output } }
  package var standardError: [UInt8] { state.withLock { $0.errorOutput } }

  // MARK: OperatingSystem

  package func status(
    of path: FilePath, followingLinks: Bool
  ) throws(FileFailure) -> FileStatus {
    let (_, item) = try find(path, followingLinks: followingLinks)
    switch item {
    case .file(let bytes): return FileStatus(kind: .file, size: bytes.count)
    case .folder: return FileStatus(kind: .folder, size: 0)
    case .link: return FileStatus(kind: .link, size: 0)
    case .special: return FileStatus(kind: .special, size: 0)
    case .failing: return FileStatus(kind: .file, size: 1)
    }
  }

  package func list(_ folder: FilePath) throws(FileFailure) -> [FolderEntry] {
    let (place, item) = try find(folder, followingLinks: true)
    guard case .folder = item else { throw .notAFolder }
    let items = state.withLock { $0.items }
    var entries: [FolderEntry] = []
    for (path, item) in items where path != place && path.parent == place {
      entries.append(FolderEntry(name: Array(path.name), kind: item.kind))
    }
    entries.sort { $0.name.lexicographicallyPrecedes($1.name) }
    return entries
  }

  package func read(
    _ path: FilePath, into buffer: ByteBuffer, limit: Int
  ) throws(FileFailure) {
    switch try find(path, followingLinks: true).item {
    case .file(let bytes):
      if limit < bytes.count { throw .tooLarge(limit: limit) }
      buffer.replace(with: bytes)
    case .failing(let failure): throw failure
    case .folder, .link, .special: throw .notARegularFile
    }
  }

  package func write(_ bytes: [UInt8], to path: FilePath) throws(FileFailure) {
    guard isFolder(path.parent) else { throw .absent }
    add(path, .file(bytes))
  }

  package func createFolder(_ path: FilePath) throws(FileFailure) { add(path, .folder) }

  package func remove(_ path: FilePath) throws(FileFailure) {
    let removed = state.withLock { $0.items.removeValue(forKey: path) }
    if removed == nil { throw .absent }
  }

  package func realPath(_ path: FilePath) throws(FileFailure) -> FilePath {
    try find(path, followingLinks: true).path
  }

  package func environment(_ name: String) -> String? { state.withLock { $0.environment[name] } }
  package var processorCount: Int { 2 }
  package func monotonicNanoseconds() -> UInt64 { state.withLock { $0.nanoseconds } }
  package func sleep(nanoseconds: UInt64) { state.withLock { $0.nanoseconds += nanoseconds } }
  package func isTerminal(_ stream: StandardStream) -> Bool { columns(of: stream) != nil }
  package func columns(of stream: StandardStream) -> Int? { state.withLock { $0.terminalColumns } }

  package func write(_ bytes: [UInt8], to stream: StandardStream) throws(FileFailure) {
    state.withLock { state in
      switch stream {
      case .error: state.errorOutput += bytes
      case .output, .input: state.output += bytes
      }
    }
  }

  package func readStandardInput(
    into buffer: ByteBuffer, limit: Int
  ) throws(FileFailure) {
    let bytes = state.withLock { $0.input }
    if limit < bytes.count { throw .tooLarge(limit: limit) }
    buffer.replace(with: bytes)
  }

  /// Follows links in every part of the path but the last, and there too if asked.
  private func find(
    _ path: FilePath, followingLinks: Bool
  ) throws(FileFailure) -> (path: FilePath, item: Item) {
    let items = state.withLock { $0.items }
    var waiting = Array(path.normalized.bytes.split(separator: FilePath.slash).reversed())
    var place = FilePath.root
    var hops = 0
    while let part = waiting.popLast() {
      let next = place.appending(part)
      guard let item = items[next] else { throw .absent }
      if case .link(let target) = item, followingLinks || !waiting.isEmpty {
        hops += 1
        if 40 < hops { throw .other(code: 40, text: "too many levels of symbolic links") }
        let resolved = place.resolving(target)
        waiting += resolved.bytes.split(separator: FilePath.slash).reversed()
        place = .root
      } else {
        place = next
      }
    }
    guard let item = items[place] else { throw .absent }
    return (place, item)
  }
}

extension MemorySystem.Item {
  var kind: FileKind {
    switch self {
    case .file, .failing: .file
    case .folder: .folder
    case .link: .link
    case .special: .special
    }
  }
}
